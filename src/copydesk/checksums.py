"""SHA256SUMS: the digest of every other file of a release, as ``sha256sum -c`` reads it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

FILE: Final = "SHA256SUMS"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\n\\]+)")


def write(folder: Path) -> None:
    """Write SHA256SUMS for every other file below `folder`, sorted by path."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [f"{of_file(folder / file)}  {file}\n" for file in files if file != FILE]
    (folder / FILE).write_text("".join(lines), encoding="utf-8", newline="\n")


def read(folder: Path) -> dict[str, str]:
    """Digests by path relative to `folder`, ``/`` between its parts. Raises ValueError for a damaged file, OSError."""
    text = (folder / FILE).read_bytes().decode("utf-8")
    digests: dict[str, str] = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in digests:
            raise ValueError(f"line {number} is not a digest, two spaces and a path of its own")
        digests[match[2]] = match[1]
    return digests


def of_file(path: Path) -> str:
    """SHA-256 of a file's bytes: 64 hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
