"""Anchoring and values: what day, span or rhythm a recognised expression means.

TIMEX3 values follow TimeML 1.2.1 (Saurí et al. 2006) and TempEval-3. In news an expression is anchored to the document
creation time; in a text that dates itself (a history, long after what it tells) to the last date of the text, as
WikiWars and HeidelTime's narrative mode do. What cannot be anchored keeps a null value: null, not a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from copydesk.timex import calendar, clocks, dates, lengths, parts, relative
from copydesk.timex.context import Context, Meaning
from copydesk.timex.expression import Expression
from copydesk.timex.grammar import Match, Scan

if TYPE_CHECKING:
    from copydesk.document import Span

_CLOCKS = frozenset(("clock", "clock_first"))
_RESOLVERS: dict[str, Callable[[Context, Expression], Meaning | None]] = {
    "ago": relative.ago,
    "anaphor": relative.anaphor,
    "apostrophe_year": dates.apostrophe_year,
    "century": dates.century,
    "day_around": parts.day_around,
    "day_month": dates.day_month,
    "day_of_month": relative.day_of_month,
    "daypart": relative.daypart,
    "daypart_of": dates.daypart_of,
    "decade": dates.decade,
    "dtg": dates.dtg,
    "duration": lengths.duration,
    "elliptic": lengths.elliptic,
    "every": lengths.every,
    "former": relative.former,
    "frequency": lengths.frequency,
    "half_year": parts.half_year,
    "holiday": parts.holiday,
    "iso": dates.iso,
    "lasting": lengths.lasting,
    "month": dates.month,
    "month_day": dates.month_day,
    "month_year": dates.month_year,
    "named": relative.named,
    "nothing": relative.nothing,
    "nth_unit": parts.nth_unit,
    "one": lengths.one,
    "overnight": relative.overnight,
    "part_of_unit": relative.part_of_unit,
    "per": lengths.per,
    "plural": lengths.plural,
    "post_year": dates.post_year,
    "quarter": parts.quarter,
    "range_day": dates.range_day,
    "range_first": dates.range_first,
    "ref": relative.ref,
    "same_unit": relative.same_unit,
    "season": parts.season,
    "short_year": dates.short_year,
    "slashed": dates.slashed,
    "soon": relative.soon,
    "span": lengths.span,
    "the_daypart": relative.the_daypart,
    "the_unit": relative.the_unit,
    "times_per": lengths.times_per,
    "today": relative.today,
    "tonight": relative.tonight,
    "turn": dates.turn,
    "unit": relative.unit,
    "unit_before": relative.unit_before,
    "units": lengths.units,
    "week_of": dates.week_of,
    "weekday": relative.weekday,
    "weekday_of_week": relative.weekday_of_week,
    "weekdays": lengths.weekdays,
    "year": dates.year,
}


def resolve(
    scan: Scan, matches: Sequence[Match], sentences: Sequence[Span], created: date | None
) -> list[Meaning | None]:
    """One meaning a match; None where the match is no time expression after all."""
    times = [Expression(index, match, scan) for index, match in enumerate(matches)]
    context = Context(scan, times, sentences, created)
    meanings: list[Meaning | None] = [None] * len(times)
    for time in times:
        if time.resolver in _CLOCKS:
            continue
        meaning = _RESOLVERS[time.resolver](context, time)
        if meaning is None:
            continue
        if meaning.value and meaning.type in ("DATE", "TIME"):
            found = calendar.interval(meaning.value)
            if found:
                context.record(time, meaning.value, found[0])
                if meaning.begin is None and meaning.end is None:
                    meaning = Meaning(meaning.type, meaning.value, meaning.mod, meaning.anchor, *found)
        if created is None and meaning.anchor is not None:
            meaning = Meaning(meaning.type, None, meaning.mod)
        meanings[time.index] = meaning
    # A clock time belongs to a day that may be named after it: "at 8 p.m. on Saturday".
    for time in times:
        if time.resolver in _CLOCKS:
            meanings[time.index] = clocks.clock(context, time, meanings)
    return meanings
