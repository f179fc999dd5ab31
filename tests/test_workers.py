"""Workers: every outcome comes, and what ends a process costs one thing and not the build."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from copydesk.workers import Crashed, WorkersError, in_processes, in_this_process, on_ray
from crashes import Batch, act

pytestmark = pytest.mark.skipif(os.name != "posix", reason="ends processes by signals")
DETAIL = "its worker crashed, or it took more time or memory than a text may"


def batches(*texts: str) -> list[Batch]:
    return [Batch(tuple(text.split())) for text in texts]


def test_outcomes_are_the_same_in_any_number_of_processes() -> None:
    inputs = batches("a bb", "ccc", "dddd e", "f")
    expected = {batch: sum(map(len, batch.words)) for batch in inputs}
    assert dict(in_this_process(act, inputs)) == expected
    assert dict(in_processes(act, inputs, 2)) == expected
    assert dict(in_processes(act, [], 2)) == {}


@pytest.mark.parametrize("fault", ["segv", "exit", "kill", "memory", "time"])
def test_what_ends_its_worker_costs_itself(fault: str) -> None:
    if fault == "memory" and sys.platform != "linux":
        pytest.skip("memory is limited on Linux only")
    outcomes = dict(in_processes(act, batches("a bb", f"ccc {fault} dddd", "e"), 2))
    assert outcomes == dict(zip(batches("a bb", "ccc", fault, "dddd", "e"), [3, 3, Crashed(DETAIL), 4, 1], strict=True))


def test_what_raises_costs_itself_in_any_process() -> None:
    crashed = Crashed("RuntimeError: no luck")
    expected = dict(zip(batches("a", "raise", "bb"), [1, crashed, 2], strict=True))
    assert dict(in_this_process(act, batches("a raise bb"))) == expected
    assert dict(in_processes(act, batches("a raise bb"), 2)) == expected


def test_a_full_disk_is_nobodys_text() -> None:
    with pytest.raises(OSError, match="No space left"):
        list(in_this_process(act, batches("a full")))
    with pytest.raises(OSError, match="No space left"):
        list(in_processes(act, batches("a full", "b"), 2))


def test_workers_that_fail_whatever_they_get_end_the_build() -> None:
    with pytest.raises(WorkersError, match=r"20 tasks in a row failed \(RuntimeError: no luck\).*fewer workers"):
        list(in_this_process(act, batches(" ".join(["raise"] * 30))))


def test_without_ray_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(WorkersError, match=r"pip install 'copydesk\[ray\]'"):
        list(on_ray(act, batches("a"), "local"))


PARENT = """
import sys
from copydesk.workers import in_processes
from crashes import Batch, act
if __name__ == "__main__":
    print("begun", flush=True)
    list(in_processes(act, [Batch(("sleep",)), Batch(("sleep",))], 2))
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_workers_end_with_a_killed_build(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    process = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}, start_new_session=True
    )

    def alive() -> int:
        session = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            session += fields[3] == str(process.pid) and fields[0] != "Z"
        return session

    deadline = time.monotonic() + 30
    while alive() < 4 and time.monotonic() < deadline:  # the build, its resource tracker, two workers
        time.sleep(0.1)
    assert alive() >= 4
    time.sleep(1)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 30
    while alive() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert alive() == 0
