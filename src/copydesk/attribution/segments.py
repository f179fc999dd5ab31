"""Stretches of text in which a quotation is one item: what reporting words are looked for in.

A segment is a sentence, or several where a quotation runs over their boundary. What stands inside a quotation makes
segments of its own, so that a report within a report is found the same way.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.attribution.marks import Quotation

WORD = re.compile(r"\w++(?:['’.&/-]\w++)*+|([^\w\s])\1*+")
QUOTED = "“”"  # two characters: no word of a text is this
_FINAL = frozenset(".!?…;")


@dataclass(frozen=True, slots=True)
class Words:
    """The words and single marks of a text, in columns."""

    starts: list[int]
    ends: list[int]
    words: list[str]


def split(text: str) -> Words:
    """The words of `text`; a possessive belongs to its word, an end mark does not, a run of one mark is one."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    for found in WORD.finditer(text):
        start, end = found.span()
        starts.append(start)
        ends.append(end)
        words.append(found[0])
    return Words(starts, ends, words)


@dataclass(frozen=True, slots=True)
class Segment:
    """Items of a stretch in columns: a word, a mark, or a whole quotation (`quotes` holds its number, else -1).

    `words` are as written, `lows` in lower case; a quotation's is `QUOTED`. `size` leaves out final end marks.
    """

    start: int
    end: int
    starts: list[int]
    ends: list[int]
    words: list[str]
    lows: list[str]
    quotes: list[int]
    size: int
    nested: bool


def cut(
    stretches: Sequence[tuple[int, int]], quotations: Sequence[Quotation], k: int, stop: int
) -> Iterator[tuple[int, int, int, int]]:
    """``(start, end, first, last)`` of each segment, with the range of ``quotations[k:stop]`` that stand in it.

    `stretches` are sentences, in order; those that a quotation joins make one segment.
    """
    i = 0
    while i < len(stretches):
        start, end = stretches[i]
        i += 1
        while k < stop and quotations[k].end <= start:
            k += 1
        first = k
        while k < stop and quotations[k].start < end:
            while i < len(stretches) and stretches[i][0] < quotations[k].end:
                end = stretches[i][1]
                i += 1
            k += 1
        yield start, max(end, quotations[k - 1].end if k > first else end), first, k


def build(
    words: Words, start: int, end: int, quotations: Sequence[Quotation], first: int, last: int, *, nested: bool
) -> Segment:
    """The segment over ``[start, end)`` with `quotations[first:last]` as single items."""
    i, stop = bisect_left(words.starts, start), bisect_left(words.starts, end)
    if first == last:
        starts, ends, surface = words.starts[i:stop], words.ends[i:stop], words.words[i:stop]
        quotes = [-1] * len(starts)
    else:
        starts, ends, surface, quotes = [], [], [], []
        for k in range(first, last):
            quotation = quotations[k]
            j = bisect_left(words.starts, quotation.start, i, stop)
            starts += words.starts[i:j]
            ends += words.ends[i:j]
            surface += words.words[i:j]
            quotes += [-1] * (j - i)
            starts.append(quotation.start)
            ends.append(quotation.end)
            surface.append(QUOTED)
            quotes.append(k)
            i = max(i, bisect_left(words.starts, quotation.end, j, stop))
        starts += words.starts[i:stop]
        ends += words.ends[i:stop]
        surface += words.words[i:stop]
        quotes += [-1] * (stop - i)
    size = len(surface)
    while size and surface[size - 1][0] in _FINAL:
        size -= 1
    return Segment(start, end, starts, ends, surface, [word.lower() for word in surface], quotes, size, nested)
