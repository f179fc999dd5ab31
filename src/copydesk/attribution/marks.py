"""Pairs of quotation marks within paragraphs: “ ” " « » „ ‘ ’ ' and the doubled marks of old wires.

A straight mark opens or closes by what stands around it; a curly one that contradicts its surroundings is believed less
than they. Speech over several paragraphs opens each and closes the last (Chicago Manual of Style, 17th ed., 13.30), so
a mark left open runs to the end of its paragraph where the next one opens with a mark, or where it opens the paragraph.
Any other lone mark is dropped: no guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DOUBLE = re.compile(r"(?P<run>[“”„‟«»\"]{3,}+)|[“”„‟«»\"]|''|``|(?<!\w)’’|’’(?!\w)|‘‘")
_SINGLE_OPEN = re.compile(r"(?<![\w’'‘])['‘](?=[\w$£€])")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…%)])['’](?![\w'’])")
_OPENING, _CLOSING = frozenset("“„‟«`‘"), frozenset("”»’")
_BEFORE_OPEN = frozenset("([{—–-―/:‘'")
_AFTER_CLOSE = frozenset(",.;:!?)]}—–-―…’'/")
_LONGEST_SINGLE = 1200


@dataclass(frozen=True, slots=True)
class Quotation:
    """One pair of marks: ``[start, end)`` with its marks, ``[inner_start, inner_end)`` without.

    `open` says that no closing mark stands there: the quotation runs to the end of its paragraph.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    open: bool


def pair(text: str, start: int = 0, end: int | None = None) -> list[Quotation]:
    """The outermost quotations of ``text[start:end]``, disjoint and in order; each holds a letter or a digit."""
    found: list[Quotation] = []
    end = len(text) if end is None else end
    if not any(text.find(mark, start, end) >= 0 for mark in "“”„«»\"'’‘`"):
        return found
    while start < end:
        stop = text.find("\n", start, end)
        if stop < 0:
            stop = end
        doubles = _doubles(text, start, stop)
        singles = _singles(text, start, stop, doubles)
        found += sorted(doubles + singles, key=lambda quotation: quotation.start) if singles else doubles
        start = stop + 1
    return found


def _doubles(text: str, start: int, end: int) -> list[Quotation]:
    """Double-marked quotations: one within another counts only if that other never closes."""
    found: list[Quotation] = []
    opened: list[tuple[tuple[int, int], int]] = []  # each mark, and how many quotations stood before it
    for mark in _DOUBLE.finditer(text, start, end):
        if mark["run"]:  # a row of marks is furniture
            continue
        at, after = mark.span()
        opens = _opens(text, at, after, start, end)
        if opens or (opens is None and not opened):
            opened.append(((at, after), len(found)))
        elif opened:
            left, count = opened.pop()
            quotation = _quotation(text, left, (at, after), unclosed=False)
            if quotation:
                del found[count:]
                found.append(quotation)
    if opened:
        left, count = opened[0]
        if not text[start : left[0]].strip() or _goes_on(text, end):
            last = end
            while last > left[1] and text[last - 1].isspace():
                last -= 1
            quotation = _quotation(text, left, (last, last), unclosed=True)
            if quotation and (count == len(found) or _goes_on(text, end)):
                del found[count:]
                found.append(quotation)
    return found


def _opens(text: str, at: int, after: int, start: int, end: int) -> bool | None:
    """Whether the mark opens (True), closes (False) or could do either (None)."""
    before = text[at - 1] if at > start else " "
    following = text[after] if after < end else " "
    free_before = before.isspace() or before in _BEFORE_OPEN
    free_after = following.isspace() or following in _AFTER_CLOSE
    if free_before and not free_after:
        return True
    if free_after and not free_before:
        return False
    shape = text[at]
    if shape in _OPENING:
        return True
    return False if shape in _CLOSING else None


def _goes_on(text: str, end: int) -> bool:
    """Whether the paragraph after `end` begins with an opening double mark."""
    position = end
    while position < len(text) and text[position].isspace() and position < end + 20:
        position += 1
    mark = _DOUBLE.match(text, position)
    return mark is not None and mark[0] not in ("”", "»")


def _quotation(text: str, left: tuple[int, int], right: tuple[int, int], *, unclosed: bool) -> Quotation | None:
    start, end = left[1], right[0]
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not any(text[i].isalnum() for i in range(start, min(end, start + 12))):
        return None
    return Quotation(left[0], right[1], start, end, unclosed)


def _singles(text: str, start: int, end: int, doubles: list[Quotation]) -> list[Quotation]:
    """Single-marked quotations outside `doubles`; after an s, an apostrophe closes only if no better mark comes."""
    found: list[Quotation] = []
    position, k = start, 0
    while mark := _SINGLE_OPEN.search(text, position, end):
        at = mark.start()
        while k < len(doubles) and doubles[k].end <= at:
            k += 1
        if k < len(doubles) and doubles[k].start <= at:
            position = doubles[k].end
            continue
        limit = min(end, at + _LONGEST_SINGLE, doubles[k].start if k < len(doubles) else end)
        close = None
        for candidate in _SINGLE_CLOSE.finditer(text, at + 2, limit):
            close = close or candidate
            if text[candidate.start() - 1] != "s":
                close = candidate
                break
        if close is None:
            position = limit if limit > at + 1 and limit < end else at + 1
            if limit == end:
                break
            continue
        quotation = _quotation(text, mark.span(), close.span(), unclosed=False)
        if quotation:
            found.append(quotation)
        position = close.end()
    return found
