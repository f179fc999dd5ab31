"""Times counted from another: from the creation time, or from the last time of the text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from copydesk.timex import calendar
from copydesk.timex.context import COUNTABLE, Context, Meaning
from copydesk.timex.dates import iso_date
from copydesk.timex.expression import Expression
from copydesk.timex.lengths import approximation


def ago(context: Context, time: Expression) -> Meaning | None:
    """ "two years ago" counts from the reference time, "two days earlier" from the last date of the text."""
    unit = time.unit
    words = time.surface.lower()
    if unit is None:
        return None
    back = time.has("ago", "earlier", "previous") or words.endswith(("before", "before that"))
    of_speaker = time.has("ago", "today", "ref")
    count = time.count()
    if time.rule == "year_earlier":
        count = "1"
    elif time.pairs[0][0] == "units" or (
        words.startswith("some ") and not (time.numbers or time.has("number", "half", "a"))
    ):
        count = "X"
    mod = approximation(context, time) if count != "X" or time.has("vague") else None
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
        return Meaning("DURATION", calendar.period(count, unit), approximation(context, time))
    on = time.get("weekday")
    base = context.base() if of_speaker or on else context.before_or_created(unit)
    if base is not None and on:
        base = _weekday_beside(base, int(on), back)
    steps, step_unit = (count, unit) if count.isdigit() else (_months(count, unit), "M")
    if base is None or not steps:
        return Meaning("DATE", None, mod)
    moment = calendar.add(base[0], -int(steps) if back else int(steps), step_unit)
    if unit in ("DE", "CE"):
        unit = "Y"
    if time.rule == "year_earlier" and "quarter" in words.split():
        unit = "Q"
    if time.has("today", "weekday"):
        # "a week ago Monday" and "two weeks from today" name the day.
        unit = "D"
    elif time.has("this"):
        unit = time.pairs[-1][1]
    return Meaning("DATE", calendar.value_of(moment, unit) if moment else None, mod, base[1])


def _weekday_beside(base: tuple[date, str | int], weekday: int, back: bool) -> tuple[date, str | int] | None:
    """The weekday nearest to the reference time, on or before it or on or after it."""
    ahead = (weekday - base[0].isoweekday()) % 7
    day = calendar.add_days(base[0], -(-ahead % 7) if back else ahead)
    return (day, base[1]) if day else None


def _months(count: str, unit: str) -> str:
    """The months in a broken number of years, decades or centuries ("a century and a half"); "" for other units."""
    years = {"Y": 1, "DE": 10, "CE": 100}.get(unit)
    return str(int(Decimal(count) * 12 * years)) if years else ""


def unit_before(context: Context, time: Expression) -> Meaning | None:
    unit, part = time.unit, time.get("daypart")
    words = time.surface.lower()
    if words.endswith(("before", "after")) and _names_an_event(context, time.last):
        # "the day after she left" is counted from what no date here tells.
        return Meaning("TIME" if part else "DATE")
    step = -1 if time.has("previous", "earlier") or "before" in words else 1
    base = context.before_or_created(unit or "D")
    moment = calendar.add(base[0], step * (2 if "before last" in words else 1), unit or "D") if base else None
    value = calendar.value_of(moment, unit or "D") if moment else None
    if part:
        return Meaning("TIME", f"{value}T{part}" if value else None, None, base[1] if base else None)
    return Meaning("DATE", value, None, base[1] if base else None)


def _names_an_event(context: Context, token: int) -> bool:
    scan = context.scan
    if scan.symbols[token : token + 1] != " " or token + 1 >= len(scan.tokens):
        return False
    return scan.symbols[token + 1] == "W" or scan.tokens[token + 1].lower() in _EVENT_OPENERS


_EVENT_OPENERS = frozenset(
    (
        *("the", "a", "an", "this", "that", "these", "those", "its", "his", "her", "their", "our", "my", "your"),
        *("i", "he", "she", "it", "we", "you", "they", "there", "being", "having"),
    )
)


def same_unit(context: Context, time: Expression) -> Meaning | None:
    """ "the same quarter last year": of the quarter the text has just named, or the one of the creation time."""
    unit = time.unit or "D"
    base = context.previous(unit) or context.base()
    moment = calendar.add_months(base[0], -12) if base else None
    return Meaning("DATE", calendar.value_of(moment, unit) if moment else None, None, base[1] if base else None)


def unit(context: Context, time: Expression) -> Meaning | None:
    """ "last week", "the following year", "the past month"."""
    unit = time.unit
    if unit is None:
        return None
    words = time.surface.lower()
    # "last decade" is one of the calendar, "the last decade" ends now.
    ends_now = (time.has("past") and unit != "WE") or (unit == "DE" and words.startswith("the last"))
    if ends_now or time.rule == "over_next":
        length = calendar.period("1", unit)
        base = context.base()
        other = calendar.add(base[0], time.step or 0, unit) if base else None
        if base is None or other is None:
            return Meaning("DURATION", length)
        return Meaning("DURATION", length, None, base[1], min(base[0], other), max(base[0], other))
    if time.has("recent") and words.split()[-2] != "latest":
        return Meaning("DATE", "PAST_REF")
    step = -1 if time.has("recent", "past") else time.step
    if step is None:
        return None
    of_text = context.narrative or time.has("previous", "following") or (words.startswith("the next") and unit == "D")
    base = context.before_or_created(unit) if of_text else context.base()
    if base is None:
        return Meaning("DATE", None, time.part)
    moment = calendar.add(base[0], step, unit)
    return Meaning("DATE", calendar.value_of(moment, unit) if moment else None, time.part, base[1])


def part_of_unit(context: Context, time: Expression) -> Meaning | None:
    if time.has("that", "same"):
        return anaphor(context, time)
    return unit(context, time)


def anaphor(context: Context, time: Expression) -> Meaning | None:
    """ "that day", "the same year": the unit in which the last date lies."""
    unit, part = time.unit, time.get("daypart")
    base = context.previous(*COUNTABLE.get(unit or "D", ("D",)))
    value = calendar.value_of(base[0], unit or "D") if base else None
    anchor = base[1] if base else None
    if part:
        return Meaning("TIME", f"{value}T{part}" if value else None, time.part, anchor)
    return Meaning("DATE", value, time.part, anchor)


def the_unit(context: Context, time: Expression) -> Meaning | None:
    unit = time.unit
    if unit is None:
        return None
    if context.narrative:
        return anaphor(context, time)
    base = (context.previous("D") if unit == "D" else None) or context.base()
    if base is None:
        return Meaning("DATE", None, time.part)
    moment: date | None = base[0]
    if unit == "WE" and base[0].isoweekday() < 5 and context.tense(time) != "future":
        moment = calendar.add_days(base[0], -7)
    return Meaning("DATE", calendar.value_of(moment, unit) if moment else None, time.part, base[1])


def named(context: Context, time: Expression) -> Meaning | None:
    """ "last November", "next Tuesday", "this spring", "that same Monday"."""
    step = time.step or 0
    weekday, season, month = time.get("weekday"), time.get("season"), time.month
    of_text = time.has("that", "same", "following", "previous")
    base = context.before_or_created("D" if weekday else "Y") if of_text else context.base()
    mod = time.part
    if base is None:
        return Meaning("DATE", None, mod)
    moment, anchor = base
    if time.has("coming"):
        step = 1
    elif time.has("past") or (time.has("this") and time.has("last")):
        step = -1
    if weekday:
        ahead = (int(weekday) - moment.isoweekday()) % 7
        if step > 0:
            day = calendar.add_days(moment, ahead or 7)
        elif step < 0:
            day = calendar.add_days(moment, ahead - 7)
        else:
            day = calendar.add_days(moment, int(weekday) - moment.isoweekday())
        kind, value = time.with_part_of_day(day.isoformat() if day else None)
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


def weekday(context: Context, time: Expression) -> Meaning | None:
    base = context.previous("D") if context.narrative else context.base()
    day: date | None = None
    first = context.range_begun_before(time)
    if first is not None:
        base = first
        day = calendar.add_days(first[0], (int(time.get("weekday") or 0) - first[0].isoweekday()) % 7)
    elif base is not None:
        ahead = (int(time.get("weekday") or 0) - base[0].isoweekday()) % 7
        future = ahead and not context.narrative and context.tense(time) == "future"
        day = calendar.add_days(base[0], ahead if future else -(-ahead % 7))
    kind, value = time.with_part_of_day(day.isoformat() if day else None)
    return Meaning(kind, value, time.part, base[1] if base else None)


def weekday_of_week(context: Context, time: Expression) -> Meaning | None:
    base = context.base()
    week = calendar.add_days(base[0], 7 * (time.step or 0)) if base else None
    day = calendar.add_days(week, int(time.get("weekday") or 0) - week.isoweekday()) if week else None
    return Meaning("DATE", day.isoformat() if day else None, time.part, base[1] if base else None)


def day_of_month(context: Context, time: Expression) -> Meaning | None:
    """ "the 28th of that month"."""
    base = context.previous("D", "M") if time.has("that", "same") else context.base()
    month = calendar.add_months(base[0], time.step or 0) if base else None
    value = iso_date(month.year, month.month, int(time.numbers[0])) if month else None
    return Meaning("DATE", value, None, base[1] if base else None)


def daypart(context: Context, time: Expression) -> Meaning | None:
    """ "last night", "this morning", "that evening", "the next morning"."""
    part, clock, step = time.get("daypart"), time.get("clockword"), time.step or 0
    of_text = time.has("that", "same", "next", "following", "previous") or context.narrative
    base = context.before_or_created("DAYPART") if of_text else context.base()
    day = calendar.add_days(base[0], step) if base else None
    value = f"{day.isoformat()}T{part or clock}" if day else None
    return Meaning("TIME", value, time.part, base[1] if base else None)


def today(context: Context, time: Expression) -> Meaning | None:
    step = int(time.get("today") or 0) * (2 if time.rule == "day_before_yesterday" else 1)
    if context.narrative:
        return Meaning("DATE", "PRESENT_REF" if step == 0 else None)
    base = context.base()
    day = calendar.add_days(base[0], step) if base else None
    kind, value = time.with_part_of_day(day.isoformat() if day else None)
    return Meaning(kind, value, time.part, base[1] if base else None)


def tonight(context: Context, time: Expression) -> Meaning | None:
    base = None if context.narrative else context.base()
    return Meaning("TIME", f"{base[0].isoformat()}TNI" if base else None, time.part, base[1] if base else None)


def overnight(context: Context, time: Expression) -> Meaning | None:
    base = context.base()
    return Meaning("TIME", f"{base[0].isoformat()}TNI" if base else None, None, base[1] if base else None)


def the_daypart(context: Context, time: Expression) -> Meaning | None:
    base = context.previous("D")
    value = f"{base[0].isoformat()}T{time.get('daypart')}" if base else None
    return Meaning("TIME", value, time.part, base[1] if base else None)


def ref(context: Context, time: Expression) -> Meaning | None:
    words = time.surface.lower()
    if time.has("past", "recent"):
        return Meaning("DATE", "PAST_REF")
    found = time.get("ref", "current", "present", "moment", "future")
    if found in ("PRESENT_REF", "PAST_REF", "FUTURE_REF"):
        return Meaning("DATE", found)
    if words.endswith(("term", "run")):
        return Meaning("DATE", "FUTURE_REF")
    return Meaning("DATE", "PRESENT_REF")


def soon(context: Context, time: Expression) -> Meaning | None:
    """ "soon" looks ahead only from the speaker's time; "he soon left" tells a sequence."""
    if context.narrative or context.tense(time) == "past":
        return None
    return Meaning("DATE", "FUTURE_REF")


def former(context: Context, time: Expression) -> Meaning | None:
    # News guidelines leave the adjective unmarked, those for histories (TIMEX2, WikiWars) mark it.
    return Meaning("DATE", "PAST_REF") if context.narrative else None


def nothing(context: Context, time: Expression) -> Meaning | None:
    return None
