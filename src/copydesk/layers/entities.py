"""Named entities: who and what a text is about, each mention with what it stands for.

A sequence model proposes (`names.model`), gazetteers and the document as a whole settle (`names.mentions`), and the
lexicon says what a name stands for (`names.identity`). Labels and spans are those of the annotation guide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from copydesk.document import Document
from copydesk.names import evidence, mentions
from copydesk.names.entity import Entity, entities
from copydesk.names.evidence import bounds
from copydesk.names.model import Recognizer, recognizer

if TYPE_CHECKING:
    from copydesk.layers.sentences import Sentence
    from copydesk.layers.tokens import Tokens

__all__ = ["Entity", "annotate", "find"]


def annotate(document: Document, tokens: Tokens, sentences: Sequence[Sentence]) -> Iterator[Entity]:
    """The entities of `document` in text order, disjoint."""
    return find(document, tokens, sentences, recognizer())


def find(document: Document, tokens: Tokens, sentences: Sequence[Sentence], model: Recognizer) -> Iterator[Entity]:
    """As `annotate`, by a given model: training measures with it."""
    spans = bounds(tokens.starts, [(sentence.start, sentence.end) for sentence in sentences])
    gathered = evidence.gather(tokens.words, spans)
    found = mentions.mentions(tokens.words, gathered, model.label(tokens.words, gathered))
    return entities(document, tokens, spans, found)
