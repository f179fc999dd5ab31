"""A recognised expression as resolution sees it: its words by lexicon class, and the numbers they spell."""

from __future__ import annotations

import re
from decimal import Decimal

from copydesk.timex.grammar import NUMBERS, Match, Scan

_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


class Expression:
    """One match of a document: `index` is its number in the document, `pairs` its words as (class, value), in order."""

    __slots__ = ("first", "index", "last", "numbers", "pairs", "resolver", "rule", "surface")

    def __init__(self, index: int, match: Match, scan: Scan) -> None:
        self.index = index
        self.first, self.last, self.rule, self.resolver = match.first, match.last, match.rule, match.resolver
        self.surface = scan.text[scan.starts[match.first] : scan.starts[match.last]]
        self.pairs = list(scan.words(match))
        self.numbers = [value for name, value in self.pairs if name in NUMBERS]

    def only(self, pairs: list[tuple[str, str]]) -> Expression:
        """The same expression, of whose words only these count."""
        other = object.__new__(Expression)
        other.index, other.first, other.last = self.index, self.first, self.last
        other.rule, other.resolver, other.surface, other.pairs = self.rule, self.resolver, self.surface, pairs
        other.numbers = [value for name, value in pairs if name in NUMBERS]
        return other

    def get(self, *names: str) -> str | None:
        """The value of the first word of one of the classes."""
        for name, value in self.pairs:
            if name in names:
                return value
        return None

    def has(self, *names: str) -> bool:
        for name, _ in self.pairs:  # noqa: SIM110 - asked several times an expression: a generator costs twice as much
            if name in names:
                return True
        return False

    def until_unit(self) -> list[tuple[str, str]]:
        """The words up to the first unit and what follows it at once: where a length has its number."""
        for i, (name, _) in enumerate(self.pairs):
            if name in ("unit", "units", "abbrunit"):
                return self.pairs[: i + 1] + [pair for pair in self.pairs[i + 1 :] if pair[0] == "half"]
        return self.pairs

    def count(self) -> str:
        """The number before the unit as TIMEX3 writes it: "3", "2.5", "X" for several, "1" for none."""
        pairs = self.until_unit()
        if any(name in NUMBERS for name, _ in pairs) and (digits := _DIGITS.search(self.surface)):
            number = Decimal(digits[0].replace(",", ""))
            for name, value in pairs:
                if name == "number" and int(value) >= 100:
                    number *= int(value)
            if "1/2" in self.surface or any(name == "half" for name, _ in pairs):
                number += Decimal("0.5")
            return f"{number.normalize():f}"
        return number_words(pairs)

    @property
    def month(self) -> int | None:
        found = self.get("month", "may", "mon", "milmonth", "zmon")
        return int(found) if found else None

    @property
    def unit(self) -> str | None:
        return self.get("unit", "units", "abbrunit")

    @property
    def step(self) -> int | None:
        """-1 for last, past, previous; 1 for next, coming, following; 0 for this, that, same, current."""
        found = self.get("last", "past", "previous", "next", "coming", "following", "this", "current", "that", "same")
        return int(found) if found else None

    @property
    def ordinal(self) -> int | None:
        """The first ordinal: 3 for "third" and "3rd", -1 for "last" and "final"."""
        for i, (name, value) in enumerate(self.pairs):
            if name in ("ordinal", "final", "last"):
                return int(value)
            if name in NUMBERS and i + 1 < len(self.pairs) and self.pairs[i + 1][0] == "suffix":
                return int(value)
        return None

    @property
    def part(self) -> str | None:
        """The TIMEX3 modifier of "early", "the end of", …: START, MID or END."""
        return self.get("early", "late", "mid", "edge")

    def with_part_of_day(self, day: str | None) -> tuple[str, str | None]:
        """TIMEX3 type and value of a day with the part of the day the words name."""
        part = self.get("daypart", "clockword")
        if part:
            return "TIME", f"{day}T{part}" if day else None
        return "DATE", day


_SCALES = (100, 1000, 1_000_000, 1_000_000_000)


def number_words(pairs: list[tuple[str, str]]) -> str:
    """The number that words of lexicon classes spell: "3", "2.5", "X" for several, "1" for none."""
    total, group, half, seen = 0, 0, False, False
    for name, value in pairs:
        if name == "number":
            worth = int(value)
            if worth in _SCALES or (worth == 12 and group):
                group = max(group, 1) * worth
                if worth > 100:
                    total, group = total + group, 0
            else:
                group += worth
            seen = True
        elif name == "half":
            half = True
        elif name == "vague":
            return "X"
    number = total + group
    if half:
        return f"{number if seen else int(_counts_one(pairs))}.5"
    return str(number) if seen else "1"


def _counts_one(pairs: list[tuple[str, str]]) -> bool:
    """Whether the unit stands before the half: "a year and a half", not "half a year"."""
    names = [name for name, _ in pairs]
    unit = next((i for i, name in enumerate(names) if name in ("unit", "units")), 0)
    return "half" in names[unit:]
