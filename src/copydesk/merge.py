"""The second phase of a build: finished shards in a row become the runs of a release.

What a document's split and cluster are depends on all others, so a shard leaves those columns open and they are filled
in here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import contract, duplicates, licences
from copydesk.findings import Finding
from copydesk.kept import FINGERPRINTS, Finished
from copydesk.splits import Split, assign

#: What stands in the column `split` of a shard until the splits are known.
OPEN: Final = "open"

DUPLICATES: Final = "duplicates"
_FACTS: Final = ("doc_id", "created", "n_chars", "text_release", "flags")


@dataclass(frozen=True, slots=True)
class Places:
    """Where each document goes, in the order of the shards, and the pairs of copies.

    `documents` has `doc_id`, `split`, `cluster_id`, `is_canonical`, and `text_release` with its `flags`, which a
    document inherits from its copies; `duplicates` is the whole table.
    """

    documents: pa.Table
    duplicates: pa.Table

    @property
    def sizes(self) -> dict[str, int]:
        """Documents by split."""
        counts = self.documents["split"].value_counts().to_pylist()
        return {entry["values"]: entry["counts"] for entry in counts}

    @property
    def split_of(self) -> dict[str, str]:
        """The split of each document."""
        columns = (self.documents[name].to_pylist() for name in ("doc_id", "split"))
        return dict(zip(*columns, strict=True))


def place(shards: Sequence[Finished], split: Split) -> Places:
    """The places of all documents of `shards`, which come in the order of their ids."""
    schema = contract.table(contract.DOCUMENTS).arrow_schema
    empty = schema.empty_table().select(_FACTS)
    facts = pa.concat_tables([empty, *(shard.table(contract.DOCUMENTS, _FACTS) for shard in shards)]).combine_chunks()
    pairs = duplicates.find([shard.path(FINGERPRINTS) for shard in shards], _Texts(shards, facts["doc_id"]))
    found = duplicates.clusters(pairs, facts)
    ids = facts["doc_id"].to_pylist()
    splits = assign(ids, found.component_of, facts["created"].to_pylist(), split)
    cluster_of = found.cluster_of
    releases, flags = facts["text_release"].to_pylist(), facts["flags"].to_pylist()
    inherited = licences.inherited(dict(zip(ids, releases, strict=True)), found.component_of)
    columns = {
        "doc_id": facts["doc_id"],
        "split": [splits[doc_id] for doc_id in ids],
        "cluster_id": [cluster_of.get(doc_id, doc_id) for doc_id in ids],
        "is_canonical": [cluster_of.get(doc_id, doc_id) == doc_id for doc_id in ids],
        "text_release": [
            licences.WITHHELD if doc_id in inherited else own for doc_id, own in zip(ids, releases, strict=True)
        ],
        "flags": [
            sorted({*own, licences.INHERITED}) if doc_id in inherited else own
            for doc_id, own in zip(ids, flags, strict=True)
        ],
    }
    documents = pa.table(columns, schema=pa.schema([schema.field(name) for name in columns]))
    copies = found.duplicates["doc_id"].to_pylist()
    repeated = found.duplicates.append_column("split", pa.array([splits[doc_id] for doc_id in copies], pa.string()))
    promised = contract.table(DUPLICATES)
    return Places(documents, repeated.select(promised.column_names).cast(promised.arrow_schema))


def crossings(places: Places) -> list[Finding]:
    """Pairs of copies that stand in two splits, or of which one is not published: there must be none."""
    pairs = set(places.duplicates["doc_id"].to_pylist()) | set(places.duplicates["canonical_id"].to_pylist())
    known = places.documents.filter(pc.is_in(places.documents["doc_id"], pa.array(pairs, pa.large_string())))
    split_of = dict(zip(known["doc_id"].to_pylist(), known["split"].to_pylist(), strict=True))
    missing = [
        Finding("references.foreign_key", DUPLICATES, doc_id, "", "is a copy that is not published; build again")
        for doc_id in sorted(pairs - split_of.keys())
    ]
    return [*missing, *duplicates.crossings(places.duplicates, split_of)]


def runs(shards: Sequence[Finished], places: Places, names: Sequence[str]) -> Iterator[dict[str, pa.Table]]:
    """The tables `names` and `duplicates` of one shard after the other, with split and cluster filled in."""
    ends = accumulate((shard.documents for shard in shards), initial=0)
    copies, done = places.duplicates["doc_id"].to_pylist(), 0
    for shard, start in zip(shards, ends, strict=False):
        placed = places.documents.slice(start, shard.documents).combine_chunks()
        run = {name: _filled(shard.table(name), placed) for name in names}
        last = placed["doc_id"][-1].as_py() if placed.num_rows else ""
        end = bisect_right(copies, last, lo=done)
        yield run | {DUPLICATES: places.duplicates.slice(done, end - done)}
        done = end


def _filled(table: pa.Table, placed: pa.Table) -> pa.Table:
    """`table` with those of its columns filled in that `placed` has."""
    rows = pc.index_in(table["doc_id"], value_set=placed["doc_id"])
    for i, field in enumerate(table.schema):
        if field.name != "doc_id" and field.name in placed.column_names:
            table = table.set_column(i, field, placed[field.name].take(rows))
    return table


class _Texts:
    """Clean texts by id, read from the shards that hold them."""

    def __init__(self, shards: Sequence[Finished], ids: pa.ChunkedArray) -> None:
        self._shards = [shard for shard in shards if shard.documents]
        starts = accumulate((shard.documents for shard in self._shards), initial=0)
        self._first = [ids[start].as_py() for start, _ in zip(starts, self._shards, strict=False)]

    def __call__(self, doc_ids: Sequence[str]) -> Mapping[str, str]:
        texts: dict[str, str] = {}
        for i, group in groupby(sorted(doc_ids), key=lambda doc_id: bisect_right(self._first, doc_id) - 1):
            table = self._shards[i].table(contract.DOCUMENTS, ["doc_id", "text"])
            table = table.filter(pc.is_in(table["doc_id"], pa.array(group, pa.large_string())))
            texts.update(zip(table["doc_id"].to_pylist(), table["text"].to_pylist(), strict=True))
        return texts
