"""What is read at one place: an amount, and the sentence it is read in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from copydesk.amounts import guards


@dataclass(frozen=True, slots=True)
class Amount:
    """What was read at one place.

    `bare` where neither a unit nor a noun was found, `number_end` where its numeral ends."""

    start: int
    end: int
    number_start: int
    number_end: int
    kind: str
    low: float | None
    high: float | None
    mod: str | None
    change: str | None
    unit: str | None
    head: str | None
    rule: str
    bare: bool = False
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading happens: the sentence ``[floor, limit)``."""

    text: str
    floor: int
    limit: int

    @property
    def headline(self) -> bool:
        """Whether the sentence is set like a headline, where a capital says nothing."""
        return guards.headline_case(self.text, self.floor, self.limit)


def bounds(value: float, mod: str | None) -> tuple[float | None, float | None]:
    """Low and high of a single number under a modifier; null where open."""
    if mod in ("MORE_THAN", "EQUAL_OR_MORE"):
        return value, None
    if mod in ("LESS_THAN", "EQUAL_OR_LESS"):
        return None, value
    return value, value


def with_head(amount: Amount, kind: str, unit: str | None, head: str | None, rule: str) -> Amount:
    """`amount` with a unit or noun understood from the sentence."""
    return replace(amount, kind=kind, unit=unit, head=head, rule=rule, bare=False, spelled=False)


POINTS = frozenset(
    {"point", "points", "pip", "pips", "place", "places", "position", "positions", "spot", "spots", "seat", "seats"}
)

COINS = frozenset({"cent", "penny", "sen", "kopeck", "dime", "nickel", "paisa"})
