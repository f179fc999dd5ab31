"""Each measure gives the very figures of the scorer beside the gold sets, on predictions wrong in every way."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copydesk import evaluate
from copydesk.evaluate import entities, gold_rows, places, quantities, quotes, times
from evaluate.scorers import GOLD, SCORERS, gold_sets, score

MEASURES: dict[str, Callable[..., evaluate.Measure]] = {
    "times": times.Measure,
    "quantities": quantities.Measure,
    "entities": entities.Measure,
    "places": places.Measure,
    "quotes": quotes.Measure,
}
OPTIONS: dict[str, list[dict[str, Any]]] = {
    "entities": [{}, {"labels": frozenset({"PER", "LOC"})}],
    "quotes": [{}, {"kinds": frozenset({"direct", "mixed"})}, {"reporting": True}],
}
#: What a wrong prediction says instead, by column.
WRONG: dict[str, list[Any]] = {
    "type": ["DATE", "TIME", "DURATION", "SET", None],
    "mod": ["START", "APPROX", None],
    "label": ["PER", "ORG", "LOC", "MISC"],
    "kind": ["direct", "indirect", "mixed"],
    "modifier": ["=", "~", ">=", "<", "range", "up"],
    "unit": ["dollar", "US$", "metres", "percent", "km/h", "parts per billion", "feet", None],
    "lat": [48.2, -33.9, None],
    "geonameid": ["2761369", None],
}
SETS = [(layer, path) for layer in SCORERS for path in gold_sets(layer)]
TEXTS = 60


@pytest.mark.skipif(not SETS, reason=f"{GOLD} is not beside the checkout")
@pytest.mark.parametrize(("layer", "path"), SETS, ids=[f"{layer}-{path.stem}" for layer, path in SETS])
def test_figures_are_the_scorers(layer: str, path: Path) -> None:
    for seed in range(3):
        dice = random.Random(seed)
        gold = gold_rows(path.read_bytes(), path, MEASURES[layer]().gold)
        gold = dice.sample(gold, min(TEXTS, len(gold)))
        items = {row["id"]: perturbed(row, row[MEASURES[layer]().gold], layer, dice) for row in gold}
        for options in OPTIONS.get(layer, [{}]):
            measure = MEASURES[layer](**options)
            counts: evaluate.Counts = Counter()
            for row in gold:
                counts.update(measure.score(row, items[row["id"]]).counts)
            assert measure.figures(counts) == score(layer, gold, items, **options)


@pytest.mark.skipif(not SETS, reason=f"{GOLD} is not beside the checkout")
@pytest.mark.parametrize("layer", SCORERS)
@pytest.mark.parametrize("said", ["nothing", "gold"])
def test_figures_are_the_scorers_at_the_ends(layer: str, said: str) -> None:
    measure, path = MEASURES[layer](), gold_sets(layer)[0]
    gold = gold_rows(path.read_bytes(), path, measure.gold)[:TEXTS]
    items = {row["id"]: row[measure.gold] if said == "gold" else [] for row in gold}
    if layer == "quantities":
        items = {name: [item for item in said if item["start"] is not None] for name, said in items.items()}
    counts: evaluate.Counts = Counter()
    for row in gold:
        counts.update(measure.score(row, items[row["id"]]).counts)
    assert measure.figures(counts) == score(layer, gold, items)


@pytest.mark.skipif(not SETS, reason=f"{GOLD} is not beside the checkout")
@pytest.mark.parametrize(("layer", "path"), SETS, ids=[f"{layer}-{path.stem}" for layer, path in SETS])
def test_figures_of_the_layer_are_the_scorers(layer: str, path: Path) -> None:
    if layer not in evaluate.measured():
        pytest.skip(f"there is no layer {layer} yet")
    measure = evaluate.measure(layer)
    gold = gold_rows(path.read_bytes(), path, measure.gold)[:TEXTS]
    items = {row["id"]: measure.items(row["text"], evaluate.predictions(row, layer)) for row in gold}
    counts: evaluate.Counts = Counter()
    for row in gold:
        counts.update(measure.score(row, items[row["id"]]).counts)
    assert measure.figures(counts) == score(layer, gold, items)


def perturbed(row: dict[str, Any], gold: list[dict[str, Any]], layer: str, dice: random.Random) -> list[dict[str, Any]]:
    """Gold made wrong at random: dropped, doubled, moved, cut up, said otherwise, and with spans out of the blue."""
    size = len(row["text"])
    items = []
    for item in gold:
        if item["start"] is None or dice.random() < 0.15:
            continue
        for _ in range(1 + (dice.random() < 0.05)):
            said = {name: value for name, value in item.items() if name != "functionInDocument"}
            if dice.random() < 0.3:
                said["start"], said["end"] = _moved(said["start"], said["end"], size, dice)
                said.pop("fragments", None)
            for name in said:
                if dice.random() < 0.2 and name in WRONG:
                    said[name] = dice.choice(WRONG[name])
            _spoil(said, layer, size, dice)
            items.append(said)
    for item in gold[: len(gold) // 5]:
        start = dice.randrange(size - 1)
        blue = {**item, "start": start, "end": dice.randint(start + 1, min(size, start + 30))}
        blue.pop("fragments", None)
        items.append(blue)
    dice.shuffle(items)
    return items


def _moved(start: int, end: int, size: int, dice: random.Random) -> tuple[int, int]:
    start = min(max(0, start + dice.randint(-6, 6)), size - 1)
    return start, min(size, max(start + 1, end + dice.randint(-6, 6)))


def _spoil(said: dict[str, Any], layer: str, size: int, dice: random.Random) -> None:
    if layer == "times" and dice.random() < 0.3:
        said["value"] = dice.choice([None, "2001-02-03T00:00", "p1y", "2001-02-03Z", "PRESENT_REF"])
    elif layer == "quantities" and dice.random() < 0.3:
        low, high, value = dice.choice([(None, None, 5.0), (2.0, 9.0, None), (2.0, None, None), (None, 7, None)])
        said["low"], said["high"], said["value"] = low, high, value
    elif layer == "entities" and dice.random() < 0.5:
        said.pop("head_start", None)
    elif layer == "places" and (said["lat"] is None) != (said["lon"] is None):
        said["lon"] = None if said["lat"] is None else 16.4
    elif layer == "quotes":
        role = dice.choice(["speaker", "cue"])
        said.pop("speaker")
        if dice.random() < 0.3:
            start = dice.randrange(size - 1)
            said[f"{role}_start"], said[f"{role}_end"] = dice.choice([(None, None), (start, min(size, start + 9))])
            said.pop(f"{role}_fragments", None)
