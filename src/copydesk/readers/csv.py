"""CSV and TSV: a header, then each row a record (RFC 4180)."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator

from copydesk.readers.columns import columns
from copydesk.readers.decoding import decode_field, settle, utf8
from copydesk.readers.inputs import Fault, Ignored, Quarantined, RawText
from copydesk.readers.lines import Overlong, lines
from copydesk.readers.records import InputFile, Records, no_text_column


def read(file: InputFile, separator: str) -> Iterator[RawText | Quarantined | Ignored]:
    """The records of a file whose cells are parted by `separator` (or by what its header shows).

    Quotes are taken strictly: past one that is wrong nobody knows where rows begin, so the rest is one unreadable
    input. Raises Fault there, and SourceError if the file was named as the source and has no column for the text.
    """
    records = Records(file)
    bom, content = utf8(file.chunks())
    declared, overruled = settle(records.declared, bom)
    feed = _Feed(lines(content, file.limits.document_bytes), file.limits.document_bytes)
    # The limit is global to the process; it is only ever raised, and the feed stops a row well before.
    csv.field_size_limit(max(csv.field_size_limit(), file.limits.document_bytes))
    first = next(feed, "")
    separator = _separator(first, separator, file.text_column)
    feed.push(first)
    rows = csv.reader(feed, delimiter=separator, strict=True)
    try:
        header = next(rows, [])
        feed.take()
        names = columns(header, file.text_column)
        if "text" not in names:
            if not header:
                return
            yield no_text_column(file, header)
            return
        for n, cells in enumerate(rows, 1):
            digest = feed.take()
            if not cells:
                continue
            if len(cells) > len(header):
                detail = f"{len(cells)} cells under {len(header)} columns: an unquoted “{separator}”?"
                yield Quarantined(f"{file.name}: row {n}", "corrupt", detail, digest)
                continue
            values: dict[str, object] = {}
            encoding, mismatch = "utf-8", overruled
            for name, cell in zip(header, cells, strict=False):
                if name not in values:
                    values[name], used, wrong = _decoded(cell, declared)
                    if name == names["text"][0]:
                        encoding, mismatch = bom if bom is not None else used, wrong or overruled
            yield records.raw_text(values, f"row {n}", digest, names, encoding, mismatch)
    except csv.Error as error:
        raise Fault("corrupt", f"bad quoting: {error}") from error


def _separator(header: str, usual: str, text_column: str | None) -> str:
    for char in dict.fromkeys((usual, ",", ";", "\t", "|")):
        try:
            if "text" in columns(next(csv.reader([header], delimiter=char), []), text_column):
                return char
        except csv.Error:
            continue
    return usual


def _decoded(cell: str, declared: str | None) -> tuple[str, str, bool]:
    if cell.isascii():
        return cell, "utf-8", False
    return decode_field(cell.encode("utf-8", "surrogateescape"), declared)


class _Feed(Iterator[str]):
    """Lines for csv.reader, with the digest and a cap on the size of what makes up one row.

    Undecodable bytes ride through the parser as surrogates and are judged cell by cell.
    """

    def __init__(self, source: Iterator[bytes | Overlong], limit: int) -> None:
        self._source = source
        self._limit = limit
        self._size = 0
        self._hash = hashlib.sha256()
        self._pushed: str | None = None

    def __next__(self) -> str:
        if self._pushed is not None:
            line, self._pushed = self._pushed, None
            return line
        data = next(self._source)
        size = data.size if isinstance(data, Overlong) else len(data)
        self._size += size
        if isinstance(data, Overlong) or self._size > self._limit:
            raise Fault("too_long", f"a row of over {self._limit:,} bytes: a quote that is never closed?")
        self._hash.update(data)
        return data.decode("utf-8", "surrogateescape")

    def push(self, line: str) -> None:
        """Give `line` back, to be read again."""
        self._pushed = line or None

    def take(self) -> str:
        """The digest of the lines since the last call."""
        digest = self._hash.hexdigest()
        self._hash, self._size = hashlib.sha256(), 0
        return digest
