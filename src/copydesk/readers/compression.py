"""A file's content in chunks, decompressed, with caps on the output and on its ratio to the input."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from copydesk.readers.inputs import Fault, Limits

SUFFIXES = {".gz": "gzip", ".zst": "zstd"}

_CHUNK = 2**16


def chunks(file: BinaryIO, compression: str | None, limits: Limits) -> Iterator[bytes]:
    """The content of `file`, in chunks of at most 64 KiB.

    What comes before a fault is delivered. Raises Fault ``truncated`` (the stream ends early), ``corrupt`` (it isn't
    of its kind), ``bomb`` (see `Limits`) or ``unreadable``.
    """
    if compression is None:
        yield from _plain(file)
        return
    total = 0
    for chunk in _gunzip(file) if compression == "gzip" else _unzstd(file):
        total += len(chunk)
        consumed = file.tell()
        if total > max(limits.ratio_from, limits.ratio * consumed):
            raise Fault("bomb", f"{compression} gives over {limits.ratio} bytes for each one that it takes")
        if total > limits.stream_bytes:
            raise Fault("bomb", f"{compression} gives over {limits.stream_bytes:,} bytes in all")
        yield chunk


def _plain(file: BinaryIO) -> Iterator[bytes]:
    try:
        while data := file.read(_CHUNK):
            yield data
    except OSError as error:
        raise Fault("unreadable", error.strerror or type(error).__name__) from error


def _gunzip(file: BinaryIO) -> Iterator[bytes]:
    # zlib itself and not the gzip module: that one loses what it had decoded when the stream ends early.
    decoder = zlib.decompressobj(wbits=31)
    for data in _plain(file):
        full = False
        while data or full:
            if decoder.eof:  # RFC 1952: members follow one another; writers pad the last with zeros
                data = data.lstrip(b"\0")
                if not data:
                    break
                decoder = zlib.decompressobj(wbits=31)
            try:
                piece = decoder.decompress(data, _CHUNK)
            except zlib.error as error:
                raise Fault("corrupt", f"bad gzip data: {error}") from error
            data = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
            full = len(piece) == _CHUNK and not decoder.eof
            if piece:
                yield piece
    if not decoder.eof:
        raise Fault("truncated", "the gzip stream ends early")


def _unzstd(file: BinaryIO) -> Iterator[bytes]:
    import pyarrow as pa

    try:
        with pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd") as stream:
            while piece := stream.read(_CHUNK):
                yield piece
    except OSError as error:
        # Arrow has one exception for both; a test holds it to this word.
        if "runcated" in str(error):
            raise Fault("truncated", "the zstd stream ends early") from error
        raise Fault("corrupt", "bad zstd data") from error
