"""From raw to corpus: read, normalise, annotate, validate, publish. The only place that knows the order."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk import contract, engine, merge, pipeline, review, tables
from copydesk.annotated import AnnotatedDocument
from copydesk.atomic import hold
from copydesk.duplicates import fingerprints
from copydesk.errors import CopydeskError
from copydesk.findings import Finding, FindingsError
from copydesk.kept import FINGERPRINTS, Finished, Kept
from copydesk.manifest import in_order
from copydesk.normalize import EmptyTextError, normalize
from copydesk.publish import write_release
from copydesk.raw import (
    Absent,
    Ignored,
    Item,
    Metadata,
    Quarantined,
    RawText,
    Unclaimed,
    read,
    resolve_duplicates,
)
from copydesk.review import Review, Rows
from copydesk.rights import gate, takedown, withhold
from copydesk.shards import Shard, Spill
from copydesk.splits import Move, Split, moves, split_of
from copydesk.validate import validate
from copydesk.workers import Crashed, in_processes, in_this_process, limited, on_ray

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
    `unclaimed` counts what the texts from elsewhere held that the manifest does not name, `disagreements`, by layer,
    where judged rows and the machine's differ.
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
    unclaimed: int = 0
    disagreements: Mapping[str, int] = field(default_factory=dict)
    skipped: bool = False
    leaks: gate.Report | None = None
    """What the leak gate measured, of a public release."""

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
    texts: Sequence[Path] = (),
    release: Literal["private", "public"] = "private",
    takedowns: Path | None = None,
    workers: int = 1,
    ray: str | None = None,
    progress: Progress = lambda *_: None,
) -> Summary:
    """Build the corpus of the texts in `source` at `target`, and put it there in one step.

    `layers` are the names of the layers wanted (default: all); what they need is run too. `text_column` names the
    column of the text in records. `entities` names a tool that stands in for that layer, as in
    ``spacy:en_core_web_sm``; manifest and rows say so. `split` names the splits and their shares
    (``train:0.9,test:0.1``) or the days that part them (``time:2023-01-01,2023-04-01``); copies are always in one
    split. Where `source` describes texts but none is present, nothing is built and the old corpus stays.

    `texts` are folders or files elsewhere that hold texts which the manifest of `source` names. What was judged of a
    document (`reviewed/` in `source`, see `copydesk.review`) takes the place of the machine's rows.

    The corpus is the same for any number of `workers`: 1 is this process, more are processes of their own. There a
    text that ends its process, or takes more time or memory than `workers.limited` allows, is tried once alone and then
    quarantined (`worker_crash`); in this process it ends the build. `ray` is the address of a Ray cluster that works
    instead (see `workers.on_ray`); its nodes share the disk of `target`.

    A ``public`` `release` withholds the texts whose `text_release` says so (see `rights`), and appears only if the
    leak gate lets it pass. `takedowns` is the list of what was taken down; without it the one that lies in `source` or
    beside it.

    Shards of inputs that were done before, by a build of this target that was killed or by the last one, are not done
    again unless an input of theirs, the options or the pipeline changed.

    Raises SourceError, BuildError, LayerError, SplitError, TakedownError, TargetBusyError, NotACorpusError,
    WorkersError; FindingsError where the gate finds faults, ReleaseRefused where the leak gate does, and then the old
    corpus stays.
    """
    swaps = _swaps(entities)
    divide = Split() if split is None else Split.parse(split)
    taken_down = takedown.load(takedowns or takedown.find(source))
    plan = engine.plan(layers, swaps)
    names = tuple(layer.name for layer in plan if layer.published)
    name = name or source.resolve().name.partition(".")[0]
    judged = review.load(source / review.FOLDER)
    with hold(target) as staging:
        spill = Spill(staging.folder / "inputs")
        inputs = _read(read(source, text_column=text_column, texts=texts), judged, taken_down, spill, progress)
        if not len(inputs.spill) and not inputs.refused:
            if inputs.absent:
                return _skipped(name, target, inputs)
            raise BuildError(f"{source} holds no text; name a folder of .txt, .jsonl, .csv or .parquet files")
        kept = Kept(staging.kept, staging.folder, pipeline.fingerprint(names, swaps, _outside(plan)))
        shards, crashed = _finish(inputs, Job(names, swaps, kept), workers, ray, progress)
        quarantined = _in_order([*inputs.refused, *crashed, *(q for shard in shards for q in shard.quarantined)])
        published = sum(shard.documents for shard in shards)
        if not published:
            reasons = ", ".join(f"{n} {reason}" for reason, n in Counter(q.reason for q in quarantined).most_common())
            raise BuildError(f"none of {len(quarantined)} inputs can be published ({reasons}); mend the inputs")
        places = merge.place(shards, divide)
        if findings := [*validate({merge.DUPLICATES: places.duplicates}), *merge.crossings(places)]:
            raise FindingsError(findings)
        old = _published(target)
        moved = moves(old, places.split_of) if old else ()
        folder = staging.folder / "release"
        runs = _watched(merge.runs(shards, places, (contract.DOCUMENTS, "edits", *names)), progress, published)
        accounting = _accounting(published, quarantined, inputs)
        withholding = withhold.Withholding() if release == "public" else None
        write_release(
            folder,
            withholding.runs(runs) if withholding else runs,
            name=name,
            layers=names,
            split_sizes=places.sizes,
            accounting=withhold.accounting(accounting) if withholding else accounting,
            # An outside tool goes by its name and version, as in its rows: a model may be a folder's path.
            options={"layers": list(names), "release": release, "split": str(divide)} | _outside(plan),
            private=withholding.private if withholding else dict,
            takedowns=taken_down.published(),
        )
        documents = merge.runs(shards, places, (contract.DOCUMENTS,))
        leaks = gate.check(folder, withhold.private(documents)) if withholding else None
        staging.publish(folder)
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
        unclaimed=len(inputs.unclaimed),
        disagreements=dict(sorted(sum((Counter(shard.disagreements) for shard in shards), Counter()).items())),
        leaks=leaks,
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
    reviews: dict[str, Review] = {}
    for group, judged in shard.groups():
        raw, refused = resolve_duplicates(group)
        quarantined += refused
        if raw is None:
            continue
        try:
            with limited(len(raw.text)):
                document = normalize(raw)
                reviews[raw.doc_id] = Review(document, judged)
                items.append((document, engine.run(document, plan, reviews[raw.doc_id].settle)))
        except EmptyTextError as error:
            quarantined.append(Quarantined(raw.file or raw.doc_id, "empty", f"{raw.doc_id}: {error}", raw.sha256))
        except engine.LayerError as error:
            quarantined.append(Quarantined(raw.file or raw.doc_id, "layer_error", f"{raw.doc_id}: {error}", raw.sha256))
    splits = {document.doc_id: merge.OPEN for document, _ in items}
    judged_layers = {doc_id: one.layers for doc_id, one in reviews.items()}
    built = tables.build(items, splits, job.layers, _outside(plan), judged_layers)
    if findings := (*validate(built), *(finding for one in reviews.values() for finding in one.findings)):
        return findings
    built[FINGERPRINTS] = fingerprints(built[contract.DOCUMENTS])
    chars = sum(len(document.text) for document, _ in items)
    differing = Counter(differs.layer for one in reviews.values() for differs in one.disagreements)
    return job.kept.put(shard.digest, built, chars, quarantined, differing)


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
    """What a source held: texts, which wait in `spill`, and what is none; and what was judged of its documents."""

    spill: Spill
    judged: Rows
    refused: list[Quarantined] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    unclaimed: list[Unclaimed] = field(default_factory=list)


def _read(
    outcomes: Iterable[Item], judged: Rows, taken_down: takedown.Takedowns, spill: Spill, progress: Progress
) -> _Inputs:
    """Sort what a source holds. Raises FindingsError where a document was judged that it doesn't know."""
    inputs = _Inputs(spill, judged)
    waiting = set(judged)
    for outcome in outcomes:
        match outcome:
            case RawText() if tombstone := taken_down.of_input(outcome):
                detail = f"{outcome.doc_id}: {tombstone.reason}, {tombstone.date}"
                inputs.refused.append(Quarantined(outcome.file, takedown.TAKEN_DOWN, detail))
                waiting.discard(outcome.doc_id)
            case RawText():
                spill.add(outcome, review.without_lines(judged.get(outcome.doc_id, {})))
                waiting.discard(outcome.doc_id)
                progress("read", len(spill), None)
            case Quarantined():
                inputs.refused.append(outcome)
                waiting.discard(outcome.doc_id or "")
            case Ignored():
                inputs.ignored.append(outcome)
            case Absent():
                inputs.absent.append(outcome)
                waiting.discard(outcome.doc_id or "")
            case Unclaimed():
                inputs.unclaimed.append(outcome)
    if waiting:
        raise FindingsError(review.no_such_text(doc_id) for doc_id in waiting)
    return inputs


def _finish(
    inputs: _Inputs, job: Job, workers: int, ray: str | None, progress: Progress
) -> tuple[list[Finished], list[Quarantined]]:
    """All shards of the inputs, finished: those kept from before, and the others now. Raises FindingsError."""
    spill = inputs.spill
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
    if ray is not None:
        outcomes = on_ray(task, waiting, ray)
    else:
        outcomes = in_this_process(task, waiting) if workers == 1 else in_processes(task, waiting, workers)
    for shard, outcome in outcomes:
        match outcome:
            case Finished():
                finished[shard.first] = outcome
            case Crashed(detail):
                crashed += (
                    Quarantined(raw.file or raw.doc_id, "worker_crash", f"{raw.doc_id}: {detail}", raw.sha256)
                    for group, _ in shard.groups()
                    for raw in group
                )
            case _:
                findings += outcome
        done += shard.inputs
        progress("annotate", done, len(spill))
    if findings:
        raise FindingsError(review.with_lines(findings, inputs.judged))
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
        ignored=tuple(inputs.ignored), absent=tuple(inputs.absent), unclaimed=len(inputs.unclaimed), skipped=True,
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
