"""Shards: the unit of work and retry. Inputs wait in one spill file until all ids are known; then they are cut.

A shard is a stretch of the documents in the order of their ids. It ends at an id whose hash says so, as in
content-defined chunking, so that a new document changes the one shard it falls into and no other, and the release
is the shards in a row: nothing has to be sorted again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from copydesk.raw import Metadata, RawText

#: A shard ends, on average, after this many documents, and at latest when it holds `MAX_BYTES` of text.
MEAN_DOCUMENTS: Final = 256
MAX_BYTES: Final = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Shard:
    """A stretch of the inputs by id: where they wait in the spill file, and the folder for its tables."""

    spill: Path
    records: tuple[tuple[int, int], ...]
    folder: Path

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return len(self.records)

    def groups(self) -> Iterator[list[RawText]]:
        """The inputs by id, in the order of the ids; more than one where ids repeat."""
        for _, group in groupby(self._read(), key=lambda raw: raw.doc_id):
            yield list(group)

    def _read(self) -> Iterator[RawText]:
        with self.spill.open("rb") as spill:
            for offset, length in self.records:
                spill.seek(offset)
                yield _decode(spill.read(length))


class Spill:
    """Inputs on their way into shards: written to one file as they come, with their ids and places in memory."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._out = file.open("wb")
        self._index: list[tuple[str, str, int, int]] = []
        self._position = 0

    def __len__(self) -> int:
        return len(self._index)

    def add(self, raw: RawText) -> None:
        """Append one input."""
        record = _encode(raw)
        self._out.write(record)
        self._index.append((raw.doc_id, raw.sha256, self._position, len(record)))
        self._position += len(record)

    def shards(self, folder: Path) -> list[Shard]:
        """Close the spill and cut it into shards, whose tables go into folders below `folder`."""
        self._out.close()
        self._index.sort()
        cut: list[list[tuple[int, int]]] = []
        open_, size = False, 0
        for doc_id, group in groupby(self._index, key=lambda entry: entry[0]):
            records = [(offset, length) for _, _, offset, length in group]
            if not open_:
                cut.append([])
                open_, size = True, 0
            cut[-1] += records
            size += sum(length for _, length in records)
            open_ = not _is_boundary(doc_id) and size < MAX_BYTES
        return [Shard(self._file, tuple(records), folder / f"{i:06}") for i, records in enumerate(cut)]


def write_shard(shard: Shard, tables: Mapping[str, pa.Table]) -> None:
    """Write a shard's tables to its folder."""
    shard.folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        with pa.OSFile(str(shard.folder / f"{name}.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as out:
            out.write_table(table)


def read_shard(shard: Shard) -> dict[str, pa.Table]:
    """The tables that `write_shard` wrote."""
    tables = {}
    for path in sorted(shard.folder.glob("*.arrow")):
        with pa.OSFile(str(path), "rb") as file:
            tables[path.stem] = pa.ipc.open_file(file).read_all()
    return tables


def _is_boundary(doc_id: str) -> bool:
    return int.from_bytes(hashlib.sha256(b"shard" + doc_id.encode()).digest()[:4], "big") % MEAN_DOCUMENTS == 0


def _encode(raw: RawText) -> bytes:
    """An input as JSON; a text may hold lone surrogates, which JSON spells as escapes."""
    return json.dumps(asdict(raw), default=date.isoformat, separators=(",", ":")).encode("ascii")


def _decode(record: bytes) -> RawText:
    fields: dict[str, Any] = json.loads(record)
    metadata = fields.pop("metadata")
    for name in ("created", "collected"):
        metadata[name] = metadata[name] and date.fromisoformat(metadata[name])
    return RawText(**{**fields, "flags": tuple(fields["flags"]), "metadata": Metadata(**metadata)})
