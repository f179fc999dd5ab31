"""Publishing a folder whole or not at all.

A build holds its target: it works in ``<parent>/.copydesk-<name>/`` beside it, on the same file system, and at the end
swaps the finished folder in. Killed at any moment, it leaves the old release or the new one, and litter only in the
staging folder, which the next build removes. What a build puts into ``kept`` there stays for the next one.

What is guaranteed where:

=============================================  =====================================================================
Linux, macOS; file systems that exchange       One system call swaps the two folders: at every moment the target is
folders (ext4, xfs, btrfs, tmpfs, apfs, …)     the old release or the new one, whole. A power cut too: files and
                                               folders are synced before the swap, the parent after it.
The first release of a target, everywhere      One rename.
Elsewhere (Windows, file systems without       Two renames under a journal. Between them the target is missing for
exchange such as NFS)                          some microseconds, never half; killed between them, it is missing until
                                               `recover` runs, which `open`, `verify` and `build` call first.
A folder that cannot be renamed (the lower     It is removed and the new one renamed in, under the same journal.
layer of an overlay, as in a container image)  `recover` completes it; who reads past `recover` can meet a part.
=============================================  =====================================================================

A reader keeps the files it has open: the old release is unlinked, not overwritten. A reader that opens several files by
path while a swap happens may open some of each release; the digests in manifest.json and SHA256SUMS tell.
The lock is advisory, belongs to the process that holds it and dies with it. Windows locks are written but not tested.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from copydesk import checksums, manifest
from copydesk.errors import CopydeskError

_JOURNAL: Final = "journal.json"
_LOCK: Final = "lock"
_KEPT: Final = "kept"
_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# What desktops drop into folders by themselves; nobody misses it.
_DESKTOP_FILES: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


class TargetError(CopydeskError, OSError):
    """A target that cannot be published to. What stood there is untouched; the message ends with the remedy."""


class TargetBusyError(TargetError):
    """Another build holds the target."""


class NotACorpusError(TargetError):
    """The target holds something that publishing would delete and that copydesk did not write."""


class Staging:
    """What a build holds: `folder` to work in, and the right to publish to `target`.

    `kept` is a folder beside `folder`, made by whoever wants it, that stays when the build ends.
    """

    def __init__(self, target: Path, box: Path, folder: Path) -> None:
        self.target = target
        self.folder = folder
        self.kept = box / _KEPT
        self._box = box

    def publish(self, release: Path) -> None:
        """Swap the finished folder `release`, which lies in `folder`, in as the target, and delete the old one.

        Raises NotACorpusError where the target has meanwhile become something else, TargetError, OSError; the target
        is then as it was.
        """
        if not release.resolve().is_relative_to(self.folder.resolve()):
            raise ValueError(f"{release} does not lie in the staging folder {self.folder}")
        _sync_tree(release)
        check_target(self.target)
        if not self.target.exists() or not any(self.target.iterdir()):
            if os.name == "nt" and self.target.exists():
                self.target.rmdir()
            release.rename(self.target)
        elif not _exchange(release, self.target):
            _swap_by_journal(self._box, release, self.target)
        _sync(self.target.parent)
        # From here the new release stands. What is left of the old one is litter, and the next build's to remove.
        shutil.rmtree(release, ignore_errors=True)


@contextlib.contextmanager
def hold(target: Path | str) -> Iterator[Staging]:
    """Hold `target` against other builds, and a staging folder beside it that goes when the block ends.

    A symbolic link is resolved: what it points to is the target. Parents are made. An interrupted publication is
    completed and the litter of a killed build removed first. Raises TargetBusyError, NotACorpusError, TargetError.
    """
    resolved = Path(target).resolve()
    box = _box(resolved)
    check_target(resolved)
    try:
        resolved.parent.mkdir(parents=True, exist_ok=True)
        lock = _Lock.take(box)
    except OSError as error:
        raise TargetError(
            f"cannot make the staging folder {box}: {error.strerror}; give a target in a folder you may write to"
        ) from error
    if lock is None:
        raise TargetBusyError(
            f"another build is publishing to {resolved}; wait until it has ended, or build to another folder"
        )
    try:
        _recover(box, resolved)
        _clean(box)
        check_target(resolved)
        # A name of its own: an orphaned worker of a killed build must not write into this build's folder.
        yield Staging(resolved, box, Path(tempfile.mkdtemp(prefix="build-", dir=box)))
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise TargetError(
                f"no space is left beside {resolved} ({os.strerror(error.errno)}), which is untouched; free some, or "
                "build to another disk"
            ) from error
        raise
    finally:
        if not (box / _JOURNAL).exists():
            _clean(box)
        lock.release()


def recover(target: Path | str, patience: float = 2.0) -> None:
    """Complete a publication that was killed half-way. Readers call it before they open `target`.

    It costs one look where nothing is to do, acts only under the lock, and where it may not write leaves all as it is.
    If a running build is just between its two renames, it waits for it, `patience` seconds at most.
    """
    resolved = Path(target).resolve()
    box = _box(resolved)
    deadline = time.monotonic() + patience
    while (box / _JOURNAL).exists():
        try:
            lock = _Lock.take(box, make=False)
        except OSError:
            return
        if lock is not None:
            try:
                with contextlib.suppress(OSError):
                    _recover(box, resolved)
            finally:
                lock.release()
            return
        if resolved.exists() or time.monotonic() > deadline:
            return
        time.sleep(0.01)


def check_target(target: Path) -> None:
    """Raise NotACorpusError unless `target` is absent, an empty folder, or a corpus of ours with nothing else in it."""
    if not target.name:
        raise NotACorpusError(f"{target} is no place for a corpus; give a folder below it")
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise NotACorpusError(f"{target} is a file; give a folder, or the name of a new one")
    if os.path.ismount(target):
        raise NotACorpusError(f"{target} is a mount point, which cannot be swapped; give a folder inside of it")
    if not any(target.iterdir()):
        return
    if not _is_corpus(target):
        raise NotACorpusError(
            f"{target} is not empty and not a copydesk corpus, and publishing replaces all of it; give a new folder"
        )
    foreign = _foreign(target)
    if foreign is not None:
        raise NotACorpusError(
            f"{target} holds {foreign}, which is not part of the release and would be deleted; move it elsewhere"
        )


def _is_corpus(target: Path) -> bool:
    path = target / manifest.FILE
    try:
        return not path.is_symlink() and manifest.is_ours(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return False


def _foreign(target: Path) -> str | None:
    """The first entry of `target` that its SHA256SUMS does not list."""
    try:
        listed = set(checksums.read(target))
    except (OSError, ValueError):
        listed = set()
    listed |= {manifest.FILE, checksums.FILE}
    folders = {parent.as_posix() for file in listed for parent in Path(file).parents}
    for place, names, files in os.walk(target):
        here = Path(place).relative_to(target)
        for name in sorted(names + files):
            path = (here / name).as_posix()
            if name not in _DESKTOP_FILES and path not in (folders if name in names else listed):
                return path
    return None


def _box(target: Path) -> Path:
    return target.parent / f".copydesk-{target.name}"


class _Lock:
    """An exclusive lock on a file in the staging folder, which goes with the folder when nothing is left in it."""

    _held: Final[set[int]] = set()

    def __init__(self, box: Path, descriptor: int) -> None:
        self._box = box
        self._descriptor = descriptor
        self._held.add(descriptor)

    @classmethod
    def take(cls, box: Path, *, make: bool = True) -> _Lock | None:
        """The lock, or None where another holds it. Raises OSError."""
        path = box / _LOCK
        while True:
            if make:
                box.mkdir(exist_ok=True)
            if box.is_symlink():
                raise OSError(errno.ELOOP, "it is a symbolic link", str(box))
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
            except FileNotFoundError:
                if make:
                    continue  # another build ended just now and took its folder along
                raise
            try:
                if not _try_lock(descriptor):
                    os.close(descriptor)
                    return None
                # The file may have been removed between opening and locking: then this lock guards nothing.
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    return cls(box, descriptor)
            except FileNotFoundError:
                pass
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)

    def release(self) -> None:
        """Let go, and remove the lock file and the folder if nothing else is in it."""
        with contextlib.suppress(OSError):
            if {entry.name for entry in self._box.iterdir()} == {_LOCK}:
                (self._box / _LOCK).unlink()
                self._box.rmdir()
        self._held.discard(self._descriptor)
        os.close(self._descriptor)

    @classmethod
    def forget(cls) -> None:
        """In a forked child: close what it inherited, or it would keep the lock of a killed parent alive."""
        for descriptor in cls._held:
            os.close(descriptor)
        cls._held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_Lock.forget)

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK):
                return False
            raise
        return True
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _exchange(a: Path, b: Path) -> bool:
    """Exchange two folders in one step; False where this system or file system cannot. Raises OSError."""
    if os.name != "posix":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(libc, "renameat2"):
        at_cwd, exchange = -100, 2  # linux/fcntl.h AT_FDCWD, linux/fs.h RENAME_EXCHANGE
        failed = libc.renameat2(at_cwd, os.fsencode(a), at_cwd, os.fsencode(b), ctypes.c_uint(exchange))
    elif sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(os.fsencode(a), os.fsencode(b), ctypes.c_uint(2))  # sys/stdio.h RENAME_SWAP
    else:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV):
        return False
    raise OSError(number, os.strerror(number), str(b))


def _swap_by_journal(box: Path, release: Path, target: Path) -> None:
    """Swap in two steps. From the moment the journal is written the new release is what will stand."""
    draft = box / "journal.draft"
    with draft.open("w", encoding="utf-8") as stream:
        json.dump({"release": release.relative_to(box).as_posix()}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(box / _JOURNAL)
    _sync(box)
    try:
        _recover(box, target)
    except OSError:
        with contextlib.suppress(OSError, ValueError):
            if not target.exists():
                (box / "old").rename(target)
            if all((target / file).exists() for file in checksums.read(target)):
                (box / _JOURNAL).unlink()  # the old release is whole again: the failed build leaves no order behind
        raise


def _recover(box: Path, target: Path) -> None:
    """Carry out what the journal says, from wherever it was left. The caller has the lock."""
    journal, old = box / _JOURNAL, box / "old"
    try:
        release = box / str(json.loads(journal.read_bytes())["release"])
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError):
        release = box.parent
    if not release.resolve().is_relative_to(box.resolve()):
        raise TargetError(f"{journal} is damaged; look for the release in {box}, then delete that folder")
    if release.is_dir():
        if target.exists() and any(target.iterdir()) and not _is_corpus(target):
            # Somebody put something else there after the build was killed: it is theirs.
            journal.unlink()
            return
        if target.exists():
            _retire(target, old)
        release.rename(target)
        _sync(target.parent)
    elif old.is_dir() and not target.exists():
        old.rename(target)
    _sync(box)
    journal.unlink()


def _retire(target: Path, old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    try:
        target.rename(old)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # Manifest and sums go last: what is left stays recognisable as ours, so that `_recover` can go on.
        last = (checksums.FILE, manifest.FILE)
        for path in sorted(target.iterdir(), key=lambda path: last.index(path.name) if path.name in last else -1):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        target.rmdir()


def _clean(box: Path) -> None:
    for path in box.iterdir() if box.is_dir() else ():
        if path.name == _LOCK or (path.name == _KEPT and not path.is_symlink()):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _sync_tree(folder: Path) -> None:
    for place, _, files in os.walk(folder):
        for name in files:
            _sync(Path(place, name))
        _sync(Path(place))


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle of a folder to sync
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
