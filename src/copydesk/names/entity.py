"""From mentions to entities: the last step, which is the same whoever found the mentions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copydesk.document import Document, Span
from copydesk.names import identity, roles

if TYPE_CHECKING:
    from copydesk.layers.tokens import Tokens
    from copydesk.names.mentions import Mention


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


def entities(
    document: Document, tokens: Tokens, spans: Sequence[tuple[int, int]], found: Sequence[Mention]
) -> Iterator[Entity]:
    """What the mentions `found` (in order, disjoint) stand for; `spans` are sentences as ``[start, end)`` tokens."""
    text, words = document.text, tokens.words
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
