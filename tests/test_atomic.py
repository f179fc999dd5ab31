from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from copydesk import atomic, checksums
from copydesk.atomic import NotACorpusError, TargetBusyError, TargetError, hold, recover

pytestmark = pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning")
posix = pytest.mark.skipif(os.name != "posix", reason="kills a forked child")


def release(folder: Path, label: str) -> Path:
    """The least that counts as a release of ours; every file says `label`."""
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "train-00000-of-00001.parquet").write_text(label)
    (folder / "README.md").write_text(label)
    (folder / "manifest.json").write_text(json.dumps({"versions": {"copydesk": "1"}, "digests": {}, "name": label}))
    checksums.write(folder)
    return folder


def label_of(folder: Path) -> str:
    """The label of a release, after a look that it is whole and of one piece."""
    sums = checksums.read(folder)
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} == {*sums, checksums.FILE}
    assert all(checksums.of_file(folder / file) == digest for file, digest in sums.items())
    return (folder / "README.md").read_text()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def publish(target: Path, label: str) -> None:
    with hold(target) as staging:
        staging.publish(release(staging.folder / "release", label))


def no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "_exchange", lambda a, b: False)


def no_rename_of_the_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for the lower layer of an overlay: a folder that was there before cannot be renamed."""
    no_exchange(monkeypatch)
    rename = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if self.name == "corpus":
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)


def exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system is."""


WAYS = pytest.mark.parametrize("way", [exchange, no_exchange, no_rename_of_the_old])


@WAYS
def test_publishing_replaces_the_release_and_leaves_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: Callable[[pytest.MonkeyPatch], None]
) -> None:
    way(monkeypatch)
    target = tmp_path / "deep" / "corpus"
    for label in ("first", "second", "third"):
        publish(target, label)
        assert label_of(target) == label
        assert names(target.parent) == ["corpus"]


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="no exchange on this system")
def test_this_system_exchanges_folders(tmp_path: Path) -> None:
    a, b = release(tmp_path / "a", "a"), release(tmp_path / "b", "b")
    assert atomic._exchange(a, b)
    assert (label_of(a), label_of(b)) == ("b", "a")


@posix
@WAYS
def test_killed_at_any_step_leaves_the_old_release_or_the_new(
    tmp_path: Path, way: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """A child dies at its 1st, 2nd, … look at or change of the file system, until one lives to the end."""
    seen = set()
    for step in range(1, 1000):
        target = tmp_path / str(step) / "corpus"
        publish(target, "old")
        child = os.fork()
        if not child:
            _die_at(step)
            with pytest.MonkeyPatch.context() as monkeypatch:
                way(monkeypatch)
                publish(target, "new")
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if way is exchange:
            assert label_of(target) in ("old", "new")
        recover(target)
        seen.add(label_of(target))
        publish(target, "next")
        assert label_of(target) == "next"
        assert names(target.parent) == ["corpus"]
        shutil.rmtree(target.parent)
        if ended == 0:
            break
        assert ended == 9
    assert step > 20
    assert seen == {"old", "new"}


@posix
def test_a_first_release_killed_at_any_step_is_absent_or_whole(tmp_path: Path) -> None:
    for step in range(1, 1000):
        target = tmp_path / str(step) / "corpus"
        child = os.fork()
        if not child:
            _die_at(step)
            publish(target, "new")
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert not target.exists() or label_of(target) == "new"
        publish(target, "next")
        assert names(target.parent) == ["corpus"]
        if ended == 0:
            break
    assert step > 10


def _die_at(step: int) -> None:
    events = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.listdir", "os.scandir", "shutil.rmtree"}
    count = 0

    def hook(event: str, _: object) -> None:
        nonlocal count
        count += event in events
        if count == step:
            os._exit(9)

    sys.addaudithook(hook)


@posix
def test_a_reader_always_finds_a_whole_release(tmp_path: Path) -> None:
    target = tmp_path / "corpus"
    publish(target, "0")
    faults: list[str] = []
    seen: set[str] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                with (target / "README.md").open() as stream:
                    seen.add(stream.read())
            except OSError as error:
                faults.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 60):
        publish(target, str(number))
    done.set()
    reader.join()
    assert not faults
    assert "" not in seen
    assert len(seen) > 5


def test_an_open_file_outlives_its_release(tmp_path: Path) -> None:
    target = tmp_path / "corpus"
    publish(target, "old")
    with (target / "README.md").open() as stream:
        publish(target, "new")
        assert stream.read() == "old"


def test_a_second_build_of_one_target_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    target = tmp_path / "corpus"
    with hold(target) as staging:
        with (
            pytest.raises(TargetBusyError, match=r"wait until it has ended, or build to another folder$"),
            hold(target),
        ):
            raise AssertionError("two builds hold one target")
        with hold(tmp_path / "other"):
            recover(target)
        staging.publish(release(staging.folder / "release", "first"))
    assert label_of(target) == "first"


@posix
def test_a_killed_build_frees_its_target_although_a_worker_of_it_lives(tmp_path: Path) -> None:
    target = tmp_path / "corpus"
    ready = tmp_path / "ready"
    child = os.fork()
    if not child:
        with hold(target):
            worker = os.fork()
            if not worker:
                time.sleep(60)
                os._exit(0)
            ready.write_text(str(worker))
            time.sleep(60)
        os._exit(0)
    while not ready.exists() or not ready.read_text():
        time.sleep(0.01)
    worker = int(ready.read_text())
    with pytest.raises(TargetBusyError), hold(target):
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    try:
        publish(target, "next")
    finally:
        os.kill(worker, signal.SIGKILL)
    assert label_of(target) == "next"


def test_a_failed_build_leaves_the_old_release_and_no_staging(tmp_path: Path) -> None:
    target = tmp_path / "corpus"
    publish(target, "old")
    with pytest.raises(RuntimeError), hold(target) as staging:
        release(staging.folder / "release", "half")
        raise RuntimeError
    assert label_of(target) == "old"
    assert names(tmp_path) == ["corpus"]


def test_a_full_disk_is_told_with_its_remedy(tmp_path: Path) -> None:
    target = tmp_path / "corpus"
    publish(target, "old")
    with pytest.raises(TargetError, match=r"untouched; free some, or build to another disk$"), hold(target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert label_of(target) == "old"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_may_not_be_written_to_is_told_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    target = tmp_path / "corpus"
    publish(target, "old")
    (tmp_path / ".copydesk-corpus").mkdir()
    (tmp_path / ".copydesk-corpus" / "journal.json").write_text("{}")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    # The tests may run as a user whom no mode stops: refuse as the system would.
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(TargetError, match=r"give a target in a folder you may write to$"), hold(target):
        pass
    recover(target)
    assert label_of(target) == "old"


def test_a_swap_that_fails_between_its_steps_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "corpus"
    publish(target, "old")
    no_exchange(monkeypatch)
    rename = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if self.name == "release":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        publish(target, "new")
    assert label_of(target) == "old"
    assert names(tmp_path) == ["corpus"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (["notes.txt"], "not a copydesk corpus"),
        (["manifest.json"], "not a copydesk corpus"),
        ([".git/HEAD"], "not a copydesk corpus"),
    ],
)
def test_what_is_no_corpus_is_never_replaced(tmp_path: Path, files: list[str], told: str) -> None:
    target = tmp_path / "corpus"
    for file in files:
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        (target / file).write_text("{}")
    with pytest.raises(NotACorpusError, match=rf"{told}.*give a new folder$"), hold(target):
        pass
    assert [p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()] == files
    assert names(tmp_path) == ["corpus"]


@pytest.mark.parametrize("foreign", ["notes.txt", ".git/HEAD", "documents/more.parquet", "mine/empty/x"])
def test_what_somebody_put_into_a_corpus_is_never_deleted(tmp_path: Path, foreign: str) -> None:
    target = tmp_path / "corpus"
    publish(target, "old")
    (target / foreign).parent.mkdir(parents=True, exist_ok=True)
    (target / foreign).write_text("mine")
    with pytest.raises(NotACorpusError, match=r"move it elsewhere$"), hold(target):
        pass
    assert (target / foreign).read_text() == "mine"


def test_a_file_or_the_root_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for target in (tmp_path / "file", Path("/")):
        with pytest.raises(NotACorpusError), hold(target):
            pass
    assert (tmp_path / "file").read_text() == "mine"


def test_an_empty_folder_is_a_target(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    publish(tmp_path / "corpus", "first")
    assert label_of(tmp_path / "corpus") == "first"


def test_what_appears_while_a_build_runs_is_not_deleted(tmp_path: Path) -> None:
    target = tmp_path / "corpus"
    with pytest.raises(NotACorpusError), hold(target) as staging:
        target.mkdir()
        (target / "mine.txt").write_text("mine")
        staging.publish(release(staging.folder / "release", "new"))
    assert (target / "mine.txt").read_text() == "mine"


@posix
def test_a_link_stays_and_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere" / "corpus")
    publish(link, "first")
    publish(link, "second")
    assert link.is_symlink()
    assert label_of(tmp_path / "elsewhere" / "corpus") == "second"


@posix
def test_a_planted_link_is_not_taken_for_the_staging_folder(tmp_path: Path) -> None:
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim" / "mine.txt").write_text("mine")
    (tmp_path / ".copydesk-corpus").symlink_to(tmp_path / "victim")
    with pytest.raises(TargetError), hold(tmp_path / "corpus"):
        pass
    assert names(tmp_path / "victim") == ["mine.txt"]


def test_recover_leaves_alone_what_came_after_the_kill(tmp_path: Path) -> None:
    box = tmp_path / ".copydesk-corpus"
    release(box / "build-x" / "release", "new")
    (box / "journal.json").write_text(json.dumps({"release": "build-x/release"}))
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "mine.txt").write_text("mine")
    recover(tmp_path / "corpus")
    assert names(tmp_path / "corpus") == ["mine.txt"]


@pytest.mark.parametrize("journal", ["", "[]", "{}", '{"release": "../.."}', '{"release": 3}', '{"release": "none"}'])
def test_a_damaged_journal_moves_nothing(tmp_path: Path, journal: str) -> None:
    target = tmp_path / "corpus"
    publish(target, "old")
    (tmp_path / ".copydesk-corpus").mkdir()
    (tmp_path / ".copydesk-corpus" / "journal.json").write_text(journal)
    recover(target)
    assert label_of(target) == "old"


def test_recover_does_nothing_where_nothing_is_to_do(tmp_path: Path) -> None:
    recover(tmp_path / "absent" / "corpus")
    assert names(tmp_path) == []


def test_recovery_waits_for_a_build_between_its_renames_but_not_for_ever(tmp_path: Path) -> None:
    with hold(tmp_path / "corpus") as staging:
        (staging.folder.parent / "journal.json").write_text("{}")
        start = time.monotonic()
        recover(tmp_path / "corpus", patience=0.05)
        assert 0.04 < time.monotonic() - start < 1
        (staging.folder.parent / "journal.json").unlink()


def test_only_what_lies_in_staging_is_published(tmp_path: Path) -> None:
    with hold(tmp_path / "corpus") as staging, pytest.raises(ValueError, match="staging"):
        staging.publish(release(tmp_path / "elsewhere", "new"))


def test_locking_needs_no_heavy_import() -> None:
    code = "import sys, copydesk.atomic; print(sorted({'pyarrow', 'numpy', 'datasets', 'pandera'} & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(Path(atomic.__file__).parents[1])}
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert found.stdout.strip() == "[]"
