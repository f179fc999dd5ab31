"""Tasks over inputs: in this process, in processes of this machine, or on a Ray cluster.

An input that ends its process (a fault of a C library, the kernel that runs out of memory, a limit of `limited`) or
whose task raises what no task should is divided and its pieces are tried again; what can't be divided further has been
tried alone and is given up. So one text costs itself and nothing else, wherever in a task the fault sits.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for_end
from pathlib import Path
from typing import Any, Final, Protocol, Self, TypeAlias, TypeVar

from copydesk.errors import CopydeskError

#: What a text of so many characters may take: twenty times what the slowest takes, so that only what would never end,
#: or would take the machine down, ends here.
SECONDS: Final = 60.0
CHARS_A_SECOND: Final = 4_000
BYTES: Final = 4 * 2**30
BYTES_A_CHAR: Final = 256

#: So many crashes without one success between them are no fault of the texts.
_GIVE_UP: Final = 20

#: Whether this process is a worker, which may be ended.
_expendable = False


class WorkersError(CopydeskError):
    """Workers that cannot be had, or that end whatever they are given."""


class Divisible(Protocol):
    """An input that can be tried in pieces."""

    def pieces(self) -> Sequence[Self]:
        """Its parts, in order; none if it is one thing."""
        ...


@dataclass(frozen=True, slots=True)
class Crashed:
    """What comes of an input that ends its worker even alone."""

    detail: str


Task = TypeVar("Task", bound=Divisible)
Result = TypeVar("Result")
Outcomes: TypeAlias = Iterator[tuple[Task, Result | Crashed]]


def in_this_process(task: Callable[[Task], Result], inputs: Sequence[Task]) -> Outcomes[Task, Result]:
    """Outcomes of `task` over `inputs`, or over their pieces; a fault that ends the process ends the build."""
    waiting, crashes = deque(inputs), _Crashes()
    while waiting:
        one = waiting.popleft()
        try:
            result = task(one)
        except (CopydeskError, OSError):
            raise
        except Exception as error:
            yield from crashes.divide(one, waiting, error)
        else:
            yield one, crashes.none(result)


def in_processes(task: Callable[[Task], Result], inputs: Sequence[Task], workers: int) -> Outcomes[Task, Result]:
    """Outcomes of `task` over `inputs`, or over their pieces, from `workers` processes, as they come.

    Raises what a task does where that is a CopydeskError or an OSError (a full disk); WorkersError.
    """
    waiting, crashes = deque(inputs), _Crashes()
    # A pool that loses a process loses all its tasks, so each process is a pool of its own.
    idle = [_worker() for _ in range(min(workers, len(waiting)))]
    running: dict[Future[Result], tuple[ProcessPoolExecutor, Task]] = {}
    try:
        while waiting or running:
            while waiting and idle:
                worker, one = idle.pop(), waiting.popleft()
                running[worker.submit(task, one)] = worker, one
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                worker, one = running.pop(future)
                try:
                    result = future.result()
                except (CopydeskError, OSError):
                    idle.append(worker)
                    raise
                except Exception as error:
                    if isinstance(error, BrokenProcessPool):
                        worker.shutdown()
                        worker = _worker()
                    idle.append(worker)
                    yield from crashes.divide(one, waiting, error)
                else:
                    idle.append(worker)
                    yield one, crashes.none(result)
    finally:
        for worker in (*idle, *(worker for worker, _ in running.values())):
            # What is under way comes to its end: it may be kept, and nobody writes behind the back of the caller.
            worker.shutdown()


def on_ray(task: Callable[[Task], Result], inputs: Sequence[Task], address: str) -> Outcomes[Task, Result]:
    """Outcomes of `task` over `inputs`, or over their pieces, from the Ray cluster at `address`, as they come.

    `address` is Ray's: ``auto``, ``local``, ``HOST:PORT``, ``ray://HOST:PORT``. Every node has this package, and the
    folders that the inputs name, at the same path. Raises what `in_processes` does; WorkersError without Ray, too.
    """
    try:
        # Typed as Any, so that types are checked alike with and without the extra.
        ray: Any = importlib.import_module("ray")
    except ImportError:
        raise WorkersError("the engine ray needs the extra of that name: pip install 'copydesk[ray]'") from None
    own = not ray.is_initialized()
    try:
        ray.init(address=address, ignore_reinit_error=True, log_to_driver=False)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise WorkersError(f"no Ray cluster answers at {address} ({error}); give --address that of one") from error
    remote = ray.remote(max_retries=0)(_expended)
    waiting, crashes = deque(inputs), _Crashes()
    running: dict[Any, Task] = {}
    try:
        while waiting or running:
            # Two for each processor, so that none waits for us; more would hold every shard in Ray's memory.
            while waiting and len(running) < 2 * max(1, int(ray.cluster_resources().get("CPU", 1))):
                one = waiting.popleft()
                running[remote.remote(task, one)] = one
            for reference in ray.wait(list(running), num_returns=1)[0]:
                one = running.pop(reference)
                try:
                    result = ray.get(reference)
                except ray.exceptions.RayTaskError as error:
                    if isinstance(error.cause, CopydeskError | OSError):
                        raise error.cause from None
                    yield from crashes.divide(one, waiting, error.cause)
                except ray.exceptions.RayError as error:
                    yield from crashes.divide(one, waiting, BrokenProcessPool(str(error)))
                else:
                    yield one, crashes.none(result)
    finally:
        for reference in running:
            ray.cancel(reference, force=True)
        if own:
            ray.shutdown()


@contextlib.contextmanager
def limited(chars: int, seconds: float = SECONDS, bytes_: int = BYTES) -> Iterator[None]:
    """Hold the work on one text of `chars` characters to its limits of processor time and memory, in a worker.

    The limits are the kernel's, so that no loop in C escapes them. Beyond the time the process is ended, beyond the
    memory an allocation fails. Time is limited on every Unix, memory on Linux. In a process that is no worker nothing
    is limited: the limit would end the build.
    """
    if not _expendable or sys.platform == "win32":
        yield
        return
    import resource

    signal.setitimer(signal.ITIMER_PROF, seconds + chars / CHARS_A_SECOND)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux":
        now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        wanted = now + bytes_ + chars * BYTES_A_CHAR
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.setitimer(signal.ITIMER_PROF, 0)


class _Crashes:
    """What is done about crashes, and how many came in a row."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def none(self, result: Result) -> Result:
        """A task came to its end."""
        self._in_a_row = 0
        return result

    def divide(self, one: Task, waiting: deque[Task], error: Exception) -> Outcomes[Task, Result]:
        """Queue the pieces of an input; of one that has none, the outcome. Raises WorkersError."""
        detail = f"{type(error).__name__}: {error}"
        if isinstance(error, BrokenProcessPool | MemoryError):
            # Nothing that differs from run to run: this text is published.
            detail = "its worker crashed, or it took more time or memory than a text may"
        self._in_a_row += 1
        if self._in_a_row == _GIVE_UP:
            raise WorkersError(
                f"{_GIVE_UP} tasks in a row failed ({detail}); is memory short? Use fewer workers, then build again: "
                "what is finished is kept"
            ) from error
        pieces = one.pieces()
        waiting.extendleft(reversed(pieces))
        if not pieces:
            yield one, Crashed(detail)


def _worker() -> ProcessPoolExecutor:
    # Spawned, not forked: Arrow and Polars hold threads that a fork would leave dead.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_begin)


def _expended(task: Callable[[Task], Result], one: Task) -> Result:
    """In a worker of Ray: let limits hold."""
    global _expendable
    _expendable = True
    return task(one)


def _begin() -> None:
    """In a new worker: let limits hold, and end with the build, however that ends."""
    global _expendable
    _expendable = True
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        wait_for_end([parent.sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
