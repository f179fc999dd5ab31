"""The grammar of datelines: ``VILNIUS, June 26 (Reuters) -`` before a story, or a line that is only a date.

The patterns are `datelines.csv`; this module puts the parts together. Two readers use it: the layer `sentences` (a
dateline is a sentence of its own) and `normalize.metadata` (what the dateline says of the document).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from copydesk.lexicon import load

LONGEST = 160
"""No dateline is longer, in code points: what a pattern may look at."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_WRITTEN = re.compile(r"(?=.*?\b([A-Z][a-z]{2}))(?=.*?\b(\d{1,2})(?!\d))(?=.*?\b(\d{4})\b)")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline in ``text[start:end]``, dash included; `agency` is as written, `day` only where the year is too."""

    start: int
    end: int
    rule: str
    place: str | None
    agency: str | None
    day: date | None


def _patterns() -> dict[tuple[str, str], re.Pattern[str]]:
    """The patterns of `datelines.csv` by kind and name; a name in braces stands for the part of that name above it."""
    parts: dict[str, str] = {}
    patterns: dict[tuple[str, str], re.Pattern[str]] = {}
    for row in load("datelines"):
        written = row["pattern"]
        for name, part in parts.items():
            written = written.replace(f"{{{name}}}", part)
        if row["kind"] == "part":
            parts[row["name"]] = written
        if written:
            patterns[row["kind"], row["name"]] = re.compile(written)
    return patterns


_PATTERNS = _patterns()
_LEADS = [(name, pattern) for (kind, name), pattern in _PATTERNS.items() if kind == "lead"]
_STAMPS = [pattern for (kind, _), pattern in _PATTERNS.items() if kind == "line"]
_NOT_PLACES = frozenset(row["name"] for row in load("datelines") if row["kind"] == "not a place")
_AGENCIES = frozenset(form for row in load("agencies") for form in row["forms"].split("|"))
_DASH = re.compile(r"\)|/ ?[-—–―_]|[-—–―_]")


def pattern(kind: str, name: str) -> re.Pattern[str]:
    """The compiled pattern of the line `name` of that `kind` in `datelines.csv`."""
    return _PATTERNS[kind, name]


def read_day(written: str) -> date | None:
    """The day named in full (``May 3, 2024``, ``3 May 2024``, ``2024-05-03``); None without a year, or impossible."""
    if iso := _ISO.search(written):
        year, month, day = (int(group) for group in iso.groups())
    elif full := _WRITTEN.match(written):
        name, day, year = full[1].lower(), int(full[2]), int(full[3])
        if name not in _MONTHS:
            return None
        month = _MONTHS.index(name) + 1
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def lead(text: str, start: int, end: int) -> Dateline | None:
    """The dateline that opens the paragraph ``text[start:end]``, or None.

    An agency or a date vouches for a place in small letters; a place that stands alone has to be in capitals.
    """
    end = min(end, start + LONGEST)
    if not _DASH.search(text, start, end):
        return None
    for rule, grammar in _LEADS:
        if not (found := grammar.match(text, start, end)):
            continue
        groups = found.groupdict()
        place, agency = groups.get("place"), groups.get("agency") or groups.get("wire")
        written = groups.get("date") or groups.get("bracketed")
        if place and place.split(" ")[0].split(",")[0] in _NOT_PLACES:
            continue
        if rule == "agency" and not (agency in _AGENCIES or written or (place and place.split(",")[0].isupper())):
            continue
        stop = found.end()
        while text[stop - 1].isspace():
            stop -= 1
        return Dateline(start, stop, f"dateline:{rule}", place, agency, read_day(written) if written else None)
    return None


def stamp(text: str, start: int, end: int) -> str | None:
    """The date as written if ``text[start:end]`` is a line that is only a date (and a time of day), else None."""
    if end - start > LONGEST:
        return None
    for grammar in _STAMPS:
        if found := grammar.fullmatch(text, start, end):
            return found["date"]
    return None
