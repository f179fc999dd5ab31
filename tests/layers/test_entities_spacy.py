"""spaCy in place of our entities: a made-up pipeline of patterns, on invented copy."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import copydesk
from copydesk import engine
from copydesk.build import build
from copydesk.engine import LayerError
from copydesk.layers import entities_spacy
from copydesk.layers.entities_spacy import SpacyError
from corpora import texts

TEXT = (
    "Defense Minister Orla Venn met the European Union’s envoys in 🚢 Vilnius on Monday. "
    "Venn left the Halver Hills by noon, and the Bundeswehr paid for Project Quill."
)
PATTERNS = [
    ("PERSON", "Minister Orla Venn"),
    ("ORG", "the European Union’s"),
    ("GPE", "Vilnius"),
    ("DATE", "Monday"),
    ("PERSON", "Venn"),
    ("LOC", "Halver Hills"),
    ("ORG", "Bundeswehr"),
    ("PRODUCT", "Project Quill"),
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a pipeline whose only component marks PATTERNS."""
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed: the extra [spacy]")
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": pattern} for label, pattern in PATTERNS])
    pipeline.meta["name"], pipeline.meta["version"] = "halver", "1.2"
    folder = tmp_path_factory.mktemp("models") / "halver"
    pipeline.to_disk(folder)
    return str(folder)


def test_spans_are_the_guides_and_labels_are_mapped(model: str) -> None:
    document = copydesk.annotate(TEXT, layers=["entities"], entities=f"spacy:{model}")
    rows = document.table("entities").to_pylist()
    assert [(row["text"], row["label"], row["rule"]) for row in rows] == [
        ("Orla Venn", "PERSON", "spacy-PERSON"),
        ("European Union", "ORG", "spacy-ORG"),
        ("Vilnius", "GPE", "spacy-GPE"),
        ("Venn", "PERSON", "spacy-PERSON"),
        ("Halver Hills", "LOC", "spacy-LOC"),
        ("Bundeswehr", "MIL", "spacy-ORG"),
    ]
    assert [TEXT[row["raw_start"] : row["raw_end"]] for row in rows] == [row["text"] for row in rows]


def test_mentions_are_identified_as_our_own_and_rows_say_who_found_them(model: str) -> None:
    rows = copydesk.annotate(TEXT, entities=f"spacy:{model}").table("entities").to_pylist()
    assert {row["annotator"] for row in rows} == {"spacy:en_halver-1.2"}
    found = {row["text"]: row for row in rows}
    assert found["Orla Venn"]["role"] == "Defense Minister"
    assert found["Venn"]["name"] == "Orla Venn"
    assert found["Venn"]["chain_id"] == found["Orla Venn"]["chain_id"]
    assert (found["Vilnius"]["country"], found["Vilnius"]["link"]) == ("LT", "geonames:593116")


def test_other_layers_stay_our_own(model: str) -> None:
    document = copydesk.annotate(TEXT, entities=f"spacy:{model}")
    assert set(document.table("sentences")["annotator"].to_pylist()) == {engine.ANNOTATOR}


def test_a_build_says_so_and_is_the_same_for_any_number_of_workers(model: str, tmp_path: Path) -> None:
    source = texts(tmp_path / "in", {f"{n}.txt": f"{TEXT} {n}" for n in range(3)})
    manifests = []
    for workers in (1, 2):
        build(source, tmp_path / str(workers), name="wire", entities=f"spacy:{model}", workers=workers)
        manifests.append((tmp_path / str(workers) / "manifest.json").read_text(encoding="utf-8"))
    assert manifests[0] == manifests[1]
    assert json.loads(manifests[0])["options"]["entities"] == "spacy:en_halver-1.2"
    assert str(tmp_path) not in manifests[0]


def test_a_missing_model_is_named() -> None:
    pytest.importorskip("spacy", reason="spaCy is not installed: the extra [spacy]")
    with pytest.raises(SpacyError, match=r"no model 'no_such_model' here; python -m spacy download no_such_model$"):
        engine.plan(["entities"], {"entities": "spacy:no_such_model"})


def test_missing_spacy_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    entities_spacy.adapter.cache_clear()
    with pytest.raises(SpacyError, match=r"pip install 'copydesk\[spacy\]'$"):
        engine.plan(["entities"], {"entities": "spacy:any"})


@pytest.mark.parametrize("choice", ["halver:model", "spacy", "spacy:", ""])
def test_what_cannot_stand_in_is_told_what_can(choice: str) -> None:
    with pytest.raises(LayerError, match=r"what can is spacy:MODEL$"):
        engine.plan(["entities"], {"entities": choice})


def test_a_swap_of_a_layer_that_is_not_run_is_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LayerError, match="entities is swapped but not among the layers"):
        engine.plan(["times"], {"entities": "spacy:any"})
