"""Knowledge as data: one CSV a subject, an example on each line that a test runs.

In an example, brackets mark what the line is about: ``arrived [early last year]``.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

Row: TypeAlias = MappingProxyType[str, str]

_FOLDER = Path(__file__).parent


@cache
def load(name: str) -> tuple[Row, ...]:
    """The lines of ``lexicon/<name>.csv`` as read-only mappings from column to value (an empty cell is '')."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(MappingProxyType(row) for row in csv.DictReader(lines))


def names() -> tuple[str, ...]:
    """The names of all lexicon files, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.csv")))
