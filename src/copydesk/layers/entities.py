"""Named entities: who and what a text is about, each mention with what it stands for.

A sequence model proposes (`names.model`), gazetteers and the document as a whole settle (`names.mentions`), and the
lexicon says what a name stands for (`names.identity`). Labels and spans are those of the annotation guide.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copydesk.document import Document, Span
from copydesk.names import evidence, identity, mentions, roles
from copydesk.names.model import Recognizer, recognizer

if TYPE_CHECKING:
    from copydesk.layers.sentences import Sentence
    from copydesk.layers.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Entity(Span):
    """One mention. `chain_id` numbers the things of the document in order of their first mention, from 0.

    `country` is ISO 3166-1 alpha-2 of a GPE, NORP or MIL, `link` is ``ISO:DE`` or ``geonames:593116``, `role` the
    office or kind as the text states it; each is None where not certain.
    """

    label: str
    name: str
    chain_id: int
    role: str | None
    country: str | None
    link: str | None


def annotate(document: Document, tokens: Tokens, sentences: Sequence[Sentence]) -> Iterator[Entity]:
    """The entities of `document` in text order, disjoint."""
    return find(document, tokens, sentences, recognizer())


def bounds(tokens: Tokens, sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """The sentences as ``[start, end)`` token numbers."""
    at = tokens.starts
    return [(bisect_left(at, sentence.start), bisect_left(at, sentence.end)) for sentence in sentences]


def find(document: Document, tokens: Tokens, sentences: Sequence[Sentence], model: Recognizer) -> Iterator[Entity]:
    """As `annotate`, by a given model: training measures with it."""
    text, words = document.text, tokens.words
    spans = bounds(tokens, sentences)
    gathered = evidence.gather(words, spans)
    found = mentions.mentions(words, gathered, model.label(words, gathered))
    surfaces = [text[tokens.starts[mention.start] : tokens.ends[mention.end - 1]] for mention in found]
    openings = [start for start, _ in spans]
    floor = 0
    for mention, known in zip(found, identity.identify(words, surfaces, found), strict=True):
        at = bisect_right(openings, mention.start)
        floor = max(floor, openings[at - 1] if at else 0)
        place = roles.role(words, mention.start, mention.end, floor, known.label)
        yield Entity(
            start=tokens.starts[mention.start],
            end=tokens.ends[mention.end - 1],
            rule=mention.rule,
            label=known.label,
            name=known.name,
            chain_id=known.chain,
            role=text[tokens.starts[place[0]] : tokens.ends[place[1] - 1]] if place else None,
            country=known.country,
            link=known.link,
        )
        floor = mention.end
