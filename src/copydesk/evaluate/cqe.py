"""Amounts as the gold sets of quantities state them: the conventions of CQE (Almasian et al., EMNLP 2023).

They differ from our guide's: one value instead of equal or open bounds, symbols as modifiers, a direction of change as
a modifier, currencies by name, the counted noun as unit, "a third" as .333 without unit, vague nouns by powers of ten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from copydesk import lexicon

_MODIFIERS: Final = {
    None: "=", "APPROX": "~", "MORE_THAN": ">", "EQUAL_OR_MORE": ">=", "LESS_THAN": "<", "EQUAL_OR_LESS": "<=",
}  # fmt: skip
#: Units that the gold sets call by another name than we do.
_UNITS: Final = {
    "percent": "percentage",
    "pound": "pound-mass",
    "tonne": "metric ton",
    "part per billion": "parts-per-billion",
    "degree Celsius": "celsius",
    "degree Fahrenheit": "fahrenheit",
}
_SPELLINGS: Final = {
    "": "=", "<=": "<", ">=": ">", "approx": "~", "about": "~", "min": ">", "max": "<", "exact": "=",
}  # fmt: skip
_FUNCTION_WORDS: Final = frozenset(
    {"the", "a", "an", "of", "these", "those", "this", "that", "his", "her", "its", "their", "our", "and", "other"}
)
_VAGUE_NUMBERS: Final = frozenset(
    {"dozens", "scores", "hundreds", "thousands", "millions", "billions", "several", "few"}
)
_PLURAL: Final = re.compile(r"(?<=[a-z]{3})(?<!s)s$")
_NO_PLURALS: Final = frozenset({"celsius", "gas", "lens", "hertz"})
_METRES: Final = re.compile(r"(met|lit)er$")
_NO_METRES: Final = frozenset({"parameter", "diameter", "perimeter"})
_WORDS: Final = {
    "inche": "inch", "feet": "foot", "ppb": "parts per billion", "ghz": "gigahertz", "hz": "hertz",
    "yuan": "chinese yuan",
}  # fmt: skip


def as_cqe(row: Mapping[str, Any], surface: str) -> dict[str, Any]:
    """A row of the table `quantities`, whose text is `surface`, as `value, low, high, modifier, unit` of the gold."""
    low, high, unit, modifier = row["low"], row["high"], row["unit"], _MODIFIERS[row["mod"]]
    if row["rule"] == "fraction":
        low, high, unit = _times(low, 0.01), _times(high, 0.01), None
    elif unit is not None:
        unit = _unit(row["kind"], unit)
    elif row["head"] is not None:
        unit = counted(surface, row["head"])
    if row["rule"] == "vague" and low is not None and high is not None and low >= 24:
        # Ours: dozens 24-99, hundreds 200-999 and so on; theirs: dozens 12, hundreds 100-1,000.
        modifier = "="
        low, high = (12.0, 12.0) if low == 24 else (low / 2, high + 1)
    elif row["rule"] == "falling range":
        low, high = high, low
    if row["change"] is not None and modifier in ("=", "~"):
        modifier = row["change"]
    if low is None or high is None or low == high:
        return {
            "value": low if low is not None else high,
            "low": None,
            "high": None,
            "modifier": modifier,
            "unit": unit,
        }
    return {"value": None, "low": low, "high": high, "modifier": modifier, "unit": unit}


def counted(surface: str, head: str) -> str:
    """What a count counts: the words of `surface` after its number, without function words, the last one singular."""
    words: list[str] = []
    for word in surface.split():
        pieces = word.split("-")
        after = next((i for i in range(len(pieces), 0, -1) if _is_number(pieces[i - 1], first=i == 1)), 0)
        if after:
            words = []
        words += [piece for piece in ["-".join(pieces[after:])] if piece and piece.lower() not in _FUNCTION_WORDS]
    return " ".join([*words[:-1], _singular(words[-1])]) if words else head


def same_value(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two amounts have one value: both bounds where either is a range, else what they state (to 1e-5)."""
    if _is_range(one) or _is_range(other):
        both = _is_range(one) and _is_range(other)
        return both and _close(one["low"], other["low"]) and _close(one["high"], other["high"])
    stated, said = _stated(one), _stated(other)
    return (stated is None and said is None) or _close(stated, said)


def modifier(item: Mapping[str, Any]) -> str:
    """An amount's modifier as it is compared: or-equal folded, and exact with two bounds the same as a range."""
    name = item.get("modifier") or "="
    name = _SPELLINGS.get(name, name)
    return "range" if name == "=" and _is_range(item) else name


@cache
def normal_unit(name: str | None) -> str | None:
    """A unit's name as it is compared: lower case, singular, spelling and symbols folded; None for no unit."""
    if name in (None, "", "-", "dimensionless"):
        return None
    name = " ".join(str(name).strip().lower().replace("-", " ").split())
    aliases = _aliases()
    if name not in aliases:
        name = re.sub(r"\s*/\s*", " per ", " ".join(_word(word) for word in name.split(" ")))
    return aliases.get(name, name)


def _word(word: str) -> str:
    if word not in _NO_PLURALS:
        word = _PLURAL.sub("", word)
    if word in _WORDS:
        return _WORDS[word]
    return word if word in _NO_METRES else _METRES.sub(r"\1re", word)


@cache
def _aliases() -> dict[str, str]:
    return {row["alias"]: row["unit"] for row in lexicon.load("unit_aliases")}


@cache
def _currencies() -> dict[str, str]:
    return {row["unit"]: row["name"] for row in lexicon.load("currencies")}


@cache
def _numerals() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon.load("numerals") if row["role"] != "suffix") | _VAGUE_NUMBERS


def _unit(kind: str, unit: str) -> str:
    first, per, rest = unit.partition(" per ") if kind in ("money", "percent") else (unit, "", "")
    name = (_currencies() if kind == "money" else _UNITS).get(first, first)
    return name + per + rest + (" of age" if kind == "age" else "")


def _is_number(piece: str, first: bool) -> bool:
    """Whether a piece of a hyphenated word is a number; digits after a letter and hyphen (F-16) are a designator."""
    bare = piece.lower().strip(",.")
    return bare in _numerals() or (first and bare.lstrip("~<>≈$€£¥")[:1].isdigit())


def _singular(word: str) -> str:
    lower = word.lower()
    if lower == "children":
        return word[:5]
    if lower.endswith("men") and lower != "regimen":
        return word[:-2] + "an"
    if lower.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if lower.endswith(("sses", "shes", "ches", "xes", "zes", "uses")):
        return word[:-2]
    return word


def _is_range(item: Mapping[str, Any]) -> bool:
    return item.get("low") is not None and item.get("high") is not None


def _stated(item: Mapping[str, Any]) -> float | None:
    return next((item[name] for name in ("value", "low", "high") if item.get(name) is not None), None)


def _close(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= 1e-8 + 1e-5 * max(abs(one), abs(other))


def _times(amount: float | None, factor: float) -> float | None:
    return None if amount is None else amount * factor
