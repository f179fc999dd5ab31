"""What a raw text says of itself: its day, its publisher, the agency whose copy it is.

Read after encoding repair and before boilerplate is removed, as most of it stands in what will be removed. Each value
comes with its basis, and is None where the text does not say or says two things (design law 5). An agency that is only
mentioned in the story ("dpa reported") is a source, not the agency whose copy this is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from copydesk.lexicon import datelines, load
from copydesk.lexicon.datelines import Dateline

RELEASE_YEAR = 2026
"""The year this package was released: no text is believed to be from after the year that follows it."""

CREATED_IMPLAUSIBLE = "created_implausible"

_EPOCH = date(1970, 1, 1)
_HEADER = re.compile(r"\ufeff?\s{0,16}date (\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?(?:[ \t]|(?=[\r\n])|\Z)")
_LINE = re.compile(r"[^\s][^\r\n]*")
_UPDATED = re.compile(r"(?:Last )?[Uu]pdated")
_PUBLISHED = re.compile(r"(?:First )?[Pp]ublished|Posted")
_TOP_LINES, _HEAD_LINES, _TOP_CHARS, _TAIL_LINES, _TAIL_CHARS = 30, 10, 4000, 12, 2000
_LONGEST_CREDIT, _LONGEST_SIGNATURE, _LONGEST_ACRONYM = 400, 60, 5
_PROSE = 200
"""A line this long (code points) is the story itself: no stamp is looked for below it."""


_AGENCIES = {form: row["name"] for row in load("agencies") for form in row["forms"].split("|")}
_WIRES = {
    form: row["name"] for row in load("agencies") if row["kind"] != "broadcaster" for form in row["forms"].split("|")
}
"""Without broadcasters: those have datelines of their own, but a line that is their name is their own page's."""
_AGENCY = r"(?P<agency>\w[\w.&'’/-]{0,24}(?: [\w.&'’/-]{1,24}){0,5}?)"
_PUBLISHER = (
    r"(?P<publisher>(?:[Tt]he )?[A-ZÀ-Þ][\w.&'’-]{0,30}(?: (?:(?:of|the|and|&|for) )?[A-ZÀ-Þ][\w.&'’-]{0,30}){0,5}?)"
)


@dataclass(frozen=True, slots=True)
class _Credit:
    """A pattern of a lexicon, its kind, and literals of which a match holds one (none: no such test)."""

    kind: str
    cues: tuple[str, ...]
    pattern: re.Pattern[str]


def _credits(name: str, kind: str, part: str, named: str) -> tuple[_Credit, ...]:
    return tuple(
        _Credit(
            row[kind], tuple(filter(None, row["cue"].split("|"))), re.compile(row["pattern"].replace(part, named), re.M)
        )
        for row in load(name)
        if row["pattern"]
    )


_AGENCY_CREDITS = _credits("agency_credits", "at", "{agency}", _AGENCY)
_PUBLISHER_CREDITS = _credits("publishers", "kind", "{publisher}", _PUBLISHER)
_PUBLISHER_WORDS = frozenset(row["name"] for row in load("publishers") if row["kind"] == "word")


@dataclass(frozen=True, slots=True)
class HeaderDate:
    """The scraper's header in ``text[start:end]``, to be deleted; `day` is None where no calendar has such a day."""

    start: int
    end: int
    day: date | None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a text says of itself; a basis is None exactly where its value is."""

    created: date | None
    created_basis: str | None
    publisher: str | None
    publisher_basis: str | None
    agency: str | None
    agency_basis: str | None
    header: HeaderDate | None
    flags: tuple[str, ...]


def read(text: str, collected: date | None = None) -> Metadata:
    """All that `text` says of itself. `created` is the header's day, else a full date in a dateline or a stamp line.

    A day that is not plausible (see `plausible`) is not believed: it raises the flag `created_implausible`.
    """
    header = header_date(text)
    top = header.end if header else 0
    found_dateline = dateline(text, top)
    written = [("header", header.day)] if header else []
    if found_dateline and found_dateline.day:
        written.append(("dateline", found_dateline.day))
    if stamped := _stamp(text, top) or _tail_stamp(text):
        written.append(("dateline", stamped))
    created, created_basis, disbelieved = None, None, False
    for basis, day in written:
        if day is not None and plausible(day, collected):
            created, created_basis = day, basis
            break
        disbelieved = True
    named_publisher = publisher(text)
    named_agency, agency_basis = _agency(text, found_dateline)
    if found_dateline and named_publisher == found_dateline.agency:
        named_publisher = None  # the copyright of wire copy is the agency's: who printed it is not said
    return Metadata(
        created=created,
        created_basis=created_basis,
        publisher=named_publisher,
        publisher_basis="boilerplate" if named_publisher else None,
        agency=named_agency,
        agency_basis=agency_basis,
        header=header,
        flags=(CREATED_IMPLAUSIBLE,) if disbelieved else (),
    )


def header_date(text: str) -> HeaderDate | None:
    """The header ``date YYYY-MM-DD `` that a scraper glued before the text, white space around it included."""
    if not (found := _HEADER.match(text)):
        return None
    return HeaderDate(0, found.end(), datelines.read_day(found[1]))


def plausible(day: date, collected: date | None = None, release_year: int = RELEASE_YEAR) -> bool:
    """Whether a text can be from `day`: not the epoch (a missing value in disguise), and not from the future.

    The future begins after `collected`; where that is unknown, after the year that follows `release_year`.
    """
    if day == _EPOCH:
        return False
    return day <= collected if collected else day.year <= release_year + 1


def dateline(text: str, start: int = 0) -> Dateline | None:
    """The first dateline in the lines at the top of ``text[start:]`` that names an agency or a day, else the first."""
    bare: Dateline | None = None
    for begin, end in _lines(text, start, start + _TOP_CHARS, _TOP_LINES):
        if found := datelines.lead(text, begin, end):
            if found.agency or found.day:
                return found
            bare = bare or found
    return bare


def agency(text: str) -> tuple[str, str] | None:
    """The canonical name of the agency whose copy `text` is, and the basis (``dateline``, ``credit line``), or None."""
    header = header_date(text)
    name, basis = _agency(text, dateline(text, header.end if header else 0))
    return (name, basis) if name and basis else None


def publisher(text: str) -> str | None:
    """The publisher that the boilerplate in `text` names, as written; None if it names none, or more than one."""
    named: set[str] = set()
    for credit in _PUBLISHER_CREDITS:
        if not any(cue in text for cue in credit.cues):
            continue
        for found in credit.pattern.finditer(text):
            name = found["publisher"].rstrip(".")
            if name not in _WIRES and (credit.kind == "clear" or _is_publisher(name)):
                named.add(name)
    return named.pop() if len(named) == 1 else None


def _is_publisher(name: str) -> bool:
    """Whether the holder of a copyright is a publisher by its name: photographers and photo services hold some, too."""
    acronym = name.isupper() and name.isalpha() and len(name) <= _LONGEST_ACRONYM
    return acronym or not _PUBLISHER_WORDS.isdisjoint(name.split())


def _stamp(text: str, start: int) -> date | None:
    """The day of the first stamp line above the story; when the page was updated is not when the story was written."""
    for begin, end in _lines(text, start, start + _TOP_CHARS, _HEAD_LINES):
        if end - begin > _PROSE:
            return None
        if (written := datelines.stamp(text, begin, end)) and not _UPDATED.match(text, begin):
            return datelines.read_day(written)
    return None


def _tail_stamp(text: str) -> date | None:
    """The day of the last lines' first stamp that says that it is the day of publication."""
    for begin, end in _tail(text):
        if _PUBLISHED.match(text, begin, end) and (written := datelines.stamp(text, begin, end)):
            return datelines.read_day(written)
    return None


def _tail(text: str) -> list[tuple[int, int]]:
    return list(_lines(text, max(0, len(text) - _TAIL_CHARS), len(text), _TAIL_CHARS))[-_TAIL_LINES:]


def _lines(text: str, start: int, stop: int, most: int) -> Iterator[tuple[int, int]]:
    for count, found in enumerate(_LINE.finditer(text, start, stop)):
        if count == most:
            return
        yield found.start(), found.start() + len(found[0].rstrip())


def _agency(text: str, found_dateline: Dateline | None) -> tuple[str | None, str | None]:
    if found_dateline and (name := _AGENCIES.get(found_dateline.agency or "")):
        return name, "dateline"
    named = {
        _WIRES[form]
        for begin, end in dict.fromkeys([*_lines(text, 0, _TOP_CHARS, _HEAD_LINES), *_tail(text)])
        for form in _agencies_credited(text, max(begin, end - _LONGEST_CREDIT), end)
        if form in _WIRES
    }
    return (named.pop(), "credit line") if len(named) == 1 else (None, None)


def _agencies_credited(text: str, start: int, end: int) -> Iterator[str]:
    """The agencies, as written, that the line ``text[start:end]`` credits."""
    for credit in _AGENCY_CREDITS:
        if credit.kind == "start":
            found = credit.pattern.match(text, start, end)
        elif credit.kind == "end":
            found = credit.pattern.search(text, max(start, end - _LONGEST_SIGNATURE), end)
        else:
            cued = any(text.find(cue, start, end) >= 0 for cue in credit.cues)
            found = credit.pattern.search(text, start, end) if cued else None
        if found:
            yield found["agency"].rstrip(".")
