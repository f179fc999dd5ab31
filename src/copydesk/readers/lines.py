"""A stream of bytes as lines, none of which takes more memory than allowed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overlong:
    """A line that was skipped because it is too long."""

    size: int
    sha256: str


def lines(chunks: Iterator[bytes], limit: int) -> Iterator[bytes | Overlong]:
    """The lines of a stream, each with its line feed; the last one may have none. Lines over `limit` bytes are skipped.

    When `chunks` raises, the complete lines before that have been given and the begun one is lost with it.
    """
    pieces: list[bytes] = []
    size = 0
    skipped = None
    for chunk in chunks:
        for piece in _split(chunk):
            size += len(piece)
            if skipped is not None:
                skipped.update(piece)
            elif size > limit:
                skipped = hashlib.sha256(b"".join(pieces))
                skipped.update(piece)
                pieces = []
            else:
                pieces.append(piece)
            if piece.endswith(b"\n"):
                yield b"".join(pieces) if skipped is None else Overlong(size, skipped.hexdigest())
                pieces, size, skipped = [], 0, None
    if size:
        yield b"".join(pieces) if skipped is None else Overlong(size, skipped.hexdigest())


def _split(chunk: bytes) -> list[bytes]:
    *whole, rest = chunk.split(b"\n")
    return [line + b"\n" for line in whole] + ([rest] if rest else [])
