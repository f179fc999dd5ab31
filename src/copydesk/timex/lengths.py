"""Lengths and repetitions: TIMEX3 DURATION and SET."""

from __future__ import annotations

from copydesk.timex import calendar
from copydesk.timex.context import Context, Meaning, cues
from copydesk.timex.expression import Expression
from copydesk.timex.grammar import NUMBERS


def approximation(context: Context, time: Expression) -> str | None:
    """The TIMEX3 modifier of a length: of the words in the span, or of "about" just before it."""
    found = time.get("approx")
    if found:
        return found
    words = time.surface.lower()
    for words_of, mod in _APPROXIMATORS:
        if words.startswith(words_of) or f" {words_of}" in words:
            return mod
    before = time.first - 2
    if before >= 0 and context.scan.class_at(before) == "outside":
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


def length(time: Expression) -> str | None:
    unit = time.unit or ("TS" if time.get("ordinal") == "2" else None)
    if unit is None:
        return None
    return calendar.period(time.count(), unit)


def duration(context: Context, time: Expression) -> Meaning | None:
    value = length(time)
    if value is None or _is_title(context, time):
        return None
    return Meaning("DURATION", value, approximation(context, time))


def _is_title(context: Context, time: Expression) -> bool:
    """Whether the words are the name of a show or a film: in quotation marks, the unit with a capital.

    Guidelines for histories (TIMEX2, WikiWars) mark the time in a name too.
    """
    if context.narrative:
        return False
    quote = context.scan.symbols[time.first - 1 : time.first]
    return quote in ("'", '"') and time.surface.split()[-1].istitle()


def span(context: Context, time: Expression) -> Meaning | None:
    """ "the past six years": a length that ends or begins at the reference time."""
    value = length(time)
    unit = time.unit
    if value is None or unit is None:
        return None
    mod = approximation(context, time)
    count = time.count()
    of_text = time.has("previous", "following")
    base = context.before_or_created("D" if context.narrative else unit) if of_text else context.base()
    if base is None or not count.isdigit():
        return Meaning("DURATION", value, mod)
    step = time.step or 0
    other = calendar.add(base[0], step * int(count), unit)
    if other is None or context.created is None:
        return Meaning("DURATION", value, mod)
    begin, end = sorted((base[0], other))
    return Meaning("DURATION", value, mod, base[1], begin, end)


def units(context: Context, time: Expression) -> Meaning | None:
    """ "recent years", "the coming weeks"."""
    unit = time.unit
    return Meaning("DURATION", calendar.period("X", unit)) if unit else None


def plural(context: Context, time: Expression) -> Meaning | None:
    unit = time.unit
    return Meaning("DURATION", calendar.period("X", unit)) if unit else None


def one(context: Context, time: Expression) -> Meaning | None:
    """ "a week" is a length, unless it is a rate: "20 miles a day"."""
    unit = time.unit
    if unit is None:
        return None
    mod = approximation(context, time)
    if time.last - time.first == 3 and mod is None and _is_rate(context, time):
        return Meaning("SET", calendar.period("1", unit))
    return Meaning("DURATION", calendar.period("1", unit), mod)


def _is_rate(context: Context, time: Expression) -> bool:
    """Whether an amount stands shortly before "a day", and nothing that governs it."""
    before = time.first - 2
    if before < 0 or context.scan.symbols[time.first - 1] != " ":
        return False
    if context.scan.symbols[before] not in "wW%" and context.scan.class_at(before) not in (
        *NUMBERS,
        "number",
        "counted",
        "units",
    ):
        return context.scan.tokens[before] in ("million", "billion", "trillion", "times", "hours")
    word = context.scan.tokens[before].lower()
    if word in cues() or word.endswith("ed"):
        return False
    return any(context.scan.class_at(i) in (*NUMBERS, "number", "vague") for i in range(max(0, before - 8), before + 1))


def elliptic(context: Context, time: Expression) -> Meaning | None:
    """The first number of "five to ten years": the unit stands after the second."""
    if time.index + 1 >= len(context.times):
        return None
    after = context.times[time.index + 1]
    unit = context.times[time.index + 1].unit
    if unit is None or after.first - time.last > 4 or after.resolver not in ("duration", "ago", "span"):
        return None
    return Meaning("DURATION", calendar.period(time.count(), unit), approximation(context, time))


def weekdays(context: Context, time: Expression) -> Meaning | None:
    return Meaning("SET", f"XXXX-WXX-{time.get('weekdays', 'units')}")


def times_per(context: Context, time: Expression) -> Meaning | None:
    unit = time.unit or "D"
    return Meaning("SET", calendar.period("1", unit))


def every(context: Context, time: Expression) -> Meaning | None:
    weekday, part, season, month, unit = (
        time.get("weekday"),
        time.get("daypart"),
        time.get("season"),
        time.month,
        time.unit,
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
    words = time.surface.lower()
    count = "2" if "other" in words else time.get("ordinal") or time.count()
    return Meaning("SET", calendar.period(count, unit))


def per(context: Context, time: Expression) -> Meaning | None:
    unit = time.unit
    return Meaning("SET", calendar.period("1", unit)) if unit else None


def frequency(context: Context, time: Expression) -> Meaning | None:
    return Meaning("SET", time.get("frequency"))


def lasting(context: Context, time: Expression) -> Meaning | None:
    unit = time.unit
    return Meaning("DURATION", time.get("lasting") or (calendar.period("1", unit) if unit else None))
