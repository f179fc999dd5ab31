"""What a row of `events` holds, and how a row is made of an action, its actors and its hosts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from copydesk.posture import modality
from copydesk.posture.arguments import Before
from copydesk.posture.complements import After, groups
from copydesk.posture.parties import Party
from copydesk.posture.scene import NUMBER, PREPOSITION, VERB, Phrase, Scene
from copydesk.posture.where import THE_COUNTRY, Where, unique_hosts
from copydesk.posture.whose import unique
from copydesk.posture.words import (
    HEADS,
    MARTIAL,
    MORE,
    OWN_FORCES,
    PARTS,
    PERMANENCE,
    REPORTING,
    Head,
    Trigger,
)

if TYPE_CHECKING:
    pass

#: Days after which what happened is past, not just completed.
_RECENT: Final = 45
#: So many soldiers somewhere are a posture; fewer are persons.
_FEWEST: Final = 50
#: Sentences over which a bare number still counts the soldiers last named.
_MEMORY: Final = 3
#: Stands for the soldiers named before where a phrase has but their number.
COUNTED: Final = Head("people", "counted")
_MACHINES: Final = frozenset(("air", "ship"))
_AMONG: Final = frozenset(("of", "with", "including", "comprising", "numbering"))
_OWN: Final = frozenset(("its", "their", "his", "her", "our"))


@dataclass(frozen=True, slots=True)
class Event:
    """One row before it is numbered. Offsets are those of the trigger; numbers are positions in their layers."""

    start: int
    end: int
    rule: str
    sentence: int
    action: str
    actor: Party
    host: Party | None
    unit: str | None
    amount: int | None
    time: int | None
    permanence: str | None
    modality: str
    unit_at: int | None
    rank: int


class Act(NamedTuple):
    """A word that acts: its sentence, its tokens, what it means and in which shape, and what stands around it."""

    scene: Scene
    first: int
    end: int
    trigger: Trigger
    shape: str
    left: Before
    right: After


@dataclass(frozen=True, slots=True)
class _Force:
    """What is moved: the noun as the text has it, its count, and the phrase that names it."""

    unit: str | None
    amount: int | None
    phrase: Phrase | None


class Rows(Where):
    """One document, and the rows that an action makes."""

    def _rows(
        self,
        act: Act,
        action: str,
        firmness: str,
        phrase: Phrase | None,
        agents: Sequence[Party],
        hosts: Sequence[Party | None],
        *,
        rank: int = 0,
        back: bool = False,
        own: bool = True,
        name: str | None = None,
    ) -> Iterator[Event]:
        """A row for each actor and host."""
        s, i, end, trigger, _, left, right = act
        if phrase is not None and not self._is_military(s, phrase, agents):
            return
        if phrase is not None and s.lows[phrase.start] == "no":
            firmness = "denied"
        forces = [_Force(name, None, None)]
        more: list[tuple[Party, _Force]] = []
        if phrase is not None:
            forces = [self._force(s, phrase, right)]
            more = list(self._parts_of(s, right))
        actors = list(agents)
        if own and phrase is not None:
            supply = action == "supply"
            actors = (
                list(agents) or self._unit_actors(s, phrase, left, right) or self._supplier(s, phrase)
                if supply and (agents or hosts)
                else self._unit_actors(s, phrase, left, right, back=back or bool(agents))
                or list(agents)
                or (self._focus(s, phrase.start) if s.lows[phrase.start] in _OWN else [])
                or self._remembered(s, phrase)
                or self._speaker(s, i)
                or self._owed(s, phrase)
            )
        permanence = self._permanence(s, left.first, right.end)
        if action == "deploy" and permanence == "permanent":
            action = "station"
        for force in forces:
            pairs = [(actor, force) for actor in unique(actors)] + more
            for actor, what in pairs:
                for stated in unique_hosts(hosts) or [None]:
                    host = self._country_before(s, i, actor) if stated is THE_COUNTRY else stated
                    if host is None and stated is THE_COUNTRY:
                        host = next(iter(self._elsewhere([actor])), None)
                    if host is not None and host.code == actor.code and action == "supply":
                        continue
                    yield Event(
                        start=s.starts[i],
                        end=s.ends[end - 1],
                        rule=f"{trigger.frame}: {trigger.lemma}",
                        sentence=s.number,
                        action=action,
                        actor=actor,
                        host=host,
                        unit=what.unit,
                        amount=what.amount,
                        time=self._time(s, i, left, right, action),
                        permanence=permanence,
                        modality=firmness,
                        unit_at=phrase.head if phrase is not None else None,
                        rank=rank,
                    )

    def _is_military(self, s: Scene, phrase: Phrase, agents: Sequence[Party]) -> bool:
        """Whether a phrase's head names forces here; a weak one needs something military beside it."""
        unit = phrase.unit
        if unit is None:
            return False
        own = bool(agents) and s.lows[phrase.start] in _OWN and s.lows[phrase.head] in OWN_FORCES
        before = s.lows[phrase.start] in ("the", "these", "those") and unit.kind in _MACHINES
        if before and self.context.knows(unit.kind):
            return True
        among = self._martial and s.lows[phrase.head] in MARTIAL
        return unit.strength in ("strong", "counted") or unit.kind == "post" or own or among or self._military(s)

    def _military(self, s: Scene) -> bool:
        """Whether anything else in the sentence is military beyond doubt."""
        return any(p.unit is not None and p.unit.strength == "strong" for p in s.phrases) or any(
            low in ("military", "troop", "naval", "soldiers", "troops", "army") for low in s.lows
        )

    def _military_subject(self, s: Scene, left: Before) -> bool:
        return left.subject is not None and left.subject.unit is not None

    def _force(self, s: Scene, phrase: Phrase, right: After) -> _Force:
        """The unit of a row; of a formation that is counted in people, the people."""
        unit = phrase.unit
        assert unit is not None
        if unit.kind == "post":
            return _Force(None, None, phrase)
        if unit is COUNTED:
            return _Force(self._counted_noun(s, phrase), phrase.amount, phrase)
        if unit.kind in ("formation", "ship", "service") and phrase.amount is None:
            for word, members in right.adjuncts:
                if word in _AMONG:
                    for inner in groups(members):
                        if inner.amount is not None and inner.unit and inner.unit.kind == "people":
                            return _Force(self._surface(s, inner), inner.amount, inner)
        return _Force(None if unit.kind == "service" else self._surface(s, phrase), phrase.amount, phrase)

    def _surface(self, s: Scene, phrase: Phrase) -> str:
        return self.text[s.starts[phrase.unit_start] : s.ends[phrase.head]]

    def _parts_of(self, s: Scene, right: After) -> Iterator[tuple[Party, _Force]]:
        """ "including about 780 from the Bundeswehr": a part with an actor of its own."""
        for k, (word, members) in enumerate(right.adjuncts[:-1]):
            following, sources = right.adjuncts[k + 1]
            if word != "including" or following != "from":
                continue
            for phrase in members:
                amount = s.amount_at[phrase.head]
                if amount < 0 or self.quantities[amount].kind != "count":
                    continue
                for party in self._of_phrase(s, sources[0]):
                    yield party, _Force(self.quantities[amount].head, amount, phrase)

    def _subject_forces(self, s: Scene, left: Before) -> list[Phrase]:
        """The forces that are the subject, be they but a number of those named before."""
        found = subject_units(s, left)
        if found or left.subject is None:
            return found
        return self._counted(s, [left.subject]) or self._nationals(s, left.subject)

    def _nationals(self, s: Scene, phrase: Phrase) -> list[Phrase]:
        """ "eleven Kenyans", "the Ugandans": in a text about forces, and theirs among them, they are soldiers."""
        entity = s.entity_at[phrase.head]
        if (
            not self._martial
            or entity < 0
            or self.entities[entity].label != "NORP"
            or not s.lows[phrase.head].endswith("s")
        ):
            return []
        party = self.parties.actor(entity)
        if party is None or not (self.context.acts(party.code) or self._military(s)):
            return []
        return [replace(phrase, unit=Head("people", "strong"), unit_start=phrase.head)]

    def _counted(self, s: Scene, phrases: Sequence[Phrase]) -> list[Phrase]:
        """ "another 170", "several hundred of them": numbers of the soldiers named last, as phrases with a unit."""
        found: list[Phrase] = []
        for phrase in phrases:
            k = phrase.head
            if s.lows[k] in MORE and k > phrase.start:
                k -= 1  # "200 more"
            amount = s.amount_at[k] if s.amount_at[k] >= 0 and self._is_bare_count(s.amount_at[k]) else None
            part = s.lows[k] in PARTS and s.low(k + 1) == "of" and s.low(k + 2) == "them"  # "half of them"
            counted = part or (s.kinds[k] == NUMBER and amount is not None)
            left_out = s.lows[k] in ("any", "none", "some") and k == phrase.start and phrase.end == k + 1
            if left_out and self._people_before(s, phrase) is None:
                continue
            counted = counted or left_out  # "has no soldiers there and will not send any"
            if phrase.unit is None and counted and self._counted_noun(s, phrase) is not None:
                found.append(replace(phrase, unit=COUNTED, unit_start=phrase.head, amount=amount))
        return found

    def _own_people(self, s: Scene, phrase: Phrase) -> list[Phrase]:
        """ "has 27 people in the camp": in a text about forces they are soldiers."""
        counted = self._martial and phrase.amount is not None and s.lows[phrase.head] in ("people", "members")
        return [replace(phrase, unit=Head("people", "strong"), unit_start=phrase.head)] if counted else []

    def _is_bare_count(self, number: int) -> bool:
        head = self.quantities[number].head
        return self.quantities[number].kind == "count" and (head is None or head.lower() in HEADS)

    def _counted_noun(self, s: Scene, phrase: Phrase) -> str | None:
        """What a bare number counts: the soldiers before it in the sentence, else the last ones of the text."""
        if (noun := self._people_before(s, phrase)) is not None:
            return noun
        number, noun = self.context.people or (-_MEMORY - 1, "")
        return noun if s.number - number <= _MEMORY else None

    def _people_before(self, s: Scene, phrase: Phrase) -> str | None:
        for other in reversed(s.phrases):
            if other.start < phrase.start and other.unit is not None and other.unit.kind == "people":
                return self._surface(s, other)
        return None

    def _same_place(self, s: Scene, units: Sequence[Phrase]) -> list[Party | None]:
        """Where forces named before exercise, if nothing else is said: where the text has them."""
        definite = bool(units) and s.lows[units[0].start] in ("the", "these", "those")
        return (self._elsewhere() if definite else []) or [None]

    def _is_more(self, s: Scene, phrase: Phrase) -> bool:
        """Whether forces come to others: "380 more soldiers", "a further battalion"."""
        if phrase.unit is COUNTED and s.lows[phrase.head] in MORE:
            return True
        words = zip(s.lows[phrase.start : phrase.head], s.lows[phrase.start + 1 : phrase.head + 1], strict=True)
        return any(low in MORE and following != "than" for low, following in words)

    def _is_home(self, s: Scene, units: Sequence[Phrase], hosts: Sequence[Party | None]) -> bool:
        """Whether forces come to their own country."""
        owners = {party.code for p in units for party in (self._nationality(s, p) or self._owed(s, p))}
        return bool(owners and hosts) and all(host is not None and host.code in owners for host in hosts)

    def _is_own(self, s: Scene, phrase: Phrase, hosts: Sequence[Party | None]) -> bool:
        """Whether the weapons that arrive are those of the state where they do."""
        owner = self._nationality(s, phrase) or self._owed(s, phrase)
        return bool(owner) and all(host is not None and host.code == owner[0].code for host in hosts)

    def _few(self, phrase: Phrase) -> bool:
        """Whether the phrase counts persons, not a force."""
        high = self.quantities[phrase.amount].high if phrase.amount is not None else None
        return high is not None and high < _FEWEST

    def _firmness(self, s: Scene, i: int, left: Before, shape: str, *, passive: bool) -> str | None:
        time = self._time(s, i, left, After(end=len(s)), "deploy")
        return modality.of_verb(s, left, "passive" if passive else shape, long_ago=self._long_ago(time))

    def _noun_firmness(self, s: Scene, phrase: Phrase, right: After, i: int) -> str | None:
        time = self._time(s, i, Before(first=phrase.start), right, "deploy")
        return modality.of_noun(s, phrase, right.end, long_ago=self._long_ago(time))

    def _long_ago(self, number: int | None) -> bool:
        if number is None or self.today is None:
            return False
        end = self.times[number].end_date
        if end is None or self.times[number].type in ("DURATION", "SET"):
            return False
        if not self._dated:
            return (self.today - end).days > 3 * 365
        return (self.today - end).days > _RECENT

    def _time(self, s: Scene, i: int, left: Before, right: After, action: str) -> int | None:
        """When it happens or holds: the nearest time behind the action, else the one before it in its clause."""
        quote = self._quote(s.starts[i])
        candidates = []
        for k, number in enumerate(s.time_at):
            if number < 0 or (k and s.time_at[k - 1] == number):
                continue
            time = self.times[number]
            if quote is not None and not quote.start <= s.starts[k] < quote.end:
                continue
            lead = next((m for m in range(k - 1, max(-1, k - 3), -1) if s.kinds[m] not in (PREPOSITION, "adv")), None)
            if lead is not None and lead != i and s.kinds[lead] == VERB and s.lows[lead] in REPORTING:
                continue
            if time.type == "SET" or (time.type == "DURATION" and action != "station"):
                continue
            if k > i:
                inside = k <= right.end + 3
                candidates.append((0 if inside else 2, k - i, number))
            elif k >= left.first or (k < 4 and self._opens(s, k, i, left)):
                candidates.append((1, i - k, number))
        if not candidates:
            return None
        best = min(candidates)
        return best[2] if best[0] < 2 else None

    def _opens(self, s: Scene, k: int, i: int, left: Before) -> bool:
        """Whether a time at the beginning of the sentence goes with the action at `i`: its subject follows the time."""
        subject = left.pronoun if left.subject is None else left.subject.start
        if subject is not None:
            return k < subject <= k + 5
        verbs = [m for m in range(k, i) if s.kinds[m] == VERB]
        return len(verbs) == 1 and s.lows[verbs[0]] not in REPORTING

    def _permanence(self, s: Scene, start: int, end: int) -> str | None:
        for k in range(max(0, start - 1), min(len(s), end + 1)):
            if (found := PERMANENCE.get(s.lows[k])) is not None:
                return found
        return None


def subject_units(s: Scene, left: Before) -> list[Phrase]:
    phrases = [left.subject] if left.subject is not None else []
    phrases += [phrase for word, phrase in left.modifiers if word == "and"]
    found = [phrase for phrase in phrases if phrase.unit is not None]
    if not found and phrases and s.lows[phrases[0].head] in PARTS:
        found = [phrase for word, phrase in left.modifiers if word == "of" and phrase.unit is not None][-1:]
    return found
