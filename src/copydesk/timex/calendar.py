"""Calendar arithmetic over TIMEX3 values: shifting, intervals, seasons, quarters, movable feasts.

A *unit* is a TIMEX3 unit letter: ``D W M Q Y`` and ``WE`` (weekend), ``FN`` (fortnight), ``DE`` (decade), ``CE``
(century), ``ML`` (millennium), ``TH TM TS`` (hour, minute, second). Weeks are ISO 8601 weeks, seasons are the
meteorological ones of the northern hemisphere, as news agencies there use them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

_MULTIPLES = {"FN": (2, "W"), "Q": (3, "M"), "DE": (10, "Y"), "CE": (100, "Y"), "ML": (1000, "Y")}
SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
# Days of the week and dates of a part of the day are a day's; coarser grains come last.
_GRAINS = (
    ("D", re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?")),
    ("M", re.compile(r"(\d{4})-(\d\d)")),
    ("Y", re.compile(r"(\d{4})")),
    ("W", re.compile(r"(\d{4})-W(\d\d)(-WE)?")),
    ("Q", re.compile(r"(\d{4})-Q([1-4])")),
    ("H", re.compile(r"(\d{4})-H([12])")),
    ("S", re.compile(r"(\d{4})-(SP|SU|FA|WI)")),
    ("DE", re.compile(r"(\d{3})")),
    ("CE", re.compile(r"(\d{2})")),
)


def day(year: int, month: int, day_of_month: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    if not 1 <= year <= 9999 or not 1 <= month <= 12 or not 1 <= day_of_month <= monthrange(year, month)[1]:
        return None
    return date(year, month, day_of_month)


def add_months(base: date, months: int) -> date | None:
    """`base` moved by months, on the month's last day where the day does not exist; None outside years 1 to 9999."""
    index = base.year * 12 + base.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(base.day, monthrange(year, month + 1)[1]))


def add_days(base: date, days: int) -> date | None:
    """`base` moved by days; None outside years 1 to 9999."""
    try:
        return base + timedelta(days=days)
    except OverflowError:
        return None


def add(base: date, count: int, unit: str) -> date | None:
    """`base` moved by `count` units; None where the unit is finer than a day or the result is out of range."""
    match unit:
        case "D":
            return add_days(base, count)
        case "W" | "WE":
            return add_days(base, 7 * count)
        case "FN":
            return add_days(base, 14 * count)
        case "M":
            return add_months(base, count)
        case "Q":
            return add_months(base, 3 * count)
        case "Y":
            return add_months(base, 12 * count)
        case "DE":
            return add_months(base, 120 * count)
        case "CE":
            return add_months(base, 1200 * count)
    return None


def value_of(moment: date, unit: str) -> str | None:
    """The TIMEX3 value of the `unit` that `moment` lies in; None for units finer than a day."""
    match unit:
        case "D":
            return moment.isoformat()
        case "W" | "FN" | "WE":
            year, week, _ = moment.isocalendar()
            return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "WE" else "")
        case "M":
            return f"{moment.year:04d}-{moment.month:02d}"
        case "Q":
            return f"{moment.year:04d}-Q{(moment.month + 2) // 3}"
        case "Y":
            return f"{moment.year:04d}"
        case "DE":
            return f"{moment.year // 10:03d}"
        case "CE":
            return f"{moment.year // 100:02d}"
    return None


def period(count: str, unit: str) -> str:
    """The TIMEX3 duration of `count` (a number or X) units: ``P6Y``, ``PT16H``, ``P20Y`` for two decades.

    ISO 8601 has no letter for units beyond the year; TempEval-3 and MEANTIME write them as years.
    """
    if unit in _MULTIPLES:
        many, unit = _MULTIPLES[unit]
        count = count if count == "X" else f"{(Decimal(count) * many).normalize():f}"
    if unit == "WE":
        return f"P{count}WE"
    return f"PT{count}{unit[1]}" if unit.startswith("T") else f"P{count}{unit}"


@lru_cache(maxsize=4096)
def grain(value: str) -> str | None:
    """How fine a date value is: ``D M Y W Q H S DE CE``; None where it is no calendar date."""
    for name, pattern in _GRAINS:
        if pattern.fullmatch(value):
            return name
    return None


@lru_cache(maxsize=4096)
def interval(value: str) -> tuple[date, date] | None:
    """First and last day of a TIMEX3 date or time value; None for references, durations, sets and years before 1."""
    for name, pattern in _GRAINS:
        found = pattern.fullmatch(value)
        if not found:
            continue
        year = int(found[1])
        match name:
            case "D":
                first = day(year, int(found[2]), int(found[3]))
                return (first, first) if first else None
            case "M":
                return _months(year, int(found[2]), 1)
            case "Y":
                return _months(year, 1, 12)
            case "W":
                try:
                    start = date.fromisocalendar(year, int(found[2]), 6 if found[3] else 1)
                    return start, date.fromisocalendar(year, int(found[2]), 7)
                except ValueError:
                    return None
            case "Q":
                return _months(year, 3 * int(found[2]) - 2, 3)
            case "H":
                return _months(year, 6 * int(found[2]) - 5, 6)
            case "S":
                return _months(year, SEASON_MONTH[found[2]], 3)
            case "DE":
                return _months(year * 10, 1, 120)
            case "CE":
                return _months(year * 100, 1, 1200)
    return None


def _months(year: int, month: int, count: int) -> tuple[date, date] | None:
    first = day(year, month, 1)
    after = add_months(first, count - 1) if first else None
    if first is None or after is None:
        return None
    return first, date(after.year, after.month, monthrange(after.year, after.month)[1])


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The `nth` (from 1; -1 is the last) ISO `weekday` (1 Monday) of a month."""
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computus; Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    week = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * week) // 433
    month = (h + week - 7 * m + 90) // 25
    return date(year, month, (h + week - 7 * m + 33 * month + 19) % 32)


_WEEKDAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}


def feast(rule: str, year: int) -> date | None:
    """The day of a holiday in `year`. `rule` is ``MM-DD``, ``MM sun 2 [+days]`` or ``easter [days]``."""
    if not 1 <= year <= 9999:
        return None
    words = rule.split()
    if words[0] == "easter":
        return add_days(easter(year), int(words[1])) if 1583 <= year <= 9998 else None
    if len(words) == 1:
        return day(year, int(rule[:2]), int(rule[3:]))
    moment = nth_weekday(year, int(words[0]), _WEEKDAYS[words[1]], int(words[2]))
    return add_days(moment, int(words[3])) if len(words) == 4 else moment
