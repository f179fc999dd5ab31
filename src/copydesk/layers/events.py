"""Force-posture events: who sends, keeps or withdraws which forces where, how many, when, and how firmly that is said.

A row is one sentence, actor, action, host and unit; `start, end` is the word that names the action. Everything is read
off the layers below; the parts are in `copydesk.posture`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copydesk.document import Document, Span
from copydesk.posture.reader import Reader
from copydesk.posture.whose import quote_at
from copydesk.posture.words import PLOVER

if TYPE_CHECKING:
    from copydesk.layers.entities import Entity
    from copydesk.layers.places import Place
    from copydesk.layers.quantities import Quantity
    from copydesk.layers.quotes import Quote
    from copydesk.layers.sentences import Sentence
    from copydesk.layers.times import Time
    from copydesk.layers.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Event(Span):
    """One force-posture event. A field named `*_id` is a position in its layer, None where there is nothing to name.

    `actor` and `host` are ISO 3166-1 alpha-3 codes or names; `host` is None where the text does not say. `unit` is the
    noun as the text has it, `count_low` and `count_high` the bounds that the sentence states for it.
    """

    sentence_id: int
    action: str
    actor: str
    actor_id: int | None
    host: str | None
    host_id: int | None
    place_id: int | None
    unit: str | None
    quantity_id: int | None
    count_low: float | None
    count_high: float | None
    time_id: int | None
    permanence: str | None
    modality: str
    quote_id: int | None
    asserted_by: str | None
    plover: str | None


def annotate(
    document: Document,
    tokens: Tokens,
    sentences: Sequence[Sentence],
    times: Sequence[Time],
    quantities: Sequence[Quantity],
    entities: Sequence[Entity],
    places: Sequence[Place],
    quotes: Sequence[Quote],
) -> Iterator[Event]:
    """The events of `document` in text order. A text without a word for forces costs one look at each token."""
    reader = Reader(document.text, document.created, tokens, sentences, times, quantities, entities, places, quotes)
    numbers = {id(quote): number for number, quote in enumerate(quotes)}
    for event in reader.events():
        amount = quantities[event.amount] if event.amount is not None else None
        quote = quote_at(quotes, event.start)
        yield Event(
            start=event.start,
            end=event.end,
            rule=event.rule,
            sentence_id=event.sentence,
            action=event.action,
            actor=event.actor.code,
            actor_id=event.actor.entity,
            host=event.host.code if event.host else None,
            host_id=event.host.entity if event.host else None,
            place_id=event.host.place if event.host else None,
            unit=event.unit,
            quantity_id=event.amount,
            count_low=amount.low if amount else None,
            count_high=amount.high if amount else None,
            time_id=event.time,
            permanence=event.permanence,
            modality=event.modality,
            quote_id=numbers[id(quote)] if quote else None,
            asserted_by=quote.speaker if quote else None,
            plover=PLOVER.get((event.action, event.modality)),
        )
