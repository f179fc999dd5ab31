"""Reported speech: its content, the words that attribute it, and who is behind it.

An attribution is a cue, a source and a content (Pareti, "PARC 3.0", LREC 2016; Newell, Margolin and Ruths, "An
Attribution Relations Corpus for Political News", LREC 2018). A row is one stretch of content; the rows of one
attribution share `attribution_id`. The parts are in `copydesk.attribution`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copydesk.attribution.reader import read
from copydesk.attribution.speakers import Mention
from copydesk.document import Document, Span

if TYPE_CHECKING:
    from copydesk.layers.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Quote(Span):
    """One stretch of reported content: part `part` (from 0) of attribution `attribution_id` (from 0) of the document.

    `kind` is direct, indirect or mixed. `cue_*` and `source_*` are offsets in the clean text, None where there is none.
    `speaker_id` is the position of the speaking entity in its layer and `speaker` its name; joint speakers are joined
    with ``"; "`` and refer to the first.
    """

    attribution_id: int
    part: int
    kind: str
    cue_start: int | None
    cue_end: int | None
    source_start: int | None
    source_end: int | None
    source_kind: str | None
    speaker_id: int | None
    speaker: str | None


def annotate(document: Document, sentences: Sequence[Sentence], entities: Sequence[Mention]) -> Iterator[Quote]:
    """The reported contents of `document` in text order. A lone mark or a missing entity costs a row or a name."""
    found = read(document.text, sentences, entities)
    found.sort(key=lambda attribution: min((start, -end) for start, end, _ in attribution.parts))
    rows: list[Quote] = []
    for number, attribution in enumerate(found):
        cue_start, cue_end = attribution.cue or (None, None)
        source = attribution.source
        for part, (start, end, kind) in enumerate(sorted(attribution.parts)):
            rows.append(
                Quote(
                    start=start,
                    end=end,
                    rule=attribution.rule,
                    attribution_id=number,
                    part=part,
                    kind=kind,
                    cue_start=cue_start,
                    cue_end=cue_end,
                    source_start=source.start if source else None,
                    source_end=source.end if source else None,
                    source_kind=source.kind if source else None,
                    speaker_id=source.entity if source else None,
                    speaker=source.name if source else None,
                )
            )
    rows.sort(key=lambda row: (row.start, -row.end, row.attribution_id))
    yield from rows
