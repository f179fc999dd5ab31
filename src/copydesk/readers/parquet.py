"""Parquet: each row a record."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from copydesk.readers.columns import columns
from copydesk.readers.decoding import decode_field
from copydesk.readers.files import open_regular
from copydesk.readers.inputs import Fault, Ignored, Quarantined, RawText
from copydesk.readers.records import InputFile, Records, no_text_column

_BUFFER = 2**20  # pages are read through a window of this size, not column chunks whole


def read(file: InputFile) -> Iterator[RawText | Quarantined | Ignored]:
    """The records of a file, decoded one at a time.

    The text column holds strings or UTF-8 bytes, plain or dictionary-encoded. Raises Fault where the file can't be
    read on, and SourceError if it was named as the source and has no column for the text.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    records = Records(file)
    with _seekable(file) as content:
        size = content.seek(0, 2)
        if not size:
            return
        try:
            parquet = pq.ParquetFile(content, pre_buffer=False, buffer_size=_BUFFER, page_checksum_verification=True)
            schema = parquet.schema_arrow
            said = Counter(schema.names)
            names = columns([name for name in said if said[name] == 1], file.text_column)
            texts = [name for name in names.pop("text", []) if _holds_text(schema.field(name).type)]
            if not texts:
                yield no_text_column(file, schema.names)
                return
            names["text"] = texts[:1]
            wanted = [name for candidates in names.values() for name in candidates]
            given = 0
            # One row a batch: 7 µs a row buys that memory is one document even where a dictionary repeats a long one.
            batches = parquet.iter_batches(batch_size=1, columns=wanted, use_threads=False)
            for n, batch in enumerate(batches, 1):
                values = {name: _value(pa, batch.column(name)) for name in wanted}
                text = values[texts[0]]
                if isinstance(text, bytes):
                    given += len(text)
                    if given > max(file.limits.ratio_from, file.limits.ratio * size):
                        raise Fault("bomb", f"gives over {file.limits.ratio} bytes of text for each one that it takes")
                yield _record(records, values, n, names, file)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise Fault("corrupt", f"bad Parquet data ({type(error).__name__})") from error


def _record(
    records: Records, values: dict[str, object], n: int, names: dict[str, list[str]], file: InputFile
) -> RawText | Quarantined:
    for name, value in values.items():
        if isinstance(value, bytes):
            if len(value) > file.limits.document_bytes:
                detail = f"over {file.limits.document_bytes:,} bytes"
                return Quarantined(f"{file.name}: row {n}", "too_long", detail, hashlib.sha256(value).hexdigest())
            values[name] = decode_field(value)[0]  # UTF-8 by the format, whatever the manifest declares
    return records.raw_text(values, f"row {n}", None, names)


@contextmanager
def _seekable(file: InputFile) -> Iterator[IO[bytes]]:
    """The file's content; a compressed one is unpacked to disk first, since Parquet is read from its end."""
    if file.compression is None:
        with open_regular(file.path) as content:
            yield content
    else:
        with SpooledTemporaryFile(_BUFFER) as unpacked:
            for chunk in file.chunks():
                unpacked.write(chunk)
            yield unpacked


def _holds_text(kind: Any) -> bool:
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        test(kind)
        for test in (
            types.is_string,
            types.is_large_string,
            types.is_string_view,
            types.is_binary,
            types.is_large_binary,
            types.is_binary_view,
        )
    )


def _value(pa: Any, column: Any) -> object:
    """The only value of `column`: strings as their bytes, for Arrow doesn't promise that they are UTF-8."""
    try:
        scalar = column[0]
        if pa.types.is_dictionary(scalar.type):
            scalar = scalar.value
        if not scalar.is_valid:
            return None
        if _holds_text(scalar.type):
            return bytes(scalar.as_buffer())
        if pa.types.is_timestamp(scalar.type):
            return scalar.cast(pa.date32()).as_py()  # the day in the column's own time zone: as written
        return scalar.as_py()
    except (pa.ArrowException, ValueError, OverflowError, KeyError):
        return object()  # a value that can't be read is no metadata, and no text
