"""Rehydration: a public release and the user's own copies of its texts make the private corpus again.

Copies come from wherever `copydesk build` reads texts. Nothing is ever fetched. What a copy has to do with a document
is judged by its words (see `copies`), so that copies under other names, from another scrape, find their documents too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa

from copydesk import contract, fingerprints, licences
from copydesk.atomic import hold
from copydesk.corpus import Corpus, locate
from copydesk.errors import CopydeskError
from copydesk.findings import FindingsError
from copydesk.manifest import FILE as MANIFEST
from copydesk.manifest import Manifest
from copydesk.publish import write_release
from copydesk.raw import RawText, read
from copydesk.rights import fill
from copydesk.rights.copies import KEPT, WHOLE, Fate, Known, Match, judge
from copydesk.rights.rows import Rows, in_order
from copydesk.rights.takedown import address
from copydesk.rights.withhold import Withholding
from copydesk.shards import Spill
from copydesk.validate import validate

Progress: TypeAlias = Callable[[str, int, int | None], None]

_DOCUMENTS_AT_ONCE: Final = 256
_CANDIDATES: Final = 3
_LONGEST_NAME: Final = 4


class RehydrationError(CopydeskError):
    """A release that needs no texts, or texts of which none is one of its. The message ends with the remedy."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document. `annotations` of the release, `lost` ones, and `unknown` values of the others."""

    doc_id: str
    fate: Fate
    annotations: int
    lost: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Attrition:
    """What became of each document, in the order of the ids.

    `same` says whether the corpus has the digests that the release states of the private one: it is that corpus. With
    `left_out` short documents, of which there are no digests, it says so of all the others.
    """

    outcomes: tuple[Outcome, ...]
    same: bool
    left_out: int

    @property
    def fates(self) -> dict[str, int]:
        """How many documents had each fate."""
        counts = Counter(outcome.fate for outcome in self.outcomes)
        return {fate.value: counts[fate] for fate in Fate}

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        return {
            "documents": len(self.outcomes),
            "fates": self.fates,
            "same_as_private": self.same,
            "short_documents_without_digest": self.left_out,
            "outcomes": [asdict(outcome) for outcome in self.outcomes],
        }


def rehydrate(
    release: Path, texts: Path, target: Path, *, text_column: str | None = None, progress: Progress = lambda *_: None
) -> Attrition:
    """Write the corpus that `release` was made of to `target`, from the copies in `texts`, and say what became of all.

    Documents whose copy is exact or normalised are what they were, row for row; of another edition the annotations that
    still hold are moved to it, and a flag says so. The others are left out, and stand in the manifest as quarantined.

    Raises RehydrationError, SourceError, CorpusError, TargetError; FindingsError where a row does not hold.
    """
    folder = locate(release)
    corpus = Corpus(folder)
    manifest = Manifest.from_json((folder / MANIFEST).read_bytes())
    if manifest.options.get("release") != "public":
        raise RehydrationError(f"{folder} is no public release: its texts are all there")
    with hold(target) as staging:
        spill = Spill(staging.folder / "copies")
        _gather(corpus, read(texts, text_column=text_column), spill, progress)
        work = _Work(corpus, manifest, staging.folder)
        for run in work.judged(_by_id(spill), progress):
            work.keep(run)
        if not work.splits:
            raise RehydrationError(
                f"no text in {texts} is one of {corpus.name}; name the folder or file of your copies"
            )
        result = staging.folder / "release"
        withholding = Withholding()
        write_release(
            result,
            withholding.digested(work.runs()),
            name=manifest.name,
            layers=manifest.layers,
            split_sizes=work.splits,
            accounting=work.accounting(),
            options={**manifest.options, "release": "private"},
            takedowns=manifest.takedowns,
        )
        staging.publish(result)
    same = withholding.private() == manifest.private
    return Attrition(tuple(work.outcomes), same, int(manifest.private["left_out"]))


class _Work:
    """The documents of a release on their way: judged with their copies, kept as runs, counted."""

    def __init__(self, corpus: Corpus, manifest: Manifest, folder: Path) -> None:
        self.outcomes: list[Outcome] = []
        self.splits: Counter[str] = Counter()
        self._corpus, self._folder = corpus, folder
        self._names = tuple(name for name in contract.tables() if name in manifest.counts)
        self._kept: list[Path] = []
        self._ids: set[str] = set()

    def judged(self, copies: Iterator[tuple[str, list[RawText]]], progress: Progress) -> Iterator[dict[str, pa.Table]]:
        """Runs of the documents that have a text again."""
        ids = list(self._corpus)
        waiting = next(copies, None)
        with Rows(self._corpus.path) as rows:
            for at in range(0, len(ids), _DOCUMENTS_AT_ONCE):
                batch = ids[at : at + _DOCUMENTS_AT_ONCE]
                found = rows.upto(batch[-1])
                tables = {n: in_order(found, n, contract.table(n).arrow_schema) for n in self._names}
                by_document = {name: _grouped(table) for name, table in tables.items()}
                run: dict[str, list[dict[str, Any]]] = {name: [] for name in self._names}
                for doc_id in batch:
                    own: list[RawText] = []
                    while waiting is not None and waiting[0] <= doc_id:
                        own = waiting[1] if waiting[0] == doc_id else own
                        waiting = next(copies, None)
                    for name, filled in self._one({n: by_document[n].get(doc_id, []) for n in self._names}, own):
                        run[name] += filled
                yield {n: pa.Table.from_pylist(run[n], schema=contract.table(n).arrow_schema) for n in self._names}
                progress("rehydrate", at + len(batch), len(ids))

    def keep(self, run: Mapping[str, pa.Table]) -> None:
        """Put a run aside until the splits' sizes are known. Raises FindingsError."""
        documents = run[contract.DOCUMENTS]
        if not documents.num_rows:
            return
        # Rows that name other documents can't be judged before all of these are known.
        findings = validate({name: table for name, table in run.items() if not _names_documents(name)})
        if findings:
            raise FindingsError(findings)
        self.splits.update(documents["split"].to_pylist())
        self._ids.update(documents["doc_id"].to_pylist())
        folder = self._folder / f"run-{len(self._kept):06}"
        folder.mkdir()
        for name, table in run.items():
            with pa.OSFile(str(folder / name), "wb") as file, pa.ipc.new_file(file, table.schema) as out:
                out.write_table(table)
        self._kept.append(folder)

    def runs(self) -> Iterator[dict[str, pa.Table]]:
        """The runs that were kept, without rows that name a document which was not."""
        for folder in self._kept:
            run = {}
            for name in self._names:
                with pa.OSFile(str(folder / name), "rb") as file:
                    run[name] = self._closed(name, pa.ipc.open_file(file).read_all())
            yield run

    def accounting(self) -> dict[str, Any]:
        """Every document of the release is an input; those without a text again are quarantined."""
        lost = [outcome for outcome in self.outcomes if outcome.fate not in KEPT]
        return {
            "inputs": len(self.outcomes),
            "published": len(self.outcomes) - len(lost),
            "quarantined": [
                {"input": outcome.doc_id, "reason": outcome.fate.value, "detail": "", "sha256": None}
                for outcome in lost
            ],
            "ignored": [],
            "absent": [],
        }

    def _one(
        self, rows: Mapping[str, list[dict[str, Any]]], copies: Sequence[RawText]
    ) -> Iterable[tuple[str, list[dict[str, Any]]]]:
        document = rows[contract.DOCUMENTS][0]
        free = document["text_release"] == licences.FULL
        match = Match(Fate.FREE) if free else judge(Known.of(rows), copies)
        filled: Mapping[str, list[dict[str, Any]]] = rows
        unknown = 0
        if not free and match.fate in KEPT:
            filled = (fill.whole if match.fate in WHOLE else fill.edition)(rows, match)
            unknown = fill.incomplete(rows, filled)
        before, after = _annotations(rows), _annotations(filled) if match.fate in KEPT else 0
        self.outcomes.append(Outcome(document["doc_id"], match.fate, before, before - after, unknown))
        return filled.items() if match.fate in KEPT else ()

    def _closed(self, name: str, table: pa.Table) -> pa.Table:
        for column in _names_documents(name):
            known = [value is None or value in self._ids for value in table[column].to_pylist()]
            table = table.filter(pa.array(known, pa.bool_()))
        return table


def _names_documents(name: str) -> list[str]:
    """The columns of a table that refer to documents other than the row's own."""
    table = contract.table(name)
    columns = [key.column for key in table.foreign_keys if key.to == contract.DOCUMENTS]
    # The other one of a pair is part of the key, and may lie in another shard.
    columns += [column for column in table.primary_key if column.endswith("_id") and not table.is_layer]
    return sorted({*columns} - {"doc_id"})


def _annotations(rows: Mapping[str, Sequence[object]]) -> int:
    return sum(len(found) for name, found in rows.items() if contract.table(name).is_layer)


def _grouped(table: pa.Table) -> dict[str, list[dict[str, Any]]]:
    return {doc_id: list(rows) for doc_id, rows in groupby(table.to_pylist(), key=lambda row: str(row["doc_id"]))}


def _by_id(spill: Spill) -> Iterator[tuple[str, list[RawText]]]:
    for shard in spill.shards():
        for group, _ in shard.groups():
            yield group[0].doc_id, group


def _gather(corpus: Corpus, items: Iterable[object], spill: Spill, progress: Progress) -> None:
    """Put each copy into `spill` under the id of every document that it may be a copy of."""
    finder = _Finder(corpus)
    for item in items:
        if isinstance(item, RawText):
            for doc_id in finder.candidates(item):
                spill.add(replace(item, doc_id=doc_id))
            progress("read", len(spill), None)


class _Finder:
    """Which withheld documents a copy may be of: by digest, id or address, and only then by the names in it."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._keys: dict[tuple[str, str], list[str]] = {}
        self._withheld: set[str] = set()
        documents = corpus.scan(contract.DOCUMENTS).select("doc_id", "url", "raw_sha256", "text_release")
        for doc_id, url, digest, release in documents.collect().iter_rows():
            if release == licences.WITHHELD:
                self._withheld.add(doc_id)
                for key in (("id", doc_id), ("url", address(url) if url else ""), ("raw", digest or "")):
                    if key[1]:
                        self._keys.setdefault(key, []).append(doc_id)

    def candidates(self, copy: RawText) -> list[str]:
        """The ids of the documents, sorted."""
        url = copy.metadata.url
        keys = [("raw", copy.sha256), ("id", copy.doc_id), ("url", address(url) if url else "")]
        found = {doc_id for key in keys for doc_id in self._keys.get(key, ())}
        return sorted(found or self._by_names(copy.text))

    def _by_names(self, text: str) -> list[str]:
        """The documents of which a text has most of the names; a name that few documents have counts most."""
        owners_of, weight_of = self._names
        found = fingerprints.words(text)
        said = {
            " ".join(found[i : i + n]) for n in range(1, _LONGEST_NAME + 1) for i in range(max(0, len(found) - n + 1))
        }
        shared: Counter[str] = Counter()
        for name in said & owners_of.keys():
            for doc_id in owners_of[name]:
                shared[doc_id] += self._weight(name)
        by_weight = sorted(shared, key=lambda doc_id: (-shared[doc_id], doc_id))
        by_share = sorted(shared, key=lambda doc_id: (-Fraction(shared[doc_id], weight_of[doc_id]), doc_id))
        return [
            *by_weight[:_CANDIDATES],
            *(doc_id for doc_id in by_share[:_CANDIDATES] if doc_id not in by_weight[:_CANDIDATES]),
        ]

    def _weight(self, name: str) -> int:
        # In integers, so that no order of summation decides.
        return 1 + len(self._withheld) // len(self._names[0][name])

    @cached_property
    def _names(self) -> tuple[Mapping[str, Sequence[str]], Mapping[str, int]]:
        """The documents that show a name, by its words, and the weight of all the names of each."""
        owners: dict[str, set[str]] = {}
        for layer in self._corpus.layers:
            rows = self._corpus.scan(layer).select("doc_id", "text").drop_nulls().unique().collect()
            for doc_id, surface in rows.iter_rows():
                if doc_id in self._withheld and len(key := fingerprints.words(surface)) <= _LONGEST_NAME:
                    owners.setdefault(" ".join(key), set()).add(doc_id)
        weights: Counter[str] = Counter()
        for doc_ids in owners.values():
            for doc_id in doc_ids:
                weights[doc_id] += 1 + len(self._withheld) // len(doc_ids)
        return {name: sorted(doc_ids) for name, doc_ids in owners.items()}, weights
