"""Tasks that end their process: importable by name, as spawned workers need them."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from copydesk.workers import limited


@dataclass(frozen=True)
class Batch:
    """Words to work on."""

    words: tuple[str, ...]

    def pieces(self) -> list[Self]:
        """Each word by itself."""
        return [type(self)((word,)) for word in self.words] if len(self.words) > 1 else []


def act(batch: Batch) -> int:
    """Do what the words say; else their number of letters."""
    for word in batch.words:
        with limited(0, seconds=0.2, bytes_=2**28):
            FAULTS.get(word, lambda: None)()
    return sum(map(len, batch.words))


def _allocate() -> None:
    held = [bytearray(2**26) for _ in range(40)]
    sys.exit(len(held))


def _full() -> None:
    raise OSError(28, "No space left on device")


def _raise() -> None:
    raise RuntimeError("no luck")


FAULTS: dict[str, Callable[[], Any]] = {
    "segv": lambda: ctypes.string_at(0),
    "exit": lambda: os._exit(3),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "memory": _allocate,
    # Time in one call of C, where no Python handler and no thread gets a turn.
    "time": lambda: re.fullmatch("(a|a)*b", "a" * 40),
    "sleep": lambda: time.sleep(60),
    "full": _full,
    "raise": _raise,
}


def run_shard(job: Any, shard: Any) -> Any:
    """`build.run_shard`, but a text that says so ends the process."""
    from copydesk import build as building
    from copydesk import engine

    run = engine.run

    def crashing(document: Any, *rest: Any) -> Any:
        for word, fault in FAULTS.items():
            if f"<{word}>" in document.text:
                fault()
        return run(document, *rest)

    engine.run = crashing
    try:
        return building.run_shard(job, shard)
    finally:
        engine.run = run
