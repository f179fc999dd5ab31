"""spaCy in place of the layer `entities`: ``--entities spacy:MODEL``. spaCy finds and labels the mentions; they are
trimmed by the annotation guide, and what they stand for is said as for our own.

spaCy counts offsets in code points, as we do. Its scores are floats: that two machines agree is not promised.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from copydesk.document import Document
from copydesk.errors import CopydeskError
from copydesk.names.entity import Entity, entities
from copydesk.names.evidence import bounds
from copydesk.names.mentions import Mention, trimmed

if TYPE_CHECKING:
    from copydesk.layers.sentences import Sentence
    from copydesk.layers.tokens import Tokens

#: What a label of spaCy's (OntoNotes 5 and the shorter scheme of WikiNER) is here: kind and label; others are dropped.
_LABELS: Final = {
    **dict.fromkeys(("PERSON", "PER"), ("PER", "PERSON")),
    "ORG": ("ORG", "ORG"),
    "GPE": ("LOC", "GPE"),
    **dict.fromkeys(("LOC", "FAC"), ("LOC", "LOC")),
    "NORP": ("NORP", "NORP"),
}
#: Text that a model of spaCy's is handed at once may be as long as a document may be.
_LONGEST: Final = 2**31


class SpacyError(CopydeskError):
    """spaCy or one of its models is not there."""


@cache
def adapter(model: str) -> tuple[Callable[..., Iterator[Entity]], str]:
    """The `annotate` that asks the spaCy model `model` (a package's name or a folder), and the annotator of its rows.

    The model is loaded once a process. Raises SpacyError where spaCy or the model is missing.
    """
    try:
        import spacy
    except ImportError:
        raise SpacyError("entities of spaCy need spaCy; pip install 'copydesk[spacy]'") from None
    try:
        pipeline = spacy.load(model)
    except OSError:
        raise SpacyError(f"spaCy has no model {model!r} here; python -m spacy download {model}") from None
    pipeline.max_length = _LONGEST
    name = f"spacy:{pipeline.meta['lang']}_{pipeline.meta['name']}-{pipeline.meta['version']}"

    def annotate(document: Document, tokens: Tokens, sentences: Sequence[Sentence]) -> Iterator[Entity]:
        spans = bounds(tokens.starts, [(sentence.start, sentence.end) for sentence in sentences])
        return entities(document, tokens, spans, list(_mentions(pipeline(document.text), tokens)))

    return annotate, name


def _mentions(parsed: Any, tokens: Tokens) -> Iterator[Mention]:
    """spaCy's entities as mentions on our tokens: the tokens that they touch, less what the guide leaves out."""
    floor = 0
    for span in parsed.ents:
        if span.label_ not in _LABELS:
            continue
        kind, label = _LABELS[span.label_]
        start = max(floor, bisect_right(tokens.ends, span.start_char))
        end = bisect_left(tokens.starts, span.end_char)
        mention = (
            trimmed(tokens.words, Mention(start, end, kind, f"spacy-{span.label_}", label)) if start < end else None
        )
        if mention is not None:
            floor = mention.end
            yield mention
