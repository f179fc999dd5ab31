"""Where forces are, go to or come from, and who is given what."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Final

from copydesk.posture.arguments import Before
from copydesk.posture.complements import After
from copydesk.posture.parties import Party
from copydesk.posture.scene import ENTITY, POSSESSIVE, VERB, Phrase, Scene
from copydesk.posture.whose import Whose
from copydesk.posture.words import (
    ABSTRACT,
    BORDERS,
    DESTINATIONS,
    LANDMARKS,
    SOIL,
)

if TYPE_CHECKING:
    pass

_GIVEN: Final = frozenset(("to", "for"))
#: Stands for "the country" until it is known whose forces are in it.
THE_COUNTRY: Final = Party("")


class Where(Whose):
    """One document, and where its sentences place what happens."""

    def _hosts(self, s: Scene, right: After, words: frozenset[str], i: int) -> list[Party | None]:
        """The places that follow one of the prepositions."""
        found: list[Party | None] = []
        for word, members in right.adjuncts:
            if word in words:
                places = [place for phrase in members for place in self._places(s, phrase)]
                if len(places) > 1 and any(len(place.code) == 3 for place in places):
                    places = [
                        place for place in places if len(place.code) == 3 or place is THE_COUNTRY
                    ]  # "Orzysz, Poland"
                found += [place for place in places if place.code not in {f.code for f in found if f}]
                if found and word == "to":
                    break
        return found or self._swallowed(right, words)

    def _swallowed(self, right: After, words: frozenset[str]) -> list[Party | None]:
        """The place at the end of a body's name: "the Guards on Gotland" is one mention, Gotland is named elsewhere."""
        for _, members in right.adjuncts:
            for entity in (e for phrase in members for e in phrase.entities if self.entities[e].label == "ORG"):
                name = self.text[self.entities[entity].start : self.entities[entity].end].split()
                at = next((k for k in range(1, len(name) - 1) if name[k] in words), None)
                place = self._place_names.get(" ".join(name[at + 1 :])) if at is not None else None
                if place is not None and (host := self.parties.host(place)) is not None:
                    return [host]
        return []

    def _places(self, s: Scene, phrase: Phrase) -> list[Party]:
        """The host that a phrase names, if it names a place."""
        head = s.lows[phrase.head]
        if head in BORDERS:
            return []
        if phrase.unit is not None and s.kinds[phrase.head] != ENTITY:
            return []
        if s.lows[phrase.start] in ("the", "that", "their", "its") and (
            head in ("country", "territory", "soil", "nation") and not phrase.entities
        ):
            return [THE_COUNTRY]
        if s.lows[phrase.start] in ("the", "that", "this") and head in LANDMARKS and not phrase.entities:
            return self._the_place(s, phrase)
        labels = [(entity, self.entities[entity].label) for entity in phrase.entities]
        places = [entity for entity, label in labels if label in ("GPE", "LOC")]
        if s.entity_at[phrase.head] >= 0 and self.entities[s.entity_at[phrase.head]].label in ("GPE", "LOC"):
            places = [s.entity_at[phrase.head]]
        elif head in ABSTRACT or (s.kinds[phrase.head] == ENTITY and labels[-1:] and labels[-1][1] != "NORP"):
            return []
        if places:
            return self._host(s, places[-1])
        if head in SOIL:
            for entity, label in labels:
                if label == "NORP" and (party := self.parties.actor(entity)) is not None and len(party.code) == 3:
                    return [party]
        return []

    def _host(self, s: Scene, entity: int) -> list[Party]:
        """The host that a name is; one that is on no map lies where the sentence or the text is."""
        host = self.parties.host(entity)
        if host is not None and self.entities[entity].label == "GPE" and not self.parties.is_certain(entity):
            opening = s.phrase(1) if s.lows[0] in ("in", "at") else None
            sure = [e for e in opening.entities if self.parties.is_certain(e)] if opening is not None else []
            around = self.parties.host(sure[-1]) if sure else self.context.host()
            if around is not None and len(around.code) == 3:
                host = around
        elif host is not None and (around := self.parties.rather(entity)) is not None:
            host = around
        return [host] if host is not None else []

    def _is_placed(self, right: After) -> bool:
        """Whether anything named follows that may be a place: "to Camp Dune", unlike "under the mission"."""
        return any(word in DESTINATIONS and any(p.entities for p in members) for word, members in right.adjuncts)

    def _the_place(self, s: Scene, phrase: Phrase) -> list[Party]:
        """What "the island" or "the base" means: the place named last, else where the text's forces are."""
        subject = [p for p in s.phrases if p.start <= 1 and p.end <= phrase.start]
        own = {party.code for p in subject for party in self._of_phrase(s, p)}
        named = [host for host in self._last_place(s, phrase.start, own) if len(host.code) == 3]
        main = self.context.host()
        return named or ([main] if main is not None else [])

    def _elsewhere(self, agents: Sequence[Party] = ()) -> list[Party | None]:
        """Where forces are that move or stay without a word for the place: where the text has them."""
        own = {agent.code for agent in agents}
        host = self.context.host() or self.parties.about(own)
        return [host] if host is not None and host.code not in own else []

    def _place_of(self, s: Scene, phrase: Phrase) -> list[Party]:
        """Where the forces of a phrase are: "the troops in Syria"."""
        j = phrase.end
        while s.kind(j) == "adv" or (s.kind(j) == VERB and s.low(j) in ("stationed", "based", "deployed", "serving")):
            j += 1
        if s.low(j) in ("in", "at", "on") and (place := s.phrase(j + 1)) is not None:
            return self._places(s, place)
        return []

    def _around(self, s: Scene, i: int, left: Before, right: After, *, back: bool) -> list[Party | None]:
        """A host that stands before the action: "In Syria, …", "there", the unit's own place."""
        for word, phrase in left.modifiers:
            if not back:
                break
            if word == "and":
                continue
            if places := self._places(s, phrase):
                return list(places)
        if (
            s.lows[0] in ("in", "at")
            and (opening := s.phrase(1)) is not None
            and s.low(opening.end) == ","
            and opening.end < i
        ) and (places := self._places(s, opening)):
            return list(places)
        if right.there or s.lows[0] == "there" or (i and "there" in s.lows[max(0, i - 2) : i]):
            own = {party.code for party in self._subject(s, i, left)}
            return list(self._last_place(s, i, own)) or self._elsewhere()
        return []

    def _last_place(self, s: Scene, i: int, own: Container[str] = ()) -> list[Party]:
        """What "there" means: the last country or place named before that is not one's `own`, here or just before."""
        floor = self.sentences[max(0, s.number - 1)].start
        at = bisect_left(self._entity_starts, s.starts[i]) - 1
        found: list[Party] = []
        while at >= 0 and self.entities[at].start >= floor:
            host = self.parties.host(at) if self.entities[at].label in ("GPE", "LOC") else None
            if host is not None:
                before_it = self.text[max(0, self.entities[at].start - 4) : self.entities[at].start].split()[-1:]
                if before_it and before_it[0].lower() in ("in", "to", "at"):
                    return [host]
                found = found or ([host] if host.code not in own else [])
            at -= 1
        return found

    def _country_before(self, s: Scene, i: int, actor: Party) -> Party | None:
        """What "the country" means: the last one named that isn't the actor, in this sentence or the one before."""
        floor = self.sentences[max(0, s.number - 1)].start
        for at in range(bisect_left(self._entity_starts, s.starts[i]) - 1, -1, -1):
            entity = self.entities[at]
            if entity.start < floor:
                break
            party = self.parties.actor(at) if entity.label in ("GPE", "NORP") else None
            if party is not None and len(party.code) == 3 and party.code != actor.code:
                return self.parties.host(at) or party
        return None

    def _recipients(self, s: Scene, right: After) -> list[Party | None]:
        found: list[Party | None] = []
        for word, members in right.adjuncts:
            if word in _GIVEN:
                found += [party for phrase in members for party in self._recipient(s, phrase)]
                if found:
                    break
        return found

    def _given_first(self, s: Scene, weapons: Sequence[Phrase]) -> list[Party | None]:
        """ "gave Ukraine tanks": the name at the beginning of the object is who is given them."""
        for phrase in weapons[:1]:
            entity = s.entity_at[phrase.start]
            k = phrase.start
            while k < phrase.end and s.entity_at[k] == entity:
                k += 1
            if entity >= 0 and self.entities[entity].label == "GPE" and k <= phrase.head and s.kinds[k] != POSSESSIVE:
                host = self.parties.host(entity)
                return [host] if host is not None and len(host.code) == 3 else []
        return []

    def _recipient(self, s: Scene, phrase: Phrase) -> list[Party]:
        """Who is given something: a state, its forces, its government, an armed group."""
        if phrase.unit is not None:
            return self._nationality(s, phrase)
        head = s.entity_at[phrase.head]
        if head >= 0:
            party = self.parties.recipient(head)
            return [party] if party is not None else []
        return self._of_phrase(s, phrase)


def unique_hosts(hosts: Sequence[Party | None]) -> list[Party | None]:
    return list({host.code if host else None: host for host in reversed(hosts)}.values())[::-1]
