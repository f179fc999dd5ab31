"""textacy's direct quotations with its speakers, in an environment of its own: it asks for releases that others don't.

It is asked text by text over a pipe (`textacy_server.py`); the spaCy model that it needs parses within its call.
"""

from __future__ import annotations

import atexit
import json
import subprocess
from pathlib import Path
from typing import Any

from peer import AbsentError, Peer, Settings, Text


class Quotations(Peer):
    """The process; asked a line of JSON, it answers a line."""

    def __init__(self, interpreter: str, model: str) -> None:
        server = Path(__file__).with_name("textacy_server.py")
        try:
            self.process = subprocess.Popen(
                [interpreter, server, model], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        except OSError as error:
            raise AbsentError(f"{interpreter}: {error.strerror}; see benchmarks/peers/README.md") from None
        atexit.register(self.process.kill)
        told = self._line()
        if "absent" in told:
            raise AbsentError(told["absent"])
        self.name = told["name"]

    def tag(self, text: Text) -> list[dict[str, Any]]:
        """Quotations; none at all of a text that it refuses for an odd number of marks."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(text.text) + "\n")
        self.process.stdin.flush()
        quotes: list[dict[str, Any]] = self._line()["quotes"]
        return quotes

    def items(self, text: Text, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The server's answer has the form of gold."""
        return said

    def _line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AbsentError("its process ended; run textacy_server.py by hand to see why")
        told: dict[str, Any] = json.loads(line)
        return told


def load(settings: Settings) -> list[Peer]:
    """One peer."""
    if settings.textacy is None:
        raise AbsentError("needs an environment of its own: --textacy PYTHON (see benchmarks/peers/README.md)")
    return [Quotations(settings.textacy, settings.model)]
