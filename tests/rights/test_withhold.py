"""What goes out of a withheld document: nothing that the contract does not let out, of any layer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import releases
from copydesk import annotate, contract, tables
from copydesk.build import build
from copydesk.rights.exposure import MOST_WORDS, Passages, Reading, measure
from copydesk.rights.withhold import Withheld, Withholding, accounting, short_documents, withhold
from copydesk.validate import validate
from invented import INVENTED, contract_with
from withheld import records, write

Tables = dict[str, pa.Table]
NAMES = "Ida Verbraak, Tom Ormsund, Liv Hale, Per Quist, Ana Roe and Bo Lind"
TEXT = (
    f"VILNIUS — Some 400 soldiers arrived on Monday, Defence Minister Ida Verbraak said. {NAMES} were there too.\n\n"
    "They will stay for two years, she said, and nobody knows what it will cost the small town by the sea in the end, "
    "as the mayor has not been asked and the harbour has no room for another ship of that size before the autumn."
)


@pytest.fixture(scope="module")
def private() -> Tables:
    return dict(annotate(TEXT, "2024-05-15").tables)


@pytest.fixture(scope="module")
def public(private: Tables) -> Tables:
    return withhold(private)


def test_both_keep_the_contract_and_only_as_what_they_are(private: Tables, public: Tables) -> None:
    assert validate(private) == validate(public, public=True) == []
    assert {finding.rule for finding in validate(public)} == {"contract.required"}
    assert {finding.rule for finding in validate(private, public=True)} == {"contract.withheld"}


def test_no_column_goes_out_that_does_not_say_so(private: Tables, public: Tables) -> None:
    for name, table in public.items():
        for column in contract.table(name).columns:
            if column.release == "never":
                assert table[column.name].null_count == table.num_rows, (name, column.name)
            if column.release == "always" and column.name not in ("withheld", "marks"):
                assert table[column.name].equals(private[name][column.name]), (name, column.name)


def test_names_numbers_and_dates_go_out_and_quotes_do_not(public: Tables) -> None:
    assert "Ida Verbraak" in public["entities"]["text"].to_pylist()
    assert "Monday" in public["times"]["text"].to_pylist()
    assert set(public["quotes"]["text"].to_pylist()) == {None}
    assert set(public["sentences"]["text"].to_pylist()) == {None}
    amount = public["quantities"].to_pylist()[0]
    assert (amount["text"], amount["low"], amount["head"]) == (None, 400.0, "soldiers")


def test_names_side_by_side_are_parted(public: Tables) -> None:
    reading = Reading(TEXT)
    cells = {(row["text"], row["start"]) for name in ("entities", "places") for row in public[name].to_pylist()}
    places = filter(None, (reading.place(value, start) for value, start in cells if value))
    assert measure("d", reading, places, Passages(), Passages()).run <= MOST_WORDS


def test_a_list_of_names_is_not_let_out_whole() -> None:
    text = "There: " + " ".join(f"{a}{b}ing" for a in ("Ormsund", "Haler") for b in "abcdef") + " then."
    document = annotate(text).document
    rows = [
        {**releases.document(1, sentences=1)["entities"][0], "doc_id": "d", "annotation_id": f"d#entities-{i}",
         "start": at, "end": at + len(word), "text": word, "name": word, "raw_start": at, "raw_end": at + len(word)}
        for i, word in enumerate(text.split()[1:-1])
        if (at := text.index(word)) >= 0
    ]  # fmt: skip
    built = dict(annotate(text).tables)
    built["entities"] = pa.Table.from_pylist(
        [{**row, "doc_id": document.doc_id} for row in rows], schema=contract.table("entities").arrow_schema
    )
    reading = Reading(text)
    kept = withhold(built)["entities"].to_pylist()
    places = filter(None, (reading.place(row["text"] or "", row["start"]) for row in kept))
    assert measure("d", reading, places, Passages(), Passages()).run <= MOST_WORDS
    assert sum(row["text"] is None for row in kept) in (1, 2)


def test_a_document_that_is_free_stays_as_it_is(private: Tables) -> None:
    free = private["documents"].to_pylist()
    free[0] |= {"text_release": "full", "rights": "CC0-1.0"}
    run = {**private, "documents": pa.Table.from_pylist(free, schema=private["documents"].schema)}
    assert withhold(run) == run


def test_free_and_withheld_documents_of_one_run_keep_their_places(tmp_path: Path) -> None:
    rows = records(4)
    rows[0]["rights"] = rows[3]["rights"] = "CC0-1.0"
    build(write(tmp_path / "in.jsonl", rows), tmp_path / "private")
    import copydesk

    corpus = copydesk.open(tmp_path / "private")
    run = {name: corpus.table(name) for name in corpus.tables if name != "articles"}
    released = withhold(run)
    for name, table in released.items():
        assert table["doc_id"].equals(run[name]["doc_id"])
        if contract.table(name).is_layer:
            assert table["annotation_id"].equals(run[name]["annotation_id"])
            withheld = [doc_id in ("d01", "d02") for doc_id in table["doc_id"].to_pylist()]
            free = pa.array([not each for each in withheld])
            assert table.filter(free).equals(run[name].filter(free))
    assert [text is None for text in released["documents"]["text"].to_pylist()] == [False, True, True, False]


def test_what_is_dropped_says_where_it_stands(private: Tables, public: Tables) -> None:
    for entry in map(Withheld.parse, public["documents"]["withheld"].to_pylist()[0]):
        name, _, number = entry.row.rpartition("-")
        row: dict[str, Any] = private[name].to_pylist()[int(number)]
        assert entry.value(TEXT) == row[entry.column]


def test_of_a_short_text_there_is_no_digest() -> None:
    short = dict(annotate("Some 5,000 troops arrived.").tables)
    row = withhold(short)["documents"].to_pylist()[0]
    assert (row["raw_sha256"], row["text_sha256"]) == (None, None)
    assert all(entry.endswith(":") for entry in row["fingerprints"])
    assert short_documents(short["documents"]) == {row["doc_id"]}
    withholding = Withholding()
    list(withholding.runs([short]))
    empty = Withholding()
    list(empty.runs([tables.build([], {}, [n for n in short if contract.table(n).is_layer])]))
    # The digests of the private corpus are those without it: else they were digests of five words.
    assert withholding.private() == {**empty.private(), "left_out": 1}


def test_how_an_input_failed_is_not_told() -> None:
    entry = {"input": "a.txt", "reason": "bad_id", "detail": "“a sentence of the text”", "sha256": "0" * 64}
    told = accounting({"inputs": 1, "published": 0, "quarantined": [entry]})
    assert told["quarantined"] == [{"input": "a.txt", "reason": "bad_id", "detail": "", "sha256": None}]


@pytest.fixture
def animals(tmp_path: Path) -> Iterator[None]:
    with contract_with(tmp_path, INVENTED):
        yield


def test_a_layer_that_nobody_has_heard_of_is_covered(animals: None) -> None:
    rows = releases.document(0, sentences=3)
    rows["documents"][0] |= {"text_release": "withheld"}
    released = withhold(releases.tables([rows]))
    shared = {"annotation_id", "doc_id", "split", "start", "end", "raw_start", "raw_end", "annotator", "rule"}
    for row in released["animals"].to_pylist():
        assert {column for column, value in row.items() if value is not None} - {"confidence"} == shared
    # The filler rows break other promises of the contract, but a null that is withheld is no fault, and none is missed.
    rules = {finding.rule for finding in validate(released, public=True)}
    assert not rules & {"contract.required", "contract.withheld"}
    assert "contract.required" in {finding.rule for finding in validate(released)}


def test_a_free_copy_of_a_withheld_text_is_withheld_too(tmp_path: Path) -> None:
    import copydesk

    rows = records(4)
    rows[2]["rights"] = rows[3]["rights"] = "CC0-1.0"  # d01 and d02 are one wire story in two papers
    build(write(tmp_path / "in.jsonl", rows), tmp_path / "public", release="public")
    found = {row["doc_id"]: row for row in copydesk.open(tmp_path / "public").table("documents").to_pylist()}
    assert {i: row["text_release"] for i, row in found.items() if row["rights"] == "CC0-1.0"} == {
        "d02": "withheld",
        "d03": "full",
    }
    assert "rights_inherited" in found["d02"]["flags"]
    assert found["d02"]["text"] is None
