"""Each example in the lexicon of the layer `sentences` holds."""

from __future__ import annotations

import pytest

from brackets import document, parse
from copydesk.layers.sentences import annotate
from copydesk.lexicon import Row, datelines, load


def _rows(name: str, *kinds: str) -> list[Row]:
    return [row for row in load(name) if not kinds or row["kind"] in kinds]


def _surfaces(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in annotate(document(text))]


@pytest.mark.parametrize("row", _rows("abbreviations"), ids=lambda row: row["form"])
def test_abbreviations(row: Row) -> None:
    """The abbreviation's first stop ends nothing; in an example of two halves, its second does."""
    assert f"[{row['form']}.]" in row["example"]
    text, spans = parse(row["example"])
    ends = {sentence.end for sentence in annotate(document(text))}
    assert spans[0][1] not in ends
    if len(spans) > 1:
        assert spans[1][1] in ends


@pytest.mark.parametrize("row", _rows("starters"), ids=lambda row: row["word"])
def test_starters(row: Row) -> None:
    text, [(start, end)] = parse(row["example"])
    assert text[start:end] == row["word"]
    assert len(_surfaces(text)) == 2
    assert _surfaces(text)[1].startswith(row["word"])


@pytest.mark.parametrize("row", _rows("datelines", "lead"), ids=lambda row: row["name"])
def test_datelines(row: Row) -> None:
    text, [(start, end)] = parse(row["example"])
    lead = datelines.lead(text, 0, len(text))
    assert lead is not None
    assert (lead.start, lead.end, lead.rule) == (start, end, f"dateline:{row['name']}")


@pytest.mark.parametrize("row", _rows("datelines", "line"), ids=lambda row: row["name"])
def test_stamps(row: Row) -> None:
    text, [(start, end)] = parse(row["example"])
    assert datelines.stamp(text, start, end)


@pytest.mark.parametrize("row", _rows("datelines", "part"), ids=lambda row: row["name"])
def test_parts_of_datelines(row: Row) -> None:
    """A part stands in the pattern of a dateline or a stamp, or in a part that does, and fits its example."""
    text, [(start, end)] = parse(row["example"])
    assert any(f"{{{row['name']}}}" in other["pattern"] for other in load("datelines"))
    assert datelines.pattern("part", row["name"]).fullmatch(text, start, end)


@pytest.mark.parametrize("row", _rows("datelines", "not a place"), ids=lambda row: row["name"])
def test_what_is_no_place(row: Row) -> None:
    text, [(start, end)] = parse(row["example"])
    assert text[start:end] == row["name"]
    assert datelines.lead(text, 0, len(text)) is None


@pytest.mark.parametrize("row", _rows("credits"), ids=lambda row: row["name"])
def test_credits(row: Row) -> None:
    text, [(start, _)] = parse(row["example"])
    offset = len("The ferry left at noon.\n")
    roles = [(s.start - offset, s.role) for s in annotate(document(f"The ferry left at noon.\n{text}"))]
    assert (start, "credit") in roles
