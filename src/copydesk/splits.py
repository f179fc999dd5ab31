"""Which split a document is published in: a stable hash of a key, never of a position or a count."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

#: Shares of the default splits; they add up to 1.
RATIOS: Final[Mapping[str, float]] = {"train": 0.8, "validation": 0.1, "test": 0.1}

_STEPS: Final = 1 << 32


def split_of(key: str, ratios: Mapping[str, float] = RATIOS) -> str:
    """The split of `key`: its SHA-256's first 32 bits, as a share of their range, on the line of `ratios`."""
    point = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")
    reached = 0.0
    for name, share in ratios.items():
        reached += share
        if point < reached * _STEPS:
            return name
    return list(ratios)[-1]
