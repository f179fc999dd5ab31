"""The rows of a release by document: every Parquet file of a folder read side by side, in the order of the ids."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

_PART: Final = re.compile(r"(\w+)-\d+-of-\d+\.parquet")


class Rows:
    """The Parquet files of a release that hold a `doc_id`, each read once and a row group at a time.

    A file's rows are in the order of their ids, and of one table and split a part follows the other. Raises OSError
    and pyarrow's errors for files that can't be read.
    """

    def __init__(self, root: Path) -> None:
        chains: dict[str, list[Path]] = {}
        for path in sorted(root.rglob("*.parquet")):
            part = _PART.fullmatch(path.name)
            place = path.relative_to(root)
            chains.setdefault((place.parent / (part[1] if part else place.name)).as_posix(), []).append(path)
        self._cursors = {chain: _Cursor(paths) for chain, paths in chains.items()}

    def upto(self, doc_id: str) -> dict[str, list[pa.Table]]:
        """By folder, the rows of the documents up to and with `doc_id` that no call gave before."""
        found: dict[str, list[pa.Table]] = {}
        for chain, cursor in self._cursors.items():
            if (rows := cursor.upto(doc_id)) is not None:
                found.setdefault(chain.rpartition("/")[0], []).append(rows)
        return found

    def close(self) -> None:
        """Close the files."""
        for cursor in self._cursors.values():
            cursor.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class _Cursor:
    def __init__(self, paths: Sequence[Path]) -> None:
        self._groups = self._read(paths)
        self._waiting: pa.Table | None = None

    def _read(self, paths: Sequence[Path]) -> Iterator[pa.Table]:
        for path in paths:
            with pq.ParquetFile(path, page_checksum_verification=True) as parquet:
                if "doc_id" not in parquet.schema_arrow.names:
                    continue
                for number in range(parquet.num_row_groups):
                    rows = parquet.read_row_group(number, use_threads=False)
                    if rows.num_rows:
                        yield rows

    def upto(self, doc_id: str) -> pa.Table | None:
        taken: list[pa.Table] = []
        while (rows := self._waiting if self._waiting is not None else next(self._groups, None)) is not None:
            self._waiting = None
            ids = rows["doc_id"]
            end = bisect_right(range(rows.num_rows), doc_id, key=lambda i: str(ids[i].as_py()))
            if end:
                taken.append(rows.slice(0, end))
            if end < rows.num_rows:
                self._waiting = rows.slice(end)
                break
        return pa.concat_tables(taken) if taken else None

    def close(self) -> None:
        self._groups = iter(())


def in_order(tables: Mapping[str, Sequence[pa.Table]], name: str, schema: pa.Schema) -> pa.Table:
    """The rows of table `name` in the order of the ids, whatever splits they came from."""
    import pyarrow.compute as pc

    found = pa.concat_tables([schema.empty_table(), *(rows.select(schema.names) for rows in tables.get(name, ()))])
    return found.take(pc.sort_indices(found, sort_keys=[("doc_id", "ascending")])).cast(schema)
