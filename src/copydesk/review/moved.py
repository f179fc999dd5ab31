"""Where a marked stretch stands in a text that has changed since it was marked.

The stretch is looked for by its surface, and each place where that stands is scored by how much its surroundings are
like those of the mark; where the surface is gone, what stands between its surroundings is scored instead. Likeness is
that of `difflib.SequenceMatcher`: twice the matching characters over all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

#: Code points of the text before and after a mark that go with it.
AROUND: Final = 40
#: The least score of a place that is taken, and by how much it is better than the next: 0.75 lets a word of the
#: surroundings be exchanged, not a sentence.
ENOUGH: Final = 0.75
AHEAD: Final = 0.05
#: So many code points next to a lost surface have to be there as they were, on either side.
_HOLD: Final = 10
#: Most places that are scored, the nearest to where the mark was first.
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch ``[start, end)`` of a text in code points, with its surface and what stood around it."""

    start: int
    end: int
    surface: str
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a mark stands now; `score` is 1 where nothing about it has changed."""

    start: int
    end: int
    score: float


def mark(text: str, start: int, end: int) -> Mark:
    """The mark of a stretch of `text`."""
    return Mark(start, end, text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND])


def find(text: str, wanted: Mark, near: int | None = None) -> Placed | str:
    """Where `wanted` stands in `text`, or the reason why nobody can say.

    `near` is where it is expected, by default where it was: a mark without surroundings is found only there, or where
    its surface stands once.
    """
    length = len(wanted.surface)
    if not length:
        return "it marks nothing; mark at least a character"
    if mark(text, wanted.start, wanted.end) == wanted:
        return Placed(wanted.start, wanted.end, 1.0)
    near = wanted.start if near is None else near
    places = [(at, at + length) for at in _occurrences(text, wanted.surface)]
    if not (wanted.left or wanted.right):
        if (near, near + length) in places:
            return Placed(near, near + length, 1.0)
        return Placed(*places[0], 1.0) if len(places) == 1 else _lost(len(places))
    if not places:
        places = list(_between(text, wanted))
    places = sorted(places, key=lambda place: (abs(place[0] - near), place))[:_MOST]
    scored = sorted((-_likeness(text, wanted, place), place) for place in places)
    if not scored or -scored[0][0] < ENOUGH:
        return _lost(len(places)) if not scored else f"its best place scores {-scored[0][0]:.2f}, under {ENOUGH}"
    if len(scored) > 1 and scored[1][0] - scored[0][0] < AHEAD:
        return f"{len(scored)} places are as good; its surroundings don't tell them apart"
    return Placed(*scored[0][1], round(-scored[0][0], 4))


def _lost(places: int) -> str:
    return f"its surface stands in {places} places" if places else "neither its surface nor its surroundings are there"


def _occurrences(text: str, surface: str) -> list[int]:
    found, at = [], text.find(surface)
    while at >= 0:
        found.append(at)
        at = text.find(surface, at + 1)
    return found


def _between(text: str, wanted: Mark) -> list[tuple[int, int]]:
    """What stands between the surroundings of a surface that is gone, if it is not over twice as long."""
    left, right = wanted.left[-_HOLD:], wanted.right[:_HOLD]
    found = []
    for before in _occurrences(text, left) if len(left) == _HOLD else []:
        start = before + len(left)
        end = text.find(right, start, start + 2 * len(wanted.surface) + len(right)) if len(right) == _HOLD else -1
        if end > start:
            found.append((start, end))
    return found


def _likeness(text: str, wanted: Mark, place: tuple[int, int]) -> float:
    here = mark(text, *place)
    if here.surface == wanted.surface:
        old, new = wanted.left + wanted.right, here.left + here.right
    else:
        old, new = wanted.left + wanted.surface + wanted.right, here.left + here.surface + here.right
    return SequenceMatcher(None, old, new, autojunk=False).ratio()
