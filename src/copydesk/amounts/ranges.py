"""Two numbers that are the ends of one amount: "5 to 10 percent", "between $3 and $5 billion"."""

from __future__ import annotations

import re

from copydesk.amounts import cues, guards, nouns, numerals, units
from copydesk.amounts.amount import COINS, Amount, Place
from copydesk.amounts.counting import AGED
from copydesk.amounts.measures import OLD, money_tail, pounds_are_money, unit_after
from copydesk.amounts.numerals import Numeral
from copydesk.amounts.units import Unit

_CONNECTOR = re.compile(
    r"(?:(?P<hyphen> [-–—] | ?~ ?|[-–—−‑](?!-)|(?= ?-)- )|(?P<to> to[ -]| through |-to-|"
    r" up to )|(?P<and> and )|(?P<or>[ -]or[ -]))"
    r"(?:(?:about|around|roughly|nearly|almost|some|over|approximately|up to|as much as|"
    r"as many as|more than) )?(?:negative |minus )?"
)

_SYMBOL_AT = re.compile(r"(?:US |C|A|US|HK|NZ|AU|S|R)?[$£€¥₹₩] ?|(?:RM|Rs\.? ?)(?=\d)")

COUNTABLE = nouns.PLURALS | units.NAMES


def _alike(first: str, second: str) -> bool:
    """Whether two units can be those of one range: "1 percent to 2 percentage points" can."""
    return first == second or (first, second) == ("percent", "percentage point")


def ends(place: Place, first: Numeral, unit: Unit | None, start: int, money: bool) -> tuple[Amount | None, int] | None:
    """Two numbers that are the ends of one amount: "5 to 10 percent", "between $3 and $5 billion", "two or three"."""
    text, floor, limit = place.text, place.floor, place.limit
    at = unit.end if unit else first.end
    match = _CONNECTOR.match(text, at, limit)
    if match is None or match.end() >= limit:
        return None
    lead = text[max(floor, start - 9) : start].lower()
    between = lead.endswith("between ") or (
        lead.endswith(("about ", "around ", "roughly ")) and "between" in text[max(floor, start - 16) : start].lower()
    )
    if match["and"] and not between:
        return None
    place_two = match.end()
    symbol = _SYMBOL_AT.match(text, place_two, limit)
    if symbol:
        place_two = symbol.end()
    if place_two >= limit or not (text[place_two].isdigit() or text[place_two] == "." or text[place_two].isalpha()):
        return None
    second = numerals.read(text, place_two, money=symbol is not None or (money and first.scale == 1), plural=COUNTABLE)
    if second is None or second.end > limit or second.form == "fraction" or (first.form == "fraction"):
        return None
    if symbol is None and not text[place_two - 1].isspace() and text[place_two - 1] not in "-–—−‑~":
        return None
    if (
        guards._CODE_AFTER.match(text, second.end)
        or guards._CLOCK_AFTER.match(text, second.end)
        or guards.in_date(text, second, floor)
    ):
        return None
    if symbol and not money:
        return None
    other = unit_after(place, second)
    if money and unit is not None:
        if symbol is None and other is not None and other.kind != "money":
            return None
        if other is None or other.kind != "money":
            tail = money_tail(place, Unit(unit.unit, "money", second.end))
            other = tail
        elif other.unit.split(" per ")[0] != unit.unit.split(" per ")[0]:
            return None
    elif unit is not None and other is None:
        if not (match["hyphen"] or between):
            return None
        other = Unit(unit.unit, unit.kind, second.end)
    elif unit is not None and other is not None and not _alike(unit.unit, other.unit):
        return None
    if unit is None and guards.year_like(text, first) and not lead.endswith(("from ", "between ")):
        return None
    shared = first.value
    if (
        second.scale > first.scale
        and first.scale == 1
        and first.value * second.scale < second.value
        and first.value < 1000
        and first.places >= 0
    ) or (second.scale > 1 and first.scale == 1 and first.places > 0 and first.value < second.value / second.scale):
        shared = first.value * second.scale
    low, high = shared, second.value
    if "negative " in match[0] or "minus " in match[0]:
        high = -high
    if text[max(floor, start) : start + 9].lower().startswith(("negative ", "minus ")):
        low = -low
    led = lead.endswith(("from ", "between ")) or between
    both = unit is not None and other is not None and match["to"] is not None and unit.kind not in ("money", "percent")
    if low == high or (low > high and not both and not (led and (match["to"] or match["and"]))):
        return None
    if match["or"] and (unit is not None or high > 2 * low + 1 or match["or"].startswith("-") or first.scale > 1):
        return None
    found = None
    if other is None:
        if guards.year_like(text, first) and (guards.year_like(text, second) or second.value < 100):
            return None, second.end
        found = nouns.head(text, second.end, limit, 2)
        attributive = found is not None and not found.plural
        named = guards.named(text, first, floor, place.headline, found is not None and found.plural)
        if named or guards.street(text, second):
            return None, second.end
        if (
            match["hyphen"]
            and not led
            and (found is None or attributive)
            and cues.before(text, start, floor)[0] is None
        ):
            plain = second.scale == 1 and first.places == 0 and second.places == 0 and high < 1000
            if plain:
                return None, second.end
        previous = guards.previous(text, start, floor)
        if (
            found is None
            and previous
            and previous[0].lower()
            in ("won", "lost", "beat", "voted", "ruled", "defeated", "by", "win", "drew", "rose", "fell")
        ):
            return None
        if (
            match["to"]
            and found is None
            and unit is None
            and not led
            and previous
            and cues.change_before(text, start, floor, True, True)
        ):
            return None
    end = other.end if other else found.end if found else second.end
    if between:
        start = max(floor, start - 17) + text[max(floor, start - 17) : start].lower().rindex("between")
    mod, start = cues.before(text, start, floor)
    if mod != "APPROX":
        mod = None
    inner = text[match.start() : match.end()]
    if mod is None and re.search(
        r"about|around|roughly|approx|nearly|almost", inner + text[max(floor, start) : first.start]
    ):
        mod = "APPROX"
    kind = other.kind if other else "count"
    name = other.unit if other else None
    rule = "range"
    if low > high:
        low, high, rule = high, low, "falling range"
    change = None
    if other is not None and not led:
        change = cues.change_before(
            text, start, floor, other.kind == "percent" or other.unit in COINS, other.kind in ("money", "percent")
        )
    elif other is None:
        change = cues.change_before(text, start, floor, False, False)
    if other is not None and change is None and other.kind == "percent":
        change = cues.change_after(text, end, limit)
    if kind == "duration":
        old = OLD.match(text, end, limit)
        if old:
            kind, end = "age", old.end()
    elif other is None and AGED.search(text, max(floor, start - 24), start):
        kind, name, found, end = "age", "year", None, second.end
    if name == "pound" and other is not None and pounds_are_money(place, second, start, end):
        kind, name = "money", "GBP"
    head = found.noun if found and kind == "count" else None
    return Amount(start, end, first.start, second.end, kind, low, high, mod, change, name, head, rule), end
