"""What a tool has to offer to be measured: its name, its call, and what it says in the form of the gold's items."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


class AbsentError(Exception):
    """A tool that cannot run here; the message says what it lacks."""


@dataclass(frozen=True)
class Settings:
    """What the command line says of tools: `model` is a spaCy model's name or folder, `textacy` the interpreter of the
    environment that has textacy, if any."""

    model: str = "en_core_web_sm"
    textacy: str | None = None


@dataclass(frozen=True)
class Text:
    """A gold text and the day it was published."""

    text: str
    created: date | None


class Peer(ABC):
    """A tool, loaded and ready."""

    name: str

    def prepare(self, text: Text) -> None:  # noqa: B027 - most tools need nothing
        """Do what is not the tool's own work on a text, before anything is timed."""

    @abstractmethod
    def tag(self, text: Text) -> Any:
        """The tool's own call; only this is timed."""

    @abstractmethod
    def items(self, text: Text, said: Any) -> Sequence[dict[str, Any]]:
        """What `tag` returned, as items of gold."""
