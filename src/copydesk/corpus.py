"""All that a reader of a corpus needs: `open()` and `Corpus`.

Opening imports no layer, no validator and no data frame library; each is imported by the method that hands it out.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from copydesk import checksums, contract
from copydesk.annotated import AnnotatedDocument, NotFoundError, document_from_row, edits_from_rows
from copydesk.errors import CopydeskError
from copydesk.manifest import in_order

if TYPE_CHECKING:
    import datasets
    import polars as pl
    import pyarrow as pa
    from pyarrow.parquet import RowGroupMetaData

DEFAULT: Final = "house"
_MANIFEST: Final = "manifest.json"
_VERIFY: Final = "`copydesk verify` lists what is wrong"
_PART: Final = re.compile(r"/(\w+)-\d+-of-\d+\.parquet$")
# Similar ids are looked for one by one, so only where that takes no more than a moment.
_SUGGEST_AMONG: Final = 50_000


class CorpusError(CopydeskError):
    """A folder that cannot be read as a corpus, or no longer; the message ends with the remedy."""


def open(path: str | os.PathLike[str] | None = None) -> Corpus:
    """The corpus in folder `path`, or the shipped one of that name; without `path` the one that ships by default.

    An existing path goes before a shipped name. A swap of releases that a killed build left half done is finished
    first. Raises CorpusError where there is no corpus.
    """
    return Corpus(locate(path))


def locate(path: str | os.PathLike[str] | None = None) -> Path:
    """The folder that `open` opens. Raises CorpusError where there is none."""
    from copydesk.atomic import recover

    shipped = contract.data_folder("corpus")
    wanted = shipped / DEFAULT if path is None else Path(path)
    recover(wanted)
    if wanted.exists():
        return wanted
    names = shipped_names()
    if path is not None and os.fspath(path) in names:
        return shipped / os.fspath(path)
    known = f"the shipped names are {', '.join(names)}" if names else "no corpus is shipped with this installation"
    raise CorpusError(
        f"there is no corpus {os.fspath(wanted)!r}: give the folder of a corpus (`copydesk build` writes one) "
        f"or a shipped name; {known}"
    )


def shipped_names() -> tuple[str, ...]:
    """The names of the corpora that ship with the package, sorted."""
    return tuple(sorted(manifest.parent.name for manifest in contract.data_folder("corpus").glob(f"*/{_MANIFEST}")))


class Corpus:
    """A published corpus, read only. Iterating gives the ids of its documents in order; ``corpus[doc_id]`` a document.

    Rows are read when they are asked for. A corpus that is rebuilt while it is open is noticed: reading then raises
    CorpusError, so that tables of two releases never mix.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path).absolute()
        self._release = self._stamp()
        self.manifest = _read_manifest(self.path)
        """`manifest.json`: counts, accounting, digests, versions; nested mappings and tuples, read only."""

    @property
    def name(self) -> str:
        """The corpus's name."""
        return str(self.manifest["name"])

    @property
    def version(self) -> str:
        """The version of copydesk that built the corpus."""
        return str(self.manifest["versions"]["copydesk"])

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The tables that can be read, in the order of the contract; the derived `articles` is the last."""
        return tuple(name for name in (*contract.tables(), contract.ARTICLES) if name in self._counts)

    @property
    def layers(self) -> tuple[str, ...]:
        """The annotation tables among `tables`."""
        return tuple(name for name in contract.layers() if name in self.tables)

    @cached_property
    def splits(self) -> tuple[str, ...]:
        """The splits that hold documents: train, validation, test, then any others by name."""
        return tuple(in_order(split for split, rows in self._counts[contract.DOCUMENTS].items() if rows))

    def table(self, name: str, split: str | None = None) -> pa.Table:
        """Table `name` with the columns and types of the contract: one split, or all, in the order of the document ids.

        A table without rows is empty, not missing. Raises NotFoundError for an unknown table or split.
        """
        table = self._read(name, self._files(name, split))
        return table if split is not None or len(self.splits) < 2 else table.take(_stable_order(table))

    def scan(self, name: str, split: str | None = None) -> pl.LazyFrame:
        """Table `name` as a Polars LazyFrame over its files: in the order of the document ids within each split."""
        import polars as pl

        files = self._files(name, split)
        if not files:
            empty = pl.from_arrow(self._schema(name).empty_table())
            return empty.lazy() if isinstance(empty, pl.DataFrame) else empty.to_frame().lazy()
        # The folder's name is not a pattern and does not add a column, whatever characters it has.
        return pl.scan_parquet(files, glob=False, hive_partitioning=False)

    def dataset(self, name: str, split: str | None = None) -> datasets.Dataset:
        """Table `name` as a Hugging Face dataset over the same memory as `table`: nothing is written to its cache.

        Its rows and features are those of ``load_dataset`` on the corpus's folder. Raises ImportError without the
        package datasets.
        """
        try:
            from datasets import Dataset, DatasetInfo, Features, NamedSplit
            from datasets.table import InMemoryTable
        except ImportError as error:
            raise ImportError("Corpus.dataset needs the package datasets: pip install datasets") from error
        table = self.table(name, split)
        # Given, because datasets would else pickle the whole table to find one.
        release = f"{self.manifest['digests'].get(name)}/{name}/{split}"
        info = DatasetInfo(features=Features.from_arrow_schema(table.schema), version=self.version)
        return Dataset(
            InMemoryTable(table),
            info=info,
            split=NamedSplit(split) if split is not None else None,
            fingerprint=hashlib.sha256(release.encode()).hexdigest()[:16],
        )

    def __getitem__(self, doc_id: str) -> AnnotatedDocument:
        key = str(doc_id)
        for file in self._files(contract.DOCUMENTS):
            found = self._read(contract.DOCUMENTS, [file], key)
            if found.num_rows:
                break
        else:
            raise NotFoundError(self._missing(key))
        tables = {contract.DOCUMENTS: found}
        for name in ("edits", *self.layers):
            # Part i of a split holds the same documents in every table; a table without rows has no parts.
            beside = self.path / name / file.name
            tables[name] = self._read(name, [beside] if beside in self._files(name) else [], key)
        edits = edits_from_rows(tables["edits"].to_pylist())
        return AnnotatedDocument(document_from_row(found.to_pylist()[0], edits), tables)

    def __len__(self) -> int:
        return sum(self._counts[contract.DOCUMENTS].values())

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __contains__(self, doc_id: object) -> bool:
        if not isinstance(doc_id, str):
            return False
        at = bisect_left(self._ids, doc_id)
        return at < len(self._ids) and self._ids[at] == doc_id

    def __repr__(self) -> str:
        return f"<Corpus {self.name} {self.version}: {len(self)} documents, tables {', '.join(self.tables)}>"

    def _repr_html_(self) -> str:
        counts = self._counts
        head = "".join(f"<th scope='col'>{escape(split)}</th>" for split in self.splits)
        body = "".join(
            f"<tr><th scope='row'>{escape(name)}</th>"
            + "".join(f"<td>{counts.get(name, {}).get(split, 0):,}</td>" for split in self.splits)
            + "</tr>"
            for name in self.tables
        )
        return (
            f"<table><caption>Corpus {escape(self.name)} {escape(self.version)}, rows by split</caption>"
            f"<thead><tr><th scope='col'>table</th>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    @property
    def _counts(self) -> Mapping[str, Mapping[str, int]]:
        """Rows by table and split; `articles` has one a document."""
        counts = self.manifest["counts"]
        return {**counts, contract.ARTICLES: counts[contract.DOCUMENTS]}

    @cached_property
    def _listed(self) -> tuple[tuple[str, str, Path], ...]:
        """Table, split and path of each part that SHA256SUMS lists, in order. A part without rows has no file."""
        try:
            files = sorted(checksums.read(self.path))
        except (OSError, ValueError) as error:
            raise CorpusError(f"{self.path / checksums.FILE} cannot be read ({error}); {_VERIFY}") from error
        found = [(file.split("/")[0], _PART.search(file), self.path / file) for file in files]
        return tuple((name, part[1], path) for name, part, path in found if part)

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        found = self._read(contract.DOCUMENTS, self._files(contract.DOCUMENTS), columns=["doc_id"])
        return tuple(sorted(found["doc_id"].to_pylist()))

    def _missing(self, doc_id: str) -> str:
        message = f"corpus {self.name} has no document {doc_id!r}"
        if len(self) > _SUGGEST_AMONG:
            return message
        close = get_close_matches(doc_id, self._ids, n=3)
        return f"{message}; did you mean {' or '.join(close)}?" if close else f"{message}; iterate over it for its ids"

    def _schema(self, name: str) -> pa.Schema:
        return contract.articles(self.layers) if name == contract.ARTICLES else contract.table(name).arrow_schema

    def _read(
        self, name: str, files: list[Path], doc_id: str | None = None, columns: list[str] | None = None
    ) -> pa.Table:
        """The rows of `files`, or those of one document."""
        import pyarrow as pa

        schema = self._schema(name)
        if columns:
            schema = pa.schema([schema.field(column) for column in columns])
        # Not empty_table: it imports pandas wherever that is installed.
        parts = [pa.Table.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)]
        try:
            parts += [_read_file(file, schema, doc_id) for file in files]
        except (OSError, ValueError) as error:
            self._check_release()
            raise CorpusError(f"{self.path / name} cannot be read ({error}); {_VERIFY}") from error
        self._check_release()
        return pa.concat_tables(parts)

    def _files(self, name: str, split: str | None = None) -> list[Path]:
        """The files of table `name`, by split and part. Raises CorpusError where one is missing."""
        self._check_release()
        if name not in self.tables:
            raise NotFoundError(f"corpus {self.name} has no table {name!r}; it has {', '.join(self.tables)}")
        if split is not None and split not in self.splits:
            raise NotFoundError(f"corpus {self.name} has no split {split!r}; it has {', '.join(self.splits)}")
        files: list[Path] = []
        for wanted in self.splits if split is None else (split,):
            parts = [path for table, of, path in self._listed if (table, of) == (name, wanted)]
            if not all(path.exists() for path in parts) or (not parts and self._counts[name].get(wanted)):
                raise CorpusError(f"{self.path / name}: files of split {wanted} are missing; {_VERIFY}")
            files += parts
        return files

    def _stamp(self) -> tuple[int, int, int]:
        """What changes when another release takes the folder's place."""
        try:
            status = (self.path / _MANIFEST).stat()
        except OSError:
            raise CorpusError(
                f"{self.path} is not a corpus: it has no {_MANIFEST}; "
                "`copydesk build FOLDER -o OUT` makes one of raw texts"
            ) from None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _check_release(self) -> None:
        stamp = self._stamp()
        if stamp == self._release:
            return
        # A manifest is a function of the inputs: where it is the same, so is every row.
        if _read_manifest(self.path) != self.manifest:
            raise CorpusError(f"{self.path} was rebuilt since it was opened; open it again")
        self._release = stamp


def _read_file(file: Path, schema: pa.Schema, doc_id: str | None) -> pa.Table:
    """The columns of `schema` in one file: all rows, or one document's, for which few row groups are read.

    Raises OSError or ValueError for a file that is damaged or of another contract.
    """
    # Not pyarrow.dataset, nor read_table, which is built on it: it imports pandas wherever that is installed.
    import pyarrow.parquet as pq

    with pq.ParquetFile(file, page_checksum_verification=True) as parquet:
        if lacking := set(schema.names) - set(parquet.schema_arrow.names):
            raise ValueError(f"{file.name} lacks {', '.join(sorted(lacking))}")
        groups = [parquet.metadata.row_group(i) for i in range(parquet.num_row_groups)]
        wanted = [i for i, group in enumerate(groups) if doc_id is None or _may_hold(group, doc_id)]
        table = parquet.read_row_groups(wanted, columns=schema.names).select(schema.names)
    return (table if doc_id is None else _rows_of(table, doc_id)).cast(schema)


def _may_hold(group: RowGroupMetaData, doc_id: str) -> bool:
    """Whether the row group's statistics allow for the document."""
    for i in range(group.num_columns):
        column = group.column(i)
        if column.path_in_schema == "doc_id" and column.is_stats_set and column.statistics.has_min_max:
            return bool(column.statistics.min <= doc_id <= column.statistics.max)
    return bool(group.num_rows)


def _rows_of(table: pa.Table, doc_id: str) -> pa.Table:
    """The document's rows of a table in the order of the ids."""
    ids, rows = table["doc_id"], range(table.num_rows)
    start = bisect_left(rows, doc_id, key=lambda row: str(ids[row].as_py()))
    end = bisect_right(rows, doc_id, lo=start, key=lambda row: str(ids[row].as_py()))
    return table.slice(start, end - start)


def _stable_order(table: pa.Table) -> Any:
    """Row numbers by document id; rows of one document stay in the order they have."""
    import pyarrow.compute as pc

    return pc.sort_indices(table, sort_keys=[("doc_id", "ascending")])


def _read_manifest(path: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
        lacking = {"name", "versions", "counts", "digests"} - manifest.keys()
    except (ValueError, AttributeError) as error:
        raise CorpusError(f"{path / _MANIFEST} cannot be read ({error}); build the corpus again") from error
    if not lacking:
        lacking = {key for key in ("counts", "digests") if not isinstance(manifest[key], dict)}
    if lacking:
        raise CorpusError(f"{path / _MANIFEST} lacks {', '.join(sorted(lacking))}: is this the manifest of a corpus?")
    frozen: Mapping[str, Any] = _freeze(manifest)
    return frozen


def _freeze(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _freeze(item) for key, item in value.items()})
    return tuple(map(_freeze, value)) if isinstance(value, list) else value
