"""Every line of the lexicon files of the layer `times` is shown by its example."""

from __future__ import annotations

from datetime import date

import pytest

from brackets import document, mark, parse
from copydesk import lexicon
from copydesk.layers import times
from copydesk.timex import calendar

CREATED = date(2023, 6, 28)  # a Wednesday


def spans(text: str) -> list[times.Time]:
    return list(times.annotate(document(text, created=CREATED), ()))


@pytest.mark.parametrize("row", lexicon.load("times_words"), ids=lambda row: row["word"])
def test_word(row: lexicon.Row) -> None:
    text, _ = parse(row["example"])
    assert row["word"] in text.lower()
    assert mark(text, spans(text)) == row["example"]


@pytest.mark.parametrize("row", lexicon.load("times_patterns"), ids=lambda row: row["name"])
def test_pattern(row: lexicon.Row) -> None:
    for example in row["example"].split(" | "):
        text, _ = parse(example)
        found = spans(text)
        assert mark(text, found) == example
        if row["resolver"] not in ("part", "nothing"):
            assert row["name"] in {time.rule for time in found}


@pytest.mark.parametrize("row", lexicon.load("times_holidays"), ids=lambda row: row["name"])
def test_holiday(row: lexicon.Row) -> None:
    text, _ = parse(row["example"])
    found = spans(text)
    assert mark(text, found) == row["example"]
    (time,) = found
    if not row["date"]:
        assert time.value is None
        return
    assert time.value is not None
    feast = (
        date.fromisoformat(row["date"]) if row["date"][4:5] == "-" else calendar.feast(row["date"], int(time.value[:4]))
    )
    assert feast is not None
    assert time.value == feast.isoformat()


@pytest.mark.parametrize("row", lexicon.load("times_cues"), ids=lambda row: row["word"])
def test_cue(row: lexicon.Row) -> None:
    text, [(start, end)] = parse(row["example"])
    assert text[start:end] == row["word"]
    (time,) = spans(text)
    assert time.begin is not None
    assert (time.begin > CREATED) == (row["tense"] == "future")
