"""Measures that several layers share: precision, recall, F1, and pairing of spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

Place: TypeAlias = tuple[int, int]


def prf(name: str, hits: int, predicted: int, gold: int) -> dict[str, float]:
    """Precision, recall and F1 as figures named after `name`, to four decimals."""
    precision = hits / predicted if predicted else 0.0
    recall = hits / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {f"{name}_f1": round(f1, 4), f"{name}_p": round(precision, 4), f"{name}_r": round(recall, 4)}


def share(part: int, whole: int) -> float:
    """`part` of `whole` to four decimals; 0 of nothing."""
    return round(part / whole, 4) if whole else 0.0


def pair(gold: Sequence[Place], predicted: Sequence[Place]) -> list[tuple[int, int]]:
    """One-to-one pairs of overlapping spans as positions in both lists: the largest share of their union first."""
    candidates = sorted(
        (-(min(b, d) - max(a, c)) / (max(b, d) - min(a, c)), i, j)
        for i, (a, b) in enumerate(gold)
        for j, (c, d) in enumerate(predicted)
        if min(b, d) > max(a, c)
    )
    left, right, pairs = set(), set(), []
    for _, i, j in candidates:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def common(gold: Sequence[Place], predicted: Sequence[Place]) -> int:
    """How many spans stand in both, each as often as in the other."""
    return (Counter(gold) & Counter(predicted)).total()


def matching(gold: int, predicted: int, agree: Callable[[int, int], bool]) -> int:
    """The size of a largest one-to-one matching of items that agree (augmenting paths; Kuhn 1955)."""
    wanted = [[j for j in range(predicted) if agree(i, j)] for i in range(gold)]
    owner: dict[int, int] = {}

    def claim(i: int, tried: set[int]) -> bool:
        for j in wanted[i]:
            if j not in tried:
                tried.add(j)
                if j not in owner or claim(owner[j], tried):
                    owner[j] = i
                    return True
        return False

    return sum(claim(i, set()) for i in range(gold))


def around(text: str, start: int, end: int, width: int = 40) -> str:
    """A stretch of `text` in brackets with what stands around it, on one line."""
    before, inside, after = text[max(0, start - width) : start], text[start:end], text[end : end + width]
    return " ".join(f"{before}[{inside}]{after}".split())
