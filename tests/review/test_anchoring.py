"""Judged rows take their layer's place: anchored, referring, or found to be at fault; and the machine is compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from copydesk import engine
from copydesk.document import Alignment, Document, Edit
from copydesk.review import Review
from copydesk.review.anchoring import check
from copydesk.review.collection import Collection, annotate
from review.cases import PERSON, QUOTE, QUOTED, RAW, TIME, at, collection, row

NOBODY: dict[str, Any] = {"label": "ORG", "name": "Nobody", "chain_id": "0"}


def reviewed(tmp_path: Path, rows: dict[str, list[dict[str, str]]], text: str = RAW) -> tuple[Review, dict[str, Any]]:
    """The review of a document with these judged rows, and its rows of every layer."""
    document = Collection(collection(tmp_path / "c", text)).document("a")
    assert document is not None
    review = Review(document, rows)
    found = annotate(document, engine.plan(), review)
    return review, {layer: found.table(layer).to_pylist() for layer in found.layers}


def test_judged_rows_replace_the_machines_and_say_so(tmp_path: Path) -> None:
    review, rows = reviewed(tmp_path, {"times": [row("Monday", **TIME)]})
    (time,) = rows["times"]
    assert (time["text"], time["value"], time["anchor"]) == ("Monday", "2024-05-13", "created")
    assert (time["annotator"], time["rule"]) == ("reviewed", "blind")
    assert {one["annotator"] for one in rows["sentences"]} == {engine.ANNOTATOR}
    assert review.findings == []


def test_later_layers_see_them(tmp_path: Path) -> None:
    _, machine = reviewed(tmp_path / "machine", {})
    assert "Ida Verbraak" in {one["speaker"] for one in machine["quotes"]}
    renamed = [row("Ida Verbraak", **{**PERSON, "name": "Ida Maria Verbraak"})]
    _, rows = reviewed(tmp_path / "judged", {"entities": renamed})
    assert {one["speaker"] for one in rows["quotes"]} == {"Ida Maria Verbraak"}
    assert rows["places"] == []


def test_references_are_resolved(tmp_path: Path) -> None:
    rows = {
        "entities": [row("Latvia", label="GPE", name="Latvia", chain_id="9"), row("Ida Verbraak", **PERSON)],
        "quotes": [row(QUOTED, **QUOTE, speaker_id=at("Ida Verbraak"))],
    }
    review, found = reviewed(tmp_path, rows)
    assert review.findings == []
    (quote,) = found["quotes"]
    assert quote["speaker_id"] == "a#entities-1"
    assert quote["attribution_id"] == 0
    assert [one["chain_id"] for one in found["entities"]] == [0, 1]


def test_a_reference_into_the_machines_rows_is_null_where_these_lack_the_row(tmp_path: Path) -> None:
    review, found = reviewed(tmp_path, {"quotes": [row(QUOTED, **QUOTE, speaker_id=at("arrived"))]})
    assert found["quotes"][0]["speaker_id"] is None
    assert review.findings == []


def test_a_set_without_rows_empties_the_layer(tmp_path: Path) -> None:
    none = {**row("Monday"), "decision": "none"}
    review, found = reviewed(tmp_path, {"times": [none]})
    assert found["times"] == []
    assert [one.kind for one in review.disagreements] == ["spurious"]


def test_rejected_rows_are_not_published(tmp_path: Path) -> None:
    rejected = {**row("Latvia", type="DATE"), "decision": "reject"}
    _, found = reviewed(tmp_path, {"times": [rejected, row("Monday", **TIME)]})
    assert [one["text"] for one in found["times"]] == ["Monday"]


@pytest.mark.parametrize(
    ("fault", "layer", "values", "message"),
    [
        ("outside", "times", {"raw_end": "9999"}, "outside the raw text of"),
        ("removed", "times", {"raw_start": "0", "raw_end": "4", "text": "Sign"}, "in a removed stretch ("),
        ("surface", "times", {"text": "Tuesday"}, "text is 'Tuesday', but 'Monday' stands there"),
        ("type", "times", {"type": "DAY"}, "it is one of DATE, TIME"),
        ("missing", "times", {"type": ""}, "type is empty; fill it in"),
        ("date", "times", {"begin": "13 May"}, "write it as date"),
        ("other_text", "times", {"raw_sha256": "0" * 64}, "judged in another raw text"),
        ("own_reference", "times", {"anchor": "3:7"}, "refers to 3:7, where no row of times was judged"),
        ("reference", "quotes", {"speaker_id": at("arrived")}, "where entities has no row; mend it or add the row"),
        ("no_span", "quotes", {"speaker_id": "Ida"}, "name the row it refers to by its raw span"),
        ("half_a_cue", "quotes", {"cue_end": ""}, "or neither"),
        ("cue_removed", "quotes", {"cue_start": "0", "cue_end": "4"}, "cue: 0:4 is in a removed stretch"),
        (
            "no_entity",
            "places",
            {"entity_id": "", "raw_end": at("Latvia arrived").split(":")[1], "text": "Latvia arrived"},
            "entity_id is empty, and 0 rows of entities hold the span",
        ),
        ("pattern", "places", {"country": "Latvia"}, "write it as ^[A-Z]{2}$"),
        ("maximum", "places", {"lat": "91"}, "it goes from -90 to 90"),
        ("number", "places", {"lat": "north"}, "write it as number"),
    ],
)
def test_what_cannot_be_anchored_is_a_finding(
    fault: str, layer: str, values: dict[str, str], message: str, tmp_path: Path
) -> None:
    good = {
        "times": row("Monday", **TIME),
        "quotes": row(QUOTED, **QUOTE),
        "places": row("Latvia", entity_id=at("Latvia"), name="Latvia", resolution="unresolved"),
    }
    entities = [row("Latvia", label="GPE", name="Latvia", chain_id="0")]
    bad = {name: cell for name, cell in {**good[layer], **values}.items() if cell}
    review, _ = reviewed(tmp_path, {layer: [bad], "entities": entities})
    (finding,) = review.findings
    assert message in finding.message
    assert (finding.rule, finding.table, finding.doc_id) == ("reviewed", layer, "a")
    assert finding.place == f"reviewed/{layer}.csv, row 1"


def test_a_reference_that_has_to_be_there_is_the_row_that_holds_the_span(tmp_path: Path) -> None:
    rows = {
        "entities": [row("Latvia", label="GPE", name="Latvia", chain_id="0")],
        "places": [row("Latvia", name="Latvia", resolution="unresolved")],
    }
    review, found = reviewed(tmp_path, rows)
    assert review.findings == []
    assert found["places"][0]["entity_id"] == "a#entities-0"


def test_disagreements_name_what_differs(tmp_path: Path) -> None:
    times = [row("Monday", **{**TIME, "value": "2024-05-20"}), row("Latvia", type="DATE")]
    review, _ = reviewed(tmp_path, {"times": times})
    found = {(one.kind, one.reviewed, one.machine) for one in review.disagreements}
    assert found == {("value", "2024-05-20", "2024-05-13"), ("missed", "Latvia", "")}


def test_what_the_machine_says_too_is_no_disagreement(tmp_path: Path) -> None:
    review, found = reviewed(tmp_path, {"times": [row("Monday", **TIME)]})
    assert review.disagreements == []
    assert len(found["times"]) == 1


def test_a_long_name_is_what_the_text_says(tmp_path: Path) -> None:
    rows = [row("Ida Verbraak", **{**PERSON, "name": "@text"})]
    _, found = reviewed(tmp_path, {"entities": rows})
    assert found["entities"][0]["name"] == "Ida Verbraak"


def test_a_span_in_one_long_replacement_is_told_by_its_surface() -> None:
    raw = "Elsin ##, Latvia"
    edit = Edit(6, 9, "”,", "encoding", "test")
    document = Document(doc_id="a", text="Elsin ”, Latvia", alignment=Alignment((edit,), len(raw)), raw_sha256="0")
    one = {**row("Latvia"), **NOBODY, "raw_start": "0", "raw_end": "9", "text": "Elsin ”", "raw_sha256": "0"}
    review = Review(document, {"entities": [one]})
    (span,) = review.settle("entities", (), {})
    assert review.faults == []
    assert document.text[span.start : span.end] == "Elsin ”"


def test_checking_runs_no_layer(tmp_path: Path) -> None:
    document = Collection(collection(tmp_path / "c")).document("a")
    assert document is not None
    place = row("Latvia", entity_id=at("Latvia"), name="Latvia", resolution="unresolved")
    ((layer, found, message),) = check(document, {"places": [place], "times": [row("Monday", **TIME)]})
    assert (layer, found) == ("places", place)
    assert "judge entities of this document too" in message
