"""Shares of a whole: fractions and "one in five"."""

from __future__ import annotations

import re

from copydesk.amounts import cues, guards, numerals, units
from copydesk.amounts.amount import Amount, Place, bounds
from copydesk.amounts.numerals import Numeral

_OF = re.compile(r" of (?!(?:19|20)\d\d\b|(?:the )?(?:year|season|game|match)\b)")

_OF_UNIT = re.compile(r" (?:of )?an?(?: U\.?S\.?)?(?= )")

_THE = re.compile(r" (?:the|its|their|his|her|our|all|that|of)\b")

_END = re.compile(r"\s*(?:[,.;:)”\"]|$| (?:in|to|from|by|since|over|on|during|after|as|and)\b)")

_COMPARED = re.compile(r" (?:less|more|fewer|lower|higher|smaller|larger|cheaper)\b")

_HALVES_OF_PLAY = frozenset(
    {"first", "second", "the", "other", "latter", "last", "final", "each", "this", "next", "top", "bottom"}
)

# "in" before another number is a place or a time: "three in 40 Harbour Street".
_ROUND = frozenset({25, 30, 40, 50, 100, 1000, 10_000, 100_000, 1_000_000})
_IN_EVERY = re.compile(r"(?: in | out of | in every |-in-| of every )(?=\w)", re.IGNORECASE)


def fraction(place: Place, numeral: Numeral) -> Amount | None:
    """ "half an hour" in its unit, every other fraction in percent of what it is a fraction of."""
    text, floor, limit = place.text, place.floor, place.limit
    mod, start = cues.before(text, numeral.start, floor)
    article = _OF_UNIT.match(text, numeral.end, limit)
    unit = units.after(text, article.end() if article else numeral.end, limit, numeral.value)
    if unit is not None:
        low, high = bounds(numeral.value, mod)
        return Amount(
            start, unit.end, numeral.start, numeral.end, unit.kind, low, high, mod, None, unit.unit, None, "measure"
        )
    previous = guards.previous(text, numeral.start, floor)
    word = previous[0].lower() if previous else ""
    if not _is_share(place, numeral, word, mod is not None):
        return None
    change = cues.change_before(text, start, floor, True, True)
    low, high = bounds(numeral.value * 100, mod)
    return Amount(
        start, numeral.end, numeral.start, numeral.end, "percent", low, high, mod, change, "percent", None, "fraction"
    )


def _is_share(place: Place, numeral: Numeral, word: str, bounded: bool) -> bool:
    """Whether a fraction is a share of something and not a half of a match, a third man or the third quarter.

    `word` stands before it; `bounded` says that an approximator does.
    """
    text, end, limit = place.text, numeral.end, place.limit
    surface = text[numeral.start : end].lower()
    if surface == "half" and word in _HALVES_OF_PLAY:
        return False
    if _OF.match(text, end, limit):
        return True
    closed = (bounded or word in ("by", "than")) and _END.match(text, end, limit) is not None
    if surface == "half":
        return closed or _THE.match(text, end, limit) is not None
    if surface[0].isdigit() or surface[0] in numerals.VULGAR:
        return False
    if surface.startswith(("a ", "an ")):
        followed = _COMPARED.match(text, end, limit) is not None
        return closed or followed or (surface == "a half" and _END.match(text, end, limit) is not None)
    return closed or not (text[end : end + 1].isalpha() or surface.endswith("quarter"))


def ratio(place: Place, numeral: Numeral) -> Amount | None:
    """ "one in five" at its first number, as a percentage."""
    text, floor, limit = place.text, place.floor, place.limit
    if numeral.scale == 1 and numeral.value == int(numeral.value) and 0 < numeral.value < 1000:
        match = _IN_EVERY.match(text, numeral.end, limit)
        other = (
            numerals.read(text, match.end()) if match and match.end() < limit and text[match.end()].isalnum() else None
        )
        if (
            match
            and other
            and other.end <= limit
            and other.form != "fraction"
            and other.places <= 0
            and numeral.value < other.value
            and (other.value <= 20 or other.value in _ROUND or "every" in match[0] or "out of" in match[0])
            and not guards.year_like(text, other)
            and not guards.attached(text, other, floor)
            and not guards.in_date(text, other, floor)
            and units.after(text, other.end, limit, other.value) is None
        ):
            mod, start = cues.before(text, numeral.start, floor)
            low, high = bounds(100 * numeral.value / other.value, mod)
            return Amount(
                start, other.end, numeral.start, other.end, "percent", low, high, mod, None, "percent", None, "fraction"
            )
    return None
