"""Documents and annotations become rows of the contract."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from brackets import parse
from copydesk import contract, tables
from copydesk.document import Alignment, Document, Edit, Span, apply
from copydesk.layers.sentences import Sentence


def one(raw: str, edits: list[Edit], marked: str) -> tuple[Document, dict[str, list[Span]]]:
    """A document with the bracketed sentences of `marked`, which is its clean text."""
    text, spans = parse(marked)
    assert apply(raw, edits) == text
    document = Document(doc_id="d", text=text, alignment=Alignment(edits, len(raw)), raw_sha256="0" * 64)
    return document, {"sentences": [Sentence(s, e, "stop", 0, i, "body") for i, (s, e) in enumerate(spans)]}


def test_the_surface_rides_along_and_points_into_the_raw_text() -> None:
    raw = "JUNK The  brigade came. It left."
    edits = [Edit(0, 5, "", "advert", "label"), Edit(8, 10, " ", "whitespace", "blank")]
    item = one(raw, edits, "[The brigade came.] [It left.]")
    built = tables.build([item], {"d": "train"}, ["sentences"])
    rows = built["sentences"].to_pylist()
    assert [(row["text"], raw[row["raw_start"] : row["raw_end"]]) for row in rows] == [
        ("The brigade came.", "The  brigade came."),
        ("It left.", "It left."),
    ]
    assert [row["annotation_id"] for row in rows] == ["d#sentences-0", "d#sentences-1"]
    assert {row["annotator"] for row in rows} == {"copydesk/1.0"}
    assert {row["confidence"] for row in rows} == {None}
    assert [row["reason"] for row in built["edits"].to_pylist()] == ["advert", "whitespace"]


def test_tables_have_the_contract_schema() -> None:
    built = tables.build([one("It left.", [], "[It left.]")], {"d": "train"}, ["sentences"])
    assert {name: table.schema for name, table in built.items()} == {
        name: contract.table(name).arrow_schema for name in built
    }


def test_no_documents_give_empty_tables() -> None:
    built = tables.build([], {}, ["sentences"])
    assert {table.num_rows for table in built.values()} == {0}


@dataclass(frozen=True, slots=True)
class Linked(Sentence):
    """A sentence whose role refers to another annotation, to show how references become ids."""


@pytest.mark.parametrize(("value", "expected"), [(3, "d#sentences-3"), ("created", "created"), (None, None)])
def test_an_int_in_a_string_column_is_a_reference(value: object, expected: str | None) -> None:
    document, _ = one("It left.", [], "[It left.]")
    linked = Linked(0, 8, "stop", 0, 0, value)  # type: ignore[arg-type]
    built = tables.build([(document, {"sentences": [linked]})], {"d": "train"}, ["sentences"])
    assert built["sentences"]["role"].to_pylist() == [expected]
