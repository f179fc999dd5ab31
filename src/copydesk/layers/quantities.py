"""Amounts: counts, money, percentages and measures as bounds, never averaged.

The annotation guide's section `quantities` says what is one. A single scan finds where a number can begin; only there
is the text looked at more closely (`copydesk.amounts`). What then needs the neighbours, a unit shared by a list or a
noun understood from before, is settled sentence by sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copydesk.amounts.amount import Amount, Place, with_head
from copydesk.amounts.reading import CANDIDATE, read
from copydesk.document import Document, Span

if TYPE_CHECKING:
    from copydesk.layers.sentences import Sentence
    from copydesk.layers.times import Time


@dataclass(frozen=True, slots=True)
class Quantity(Span):
    """One amount. `low` and `high` are its bounds, None where open; `mod` a TIMEX3 modifier or None.

    `change` is up or down where the amount is one by which something rose or fell. `unit` is an English singular
    ("kilometre per hour", "percent") or an ISO 4217 code, None for counts, whose noun is `head` as the text has it.
    """

    kind: str
    low: float | None
    high: float | None
    mod: str | None
    change: str | None
    unit: str | None
    head: str | None


# Between the members of a list whose last one carries the unit or the noun.
_LIST = re.compile(r"-?(?:,|,? and| or|, and|, or|,? then)-? ?$|-?(?:,? (?:and|or)|,) $")
_DETAIL = ("", " ", " and ")
_HUNDREDTHS = frozenset({"cent", "penny"})
_BOTH = re.compile(r",? (?:and|but)(?: is)? $|, $")
_OR_SAME = re.compile(r",? or $| \($")
_UNDERSTOOD_AFTER = re.compile(
    r" (?:from|in|of (?:them|whom|which|those|these)|who|more|others|were|was|have|had|has|are|"
    r"did|on|at|with|a year|last|this|years?)\b|[.,;)]|$"
)
_UNDERSTOOD_BEFORE = re.compile(
    r"(?:including|with|another|from|to|than|and|versus|vs\.?|against|by|including (?:about|"
    r"around|some)|of|plus|only|just|other|down|up|, |—|\() ?$",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"(?:from|to|than|versus|vs\.?|against|with|at|by|and|or) $")
_PEOPLE_ONLY = frozenset({"point", "points", "times"})


def annotate(document: Document, sentences: Sequence[Sentence], times: Sequence[Time]) -> Iterator[Quantity]:
    """The amounts of a text, in order.

    A number inside a DATE, TIME or SET is no amount unless it counts units of time ("two days" in "two days earlier")
    or how often, or is an amount by what stands around the time.
    `times` may be empty: dates and clock times are then told by their own shape.
    """
    text = document.text
    starts = [sentence.start for sentence in sentences]
    dated = [time for time in times if time.type != "DURATION"]
    dated_starts = [time.start for time in dated]
    current, resume = -2, 0
    amounts: list[Amount] = []
    place = Place(text, 0, len(text))
    for match in CANDIDATE.finditer(text):
        at = match.start()
        if at < resume:
            continue
        index = bisect_right(starts, at) - 1
        if index != current:
            yield from _rows(place, amounts)
            amounts, current = [], index
            floor = sentences[index].start if index >= 0 else 0
            limit = sentences[index].end if index >= 0 else (starts[0] if starts else len(text))
            place = Place(text, floor, limit)
        if at >= place.limit:
            continue
        amount, resume = read(place, at, amounts[-1].end if amounts else 0)
        if amount is None:
            continue
        near = bisect_left(dated_starts, amount.number_end) - 1
        if near >= 0 and dated[near].end > amount.number_start and not _outlasts(amount, dated[near]):
            continue
        if amounts and amount.start < amounts[-1].end <= amount.number_start:
            amount = replace(amount, start=amount.number_start)
        amounts.append(amount)
    yield from _rows(place, amounts)


def _outlasts(amount: Amount, time: Time) -> bool:
    """Whether an amount whose number stands inside a DATE, TIME or SET is one all the same.

    It is where it counts units of time, or how often ("four times" of "four times a week"), and where its unit or its
    bound stands outside, so that the time saw no more than a number ("1500 bytes", "an average of 1500").
    """
    if amount.kind in ("duration", "age") or amount.head in ("time", "times") or amount.number_end > time.end:
        return True
    return (amount.unit is not None and amount.end > time.end) or (amount.mod is not None and amount.start < time.start)


def _rows(place: Place, amounts: list[Amount]) -> Iterator[Quantity]:
    for amount in _settled(place, amounts):
        yield Quantity(
            start=amount.start,
            end=amount.end,
            rule=amount.rule,
            kind=amount.kind,
            low=amount.low,
            high=amount.high,
            mod=amount.mod,
            change=amount.change,
            unit=amount.unit,
            head=amount.head,
        )


def _settled(place: Place, amounts: list[Amount]) -> list[Amount]:
    """The amounts of one sentence after a look at their neighbours."""
    if len(amounts) > 1:
        amounts = _merged(place.text, _shared(place.text, amounts))
    settled: list[Amount] = []
    for amount in amounts:
        if amount.bare:
            amount = _understood(place, amount, settled)
        elif (
            settled
            and amount.change is None
            and settled[-1].change
            and _OR_SAME.match(place.text[settled[-1].end : amount.start])
        ):
            amount = replace(amount, change=settled[-1].change if amount.kind != settled[-1].kind else None)
        if amount.spelled and amount.mod is None:
            continue
        settled.append(amount)
    return settled


def _shared(text: str, amounts: list[Amount]) -> list[Amount]:
    """ "four, five and six tanks": each member of a list takes the unit or noun of the last."""
    shared = list(amounts)
    for i in range(len(shared) - 2, -1, -1):
        amount, following = shared[i], shared[i + 1]
        if not amount.bare or following.bare or following.rule in ("fraction", "vague", "age"):
            continue
        gap = text[amount.end : following.start]
        listed = _LIST.fullmatch(gap) if len(gap) < 12 else None
        if listed and ("and" in gap or "or" in gap or amounts[i + 1].bare):
            shared[i] = with_head(amount, following.kind, following.unit, following.head, following.rule)
    return shared


def _merged(text: str, amounts: list[Amount]) -> list[Amount]:
    """Two parts of one amount made one: dollars and cents, a lower and an upper bound."""
    merged: list[Amount] = [amounts[0]]
    for amount in amounts[1:]:
        last = merged[-1]
        gap = text[last.end : amount.start]
        if (
            gap in _DETAIL
            and amount.unit in _HUNDREDTHS
            and last.kind == "money"
            and last.unit not in _HUNDREDTHS
            and last.low is not None
            and last.low == last.high
            and amount.low is not None
        ):
            whole = last.low + amount.low / 100
            merged[-1] = replace(last, end=amount.end, low=whole, high=whole)
        elif (
            len(gap) < 9
            and _BOTH.fullmatch(gap)
            and (last.low is None) != (last.high is None)
            and (amount.low is None) == (last.low is not None)
            and (amount.high is None) == (last.high is not None)
            and (last.unit == amount.unit or last.bare)
            and (last.head is None or last.head == amount.head)
        ):
            low = last.low if last.low is not None else amount.low
            high = last.high if last.high is not None else amount.high
            if low is not None and high is not None and low < high:
                merged[-1] = replace(
                    amount,
                    start=last.start,
                    number_start=last.number_start,
                    low=low,
                    high=high,
                    mod=None,
                    rule="range",
                    change=last.change,
                )
            else:
                merged.append(amount)
        else:
            merged.append(amount)
    return merged


def _understood(place: Place, amount: Amount, before: list[Amount]) -> Amount:
    """A bare number takes the noun or the unit of the last amount of its sentence that it is compared with."""
    if not before:
        return amount
    text, last = place.text, before[-1]
    lead = text[max(place.floor, amount.start - 14) : amount.start]
    counted = next((other for other in reversed(before[-6:]) if other.kind == "count" and other.head), None)
    if counted is not None and (counted is last or text.startswith((" who", " of whom", " of them"), amount.end)):
        last = counted
        if (
            _UNDERSTOOD_BEFORE.search(lead)
            and _UNDERSTOOD_AFTER.match(text, amount.end, place.limit)
            and last.head not in _PEOPLE_ONLY
        ):
            return with_head(amount, "count", None, last.head, "understood")
        return amount
    if last.kind in ("percent", "money") and last.kind != "count":
        if last.kind == "percent" and lead.endswith("by ") and amount.low is not None:
            return with_head(amount, "percent", "percent", None, "understood")
        return amount
    if (
        last.kind not in ("count", "age", "duration")
        and _COMPARED.search(lead)
        and text[last.end : amount.start].count(" ") < 12
    ):
        return with_head(amount, last.kind, last.unit, None, "understood")
    return amount
