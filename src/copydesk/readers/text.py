"""A text file: one input, one text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from copydesk.readers.columns import metadata
from copydesk.readers.decoding import decode, refuse_magic
from copydesk.readers.inputs import Fault, RawText
from copydesk.readers.manifest import keep
from copydesk.readers.records import InputFile, check, valid_id


def read(file: InputFile) -> Iterator[RawText]:
    """The text of a file. Raises Fault."""
    path_id = file.keys[-1].replace("/", ".")
    row, conflict = file.manifest.text(file.keys, path_id)
    data = _content(file)
    if not data:
        raise Fault("empty", "no bytes")
    refuse_magic(data)
    text, encoding, mismatch = decode(data, row.get("encoding"))
    if "\0" in text:
        raise Fault("binary", "NUL characters; if this is UTF-16 without a BOM, say so in the manifest's `encoding`")
    check(text, text.encode("utf-8", "surrogatepass") if encoding.startswith("utf-16") else data)
    digest = hashlib.sha256(data).hexdigest()
    doc_id = valid_id(row.get("id", path_id))
    keep(row, digest, doc_id)
    described, flags = metadata(row)
    if conflict:
        flags.add("manifest_conflict")
    if mismatch:
        flags.add("encoding_mismatch")
    yield RawText(
        doc_id=doc_id,
        text=text,
        file=file.name,
        sha256=digest,
        encoding=encoding,
        metadata=described,
        flags=tuple(sorted(flags)),
    )


def _content(file: InputFile) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for chunk in file.chunks():
        size += len(chunk)
        if size > file.limits.document_bytes:
            raise Fault("too_long", f"over {file.limits.document_bytes:,} bytes")
        pieces.append(chunk)
    return b"".join(pieces)
