"""A copy of a withheld text against its rows: which text it gives, and how sure that is.

What a release knows of a text without holding it: its length and digest, its paragraphs' places and the digests of the
long ones, the forms of its marks, and the names, numbers and dates that stand at known offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from copydesk import contract, fingerprints
from copydesk.document import Document
from copydesk.fingerprints import PARAGRAPH_WORDS
from copydesk.normalize import EmptyTextError, normalize
from copydesk.raw import RawText
from copydesk.rights import marks

#: Of a text, how much a copy has to share to be an edition of it, and of its names to be about the same thing.
_EDITION: Final = 0.5
_SAME_NAMES: Final = 0.5
_LINES_TOO_MUCH: Final = 8
_BLANKS: Final = re.compile(r"[^\S\n]+")


class Fate(StrEnum):
    """What became of a document, from the best to the worst."""

    FREE = "free"
    """Its text is in the release."""
    EXACT = "exact"
    """The copy is what the release was made of, byte for byte."""
    NORMALISED = "normalised"
    """The copy gives the same text, though its marks, white space, encoding or boilerplate differ."""
    ALIGNED = "aligned"
    """The copy is another edition; annotations of the paragraphs that both have were moved to it."""
    DRIFTED = "drifted"
    """The copy tells of the same, but too little of the text is left."""
    WRONG = "wrong"
    """The copy is another text."""
    MISSING = "missing"
    """There is no copy."""


#: The fates of documents that a rehydrated corpus holds.
WHOLE: Final = (Fate.FREE, Fate.EXACT, Fate.NORMALISED)
KEPT: Final = (*WHOLE, Fate.ALIGNED)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch ``[start, end)`` of the withheld text that a copy has too, `shift` code points further on."""

    start: int
    end: int
    shift: int


@dataclass(frozen=True, slots=True)
class Match:
    """What a copy is to a document. `text` is the document's, or the copy's own where the fate is aligned."""

    fate: Fate
    text: str = ""
    document: Document | None = None
    stretches: tuple[Stretch, ...] = ()

    @property
    def rank(self) -> tuple[int, int]:
        """The better of two copies has the smaller one."""
        return list(Fate).index(self.fate), -sum(s.end - s.start for s in self.stretches)


@dataclass(frozen=True, slots=True)
class Known:
    """What a release knows of a withheld text: its row of `documents`, and (start, end, surface) of what it shows."""

    row: Mapping[str, Any]
    surfaces: tuple[tuple[int, int, str], ...]

    @classmethod
    def of(cls, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Known:
        """From a document's rows by table."""
        surfaces = {
            (row["start"], row["end"], row["text"])
            for name, found in rows.items()
            if contract.table(name).is_layer
            for row in found
            if row["text"] is not None
        }
        return cls(rows[contract.DOCUMENTS][0], tuple(sorted(surfaces)))

    def is_text(self, text: str) -> bool:
        """Whether `text` is the withheld one, as far as that can be told: always, where there is a digest of it."""
        if len(text) != self.row["n_chars"]:
            return False
        digest = self.row["text_sha256"]
        if digest is not None:
            return bool(sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == digest)
        return all(text[start:end] == surface for start, end, surface in self.surfaces)


def judge(known: Known, copies: Iterable[RawText]) -> Match:
    """The best of the copies, whatever order they come in; missing where there is none."""
    matches = [_judge(known, copy) for copy in sorted(copies, key=lambda copy: (copy.file, copy.sha256))]
    return min(matches, key=lambda match: match.rank, default=Match(Fate.MISSING))


def _judge(known: Known, copy: RawText) -> Match:
    try:
        document = normalize(copy)
    except EmptyTextError:
        return Match(Fate.WRONG)
    for text in _readings(known, copy, document.text):
        if known.is_text(text):
            same = copy.sha256 == known.row["raw_sha256"]
            return Match(Fate.EXACT if same else Fate.NORMALISED, text, document)
    stretches = tuple(_common(known, document.text))
    if sum(s.end - s.start for s in stretches) >= _EDITION * known.row["n_chars"]:
        return Match(Fate.ALIGNED, document.text, document, stretches)
    long = any(s.end - s.start >= 4 * PARAGRAPH_WORDS for s in stretches)
    return Match(Fate.DRIFTED if long or _names_same(known, document.text) else Fate.WRONG)


def _readings(known: Known, copy: RawText, text: str) -> Iterator[str]:
    """What the withheld text could be by a copy; the digest decides.

    Boilerplate is known by its wording, blanks included: in a copy with other blanks less or more of it may be found,
    so the copy is normalised with plain ones too, and what is too much at an end is cut.
    """
    yield text
    plain = replace(copy, text=_BLANKS.sub(" ", copy.text))
    for read in (text, *_normalized(plain)):
        yield marks.restore(read, known.row["marks"])
        if known.row["text_sha256"] is not None:
            # Marks are numbered from the start, so what is too much there goes first, line by line.
            lines = [line for line in read.split("\n") if line]
            for first in range(min(_LINES_TOO_MUCH, len(lines))):
                rest = read[read.index(lines[first]) :] if first else read
                yield marks.restore(rest, known.row["marks"])[: known.row["n_chars"]]


def _normalized(copy: RawText) -> Iterator[str]:
    with suppress(EmptyTextError):
        yield normalize(copy).text


def _common(known: Known, text: str) -> Iterable[Stretch]:
    """The paragraphs that the withheld text and a copy have in common, in order.

    A long one is known by the digest of its words, a short one by its length; either has to show at its offsets what
    the release says stands there, marks apart.
    """
    doc_id = known.row["doc_id"]
    theirs = [fingerprints.parse(entry) for entry in known.row["fingerprints"]]
    ours = [fingerprints.parse(entry) for entry in fingerprints.of_paragraphs(doc_id, text)]
    keys = [[digest or str(end - start) for start, end, digest in side] for side in (theirs, ours)]
    for a, b, size in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_matching_blocks():
        for (start, end, _), (copied, copied_end, _) in zip(theirs[a : a + size], ours[b : b + size], strict=True):
            stretch = Stretch(start, end, copied - start)
            if copied_end - copied == end - start and _shows(known, text, stretch):
                yield stretch


def _shows(known: Known, text: str, stretch: Stretch) -> bool:
    return all(
        marks.plain(text[start + stretch.shift : end + stretch.shift]) == marks.plain(surface)
        for start, end, surface in known.surfaces
        if stretch.start <= start and end <= stretch.end
    )


def _names_same(known: Known, text: str) -> bool:
    """Whether a text has most of the names, numbers and dates that are known of another."""
    said = f" {' '.join(fingerprints.words(text))} "
    shown = {" ".join(fingerprints.words(surface)) for _, _, surface in known.surfaces}
    return bool(shown) and sum(f" {surface} " in said for surface in shown) >= _SAME_NAMES * len(shown)
