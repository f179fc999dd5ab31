"""The layer `events` against gold of two kinds.

Gold of force posture has `sentence_start, sentence_end, actor, action, host` and perhaps `modality`, `unit`,
`count_low`, `count_high`, `optional`. A row is right where its trigger lies in the sentence and actor, action and host
are the same; modality and the rest are judged over what is right. Gold that is optional is neither wanted nor held
against.

Gold of PLOVER (Halterman et al., "PLOVER and POLECAT", 2023) has `type` and `trigger_start, trigger_end`. Only types
that an action can have here are looked at (`lexicon/events_plover.csv`): what is no posture is out of scope. Figures
are those of the scorer beside the gold. Its arguments are not measured: a row here names one actor and one host.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from copydesk.evaluate import Counts, Figures, Miss, Row, Scored
from copydesk.evaluate.measures import around, common, largest_matching, one_to_one, prf, share, unpaired
from copydesk.lexicon import load

#: The PLOVER types that a row can have.
TYPES: Final = frozenset(row["code"] for row in load("events_plover"))
_KEY: Final = ("actor", "action", "host")
_JUDGED: Final = ("modality", "unit", "count_low", "count_high", "permanence", "asserted_by")
_VIEWS: Final = ("trigger_strict", "trigger_relaxed", "trigger_type_strict", "trigger_type_relaxed")


@dataclass(frozen=True, slots=True)
class Measure:
    """Gold `events`: of force posture, or of PLOVER where they have a `type`."""

    gold: ClassVar[str] = "events"
    headline: ClassVar[tuple[str, ...]] = ("posture.p", "posture.r", "posture.f1", "modality_acc", "doc_type.f1")

    def items(self, text: str, annotations: Sequence[Row]) -> list[dict[str, Any]]:
        """The rows; each as an event of PLOVER, too, where it has a type."""
        names = ("start", "end", "rule", *_KEY, *_JUDGED)
        return [
            {
                **{name: row[name] for name in names},
                "type": row["plover"],
                "trigger_start": row["start"],
                "trigger_end": row["end"],
            }
            for row in annotations
        ]

    def score(self, row: Row, items: Sequence[Row]) -> Scored:
        """Compare a gold text with items for it."""
        if any("type" in event for event in row[self.gold]):
            return _plover(row, items)
        return _posture(row, items)

    def figures(self, counts: Counts) -> Figures:
        """The figures of summed counts; those of the kind of gold that was not there are None."""
        names = ("posture", "doc_type", *_VIEWS)
        figures: Figures = {}
        for name in names:
            measured = counts[name, "measured"]
            values = prf(name, counts[name], counts[name, "predicted"], counts[name, "gold"])
            figures |= values if measured else dict.fromkeys(values)
        for column in _JUDGED:
            figures[f"{column}_acc"] = share(counts[column], counts[column, "judged"])
        return figures


def _posture(row: Row, items: Sequence[Row]) -> Scored:
    gold = row["events"]
    required = [event for event in gold if not event.get("optional")]
    optional = [event for event in gold if event.get("optional")]

    pairs = largest_matching(len(required), len(items), lambda i, j: _same(required[i], items[j]))
    left = unpaired(len(items), (j for _, j in pairs))
    spurious = [j for j in left if not any(_same(event, items[j]) for event in optional)]
    counts: Counts = Counter(
        {
            "posture": len(pairs),
            ("posture", "predicted"): len(pairs) + len(spurious),
            ("posture", "gold"): len(required),
            ("posture", "measured"): 1,
        }
    )
    misses: list[Miss] = []

    def miss(kind: str, start: int, end: int, want: object, got: object, rule: object = "") -> None:
        context = around(row["text"], start, end)
        misses.append(Miss(kind, row["id"], context, str(want or ""), str(got or ""), str(rule or "")))

    for i, j in pairs:
        for column in _JUDGED:
            if column in required[i]:
                counts[column, "judged"] += 1
                right = required[i][column] == items[j][column]
                counts[column] += right
                if not right:
                    start, end, rule = items[j]["start"], items[j]["end"], items[j].get("rule")
                    miss(column, start, end, required[i][column], items[j][column], rule)
    for i in unpaired(len(required), (i for i, _ in pairs)):
        miss("missed", required[i]["sentence_start"], required[i]["sentence_end"], _spoken(required[i]), None)
    for j in spurious:
        miss("spurious", items[j]["start"], items[j]["end"], None, _spoken(items[j]), items[j].get("rule"))
    return Scored(counts, tuple(misses))


def _same(event: Row, item: Row) -> bool:
    return event["sentence_start"] <= item["start"] < event["sentence_end"] and all(
        event[name] == item[name] for name in _KEY
    )


def _spoken(event: Row) -> str:
    return f"{event['action']} {event['actor']} {event['host']} {event.get('modality')}"


def _plover(row: Row, items: Sequence[Row]) -> Scored:
    gold = [event for event in row["events"] if event["type"] in TYPES]
    said = [item for item in items if item["type"] is not None]
    there, here = _placed(gold), _placed(said)
    hits = {
        "trigger_strict": common([(a, b) for a, b, _ in there], [(a, b) for a, b, _ in here]),
        "trigger_type_strict": (Counter(there) & Counter(here)).total(),
        "trigger_relaxed": _overlapping(there, here, lambda a, b: True),
        "trigger_type_relaxed": _overlapping(there, here, lambda a, b: a == b),
    }
    counts: Counts = Counter(hits)
    for view in _VIEWS:
        counts |= Counter({(view, "predicted"): len(here), (view, "gold"): len(there), (view, "measured"): 1})
    wanted, typed = Counter(event["type"] for event in gold), Counter(item["type"] for item in said)
    counts |= Counter(
        {
            "doc_type": (wanted & typed).total(),
            ("doc_type", "predicted"): len(said),
            ("doc_type", "gold"): len(gold),
            ("doc_type", "measured"): 1,
        }
    )
    misses = []
    for kind, types in (("missed", wanted - typed), ("spurious", typed - wanted)):
        for name in sorted(types.elements()):
            want, got = (name, "") if kind == "missed" else ("", name)
            misses.append(Miss(kind, row["id"], " ".join(row["text"].split()), want, got, ""))
    return Scored(counts, tuple(misses))


def _placed(events: Sequence[Row]) -> list[tuple[int, int, str]]:
    return [(e["trigger_start"], e["trigger_end"], e["type"]) for e in events if e.get("trigger_start") is not None]


def _overlapping(
    gold: Sequence[tuple[int, int, str]], predicted: Sequence[tuple[int, int, str]], agree: Callable[[str, str], bool]
) -> int:
    """How many spans pair one to one, the largest share of their union first."""
    candidates = [
        (-(min(b, d) - max(a, c)) / (max(b, d) - min(a, c)), i, j)
        for i, (a, b, one) in enumerate(gold)
        for j, (c, d, other) in enumerate(predicted)
        if min(b, d) > max(a, c) and agree(one, other)
    ]
    return len(one_to_one(candidates))
