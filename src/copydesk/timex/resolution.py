"""Anchoring and values: what day, span or rhythm a recognised expression means.

TIMEX3 values follow TimeML 1.2.1 (Saurí et al. 2006) and TempEval-3. In news an expression is anchored to the document
creation time; in a text that dates itself (a history, long after what it tells) to the last date of the text, as
WikiWars and HeidelTime's narrative mode do. What cannot be anchored keeps a null value: null, not a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from copydesk import lexicon
from copydesk.timex import calendar
from copydesk.timex.grammar import NUMBERS, Match, Scan, number_words

if TYPE_CHECKING:
    from copydesk.document import Span


@dataclass(frozen=True, slots=True)
class Meaning:
    """The TIMEX3 attributes of an expression. `anchor` is "created", the index of another match, or None."""

    type: str
    value: str | None = None
    mod: str | None = None
    anchor: str | int | None = None
    begin: date | None = None
    end: date | None = None


class Fields:
    """The words of a match by lexicon class, in order."""

    __slots__ = ("numbers", "pairs")

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs
        self.numbers = [value for name, value in pairs if name in NUMBERS]

    def get(self, *names: str) -> str | None:
        """The value of the first word of one of the classes."""
        for name, value in self.pairs:
            if name in names:
                return value
        return None

    def has(self, *names: str) -> bool:
        return any(name in names for name, _ in self.pairs)

    def until_unit(self) -> list[tuple[str, str]]:
        """The words up to the first unit and what follows it at once: where a length has its number."""
        for i, (name, _) in enumerate(self.pairs):
            if name in ("unit", "units", "abbrunit"):
                return self.pairs[: i + 1] + [pair for pair in self.pairs[i + 1 :] if pair[0] == "half"]
        return self.pairs

    def count(self, surface: str) -> str:
        """The number before the unit as TIMEX3 writes it: "3", "2.5", "X" for several, "1" for none."""
        pairs = self.until_unit()
        if any(name in NUMBERS for name, _ in pairs) and (digits := _DIGITS.search(surface)):
            number = Decimal(digits[0].replace(",", ""))
            for name, value in pairs:
                if name == "number" and int(value) >= 100:
                    number *= int(value)
            if "1/2" in surface or any(name == "half" for name, _ in pairs):
                number += Decimal("0.5")
            return f"{number.normalize():f}"
        return number_words(pairs)

    @property
    def month(self) -> int | None:
        found = self.get("month", "may", "mon", "milmonth", "zmon")
        return int(found) if found else None

    @property
    def unit(self) -> str | None:
        return self.get("unit", "units", "abbrunit")

    @property
    def step(self) -> int | None:
        """-1 for last, past, previous; 1 for next, coming, following; 0 for this, that, same, current."""
        found = self.get("last", "past", "previous", "next", "coming", "following", "this", "current", "that", "same")
        return int(found) if found else None

    @property
    def ordinal(self) -> int | None:
        """The first ordinal: 3 for "third" and "3rd", -1 for "last" and "final"."""
        for i, (name, value) in enumerate(self.pairs):
            if name in ("ordinal", "final", "last"):
                return int(value)
            if name in NUMBERS and i + 1 < len(self.pairs) and self.pairs[i + 1][0] == "suffix":
                return int(value)
        return None


# Date-like rules that say their year themselves: a run of such dates, well before the creation time, is a narrative.
_DATED = frozenset(("day_month", "month_day", "month_year", "season"))
_YEARLESS = _DATED | {"month", "range_day"}
_DEICTIC = frozenset(("weekday", "today", "tonight", "unit", "named", "daypart", "part_of_unit"))
_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_FULL_YEAR = re.compile(r"\b[12]\d{3}\b")


class Resolver:
    """Resolves the matches of one document, in text order."""

    def __init__(self, scan: Scan, matches: Sequence[Match], sentences: Sequence[Span], created: date | None) -> None:
        self.scan, self.matches, self.created = scan, matches, created
        self._sentences = sentences
        self._sentence_starts = [sentence.start for sentence in sentences]
        self._dates: list[tuple[int, str, date]] = []
        self._story: tuple[date, int] | None = None
        self._fields: dict[int, Fields] = {}
        self.narrative = self._tells_history()

    def resolve(self) -> list[Meaning | None]:
        """One meaning a match; None where the match is no time expression after all."""
        meanings: list[Meaning | None] = [None] * len(self.matches)
        clocks: list[int] = []
        for index, match in enumerate(self.matches):
            if match.resolver in _CLOCKS:
                clocks.append(index)
                continue
            meaning = _RESOLVERS[match.resolver](self, index, match, self.fields(index))
            if meaning is None:
                continue
            if meaning.type == "DATE" or meaning.type == "TIME":
                found = calendar.interval(meaning.value) if meaning.value else None
                if found and meaning.value:
                    self._dates.append((index, meaning.value, found[0]))
                    self._follow_story(index, match, meaning.value, found[0])
                    if meaning.begin is None and meaning.end is None:
                        meaning = replace(meaning, begin=found[0], end=found[1])
            if self.created is None and meaning.anchor is not None:
                meaning = Meaning(meaning.type, None, meaning.mod)
            meanings[index] = meaning
        for index in clocks:
            meanings[index] = _clock(self, index, self.matches[index], self.fields(index), meanings)
        return meanings

    # What the text says around a match

    def fields(self, index: int) -> Fields:
        """The words of a match, looked up once."""
        if index not in self._fields:
            self._fields[index] = Fields(list(self.scan.words(self.matches[index])))
        return self._fields[index]

    def surface(self, match: Match) -> str:
        """The text of a match."""
        return self.scan.text[self.scan.starts[match.first] : self.scan.starts[match.last]]

    def sentence(self, match: Match) -> tuple[int, int]:
        """The tokens ``[first, last)`` of the sentence around a match."""
        starts = self.scan.starts
        at = bisect_right(self._sentence_starts, starts[match.first]) - 1
        if at < 0 or self._sentences[at].end <= starts[match.first]:
            return max(0, match.first - _WINDOW), min(len(self.scan.tokens), match.last + _WINDOW)
        return bisect_left(starts, self._sentences[at].start), bisect_left(starts, self._sentences[at].end)

    def tense(self, match: Match) -> str:
        """past, future or "" where no verb nearby tells; the nearest cue to the left in the sentence speaks first."""
        first, last = self.sentence(match)
        cues, tokens = _cues(), self.scan.tokens
        for span in (
            range(match.first - 1, max(first, match.first - _WINDOW) - 1, -1),
            range(match.last, min(last, match.last + _WINDOW)),
        ):
            for i in span:
                token = tokens[i]
                if token == ";":
                    break
                cue = cues.get(token)
                if cue is None and len(token) > 4 and token.endswith("ed") and token[0].islower():
                    cue = "past"
                if cue == "past" and _is_prospective(tokens, i):
                    cue = "future"
                if cue is not None:
                    return cue
        return ""

    def _tells_history(self) -> bool:
        if self.created is None:
            return False
        dated = years = deictic = 0
        for match in self.matches:
            if match.resolver in _DATED:
                year = _FULL_YEAR.search(self.surface(match))
                dated += year is not None and int(year[0]) < self.created.year - 1
            elif match.resolver == "year":
                year = _FULL_YEAR.search(self.surface(match))
                years += year is not None and int(year[0]) < self.created.year - 1
            elif match.resolver in _DEICTIC:
                deictic += 1
        return (dated >= 3 and dated > deictic) or (dated + years >= 5 and dated + years > 4 * deictic)

    # Anchors

    def _follow_story(self, index: int, match: Match, value: str, moment: date) -> None:
        """Moves the time the story has come to. A bare year in passing ("since 1813", "archives opened in 2004") does not
        move it, unless it is near or opens its sentence."""
        grain = calendar.grain(value)
        if grain in ("DE", "CE"):
            return
        if grain == "Y" and self._story is not None and not 0 <= moment.year - self._story[0].year <= _STRIDE:
            first, _ = self.sentence(match)
            if match.first - first > 3:
                return
        self._story = (moment, index)

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
        found = self.previous(*_COUNTABLE.get(unit, ("D",)))
        if found is not None:
            return found
        return None if self.narrative else self.base()

    def shared_year(self, index: int) -> int | None:
        """The year of a following date that this one is joined to: "April and June 1955", "May 1, 3 and 5, 1940"."""
        for at in range(index, min(index + 4, len(self.matches) - 1)):
            this, after = self.matches[at], self.matches[at + 1]
            if after.first - this.last > 5 or after.resolver not in _YEARLESS:
                return None
            if "".join(self.scan.tokens[this.last : after.first]).strip().lower() not in _JOINTS:
                return None
            year = _FULL_YEAR.search(self.surface(after))
            if year:
                return int(year[0])
        return None


_WINDOW = 50
# Tokens between a clock time and the day that belongs to it.
_NEAR = 24
# "will be held Friday", "to be heard in May".
_AHEAD = frozenset(("to", "will", "would", "should", "shall", "must", "may", "can"))
# Years a bare year in passing may lie ahead of the story and still carry it on.
_STRIDE = 1
_JOINTS = frozenset(("and", "to", "-", "or", "until", "till", "through", ",", ", and", "and the", "to the", "/"))
_CLOCKS = frozenset(("clock", "clock_first"))
_COUNTABLE = {
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


@cache
def _cues() -> dict[str, str]:
    return {row["word"]: row["tense"] for row in lexicon.load("times_cues")}


@cache
def _feasts() -> dict[str, str]:
    rows = sorted(lexicon.load("times_holidays"), key=lambda row: -len(row["name"]))
    return {row["name"].lower(): row["date"] for row in rows}


def _is_prospective(tokens: Sequence[str], at: int) -> bool:
    """Whether the participle at a token does not tell of the past: "is heard in May", "to be held Friday"."""
    if at < 2:
        return False
    return tokens[at - 2] in ("is", "are") or (tokens[at - 2] == "be" and at > 3 and tokens[at - 4] in _AHEAD)


def _part(fields: Fields) -> str | None:
    return fields.get("early", "late", "mid", "edge")


def _two_digit_year(digits: str, created: date | None) -> int:
    """The year in the hundred years that end ten years after the creation time (or with 2035)."""
    last = (created.year if created else 2025) + 10
    year = last - last % 100 + int(digits)
    return year if year <= last else year - 100


def _year_of(resolver: Resolver, fields: Fields, digits: str | None) -> tuple[int | None, str | int | None, bool]:
    """Year, its anchor, and whether the words name a year at all ("1998", "'98", "of last year")."""
    if digits is not None:
        return (int(digits) if len(digits) > 2 else _two_digit_year(digits, resolver.created)), None, True
    if fields.unit == "Y":
        step = fields.step or 0
        of_text = fields.has("that", "same", "previous", "following") or resolver.narrative
        base = resolver.before_or_created("Y") if of_text else resolver.base()
        return (base[0].year + step, base[1], True) if base else (None, None, True)
    return None, None, False


def _nearest_year(resolver: Resolver, index: int, month: int, day: int | None) -> tuple[int | None, str | int | None]:
    """The year of a month or day that is named without one."""
    shared = resolver.shared_year(index)
    if shared is not None:
        return shared, index + 1
    base = resolver.base()
    if base is None:
        return None, None
    moment, anchor = base
    if resolver.narrative:
        return moment.year, anchor
    tense = resolver.tense(resolver.matches[index])
    this = (moment.month, moment.day if day is not None else 0)
    that = (month, day if day is not None else 0)
    if that == this:
        return moment.year, anchor
    gap = (that[0] - this[0]) * 30.5 + (that[1] - this[1])
    ahead, back = gap % 366, -gap % 366
    future = ahead < back * _FUTURE_WEIGHT[tense]
    if future:
        return moment.year + (that < this), anchor
    return moment.year - (that > this), anchor


# A date ahead must be this many times nearer than the one that has passed, by the tense of its sentence.
_FUTURE_WEIGHT = {"past": 0.1, "": 0.3, "future": 30.0}


def _iso_date(year: int, month: int, day: int | None) -> str | None:
    if day is None:
        return f"{year:04d}-{month:02d}"
    moment = calendar.day(year, month, day)
    return moment.isoformat() if moment else None


def _with_daypart(value: str | None, fields: Fields) -> tuple[str, str | None]:
    """Type and value of a day with the part of the day the words name."""
    part = fields.get("daypart")
    if part:
        return "TIME", f"{value}T{part}" if value else None
    clock = fields.get("clockword")
    if clock:
        return "TIME", f"{value}T{clock}" if value else None
    return "DATE", value


def _month_and_day(
    resolver: Resolver, index: int, fields: Fields, day: int | None, year_digits: str | None
) -> Meaning | None:
    month = fields.month
    if month is None:
        return None
    era = fields.get("era", "dotera")
    year, anchor, named = _year_of(resolver, fields, year_digits)
    if not named:
        year, anchor = _nearest_year(resolver, index, month, day)
        weekday = fields.get("weekday", "wday")
        if year is not None and weekday is not None and day is not None:
            year = _year_of_weekday(year, month, day, int(weekday))
    if era == "BC":
        return Meaning("DATE", f"BC{year:04d}-{month:02d}" if year else None, _part(fields))
    if year is not None and day is not None and calendar.day(year, month, day) is None and day > 28:
        return None
    value = _iso_date(year, month, day) if year is not None else None
    kind, value = _with_daypart(value, fields)
    return Meaning(kind, value, _part(fields), anchor)


def _year_of_weekday(year: int, month: int, day: int, weekday: int) -> int:
    """The year next to `year` in which the date falls on the weekday that stands with it; `year` if none does."""
    for near in (year, year + 1, year - 1):
        moment = calendar.day(near, month, day)
        if moment is not None and moment.isoweekday() == weekday:
            return near
    return year


def _month_day(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    numbers = fields.numbers
    return _month_and_day(resolver, index, fields, int(numbers[0]), numbers[1] if len(numbers) > 1 else None)


def _day_month(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    numbers = fields.numbers
    ordinal = fields.get("ordinal")
    if ordinal:
        return _month_and_day(resolver, index, fields, int(ordinal), numbers[0] if numbers else None)
    return _month_and_day(resolver, index, fields, int(numbers[0]), numbers[1] if len(numbers) > 1 else None)


def _month_year(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    return _month_and_day(resolver, index, fields, None, fields.numbers[0] if fields.numbers else None)


def _month(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    return _month_and_day(resolver, index, fields, None, None)


def _range_day(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """The second day of "June 5-8": the month of the date before."""
    if index == 0:
        return None
    shared = resolver.previous("D")
    if shared is None or shared[1] != index - 1:
        return None
    year = int(fields.numbers[1]) if len(fields.numbers) > 1 else shared[0].year
    value = _iso_date(year, shared[0].month, int(fields.numbers[0]))
    return Meaning("DATE", value, None, None if len(fields.numbers) > 1 else shared[1]) if value else None


def _range_first(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """The first day of "from 5 to 8 June": the month of the date after."""
    if index + 1 >= len(resolver.matches):
        return None
    month = resolver.fields(index + 1).month
    if month is None:
        return None
    after = _RESOLVERS[resolver.matches[index + 1].resolver](
        resolver, index + 1, resolver.matches[index + 1], resolver.fields(index + 1)
    )
    if after is None or after.value is None or calendar.grain(after.value) != "D":
        return Meaning("DATE") if after is not None else None
    value = _iso_date(int(after.value[:4]), month, int(fields.numbers[0]))
    return Meaning("DATE", value, None, index + 1) if value else None


def _iso(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    year, month, day, *clock = fields.numbers
    value = _iso_date(int(year), int(month), int(day)) if 1 <= int(month) <= 12 else None
    if value is None:
        return None
    if clock:
        return Meaning("TIME", f"{value}T{':'.join(clock)}{fields.get('zone') or ''}")
    return Meaning("DATE", value)


def _slashed(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    one, two, three = fields.numbers
    if len(one) == 4:
        value = _iso_date(int(one), int(two), int(three)) if 1 <= int(two) <= 12 else None
        return Meaning("DATE", value) if value else None
    year, _, _ = _year_of(resolver, fields, three)
    assert year is not None
    # With slashes the month stands first (American), with full stops the day (European); an impossible month swaps them.
    month, day = (int(one), int(two)) if "/" in resolver.surface(match) else (int(two), int(one))
    if month > 12:
        month, day = day, month
    value = _iso_date(year, month, day) if 1 <= month <= 12 else None
    return Meaning("DATE", value) if value else None


def _dtg(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """A military date-time group, DDHHMMZ MON YY (ACP 121)."""
    group, year_digits = fields.numbers[0], fields.numbers[-1]
    year, _, _ = _year_of(resolver, fields, year_digits)
    month = fields.month
    if year is None or month is None or int(group[2:4]) > 24 or int(group[4:]) > 59:
        return None
    value = _iso_date(year, month, int(group[:2]))
    return Meaning("TIME", f"{value}T{group[2:4]}:{group[4:]}Z") if value else None


def _daypart_of(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    day_first = fields.numbers and fields.month is not None
    if not day_first:
        return None
    return _month_and_day(
        resolver, index, fields, int(fields.numbers[0]), fields.numbers[1] if len(fields.numbers) > 1 else None
    )


def _week_of(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    day = _month_day(resolver, index, match, Fields([pair for pair in fields.pairs if pair[1] != "W"]))
    if day is None:
        return None
    found = calendar.interval(day.value) if day.value else None
    return Meaning("DATE", calendar.value_of(found[0], "W") if found else None, None, day.anchor)


def _quarter(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    numbers = fields.numbers
    number = fields.ordinal
    if match.rule == "quarter_code":
        number, numbers = int(numbers[0]), numbers[1:]
    elif fields.has("suffix"):
        numbers = numbers[1:]
    if fields.has("previous") or (fields.has("next") and not numbers):
        return _unit(resolver, index, match, fields)
    if number == -1 and not numbers and "of" not in resolver.surface(match):
        return _unit(resolver, index, match, fields)
    number = 4 if number == -1 else number
    if number is None or not 1 <= number <= 4:
        return None
    return _share_of_year(resolver, index, fields, numbers, f"Q{number}", 3 * number - 2)


def _half_year(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    numbers = fields.numbers
    number = {1: 1, 2: 2, -1: 2, None: 2}.get(fields.ordinal)
    if match.rule == "half_year_code":
        number, numbers = int(numbers[0]), numbers[1:]
    if number is None or number > 2:
        return None
    return _share_of_year(resolver, index, fields, numbers, f"H{number}", 6 * number - 5)


def _share_of_year(
    resolver: Resolver, index: int, fields: Fields, numbers: list[str], name: str, month: int
) -> Meaning | None:
    year: int | None
    if numbers:
        year, anchor, _ = _year_of(resolver, fields, numbers[0])
    elif fields.unit == "Y" or ("Y" in [value for _, value in fields.pairs]):
        rest = Fields([pair for pair in fields.pairs if pair[1] != "Q"])
        only_last = Fields(rest.pairs[1:]) if rest.pairs and rest.pairs[0][0] in ("last", "final") else rest
        year, anchor, _ = _year_of(resolver, only_last, None)
    else:
        base = resolver.base()
        if base is None:
            return Meaning("DATE")
        moment, anchor = base
        year = moment.year
        if not resolver.narrative:
            gap, tense = month - moment.month, resolver.tense(resolver.matches[index])
            if gap > (2 if tense == "past" else 5):
                year -= 1
            elif gap < -8 and tense == "future":
                year += 1
    return Meaning("DATE", f"{year:04d}-{name}" if year is not None else None, None, anchor)


def _nth_unit(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """ "the last week of March", "the first day of 1990"."""
    number, unit = fields.ordinal, fields.unit
    numbers = fields.numbers[1:] if fields.has("suffix") else fields.numbers
    if number is None or unit is None:
        return None
    whole: str | None
    anchor: str | int | None
    if fields.month is not None:
        rest = Fields(
            [pair for pair in fields.pairs if pair[1] != unit and pair[0] not in ("ordinal", "final", "suffix")]
        )
        part = _month_and_day(resolver, index, rest, None, numbers[0] if numbers else None)
        whole, anchor = (part.value, part.anchor) if part else (None, None)
    elif numbers and "s" not in resolver.scan.tokens[match.last - 1]:
        whole, anchor = numbers[0], None
    else:
        base = resolver.before_or_created("Y")
        units = [value for name, value in fields.pairs if name == "unit"]
        if base is None or len(units) < 2:
            return Meaning("DATE")
        whole, anchor = calendar.value_of(base[0], units[1]), base[1]
    found = calendar.interval(whole) if whole else None
    if found is None:
        return Meaning("DATE", None, None, anchor)
    first, last = found
    if unit == "D":
        moment = last if number == -1 else calendar.add_days(first, number - 1)
    elif unit in ("W", "WE"):
        # Week 1 is the one with the fourth day, as ISO 8601 counts the weeks of a year.
        moment = calendar.add_days(last, -3) if number == -1 else calendar.add_days(first, 7 * number - 4)
    elif unit == "M":
        moment = last if number == -1 else calendar.add_months(first, number - 1)
    else:
        return None
    if moment is None or not first <= moment <= last:
        return Meaning("DATE", None, None, anchor)
    return Meaning("DATE", calendar.value_of(moment, unit), None, anchor)


def _decade(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    word = fields.get("decadeword")
    digits = fields.numbers[0] if fields.numbers else f"{word}0"
    if not digits.endswith("0"):
        return None
    year = int(digits) if len(digits) == 4 else 1900 + int(digits)
    if len(digits) == 2 and int(digits) < 20:
        year += 100
    return Meaning("DATE", f"{year // 10:03d}", _part(fields))


def _century(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    number = fields.ordinal
    if number is None or number < 1 or number > 30:
        return None
    if fields.get("era", "dotera") == "BC":
        return Meaning("DATE", f"BC{number - 1:02d}", _part(fields))
    return Meaning("DATE", f"{number - 1:02d}", _part(fields))


def _turn(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    number = fields.ordinal
    return Meaning("DATE", f"{number - 1:02d}" if number and number > 1 else None, "START")


def _season(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    season = fields.get("season")
    assert season is not None
    year, anchor, named = _year_of(resolver, fields, fields.numbers[0] if fields.numbers else None)
    if not named:
        year, anchor = _nearest_year(resolver, index, calendar.SEASON_MONTH[season], None)
    return Meaning("DATE", f"{year:04d}-{season}" if year is not None else None, _part(fields), anchor)


def _holiday(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    surface = resolver.surface(match).lower().replace("’", "'")
    name = next(name for name in _feasts() if name in surface)
    rule = _feasts()[name]
    if not rule:
        # A feast of a lunar calendar, or one on different days in different countries.
        return Meaning("DATE")
    if rule[4:5] == "-":
        return Meaning("DATE", rule)
    rest = Fields([pair for pair in fields.pairs if pair[1] not in ("D", "NI")])
    year, anchor, named = _year_of(resolver, rest, next((n for n in fields.numbers if len(n) == 4), None))
    if not named:
        base = resolver.base()
        if base is None:
            return Meaning("DATE", None, _part(fields))
        moment, anchor = base
        feast = calendar.feast(rule, moment.year)
        if feast is None:
            return Meaning("DATE", None, _part(fields))
        step = fields.step if fields.has("last", "next", "this", "previous", "following", "coming", "past") else None
        if step is not None:
            year = moment.year - (step < 0 and feast >= moment) + (step > 0 and feast <= moment)
        else:
            year, anchor = _nearest_year(resolver, index, feast.month, feast.day)
    found = calendar.feast(rule, year) if year is not None else None
    unit = fields.get("unit") if surface.endswith(("week", "weekend")) else None
    last = surface.rsplit(None, 1)[-1]
    if found is not None and unit is not None and last in ("week", "weekend"):
        return Meaning("DATE", calendar.value_of(found, "WE" if last == "weekend" else "W"), None, anchor)
    return Meaning("DATE", found.isoformat() if found else None, _part(fields), anchor)


def _approximation(resolver: Resolver, match: Match, fields: Fields) -> str | None:
    """The TIMEX3 modifier of a length: of the words in the span, or of "about" just before it."""
    found = fields.get("approx")
    if found:
        return found
    words = resolver.surface(match).lower()
    for words_of, mod in _APPROXIMATORS:
        if words.startswith(words_of) or f" {words_of}" in words:
            return mod
    before = match.first - 2
    if before >= 0 and resolver.scan.class_at(before) == "outside":
        return "APPROX"
    return None


_APPROXIMATORS = (
    ("no more than", "EQUAL_OR_LESS"),
    ("no longer than", "EQUAL_OR_LESS"),
    ("no less than", "EQUAL_OR_MORE"),
    ("no fewer than", "EQUAL_OR_MORE"),
    ("more than", "MORE_THAN"),
    ("less than", "LESS_THAN"),
    ("fewer than", "LESS_THAN"),
    ("at least", "EQUAL_OR_MORE"),
    ("at most", "EQUAL_OR_LESS"),
    ("up to", "EQUAL_OR_LESS"),
    ("as many as", "EQUAL_OR_LESS"),
    ("as much as", "EQUAL_OR_LESS"),
    ("as long as", "EQUAL_OR_LESS"),
    ("as little as", "EQUAL_OR_MORE"),
    ("close to", "LESS_THAN"),
)


def _length(fields: Fields, resolver: Resolver, match: Match) -> str | None:
    unit = fields.unit or ("TS" if fields.get("ordinal") == "2" else None)
    if unit is None:
        return None
    return calendar.period(fields.count(resolver.surface(match)), unit)


def _duration(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    value = _length(fields, resolver, match)
    return Meaning("DURATION", value, _approximation(resolver, match, fields)) if value else None


def _span(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """ "the past six years": a length that ends or begins at the reference time."""
    value = _length(fields, resolver, match)
    unit = fields.unit
    if value is None or unit is None:
        return None
    mod = _approximation(resolver, match, fields)
    count = fields.count(resolver.surface(match))
    of_text = fields.has("previous", "following")
    base = resolver.before_or_created("D" if resolver.narrative else unit) if of_text else resolver.base()
    if base is None or not count.isdigit():
        return Meaning("DURATION", value, mod)
    step = fields.step or 0
    other = calendar.add(base[0], step * int(count), unit)
    if other is None or resolver.created is None:
        return Meaning("DURATION", value, mod)
    begin, end = sorted((base[0], other))
    return Meaning("DURATION", value, mod, base[1], begin, end)


def _units(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """ "recent years", "the coming weeks"."""
    unit = fields.unit
    return Meaning("DURATION", calendar.period("X", unit)) if unit else None


def _plural(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    unit = fields.unit
    return Meaning("DURATION", calendar.period("X", unit)) if unit else None


def _one(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """ "a week" is a length, unless it is a rate: "20 miles a day"."""
    unit = fields.unit
    if unit is None:
        return None
    mod = _approximation(resolver, match, fields)
    if match.last - match.first == 3 and mod is None and _is_rate(resolver, match):
        return Meaning("SET", calendar.period("1", unit))
    return Meaning("DURATION", calendar.period("1", unit), mod)


def _is_rate(resolver: Resolver, match: Match) -> bool:
    """Whether an amount stands shortly before "a day", and nothing that governs it."""
    before = match.first - 2
    if before < 0 or resolver.scan.symbols[match.first - 1] != " ":
        return False
    if resolver.scan.symbols[before] not in "wW%" and resolver.scan.class_at(before) not in (
        *NUMBERS,
        "number",
        "counted",
        "units",
    ):
        return resolver.scan.tokens[before] in ("million", "billion", "trillion", "times", "hours")
    word = resolver.scan.tokens[before].lower()
    if word in _cues() or word.endswith("ed"):
        return False
    return any(
        resolver.scan.class_at(i) in (*NUMBERS, "number", "vague") for i in range(max(0, before - 8), before + 1)
    )


def _elliptic(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """The first number of "five to ten years": the unit stands after the second."""
    if index + 1 >= len(resolver.matches):
        return None
    after = resolver.matches[index + 1]
    unit = resolver.fields(index + 1).unit
    if unit is None or after.first - match.last > 4 or after.resolver not in ("duration", "ago", "span"):
        return None
    return Meaning(
        "DURATION", calendar.period(fields.count(resolver.surface(match)), unit), _approximation(resolver, match, fields)
    )


def _ago(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """ "two years ago" counts from the reference time, "two days earlier" from the last date of the text."""
    unit = fields.unit
    words = resolver.surface(match).lower()
    if unit is None:
        return None
    back = fields.has("ago", "earlier", "previous") or words.endswith(("before", "before that"))
    of_speaker = fields.has("ago", "today", "ref")
    count = fields.count(resolver.surface(match))
    if match.rule == "year_earlier":
        count = "1"
    elif fields.pairs[0][0] == "units":
        count = "X"
    mod = _approximation(resolver, match, fields)
    mod = (
        {
            "MORE_THAN": "BEFORE",
            "LESS_THAN": "AFTER",
            "EQUAL_OR_MORE": "ON_OR_BEFORE",
            "EQUAL_OR_LESS": "ON_OR_AFTER",
        }.get(mod or "", mod)
        if back
        else {
            "MORE_THAN": "AFTER",
            "LESS_THAN": "BEFORE",
            "EQUAL_OR_MORE": "ON_OR_AFTER",
            "EQUAL_OR_LESS": "ON_OR_BEFORE",
        }.get(mod or "", mod)
    )
    if count == "X":
        return Meaning("DATE", "PAST_REF" if back else "FUTURE_REF", mod)
    if unit.startswith("T"):
        return Meaning("DURATION", calendar.period(count, unit), _approximation(resolver, match, fields))
    base = resolver.base() if of_speaker else resolver.before_or_created(unit)
    if base is None or not count.isdigit():
        return Meaning("DATE", None, mod)
    moment = calendar.add(base[0], -int(count) if back else int(count), unit)
    if unit == "DE":
        unit = "Y"
    if match.rule == "year_earlier" and "quarter" in words.split():
        unit = "Q"
    return Meaning("DATE", calendar.value_of(moment, unit) if moment else None, mod, base[1])


def _unit_before(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    unit, part = fields.unit, fields.get("daypart")
    words = resolver.surface(match).lower()
    step = -1 if fields.has("previous", "earlier") or "before" in words else 1
    base = resolver.before_or_created(unit or "D")
    moment = calendar.add(base[0], step * (2 if "before last" in words else 1), unit or "D") if base else None
    value = calendar.value_of(moment, unit or "D") if moment else None
    if part:
        return Meaning("TIME", f"{value}T{part}" if value else None, None, base[1] if base else None)
    return Meaning("DATE", value, None, base[1] if base else None)


def _unit(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """ "last week", "the following year", "the past month"."""
    unit = fields.unit
    if unit is None:
        return None
    words = resolver.surface(match).lower()
    if (fields.has("past") and unit != "WE") or match.rule == "over_next":
        length = calendar.period("1", unit)
        base = resolver.base()
        other = calendar.add(base[0], fields.step or 0, unit) if base else None
        if base is None or other is None:
            return Meaning("DURATION", length)
        return Meaning("DURATION", length, None, base[1], min(base[0], other), max(base[0], other))
    if fields.has("recent") and words.split()[-2] != "latest":
        return Meaning("DATE", "PAST_REF")
    step = -1 if fields.has("recent", "past") else fields.step
    if step is None:
        return None
    of_text = (
        resolver.narrative or fields.has("previous", "following") or (words.startswith("the next") and unit == "D")
    )
    base = resolver.before_or_created(unit) if of_text else resolver.base()
    if base is None:
        return Meaning("DATE", None, _part(fields))
    moment = calendar.add(base[0], step, unit)
    return Meaning("DATE", calendar.value_of(moment, unit) if moment else None, _part(fields), base[1])


def _part_of_unit(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    if fields.has("that", "same"):
        return _anaphor(resolver, index, match, fields)
    return _unit(resolver, index, match, fields)


def _anaphor(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """ "that day", "the same year": the unit in which the last date lies."""
    unit, part = fields.unit, fields.get("daypart")
    base = resolver.previous(*_COUNTABLE.get(unit or "D", ("D",)))
    value = calendar.value_of(base[0], unit or "D") if base else None
    anchor = base[1] if base else None
    if part:
        return Meaning("TIME", f"{value}T{part}" if value else None, _part(fields), anchor)
    return Meaning("DATE", value, _part(fields), anchor)


def _the_unit(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    unit = fields.unit
    if unit is None:
        return None
    if resolver.narrative:
        return _anaphor(resolver, index, match, fields)
    base = (resolver.previous("D") if unit == "D" else None) or resolver.base()
    if base is None:
        return Meaning("DATE", None, _part(fields))
    moment: date | None = base[0]
    if unit == "WE" and base[0].isoweekday() < 5 and resolver.tense(match) != "future":
        moment = calendar.add_days(base[0], -7)
    return Meaning("DATE", calendar.value_of(moment, unit) if moment else None, _part(fields), base[1])


def _named(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """ "last November", "next Tuesday", "this spring", "that same Monday"."""
    step = fields.step or 0
    weekday, season, month = fields.get("weekday"), fields.get("season"), fields.month
    of_text = fields.has("that", "same", "following", "previous")
    base = resolver.before_or_created("D" if weekday else "Y") if of_text else resolver.base()
    mod = _part(fields)
    if base is None:
        return Meaning("DATE", None, mod)
    moment, anchor = base
    if fields.has("coming"):
        step = 1
    elif fields.has("past") or (fields.has("this") and fields.has("last")):
        step = -1
    if weekday:
        ahead = (int(weekday) - moment.isoweekday()) % 7
        if step > 0:
            day = calendar.add_days(moment, ahead or 7)
        elif step < 0:
            day = calendar.add_days(moment, ahead - 7)
        else:
            day = calendar.add_days(moment, int(weekday) - moment.isoweekday())
        kind, value = _with_daypart(day.isoformat() if day else None, fields)
        return Meaning(kind, value, mod, anchor)
    first = calendar.SEASON_MONTH[season] if season else (month or 0)
    length = 3 if season else 1
    year = moment.year
    if step < 0:
        # The latest one that ended before the reference time.
        year -= (first + length - 1) >= moment.month
    elif step > 0:
        year += first <= moment.month
    name = season or f"{first:02d}"
    return Meaning("DATE", f"{year:04d}-{name}", mod, anchor)


def _weekday(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    base = resolver.previous("D") if resolver.narrative else resolver.base()
    day: date | None = None
    if base is not None:
        ahead = (int(fields.get("weekday") or 0) - base[0].isoweekday()) % 7
        future = ahead and not resolver.narrative and resolver.tense(match) == "future"
        day = calendar.add_days(base[0], ahead if future else -(-ahead % 7))
    kind, value = _with_daypart(day.isoformat() if day else None, fields)
    return Meaning(kind, value, _part(fields), base[1] if base else None)


def _weekday_of_week(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    base = resolver.base()
    week = calendar.add_days(base[0], 7 * (fields.step or 0)) if base else None
    day = calendar.add_days(week, int(fields.get("weekday") or 0) - week.isoweekday()) if week else None
    return Meaning("DATE", day.isoformat() if day else None, _part(fields), base[1] if base else None)


def _day_of_month(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """ "the 28th of that month"."""
    base = resolver.previous("D", "M") if fields.has("that", "same") else resolver.base()
    month = calendar.add_months(base[0], fields.step or 0) if base else None
    value = _iso_date(month.year, month.month, int(fields.numbers[0])) if month else None
    return Meaning("DATE", value, None, base[1] if base else None)


def _weekdays(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    return Meaning("SET", f"XXXX-WXX-{fields.get('weekdays')}")


def _daypart(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """ "last night", "this morning", "that evening", "the next morning"."""
    part, clock, step = fields.get("daypart"), fields.get("clockword"), fields.step or 0
    of_text = fields.has("that", "same", "next", "following", "previous") or resolver.narrative
    base = resolver.before_or_created("DAYPART") if of_text else resolver.base()
    day = calendar.add_days(base[0], step) if base else None
    value = f"{day.isoformat()}T{part or clock}" if day else None
    return Meaning("TIME", value, _part(fields), base[1] if base else None)


def _today(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    step = int(fields.get("today") or 0) * (2 if match.rule == "day_before_yesterday" else 1)
    if resolver.narrative:
        return Meaning("DATE", "PRESENT_REF" if step == 0 else None)
    base = resolver.base()
    day = calendar.add_days(base[0], step) if base else None
    kind, value = _with_daypart(day.isoformat() if day else None, fields)
    return Meaning(kind, value, _part(fields), base[1] if base else None)


def _tonight(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    base = None if resolver.narrative else resolver.base()
    return Meaning("TIME", f"{base[0].isoformat()}TNI" if base else None, _part(fields), base[1] if base else None)


def _overnight(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    base = resolver.base()
    return Meaning("TIME", f"{base[0].isoformat()}TNI" if base else None, None, base[1] if base else None)


def _the_daypart(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    base = resolver.previous("D")
    value = f"{base[0].isoformat()}T{fields.get('daypart')}" if base else None
    return Meaning("TIME", value, _part(fields), base[1] if base else None)


def _times_per(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    unit = fields.unit or "D"
    return Meaning("SET", calendar.period("1", unit))


def _every(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    weekday, part, season, month, unit = (
        fields.get("weekday"),
        fields.get("daypart"),
        fields.get("season"),
        fields.month,
        fields.unit,
    )
    if weekday:
        return Meaning("SET", f"XXXX-WXX-{weekday}")
    if part:
        return Meaning("SET", f"XXXX-XX-XXT{part}")
    if season:
        return Meaning("SET", f"XXXX-{season}")
    if month:
        return Meaning("SET", f"XXXX-{month:02d}")
    if unit is None:
        return None
    words = resolver.surface(match).lower()
    count = "2" if "other" in words else fields.get("ordinal") or fields.count(resolver.surface(match))
    return Meaning("SET", calendar.period(count, unit))


def _per(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    unit = fields.unit
    return Meaning("SET", calendar.period("1", unit)) if unit else None


def _frequency(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    return Meaning("SET", fields.get("frequency"))


def _lasting(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    unit = fields.unit
    return Meaning("DURATION", fields.get("lasting") or (calendar.period("1", unit) if unit else None))


def _year(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    digits = fields.numbers[0]
    era = fields.get("era", "dotera")
    if match.rule == "era_range":
        era = "BC"
    if era == "BC":
        return Meaning("DATE", f"BC{int(digits):04d}", _part(fields))
    if era == "AD":
        return Meaning("DATE", f"{int(digits):04d}", _part(fields))
    year = int(digits) if len(digits) == 4 else _two_digit_year(digits, resolver.created)
    if match.rule == "year" and not _reads_as_year(resolver, match, year):
        return None
    return Meaning("DATE", f"{year:04d}", _part(fields))


def _reads_as_year(resolver: Resolver, match: Match, year: int) -> bool:
    """Whether a bare four-digit number is a year: by what stands before it, or by its size where nothing does."""
    scan = resolver.scan
    before = match.first - 1
    if before >= 0 and scan.symbols[before] == " ":
        before -= 1
        if before >= 0 and scan.class_at(before) in ("approx", "outside"):
            return scan.tokens[before].lower() in ("around", "about", "circa") and 1900 <= year <= 2039
        if before >= 0 and (
            scan.class_at(before) == "prep" or scan.tokens[before].lower() in ("of", "and", "the", "or")
        ):
            return year >= 1400 or scan.class_at(before) == "prep"
        if before >= 0 and scan.symbols[before] in "wW" and scan.tokens[before].lower() in _DESIGNATORS:
            return False
        return 1800 <= year <= 2039
    return 1400 <= year <= 2039 or resolver.narrative


_DESIGNATORS = frozenset(
    (
        *("flight", "route", "highway", "room", "windows", "office", "page", "section", "article", "boeing", "airbus"),
        *("channel", "unit", "apollo", "line", "no", "box", "suite", "building", "resolution", "bill", "act", "law"),
        *("directive", "regulation", "number", "gate", "model", "class", "series", "paragraph", "convention"),
    )
)


def _short_year(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    first = int(resolver.scan.tokens[match.first - 2])
    year = first - first % 100 + int(fields.numbers[0])
    return Meaning("DATE", f"{year:04d}") if year > first else None


def _apostrophe_year(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    return Meaning("DATE", f"{_two_digit_year(fields.numbers[0], resolver.created):04d}")


def _post_year(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    year = int(fields.numbers[0])
    if resolver.surface(match).lower().startswith("post"):
        return Meaning("DATE", f"{year:04d}", "AFTER", None, calendar.day(year + 1, 1, 1), None)
    return Meaning("DATE", f"{year:04d}", "BEFORE", None, None, calendar.day(year - 1, 12, 31))


def _ref(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    words = resolver.surface(match).lower()
    if fields.has("past", "recent"):
        return Meaning("DATE", "PAST_REF")
    found = fields.get("ref", "current", "present", "moment", "future")
    if found in ("PRESENT_REF", "PAST_REF", "FUTURE_REF"):
        return Meaning("DATE", found)
    if words.endswith(("term", "run")):
        return Meaning("DATE", "FUTURE_REF")
    return Meaning("DATE", "PRESENT_REF")


def _soon(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    """ "soon" looks ahead only from the speaker's time; "he soon left" tells a sequence."""
    if resolver.narrative or resolver.tense(match) == "past":
        return None
    return Meaning("DATE", "FUTURE_REF")


def _former(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    # News guidelines leave the adjective unmarked, those for histories (TIMEX2, WikiWars) mark it.
    return Meaning("DATE", "PAST_REF") if resolver.narrative else None


def _nothing(resolver: Resolver, index: int, match: Match, fields: Fields) -> Meaning | None:
    return None


def _clock(
    resolver: Resolver, index: int, match: Match, fields: Fields, meanings: Sequence[Meaning | None]
) -> Meaning | None:
    """A time of day, on the day the sentence names, or else the last one named, or else the creation time."""
    clock = fields.get("clockword")
    part = fields.get("twilight")
    zone = fields.get("zone") or ""
    if clock is None and part is None:
        numbers = fields.numbers
        if match.rule == "clock_oclock" and not numbers:
            numbers = [fields.count(resolver.surface(match))]
        if len(numbers[0]) == 4:
            numbers = [numbers[0][:2], numbers[0][2:]]
        hour, minute = int(numbers[0]), (numbers[1] if len(numbers) > 1 else "00")
        half = fields.get("ampm", "dotted")
        if match.rule == "clock_range":
            half = (
                next((value for _, value in resolver.fields(index + 1).pairs if value in ("am", "pm")), None)
                if index + 1 < len(resolver.matches)
                else None
            )
        if half:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + 12 * (half == "pm")
        if hour > 24 or int(minute) > 59 or len(minute) != 2:
            return None
        clock = f"{hour:02d}:{minute}"
    found = _day_of_clock(resolver, index, match, meanings)
    if found is None:
        return Meaning("TIME")
    day, anchor = found
    return Meaning("TIME", f"{day.isoformat()}T{clock or part}{zone}", None, anchor, day, day)


def _day_of_clock(
    resolver: Resolver, index: int, match: Match, meanings: Sequence[Meaning | None]
) -> tuple[date, str | int] | None:
    for other in (index + 1, index + 2, index - 1, index - 2):
        if not 0 <= other < len(meanings) or abs(resolver.matches[other].first - match.first) > _NEAR:
            continue
        meaning = meanings[other]
        if meaning and meaning.value and meaning.begin and calendar.grain(meaning.value) == "D":
            return meaning.begin, other
    if resolver.narrative:
        for other in range(index - 1, max(-1, index - 8), -1):
            meaning = meanings[other]
            if meaning and meaning.value and meaning.begin and calendar.grain(meaning.value) == "D":
                return meaning.begin, other
        return None
    return resolver.base()


_Resolve = Callable[[Resolver, int, Match, Fields], Meaning | None]
_RESOLVERS: dict[str, _Resolve] = {
    "ago": _ago,
    "anaphor": _anaphor,
    "apostrophe_year": _apostrophe_year,
    "century": _century,
    "day_month": _day_month,
    "day_of_month": _day_of_month,
    "daypart": _daypart,
    "daypart_of": _daypart_of,
    "decade": _decade,
    "dtg": _dtg,
    "duration": _duration,
    "elliptic": _elliptic,
    "every": _every,
    "former": _former,
    "frequency": _frequency,
    "half_year": _half_year,
    "holiday": _holiday,
    "iso": _iso,
    "lasting": _lasting,
    "month": _month,
    "month_day": _month_day,
    "month_year": _month_year,
    "named": _named,
    "nothing": _nothing,
    "nth_unit": _nth_unit,
    "one": _one,
    "overnight": _overnight,
    "part_of_unit": _part_of_unit,
    "per": _per,
    "plural": _plural,
    "post_year": _post_year,
    "quarter": _quarter,
    "range_day": _range_day,
    "range_first": _range_first,
    "ref": _ref,
    "season": _season,
    "short_year": _short_year,
    "slashed": _slashed,
    "soon": _soon,
    "span": _span,
    "the_daypart": _the_daypart,
    "the_unit": _the_unit,
    "times_per": _times_per,
    "today": _today,
    "tonight": _tonight,
    "turn": _turn,
    "unit": _unit,
    "unit_before": _unit_before,
    "units": _units,
    "week_of": _week_of,
    "weekday": _weekday,
    "weekday_of_week": _weekday_of_week,
    "weekdays": _weekdays,
    "year": _year,
}
