"""How good a layer is: gold texts annotated as anybody's are, compared in raw offsets, with bootstrap intervals.

A layer is measured by the module of its name here. Its figures are those of the scorers that stand beside the gold
sets; a test holds them equal. Intervals are percentiles of figures over documents drawn with replacement (Efron and
Tibshirani, An Introduction to the Bootstrap, 1993), with a fixed seed.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, cast

from copydesk.build import annotate
from copydesk.errors import CopydeskError

if TYPE_CHECKING:
    from copydesk.annotated import AnnotatedDocument

Counts: TypeAlias = "Counter[str]"

_SEED: Final = 20230626
_MODULES: Final = ("measures",)


class GoldError(CopydeskError, ValueError):
    """A gold file that cannot be scored; the message ends with the remedy."""


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that gold and layer do not agree on: `kind` is missed, spurious, span or the name of a column."""

    kind: str
    doc_id: str
    context: str
    gold: str
    predicted: str
    rule: str


@dataclass(frozen=True, slots=True)
class Scored:
    """What one document adds: counts that sum over documents, and its misses."""

    counts: Counts
    misses: tuple[Miss, ...]


class Measure(Protocol):
    """A module of this package that measures the layer of its name."""

    def score(self, row: Mapping[str, Any], document: AnnotatedDocument) -> Scored:
        """Compare one gold row with the annotations of its text."""

    def figures(self, counts: Counts) -> dict[str, float]:
        """Named figures of summed counts, the most important first."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, and the bounds between which 95 percent of its bootstrap draws lie."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a layer on a gold set; `digest` is the SHA-256 of the gold file's bytes."""

    layer: str
    gold: str
    digest: str
    documents: int
    figures: dict[str, Figure]
    misses: tuple[Miss, ...]


def measured() -> tuple[str, ...]:
    """The layers that can be evaluated."""
    return tuple(sorted({module.name for module in pkgutil.iter_modules(__path__)} - {*_MODULES}))


def evaluate(layer: str, gold: Path, *, draws: int = 1000) -> Report:
    """Annotate each text of the JSON Lines file `gold` and score `layer` against it.

    A row has `id`, `text`, `dct` (or `published`, `created`; may be null) and the gold of its layer in offsets into
    `text`. Raises GoldError for another layer or file.
    """
    measure = _measure(layer)
    rows = _rows(gold)
    scored = [measure.score(row, annotate(row["text"], created=_created(row), layers=[layer])) for row in rows]
    total = _sum(one.counts for one in scored)
    figures = measure.figures(total)
    samples = _draw([one.counts for one in scored], measure, draws)
    return Report(
        layer=layer,
        gold=gold.name,
        digest=hashlib.sha256(gold.read_bytes()).hexdigest(),
        documents=len(rows),
        figures={name: Figure(value, *_bounds(samples[name], value)) for name, value in figures.items()},
        misses=tuple(miss for one in scored for miss in one.misses),
    )


def _measure(layer: str) -> Measure:
    if layer not in measured():
        raise GoldError(f"nothing measures the layer {layer!r}; name one of {', '.join(measured())}")
    return cast(Measure, importlib.import_module(f"{__name__}.{layer}"))


def _rows(gold: Path) -> list[dict[str, Any]]:
    rows = []
    with gold.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                if not isinstance(row["text"], str):
                    raise TypeError
            except (ValueError, KeyError, TypeError):
                raise GoldError(f"{gold}, line {number}, is no gold text; give one JSON object with `text` a line") from None
            if row["text"].strip():
                rows.append({"id": str(number), **row})
    if not rows:
        raise GoldError(f"{gold} holds no text; give a file of gold texts")
    return rows


def _created(row: Mapping[str, Any]) -> str | None:
    return next((row[name] for name in ("dct", "published", "created") if row.get(name)), None)


def _sum(counts: Any) -> Counts:
    total: Counts = Counter()
    for one in counts:
        total.update(one)
    return total


def _draw(counts: Sequence[Counts], measure: Measure, draws: int) -> dict[str, list[float]]:
    dice = random.Random(_SEED)
    samples: dict[str, list[float]] = {}
    for _ in range(draws):
        sample = _sum(dice.choices(counts, k=len(counts)))
        for name, value in measure.figures(sample).items():
            samples.setdefault(name, []).append(value)
    return {name: sorted(values) for name, values in samples.items()}


def _bounds(samples: Sequence[float], value: float) -> tuple[float, float]:
    if not samples:
        return value, value
    return samples[int(0.025 * len(samples))], samples[min(len(samples) - 1, int(0.975 * len(samples)))]
