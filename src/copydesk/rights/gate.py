"""The leak gate: what the bytes of a public release give away of the texts that it withholds.

Two ways lead from a release back to a text, and both are walked. Any string of any file may hold a passage: cells of
every column of every Parquet file, also of columns and files that no contract knows, dictionary entries that no row
uses, statistics, metadata, keys and values of JSON, whatever can be read in other files and in the raw bytes. And a
document's own rows say where in the text their words stand, so that they can be put together.

What stands in rows of documents whose text is free, and in the column `url`, which is a declared locator, is exempt.
An id is not held against a headline: who names a file by its headline has published that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from copydesk import contract, licences
from copydesk.errors import CopydeskError
from copydesk.rights.exposure import MOST_SHARE, MOST_WORDS, Exposure, Passages, Reading, is_factual, measure
from copydesk.rights.rows import Rows

_DOCUMENTS_AT_ONCE: Final = 256
# A column that declares to hold no words of a text is looked into as soon as it has more values than a vocabulary.
_VOCABULARY: Final = 256
_LOCATOR: Final = "url"
_ADDRESS: Final = re.compile(r"https?://[!-~]+")
_NAMES_OF_FILES: Final = frozenset({"doc_id", "raw_file"})
_ANNOTATION: Final = re.compile(r"#\w+-\d+$")
# Text in bytes that nothing declares to be text: ASCII, and the multi-byte forms of UTF-8. Compressed data has none of
# this length.
_READABLE: Final = re.compile(rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3}){20,}")
_SHOWN: Final = 10


class ReleaseRefused(CopydeskError):
    """A release that gives away more of withheld texts than it may. `report` says of which, and where."""

    def __init__(self, message: str, report: Report | None = None) -> None:
        super().__init__(message)
        self.report = report


@dataclass(frozen=True, slots=True)
class Private:
    """What a release withholds of one document."""

    doc_id: str
    text: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What the gate measured: how many withheld documents, the worst of them, and all that are over the budget."""

    documents: int
    words: int
    run: int
    share: float
    outside: int
    inside: int
    over: tuple[Exposure, ...]

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON holds it; no word of a text is in it."""
        return {
            "documents": self.documents,
            "words": self.words,
            "longest_run": self.run,
            "largest_share": round(self.share, 4),
            "mean_share": round(self.outside / self.words, 4) if self.words else 0.0,
            "mean_share_inside": round(self.inside / self.words, 4) if self.words else 0.0,
            "over": [
                {"doc_id": e.doc_id, "run": e.run, "share": round(e.share, 4), "title": e.title, "where": e.where}
                for e in self.over
            ],
        }


def check(release: Path, private: Iterable[Private]) -> Report:
    """The report of a release that keeps within the budget. Raises ReleaseRefused for one that does not."""
    exposures = _Gathered()
    for exposure in exposed(release, private):
        exposures.add(exposure)
    report = exposures.report()
    if report.over:
        worst = [
            f"{e.doc_id}: {e.run} words in a row, {e.share:.1%} of its words, {'its title, ' * e.title}at {e.where}"
            for e in report.over[:_SHOWN]
        ]
        more = len(report.over) - len(worst)
        raise ReleaseRefused(
            "\n".join(
                [
                    f"{len(report.over)} of {report.documents} withheld texts can be recovered by more than "
                    f"{MOST_WORDS} words in a row or {MOST_SHARE:.0%} of their words:",
                    *worst,
                    *([f"… and {more} more"] if more else []),
                    "Nothing was released; take what stands there out of it, or withhold its column in schema/",
                ]
            ),
            report,
        )
    return report


def exposed(release: Path, private: Iterable[Private]) -> Iterator[Exposure]:
    """What each of `private` loses by the release. They come in the order of their ids.

    Raises ReleaseRefused for a file that can't be read: nobody can say what is in it.
    """
    try:
        found = _Strings(release)
        waiting = iter(private)
        with Rows(release) as rows:
            while batch := list(islice(waiting, _DOCUMENTS_AT_ONCE)):
                cells: dict[str, list[tuple[str, int | None]]] = {one.doc_id: [] for one in batch}
                for name, tables in rows.upto(batch[-1].doc_id).items():
                    for table in tables:
                        found.cells(name, table, cells)
                for one in batch:
                    reading = Reading(one.text, one.title)
                    places = (reading.place(value, start) for value, start in dict.fromkeys(cells[one.doc_id]))
                    yield measure(one.doc_id, reading, filter(None, places), found.passages, found.ids)
    except (OSError, pa.ArrowException, ValueError) as error:
        raise ReleaseRefused(f"{release} can't be read whole ({error}); build it again") from error


class _Gathered:
    def __init__(self) -> None:
        self._documents = self._words = self._run = self._outside = self._inside = 0
        self._share = 0.0
        self._over: list[Exposure] = []

    def add(self, one: Exposure) -> None:
        self._documents += 1
        self._words += one.words
        self._outside += one.outside
        self._inside += one.inside
        self._run = max(self._run, one.run)
        self._share = max(self._share, one.share)
        if one.is_over:
            self._over.append(one)

    def report(self) -> Report:
        over = tuple(sorted(self._over, key=lambda one: (-one.run, -one.share, one.doc_id)))
        return Report(self._documents, self._words, self._run, self._share, self._outside, self._inside, over)


class _Strings:
    """All strings of a release, from its bytes."""

    def __init__(self, root: Path) -> None:
        self.passages, self.ids = Passages(), Passages()
        self._root = root
        self._free = _free(root)
        self._values: dict[tuple[str, str], set[str]] = {}
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            place = path.relative_to(root).as_posix()
            if path.suffix == ".parquet":
                self._parquet(path, place)
            else:
                self._other(path, place)

    def cells(self, name: str, table: pa.Table, cells: Mapping[str, list[tuple[str, int | None]]]) -> None:
        """Add the words of the documents' own rows to `cells`, with the offset that their row is about."""
        for inner, flat in _flat(name, table):
            owners = flat["doc_id"].to_pylist()
            starts = flat["start"].to_pylist() if _is_integer(flat, "start") else [None] * flat.num_rows
            for column in flat.column_names:
                if not _is_text(flat[column].type) or self._is_label(inner, column):
                    continue
                # Names and dates in a column that goes out of every document are what it is for.
                wordless = column in _wordless(inner)
                for owner, start, value in zip(owners, starts, flat[column].to_pylist(), strict=True):
                    if value is not None and (own := cells.get(owner)) is not None:
                        words = [value] if isinstance(value, str) else [item for item in value if item]
                        own += [(word, start) for word in words if not (wordless and is_factual(word))]

    def _is_label(self, name: str, column: str) -> bool:
        """Whether a column's values are ids or words of a vocabulary, not of texts."""
        if column in ("doc_id", _LOCATOR) or column in _keys(name):
            return True
        return column in _wordless(name) and len(self._values.get((name, column), ())) <= _VOCABULARY

    def _parquet(self, path: Path, place: str) -> None:
        with pq.ParquetFile(path) as parquet:
            metadata, schema = parquet.metadata, parquet.schema_arrow
            for text in _metadata_strings(metadata.metadata, schema):
                self.passages.add(text, f"{place}, metadata")
            plain = [f.name for f in schema if _is_string(f.type)]
        hidden = _unowned_bytes(path, metadata)
        if hidden:
            raise ValueError(f"{place} holds {hidden} bytes that no column owns")
        urls: set[str] = set()
        with pq.ParquetFile(path, read_dictionary=plain) as parquet:
            for number in range(parquet.num_row_groups):
                table = parquet.read_row_group(number, use_threads=False)
                table = self._used(table, place)
                if _LOCATOR in table.column_names:
                    urls.update(filter(None, pc.unique(table[_LOCATOR]).to_pylist()))
                for name, flat in _flat(place.rpartition("/")[0], table):
                    self._columns(name, flat, place)
                values = {value for i in range(metadata.num_columns) for value in _statistics(metadata, number, i)}
                for value in sorted(values - self._shown(table)):
                    self.passages.add(value, f"{place}, statistics")
        for text in _READABLE.findall(path.read_bytes()):
            self.passages.add(_without(urls, text.decode("utf-8", "replace")), f"{place}, bytes")

    def _used(self, table: pa.Table, place: str) -> pa.Table:
        """`table` with plain columns; entries of dictionaries that no row uses are strings of the file too."""
        for i, column in enumerate(table.columns):
            if not pa.types.is_dictionary(column.type):
                continue
            for chunk in column.chunks:
                used = np.unique(chunk.indices.drop_null().to_numpy(zero_copy_only=False))
                unused = np.setdiff1d(np.arange(len(chunk.dictionary)), used)
                for value in chunk.dictionary.take(pa.array(unused)).to_pylist():
                    self.passages.add(value or "", f"{place}, dictionary of {table.column_names[i]}")
            table = table.set_column(i, table.column_names[i], column.cast(column.type.value_type))
        return table

    def _columns(self, name: str, flat: pa.Table, place: str) -> None:
        if "doc_id" in flat.column_names:
            # What free documents say is free.
            mask = pc.invert(pc.is_in(flat["doc_id"].cast(pa.large_string()), value_set=self._free))
            flat = flat.filter(mask)
        for column in flat.column_names:
            values = flat[column]
            if column == _LOCATOR or not _is_text(values.type):
                continue
            if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
                # Words one by one in a list are a passage as well.
                joined = [" ".join(item for item in items if item) for items in values.to_pylist() if items]
                values = pa.chunked_array([pa.array(joined, pa.large_string())])
            is_id = column in _keys(name) or column in _NAMES_OF_FILES
            if is_id:
                values = pc.replace_substring_regex(values, _ANNOTATION.pattern, "")
            unique = [value for value in pc.unique(values).to_pylist() if value]
            seen = self._values.setdefault((name, column), set())
            if len(seen) <= _VOCABULARY:
                seen.update(islice(unique, _VOCABULARY + 1))
            for value in unique:
                if len(value) > 6:  # four words of a letter, and what is between them
                    (self.ids if is_id else self.passages).add(value, f"{place}, column {column}")

    def _shown(self, table: pa.Table) -> set[str]:
        """What the smallest and the largest cells hold: statistics that repeat these give nothing away."""
        shown: set[str] = set()
        for _, flat in _flat("", table):
            for column in flat.column_names:
                if _is_string(flat[column].type) and flat.num_rows:
                    shown |= {value for value in pc.min_max(flat[column]).as_py().values() if value}
        return shown

    def _other(self, path: Path, place: str) -> None:
        data = path.read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            for found in _READABLE.findall(data):
                self.passages.add(found.decode("utf-8", "replace"), place)
            raise ValueError(f"{place} is neither text nor Parquet, so that nobody can say what it holds") from None
        self.passages.add(text, place)
        if path.suffix == ".json":
            for value in _json_strings(json.loads(text)):
                self.passages.add(value, place)


def _free(root: Path) -> pa.Array:
    """The ids of the documents whose text the release may hold."""
    found: list[str] = []
    for path in sorted((root / contract.DOCUMENTS).glob("*.parquet")):
        with pq.ParquetFile(path) as parquet:
            documents = parquet.read(columns=["doc_id", "text_release"], use_threads=False)
        found += documents.filter(pc.equal(documents["text_release"], licences.FULL))["doc_id"].to_pylist()
    return pa.array(found, pa.large_string())


def _flat(name: str, table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """`table` as tables of plain columns: lists of structs become tables of their own with the rows' `doc_id`."""
    plain: dict[str, Any] = {}
    for column in table.column_names:
        values, kind = table[column], table[column].type
        if pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
            lists = values.combine_chunks()
            lists = lists if isinstance(lists, pa.Array) else pa.concat_arrays(lists.chunks)
            struct = pc.list_flatten(lists)
            inner = {kind.value_type.field(i).name: pc.struct_field(struct, [i]) for i in range(struct.type.num_fields)}
            if "doc_id" in table.column_names:
                inner = {"doc_id": table["doc_id"].take(pc.list_parent_indices(lists))} | inner
            yield from _flat(column, pa.table(inner))
        elif pa.types.is_struct(kind):
            inner = {kind.field(i).name: pc.struct_field(values, [i]) for i in range(kind.num_fields)}
            yield from _flat(
                f"{name}.{column}", pa.table({c: table[c] for c in table.column_names if c == "doc_id"} | inner)
            )
        else:
            plain[column] = values
    # `articles` repeats the documents.
    yield contract.DOCUMENTS if name == contract.ARTICLES else name, pa.table(plain)


@cache
def _keys(name: str) -> frozenset[str]:
    """The columns of a table that hold ids."""
    if name not in contract.tables():
        return frozenset()
    table = contract.table(name)
    return frozenset(
        {
            *(c for c in table.primary_key if c.endswith("_id")),
            *(key.column for key in table.foreign_keys),
            "cluster_id",
        }
    )


@cache
def _wordless(name: str) -> frozenset[str]:
    """The columns that the contract declares to hold no words of a text."""
    if name not in contract.tables():
        return frozenset()
    return frozenset(column.name for column in contract.table(name).columns if not column.may_be_withheld)


def _is_string(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_text(kind: pa.DataType) -> bool:
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return _is_string(kind.value_type if is_list else kind)


def _is_integer(table: pa.Table, column: str) -> bool:
    return column in table.column_names and bool(pa.types.is_integer(table[column].type))


def _without(urls: set[str], text: str) -> str:
    """`text` from the bytes of a file without the addresses that the file holds; a byte or two may follow on one."""

    def kept(found: re.Match[str]) -> str:
        return "" if any(found[0][: len(found[0]) - n] in urls for n in range(4)) else found[0]

    return _ADDRESS.sub(kept, text)


def _statistics(metadata: Any, group: int, column: int) -> Iterator[str]:
    statistics = metadata.row_group(group).column(column).statistics
    if statistics is not None and statistics.has_min_max:
        yield from (value for value in (statistics.min, statistics.max) if isinstance(value, str) and value)


def _metadata_strings(pairs: Mapping[bytes, bytes] | None, schema: pa.Schema) -> Iterator[str]:
    fields: list[Any] = [schema, *schema]
    for found in (pairs, *(field.metadata for field in fields)):
        for key, value in (found or {}).items():
            yield key.decode("utf-8", "replace")
            yield value.decode("utf-8", "replace")


def _unowned_bytes(path: Path, metadata: Any) -> int:
    """How many bytes between the first column and the footer belong to no column."""
    chunks = []
    for group in range(metadata.num_row_groups):
        for i in range(metadata.num_columns):
            column = metadata.row_group(group).column(i)
            starts = [at for at in (column.dictionary_page_offset, column.data_page_offset) if at]
            chunks.append((min(starts), min(starts) + column.total_compressed_size))
    with path.open("rb") as file:
        file.seek(-8, 2)
        footer = file.tell() - int.from_bytes(file.read(4), "little")
    edges = [(0, 4), *sorted(chunks), (footer, footer)]
    return sum(max(0, after[0] - before[1]) for before, after in pairwise(edges))


def _json_strings(value: Any) -> Iterator[str]:
    waiting: list[Any] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, Sequence):
            waiting += one
