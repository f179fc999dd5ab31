from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from copydesk import contract
from copydesk.annotated import AnnotatedDocument, NotFoundError, document_from_row, edits_from_rows
from copydesk.document import AlignmentError, Document, Edit
from layouts import annotated, document, sentences

RAW = "Share this! The ferry\u00a0sailed.\nNobody waved."
EDITS = (Edit(0, 12, "", "share", "share-line"), Edit(21, 22, " ", "whitespace", "nbsp"))


@pytest.fixture
def ferry() -> AnnotatedDocument:
    source = document("ferry", RAW, EDITS, title="A ferry sails", flags=("short",))
    return annotated(source, {"sentences": sentences(source.text)})


def test_gives_text_edits_and_tables_with_every_column(ferry: AnnotatedDocument) -> None:
    assert ferry.text == "The ferry sailed.\nNobody waved."
    assert ferry.title == "A ferry sails"
    assert ferry.edits == EDITS
    assert "sentences" in ferry.layers
    assert ferry.table("sentences")["text"].to_pylist() == ["The ferry sailed.", "Nobody waved."]
    for name in ferry.tables:
        assert ferry.table(name).column_names == list(contract.table(name).column_names)


def test_raw_offsets_point_into_the_raw_text(ferry: AnnotatedDocument) -> None:
    rows = ferry.table("sentences").to_pylist()
    assert [RAW[row["raw_start"] : row["raw_end"]] for row in rows] == ["The ferry\u00a0sailed.", "Nobody waved."]


def test_an_unknown_table_says_which_there_are(ferry: AnnotatedDocument) -> None:
    with pytest.raises(NotFoundError, match=r"no table 'sentence' here; there are documents, edits, .*sentences"):
        ferry.table("sentence")


def test_is_frozen(ferry: AnnotatedDocument) -> None:
    with pytest.raises(FrozenInstanceError):
        ferry.document = document("other", "x")  # type: ignore[misc]
    with pytest.raises(TypeError):
        ferry.tables["sentences"] = ferry.table("edits")  # type: ignore[index]


def test_repr_is_one_short_line(ferry: AnnotatedDocument) -> None:
    assert repr(ferry).startswith("<AnnotatedDocument ferry: 31 characters, 2 edits")
    assert "2 sentences" in repr(ferry)
    assert "\n" not in repr(ferry)


def test_rows_give_back_the_document_they_were_made_of(ferry: AnnotatedDocument) -> None:
    edits = edits_from_rows(ferry.table("edits").to_pylist())
    again = document_from_row(ferry.table("documents").to_pylist()[0], edits)
    names = [name for name in Document.__dataclass_fields__ if name != "alignment"]
    assert {name: getattr(again, name) for name in names} == {name: getattr(ferry.document, name) for name in names}
    assert again.alignment.to_raw(0, 9) == ferry.document.alignment.to_raw(0, 9) == (12, 21)


def test_a_withheld_text_leaves_the_rest_readable(ferry: AnnotatedDocument) -> None:
    row = ferry.table("documents").to_pylist()[0] | {"text": None, "title": None}
    withheld = document_from_row(row, EDITS)
    assert (withheld.text, withheld.title, withheld.doc_id) == ("", None, "ferry")


def test_edits_of_another_text_are_refused(ferry: AnnotatedDocument) -> None:
    row = ferry.table("documents").to_pylist()[0]
    with pytest.raises(AlignmentError):
        document_from_row(row, [Edit(0, len(RAW) + 1, "", "share", "share-line")])
