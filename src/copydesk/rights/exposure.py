"""How much of a text other strings give away: the longest run of words, and the share of its words.

Names, numbers and dates are facts, which belong to nobody; they are counted apart. What is one is judged by the word
alone (a capital, a digit, a word of ``lexicon/facts.csv``), never by an annotation, so that a layer gone wrong can't
declare a sentence to be a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from copydesk import lexicon
from copydesk.fingerprints import WORD

#: What a public release may give away of a text: so many words in a row, and this share of its words outside facts.
MOST_WORDS: Final = 8
MOST_SHARE: Final = 0.05

#: A common run shorter than this is chance: a card and an article both say "of the United States".
_PASSAGE: Final = 4
# One passage that a card repeats a thousand times is looked at this often.
_PLACES: Final = 32
_FEW_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Exposure:
    """What of one document can be recovered. Counts are of words; `where` is the place of the longest run.

    `run` is the longest stretch of words that are recovered one after the other, facts or not. `outside` and `inside`
    are the recovered words that are no facts and that are. `title` says that the whole headline is given away.
    """

    doc_id: str
    words: int
    run: int
    outside: int
    inside: int
    title: bool = False
    where: str = ""

    @property
    def share(self) -> float:
        """The recovered words outside names, numbers and dates, as a share of all words."""
        return self.outside / self.words if self.words else 0.0

    @property
    def share_inside(self) -> float:
        """The recovered names, numbers and dates, as a share of all words."""
        return self.inside / self.words if self.words else 0.0

    @property
    def is_over(self) -> bool:
        """Whether that is more than a public release may give away."""
        return self.run > MOST_WORDS or self.share > MOST_SHARE or self.title


class Reading:
    """A private text in words, ready to be compared."""

    __slots__ = ("_positions", "_starts", "keys", "surfaces", "title")

    def __init__(self, text: str, title: str | None = None) -> None:
        found = [(word[0], word.start()) for word in WORD.finditer(text)]
        self.surfaces = [surface for surface, _ in found]
        self.keys = [surface.casefold() for surface in self.surfaces]
        self.title = [word.casefold() for word in WORD.findall(title or "")]
        self._starts = [start for _, start in found]
        self._positions: dict[str, list[int]] = {}
        for i, key in enumerate(self.keys):
            self._positions.setdefault(key, []).append(i)

    def place(self, value: str, start: int | None) -> tuple[int, int] | None:
        """The words ``[first, last)`` that `value` gives away: those nearest to offset `start`; None for none."""
        wanted = _keys(value)
        if not wanted:
            return None
        near = 0 if start is None else bisect_left(self._starts, start)
        n = len(wanted)
        places = [i for i in self._positions.get(wanted[0], ()) if n == 1 or self.keys[i : i + n] == list(wanted)]
        if not places:
            return None
        first = min(places, key=lambda i: (abs(i - near), i))
        return first, first + n


def measure(
    doc_id: str, reading: Reading, places: Iterable[tuple[int, int]], passages: Passages, ids: Passages
) -> Exposure:
    """What is given away of a document: by words at `places` (see `Reading.place`), by `passages`, and by `ids`.

    An id is held against runs of words only: one that is made of a headline shares some with the text.
    """
    recovered = bytearray(len(reading.keys))
    for first, last in places:
        recovered[first:last] = b"\1" * (last - first)
    run, where = max((last - first for first, last in stretches(recovered)), default=0), "rows put together"
    title = False
    for source, first, last in passages.common(reading.keys):
        recovered[first:last] = b"\1" * (last - first)
        if last - first > run:
            run, where = last - first, source
    for source, first, last in ids.common(reading.keys):
        if last - first > run:
            run, where = last - first, source
    if len(reading.title) >= _PASSAGE:
        for source, first, last in passages.common(reading.title):
            if last - first == len(reading.title):
                title, where = True, source
    inside = sum(is_fact(surface) for surface, known in zip(reading.surfaces, recovered, strict=True) if known)
    return Exposure(doc_id, len(reading.keys), run, sum(recovered) - inside, inside, title, where if run else "")


def stretches(recovered: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """The stretches ``[first, last)`` of words that are recovered, in order."""
    for stretch in re.finditer(b"\1+", recovered):
        yield stretch.span()


class Passages:
    """Strings of a release that stand in no row of a document's own, or could stand anywhere: looked for verbatim."""

    def __init__(self) -> None:
        self._strings: list[tuple[tuple[str, ...], str]] = []
        self._known: set[int] = set()
        self._grams: dict[tuple[str, ...], list[tuple[int, int]]] = {}

    def add(self, string: str, source: str) -> None:
        """Look for the passages of `string`, which stands at `source`."""
        if len(string) < 2 * _PASSAGE - 1 or hash(string) in self._known:
            return
        self._known.add(hash(string))
        words = tuple(WORD.findall(string.casefold()))
        if len(words) < _PASSAGE:
            return
        number = len(self._strings)
        self._strings.append((words, source))
        for i in range(len(words) - _PASSAGE + 1):
            places = self._grams.setdefault(words[i : i + _PASSAGE], [])
            if len(places) < _PLACES:
                places.append((number, i))

    def common(self, keys: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """The stretches ``[first, last)`` of `keys` that stand in a string, in order, after its source."""
        resume = 0
        for i, gram in enumerate(zip(*(keys[n:] for n in range(_PASSAGE)), strict=False)):
            if i < resume or gram not in self._grams:
                continue
            best = i, i, ""
            for number, at in self._grams[gram]:
                words, source = self._strings[number]
                before = 0
                while before < min(i, at) and keys[i - before - 1] == words[at - before - 1]:
                    before += 1
                after = _PASSAGE
                while i + after < len(keys) and at + after < len(words) and keys[i + after] == words[at + after]:
                    after += 1
                if before + after > best[1] - best[0]:
                    best = i - before, i + after, source
            yield best[2], best[0], best[1]
            resume = best[1] - _PASSAGE + 1


def fits(value: str, release: str) -> bool:
    """Whether a value may go out by the rule `release` of its column: ``name``, ``number``, ``date``, ``words``."""
    found = WORD.findall(value)
    if not found or len(found) > MOST_WORDS:
        return False
    if release == "words":
        return len(found) <= _FEW_WORDS
    kinds = {_kind(word) for word in found}
    allowed = {
        "name": {"capital", "digit", "particle"},
        "number": {"digit", "number"},
        "date": {"capital", "digit", "number", "date", "particle"},
    }[release]
    return kinds <= allowed and kinds != {"particle"}


def is_fact(word: str) -> bool:
    """Whether a word counts as one of a name, a number or a date."""
    return _kind(word) in ("capital", "digit", "number", "date")


def is_factual(value: str) -> bool:
    """Whether all words of a value are."""
    return all(map(is_fact, WORD.findall(value)))


@cache
def _kinds() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in lexicon.load("facts")}


@lru_cache(maxsize=1 << 16)
def _kind(word: str) -> str:
    if any(char.isdigit() for char in word):
        return "digit"
    if word != word.lower():
        return "capital"
    return _kinds().get(word, "")


@lru_cache(maxsize=1 << 16)
def _keys(value: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in WORD.findall(value))
