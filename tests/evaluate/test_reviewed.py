"""Layers against judged rows: what was judged is gold, and the stored figures are of the rows in the repository."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from copydesk.evaluate import GoldError, measured
from copydesk.evaluate.reviewed import SECOND, agreement, digest, evaluate, in_sentences, judged_sets
from copydesk.review import load, save
from copydesk.review.collection import Collection
from review.cases import PERSON, QUOTE, QUOTED, TIME, collection, judged, keep, row

ROOT = Path(__file__).resolve().parents[2]
STORED = ROOT / "docs" / "figures.json"
REAL = ROOT.parent / "shared" / "real"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    rows = {
        "times": [row("Monday", **TIME), row("Latvia", type="DATE")],
        "entities": [row("Ida Verbraak", **PERSON), {**row("Latvia", **PERSON), "decision": "reject"}],
        "quotes": [row(QUOTED, **QUOTE)],
    }
    return keep(collection(tmp_path / "wire"), rows)


def test_judged_rows_are_gold(raw: Path) -> None:
    report = evaluate("times", raw, draws=0)
    assert (report.gold, report.documents) == ("wire/reviewed", 1)
    assert report.figures["strict.p"].value == 1.0
    assert report.figures["strict.r"].value == 0.5
    assert [miss.kind for miss in report.misses] == ["missed"]


def test_rejected_rows_are_not(raw: Path) -> None:
    report = evaluate("entities", raw, draws=0)
    assert any(miss.kind == "spurious" and "[Latvia]" in miss.context for miss in report.misses)


def test_offsets_within_a_row_are_raw_too(raw: Path) -> None:
    assert evaluate("quotes", raw, draws=0).figures["cue.exact"].value == 1.0


def test_only_sets_made_so_are_scored(raw: Path) -> None:
    with pytest.raises(GoldError, match="judge some first"):
        evaluate("times", raw, made="corrected")
    assert evaluate("times", raw, made=None, draws=0).documents == 1


def test_the_second_pass_is_scored_against_the_first(raw: Path) -> None:
    with pytest.raises(GoldError, match="judged twice"):
        agreement("times", raw)
    save(raw / "reviewed" / SECOND, judged({"times": [row("Monday", **TIME)]}))
    assert agreement("times", raw, draws=0).figures["strict.f1"].value == pytest.approx(0.6667)


def test_an_event_is_sought_in_its_sentence(raw: Path) -> None:
    text = Collection(raw).raw["a"]
    start = text.text.index("arrived")
    (event,) = in_sentences(text, [{"start": start, "end": start + 7, "action": "deploy"}])
    sentence = text.text[event["sentence_start"] : event["sentence_end"]]
    assert "Some 400 soldiers" in sentence
    assert sentence.endswith("said.")


def test_the_digest_is_of_what_was_judged(raw: Path) -> None:
    before = digest(judged_sets(load(raw / "reviewed"), "times", "blind"))
    assert evaluate("times", raw, draws=0).digest == before
    keep(raw, {"times": [row("Monday", **{**TIME, "value": "2024-05-20"})]})
    assert digest(judged_sets(load(raw / "reviewed"), "times", "blind")) != before


FIGURES = json.loads(STORED.read_text())


@pytest.mark.parametrize(("name", "layer"), [(name, layer) for name in ("open", "house") for layer in FIGURES[name]])
def test_the_stored_figures_are_of_the_rows_in_the_repository(name: str, layer: str) -> None:
    stored = FIGURES[name][layer]
    sets = judged_sets(load(ROOT / "raw" / name / "reviewed"), layer, "blind")
    renew = "renew with: python docs/figures.py --texts FILE_OR_FOLDER && python docs/renew.py"
    assert (stored["digest"], stored["documents"]) == (digest(sets), len(sets)), renew


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="the texts of raw/open are not beside the checkout")
def test_the_stored_figures_are_what_the_layers_reach() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import figures
    finally:
        sys.path.remove(str(ROOT / "docs"))
    renew = "renew with: python docs/figures.py --texts ../shared/real && python docs/renew.py"
    assert json.loads(json.dumps(figures.measure([REAL]))) == FIGURES, renew


@pytest.mark.parametrize("name", ["open", "house"])
def test_every_measured_layer_with_judged_rows_is_stored(name: str) -> None:
    judged_layers = {layer for layers in load(ROOT / "raw" / name / "reviewed").values() for layer in layers}
    assert set(FIGURES[name]) == judged_layers & set(measured())
