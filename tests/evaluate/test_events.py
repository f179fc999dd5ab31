"""The layer `events` is measured by sentence, actor, action and host; of PLOVER as its scorer does."""

from __future__ import annotations

import importlib
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from copydesk import evaluate
from copydesk.evaluate.events import TYPES, Measure
from evaluate.scorers import GOLD

TEXT = "Norway sent 200 troops to Latvia. Denmark may send tanks to Ukraine."
SECOND = TEXT.index("Denmark")


def event(start: int, actor: str, action: str, host: str, **more: Any) -> dict[str, Any]:
    end = SECOND - 1 if start < SECOND else len(TEXT)
    place = {"sentence_start": 0 if start < SECOND else SECOND, "sentence_end": end}
    return {**place, "actor": actor, "action": action, "host": host, **more}


FIRST = event(0, "NOR", "deploy", "LVA", modality="actual", unit="troops", count_low=200)
OTHER = event(SECOND, "DNK", "supply", "UKR", modality="planned")


def figures(tmp_path: Path, *events: dict[str, Any]) -> dict[str, float | None]:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "a", "dct": "2024-03-12", "text": TEXT, "events": events}))
    report = evaluate.evaluate("events", path, draws=0)
    return {name: figure.value for name, figure in report.figures.items()}


def test_rows_are_matched_by_sentence_actor_action_and_host(tmp_path: Path) -> None:
    found = figures(tmp_path, FIRST, OTHER)
    assert (found["posture.p"], found["posture.r"]) == (1.0, 1.0)
    assert found["modality_acc"] == 0.5
    assert found["unit_acc"] == found["count_low_acc"] == 1.0
    assert found["doc_type.f1"] is None


@pytest.mark.parametrize("name", ["actor", "action", "host"])
def test_what_differs_in_one_of_them_is_missed_and_spurious(tmp_path: Path, name: str) -> None:
    found = figures(tmp_path, {**FIRST, name: "other"}, OTHER)
    assert (found["posture.p"], found["posture.r"]) == (0.5, 0.5)


def test_optional_gold_neither_helps_nor_hurts(tmp_path: Path) -> None:
    found = figures(tmp_path, FIRST, {**OTHER, "optional": True}, {**OTHER, "host": "EST", "optional": True})
    assert (found["posture.p"], found["posture.r"], found["modality_acc"]) == (1.0, 1.0, 1.0)


def test_no_gold_makes_each_row_spurious(tmp_path: Path) -> None:
    assert figures(tmp_path)["posture.p"] == 0.0


PLOVER = GOLD / "events" / "plover_gsr.dev.jsonl"


@pytest.mark.skipif(not PLOVER.exists(), reason=f"{PLOVER} is not beside the checkout")
@pytest.mark.parametrize("seed", range(4))
def test_figures_of_plover_are_the_scorers(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(GOLD)])
    scorer = importlib.import_module("score_events")
    dice = random.Random(seed)
    gold = [json.loads(line) for line in PLOVER.read_text(encoding="utf-8").splitlines()]
    gold = [{**row, "events": [e for e in row["events"] if e["type"] in TYPES]} for row in gold]
    said: dict[str, list[dict[str, Any]]] = {}
    for row in (row for row in gold if row["events"]):
        said[row["id"]] = [
            {
                "type": dice.choice([item["type"], *sorted(TYPES)]),
                "trigger_start": max(0, item["trigger_start"] + dice.choice([0, 0, -3, 4])),
                "trigger_end": item["trigger_end"] + dice.choice([0, 0, 2]),
            }
            for item in row["events"] * dice.randint(0, 2)
            if item["trigger_start"] is not None
        ]
    rows = {row["id"]: row for row in gold if row["events"]}
    wanted = scorer.score(rows, {name: {"id": name, "events": items} for name, items in said.items()})
    counts: evaluate.Counts = Counter()
    for name, row in rows.items():
        counts.update(Measure().score(row, said[name]).counts)
    measured = Measure().figures(counts)
    for name in ("doc_type", "trigger_strict", "trigger_relaxed", "trigger_type_strict", "trigger_type_relaxed"):
        assert [measured[f"{name}.{figure}"] for figure in ("p", "r", "f1")] == [
            wanted[name][figure] for figure in ("p", "r", "f1")
        ]
