"""The office or kind of a named thing as the text states it: before the name, or in apposition after it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from copydesk.lexicon import load
from copydesk.names.words import key

#: Most words that a role has.
_LONGEST = 6


@cache
def _offices() -> dict[str, frozenset[str]]:
    """The kinds of each office, rank or modifier, by its key in small letters."""
    found: dict[str, set[str]] = {}
    for row in load("offices"):
        found.setdefault(key(row["form"]).lower(), set()).add(row["kind"])
    return {form: frozenset(kinds) for form, kinds in found.items()}


def role(words: Sequence[str], start: int, end: int, floor: int, label: str) -> tuple[int, int] | None:
    """The tokens of the role of the name at ``[start, end)``, or None; `floor` bounds it (sentence, other name)."""
    wanted = frozenset(("office", "rank")) if label == "PERSON" else frozenset(("kind",))
    if label not in ("PERSON", "ORG", "MIL"):
        return None
    return _before(words, start, floor, wanted) or _after(words, end, wanted)


def _ending_at(words: Sequence[str], stop: int, floor: int, wanted: frozenset[str]) -> int | None:
    """Where the longest listed form of a `wanted` kind begins that ends at `stop`."""
    offices = _offices()
    for size in range(min(_LONGEST, stop - floor), 0, -1):
        if offices.get(" ".join(words[stop - size : stop]).lower(), frozenset()) & wanted:
            return stop - size
    return None


def _before(words: Sequence[str], start: int, floor: int, wanted: frozenset[str]) -> tuple[int, int] | None:
    offices = _offices()
    stop = start
    if stop > floor and words[stop - 1] == ",":
        stop -= 1
    begin = _ending_at(words, stop, floor, wanted)
    if begin is None:
        return None
    while begin > floor:
        longer = _ending_at(words, begin, floor, wanted | {"modifier"})
        if longer is None and begin - 2 >= floor and words[begin - 1] in ("-", "and", "&"):
            inner = offices.get(words[begin - 2].lower(), frozenset())
            longer = begin - 2 if inner & (wanted | {"modifier"}) else None
        if longer is None:
            break
        begin = longer
    return begin, stop


def _after(words: Sequence[str], end: int, wanted: frozenset[str]) -> tuple[int, int] | None:
    """A role in apposition: ", the defense minister," after the name."""
    if end >= len(words) or words[end] != ",":
        return None
    offices = _offices()
    begin = end + 1
    if begin < len(words) and words[begin].lower() in ("the", "a", "an", "its", "his", "her", "their"):
        begin += 1
    stop = begin
    for size in range(min(_LONGEST, len(words) - begin), 0, -1):
        kinds = offices.get(" ".join(words[begin : begin + size]).lower(), frozenset())
        if kinds & wanted:
            stop = begin + size
            break
    else:
        while (
            stop < len(words)
            and "modifier" in offices.get(words[stop].lower(), frozenset())
            and stop - begin < _LONGEST
        ):
            stop += 1
        if stop == begin or stop >= len(words) or not offices.get(words[stop].lower(), frozenset()) & wanted:
            return None
        stop += 1
    return begin, stop
