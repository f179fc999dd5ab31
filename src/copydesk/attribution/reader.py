"""One pass over a text: the reports of each segment, and the speech that is carried over between them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Protocol

from copydesk.attribution import marks, reports, segments
from copydesk.attribution.cues import SURFACES
from copydesk.attribution.ledger import Attribution, Ledger
from copydesk.attribution.speakers import Cast, Mention

_ACCORDING = frozenset(("according", "According"))
_STANDING_BLANKS = 4  # a quotation of five words or more can stand without anyone named


class Stretch(Protocol):
    """What this package reads of a sentence."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def paragraph(self) -> int: ...


class _Trail:
    """The latest attribution with marked speech: what a quotation that nobody is named for may go on from."""

    def __init__(self) -> None:
        self.attribution: Attribution | None = None
        self.paragraph = -2
        self.open = False


def read(text: str, sentences: Sequence[Stretch], entities: Sequence[Mention]) -> list[Attribution]:
    """The attributions of `text` that have content, in no order."""
    words = segments.split(text)
    quotations = marks.pair(text)
    outer = len(quotations)
    starts = [sentence.start for sentence in sentences]
    ledger = Ledger(text, quotations, Cast(entities, starts, tuple(quotations)))
    hits = [words.starts[i] for i, word in enumerate(words.words) if word in SURFACES or word in _ACCORDING]
    stretches = [(sentence.start, sentence.end) for sentence in sentences]
    trail = _Trail()
    awaited: tuple[Attribution, int] | None = None
    for start, end, first, last in segments.cut(stretches, quotations, 0, outer):
        has_cue = _any_between(hits, start, end)
        if not has_cue and first == last and text.find(":", start, start + 80) < 0:
            continue
        paragraph = sentences[bisect_left(starts, start)].paragraph
        segment = segments.build(words, start, end, quotations, first, last, nested=False)
        ledger.awaited = None
        reports.read(ledger, segment)
        alone = all(quote >= 0 for quote in segment.quotes[: segment.size])
        for k in range(first, last):
            _settle(ledger, k, paragraph, trail, awaited, alone=alone)
            inner = quotations[k]
            if _any_between(hits, inner.inner_start, inner.inner_end):
                _nested(ledger, words, hits, _clipped(stretches, starts, inner), inner)
        awaited = (ledger.awaited, paragraph) if ledger.awaited else None
    return [attribution for attribution in ledger.found if attribution.parts]


def _any_between(hits: list[int], start: int, end: int) -> bool:
    at = bisect_left(hits, start)
    return at < len(hits) and hits[at] < end


def _settle(
    ledger: Ledger,
    k: int,
    paragraph: int,
    trail: _Trail,
    awaited: tuple[Attribution, int] | None,
    *,
    alone: bool,
) -> None:
    """Find the attribution of quotation `k` if no cue in its segment has it, and remember it for the next.

    `alone` says that nothing but quotations makes up the segment.
    """
    quotation = ledger.quotations[k]
    attribution = ledger.owner.get(k) or ledger.within.get(k)
    if attribution is None and alone:
        whole = ledger.text.count(" ", quotation.inner_start, quotation.inner_end) >= _STANDING_BLANKS
        if awaited and paragraph <= awaited[1] + 1:
            attribution = awaited[0]
        elif trail.attribution is not None and (
            paragraph == trail.paragraph or (trail.open and paragraph == trail.paragraph + 1)
        ):
            attribution = trail.attribution
        elif trail.attribution is not None and paragraph == trail.paragraph + 1 and whole:
            attribution = ledger.add(None, trail.attribution.source, "carried over")
        elif whole:
            attribution = ledger.add(None, None, "quotation alone")
        if attribution is not None:
            ledger.direct(attribution, k)
    if attribution is not None:
        trail.attribution, trail.paragraph, trail.open = attribution, paragraph, quotation.open


def _clipped(stretches: list[tuple[int, int]], starts: list[int], quotation: marks.Quotation) -> list[tuple[int, int]]:
    """The parts of the sentences that stand in `quotation`."""
    i = max(0, bisect_right(starts, quotation.inner_start) - 1)
    clipped: list[tuple[int, int]] = []
    while i < len(stretches) and stretches[i][0] < quotation.inner_end:
        start, end = max(stretches[i][0], quotation.inner_start), min(stretches[i][1], quotation.inner_end)
        if start < end:
            clipped.append((start, end))
        i += 1
    return clipped


def _nested(
    ledger: Ledger,
    words: segments.Words,
    hits: list[int],
    stretches: list[tuple[int, int]],
    quotation: marks.Quotation,
) -> None:
    """The reports within a quotation, each by itself."""
    quotations = ledger.quotations
    first = len(quotations)
    quotations += marks.pair(ledger.text, quotation.inner_start, quotation.inner_end)
    for start, end, low, high in segments.cut(stretches, quotations, first, len(quotations)):
        if _any_between(hits, start, end):
            reports.read(ledger, segments.build(words, start, end, quotations, low, high, nested=True))
