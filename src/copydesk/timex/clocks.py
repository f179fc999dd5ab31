"""Times of day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from copydesk.timex import calendar
from copydesk.timex.context import Context, Meaning
from copydesk.timex.expression import Expression, number_words

# Tokens between a clock time and the day that belongs to it.
_NEAR = 24


def clock(context: Context, time: Expression, meanings: Sequence[Meaning | None]) -> Meaning | None:
    """A time of day, on the day the sentence names, or else the last one named, or else the creation time."""
    clock = time.get("clockword")
    part = time.get("twilight")
    zone = time.get("zone") or ""
    if clock is None and part is None:
        numbers = time.numbers
        if time.rule in ("clock_oclock", "clock_half") and not numbers:
            numbers = [number_words([pair for pair in time.pairs if pair[0] == "number"])]
        if len(numbers[0]) == 4:
            numbers = [numbers[0][:2], numbers[0][2:]]
        hour, minute = int(numbers[0]), (numbers[1] if len(numbers) > 1 else "00")
        half = time.get("ampm", "dotted")
        if time.rule == "clock_half":
            hour, minute = _before_or_after_the_hour(time, hour)
        if time.rule == "clock_range":
            half = (
                next((value for _, value in context.times[time.index + 1].pairs if value in ("am", "pm")), None)
                if time.index + 1 < len(context.times)
                else None
            )
        if half:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + 12 * (half == "pm")
        if hour > 24 or int(minute) > 59 or len(minute) != 2:
            return None
        clock = f"{hour:02d}:{minute}"
    found = _day_of_clock(context, time, meanings)
    if found is None:
        return Meaning("TIME")
    day, anchor = found
    return Meaning("TIME", f"{day.isoformat()}T{clock or part}{zone}", None, anchor, day, day)


def _before_or_after_the_hour(time: Expression, hour: int) -> tuple[int, str]:
    """Hour and minutes of "half past six" and "a quarter to eight"."""
    if time.has("half"):
        return hour, "30"
    words = time.surface.lower().split()
    return (hour, "15") if "past" in words or "after" in words else ((hour - 2) % 12 + 1, "45")


def _day_of_clock(
    context: Context, time: Expression, meanings: Sequence[Meaning | None]
) -> tuple[date, str | int] | None:
    near: list[tuple[int, int, date]] = []
    for other in (time.index + 1, time.index + 2, time.index - 1, time.index - 2):
        if not 0 <= other < len(meanings):
            continue
        gap = max(context.times[other].first - time.last, time.first - context.times[other].last)
        meaning = meanings[other]
        if gap <= _NEAR and meaning and meaning.value and meaning.begin and calendar.grain(meaning.value) == "D":
            near.append((gap, other, meaning.begin))
    if near:
        _, other, day = min(near)
        return day, other
    if context.narrative:
        for other in range(time.index - 1, max(-1, time.index - 8), -1):
            meaning = meanings[other]
            if meaning and meaning.value and meaning.begin and calendar.grain(meaning.value) == "D":
                return meaning.begin, other
        return None
    return context.base()
