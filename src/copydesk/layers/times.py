"""The layer `times`: time expressions as TIMEX3, resolved against the creation time or, in a history, the text itself.

Sources: TimeML 1.2.1 and TempEval-3 for spans and values; ISO 8601 for weeks. Recognition is `copydesk.timex.grammar`
over the lexicon files ``times_*.csv``, resolution `copydesk.timex.resolution`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from copydesk.document import Document, Span
from copydesk.timex.grammar import Scan
from copydesk.timex.resolution import resolve

if TYPE_CHECKING:
    from copydesk.layers.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Time(Span):
    """A time expression.

    `type` is DATE, TIME, DURATION or SET; `value` and `mod` are TIMEX3's, null where they can't be known. `begin` and
    `end_date` are the first and last day of the interval, both inclusive, null where open or unresolved. `anchor` is
    "created", the position of the time this one is counted from, or None for what is absolute in itself.
    """

    type: str
    value: str | None
    mod: str | None
    begin: date | None
    end_date: date | None
    anchor: str | int | None


def annotate(document: Document, sentences: tuple[Sentence, ...]) -> Iterator[Time]:
    """The time expressions of a document in text order. They don't overlap.

    Without ``document.created`` only what is absolute in itself has a value.
    """
    scan = Scan(document.text)
    matches = list(scan.matches())
    if not matches:
        return
    meanings = resolve(scan, matches, sentences, document.created)
    positions: dict[int, int] = {}
    for index, meaning in enumerate(meanings):
        if meaning is not None:
            positions[index] = len(positions)
    for match, meaning in zip(matches, meanings, strict=True):
        if meaning is None:
            continue
        anchor = meaning.anchor
        yield Time(
            start=scan.starts[match.first],
            end=scan.starts[match.last],
            rule=match.rule,
            type=meaning.type,
            value=meaning.value,
            mod=meaning.mod,
            begin=meaning.begin,
            end_date=meaning.end,
            anchor=positions.get(anchor) if isinstance(anchor, int) else anchor,
        )
