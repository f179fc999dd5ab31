"""The layer `quantities` against gold in two views.

bag: one to one on the value alone, without spans, then also on unit, modifier and both (the measure of CQE, Almasian
et al., EMNLP 2023). spans: strict (the same span) and relaxed (any overlap) over items with offsets; a gold set that
infers offsets for only some of its items is better read in the bag view.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from copydesk.evaluate import Counts, Figures, Miss, Row, Scored
from copydesk.evaluate.cqe import as_cqe, modifier, normal_unit, same_value
from copydesk.evaluate.measures import Place, around, common, largest_matching, most_shared, prf, share, unpaired


@dataclass(frozen=True, slots=True)
class Measure:
    """Gold `quantities` with `start, end` (may be null), `value, low, high, modifier, unit`."""

    gold: ClassVar[str] = "quantities"
    headline: ClassVar[tuple[str, ...]] = ("bag.value.f1", "bag.value_unit.f1", "bag.value_modifier.f1")

    def items(self, text: str, annotations: Sequence[Row]) -> list[dict[str, Any]]:
        """The rows in the conventions of the gold."""
        return [
            {
                "start": row["start"],
                "end": row["end"],
                "rule": row["rule"],
                **as_cqe(row, text[row["start"] : row["end"]]),
            }
            for row in annotations
        ]

    def score(self, row: Row, items: Sequence[Row]) -> Scored:
        """Compare a gold text with items for it."""
        gold = row[self.gold]

        def matched(*also: Callable[[Row, Row], bool]) -> list[tuple[int, int]]:
            tests = (same_value, *also)
            return largest_matching(len(gold), len(items), lambda i, j: all(same(gold[i], items[j]) for same in tests))

        by_value = matched()
        counts: Counts = Counter(
            {
                "gold": len(gold),
                "predicted": len(items),
                "value": len(by_value),
                "value_unit": len(matched(_same_unit)),
                "value_modifier": len(matched(_same_modifier)),
                "value_unit_modifier": len(matched(_same_unit, _same_modifier)),
            }
        )
        _count_spans(counts, gold, items)
        return Scored(counts, tuple(_misses(row, gold, items, by_value)))

    def figures(self, counts: Counts) -> Figures:
        """The figures of summed counts."""
        figures: Figures = {}
        for view in ("value", "value_unit", "value_modifier", "value_unit_modifier"):
            figures |= prf(f"bag.{view}", counts[view], counts["predicted"], counts["gold"])
        for view in ("strict", "relaxed"):
            figures |= prf(f"spans.{view}", counts[view], counts["predicted spans"], counts["gold spans"])
        figures["spans.value_acc"] = share(counts["value right"], counts["valued"])
        figures["spans.unit_acc"] = share(counts["unit right"], counts["with unit"])
        figures["spans.modifier_acc"] = share(counts["modifier right"], counts["relaxed"])
        for name in sorted(key[1] for key in counts if isinstance(key, tuple) and key[0] == "modifier"):
            figures[f"spans.by_modifier.{name}.acc"] = share(counts["modifier right", name], counts["modifier", name])
        return figures


def _count_spans(counts: Counts, gold: Sequence[Row], items: Sequence[Row]) -> None:
    there: list[Place | None] = [(one["start"], one["end"]) if one["start"] is not None else None for one in gold]
    here = [(one["start"], one["end"]) for one in items]
    placed = [place for place in there if place]
    counts["gold spans"], counts["predicted spans"] = len(placed), len(here)
    counts["strict"] = common(placed, here)
    for i, j in most_shared(there, here):
        wanted, got = gold[i], items[j]
        counts["relaxed"] += 1
        if any(wanted.get(name) is not None for name in ("value", "low", "high")):
            counts["valued"] += 1
            counts["value right"] += same_value(wanted, got)
        if wanted.get("unit") is not None:
            counts["with unit"] += 1
            counts["unit right"] += _same_unit(wanted, got)
        counts["modifier", modifier(wanted)] += 1
        counts["modifier right"] += _same_modifier(wanted, got)
        counts["modifier right", modifier(wanted)] += _same_modifier(wanted, got)


def _misses(row: Row, gold: Sequence[Row], items: Sequence[Row], by_value: Sequence[tuple[int, int]]) -> list[Miss]:
    misses = []

    def miss(kind: str, item: Row, wanted: object, got: object, rule: object) -> None:
        text = row["text"]
        context = around(text, item["start"], item["end"]) if item["start"] is not None else " ".join(text.split())
        misses.append(Miss(kind, row["id"], context, str(wanted or ""), str(got or ""), str(rule or "")))

    for i, j in by_value:
        wanted, got = gold[i], items[j]
        if not _same_unit(wanted, got):
            miss("unit", wanted, wanted.get("unit"), got.get("unit"), got.get("rule"))
        if not _same_modifier(wanted, got):
            miss("modifier", wanted, modifier(wanted), modifier(got), got.get("rule"))
    for i in unpaired(len(gold), (i for i, _ in by_value)):
        miss("missed", gold[i], _spoken(gold[i]), None, None)
    for j in unpaired(len(items), (j for _, j in by_value)):
        miss("spurious", items[j], None, _spoken(items[j]), items[j].get("rule"))
    return misses


def _same_unit(one: Row, other: Row) -> bool:
    return normal_unit(one.get("unit")) == normal_unit(other.get("unit"))


def _same_modifier(one: Row, other: Row) -> bool:
    return modifier(one) == modifier(other)


def _spoken(item: Row) -> str:
    amount = item.get("value")
    amount = f"{item.get('low')} to {item.get('high')}" if amount is None else amount
    return " ".join(str(part) for part in (modifier(item), amount, item.get("unit")) if part is not None)
