"""Dates that name their day, month, year, decade or century."""

from __future__ import annotations

from datetime import date

from copydesk.timex import calendar
from copydesk.timex.context import Context, Meaning
from copydesk.timex.expression import Expression


def two_digit_year(digits: str, created: date | None) -> int:
    """The year in the hundred years that end ten years after the creation time (or with 2035)."""
    last = (created.year if created else 2025) + 10
    year = last - last % 100 + int(digits)
    return year if year <= last else year - 100


def year_of(context: Context, time: Expression, digits: str | None) -> tuple[int | None, str | int | None, bool]:
    """Year, its anchor, and whether the words name a year at all ("1998", "'98", "of last year")."""
    if digits is not None:
        return (int(digits) if len(digits) > 2 else two_digit_year(digits, context.created)), None, True
    if time.unit == "Y":
        step = time.step or 0
        of_text = time.has("that", "same", "previous", "following") or context.narrative
        base = context.before_or_created("Y") if of_text else context.base()
        return (base[0].year + step, base[1], True) if base else (None, None, True)
    return None, None, False


def nearest_year(
    context: Context, time: Expression, month: int, day: int | None
) -> tuple[int | None, str | int | None]:
    """The year of a month or day that is named without one."""
    shared = context.shared_year(time.index)
    if shared is not None:
        return shared, time.index + 1
    base = context.base()
    if base is None:
        return None, None
    moment, anchor = base
    if context.narrative:
        return moment.year, anchor
    joined = context.joined_before(time)
    if joined is not None:
        first, index = joined
        return first.year + (month < first.month), index
    tense = context.tense(time)
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


def iso_date(year: int, month: int, day: int | None) -> str | None:
    if day is None:
        return f"{year:04d}-{month:02d}"
    moment = calendar.day(year, month, day)
    return moment.isoformat() if moment else None


def month_and_day(context: Context, time: Expression, day: int | None, year_digits: str | None) -> Meaning | None:
    month = time.month
    if month is None:
        return None
    era = time.get("era", "dotera")
    year, anchor, named = year_of(context, time, year_digits)
    if not named:
        year, anchor = nearest_year(context, time, month, day)
        weekday = time.get("weekday", "wday")
        if year is not None and weekday is not None and day is not None:
            year = _year_of_weekday(year, month, day, int(weekday))
    if era == "BC":
        return Meaning("DATE", f"BC{year:04d}-{month:02d}" if year else None, time.part)
    if year is not None and day is not None and calendar.day(year, month, day) is None and day > 28:
        return None
    value = iso_date(year, month, day) if year is not None else None
    kind, value = time.with_part_of_day(value)
    return Meaning(kind, value, time.part, anchor)


def _year_of_weekday(year: int, month: int, day: int, weekday: int) -> int:
    """The year next to `year` in which the date falls on the weekday that stands with it; `year` if none does."""
    for near in (year, year + 1, year - 1):
        moment = calendar.day(near, month, day)
        if moment is not None and moment.isoweekday() == weekday:
            return near
    return year


def month_day(context: Context, time: Expression) -> Meaning | None:
    numbers = time.numbers
    return month_and_day(context, time, int(numbers[0]), numbers[1] if len(numbers) > 1 else None)


def day_month(context: Context, time: Expression) -> Meaning | None:
    numbers = time.numbers
    ordinal = time.get("ordinal")
    if ordinal:
        return month_and_day(context, time, int(ordinal), numbers[0] if numbers else None)
    return month_and_day(context, time, int(numbers[0]), numbers[1] if len(numbers) > 1 else None)


def month_year(context: Context, time: Expression) -> Meaning | None:
    return month_and_day(context, time, None, time.numbers[0] if time.numbers else None)


def month(context: Context, time: Expression) -> Meaning | None:
    return month_and_day(context, time, None, None)


def range_day(context: Context, time: Expression) -> Meaning | None:
    """The second day of "June 5-8": the month of the date before."""
    before = context.previous("D")
    if before is None or before[1] != time.index - 1:
        return None
    year, anchor, named = year_of(context, time, time.numbers[1] if len(time.numbers) > 1 else None)
    if not named or year is None:
        year, anchor = before[0].year, before[1]
    value = iso_date(year, before[0].month, int(time.numbers[0]))
    return Meaning("DATE", value, None, anchor) if value else None


def range_first(context: Context, time: Expression) -> Meaning | None:
    """The first day of "from 5 to 8 June": the month of the date after."""
    if time.index + 1 >= len(context.times):
        return None
    month = context.times[time.index + 1].month
    if month is None:
        return None
    after = day_month(context, context.times[time.index + 1])
    if after is None or after.value is None or calendar.grain(after.value) != "D":
        return Meaning("DATE") if after is not None else None
    value = iso_date(int(after.value[:4]), month, int(time.numbers[0]))
    return Meaning("DATE", value, None, time.index + 1) if value else None


def iso(context: Context, time: Expression) -> Meaning | None:
    year, month, day, *clock = time.numbers
    value = iso_date(int(year), int(month), int(day)) if 1 <= int(month) <= 12 else None
    if value is None:
        return None
    if clock:
        return Meaning("TIME", f"{value}T{':'.join(clock)}{time.get('zone') or ''}")
    return Meaning("DATE", value)


def slashed(context: Context, time: Expression) -> Meaning | None:
    one, two, three = time.numbers
    if len(one) == 4:
        value = iso_date(int(one), int(two), int(three)) if 1 <= int(two) <= 12 else None
        return Meaning("DATE", value) if value else None
    year, _, _ = year_of(context, time, three)
    assert year is not None
    # With slashes the month stands first (American), with full stops the day (European); a month above 12 swaps them.
    month, day = (int(one), int(two)) if "/" in time.surface else (int(two), int(one))
    if month > 12:
        month, day = day, month
    value = iso_date(year, month, day) if 1 <= month <= 12 else None
    return Meaning("DATE", value) if value else None


def dtg(context: Context, time: Expression) -> Meaning | None:
    """A military date-time group, DDHHMMZ MON YY (ACP 121)."""
    group, year_digits = time.numbers[0], time.numbers[-1]
    year, _, _ = year_of(context, time, year_digits)
    month = time.month
    if year is None or month is None or int(group[2:4]) > 24 or int(group[4:]) > 59:
        return None
    value = iso_date(year, month, int(group[:2]))
    return Meaning("TIME", f"{value}T{group[2:4]}:{group[4:]}Z") if value else None


def daypart_of(context: Context, time: Expression) -> Meaning | None:
    day_first = time.numbers and time.month is not None
    if not day_first:
        return None
    return month_day(context, time)


def week_of(context: Context, time: Expression) -> Meaning | None:
    day = month_day(context, time.only([pair for pair in time.pairs if pair[1] != "W"]))
    if day is None:
        return None
    found = calendar.interval(day.value) if day.value else None
    return Meaning("DATE", calendar.value_of(found[0], "W") if found else None, None, day.anchor)


def decade(context: Context, time: Expression) -> Meaning | None:
    word = time.get("decadeword")
    digits = time.numbers[0] if time.numbers else f"{word}0"
    if not digits.endswith("0"):
        return None
    year = int(digits) if len(digits) == 4 else 1900 + int(digits)
    if len(digits) == 2 and int(digits) < 20:
        year += 100
    return Meaning("DATE", f"{year // 10:03d}", time.part)


def century(context: Context, time: Expression) -> Meaning | None:
    number = time.ordinal
    if number is None or number < 1 or number > 30:
        return None
    if time.get("era", "dotera") == "BC":
        return Meaning("DATE", f"BC{number - 1:02d}", time.part)
    return Meaning("DATE", f"{number - 1:02d}", time.part)


def turn(context: Context, time: Expression) -> Meaning | None:
    number = time.ordinal
    return Meaning("DATE", f"{number - 1:02d}" if number and number > 1 else None, "START")


def year(context: Context, time: Expression) -> Meaning | None:
    digits = time.numbers[0]
    era = time.get("era", "dotera")
    if time.rule == "era_range":
        era = "BC"
    if era == "BC":
        return Meaning("DATE", f"BC{int(digits):04d}", time.part)
    if era == "AD":
        return Meaning("DATE", f"{int(digits):04d}", time.part)
    year = int(digits) if len(digits) == 4 else two_digit_year(digits, context.created)
    if time.rule == "year" and not _reads_as_year(context, time, year):
        return None
    return Meaning("DATE", f"{year:04d}", time.part)


def _reads_as_year(context: Context, time: Expression, year: int) -> bool:
    """Whether a bare four-digit number is a year: by what stands before it, or by its size where nothing does."""
    scan = context.scan
    before = time.first - 1
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
    return 1400 <= year <= 2039 or context.narrative


_DESIGNATORS = frozenset(
    (
        *("flight", "route", "highway", "room", "windows", "office", "page", "section", "article", "boeing", "airbus"),
        *("channel", "unit", "apollo", "line", "no", "box", "suite", "building", "resolution", "bill", "act", "law"),
        *("directive", "regulation", "number", "gate", "model", "class", "series", "paragraph", "convention"),
    )
)


def short_year(context: Context, time: Expression) -> Meaning | None:
    first = int(context.scan.tokens[time.first - 2])
    year = first - first % 100 + int(time.numbers[0])
    return Meaning("DATE", f"{year:04d}") if year > first else None


def apostrophe_year(context: Context, time: Expression) -> Meaning | None:
    return Meaning("DATE", f"{two_digit_year(time.numbers[0], context.created):04d}")


def post_year(context: Context, time: Expression) -> Meaning | None:
    year = int(time.numbers[0])
    if time.surface.lower().startswith("post"):
        return Meaning("DATE", f"{year:04d}", "AFTER", None, calendar.day(year + 1, 1, 1), None)
    return Meaning("DATE", f"{year:04d}", "BEFORE", None, None, calendar.day(year - 1, 12, 31))
