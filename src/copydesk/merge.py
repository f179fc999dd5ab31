"""The second phase of a build: finished shards in a row become the runs of a release.

What a document's split and cluster are depends on all others, so a shard leaves those columns open and they are filled
in here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from copydesk import contract
from copydesk.kept import Finished
from copydesk.splits import split_of

#: What stands in the column `split` of a shard until the splits are known.
OPEN: Final = "open"

_PLACED: Final = ("split", "cluster_id", "is_canonical")


def place(shards: Sequence[Finished]) -> pa.Table:
    """Where each document goes: `doc_id`, `split`, `cluster_id` and `is_canonical`, in the order of the shards."""
    schema = contract.table(contract.DOCUMENTS).arrow_schema
    ids = pa.chunked_array(
        (shard.table(contract.DOCUMENTS, ["doc_id"])["doc_id"].combine_chunks() for shard in shards),
        schema.field("doc_id").type,
    )
    splits = pa.array((split_of(doc_id) for doc_id in ids.to_pylist()), schema.field("split").type)
    open_ = [pa.nulls(len(ids), schema.field(name).type) for name in _PLACED[1:]]
    return pa.table([ids, splits, *open_], names=["doc_id", *_PLACED])


def runs(shards: Sequence[Finished], places: pa.Table, names: Sequence[str]) -> Iterator[dict[str, pa.Table]]:
    """The tables `names` of one shard after the other, with split and cluster filled in from `places`."""
    ends = list(accumulate((shard.documents for shard in shards), initial=0))
    for shard, start in zip(shards, ends, strict=False):
        placed = places.slice(start, shard.documents).combine_chunks()
        yield {name: _filled(name, shard.table(name), placed) for name in names}


def _filled(name: str, table: pa.Table, placed: pa.Table) -> pa.Table:
    columns = _PLACED if name == contract.DOCUMENTS else _PLACED[:1]
    rows = pc.index_in(table["doc_id"], value_set=placed["doc_id"])
    for column in columns:
        i = table.schema.get_field_index(column)
        table = table.set_column(i, table.schema.field(i), placed[column].take(rows))
    return table
