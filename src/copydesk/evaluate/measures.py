"""Measures that several layers share: precision, recall, F1, and pairing of spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from copydesk.evaluate import Figures

Place: TypeAlias = tuple[int, int]


def prf(name: str, hits: int, predicted: int, gold: int) -> Figures:
    """Precision, recall and F1 as figures named after `name`, to four decimals; 0 of nothing."""
    precision = hits / predicted if predicted else 0.0
    recall = hits / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {f"{name}.p": round(precision, 4), f"{name}.r": round(recall, 4), f"{name}.f1": round(f1, 4)}


def share(part: int, whole: int) -> float | None:
    """`part` of `whole` to four decimals; None of nothing."""
    return round(part / whole, 4) if whole else None


def one_to_one(candidates: Iterable[tuple[Any, int, int]]) -> list[tuple[int, int]]:
    """Greedy pairs (i, j) of candidates (distance, i, j): the least distance first, each i and each j once."""
    left: set[int] = set()
    right: set[int] = set()
    pairs = []
    for _, i, j in sorted(candidates):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def most_shared(gold: Sequence[Place | None], predicted: Sequence[Place]) -> list[tuple[int, int]]:
    """One-to-one pairs of spans that overlap: the largest share of their union first."""
    return one_to_one(
        (-(min(b, d) - max(a, c)) / (max(b, d) - min(a, c)), i, j)
        for i, (a, b) in ((i, place) for i, place in enumerate(gold) if place)
        for j, (c, d) in enumerate(predicted)
        if min(b, d) > max(a, c)
    )


def exact_then_longest(
    gold: Sequence[Place], predicted: Sequence[Place], agree: Callable[[int, int], bool] = lambda i, j: True
) -> list[tuple[int, int]]:
    """One-to-one pairs of spans that overlap and agree: equal spans first, then the longest overlap."""
    return one_to_one(
        (((a, b) != (c, d), max(a, c) - min(b, d)), i, j)
        for i, (a, b) in enumerate(gold)
        for j, (c, d) in enumerate(predicted)
        if min(b, d) > max(a, c) and agree(i, j)
    )


def common(gold: Iterable[Place], predicted: Iterable[Place]) -> int:
    """How many spans stand in both, each as often as in the other."""
    return (Counter(gold) & Counter(predicted)).total()


def largest_matching(gold: int, predicted: int, agree: Callable[[int, int], bool]) -> list[tuple[int, int]]:
    """A largest one-to-one matching of items that agree (augmenting paths; Kuhn 1955)."""
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

    for i in range(gold):
        claim(i, set())
    return sorted((i, j) for j, i in owner.items())


def unpaired(count: int, paired: Iterable[int]) -> list[int]:
    """The positions below `count` that are not among `paired`."""
    taken = set(paired)
    return [i for i in range(count) if i not in taken]


def around(text: str, start: int, end: int, width: int = 40) -> str:
    """A stretch of `text` in brackets with what stands around it, on one line."""
    before, inside, after = text[max(0, start - width) : start], text[start:end], text[end : end + width]
    return " ".join(f"{before}[{inside}]{after}".split())
