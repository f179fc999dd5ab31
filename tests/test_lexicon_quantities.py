"""Each line of the lexicon of amounts shows itself in its example."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from brackets import document, mark, parse
from copydesk import lexicon
from copydesk.document import Span
from copydesk.layers.quantities import Quantity, annotate


@dataclass(frozen=True, slots=True)
class Sentence(Span):
    paragraph: int = 0
    position: int = 0
    role: str = "body"


def amounts(text: str) -> list[Quantity]:
    return list(annotate(document(text), (Sentence(0, len(text), "test"),), ()))


def lines(*names: str) -> list[object]:
    return [pytest.param(row, id=f"{name}:{row['example']}") for name in names for row in lexicon.load(name)]


@pytest.mark.parametrize("row", lines("numerals", "fractions", "rates", "prefixes"))
def test_the_example_is_the_amount(row: lexicon.Row) -> None:
    text, _ = parse(row["example"])
    assert mark(text, amounts(text)) == row["example"]


@pytest.mark.parametrize("row", lines("units", "currencies"))
def test_the_example_has_the_unit(row: lexicon.Row) -> None:
    text, _ = parse(row["example"])
    found = amounts(text)
    assert mark(text, found) == row["example"]
    assert [(quantity.unit, quantity.kind) for quantity in found] == [(row["unit"], row.get("kind", "money"))]


@pytest.mark.parametrize("row", lines("approximators"))
def test_the_example_has_the_modifier(row: lexicon.Row) -> None:
    text, _ = parse(row["example"])
    found = amounts(text)
    assert mark(text, found) == row["example"]
    assert [quantity.mod for quantity in found] == [row["mod"]]


@pytest.mark.parametrize("row", lines("vague_amounts"))
def test_the_example_has_the_bounds(row: lexicon.Row) -> None:
    text, _ = parse(row["example"])
    found = amounts(text)
    assert mark(text, found) == row["example"]
    assert [(quantity.low, quantity.high, quantity.mod) for quantity in found] == [
        (float(row["low"]), float(row["high"]), "APPROX")
    ]


@pytest.mark.parametrize("row", lines("changes"))
def test_the_example_says_which_way_it_went(row: lexicon.Row) -> None:
    text, _ = parse(row["example"])
    assert [quantity.change for quantity in amounts(text)] == [row["change"]]


@pytest.mark.parametrize("row", lines("designators"))
def test_the_example_is_a_name(row: lexicon.Row) -> None:
    text, _ = parse(row["example"])
    assert amounts(text) == []


@pytest.mark.parametrize("row", lines("amount_words"))
def test_the_example_ends_where_the_phrase_ends(row: lexicon.Row) -> None:
    text, _ = parse(row["example"])
    assert mark(text, amounts(text)) == row["example"]
