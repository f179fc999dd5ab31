"""Shards: the unit of work and retry. Inputs wait in one spill file until all ids are known; then they are cut.

A shard is a stretch of the documents in the order of their ids. It ends at an id whose hash says so, as in
content-defined chunking, so that a new document changes the one shard it falls into and no other, and the release
is the shards in a row: nothing has to be sorted again.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.raw import Metadata, RawText

#: A shard ends, on average, after this many documents, and at latest when it holds `MAX_BYTES` of text.
MEAN_DOCUMENTS: Final = 256
MAX_BYTES: Final = 16 * 2**20

#: Judged rows of one document by layer: plain cells, as `copydesk.review.without_lines` gives them.
Reviewed: TypeAlias = Mapping[str, Sequence[Mapping[str, str]]]

_DIGEST_BYTES: Final = 32
#: Into so many a shard is divided that must be tried in pieces: two steps from most shards to single documents.
_PIECES: Final = 16


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """A stretch of the inputs by id, from `first`: where they wait in the spill file. `digest` is of all they are."""

    spill: Path
    first: str
    offsets: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    digest: str

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return len(self.offsets)

    def groups(self) -> Iterator[tuple[list[RawText], Reviewed]]:
        """The inputs by id, in the order of the ids, more than one where ids repeat, with what was judged of them."""
        for _, group in groupby(self._read(), key=lambda read: read[0].doc_id):
            found = list(group)
            yield [raw for raw, _ in found], found[0][1]

    def pieces(self) -> list[Shard]:
        """The shard in smaller ones, a sixteenth each, ids whole; none if it holds one id."""
        records = list(self._records())
        digests = [hashlib.sha256(record).digest() for record in records]
        ids = [_decode(record)[0].doc_id for record in records]
        starts = [i for i, doc_id in enumerate(ids) if not i or doc_id != ids[i - 1]]
        if len(starts) == 1:
            return []
        ends = [*starts[:: -(-len(starts) // _PIECES)], self.inputs]
        return [
            Shard(self.spill, ids[a], self.offsets[a:b], self.lengths[a:b], _digest(b"".join(digests[a:b])))
            for a, b in pairwise(ends)
        ]

    def _read(self) -> Iterator[tuple[RawText, Reviewed]]:
        return map(_decode, self._records())

    def _records(self) -> Iterator[bytes]:
        with self.spill.open("rb") as spill:
            for offset, length in zip(self.offsets.tolist(), self.lengths.tolist(), strict=True):
                spill.seek(offset)
                yield spill.read(length)


class Spill:
    """Inputs on their way into shards: written to one file as they come.

    In memory stay their ids, digests and places: some hundred bytes an input.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._out = file.open("wb")
        self._ids: list[str] = []
        self._digests = bytearray()
        self._ends = array("q", [0])

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, raw: RawText, reviewed: Reviewed = MappingProxyType({})) -> None:
        """Append one input with what was judged of its document, so that a shard's digest is of all that makes it."""
        record = _encode(raw, reviewed)
        self._out.write(record)
        self._ids.append(raw.doc_id)
        self._digests += hashlib.sha256(record).digest()
        self._ends.append(self._ends[-1] + len(record))

    def shards(self) -> list[Shard]:
        """Close the spill and cut it into shards, in the order of their ids."""
        self._out.close()
        order = self._order()
        ends = np.asarray(self._ends)
        offsets, lengths = ends[:-1][order], np.diff(ends)[order]
        digests = np.frombuffer(self._digests, dtype=np.uint8).reshape(-1, _DIGEST_BYTES)
        return [
            Shard(self._file, self._ids[order[a]], offsets[a:b], lengths[a:b], _digest(digests[order[a:b]].tobytes()))
            for a, b in self._cuts(order.tolist(), lengths)
        ]

    def _order(self) -> npt.NDArray[np.int64]:
        """Input numbers by id; those of one id by what they are, so that the order they came in decides nothing."""
        digests = pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(_DIGEST_BYTES), len(self), [None, pa.py_buffer(bytes(self._digests))]
        )
        table = pa.table({"id": pa.array(self._ids, pa.large_string()), "digest": digests})
        keys = [("id", "ascending"), ("digest", "ascending")]
        order: npt.NDArray[np.int64] = pc.sort_indices(table, sort_keys=keys).to_numpy().astype(np.int64)
        return order

    def _cuts(self, order: list[int], lengths: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        """Where shards start and end, in the order of the ids."""
        start = end = size = 0
        for doc_id, group in groupby(order, key=self._ids.__getitem__):
            count = len(list(group))
            size += int(lengths[end : end + count].sum())
            end += count
            if _is_boundary(doc_id) or size >= MAX_BYTES:
                yield start, end
                start, size = end, 0
        if start < end:
            yield start, end


def _is_boundary(doc_id: str) -> bool:
    return int.from_bytes(hashlib.sha256(b"shard" + doc_id.encode()).digest()[:4], "big") % MEAN_DOCUMENTS == 0


def _digest(digests: bytes) -> str:
    """The digest of inputs whose digests stand in a row."""
    return hashlib.sha256(digests).hexdigest()


def _encode(raw: RawText, reviewed: Reviewed) -> bytes:
    """An input as JSON; a text may hold lone surrogates, which JSON spells as escapes."""
    fields = {**asdict(raw), "reviewed": {layer: [dict(row) for row in rows] for layer, rows in reviewed.items()}}
    return json.dumps(fields, default=date.isoformat, separators=(",", ":")).encode("ascii")


def _decode(record: bytes) -> tuple[RawText, Reviewed]:
    fields: dict[str, Any] = json.loads(record)
    reviewed = fields.pop("reviewed")
    metadata = fields.pop("metadata")
    for name in ("created", "collected"):
        metadata[name] = metadata[name] and date.fromisoformat(metadata[name])
    return RawText(**{**fields, "flags": tuple(fields["flags"]), "metadata": Metadata(**metadata)}), reviewed
