"""Rows go out on sheets and come home the same, in either format; what does not come home is said."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from copydesk import contract, engine
from copydesk.annotated import AnnotatedDocument
from copydesk.document import Document
from copydesk.review import Review, label_studio, spreadsheet
from copydesk.review.collection import Collection, annotate
from copydesk.review.sheets import Outcome, Sheet, rows_of, sheet
from review.cases import RAW, collection

ROOT = Path(__file__).resolve().parents[2]
FORMATS: dict[str, Callable[[Iterable[Sheet]], Iterable[Sheet]]] = {
    "label-studio": lambda sheets: label_studio.load(label_studio.dump(sheets).encode()),
    "label-studio in UTF-16 units": lambda sheets: label_studio.load(label_studio.dump(sheets, utf16=True).encode()),
    "csv": lambda sheets: spreadsheet.load(spreadsheet.dump(sheets).encode()),
}


def rows(document: AnnotatedDocument) -> dict[str, list[dict[str, Any]]]:
    """A document's rows but for who made them."""
    made = {"annotator", "rule"}
    return {
        layer: [{k: v for k, v in row.items() if k not in made} for row in document.table(layer).to_pylist()]
        for layer in document.layers
    }


def home(out: AnnotatedDocument, document: Document, carry: Callable[[Iterable[Sheet]], Iterable[Sheet]]) -> Any:
    """The rows of a document that went out and came home, and what became of each."""
    judged, outcomes = rows_of(carry([sheet(out, out.layers)]), {document.doc_id: document}.get, "corrected")
    review = Review(document, judged[document.doc_id])
    back = annotate(document, engine.plan(), review)
    assert review.findings == []
    assert review.disagreements == []
    return rows(back), outcomes


@pytest.mark.slow
@pytest.mark.parametrize("carry", FORMATS.values(), ids=FORMATS)
def test_all_of_house_comes_home_the_same(carry: Callable[[Iterable[Sheet]], Iterable[Sheet]]) -> None:
    house = Collection(ROOT / "raw" / "house")
    texts = [raw.text for raw in house.raw.values()]
    assert any("\r\n" in text for text in texts)
    assert any(char > "\uffff" for text in texts for char in text)
    plan = engine.plan()
    for document in house.documents():
        out = annotate(document, plan)
        back, outcomes = home(out, document, carry)
        assert back == rows(out)
        assert {one.kind for one in outcomes} == {"kept"}


@pytest.fixture
def document(tmp_path: Path) -> Document:
    found = Collection(collection(tmp_path / "c")).document("a")
    assert found is not None
    return found


@pytest.mark.parametrize("carry", FORMATS.values(), ids=FORMATS)
def test_rows_come_home_the_same(carry: Callable[[Iterable[Sheet]], Iterable[Sheet]], document: Document) -> None:
    out = annotate(document, engine.plan())
    back, outcomes = home(out, document, carry)
    assert back == rows(out)
    assert sum(len(of) for of in back.values()) == len(outcomes)
    assert back["quotes"][0]["speaker_id"] is not None
    assert "\U0001f6a2" in document.text


@pytest.mark.parametrize("carry", FORMATS.values(), ids=FORMATS)
def test_rows_follow_a_text_that_moved(
    carry: Callable[[Iterable[Sheet]], Iterable[Sheet]], document: Document, tmp_path: Path
) -> None:
    out = annotate(document, engine.plan())
    longer = RAW.replace("TALLINN", "Ships unload\r\n\r\nTALLINN")
    changed = Collection(collection(tmp_path / "n", longer)).document("a")
    assert changed is not None
    judged, outcomes = rows_of(carry([sheet(out, ["times", "entities", "quotes"])]), lambda _: changed, "blind")
    assert {one.kind for one in outcomes} == {"moved"}, outcomes
    review = Review(changed, judged["a"])
    back = annotate(changed, engine.plan(), review)
    assert review.findings == []
    for layer in ("times", "entities", "quotes"):
        assert back.table(layer)["text"].to_pylist() == out.table(layer)["text"].to_pylist()
    (quote,) = back.table("quotes").to_pylist()
    assert changed.text[quote["cue_start"] : quote["cue_end"]] == "said"
    assert quote["rule"] == "blind"


@pytest.mark.parametrize("carry", FORMATS.values(), ids=FORMATS)
def test_a_layer_without_rows_was_judged_to_have_none(
    carry: Callable[[Iterable[Sheet]], Iterable[Sheet]], document: Document
) -> None:
    judged, outcomes = rows_of(carry([Sheet("a", ("times",), (), document.text)]), lambda _: document, "blind")
    assert [row["decision"] for row in judged["a"]["times"]] == ["none"]
    assert outcomes == []


def refused(outcomes: list[Outcome]) -> list[str]:
    return [one.reason for one in outcomes if one.kind == "refused"]


@pytest.mark.parametrize("carry", FORMATS.values(), ids=FORMATS)
def test_nothing_is_dropped_in_silence(carry: Callable[[Iterable[Sheet]], Iterable[Sheet]], document: Document) -> None:
    out = sheet(annotate(document, engine.plan()), contract.layers())
    judged, outcomes = rows_of(carry([out]), lambda _: None, "blind")
    assert judged == {}
    assert len(refused(outcomes)) == len(out.regions)
    judged, outcomes = rows_of([*carry([out]), *carry([out])], lambda _: document, "blind")
    assert len(refused(outcomes)) == len(out.regions)
    assert "comes twice" in refused(outcomes)[0]


@pytest.mark.parametrize("carry", FORMATS.values(), ids=FORMATS)
def test_a_refused_row_takes_those_with_it_that_refer_to_it(
    carry: Callable[[Iterable[Sheet]], Iterable[Sheet]], document: Document
) -> None:
    out = sheet(annotate(document, engine.plan()), ["entities", "places"])
    bad = [dataclasses.replace(r, values={**r.values, "label": "SHIP"}) for r in out.regions if r.layer == "entities"]
    places = [region for region in out.regions if region.layer == "places"]
    judged, outcomes = rows_of(
        carry([dataclasses.replace(out, regions=(*bad, *places))]), lambda _: document, "corrected"
    )
    assert places
    assert len(refused(outcomes)) == len(bad) + len(places)
    assert judged["a"] == {}


def tasks(document: Document) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(label_studio.dump([sheet(annotate(document, engine.plan()), ["times"])]))
    return found


def load(found: list[dict[str, Any]]) -> Sheet:
    (one,) = label_studio.load(json.dumps(found).encode())
    return one


def test_the_units_of_a_task_are_told_by_its_surfaces(document: Document) -> None:
    (found,) = tasks(document)
    value = found["annotations"][0]["result"][0]["value"]
    assert document.text[value["start"] : value["end"]] == value["text"] == "Monday"
    moved = json.loads(label_studio.dump([sheet(annotate(document, engine.plan()), ["times"])], utf16=True))
    assert moved[0]["annotations"][0]["result"][0]["value"]["start"] == value["start"] + 1
    assert load(moved).regions[0].mark == load([found]).regions[0].mark


def test_a_surface_outweighs_its_offsets(document: Document) -> None:
    (found,) = tasks(document)
    value = found["annotations"][0]["result"][0]["value"]
    value["start"], value["end"] = value["start"] - 3, value["end"] - 3
    judged, outcomes = rows_of([load([found])], lambda _: document, "corrected")
    assert [one.kind for one in outcomes] == ["moved"]
    assert judged["a"]["times"][0]["text"] == "Monday"


@pytest.mark.parametrize(
    ("fault", "change", "reason"),
    [
        ("two_annotations", lambda t: t["annotations"].append(t["annotations"][0]), "it has 2 annotations"),
        ("no_annotation", lambda t: t.update(annotations=[]), "it has 0 annotations"),
        ("no_place", lambda t: t["annotations"][0]["result"][0]["value"].pop("start"), "it has no place in the text"),
        (
            "two_labels",
            lambda t: t["annotations"][0]["result"][0]["value"].update(labels=["times", "x"]),
            "or not one label",
        ),
        (
            "stray_label",
            lambda t: t["annotations"][0]["result"][0]["value"].update(labels=["cue"]),
            "nothing points to this 'cue'",
        ),
        (
            "loose_relation",
            lambda t: t["annotations"][0]["result"].append({"type": "relation", "from_id": "r0", "to_id": "r9"}),
            "it lacks an end",
        ),
    ],
)
def test_what_a_task_gets_wrong_is_said(
    fault: str, change: Callable[[dict[str, Any]], object], reason: str, document: Document
) -> None:
    (found,) = tasks(document)
    change(found)
    _, outcomes = rows_of([load([found])], lambda _: document, "corrected")
    assert any(reason in one for one in refused(outcomes)), outcomes


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'[{"data": {"text": "a"}}]'])
def test_no_export_of_label_studio(content: bytes) -> None:
    with pytest.raises(label_studio.TaskError, match="export the project as JSON"):
        list(label_studio.load(content))


def test_the_configuration_has_a_control_for_every_value() -> None:
    config = label_studio.config(contract.layers())
    for layer in contract.layers():
        assert f'<Label value="{layer}"/>' in config
    assert '<Choices name="times.type" toName="text" perRegion="true" whenLabelValue="times">' in config
    assert '<Relation value="speaker_id"/>' in config


def test_a_cell_is_never_a_formula(tmp_path: Path) -> None:
    text = "Then the clerk of Elsin wrote =HYPERLINK(1) and 'quoted' it, before he left on Monday."
    document = Collection(collection(tmp_path / "f", text)).document("a")
    assert document is not None
    start = document.text.index("=HYPER")
    out = sheet(annotate(document, engine.plan()), ["times"])
    odd = dataclasses.replace(
        out.regions[0],
        mark=dataclasses.replace(out.regions[0].mark, start=start, end=start + 14, surface="=HYPERLINK(1)", left="'"),
    )
    written = spreadsheet.dump([dataclasses.replace(out, regions=(odd,))])
    assert ",'=HYPERLINK(1)," in written
    (back,) = spreadsheet.load(written.encode())
    assert (back.regions[0].mark.surface, back.regions[0].mark.left) == ("=HYPERLINK(1)", "'")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("layer,doc_id,decision,start,end,text\nrumours,a,accept,1,2,x\n", "layer is 'rumours'"),
        ("layer,doc_id,decision,start,end,text\ntimes,a,perhaps,1,2,x\n", "decision 'perhaps'"),
        ("layer,doc_id,decision,start,end,text\ntimes,a,accept,one,2,x\n", "start, end or text can't be read"),
        ("layer,doc_id,decision,start,end,text,cue\nquotes,a,accept,1,2,x,said\n", "cue can't be read"),
    ],
)
def test_what_a_line_gets_wrong_is_said(content: str, reason: str, document: Document) -> None:
    _, outcomes = rows_of(spreadsheet.load(content.encode()), lambda _: document, "corrected")
    assert any(reason in one for one in refused(outcomes)), outcomes


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe\x00", b'layer,"'])
def test_no_spreadsheet_of_ours(content: bytes) -> None:
    with pytest.raises(spreadsheet.SpreadsheetError):
        list(spreadsheet.load(content))
