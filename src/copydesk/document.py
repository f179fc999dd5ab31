"""The nouns: a document, the edits that made its text, the alignment they imply, and a span in it.

Everything here is frozen. Offsets are Unicode code points and half-open, everywhere.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date


class AlignmentError(ValueError):
    """Edits that break the alignment law: out of order, overlapping, outside the text, or longer than their stretch."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change between a raw text and its clean text: ``raw[raw_start:raw_end]`` became `replacement`.

    An empty replacement deletes. A replacement is never longer than the stretch it stands for.
    `reason` is one of the reasons of the annotation guide; `rule` names the pattern or model that spoke.
    """

    raw_start: int
    raw_end: int
    replacement: str
    reason: str
    rule: str


class Alignment:
    """The two offset maps between a raw text and its clean text; each look-up is one bisection.

    Kept characters map exactly. A position inside a replacement maps to the edge of the whole replaced stretch, so that
    a span never loses a raw character it stands on.
    """

    __slots__ = ("_clean_ends", "_clean_starts", "_raw_ends", "_raw_starts", "clean_chars", "edits", "raw_chars")

    def __init__(self, edits: Sequence[Edit], raw_chars: int) -> None:
        self.edits = tuple(edits)
        self.raw_chars = raw_chars
        self._raw_starts: list[int] = []
        self._raw_ends: list[int] = []
        self._clean_starts: list[int] = []
        self._clean_ends: list[int] = []
        previous, shift = 0, 0
        for edit in self.edits:
            stretch = edit.raw_end - edit.raw_start
            if not (previous <= edit.raw_start < edit.raw_end <= raw_chars) or len(edit.replacement) > stretch:
                raise AlignmentError(f"{edit} breaks the alignment law after raw offset {previous} of {raw_chars}")
            start = edit.raw_start - shift
            self._raw_starts.append(edit.raw_start)
            self._raw_ends.append(edit.raw_end)
            self._clean_starts.append(start)
            self._clean_ends.append(start + len(edit.replacement))
            previous, shift = edit.raw_end, shift + stretch - len(edit.replacement)
        self.clean_chars = raw_chars - shift

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw stretch that clean ``[start, end)`` came from. An empty span maps to an empty one."""
        if start == end:
            point = self._raw_start(start)
            return point, point
        return self._raw_start(start), self._raw_end(end)

    def to_clean(self, start: int, end: int) -> tuple[int, int]:
        """The clean stretch that is left of raw ``[start, end)``: empty where all of it was removed."""
        i = bisect_right(self._raw_ends, start)
        if i < len(self._raw_starts) and self._raw_starts[i] <= start:
            clean_start = self._clean_starts[i]
        else:
            clean_start = start - self._shift_before(i)
        j = bisect_left(self._raw_ends, end)
        if j < len(self._raw_starts) and self._raw_starts[j] < end:
            clean_end = self._clean_ends[j]
        else:
            j = bisect_right(self._raw_ends, end)
            clean_end = end - self._shift_before(j)
        return clean_start, max(clean_start, clean_end)

    def _shift_before(self, i: int) -> int:
        return self._raw_ends[i - 1] - self._clean_ends[i - 1] if i else 0

    def _raw_start(self, start: int) -> int:
        i = bisect_right(self._clean_ends, start)
        if i < len(self._clean_starts) and self._clean_starts[i] <= start:
            return self._raw_starts[i]
        return start + self._shift_before(i)

    def _raw_end(self, end: int) -> int:
        last = end - 1
        i = bisect_right(self._clean_ends, last)
        if i < len(self._clean_starts) and self._clean_starts[i] <= last:
            return self._raw_ends[i]
        return end + self._shift_before(i)


def apply(raw: str, edits: Iterable[Edit]) -> str:
    """The clean text: `raw` with `edits` (in order, disjoint) carried out."""
    pieces: list[str] = []
    position = 0
    for edit in edits:
        pieces.append(raw[position : edit.raw_start])
        pieces.append(edit.replacement)
        position = edit.raw_end
    pieces.append(raw[position:])
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch ``[start, end)`` of ``document.text``, and the `rule` that marked it.

    Each layer's annotation is a frozen dataclass that extends this with the layer's own columns, named as in its
    schema. A column that refers to another annotation holds that annotation's position in its layer (an int); the
    engine turns it into an `annotation_id`.
    """

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One news text after normalisation; the fields are the columns of the table `documents`.

    `created` is the document creation time (DCT), a day. A field is None where the input does not say, never a guess;
    `*_basis` says where a value was read: manifest, header, dateline, credit line, boilerplate.
    """

    doc_id: str
    text: str
    alignment: Alignment = field(repr=False)
    title: str | None = None
    created: date | None = None
    created_basis: str | None = None
    language: str | None = None
    publisher: str | None = None
    publisher_basis: str | None = None
    agency: str | None = None
    agency_basis: str | None = None
    url: str | None = None
    collected: date | None = None
    rights: str = "unknown"
    reservations: tuple[str, ...] = ()
    text_release: str = "withheld"
    synthetic: bool = False
    flags: tuple[str, ...] = ()
    raw_file: str | None = None
    raw_sha256: str = ""
    raw_encoding: str | None = None

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The changes between the raw text and `text`, in order."""
        return self.alignment.edits
