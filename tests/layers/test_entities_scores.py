"""The scores of the entities model are cross-validated, reach their floors, and still hold."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "ner"
RENEW = "PYTHONPATH=src python training/entities.py measure && PYTHONPATH=src python training/entities.py train"
#: Strict F1 over PER, ORG and LOC, four folds together. Lowered only on purpose.
FLOORS = {"worldwide": 0.80, "crossner_politics": 0.80, "uner_pud_news": 0.79, "gum_news": 0.44}


@pytest.fixture(scope="module")
def scores() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((ROOT / "training" / "entities_scores.json").read_text(encoding="utf-8"))
    return stored


@pytest.fixture(scope="module")
def training() -> ModuleType:
    spec = importlib.util.spec_from_file_location("training_entities", ROOT / "training" / "entities.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_cross_validated_scores_reach_their_floors(scores: dict[str, Any], training: ModuleType) -> None:
    measured = training.together(scores["folds"])
    reached = {name: training.f1(measured[name, "all"]) for name in FLOORS}
    assert all(reached[name] >= floor for name, floor in FLOORS.items()), f"{reached}; mend the layer or {RENEW}"


def test_the_card_says_these_scores(scores: dict[str, Any], training: ModuleType) -> None:
    card = (files("copydesk.models") / "entities.md").read_text(encoding="utf-8")
    assert training.table(scores["folds"]) in card, f"the card is stale; {RENEW}"


def test_training_sets_are_known_by_their_digests(scores: dict[str, Any]) -> None:
    seen = json.loads((files("copydesk.models") / "entities.trained_on.json").read_text(encoding="utf-8"))
    assert seen == {digest: f"{name}.dev" for name, digest in scores["data"].items()}
    if not GOLD.is_dir():
        pytest.skip("needs ../shared/gold/ner, which is not in the repository")
    for digest, name in seen.items():
        assert hashlib.sha256((GOLD / f"{name}.jsonl").read_bytes()).hexdigest() == digest, f"{name} changed; {RENEW}"


def test_exp_is_that_of_the_platform_but_for_the_last_bits(training: ModuleType) -> None:
    powers = np.concatenate([np.linspace(-690, 50, 10_001), [0.0]])
    assert np.allclose(training.exp(powers), np.exp(powers), rtol=1e-15, atol=0)
    assert training.exp(np.array([0.0, -701.0, -1e9])).tolist() == [1.0, 0.0, 0.0]


#: Trains on invented texts whose spans nest, as those of one set do, and prints digests of all weights and of `exp`.
TRAINED = """
import hashlib, importlib.util, sys
import numpy as np
spec = importlib.util.spec_from_file_location("training_entities", sys.argv[1])
training = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = training
spec.loader.exec_module(training)
names = [f"{given} {family}" for given in ("Ada", "Bo", "Cy", "Dot") for family in ("Quill", "Reed", "Stylus")]
texts = [(name, f"Mayor {name} of Upper Halver met the Ink Guild of Halver.") for name in names]
examples = []
for name, text in texts:
    at = text.index(name)
    spans = {(0, text.index(" met"), "PER"), (at, at + len(name), "PER")}
    spans |= {(text.index(place), text.index(place) + len(place), "LOC") for place in ("Upper Halver", "Halver.")}
    examples.append(training._example("gum_news", text, frozenset(spans)))
print(hashlib.sha256(b"".join(array.tobytes() for array in training.train(examples))).hexdigest())
print(hashlib.sha256(training.exp(np.linspace(-700, 50, 10_001)).tobytes()).hexdigest())
"""


def test_training_is_exact_whatever_hash_seed_and_processor() -> None:
    simd = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])

    def trained(**environment: str) -> str:
        command = [sys.executable, "-c", TRAINED, str(ROOT / "training" / "entities.py")]
        path = os.pathsep.join(filter(None, sys.path))
        given = {**os.environ, "PYTHONPATH": path, **environment}
        return subprocess.run(command, env=given, check=True, capture_output=True, text=True).stdout

    plain = trained(PYTHONHASHSEED="1")
    assert plain == trained(PYTHONHASHSEED="2", NPY_DISABLE_CPU_FEATURES=" ".join(simd))


@pytest.mark.slow
def test_one_fold_measured_again_has_its_scores(scores: dict[str, Any], training: ModuleType) -> None:
    if not GOLD.is_dir():
        pytest.skip("needs ../shared/gold/ner, which is not in the repository")
    examples = [example for name in training.SETS for example in training.read(name)]
    again = training.measure(examples, training.unlabelled(), len(scores["folds"]), [0])["0"]
    for name, labels in scores["folds"]["0"].items():
        assert training.f1(again[name]["all"]) == training.f1(labels["all"]), RENEW
