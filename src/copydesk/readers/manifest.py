"""manifest.csv: what a collection's owner says of its texts."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from copydesk.readers.columns import columns
from copydesk.readers.decoding import decode
from copydesk.readers.files import open_regular
from copydesk.readers.inputs import Absent, Fault, SourceError, showable

NAME = "manifest.csv"
TEXTS = "texts/"

Row = dict[str, str]


class Manifest:
    """The rows of a manifest, found by file (with or without suffix or ``texts/``), by id, or by both.

    Rows that speak of one thing and disagree leave the value out and set the flag ``manifest_conflict``: null, not a
    guess. It remembers which rows found their text.
    """

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self._used = bytearray(len(rows))
        self._by_file: dict[str, list[int]] = {}
        self._by_id: dict[str, list[int]] = {}
        for n, row in enumerate(rows):
            if "file" in row:
                self._by_file.setdefault(_key(row["file"]), []).append(n)
            if "id" in row:
                self._by_id.setdefault(row["id"], []).append(n)
        files = [row["file"] for row in rows if "file" in row and "id" not in row]
        self._path_ids = {path_id for file in files for path_id in _path_ids(file)}

    def text(self, keys: tuple[str, ...], path_id: str) -> tuple[Row, bool]:
        """What is said of a text file, and whether rows disagree.

        `keys` are the file's names, with and without suffix. A row without a file may name it by the id its path makes.
        """
        rows = self._of_file(keys) or [n for n in self._by_id.get(path_id, []) if "file" not in self._rows[n]]
        return self._merge(rows)

    def records(self, keys: tuple[str, ...]) -> tuple[Row, bool]:
        """What is said of a file of records as a whole: its rows without an id."""
        return self._merge([n for n in self._of_file(keys) if "id" not in self._rows[n]])

    def record(self, keys: tuple[str, ...], doc_id: str) -> tuple[Row, bool]:
        """What is said of one record: the rows with its id that name its file or none."""
        files = {_key(key) for key in keys}
        rows = [n for n in self._by_id.get(doc_id, []) if _key(self._rows[n].get("file", keys[0])) in files]
        return self._merge(rows)

    def _of_file(self, keys: tuple[str, ...]) -> list[int]:
        return sorted({n for key in keys for n in self._by_file.get(_key(key), [])})

    def names(self, doc_id: str) -> bool:
        """Whether a row is about the text of this id, which a row without an id gives by its file."""
        return doc_id in self._by_id or doc_id in self._path_ids

    def absent(self) -> Iterator[Absent]:
        """The rows whose text was never asked for."""
        for used, row in zip(self._used, self._rows, strict=True):
            if not used:
                name = row.get("file") or row["id"]
                doc_id = row.get("id") or list(_path_ids(name))[1]
                yield Absent(showable(name), f"{NAME} names it, but there is no such text", doc_id)

    def _merge(self, found: list[int]) -> tuple[Row, bool]:
        for n in found:
            self._used[n] = True
        if len(found) == 1:
            return self._rows[found[0]], False
        values: dict[str, set[str]] = {}
        for n in found:
            for column, value in self._rows[n].items():
                if column != "file":
                    values.setdefault(column, set()).add(value)
        agreed = {column: next(iter(said)) for column, said in values.items() if len(said) == 1}
        return agreed, len(agreed) < len(values)


def keep(row: Row, digest: str, doc_id: str) -> None:
    """Raises Fault ``digest_mismatch`` where a row promises another raw text than the one with this digest."""
    promised = row.get("raw_sha256", digest)
    if promised.lower() != digest:
        remedy = "get the copy it means, or mend the row and judge the text again"
        detail = f"{NAME} promises the raw text with SHA-256 {promised}, this one has {digest}; {remedy}"
        raise Fault("digest_mismatch", detail, doc_id)


def _path_ids(file: str) -> Iterator[str]:
    """The ids that a row's file can make, as `text.read` makes one: with no, one or two suffixes taken off."""
    path = PurePosixPath(_key(file))
    for _ in range(3):
        yield str(path).replace("/", ".")
        path = path.with_suffix("") if path.name else path


def _key(file: str) -> str:
    # macOS stores names decomposed; the manifest's editor may not have.
    return unicodedata.normalize("NFC", file.replace("\\", "/").removeprefix("./").removeprefix(TEXTS))


def load(folder: Path, limit: int) -> Manifest:
    """The manifest of a folder; an empty one if there is none.

    It speaks for rights, so one that can't be read stops the run instead of being left out: raises SourceError.
    """
    path = folder / NAME
    if not path.exists() and not path.is_symlink():
        return Manifest([])
    try:
        with open_regular(path) as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise Fault("too_long", f"over {limit:,} bytes")
        return Manifest(list(_rows(decode(data)[0].removeprefix("\ufeff"))))
    except (Fault, OSError, csv.Error) as error:
        detail = error.detail if isinstance(error, Fault) else str(error)
        raise SourceError(f"{NAME} in {folder} can't be read ({detail}): mend or remove it") from error


def _rows(text: str) -> Iterator[Row]:
    head, _, _ = text.partition("\n")
    separator = max(",;\t", key=lambda char: ("file" in (c := columns(head.split(char))) or "id" in c, len(c)))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header = next(lines, [])
    names = columns(header)
    if "file" not in names and "id" not in names:
        raise Fault("corrupt", "no column `file` or `id`")
    where: Mapping[str, list[int]] = {column: [header.index(name) for name in said] for column, said in names.items()}
    for n, cells in enumerate(lines, 1):
        if len(cells) > len(header):
            raise Fault("corrupt", f"row {n} has {len(cells)} cells under {len(header)} columns")
        row: Row = {}
        for column, places in where.items():
            if value := next((cells[i].strip() for i in places if i < len(cells) and cells[i].strip()), ""):
                row[column] = value
        if "file" in row or "id" in row:
            yield row
