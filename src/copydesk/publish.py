"""Writing a release: Parquet parts, manifest.json, the card, SHA256SUMS.

The bytes are a pure function of the content and of pyarrow's version: row groups hold a fixed number of documents
however the rows arrive, encodings are the defaults, and there is no metadata but the Arrow schema. The content digests
do not even depend on pyarrow (see `digest`). What makes a release appear whole or not at all is `atomic`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import copydesk
from copydesk import card, checksums, contract, manifest
from copydesk.digest import TableDigest, canonical, encode_rows
from copydesk.errors import CopydeskError
from copydesk.manifest import Manifest

DOCUMENTS_A_PART: Final = 20_000  # a multiple of a row group
DOCUMENTS_A_ROW_GROUP: Final = 1_000

Tables: TypeAlias = Mapping[str, pa.Table]
"""Tables by name, in contract order."""


class ReleaseError(CopydeskError, ValueError):
    """Rows that cannot be published as they were handed over."""


def write_release(
    folder: Path,
    runs: Iterable[Tables],
    *,
    split_sizes: Mapping[str, int],
    accounting: Mapping[str, Any],
    options: Mapping[str, Any],
    name: str,
    layers: Sequence[str] | None = None,
    private: Callable[[], Mapping[str, Any]] = dict,
    takedowns: Sequence[Mapping[str, str]] = (),
) -> Manifest:
    """Write a whole release into `folder`, which is made and must not exist, and return its manifest.

    `runs` are consecutive, disjoint runs of documents in `doc_id` order, splits mixed. A run holds one table for each
    contract table that is not a layer and for each of `layers` (default: all of the contract), with exactly the
    contract's Arrow schema and rows in primary-key order. One run and the row groups it does not fill are all that is
    kept in memory. `split_sizes` are the documents of each split; they fix how many parts a split has.

    `accounting` holds `inputs`, `published` and the list `quarantined`; `options` only what changes the content.
    `private` is asked, after the last run, for what a public release says of the private one (see `Manifest`).
    Nothing is synced to disk here: `atomic` does that before it swaps the folder in. Raises ReleaseError, OSError.
    """
    chosen = contract.layers() if layers is None else tuple(n for n in contract.layers() if n in layers)
    names = tuple(n for n in contract.tables() if n in chosen or not contract.table(n).is_layer)
    sizes = {split: split_sizes[split] for split in manifest.in_order(split_sizes) if split_sizes[split]}
    if not sizes:
        raise ReleaseError("no document is left to publish; look at the quarantined inputs and their reasons")
    folder.mkdir(parents=True)
    digests = {table: TableDigest() for table in names}
    tally, summary = Tally(), Summary()
    writers = {split: _SplitWriter(folder, split, size, names, chosen) for split, size in sizes.items()}
    last_id = ""
    try:
        for run in runs:
            places = _check(run, names, last_id)
            documents = run[contract.DOCUMENTS]
            if not documents.num_rows:
                continue
            last_id = documents["doc_id"][-1].as_py()
            summary.update(documents)
            document_splits = np.asarray(documents["split"].to_pylist(), dtype=object)
            if not set(document_splits) <= set(sizes):
                raise ReleaseError(f"split_sizes lacks {sorted(set(document_splits) - set(sizes))}; count every split")
            for table in names:
                rows = encode_rows(run[table])
                digests[table].update_rows(rows)
                tally.add(table, document_splits[places[table]], rows)
            for split, writer in writers.items():
                writer.add(run, places, np.flatnonzero(document_splits == split))
        for writer in writers.values():
            writer.finish()
    finally:
        for writer in writers.values():
            writer.close()
    release = Manifest(
        name=name,
        layers=chosen,
        splits=sizes,
        counts={table: tally.rows(table) for table in names},
        num_bytes={table: tally.bytes(table) for table in names},
        digests={table: digest.hexdigest() for table, digest in digests.items()},
        summary=summary.as_dict(),
        accounting=dict(accounting),
        options=dict(options),
        versions={
            "copydesk": copydesk.__version__,
            "contract": contract_digest(names),
            "release": manifest.RELEASE_FORMAT,
        },
        private=private(),
        takedowns=list(takedowns),
    )
    (folder / manifest.FILE).write_text(release.to_json(), encoding="utf-8", newline="\n")
    (folder / card.FILE).write_text(card.render(release), encoding="utf-8", newline="\n")
    checksums.write(folder)
    return release


def derive_articles(tables: Tables, layers: Sequence[str]) -> pa.Table:
    """The config `articles` of whole documents: their rows, and each of `layers` as a list of structs."""
    schema = contract.articles(tuple(layers))
    documents = tables[contract.DOCUMENTS].combine_chunks()
    columns: list[pa.Array] = [_whole(column) for column in documents.columns]
    for layer in layers:
        places = _places(tables[layer], documents)
        offsets = np.zeros(documents.num_rows + 1, dtype=np.int32)
        np.cumsum(np.bincount(places, minlength=documents.num_rows), out=offsets[1:])
        kind = schema.field(layer).type
        struct = pa.StructArray.from_arrays(
            [_whole(tables[layer][field.name]) for field in kind.value_type], fields=list(kind.value_type)
        )
        columns.append(pa.ListArray.from_arrays(pa.array(offsets), struct, type=kind))
    return pa.Table.from_arrays(columns, schema=schema)


def part_name(split: str, part: int, parts: int) -> str:
    """The file name of a part, as the Hub names them."""
    return f"{split}-{part:05}-of-{parts:05}.parquet"


def parts_of(documents: int) -> int:
    """How many parts a split of so many documents has."""
    return -(-documents // DOCUMENTS_A_PART)


def contract_digest(names: Sequence[str]) -> str:
    """What a release of tables `names` promises: a digest of their columns, constraints and keys."""
    promised = [
        [
            name,
            [[c.name, c.type, c.arrow, dict(c.constraints)] for c in contract.table(name).columns],
            contract.table(name).primary_key,
            [[key.column, key.to, key.to_column] for key in contract.table(name).foreign_keys],
        ]
        for name in names
    ]
    return hashlib.sha256(canonical(promised).encode()).hexdigest()


class Tally:
    """Rows and their canonical bytes, by table and split."""

    def __init__(self) -> None:
        self._rows: dict[str, Counter[str]] = {}
        self._bytes: dict[str, Counter[str]] = {}

    def add(self, table: str, splits: npt.NDArray[np.object_], rows: Sequence[bytes]) -> None:
        """Count `rows` of `table`; `splits` names the split of each."""
        lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
        for split in set(splits):
            where = splits == split
            self._rows.setdefault(table, Counter())[split] += int(where.sum())
            self._bytes.setdefault(table, Counter())[split] += int(lengths[where].sum())

    def rows(self, table: str) -> dict[str, int]:
        """Rows of `table` by split; a split without any is left out."""
        return dict(self._rows.get(table, {}))

    def bytes(self, table: str) -> dict[str, int]:
        """Canonical bytes of the rows of `table` by split."""
        return dict(self._bytes.get(table, {}))


class Summary:
    """Facts of the documents, gathered run by run."""

    def __init__(self) -> None:
        self._chars = 0
        self._synthetic = 0
        self._days: list[Any] = []
        self._counts: dict[str, Counter[str]] = {"language": Counter(), "rights": Counter(), "text_release": Counter()}

    def update(self, documents: pa.Table) -> None:
        """Add some rows of `documents`."""
        self._chars += pc.sum(documents["n_chars"]).as_py() or 0
        self._synthetic += pc.sum(documents["synthetic"]).as_py() or 0
        span = pc.min_max(documents["created"]).as_py()
        self._days = [day for day in (*self._days, *span.values()) if day is not None]
        self._days = [min(self._days), max(self._days)] if self._days else []
        for column, counts in self._counts.items():
            for entry in pc.value_counts(documents[column]).to_pylist():
                if entry["values"] is not None:
                    counts[entry["values"]] += entry["counts"]

    def as_dict(self) -> dict[str, Any]:
        """The facts as manifest.json holds them."""
        return {
            "chars": self._chars,
            "created": [day.isoformat() for day in self._days],
            "languages": dict(self._counts["language"]),
            "rights": dict(self._counts["rights"]),
            "synthetic": self._synthetic,
            "text_release": dict(self._counts["text_release"]),
        }


class _SplitWriter:
    """The parts of one split, all tables side by side: part i and row group k of each hold the same documents."""

    def __init__(self, folder: Path, split: str, size: int, names: Sequence[str], layers: Sequence[str]) -> None:
        self._folder, self._split, self._size = folder, split, size
        self._names, self._layers = names, layers
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in names}
        self._waiting_documents = 0
        self._documents = 0
        self._part = 0
        self._open: dict[str, pq.ParquetWriter] = {}

    def add(self, run: Tables, places: Mapping[str, npt.NDArray[np.intp]], chosen: npt.NDArray[np.intp]) -> None:
        """Take the documents at positions `chosen` of a run, with all of their rows."""
        while chosen.size:
            room = DOCUMENTS_A_ROW_GROUP - self._waiting_documents
            some, chosen = chosen[:room], chosen[room:]
            for name in self._names:
                # `places` ascends, so a document's rows are one stretch; most runs lie in a few stretches a split.
                rows = np.flatnonzero(np.isin(places[name], some))
                self._waiting[name].append(run[name].take(pa.array(rows)))
            self._waiting_documents += some.size
            if self._waiting_documents == DOCUMENTS_A_ROW_GROUP:
                self._flush()

    def finish(self) -> None:
        """Write what waits. Raises ReleaseError where the split has another size than was said."""
        self._flush()
        if self._documents != self._size:
            raise ReleaseError(f"split {self._split} was to hold {self._size} documents and got {self._documents}")

    def close(self) -> None:
        """Close the files of this part."""
        while self._open:
            self._open.popitem()[1].close()

    def _flush(self) -> None:
        if not self._waiting_documents:
            return
        tables = {name: pa.concat_tables(self._waiting[name]).combine_chunks() for name in self._names}
        tables[contract.ARTICLES] = derive_articles(tables, self._layers)
        for name, table in tables.items():
            # A file without rows breaks load_dataset, alone or among others: a part without rows is not written.
            if table.num_rows:
                self._writer(name, table.schema).write_table(table, row_group_size=table.num_rows)
        self._documents += self._waiting_documents
        self._waiting = {name: [] for name in self._names}
        self._waiting_documents = 0
        if self._documents % DOCUMENTS_A_PART == 0:
            self.close()
            self._part += 1

    def _writer(self, name: str, schema: pa.Schema) -> pq.ParquetWriter:
        if name not in self._open:
            path = self._folder / name / part_name(self._split, self._part, parts_of(self._size))
            path.parent.mkdir(exist_ok=True)
            self._open[name] = pq.ParquetWriter(
                path,
                schema,
                compression="zstd",
                compression_level=9,
                write_page_checksum=True,
                write_statistics=_with_statistics(name),
            )
        return self._open[name]


def _with_statistics(config: str) -> list[str]:
    """The columns whose smallest and largest values stand in the clear in a file: never those that hold a text."""
    declared = contract.table(contract.DOCUMENTS if config == contract.ARTICLES else config)
    return [column.name for column in declared.columns if not column.may_be_withheld and column.type != "list"]


def _check(run: Tables, names: Sequence[str], last_id: str) -> dict[str, npt.NDArray[np.intp]]:
    """The position of each row's document in the run, by table. Raises ReleaseError for a faulty run."""
    for name in names:
        if name not in run:
            raise ReleaseError(f"a run lacks the table {name}; hand over an empty one")
        if not run[name].schema.equals(contract.table(name).arrow_schema):
            raise ReleaseError(f"{name} has not the contract's Arrow schema; cast it to contract.table('{name}')")
    documents = run[contract.DOCUMENTS]
    ids = documents["doc_id"].to_pylist()
    if any(a >= b for a, b in zip([last_id, *ids], ids, strict=False)):
        raise ReleaseError(f"documents are not in doc_id order after {last_id!r}; sort them, each id once")
    places = {}
    for name in names:
        places[name] = _places(run[name], documents)
        if places[name].size and (np.any(np.diff(places[name]) < 0)):
            raise ReleaseError(f"{name} is not in the order of its documents; sort it by its primary key")
    return places


def _places(table: pa.Table, documents: pa.Table) -> npt.NDArray[np.intp]:
    found = _whole(pc.index_in(table["doc_id"], value_set=documents["doc_id"]))
    if found.null_count:
        raise ReleaseError("a row belongs to no document of its run; hand whole documents over")
    places: npt.NDArray[np.intp] = found.to_numpy(zero_copy_only=False).astype(np.intp)
    return places


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks or [pa.array([], column.type)])
