"""Two numbers that are the ends of one amount: "5 to 10 percent", "between $3 and $5 billion"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from copydesk.amounts import cues, guards, nouns, numerals, units
from copydesk.amounts.amount import COINS, Amount, Place
from copydesk.amounts.counting import AGED
from copydesk.amounts.measures import OLD, money_tail, pounds_are_money, unit_after
from copydesk.amounts.nouns import Head
from copydesk.amounts.numerals import Numeral
from copydesk.amounts.units import Unit

_CONNECTOR = re.compile(
    r"(?:(?P<hyphen> [-–—] | ?~ ?|[-–—−‑](?!-)|(?= ?-)- )|(?P<to> to[ -]| through |-to-|"
    r" up to )|(?P<and> and )|(?P<or>[ -]or[ -])|(?P<slash>/(?=\D)))"
    r"(?:(?:about|around|roughly|nearly|almost|some|over|approximately|up to|as much as|"
    r"as many as|more than) )?(?P<negative>negative |minus )?"
)
_APPROXIMATE = re.compile(r"about|around|roughly|approx|nearly|almost")
_NEGATIVE = ("negative ", "minus ")
# After these two bare numbers are a result and no range: "they won 3 to 1".
_RESULTS = frozenset({"won", "lost", "beat", "voted", "ruled", "defeated", "by", "win", "drew", "rose", "fell"})

#: Words that show a magnitude in a lone letter before them: "1.2m tons", "3m people".
COUNTABLE = nouns.PLURALS | units.NAMES


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two numerals and what joins them; `start` is where the amount of the first begins, its sign included.

    `led` says that "from" or "between" announces two ends, `between` that it was "between", `money` that a currency
    sign stands before the first, `sign` that one stands before the second.
    """

    first: Numeral
    second: Numeral
    joint: re.Match[str]
    start: int
    between: bool
    led: bool
    money: bool
    sign: bool


def ends(place: Place, first: Numeral, unit: Unit | None, start: int, money: bool) -> tuple[Amount | None, int] | None:
    """The range that `first` begins and where to read on; None where it begins none.

    The amount is None where the two numbers are no amount at all: a score, two years, a house number.
    """
    pair = _pair(place, first, unit, start, money)
    if pair is None:
        return None
    common = _common_unit(place, pair, unit)
    if common is None and unit is not None:
        return None
    bounds = _bounds(place, pair, unit, common)
    if bounds is None:
        return None
    if common is not None:
        amount = _measured(place, pair, common, bounds)
        return amount, amount.end
    found = nouns.head(place.text, pair.second.end, place.limit, 2)
    if _is_name_or_score(place, pair, found, bounds[1]):
        return None, pair.second.end
    if found is None and _is_result(place, pair):
        return None
    amount = _counted(place, pair, found, bounds)
    return amount, amount.end


def _pair(place: Place, first: Numeral, unit: Unit | None, start: int, money: bool) -> _Pair | None:
    """The second numeral, where a connector and nothing else stands between."""
    text, floor, limit = place.text, place.floor, place.limit
    joint = _CONNECTOR.match(text, unit.end if unit else first.end, limit)
    if joint is None or first.form == "fraction":
        return None
    lead = text[max(floor, start - 16) : start].lower()
    between = lead.endswith("between ") or (lead.endswith(("about ", "around ", "roughly ")) and "between" in lead)
    if joint["and"] and not between:
        return None
    at = joint.end()
    sign = units.money_at(text, at, limit)
    if sign is not None:
        at = sign
    if at >= limit or not (text[at].isdigit() or text[at] == "." or text[at].isalpha()):
        return None
    if (sign is not None and not money) or (joint["slash"] and sign is None):
        return None
    second = numerals.read(text, at, money=sign is not None or (money and first.scale == 1), plural=COUNTABLE)
    if second is None or second.end > limit or second.form == "fraction":
        return None
    if sign is None and not text[at - 1].isspace() and text[at - 1] not in "-–—−‑~":
        return None
    if guards.continues(text, second.end) or guards.in_date(text, second, floor):
        return None
    led = between or lead.endswith(("from ", "between "))
    if unit is None and guards.year_like(text, first) and not led:
        return None
    return _Pair(first, second, joint, start, between, led, money, sign is not None)


def _common_unit(place: Place, pair: _Pair, unit: Unit | None) -> Unit | None:
    """The unit of both ends; `unit` is that of the first. None where they have none or two that do not agree."""
    other = unit_after(place, pair.second)
    if unit is None:
        return other
    if pair.money:
        if other is None or other.kind != "money":
            if other is not None and not pair.sign:
                return None
            # The denominator is said after the first end, the second or both: "$3 a kilo to $5 a kilo".
            base = unit.unit.partition(" per ")[0]
            tail = money_tail(place, Unit(base, "money", pair.second.end))
            return tail if tail.unit != base else Unit(unit.unit, "money", tail.end)
        return other if other.unit.partition(" per ")[0] == unit.unit.partition(" per ")[0] else None
    if other is None:
        return Unit(unit.unit, unit.kind, pair.second.end) if pair.joint["hyphen"] or pair.between else None
    # "1 percent to 2 percentage points" is one range, too.
    alike = unit.unit == other.unit or (unit.unit, other.unit) == ("percent", "percentage point")
    return other if alike else None


def _bounds(place: Place, pair: _Pair, unit: Unit | None, common: Unit | None) -> tuple[float, float] | None:
    """The two values in the order of the text, a magnitude shared; None where they cannot be one amount's ends."""
    first, second, joint = pair.first, pair.second, pair.joint
    low, high = first.value, second.value
    if first.scale == 1 and second.scale > 1:
        small = low < 1000 and first.places >= 0 and low * second.scale < high
        if small or (first.places > 0 and low < high / second.scale):
            low *= second.scale
    if joint["negative"]:
        high = -high
    if place.text[max(place.floor, pair.start) : pair.start + 9].lower().startswith(_NEGATIVE):
        low = -low
    if low == high:
        return None
    if low > high:
        repeated = unit is not None and common is not None and unit.kind not in ("money", "percent")
        if not (joint["to"] and (repeated or pair.led)) and not (joint["and"] and pair.led):
            return None
    if joint["or"] and (unit is not None or high > 2 * low + 1 or joint["or"].startswith("-") or first.scale > 1):
        return None
    return low, high


def _is_name_or_score(place: Place, pair: _Pair, found: Head | None, high: float) -> bool:
    """Whether two numbers without a unit are years, part of a name, an address or a score. `found` is their noun."""
    text, first, second = place.text, pair.first, pair.second
    if guards.year_like(text, first) and (guards.year_like(text, second) or second.value < 100):
        return True
    plural = found is not None and found.plural
    if guards.named(text, first, place.floor, place.headline, plural) or guards.street(text, second):
        return True
    plain = second.scale == 1 and first.places == 0 and second.places == 0 and high < 1000
    return (
        plain
        and not plural
        and not pair.led
        and bool(pair.joint["hyphen"])
        and cues.before(text, pair.start, place.floor)[0] is None
    )


def _is_result(place: Place, pair: _Pair) -> bool:
    """Whether two bare numbers are a result ("won 3 to 1") or a change and its outcome ("rose 3 to 40")."""
    text, floor = place.text, place.floor
    previous = guards.previous(text, pair.start, floor)
    if previous is None:
        return False
    if previous[0].lower() in _RESULTS:
        return True
    return bool(
        pair.joint["to"] and not pair.led and cues.change_before(text, pair.start, floor, steady=True, measured=True)
    )


def _lead(place: Place, pair: _Pair) -> tuple[str | None, int]:
    """Whether the range is approximate, and where it begins with "between" and its approximator."""
    text, floor, start = place.text, place.floor, pair.start
    if pair.between:
        begin = max(floor, start - 17)
        start = begin + text[begin:start].lower().rindex("between")
    mod, start = cues.before(text, start, floor)
    if mod == "APPROX" or _APPROXIMATE.search(pair.joint[0]) or _APPROXIMATE.search(text, start, pair.first.start):
        return "APPROX", start
    return None, start


def _measured(place: Place, pair: _Pair, unit: Unit, bounds: tuple[float, float]) -> Amount:
    text = place.text
    mod, start = _lead(place, pair)
    percent = unit.kind == "percent"
    change = None
    if not pair.led:
        steady = percent or unit.unit in COINS
        change = cues.change_before(text, start, place.floor, steady=steady, measured=percent or unit.kind == "money")
    if change is None and percent:
        change = cues.change_after(text, unit.end, place.limit)
    kind, name, end = unit.kind, unit.unit, unit.end
    old = OLD.match(text, end, place.limit) if kind == "duration" else None
    if old:
        kind, end = "age", old.end()
    if name == "pound" and pounds_are_money(place, pair.second, start, end):
        kind, name = "money", "GBP"
    return _amount(pair, start, end, kind, name, None, mod, change, bounds)


def _counted(place: Place, pair: _Pair, found: Head | None, bounds: tuple[float, float]) -> Amount:
    text, floor = place.text, place.floor
    mod, start = _lead(place, pair)
    change = cues.change_before(text, start, floor, steady=False, measured=False)
    if AGED.search(text, max(floor, start - 24), start):
        return _amount(pair, start, pair.second.end, "age", "year", None, mod, change, bounds)
    end, head = (found.end, found.noun) if found else (pair.second.end, None)
    return _amount(pair, start, end, "count", None, head, mod, change, bounds)


def _amount(
    pair: _Pair,
    start: int,
    end: int,
    kind: str,
    unit: str | None,
    head: str | None,
    mod: str | None,
    change: str | None,
    bounds: tuple[float, float],
) -> Amount:
    low, high = min(bounds), max(bounds)
    rule = "range" if bounds == (low, high) else "falling range"
    return Amount(start, end, pair.first.start, pair.second.end, kind, low, high, mod, change, unit, head, rule)
