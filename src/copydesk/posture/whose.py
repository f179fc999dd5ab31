"""Whose forces they are: the country or body that a phrase, a subject, a pronoun or the text before stands for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from copydesk.posture.arguments import Before, before
from copydesk.posture.complements import After
from copydesk.posture.context import Context
from copydesk.posture.parties import Parties, Party, formation_country, ship_country
from copydesk.posture.scene import ENTITY, PREPOSITION, VERB, Phrase, Scene
from copydesk.posture.words import (
    BACKED,
    COUNTRY_NOUNS,
    CUES,
    HEADS,
    MORE,
    ONLOOKERS,
    SHIPS,
    VOICES,
)

if TYPE_CHECKING:
    from copydesk.layers.entities import Entity
    from copydesk.layers.places import Place
    from copydesk.layers.quantities import Quantity
    from copydesk.layers.quotes import Quote
    from copydesk.layers.sentences import Sentence
    from copydesk.layers.times import Time
    from copydesk.layers.tokens import Tokens

#: Words of the longest name of a ship.
_LONGEST_NAME: Final = 4
#: Sentences over which "the troops" are still those last named.
_MEMORY: Final = 3


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


_Item = TypeVar("_Item", bound=_Placed)


class Whose:
    """One document, and who acts in its sentences."""

    def __init__(
        self,
        text: str,
        created: date | None,
        tokens: Tokens,
        sentences: Sequence[Sentence],
        times: Sequence[Time],
        quantities: Sequence[Quantity],
        entities: Sequence[Entity],
        places: Sequence[Place],
        quotes: Sequence[Quote],
    ) -> None:
        self.text, self.tokens, self.sentences = text, tokens, sentences
        self.times, self.quantities, self.entities, self.quotes = times, quantities, entities, quotes
        lines = [sentence for sentence in sentences if sentence.role == "dateline"]
        datelined = [number for line in lines for number, _ in within(entities, line.start, line.end)]
        self.parties = Parties(text, entities, places, datelined)
        self.context = Context()
        self.ships = _ships(tokens)
        self._last_trained: tuple[Party, Party | None] | None = None
        #: Whether the text is about forces, so that an instructor or a helicopter in it is theirs.
        self._martial = False
        days = [time.end_date for time in times if time.end_date is not None]
        self.today = created or max(days, default=None)
        self._dated = created is not None
        self._place_names = {
            text[entity.start : entity.end]: number
            for number, entity in enumerate(entities)
            if entity.label in ("GPE", "LOC")
        }
        self._entity_starts = [entity.start for entity in entities]
        #: What was last said to be done with a unit in a place: an offer of "the brigade" is an offer of that.
        self._known: dict[tuple[str, str], str] = {}
        self._last_actors: tuple[int, list[Party]] = (-_MEMORY - 1, [])

    def _nationality(self, s: Scene, phrase: Phrase) -> list[Party]:
        """Whose forces a phrase names, by the phrase itself."""
        found: list[Party] = []
        last = -2
        for k in range(phrase.start, phrase.end):
            entity = s.entity_at[k]
            if s.lows[k].isalpha() and (country := ship_country(s.words[k])) is not None:
                return [Party(country)]
            if entity < 0 or (k + 1 < phrase.end and s.entity_at[k + 1] == entity):
                continue
            if s.low(k + 1) == "-" and s.low(k + 2) in BACKED:
                continue
            if s.low(k + 1) == "-" and s.low(k + 2) == "led" and self.entities[entity].label != "ORG":
                continue
            if s.low(k - 1) == "-" and s.low(k - 2) in ("pro", "anti", "ex", "non", "former"):
                continue
            if self.entities[entity].label == "PERSON" or (self.entities[entity].label == "LOC"):
                continue
            party = self.parties.actor(entity)
            if party is None:
                continue
            joined = s.low(last + 1) in ("-", "/", "–") and last + 2 >= k - 3 and last >= 0
            found = [*found, party] if joined else [party]
            last = k
        if found:
            found = [*self._joined_before(s, phrase), *found]
        elif (name := self._named_ship(s, phrase)) is not None:
            found = [Party(self.ships[name])]
        elif phrase.unit is not None and (
            country := formation_country(self.text[s.starts[phrase.start] : s.ends[phrase.end - 1]])
        ):
            found = [Party(country)]
        return unique(found)

    def _named_ship(self, s: Scene, phrase: Phrase) -> tuple[str, ...] | None:
        """The name, if any, of a ship that the text has named in full elsewhere."""
        names = (tuple(s.words[k : phrase.head + 1]) for k in range(phrase.start, phrase.head + 1))
        return next((name for name in names if name in self.ships), None)

    def _joined_before(self, s: Scene, phrase: Phrase) -> list[Party]:
        """ "US and South Korean troops": the names before the phrase that share its head."""
        found: list[Party] = []
        j = phrase.start - 1
        while s.low(j) in ("and", ","):
            higher = s.phrase(j - 1)
            if higher is None or s.kinds[higher.head] != ENTITY or higher.end - higher.start > 4:
                break
            entity = s.entity_at[higher.head]
            if self.entities[entity].label not in ("NORP", "GPE") or s.kinds[phrase.start] != ENTITY:
                break
            if s.kind(higher.start - 1) in (PREPOSITION,) and s.low(higher.start - 1) in ("in", "from", "to"):
                break
            party = self.parties.actor(entity)
            if party is None:
                break
            found.insert(0, party)
            phrase = higher
            j = higher.start - 1
        return found

    def _unit_actors(self, s: Scene, phrase: Phrase, left: Before, right: After, *, back: bool = False) -> list[Party]:
        """Whose forces they are: by the phrase, or by "of" and "from" behind it."""
        found = self._nationality(s, phrase)
        if found:
            return found
        j = phrase.end
        if s.kind(j) == VERB and s.low(j) in ("assigned", "attached", "belonging"):
            j += 1
        if s.low(j) in ("of", "from", "to", "with"):
            inner = s.phrase(j + 1)
            plain = s.low(j) in ("of", "from") or j > phrase.end
            if inner is not None and inner.start == j + 1 and (plain or s.kinds[inner.head] == ENTITY):
                for member in (inner, *[m for _, m in listed_after(s, inner)]):
                    force = [e for e in member.entities if self.entities[e].label in ("MIL", "NORP", "ORG", "GPE")]
                    only = back or s.low(j) in ("with", "to")
                    force = [e for e in force if not only or self.entities[e].label in ("MIL", "ORG")]
                    found += [party for e in force[-1:] if (party := self.parties.actor(e)) is not None]
        return unique(found)

    def _of_phrase(self, s: Scene, phrase: Phrase) -> list[Party]:
        """Whom a phrase names as one who acts."""
        head = s.entity_at[phrase.head]
        if head >= 0 and (party := self.parties.actor(head)) is not None:
            return [party]
        if phrase.unit is not None or s.lows[phrase.head] in VOICES or self._names_formation(s, phrase):
            own = self._nationality(s, phrase)
            if not own and phrase.unit is not None:
                own = self._unit_actors(s, phrase, Before(), After())
            if own:
                return own
            if head < 0 and phrase.unit is None:
                for entity in reversed(phrase.entities):
                    if (party := self.parties.actor(entity)) is not None:
                        return [party]
        return []

    def _names_formation(self, s: Scene, phrase: Phrase) -> bool:
        """Whether a phrase names a formation by a noun that is not its last word: "Norway's Brigade North"."""
        proper = (k for k in range(phrase.start, phrase.head) if s.words[k].istitle() and s.entity_at[k] < 0)
        return s.words[phrase.head].istitle() and any(
            (head := HEADS.get(s.lows[k])) is not None and head.kind == "formation" for k in proper
        )

    def _subject(self, s: Scene, i: int, left: Before) -> list[Party]:
        """Who acts, by the subject."""
        if left.owner is not None:
            for entity in reversed(left.owner.entities):
                if (party := self.parties.actor(entity)) is not None:
                    return [party]
        if left.pronoun is not None:
            return self._pronoun(s, left.pronoun)
        if left.subject is None:
            return []
        found = self._of_phrase(s, left.subject)
        listed = any(word == "and" for word, _ in left.modifiers)
        for word, phrase in left.modifiers:
            if word == "and" or (word == "," and listed):
                found += self._of_phrase(s, phrase)
        if not found and left.subject.unit is not None and s.lows[left.subject.start] in ("its", "their"):
            found = self._focus(s, left.subject.start)
        if not found and s.lows[left.subject.head] in COUNTRY_NOUNS:
            if s.lows[left.subject.start] == "the":
                found = self._focus(s, left.subject.start)
            elif s.lows[left.subject.start] in ("his", "her", "their", "our", "my"):
                found = self._nearest(s, left.subject.start)
        return unique(found)

    def _pronoun(self, s: Scene, i: int) -> list[Party]:
        low = s.lows[i]
        if low in ("it", "they"):
            return self._focus(s, i)
        if low in ("we", "i", "we'll", "we've"):
            quote = self._quote(s.starts[i])
            own = self.parties.actor(quote.speaker_id) if quote is not None and quote.speaker_id is not None else None
            party = own or (self.context.actor() if low != "i" else None)
            return [party] if party else []
        return []

    def _focus(self, s: Scene, i: int) -> list[Party]:
        """Whom "it" or "the country" means: the first that acts in this sentence before it, else in the last one."""
        here = [s.entity_at[k] for k in range(i) if s.entity_at[k] >= 0 and not self._placed(s, k)]
        people = {s.entity_at[p.head] for p in s.phrases if p.head < i and s.entity_at[p.head] >= 0}
        for entity in here:
            label = self.entities[entity].label
            named = label in ("GPE", "ORG", "MIL") or (label == "NORP" and entity in people)
            if named and (party := self.parties.actor(entity)):
                return [party]
        if s.number:
            last = self.sentences[s.number - 1]
            for entity, mention in within(self.entities, last.start, last.end):
                placed = self.text[max(last.start, mention.start - 5) : mention.start].split()[-1:]
                if placed and placed[0].lower() in ("in", "to", "from", "at", "on", "of", "near"):
                    continue
                if mention.label in ("GPE", "ORG", "MIL") and (party := self.parties.actor(entity)):
                    return [party]
        return []

    def _owed(self, s: Scene, phrase: Phrase) -> list[Party]:
        """Whose forces are meant that no word of the sentence gives to anybody: those the text is about."""
        named = s.phrase(phrase.start - 2) if s.low(phrase.start - 1) == "," else None
        if named is not None and named.unit is not None and named.end == phrase.start - 1:
            return self._nationality(s, named) or self._owed(s, named)  # "the soldiers, a battalion based at Pemba"
        definite = s.lows[phrase.start] in ("the", "these", "those", "that", "this", "them", "they")
        party = self.context.owner(s.lows[phrase.head]) if definite else None
        if party is None:
            here = {self.entities[e].country for e in s.entity_at if e >= 0 and self.entities[e].label == "NORP"}
            more = any(low in MORE for low in s.lows[phrase.start : phrase.head])
            party = self.context.actor(clearly=not (definite or more)) if not here - {None} else None
        return [party] if party is not None else []

    def _supplier(self, s: Scene, phrase: Phrase) -> list[Party]:
        """Who supplies what "is delivered": of "the battery" who supplied the last ones."""
        definite = s.lows[phrase.start] in ("the", "these", "those")
        party = self.context.owner(s.lows[phrase.head]) if definite and "supply" in self.context.actions else None
        return [party] if party is not None else []

    def _nearest(self, s: Scene, i: int) -> list[Party]:
        """Whose country "her country" is: the last one named before it in the sentence."""
        for k in range(i - 1, -1, -1):
            entity = s.entity_at[k]
            if entity >= 0 and self.entities[entity].label in ("GPE", "NORP") and (party := self.parties.actor(entity)):
                return [party]
        return []

    def _placed(self, s: Scene, k: int) -> bool:
        phrase = s.phrase(k)
        return phrase is not None and s.kind(phrase.start - 1) == PREPOSITION

    def _agents(self, s: Scene, right: After) -> list[Party]:
        """Who acts, by "by"."""
        return unique(
            [
                party
                for word, members in right.adjuncts
                if word == "by"
                for p in members
                for party in self._of_phrase(s, p)
            ]
        )

    def _governing(self, s: Scene, phrase: Phrase) -> tuple[int, Before] | None:
        """The verb that has `phrase` as object or in its adjunct, with what stands before it."""
        for _ in range(4):
            j = phrase.start - 1
            while j >= 0 and s.kinds[j] in ("adv", "time", PREPOSITION):
                j -= 1
            if j >= 0 and s.kinds[j] == VERB:
                shape = "participle" if s.lows[j].endswith("ing") else "base"
                return j, before(s, j, shape)
            higher = s.phrase(j) if j >= 0 else None
            if higher is None or s.kind(higher.end) not in (PREPOSITION, "adv"):
                return None
            phrase = higher
        return None

    def _governing_subject(self, s: Scene, phrase: Phrase) -> list[Party]:
        """Who announces, orders or begins what a noun names. Who asks for it or opposes it is not its actor."""
        governing = self._governing(s, phrase)
        if governing is None:
            return []
        verb, left = governing
        if any(cue.modality in ("requested",) for cue in CUES.get(s.lows[verb], ())):
            return []
        if s.lows[verb] in ONLOOKERS:
            return []
        if left.subject is None and left.pronoun is None and left.owner is None:
            return []
        return self._subject(s, verb, left)

    def _remembered(self, s: Scene, phrase: Phrase) -> list[Party]:
        """Whose "the troops" are, where the text named them a little before."""
        number, actors = self._last_actors
        if s.lows[phrase.start] in ("the", "these", "those") and s.number - number <= _MEMORY:
            return list(actors) if len(actors) == 1 else []
        return []

    def _speaker(self, s: Scene, i: int) -> list[Party]:
        """An armed force or its ministry that reports a movement of nobody else's forces reports one of its own."""
        quote = self._quote(s.starts[i])
        if quote is None or quote.speaker_id is None or self.entities[quote.speaker_id].label not in ("MIL", "ORG"):
            return []
        party = self.parties.actor(quote.speaker_id)
        return [party] if party is not None and len(party.code) == 3 else []

    def _named(self, s: Scene) -> list[Party]:
        return unique([party for p in s.phrases if p.unit is not None for party in self._nationality(s, p)])

    def _quote(self, at: int) -> Quote | None:
        """The innermost reported speech around offset `at`."""
        return quote_at(self.quotes, at)


def quote_at(quotes: Sequence[Quote], at: int) -> Quote | None:
    """The innermost of `quotes`, which are in order of their start, around offset `at`."""
    found = None
    for quote in quotes:
        if quote.start > at:
            break
        if quote.end > at and (found is None or quote.end - quote.start <= found.end - found.start):
            found = quote
    return found


def _ships(tokens: Tokens) -> dict[tuple[str, ...], str]:
    """The names of the ships that a text names in full ("USS Hopewell"), and whose they are."""
    found: dict[tuple[str, ...], str] = {}
    for i, word in enumerate(tokens.words):
        if word in SHIPS and (country := ship_country(word)) is not None:
            name = tuple(takewhile(str.istitle, tokens.words[i + 1 : i + 1 + _LONGEST_NAME]))
            if name:
                found[name] = country
    return found


def listed_after(s: Scene, phrase: Phrase) -> Iterator[tuple[int, Phrase]]:
    j = phrase.end
    for _ in range(8):
        while s.low(j) in (",", "and"):
            j += 1
        following = s.phrase(j)
        if following is None or following.start != j or j == phrase.end or s.kinds[following.head] != ENTITY:
            return
        yield j, following
        phrase, j = following, following.end


def within(items: Sequence[_Item], start: int, end: int) -> list[tuple[int, _Item]]:
    """The numbered spans of a layer, which are in order, that begin in ``[start, end)``."""
    first = bisect_left(items, start, key=lambda item: item.start)
    found: list[tuple[int, _Item]] = []
    for number in range(first, len(items)):
        if items[number].start >= end:
            break
        found.append((number, items[number]))
    return found


def unique(parties: Sequence[Party]) -> list[Party]:
    return list({party.code: party for party in reversed(parties)}.values())[::-1]
