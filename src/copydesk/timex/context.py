"""What a document says around its time expressions: tense, style, and the times others are counted from."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from copydesk import lexicon
from copydesk.timex import calendar
from copydesk.timex.expression import Expression
from copydesk.timex.grammar import Scan

if TYPE_CHECKING:
    from copydesk.document import Span

# Date-like rules that say their year themselves: a run of such dates, well before the creation time, is a narrative.
_DATED = frozenset(("day_month", "month_day", "month_year", "season"))
# Dates that may leave their year to the next one: "April and June 1955".
_YEARLESS = _DATED | {"month", "range_day"}
# What points at the creation time: always, and with "last", "this", "next" or "ago".
_DEICTIC = frozenset(("weekday", "today", "tonight"))
_RELATIVE = frozenset(("unit", "named", "daypart", "part_of_unit", "ago"))
_FULL_YEAR = re.compile(r"\b[12]\d{3}\b")
# Tokens on either side of an expression that are read for its tense.
_WINDOW = 50
# Expressions that open a text: news names a recent day there.
_OPENING = 8
# A semicolon parts what tells the tense from what doesn't.
_STOP = ";"
_INFINITIVE = "to"
# "will be held Friday", "to be heard in May".
_AHEAD = frozenset(("to", "will", "would", "should", "shall", "must", "may", "can"))
# Years a bare year in passing may lie ahead of the story and still carry it on.
_STRIDE = 1
_RANGES = frozenset(("to", "-", "–", "until", "till", "through"))
_JOINTS = frozenset(("and", "to", "-", "or", "until", "till", "through", ",", ", and", "and the", "to the", "/"))
# The grains (`calendar.grain`) a step of a unit can be counted from: two days need a day, two years any date.
COUNTABLE = {
    "D": ("D",),
    "W": ("D", "W"),
    "WE": ("D", "W"),
    "FN": ("D",),
    "M": ("D", "M"),
    "Q": ("D", "M", "Q"),
    "Y": ("D", "M", "Y", "Q", "S", "H", "W"),
    "DE": ("D", "M", "Y", "Q", "S", "H", "W", "DE"),
    "CE": ("D", "M", "Y", "Q", "S", "H", "W", "DE", "CE"),
    "DAYPART": ("D",),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """The TIMEX3 attributes of an expression. `anchor` is "created", the index of another match, or None."""

    type: str
    value: str | None = None
    mod: str | None = None
    anchor: str | int | None = None
    begin: date | None = None
    end: date | None = None


class Context:
    """One document's expressions and what has been resolved of them so far."""

    def __init__(
        self, scan: Scan, times: Sequence[Expression], sentences: Sequence[Span], created: date | None
    ) -> None:
        self.scan, self.times, self.created = scan, times, created
        self._sentences = sentences
        self._sentence_starts = [sentence.start for sentence in sentences]
        self._cues: tuple[list[int], list[str]] | None = None
        self._dates: list[tuple[int, str, date]] = []
        self._story: tuple[date, int] | None = None
        self.narrative = self._tells_history()

    # What the text says around a match

    def sentence(self, time: Expression) -> tuple[int, int]:
        """The tokens ``[first, last)`` of the sentence around a time."""
        starts = self.scan.starts
        at = bisect_right(self._sentence_starts, starts[time.first]) - 1
        if at < 0 or self._sentences[at].end <= starts[time.first]:
            return max(0, time.first - _WINDOW), min(len(self.scan.tokens), time.last + _WINDOW)
        return bisect_left(starts, self._sentences[at].start), bisect_left(starts, self._sentences[at].end)

    def tense(self, time: Expression) -> str:
        """past, future or "" where no verb nearby tells; the nearest cue to the left in the sentence speaks first."""
        first, last = self.sentence(time)
        if self._cues is None:
            self._cues = _cues_of(self.scan.tokens)
        places, tenses = self._cues
        at = bisect_left(places, time.first)
        if at > 0 and places[at - 1] >= max(first, time.first - _WINDOW) and tenses[at - 1] != _STOP:
            return tenses[at - 1]
        at = bisect_left(places, time.last, at)
        if at < len(places) and places[at] < min(last, time.last + _WINDOW) and tenses[at] != _STOP:
            return tenses[at]
        return ""

    def _tells_history(self) -> bool:
        """Whether the text dates itself: many explicit years long before the creation time, and hardly a "Monday".

        News that looks back (an obituary) has many old years too, but opens with what happened lately.
        """
        if self.created is None:
            return False
        old = dated = recent = 0
        for position, time in enumerate(self.times):
            if time.resolver in _DEICTIC or (time.resolver in _RELATIVE and time.has("last", "this", "next", "ago")):
                is_recent = True
            elif time.resolver in _DATED or time.resolver in ("year", "iso"):
                year = _FULL_YEAR.search(time.surface)
                if year is None:
                    continue
                is_recent = int(year[0]) >= self.created.year
                if int(year[0]) < self.created.year - 1:
                    old += 1
                    dated += time.resolver in _DATED
            else:
                continue
            if is_recent and position < _OPENING:
                return False
            recent += is_recent
        return (dated >= 3 and old > recent) or (old >= 5 and old > 4 * recent)

    # Anchors

    def record(self, time: Expression, value: str, moment: date) -> None:
        """Keeps a resolved date to count from, and moves the story on to it.

        A bare year in passing ("since 1813", "the archives opened in 2004") does not move the story, unless it is near
        or opens its sentence.
        """
        self._dates.append((time.index, value, moment))
        grain = calendar.grain(value)
        if grain in ("DE", "CE"):
            return
        if grain == "Y" and self._story is not None and not 0 <= moment.year - self._story[0].year <= _STRIDE:
            first, _ = self.sentence(time)
            if time.first - first > 3:
                return
        self._story = (moment, time.index)

    def base(self) -> tuple[date, str | int] | None:
        """The reference time of "last year": the creation time in news, the last date in a narrative."""
        if self.narrative:
            return self._story
        return (self.created, "created") if self.created else None

    def previous(self, *grains: str) -> tuple[date, int] | None:
        """The last date before that is fine enough to count from."""
        for index, value, moment in reversed(self._dates[-8:]):
            if calendar.grain(value) in grains:
                return moment, index
        return None

    def before_or_created(self, unit: str) -> tuple[date, str | int] | None:
        """The last date before that a step of `unit` can be counted from; the creation time where news has none."""
        found = self.previous(*COUNTABLE.get(unit, ("D",)))
        if found is not None:
            return found
        return None if self.narrative else self.base()

    def joined_before(self, time: Expression) -> tuple[date, int] | None:
        """The month or day just before that this one is joined to: "July-September", "December and January"."""
        if not self._dates or self._dates[-1][0] != time.index - 1 or not self._are_joined(time.index - 1):
            return None
        index, value, moment = self._dates[-1]
        return (moment, index) if calendar.grain(value) in ("D", "M") and self.times[index].month else None

    def range_begun_before(self, time: Expression) -> tuple[date, int] | None:
        """The day just before from which a range runs to this one: "Monday through Friday"."""
        if not self._dates or self._dates[-1][0] != time.index - 1 or self._joint(time.index - 1) not in _RANGES:
            return None
        index, value, moment = self._dates[-1]
        return (moment, index) if calendar.grain(value) == "D" else None

    def _are_joined(self, index: int) -> bool:
        return self._joint(index) in _JOINTS

    def _joint(self, index: int) -> str | None:
        """What stands between an expression and the next, where that is short."""
        this, after = self.times[index], self.times[index + 1]
        if after.first - this.last > 5:
            return None
        return "".join(self.scan.tokens[this.last : after.first]).strip().lower()

    def shared_year(self, index: int) -> int | None:
        """The year of a following date that this one is joined to: "April and June 1955", "May 1, 3 and 5, 1940"."""
        for at in range(index, min(index + 4, len(self.times) - 1)):
            after = self.times[at + 1]
            if after.resolver not in _YEARLESS or not self._are_joined(at):
                return None
            year = _FULL_YEAR.search(after.surface)
            if year:
                return int(year[0])
        return None


_PLANNED = frozenset(("scheduled", "rescheduled", "planned", "expected"))
_ATTRIBUTIVE = frozenset(("a", "an", "the", "its", "their", "his", "her", "regularly", "previously", "long"))


@cache
def cues() -> dict[str, str]:
    """The words that tell the tense of what stands near them."""
    return {row["word"]: row["tense"] for row in lexicon.load("times_cues")}


class _Tenses(dict[str, str]):
    """Token to the tense it tells, "" for none; regular past forms are told on the way."""

    def __missing__(self, token: str) -> str:
        return "past" if len(token) > 4 and token.endswith("ed") and token[0].islower() else ""


@cache
def _tenses() -> _Tenses:
    return _Tenses(cues() | {";": _STOP, "to": _INFINITIVE})


def _cues_of(tokens: Sequence[str]) -> tuple[list[int], list[str]]:
    """The tokens that tell a tense or end a clause, and what each tells."""
    places: list[int] = []
    tenses: list[str] = []
    for at, tense in enumerate(map(_tenses().__getitem__, tokens)):
        if not tense:
            continue
        if tense == _INFINITIVE:
            # "agreed to meet Friday": what was agreed lies ahead, the agreeing does not.
            if at < 2 or f"{tokens[at - 2]} to" not in cues():
                continue
            tense = "future"
        elif tense == "past" and _is_prospective(tokens, at):
            tense = "future"
        elif tokens[at] in _PLANNED and at > 1 and tokens[at - 2].lower() in _ATTRIBUTIVE:
            # "left for a scheduled stay June 5": the stay was planned, the leaving is over.
            continue
        places.append(at)
        tenses.append(tense)
    return places, tenses


def _is_prospective(tokens: Sequence[str], at: int) -> bool:
    """Whether the participle at a token does not tell of the past: "is heard in May", "to be held Friday"."""
    if at < 2:
        return False
    return tokens[at - 2] in ("is", "are") or (tokens[at - 2] == "be" and at > 3 and tokens[at - 4] in _AHEAD)
