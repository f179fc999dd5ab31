"""The layer `entities` against gold mentions: exact match as in CoNLL-2003 (Tjong Kim Sang and De Meulder).

Label sets are folded to PER, ORG, LOC and MISC, so that any gold set can be read; dates, numbers and amounts are left
out. strict: the same span and label; relaxed: any overlap with the same label, one to one (where gold names a mention's
head, the prediction has to cover it).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from copydesk.evaluate import Counts, Figures, Miss, Row, Scored
from copydesk.evaluate.measures import Place, around, exact_then_longest, prf, unpaired

#: Our labels in the coarse scheme.
_OURS: Final = {"PERSON": "PER", "ORG": "ORG", "MIL": "ORG", "GPE": "LOC", "LOC": "LOC", "NORP": "MISC"}
#: The labels of gold sets in the coarse scheme; any other is MISC.
_COARSE: Final = {
    **dict.fromkeys(("PER", "PERSON", "Person", "politician", "person"), "PER"),
    **dict.fromkeys(("ORG", "ORGANIZATION", "Organization", "organisation", "politicalparty", "COMPANY"), "ORG"),
    **dict.fromkeys(("LOC", "LOCATION", "Location", "GPE", "FAC", "FACILITY", "Facility"), "LOC"),
    **dict.fromkeys(("country", "location", "PLACE"), "LOC"),
    "NE": "NE",
}
_LEFT_OUT: Final = frozenset({"DATE", "Date", "TIME", "MONEY", "Money", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"})


@dataclass(frozen=True, slots=True)
class Measure:
    """Gold `entities` with `start, end, label` and perhaps `head_start, head_end`.

    `labels` are the coarse labels to look at (default: all), for gold that does not mark the others.
    """

    gold: ClassVar[str] = "entities"
    headline: ClassVar[tuple[str, ...]] = ("strict.f1", "relaxed.f1", "span_exact_any_label.f1")

    labels: frozenset[str] = frozenset()

    def items(self, text: str, annotations: Sequence[Row]) -> list[dict[str, Any]]:
        """The rows with their labels folded."""
        return [
            {"start": row["start"], "end": row["end"], "label": _OURS[row["label"]], "rule": row["rule"]}
            for row in annotations
        ]

    def score(self, row: Row, items: Sequence[Row]) -> Scored:
        """Compare a gold text with items for it."""
        text = row["text"]
        there, here = self._mentions(row[self.gold]), self._mentions(items)
        gold, predicted = {mention[:3] for mention in there}, {mention[:3] for mention in here}
        counts: Counts = Counter({"gold": len(gold), "predicted": len(predicted), "strict": len(gold & predicted)})
        counts["span"] = len({mention[:2] for mention in gold} & {mention[:2] for mention in predicted})
        for name, mentions in (("gold", gold), ("predicted", predicted), ("strict", gold & predicted)):
            counts.update((name, label) for _, _, label in mentions)
        # Two gold mentions that differ only in their head count once in strict, twice in relaxed, as in the scorer.
        wanted = there if any(head for *_, head in there) else [(*mention, None) for mention in sorted(gold)]
        got = sorted(predicted)

        def agree(i: int, j: int) -> bool:
            start, end, label = got[j]
            head = wanted[i][3]
            return label == wanted[i][2] and (head is None or (start <= head[0] and end >= head[1]))

        pairs = exact_then_longest([one[:2] for one in wanted], [one[:2] for one in got], agree)
        counts["relaxed"], counts["relaxed gold"] = len(pairs), len(wanted)
        rules = {(item["start"], item["end"]): item.get("rule") or "" for item in items}
        misses: list[Miss] = []

        def miss(kind: str, place: Place, want: str, said: str, rule: str = "") -> None:
            misses.append(Miss(kind, row["id"], around(text, *place), want, said, rule))

        for i, j in pairs:
            place, other = wanted[i][:2], got[j][:2]
            if place != other:
                miss("span", place, text[slice(*place)], text[slice(*other)], rules[other])
        for i in unpaired(len(wanted), (i for i, _ in pairs)):
            miss("missed", wanted[i][:2], wanted[i][2], "")
        for j in unpaired(len(got), (j for _, j in pairs)):
            miss("spurious", got[j][:2], "", got[j][2], rules[got[j][:2]])
        return Scored(counts, tuple(misses))

    def figures(self, counts: Counts) -> Figures:
        """The figures of summed counts."""
        figures = {
            **prf("strict", counts["strict"], counts["predicted"], counts["gold"]),
            **prf("relaxed", counts["relaxed"], counts["predicted"], counts["relaxed gold"]),
            **prf("span_exact_any_label", counts["span"], counts["predicted"], counts["gold"]),
        }
        for label in sorted({key[1] for key in counts if isinstance(key, tuple)}):
            by_label = counts["strict", label], counts["predicted", label], counts["gold", label]
            figures |= prf(f"by_label_strict.{label}", *by_label)
        return figures

    def _mentions(self, items: Iterable[Row]) -> list[tuple[int, int, str, tuple[int, int] | None]]:
        mentions = []
        for item in items:
            label = _COARSE.get(item["label"], "MISC")
            if item["label"] in _LEFT_OUT or (self.labels and label not in self.labels):
                continue
            head = None if item.get("head_start") is None else (item["head_start"], item["head_end"])
            mentions.append((item["start"], item["end"], label, head))
        return list(dict.fromkeys(mentions))
