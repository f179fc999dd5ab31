"""From raw to corpus: read, normalise, annotate, validate, publish. The only place that knows the order."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa

from copydesk import contract, engine, tables
from copydesk.annotated import AnnotatedDocument
from copydesk.atomic import hold
from copydesk.errors import CopydeskError
from copydesk.findings import Finding, FindingsError
from copydesk.normalize import EmptyTextError, normalize
from copydesk.publish import write_release
from copydesk.raw import Absent, Ignored, Metadata, Quarantined, RawText, read, resolve_duplicates
from copydesk.shards import Shard, Spill, read_shard, write_shard
from copydesk.splits import RATIOS, split_of
from copydesk.validate import validate

#: Called with a stage, the number of documents done and their total (None while it is not known).
Progress: TypeAlias = Callable[[str, int, int | None], None]


class BuildError(CopydeskError):
    """A build that cannot give a corpus. The message ends with the remedy."""


class CreatedError(CopydeskError, ValueError):
    """A `created` that is no date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a build did: inputs = published + quarantined, always."""

    name: str
    target: Path
    published: int
    chars: int
    splits: dict[str, int]
    quarantined: tuple[Quarantined, ...]
    ignored: tuple[Ignored, ...]
    absent: tuple[Absent, ...]
    skipped: bool = False

    @property
    def inputs(self) -> int:
        """The number of inputs: files or records that came in."""
        return self.published + len(self.quarantined)


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What came of one shard: its documents by split, what it quarantined, and what the gate found."""

    published: dict[str, int]
    chars: int
    quarantined: tuple[Quarantined, ...]
    findings: tuple[Finding, ...]


def build(
    source: Path,
    target: Path,
    *,
    name: str | None = None,
    layers: Sequence[str] | None = None,
    text_column: str | None = None,
    entities: str | None = None,
    workers: int = 1,
    progress: Progress = lambda *_: None,
) -> Summary:
    """Build the corpus of the texts in `source` at `target`, and put it there in one step.

    `layers` are the names of the layers wanted (default: all); what they need is run too. `text_column` names the
    column of the text in records. `entities` names a tool that stands in for that layer, as in
    ``spacy:en_core_web_sm``; manifest and rows say so. The corpus is the same for any number of `workers`. Where
    `source` describes texts but none is present, nothing is built and the old corpus stays.

    Raises SourceError, BuildError, LayerError, TargetBusyError, NotACorpusError; FindingsError where the gate finds
    faults, and then the old corpus stays.
    """
    swaps = _swaps(entities)
    plan = engine.plan(layers, swaps)
    names = [layer.name for layer in plan if layer.published]
    name = name or source.resolve().name.partition(".")[0]
    with hold(target) as staging:
        spill = Spill(staging.folder / "inputs")
        refused: list[Quarantined] = []
        ignored: list[Ignored] = []
        absent: list[Absent] = []
        for outcome in read(source, text_column=text_column):
            match outcome:
                case RawText():
                    spill.add(outcome)
                    progress("read", len(spill), None)
                case Quarantined():
                    refused.append(outcome)
                case Ignored():
                    ignored.append(outcome)
                case Absent():
                    absent.append(outcome)
        if not len(spill) and not refused:
            if absent:
                return Summary(
                    name=name, target=target, published=0, chars=0, splits={}, quarantined=(),
                    ignored=tuple(ignored), absent=tuple(absent), skipped=True,
                )  # fmt: skip
            raise BuildError(f"{source} holds no text; name a folder of .txt, .jsonl, .csv or .parquet files")

        shards = spill.shards(staging.folder / "shards")
        results: list[ShardResult] = []
        done = 0
        for shard, result in zip(
            shards, engine.map_tasks(partial(run_shard, names, swaps), shards, workers), strict=True
        ):
            results.append(result)
            done += shard.inputs
            progress("annotate", done, len(spill))
        findings = [finding for result in results for finding in result.findings]
        if findings:
            raise FindingsError(findings)

        quarantined = tuple(
            sorted(
                [*refused, *(q for result in results for q in result.quarantined)],
                key=lambda q: (q.input, q.reason, q.detail, q.sha256 or ""),
            )
        )
        splits: Counter[str] = Counter()
        for result in results:
            splits.update(result.published)
        published = splits.total()
        if not published:
            reasons = ", ".join(f"{n} {reason}" for reason, n in Counter(q.reason for q in quarantined).most_common())
            raise BuildError(f"none of {len(quarantined)} inputs can be published ({reasons}); mend the inputs")
        release = staging.folder / "release"
        write_release(
            release,
            _runs(shards, progress, published),
            name=name,
            layers=names,
            split_sizes=dict(splits),
            accounting=_accounting(published, quarantined, ignored, absent),
            # An outside tool goes by its name and version, as in its rows: a model may be a folder's path.
            options={"layers": names, "splits": dict(RATIOS)} | _outside(plan),
        )
        staging.publish(release)
    return Summary(
        name=name,
        target=target,
        published=published,
        chars=sum(result.chars for result in results),
        splits={split: splits[split] for split in RATIOS if splits[split]},
        quarantined=quarantined,
        ignored=tuple(ignored),
        absent=tuple(absent),
    )


def run_shard(layers: Sequence[str], swaps: Mapping[str, str], shard: Shard) -> ShardResult:
    """The unit of work: normalise, annotate and validate a shard's inputs, and write its tables to staging."""
    plan = engine.plan(layers, swaps)
    items: list[tables.Annotated] = []
    quarantined: list[Quarantined] = []
    for group in shard.groups():
        raw, refused = resolve_duplicates(group)
        quarantined += refused
        if raw is None:
            continue
        try:
            document = normalize(raw)
            items.append((document, engine.run(document, plan)))
        except EmptyTextError as error:
            quarantined.append(Quarantined(raw.file, "empty", f"{raw.doc_id}: {error}", raw.sha256))
        except engine.LayerError as error:
            quarantined.append(Quarantined(raw.file, "layer_error", f"{raw.doc_id}: {error}", raw.sha256))
    splits = {document.doc_id: split_of(document.doc_id) for document, _ in items}
    built = tables.build(items, splits, layers, _outside(plan))
    write_shard(shard, built)
    return ShardResult(
        dict(Counter(splits.values())),
        sum(len(document.text) for document, _ in items),
        tuple(quarantined),
        tuple(validate(built)),
    )


def annotate(
    text: str,
    created: date | datetime | str | None = None,
    layers: Iterable[str] | None = None,
    *,
    entities: str | None = None,
) -> AnnotatedDocument:
    """Normalise and annotate one text in memory.

    `created` is the document creation time: a date, a datetime or an ISO 8601 string. `layers` are the layers wanted
    (default: all), `entities` a tool that stands in for that one (see `build`). Offsets named raw point into `text` as
    it was passed in.

    Raises CreatedError for a `created` that is no date, EmptyTextError for a text of which nothing is left, LayerError
    for an unknown layer or tool.
    """
    plan = engine.plan(layers, _swaps(entities))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    day = _day(created)
    raw = RawText(doc_id=digest[:16], text=text, file="", sha256=digest, metadata=Metadata(created=day))
    document = normalize(raw)
    if day is not None:
        document = replace(document, created_basis="argument")
    names = [layer.name for layer in plan if layer.published]
    items, splits = [(document, engine.run(document, plan))], {document.doc_id: split_of(document.doc_id)}
    built = tables.build(items, splits, names, _outside(plan))
    return AnnotatedDocument(document, built)


def _swaps(entities: str | None) -> dict[str, str]:
    return {} if entities is None else {"entities": entities}


def _outside(plan: Sequence[engine.Layer]) -> dict[str, str]:
    """The annotators of the layers that an outside tool makes."""
    return {layer.name: layer.annotator for layer in plan if layer.annotator != engine.ANNOTATOR}


def _day(created: date | datetime | str | None) -> date | None:
    if isinstance(created, str):
        try:
            return datetime.fromisoformat(created).date()
        except ValueError:
            raise CreatedError(f"created={created!r} is no ISO 8601 date; write it as 2023-06-26") from None
    return created.date() if isinstance(created, datetime) else created


def _runs(shards: Sequence[Shard], progress: Progress, total: int) -> Iterator[dict[str, pa.Table]]:
    done = 0
    for shard in shards:
        run = read_shard(shard)
        done += run[contract.DOCUMENTS].num_rows
        progress("publish", done, total)
        yield run


def _accounting(
    published: int, quarantined: Sequence[Quarantined], ignored: Sequence[Ignored], absent: Sequence[Absent]
) -> dict[str, Any]:
    return {
        "inputs": published + len(quarantined),
        "published": published,
        "quarantined": [
            {"input": q.input, "reason": q.reason, "detail": q.detail, "sha256": q.sha256} for q in quarantined
        ],
        "ignored": sorted(i.input for i in ignored),
        "absent": sorted(a.input for a in absent),
    }
