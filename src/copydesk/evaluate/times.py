"""The layer `times` against TIMEX3 gold: the measures of TempEval-3 (UzZaman et al., SemEval 2013).

strict: the same span, edge white space and punctuation aside; relaxed: any overlap, one to one; value and type: relaxed
F1 times the share of pairs whose value or type is right. An expression without a gold value is right where no value is
predicted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from copydesk.annotated import AnnotatedDocument
from copydesk.evaluate import Counts, Miss, Scored
from copydesk.evaluate.measures import Place, around, common, pair, prf, share

_EDGE: Final = " \t\r\n.,;:!?\"'“”‘’()[]"
_MIDNIGHT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T00:00(:00)?$")


def score(row: Mapping[str, Any], document: AnnotatedDocument) -> Scored:
    """Compare one gold row, whose `timexes` have `start, end, type, value`, with the layer."""
    text, gold = row["text"], row["timexes"]
    predicted = document.table("times").to_pylist()
    there = [_trimmed(text, time["start"], time["end"]) for time in gold]
    here = [_trimmed(text, time["raw_start"], time["raw_end"]) for time in predicted]
    counts: Counts = Counter(gold=len(there), predicted=len(here), strict=common(there, here))
    misses: list[Miss] = []

    def miss(kind: str, place: Place, wanted: Any, got: Any, rule: str = "") -> None:
        misses.append(Miss(kind, row["id"], around(text, *place), str(wanted or ""), str(got or ""), rule))

    pairs = pair(there, here)
    for i, j in pairs:
        wanted, got = gold[i], predicted[j]
        counts["relaxed"] += 1
        if there[i] != here[j]:
            miss("span", there[i], text[slice(*there[i])], text[slice(*here[j])], got["rule"])
        if wanted.get("type"):
            counts["typed"] += 1
            counts["type"] += wanted["type"] == got["type"]
        same = _normal(wanted.get("value")) == _normal(got["value"])
        if wanted.get("value") is not None:
            counts["valued"] += 1
            counts["value"] += same
        else:
            same = got["value"] is None
            counts["valueless"] += same
        counts["strict_value"] += same and there[i] == here[j]
        if not same:
            miss("value", there[i], wanted.get("value"), got["value"], got["rule"])
    for i in set(range(len(there))) - {i for i, _ in pairs}:
        miss("missed", there[i], gold[i].get("value"), None)
    for j in set(range(len(here))) - {j for _, j in pairs}:
        miss("spurious", here[j], None, predicted[j]["value"], predicted[j]["rule"])
    return Scored(counts, tuple(misses))


def figures(counts: Counts) -> dict[str, float]:
    """The figures of summed counts."""
    predicted, gold = counts["predicted"], counts["gold"]
    typed = counts["type"] + counts["relaxed"] - counts["typed"]
    return {
        **prf("strict", counts["strict"], predicted, gold),
        **prf("relaxed", counts["relaxed"], predicted, gold),
        "value_f1": prf("value", counts["value"] + counts["valueless"], predicted, gold)["value_f1"],
        "type_f1": prf("type", typed, predicted, gold)["type_f1"],
        "strict_value_f1": prf("strict_value", counts["strict_value"], predicted, gold)["strict_value_f1"],
        "value_acc": share(counts["value"], counts["valued"]),
        "type_acc": share(counts["type"], counts["typed"]),
    }


def _trimmed(text: str, start: int, end: int) -> Place:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _normal(value: str | None) -> str | None:
    """A value as it is compared: without case, a closing Z, or a midnight that only pads a day."""
    if value is None:
        return None
    return _MIDNIGHT.sub(r"\1", str(value).strip().upper().rstrip("Z")) or None
