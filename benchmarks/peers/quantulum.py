"""quantulum3 without its classifier, as it installs."""

from __future__ import annotations

from typing import Any

from peer import Peer, Settings, Text
from quantulum3 import parser

LAYER = "quantities"


class Parser(Peer):
    """The parser."""

    name = "quantulum3"

    def tag(self, text: Text) -> list[Any]:
        """Quantities."""
        return parser.parse(text.text)

    def items(self, text: Text, said: list[Any]) -> list[dict[str, Any]]:
        """Values with their units; one with an uncertainty stands for its bounds."""
        return [
            {
                "start": one.span[0],
                "end": one.span[1],
                "value": one.value,
                "low": None if not one.uncertainty else one.value - one.uncertainty,
                "high": None if not one.uncertainty else one.value + one.uncertainty,
                "modifier": "=",
                "unit": None if one.unit.name == "dimensionless" else one.unit.name,
            }
            for one in said
        ]


def load(settings: Settings) -> list[Peer]:
    """One peer."""
    return [Parser()]
