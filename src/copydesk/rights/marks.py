"""Forms of marks: what copies of one text differ in, and what a public release keeps so that they don't matter.

Quotation marks, apostrophes, dashes, dots and white space come curled and straight, long and short, doubled and
wrapped. In a text each is a mark with a number among its kind; a release lists those that have not the plain form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

_PLAIN: Final = {"quote": "'", "dash": "-", "dots": "...", "space": " "}
# A run is one mark, so that plain forms side by side are not taken for another one.
_MARK: Final = re.compile(r"(?P<space>\s+)|(?P<dots>[.…]+)|(?P<dash>[-‐‑‒–—―−]+)|(?P<quote>[\"'“”„‟«»‹›‘’‚‛′″`´])")
_FULL_STOPS: Final = frozenset({".", ".."})
_ENTRY: Final = re.compile(r"(?P<kind>[a-z]+)(?P<number>[0-9]+):(?P<form>.+)", re.DOTALL)


def of_text(text: str) -> list[str]:
    """The column `documents.marks`: ``quote3:“`` for each mark of `text` that has not the plain form."""
    counts: Counter[str] = Counter()
    entries = []
    for mark in _MARK.finditer(text):
        if mark[0] in _FULL_STOPS:
            continue
        kind = str(mark.lastgroup)
        if mark[0] != _PLAIN[kind]:
            entries.append(f"{kind}{counts[kind]}:{mark[0]}")
        counts[kind] += 1
    return entries


def restore(copy: str, entries: Iterable[str]) -> str:
    """`copy` with the forms of marks that `entries` give. Where both hold one text, the result is that text exactly."""
    forms = {(entry["kind"], int(entry["number"])): entry["form"] for entry in map(_ENTRY.fullmatch, entries) if entry}
    counts: Counter[str] = Counter()

    def form(mark: re.Match[str]) -> str:
        if mark[0] in _FULL_STOPS:
            return mark[0]
        kind = str(mark.lastgroup)
        counts[kind] += 1
        return forms.get((kind, counts[kind] - 1), _PLAIN[kind])

    return _MARK.sub(form, copy)


def plain(text: str) -> str:
    """`text` with the plain form of each mark."""
    return restore(text, ())
