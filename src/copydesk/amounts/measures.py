"""Amounts with a unit: the unit after a numeral, and what it makes of the amount."""

from __future__ import annotations

import re

from copydesk.amounts import cues, guards, nouns, numerals, units
from copydesk.amounts.amount import COINS, Amount, Place, bounds
from copydesk.amounts.numerals import Numeral
from copydesk.amounts.units import Unit

_MONEY_WORDS = re.compile(
    r"\b(?:cost|costs|pay|pays|paid|paying|spend|spent|spending|price|prices|priced|worth|fine|fined|bill|budget|debt|loan|fee|fees|salary|"
    r"wage|wages|earn|earns|earned|earning|buy|bought|sell|sold|sale|profit|profits|revenue|tax|fund|funds|bank|invest|invested|income|grant|deal|"
    r"sterling|bonus|cash|money|raise|raised|donated|stolen|valued|market|million|billion)\b",
    re.IGNORECASE,
)

_MASS_WORDS = re.compile(
    r"\b(?:weigh|weighs|weighed|weighing|weight|heavy|heavier|bag|lift|lifted|shed|gained|of)\b", re.IGNORECASE
)

_MILLION = {"million": 1e6, "billion": 1e9, "trillion": 1e12}

_MILLION_AFTER = re.compile(r" (million|billion|trillion)(?![A-Za-z])")

# Before a period of time these make "over" a bound; elsewhere "over two years" is the time it went on.
_SPENT = frozenset(
    {
        "for",
        "after",
        "in",
        "of",
        "than",
        "lasted",
        "lasting",
        "took",
        "take",
        "takes",
        "taken",
        "spent",
        "spend",
        "is",
        "was",
        "were",
        "be",
        "been",
        "at",
        "with",
        "by",
        "and",
        "within",
        "least",
        "most",
        "about",
        "just",
        "well",
        "only",
        "every",
        "a",
    }
)

_BRACKETED = re.compile(r" \(([A-Za-z%°/]{1,4})\)")
OLD = re.compile(r"(?:[ -]olds?|[ -]of[ -]age)(?![A-Za-z])")

_INCHES = re.compile(r"(?: |-| and |, )?(\d{1,2}(?:\.\d+)?)(?:[ -]?(?:inch(?:es)?|ins?)(?![A-Za-z])|[\"″”])")

_SKY = r"\b(?:sky|stars?|telescopes?|galax(?:y|ies)|angular|arc|(?:lati|longi)tudes?|cameras?|lens(?:es)?|optics)\b"
# Beside these words degrees are no temperature, and primes minutes and seconds of arc.
_TURNING = re.compile(rf"turn|rotat|angle|north|south|slope|tilt|pivot|axis|bearing|{_SKY}", re.IGNORECASE)
_ANGULAR = re.compile(rf"°|{_SKY}", re.IGNORECASE)
_OF_ARC = {"foot": "minute of arc", "inch": "second of arc"}

_LONE_CENTS = re.compile(r"(?<=[A-Za-z])(?: and)? (?=\d\d(?![\w,]))")

ONE_WORD = re.compile(r"[Oo]ne(?![A-Za-z])")


def measured(
    place: Place, numeral: Numeral, unit: Unit, start: int, value: float, change: str | None, signed: bool
) -> tuple[Amount | None, int]:
    """The amount of a number with a unit. `signed` says that a currency sign stands before it."""
    text, floor, limit = place.text, place.floor, place.limit
    if unit.kind == "money" and not signed and numeral.scale == 1:
        scaled = _MILLION_AFTER.match(text, unit.end, limit)
        if scaled:  # "75 USD million"
            value, unit = value * _MILLION[scaled[1]], Unit(unit.unit, "money", scaled.end())
    if unit.unit == "day" and ONE_WORD.match(text, numeral.start) and text[numeral.end : numeral.end + 1] == " ":
        lead = guards.previous(text, numeral.start, floor)
        if lead is None or lead[0].lower() not in _SPENT:
            return None, unit.end
    end = unit.end
    mod, outer = cues.before(text, start, floor)
    if unit.kind == "duration" and text[outer:start].lower() == "over ":
        lead = guards.previous(text, outer, floor)
        if lead is not None and lead[0].lower() not in _SPENT:
            mod, outer = None, start
    start = outer
    later, end = cues.after(text, end, limit)
    mod = mod if mod and (mod != "APPROX" or later is None) else later
    if change is None:
        steady = unit.kind == "percent" or unit.unit in COINS
        change = cues.change_before(text, start, floor, steady, unit.kind in ("money", "percent", "temperature"))
        if change is None and unit.kind in ("money", "percent"):
            change = cues.change_after(text, unit.end, limit)
    if unit.unit == "foot":
        inches = _INCHES.match(text, unit.end, limit)
        if inches:
            value, end = value + float(inches[1]) / 12, inches.end()
    cents = _lone_cents(place, numeral, unit) if unit.kind == "money" and not signed else None
    if cents is not None:
        value, end = value + cents.value / 100, cents.end
    low, high = bounds(value, mod)
    kind, rule, name = unit.kind, unit.kind if unit.kind in ("money", "percent", "duration") else "measure", unit.unit
    if kind == "duration":
        old = OLD.match(text, end, limit)
        if old:
            kind, rule, end = "age", "age", old.end()
    if name == "degree" and _TURNING.search(text, max(floor, start - 60), min(limit, end + 60)):
        kind = "angle"
    if name == "pound" and pounds_are_money(place, numeral, start, end):
        kind, name, rule = "money", "GBP", "money"
    return Amount(start, end, numeral.start, numeral.end, kind, low, high, mod, change, name, None, rule), end


def _lone_cents(place: Place, numeral: Numeral, unit: Unit) -> Numeral | None:
    """ "15 dollars and 50": two digits without a noun behind a currency's name or code are its hundredths."""
    text, limit = place.text, place.limit
    match = _LONE_CENTS.match(text, unit.end, limit) if numeral.whole and " per " not in unit.unit else None
    cents = numerals.read(text, match.end()) if match else None
    if cents is None or not cents.whole or cents.end - cents.start != 2 or cents.end > limit:
        return None
    other = (
        text[cents.end : cents.end + 1] in ("-", "–", "%")
        or guards.continues(text, cents.end)
        or guards.in_date(text, cents, place.floor)
        or units.after(text, cents.end, limit, cents.value) is not None
        or nouns.head(text, cents.end, limit, cents.value) is not None
        or nouns.partitive(text, cents.end, limit) is not None
    )
    return None if other else cents


def pounds_are_money(place: Place, numeral: Numeral, start: int, end: int) -> bool:
    """Pounds are sterling beside words of money, weight elsewhere and before "of" or a noun."""
    text = place.text
    surface = text[numeral.end : end]
    if "pound" not in surface or surface.startswith("-"):
        return False
    if _MASS_WORDS.match(text, end + 1) or _MASS_WORDS.search(text, max(place.floor, start - 20), start):
        return False
    return (
        numeral.scale >= 1e6
        or _MONEY_WORDS.search(text, max(place.floor, start - 120), min(place.limit, end + 120)) is not None
    )


def unit_after(place: Place, numeral: Numeral) -> Unit | None:
    """The unit behind a numeral, in brackets too, where its sentence says which of two it is."""
    unit = _unit_after(place, numeral)
    if unit is None or unit.unit not in _OF_ARC or place.text[unit.end - 1] not in "'’′\"″”":
        return unit
    # 5'11" is a height, wherever it stands.
    begin, end = max(place.floor, numeral.start - 60), min(place.limit, unit.end + 60)
    glued = place.text[unit.end - 1] in "'’" and place.text[unit.end : unit.end + 1].isdigit()
    return unit if glued or not _ANGULAR.search(place.text, begin, end) else Unit(_OF_ARC[unit.unit], "angle", unit.end)


def _unit_after(place: Place, numeral: Numeral) -> Unit | None:
    text = place.text
    mark = text[numeral.end : numeral.end + 2]
    quoted = '"' in mark and text.count('"', max(place.floor, numeral.start - 300), numeral.start) % 2 == 1
    unit = units.after(text, numeral.end, place.limit, numeral.value, quoted)
    if unit is None:
        bracketed = _BRACKETED.match(text, numeral.end, place.limit)
        if bracketed:
            inner = units.after(text, bracketed.start(1), bracketed.end(1), numeral.value)
            if inner is not None and inner.end == bracketed.end(1):
                return Unit(inner.unit, inner.kind, bracketed.end())
        return units.in_inches(text, numeral.end, place.limit) if text[numeral.end : numeral.end + 3] == " in" else None
    return unit


def money_tail(place: Place, unit: Unit) -> Unit:
    """ "$5 million dollars", "$31 US", and a denominator."""
    tail = units.after(place.text, unit.end, place.limit, 2.0)
    if tail is not None and tail.kind == "money":
        unit = Unit(unit.unit if tail.unit == "USD" or unit.unit != "USD" else tail.unit, "money", tail.end)
    rate = units.rate_after(place.text, unit.end, place.limit)
    return Unit(f"{unit.unit}{rate.unit}", "money", rate.end) if rate else unit
