"""The layer `times` against TIMEX3 gold: the measures of TempEval-3 (UzZaman et al., SemEval 2013).

strict: the same span, edge white space and punctuation aside; relaxed: any overlap, one to one; value and type: relaxed
F1 with only those pairs counted whose value or type is right. An expression without a gold value is right where no
value is predicted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from copydesk.evaluate import Counts, Figures, Miss, Row, Scored
from copydesk.evaluate.measures import Place, around, common, most_shared, prf, share, unpaired

_EDGE: Final = " \t\r\n.,;:!?\"'“”‘’()[]"
_MIDNIGHT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T00:00(:00)?$")


@dataclass(frozen=True, slots=True)
class Measure:
    """Gold `timexes` with `start, end, type, value, mod`."""

    gold: ClassVar[str] = "timexes"
    headline: ClassVar[tuple[str, ...]] = ("strict.f1", "relaxed.f1", "value_f1")

    def items(self, text: str, annotations: Sequence[Row]) -> list[dict[str, Any]]:
        """The rows as they are: the layer speaks TIMEX3."""
        return [{key: row[key] for key in ("start", "end", "type", "value", "mod", "rule")} for row in annotations]

    def score(self, row: Row, items: Sequence[Row]) -> Scored:
        """Compare a gold text with items for it."""
        text, gold = row["text"], row[self.gold]
        there = [_trimmed(text, item["start"], item["end"]) for item in gold]
        here = [_trimmed(text, item["start"], item["end"]) for item in items]
        counts: Counts = Counter({"gold": len(there), "predicted": len(here), "strict": common(there, here)})
        counts.update(("gold of", item.get("type") or "NONE") for item in gold)
        misses: list[Miss] = []

        def miss(kind: str, place: Place, wanted: object, got: object, rule: str = "") -> None:
            misses.append(Miss(kind, row["id"], around(text, *place), str(wanted or ""), str(got or ""), rule))

        pairs = most_shared(there, here)
        for i, j in pairs:
            wanted, got, exact = gold[i], items[j], there[i] == here[j]
            _count(counts, wanted, got, exact)
            rule = got.get("rule") or ""
            if not exact:
                miss("span", there[i], text[slice(*there[i])], text[slice(*here[j])], rule)
            for column in ("type", "value", "mod"):
                if _normal(wanted.get(column)) != _normal(got.get(column)):
                    miss(column, there[i], wanted.get(column), got.get(column), rule)
        for i in unpaired(len(gold), (i for i, _ in pairs)):
            miss("missed", there[i], gold[i].get("value"), None)
        for j in unpaired(len(items), (j for _, j in pairs)):
            miss("spurious", here[j], None, items[j].get("value"), items[j].get("rule") or "")
        return Scored(counts, tuple(misses))

    def figures(self, counts: Counts) -> Figures:
        """The figures of summed counts."""
        predicted, gold = counts["predicted"], counts["gold"]
        typed = counts["type"] + counts["relaxed"] - counts["typed"]
        figures: Figures = {
            **prf("strict", counts["strict"], predicted, gold),
            **prf("relaxed", counts["relaxed"], predicted, gold),
            "value_f1": prf("value", counts["value"] + counts["valueless"], predicted, gold)["value.f1"],
            "type_f1": prf("type", typed, predicted, gold)["type.f1"],
            "strict_value_f1": prf("both", counts["strict value"], predicted, gold)["both.f1"],
            "value_acc": share(counts["value"], counts["valued"]),
            "type_acc": share(counts["type"], counts["typed"]),
            "type_and_value_acc": share(counts["type and value"], counts["valued"]),
            "mod.acc": share(counts["mod"], counts["modified"]),
        }
        for kind in sorted(key[1] for key in counts if isinstance(key, tuple) and key[0] == "gold of"):
            found = counts["found", kind]
            figures[f"by_type.{kind}.recall"] = share(found, counts["gold of", kind])
            figures[f"by_type.{kind}.value_acc"] = share(counts["value of", kind], found)
        return figures


def _count(counts: Counts, wanted: Row, got: Row, exact: bool) -> None:
    """Count one relaxed pair."""
    kind = wanted.get("type")
    counts["relaxed"] += 1
    counts["found", kind or "NONE"] += 1
    if kind:
        counts["typed"] += 1
        counts["type"] += kind == got.get("type")
    if wanted.get("value") is None:
        right = got.get("value") is None
        counts["valueless"] += right
    else:
        right = _normal(wanted["value"]) == _normal(got.get("value"))
        counts["valued"] += 1
        counts["value"] += right
        counts["value of", kind or "NONE"] += right
        counts["type and value"] += right and kind == got.get("type")
    counts["strict value"] += right and exact
    if wanted.get("mod") is not None:
        counts["modified"] += 1
        counts["mod"] += wanted["mod"] == got.get("mod")


def _trimmed(text: str, start: int, end: int) -> Place:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _normal(value: object) -> str | None:
    """A value as it is compared: without case, a closing Z, or a midnight that only pads a day."""
    if value is None:
        return None
    return _MIDNIGHT.sub(r"\1", str(value).strip().upper().rstrip("Z")) or None
