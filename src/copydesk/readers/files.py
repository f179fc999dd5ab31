"""Opening files: regular ones only, and never through a link."""

from __future__ import annotations

import hashlib
import os
import stat
from io import BufferedReader
from pathlib import Path

from copydesk.readers.inputs import Fault

# O_NOFOLLOW and O_NONBLOCK close the gap between looking and opening: a link or a fifo put there in between is refused
# or at least doesn't hang. Windows has neither and no fifos.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def kind(mode: int) -> str:
    """What a file mode stands for, in words."""
    return {
        stat.S_IFREG: "file",
        stat.S_IFDIR: "folder",
        stat.S_IFLNK: "symbolic link",
        stat.S_IFIFO: "fifo",
        stat.S_IFSOCK: "socket",
        stat.S_IFCHR: "device",
        stat.S_IFBLK: "device",
    }.get(stat.S_IFMT(mode), "special file")


def open_regular(path: Path) -> BufferedReader:
    """The bytes of a regular file. Raises Fault ``not_regular_file`` or ``unreadable``."""
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise Fault("not_regular_file", f"a {kind(mode)} is never followed or opened")
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise Fault("unreadable", error.strerror or type(error).__name__) from error
    file = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise Fault("not_regular_file", "changed while it was opened")
    return file


def digest(path: Path) -> str | None:
    """SHA-256 of a file's bytes as they lie on disk; None if they can't be read."""
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (Fault, OSError):
        return None
