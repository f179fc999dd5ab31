"""Stretches named by their place in a larger one: quarters, halves, seasons, holidays, "the last week of March"."""

from __future__ import annotations

import re
from functools import cache

from copydesk import lexicon
from copydesk.timex import calendar
from copydesk.timex.context import Context, Meaning
from copydesk.timex.dates import month_and_day, month_day, nearest_year, year_of
from copydesk.timex.expression import Expression
from copydesk.timex.relative import named, unit, weekday

#: What is named after a feast is no day. A list, since a name may also begin there: "On Easter Maren Holt said".
_NAMED = re.compile(r" (?:Accords?|Agreement|Carol|Islands?|Islanders?|Parade)\b")


@cache
def _feasts() -> dict[str, str]:
    rows = sorted(lexicon.load("times_holidays"), key=lambda row: -len(row["name"]))
    return {row["name"].lower(): row["date"] for row in rows}


def quarter(context: Context, time: Expression) -> Meaning | None:
    numbers = time.numbers
    number = time.ordinal
    if time.rule == "quarter_code":
        number, numbers = int(numbers[0]), numbers[1:]
    elif time.has("suffix"):
        numbers = numbers[1:]
    if time.has("previous") or (time.has("next") and not numbers):
        return unit(context, time)
    if number == -1 and not numbers and "of" not in time.surface:
        return unit(context, time)
    number = 4 if number == -1 else number
    if number is None or not 1 <= number <= 4:
        return None
    return _share_of_year(context, time, numbers, f"Q{number}", 3 * number - 2)


def half_year(context: Context, time: Expression) -> Meaning | None:
    numbers = time.numbers
    number = {1: 1, 2: 2, -1: 2, None: 2}.get(time.ordinal)
    if time.rule == "half_year_code":
        number, numbers = int(numbers[0]), numbers[1:]
    if number is None or number > 2:
        return None
    return _share_of_year(context, time, numbers, f"H{number}", 6 * number - 5)


def _share_of_year(context: Context, time: Expression, numbers: list[str], name: str, month: int) -> Meaning | None:
    year: int | None
    if numbers:
        year, anchor, _ = year_of(context, time, numbers[0])
    elif time.unit == "Y" or ("Y" in [value for _, value in time.pairs]):
        rest = time.only([pair for pair in time.pairs if pair[1] != "Q"])
        only_last = time.only(rest.pairs[1:]) if rest.pairs and rest.pairs[0][0] in ("last", "final") else rest
        year, anchor, _ = year_of(context, only_last, None)
    else:
        base = context.base()
        if base is None:
            return Meaning("DATE")
        moment, anchor = base
        year = moment.year
        if not context.narrative:
            gap, tense = month - moment.month, context.tense(time)
            if gap > (2 if tense == "past" else 5):
                year -= 1
            elif gap < -8 and tense == "future":
                year += 1
    return Meaning("DATE", f"{year:04d}-{name}" if year is not None else None, None, anchor)


def nth_unit(context: Context, time: Expression) -> Meaning | None:
    """ "the last week of March", "the first day of 1990"."""
    number, unit = time.ordinal, time.unit
    numbers = time.numbers[1:] if time.has("suffix") else time.numbers
    if number is None or unit is None:
        return None
    whole: str | None
    anchor: str | int | None
    if time.month is not None:
        rest = time.only(
            [pair for pair in time.pairs if pair[1] != unit and pair[0] not in ("ordinal", "final", "suffix")]
        )
        part = month_and_day(context, rest, None, numbers[0] if numbers else None)
        whole, anchor = (part.value, part.anchor) if part else (None, None)
    elif numbers and "s" not in context.scan.tokens[time.last - 1]:
        whole, anchor = numbers[0], None
    else:
        base = context.before_or_created("Y")
        units = [value for name, value in time.pairs if name == "unit"]
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


def season(context: Context, time: Expression) -> Meaning | None:
    season = time.get("season")
    assert season is not None
    year, anchor, named = year_of(context, time, time.numbers[0] if time.numbers else None)
    if not named:
        year, anchor = nearest_year(context, time, calendar.SEASON_MONTH[season], None)
    return Meaning("DATE", f"{year:04d}-{season}" if year is not None else None, time.part, anchor)


def holiday(context: Context, time: Expression) -> Meaning | None:
    """A feast. What it gave its name to is none: "Easter Island", "the Christmas Truce"."""
    if _NAMED.match(context.scan.text, context.scan.starts[time.last]):
        return None
    surface = time.surface.lower().replace("’", "'")
    name = next(name for name in _feasts() if name in surface)
    rule = _feasts()[name]
    if not rule:
        # A feast of a lunar calendar, or one on different days in different countries.
        return Meaning("DATE")
    if rule[4:5] == "-":
        return Meaning("DATE", rule)
    rest = time.only([pair for pair in time.pairs if pair[1] not in ("D", "NI")])
    year, anchor, named = year_of(context, rest, next((n for n in time.numbers if len(n) == 4), None))
    if not named:
        base = context.base()
        if base is None:
            return Meaning("DATE", None, time.part)
        moment, anchor = base
        feast = calendar.feast(rule, moment.year)
        if feast is None:
            return Meaning("DATE", None, time.part)
        step = time.step if time.has("last", "next", "this", "previous", "following", "coming", "past") else None
        if step is not None:
            year = moment.year - (step < 0 and feast >= moment) + (step > 0 and feast <= moment)
        else:
            year, anchor = nearest_year(context, time, feast.month, feast.day)
    found = calendar.feast(rule, year) if year is not None else None
    unit = time.get("unit") if surface.endswith(("week", "weekend")) else None
    last = surface.rsplit(None, 1)[-1]
    if found is not None and unit is not None and last in ("week", "weekend"):
        if last == "weekend" and found.isoweekday() == 1:
            # The weekend of a feast on a Monday is the one before it.
            found = calendar.add_days(found, -1) or found
        return Meaning("DATE", calendar.value_of(found, "WE" if last == "weekend" else "W"), None, anchor)
    return Meaning("DATE", found.isoformat() if found else None, time.part, anchor)


def day_around(context: Context, time: Expression) -> Meaning | None:
    """ "the day after Christmas", "the week before May 5": a step from the date that follows."""
    unit, part = (time.get("unit"), time.get("daypart"))
    number = next(i for i, (name, _) in enumerate(time.pairs) if name in ("unit", "daypart"))
    inner = time.only([pair for pair in time.pairs[number + 1 :] if pair[0] != "following"])
    if inner.month is not None and inner.numbers:
        found = month_day(context, inner)
    elif any(name in time.surface.lower().replace("’", "'") for name in _feasts()):
        found = holiday(context, inner)
    else:
        found = (named if inner.has("last", "next", "this") else weekday)(context, inner)
    kind = "TIME" if part else "DATE"
    whole = calendar.interval(found.value) if found and found.value else None
    if found is None or whole is None:
        return Meaning(kind)
    step = -1 if "before" in time.surface.lower().split() else 1
    moment = calendar.add(whole[0], step, unit or "D")
    value = calendar.value_of(moment, unit or "D") if moment else None
    if part and value:
        value = f"{value}T{part}"
    return Meaning(kind, value, None, found.anchor)
