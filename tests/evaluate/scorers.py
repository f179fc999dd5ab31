"""The scorers that stand beside the gold sets, imported in place, and one way to call them all."""

from __future__ import annotations

import importlib
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"

#: The scorer of each layer, and the folder of its gold sets.
SCORERS = {
    "times": ("score_timex", "timex"),
    "quantities": ("score_quantities", "quantities"),
    "entities": ("score_ner", "ner"),
    "places": ("score_geo", "geo"),
    "quotes": ("score_quotes", "quotes"),
}


def gold_sets(layer: str) -> list[Path]:
    """The gold files of a layer; none where the folder is not beside the checkout."""
    return sorted((GOLD / SCORERS[layer][1]).glob("*.jsonl"))


def score(layer: str, gold: list[dict[str, Any]], items: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """The ratios that the layer's scorer computes for `items` by text id, by path: ``strict.f1``."""
    sys.path.insert(0, str(GOLD))
    try:
        scorer = importlib.import_module(SCORERS[layer][0])
    finally:
        sys.path.remove(str(GOLD))
    key = {"times": "timexes"}.get(layer, layer)
    rows = {row["id"]: row for row in gold}
    predicted = {identity: {"id": identity, key: list(said)} for identity, said in items.items()}
    if layer == "entities":
        labels = options.get("labels")
        said = scorer.score(rows, predicted, Namespace(scheme="coarse", labels=labels, span_only=False))
    else:
        said = scorer.score(rows, predicted, **options)
    # Whole numbers are the counts behind the ratios.
    return {path: value for path, value in _flat(said) if not isinstance(value, int)}


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    else:
        yield path, value
