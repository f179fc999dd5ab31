"""From raw to corpus: read, normalise, annotate, validate, publish. The only place that knows the order."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk import contract, engine, merge, pipeline, tables
from copydesk.annotated import AnnotatedDocument
from copydesk.atomic import hold
from copydesk.duplicates import fingerprints
from copydesk.errors import CopydeskError
from copydesk.findings import Finding, FindingsError
from copydesk.kept import FINGERPRINTS, Finished, Kept
from copydesk.manifest import in_order
from copydesk.normalize import EmptyTextError, normalize
from copydesk.publish import write_release
from copydesk.raw import Absent, Ignored, Metadata, Quarantined, RawText, read, resolve_duplicates
from copydesk.shards import Shard, Spill
from copydesk.splits import Move, Split, moves, split_of
from copydesk.validate import validate
from copydesk.workers import Crashed, in_processes, in_this_process, limited

#: Called with a stage, the number of documents done and their total (None while it is not known).
Progress: TypeAlias = Callable[[str, int, int | None], None]


class BuildError(CopydeskError):
    """A build that cannot give a corpus. The message ends with the remedy."""


class CreatedError(CopydeskError, ValueError):
    """A `created` that is no date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a build did: inputs = published + quarantined, always.

    `moves` are the documents that the release before had in another split.
    """

    name: str
    target: Path
    published: int
    chars: int
    splits: dict[str, int]
    quarantined: tuple[Quarantined, ...]
    ignored: tuple[Ignored, ...]
    absent: tuple[Absent, ...]
    moves: tuple[Move, ...] = ()
    skipped: bool = False

    @property
    def inputs(self) -> int:
        """The number of inputs: files or records that came in."""
        return self.published + len(self.quarantined)


@dataclass(frozen=True, slots=True)
class Job:
    """What all shards of a build share: the layers wanted, the tools that stand in for some, and what is kept."""

    layers: tuple[str, ...]
    swaps: Mapping[str, str]
    kept: Kept


def build(
    source: Path,
    target: Path,
    *,
    name: str | None = None,
    layers: Sequence[str] | None = None,
    text_column: str | None = None,
    entities: str | None = None,
    split: str | None = None,
    workers: int = 1,
    progress: Progress = lambda *_: None,
) -> Summary:
    """Build the corpus of the texts in `source` at `target`, and put it there in one step.

    `layers` are the names of the layers wanted (default: all); what they need is run too. `text_column` names the
    column of the text in records. `entities` names a tool that stands in for that layer, as in
    ``spacy:en_core_web_sm``; manifest and rows say so. `split` names the splits and their shares
    (``train:0.9,test:0.1``) or the days that part them (``time:2023-01-01,2023-04-01``); copies are always in one
    split. Where `source` describes texts but none is present, nothing is
    built and the old corpus stays.

    The corpus is the same for any number of `workers`: 1 is this process, more are processes of their own. There a
    text that ends its process, or takes more time or memory than `workers.limited` allows, is tried once alone and then
    quarantined (`worker_crash`); in this process it ends the build.

    Shards of inputs that were done before, by a build of this target that was killed or by the last one, are not done
    again unless an input of theirs, the options or the pipeline changed.

    Raises SourceError, BuildError, LayerError, SplitError, TargetBusyError, NotACorpusError; FindingsError where the
    gate finds faults, and then the old corpus stays.
    """
    swaps = _swaps(entities)
    divide = Split() if split is None else Split.parse(split)
    plan = engine.plan(layers, swaps)
    names = tuple(layer.name for layer in plan if layer.published)
    name = name or source.resolve().name.partition(".")[0]
    with hold(target) as staging:
        inputs = _read(source, text_column, Spill(staging.folder / "inputs"), progress)
        if not len(inputs.spill) and not inputs.refused:
            if inputs.absent:
                return _skipped(name, target, inputs)
            raise BuildError(f"{source} holds no text; name a folder of .txt, .jsonl, .csv or .parquet files")
        kept = Kept(staging.kept, staging.folder, pipeline.fingerprint(names, swaps, _outside(plan)))
        shards, crashed = _finish(inputs.spill, Job(names, swaps, kept), workers, progress)
        quarantined = _in_order([*inputs.refused, *crashed, *(q for shard in shards for q in shard.quarantined)])
        published = sum(shard.documents for shard in shards)
        if not published:
            reasons = ", ".join(f"{n} {reason}" for reason, n in Counter(q.reason for q in quarantined).most_common())
            raise BuildError(f"none of {len(quarantined)} inputs can be published ({reasons}); mend the inputs")
        places = merge.place(shards, divide)
        if findings := [*validate({merge.DUPLICATES: places.duplicates}), *merge.crossings(places)]:
            raise FindingsError(findings)
        moved = moves(_published(target), places.split_of)
        release = staging.folder / "release"
        write_release(
            release,
            _watched(merge.runs(shards, places, (contract.DOCUMENTS, "edits", *names)), progress, published),
            name=name,
            layers=names,
            split_sizes=places.sizes,
            accounting=_accounting(published, quarantined, inputs),
            # An outside tool goes by its name and version, as in its rows: a model may be a folder's path.
            options={"layers": list(names), "split": str(divide)} | _outside(plan),
        )
        staging.publish(release)
        kept.prune(shards)
    return Summary(
        name=name,
        target=target,
        published=published,
        chars=sum(shard.chars for shard in shards),
        splits={name: places.sizes[name] for name in in_order(places.sizes)},
        quarantined=quarantined,
        ignored=tuple(inputs.ignored),
        absent=tuple(inputs.absent),
        moves=moved,
    )


def run_shard(job: Job, shard: Shard) -> Finished | tuple[Finding, ...]:
    """The unit of work: normalise, annotate and validate a shard's inputs, and keep its tables.

    What the gate finds is returned instead, and nothing is kept.
    """
    if kept := job.kept.find(shard.digest):
        return kept  # a piece of a shard that crashed, now or in the build before
    plan = engine.plan(job.layers, job.swaps)
    items: list[tables.Annotated] = []
    quarantined: list[Quarantined] = []
    for group in shard.groups():
        raw, refused = resolve_duplicates(group)
        quarantined += refused
        if raw is None:
            continue
        try:
            with limited(len(raw.text)):
                document = normalize(raw)
                items.append((document, engine.run(document, plan)))
        except EmptyTextError as error:
            quarantined.append(Quarantined(raw.file, "empty", f"{raw.doc_id}: {error}", raw.sha256))
        except engine.LayerError as error:
            quarantined.append(Quarantined(raw.file, "layer_error", f"{raw.doc_id}: {error}", raw.sha256))
    splits = {document.doc_id: merge.OPEN for document, _ in items}
    built = tables.build(items, splits, job.layers, _outside(plan))
    if findings := tuple(validate(built)):
        return findings
    built[FINGERPRINTS] = fingerprints(built[contract.DOCUMENTS])
    return job.kept.put(shard.digest, built, sum(len(document.text) for document, _ in items), quarantined)


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


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What a source held: texts, which wait in `spill`, and what is none."""

    spill: Spill
    refused: list[Quarantined] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)


def _read(source: Path, text_column: str | None, spill: Spill, progress: Progress) -> _Inputs:
    inputs = _Inputs(spill)
    for outcome in read(source, text_column=text_column):
        match outcome:
            case RawText():
                spill.add(outcome)
                progress("read", len(spill), None)
            case Quarantined():
                inputs.refused.append(outcome)
            case Ignored():
                inputs.ignored.append(outcome)
            case Absent():
                inputs.absent.append(outcome)
    return inputs


def _finish(spill: Spill, job: Job, workers: int, progress: Progress) -> tuple[list[Finished], list[Quarantined]]:
    """All shards of the inputs, finished: those kept from before, and the others now. Raises FindingsError."""
    finished: dict[str, Finished] = {}
    waiting: list[Shard] = []
    for shard in spill.shards():
        if kept := job.kept.find(shard.digest):
            finished[shard.first] = kept
        else:
            waiting.append(shard)
    findings: list[Finding] = []
    crashed: list[Quarantined] = []
    done = len(spill) - sum(shard.inputs for shard in waiting)
    task = partial(run_shard, job)
    outcomes = in_this_process(task, waiting) if workers == 1 else in_processes(task, waiting, workers)
    for shard, outcome in outcomes:
        match outcome:
            case Finished():
                finished[shard.first] = outcome
            case Crashed(detail):
                crashed += (
                    Quarantined(raw.file, "worker_crash", f"{raw.doc_id}: {detail}", raw.sha256)
                    for group in shard.groups()
                    for raw in group
                )
            case _:
                findings += outcome
        done += shard.inputs
        progress("annotate", done, len(spill))
    if findings:
        raise FindingsError(findings)
    return [finished[first] for first in sorted(finished)], crashed


def _published(target: Path) -> dict[str, str]:
    """The splits of the documents of the release at `target`; none where there is none that can be read."""
    splits: dict[str, str] = {}
    try:
        for path in sorted((target / contract.DOCUMENTS).glob("*.parquet")):
            table = pq.read_table(path, columns=["doc_id", "split"])
            splits.update(zip(table["doc_id"].to_pylist(), table["split"].to_pylist(), strict=True))
    except (OSError, pa.ArrowException, KeyError):
        return {}
    return splits


def _skipped(name: str, target: Path, inputs: _Inputs) -> Summary:
    return Summary(
        name=name, target=target, published=0, chars=0, splits={}, quarantined=(),
        ignored=tuple(inputs.ignored), absent=tuple(inputs.absent), skipped=True,
    )  # fmt: skip


def _in_order(quarantined: Iterable[Quarantined]) -> tuple[Quarantined, ...]:
    return tuple(sorted(quarantined, key=lambda q: (q.input, q.reason, q.detail, q.sha256 or "")))


def _watched(runs: Iterable[dict[str, pa.Table]], progress: Progress, total: int) -> Iterator[dict[str, pa.Table]]:
    done = 0
    for run in runs:
        done += run[contract.DOCUMENTS].num_rows
        progress("publish", done, total)
        yield run


def _accounting(published: int, quarantined: Sequence[Quarantined], inputs: _Inputs) -> dict[str, Any]:
    return {
        "inputs": published + len(quarantined),
        "published": published,
        "quarantined": [
            {"input": q.input, "reason": q.reason, "detail": q.detail, "sha256": q.sha256} for q in quarantined
        ],
        "ignored": sorted(i.input for i in inputs.ignored),
        "absent": sorted(a.input for a in inputs.absent),
    }
