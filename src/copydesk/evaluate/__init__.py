"""How good a layer is: gold texts annotated as anybody's are, compared in raw offsets, with bootstrap intervals.

The layer `times` is measured by the module `times` here, and so on. Figures bear the names and have the values that the
scorers beside the gold sets give them; a test holds them equal. Intervals are percentiles of figures over documents
drawn with replacement (Efron and Tibshirani, An Introduction to the Bootstrap, 1993), with a fixed seed.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, TypeAlias

import numpy as np

from copydesk import contract
from copydesk.build import CreatedError, annotate
from copydesk.errors import CopydeskError
from copydesk.normalize import EmptyTextError

if TYPE_CHECKING:
    from copydesk.annotated import AnnotatedDocument

#: What is counted in a document, and how often. A key that is a float is a distance in kilometres (`places`).
Counts: TypeAlias = Counter[Hashable]
#: A figure is None where nothing was there to measure.
Figures: TypeAlias = dict[str, float | None]
#: A gold text, an item of its gold, or what a layer says in the form of such an item.
Row: TypeAlias = Mapping[str, Any]

_SEED: Final = 20230626


class GoldError(CopydeskError, ValueError):
    """A gold file or an option that cannot be scored; the message ends with the remedy."""


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that gold and layer do not agree on: `kind` is missed, spurious, or the name of what differs."""

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
    """How one layer is measured. An implementation is a frozen dataclass whose fields are its options."""

    #: The key of a gold text's gold.
    gold: ClassVar[str]
    #: The figures by which the layer is judged.
    headline: ClassVar[tuple[str, ...]]

    def items(self, text: str, annotations: Sequence[Row]) -> list[dict[str, Any]]:
        """A layer's rows as items of gold would say it, each with the `rule` that spoke. Offsets point into `text`."""

    def score(self, row: Row, items: Sequence[Row]) -> Scored:
        """Compare a gold text with items for it."""

    def figures(self, counts: Counts) -> Figures:
        """The figures of summed counts."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, and the bounds between which 95 percent of its bootstrap draws lie; each None where undefined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a layer on a gold set.

    `digest` is the SHA-256 of the gold file's bytes; `headline` names the figures by which the layer is judged;
    `trained_on` is the name of the gold set where the layer's model has seen it, else None.
    """

    layer: str
    gold: str
    digest: str
    documents: int
    chars: int
    headline: tuple[str, ...]
    figures: dict[str, Figure]
    misses: tuple[Miss, ...]
    trained_on: str | None


def measured() -> tuple[str, ...]:
    """The layers that can be evaluated, in the order of the contract."""
    return tuple(layer for layer in contract.layers() if find_spec(f"{__name__}.{layer}"))


def measure(layer: str, **options: object) -> Measure:
    """The measure of `layer`. Raises GoldError for a layer that has none or an option it does not have."""
    if layer not in measured():
        raise GoldError(f"nothing measures the layer {layer!r}; name one of: {', '.join(measured())}")
    kind: Any = import_module(f"{__name__}.{layer}").Measure
    own = {field.name for field in fields(kind)}
    for name in options:
        if name not in own:
            raise GoldError(f"{name} is no option of the layer {layer}; leave it out")
    found: Measure = kind(**options)
    return found


def evaluate(layer: str, gold: Path, *, draws: int = 1000, **options: object) -> Report:
    """Annotate each text of the JSON Lines file `gold` and score `layer` against it.

    A row has `id`, `text`, the day of publication as `dct` (or `published`, `created`, `date`; may be null) and the
    gold of the layer, in offsets into `text`. `draws` is the number of bootstrap draws; without any, a figure's bounds
    are None. `options` are the fields of the layer's measure: `labels` of entities, `kinds` and `reporting` of quotes.
    Raises GoldError for a layer, file or option that cannot be.

    ``duplicates`` is no layer but is evaluated as one: its gold is clusters of texts (see `duplicates.evaluate`).
    """
    if layer == "duplicates" and not options:
        report: Report = import_module(f"{__name__}.{layer}").evaluate(gold)
        return report
    how = measure(layer, **options)
    data = _read(gold)
    digest = hashlib.sha256(data).hexdigest()
    rows = gold_rows(data, gold, how.gold)
    scored = [how.score(row, how.items(row["text"], predictions(row, layer))) for row in rows]
    counts = [one.counts for one in scored]
    return Report(
        layer=layer,
        gold=gold.name,
        digest=digest,
        documents=len(rows),
        chars=sum(len(row["text"]) for row in rows),
        headline=how.headline,
        figures=with_bounds(how, counts, draws),
        misses=tuple(miss for one in scored for miss in one.misses),
        trained_on=_trained_on(layer, digest),
    )


def gold_rows(data: bytes, gold: Path, key: str) -> list[dict[str, Any]]:
    """The gold texts in the bytes of `gold`, whose gold stands under `key`. Raises GoldError for any other file."""
    rows: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        place = f"{gold}, line {number}"
        try:
            row = json.loads(line)
        except ValueError:
            raise GoldError(f"{place}, is not JSON; give one JSON object a line") from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise GoldError(f"{place}, holds no text; give JSON objects with `id`, `text` and `{key}`")
        items = row.get(key)
        if not isinstance(items, list) or not all(map(_is_span, items)):
            has = ", ".join(name for name, value in row.items() if isinstance(value, list)) or "none"
            raise GoldError(f"{place}, has no list `{key}` of spans (its lists: {has}); give gold of this layer")
        identity = str(row.get("id", number))
        if identity in rows:
            raise GoldError(f"{place}, has the id {identity} again; give each text an id of its own")
        rows[identity] = {**row, "id": identity}
    if not rows:
        raise GoldError(f"{gold} holds no text; give JSON objects with `id`, `text` and `{key}`, one a line")
    return list(rows.values())


def predictions(row: Row, layer: str) -> list[dict[str, Any]]:
    """The rows of `layer` for a gold text, all their offsets moved to the text as it stands in the gold file."""
    day = next((row[name] for name in ("dct", "published", "created", "date") if row.get(name)), None)
    try:
        document = annotate(row["text"], created=day, layers=[layer])
    except EmptyTextError:
        return []
    except CreatedError as error:
        raise GoldError(f"gold text {row['id']}: {error}") from None
    return in_raw(document, layer)


def with_bounds(how: Measure, counts: Sequence[Counts], draws: int) -> dict[str, Figure]:
    """The figures of the sum of documents' `counts`, with the bounds of 95 percent of `draws` bootstrap draws."""
    keys = list(dict.fromkeys(key for one in counts for key in one))
    table = np.array([[one[key] for key in keys] for one in counts], dtype=np.int64).reshape(len(counts), len(keys))
    dice = random.Random(_SEED)
    samples: dict[str, list[float]] = {}
    for _ in range(draws):
        weights = np.bincount(dice.choices(range(len(counts)), k=len(counts)), minlength=len(counts))
        for name, value in _figures(how, keys, weights @ table).items():
            if value is not None:
                samples.setdefault(name, []).append(value)
    total = _figures(how, keys, table.sum(axis=0))
    return {name: Figure(value, *_bounds(sorted(samples.get(name, ())))) for name, value in total.items()}


def _figures(how: Measure, keys: Sequence[Hashable], sums: Iterable[int]) -> Figures:
    return how.figures(Counter({key: int(count) for key, count in zip(keys, sums, strict=True) if count}))


def _bounds(samples: Sequence[float]) -> tuple[float | None, float | None]:
    if not samples:
        return None, None
    return samples[int(0.025 * len(samples))], samples[min(len(samples) - 1, int(0.975 * len(samples)))]


def _is_span(item: object) -> bool:
    """Whether an item of gold has a place: its own span, its sentence's or its trigger's."""
    return isinstance(item, dict) and any(
        {f"{of}start", f"{of}end"} <= item.keys() for of in ("", "sentence_", "trigger_")
    )


def _read(gold: Path) -> bytes:
    try:
        return gold.read_bytes()
    except OSError as error:
        raise GoldError(f"{gold} cannot be read ({error.strerror}); give a file of gold texts") from None


def in_raw(document: AnnotatedDocument, layer: str) -> list[dict[str, Any]]:
    """A document's rows of `layer`, all their offsets moved to the raw text."""
    table = document.table(layer)
    pairs = [
        (f"{name}start", f"{name}end")
        for name in (column.removesuffix("start") for column in table.column_names if column.endswith("start"))
        if name != "raw_"
    ]
    to_raw = document.document.alignment.to_raw
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        for start, end in pairs:
            if row[start] is not None:
                row[start], row[end] = to_raw(row[start], row[end])
    return rows


def _trained_on(layer: str, digest: str) -> str | None:
    """The name of the training set with this digest in `models/<layer>.trained_on.json`, where a model says so."""
    sets = resources.files("copydesk.models") / f"{layer}.trained_on.json"
    if not sets.is_file():
        return None
    name: str | None = json.loads(sets.read_text(encoding="utf-8")).get(digest)
    return name
