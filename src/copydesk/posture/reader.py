"""The events of a document, sentence by sentence: which words act, on whom, where, and how firmly."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from copydesk.posture import modality
from copydesk.posture.arguments import After, Before, after, before, groups, moved
from copydesk.posture.parties import Parties, Party, formation_country, ship_country
from copydesk.posture.scene import ENTITY, NOUN, POSSESSIVE, PREPOSITION, VERB, Phrase, Scene, scene
from copydesk.posture.words import (
    ABSTRACT,
    BACKED,
    BE,
    BORDERS,
    CARRYING,
    COUNTRY_NOUNS,
    CUES,
    DESTINATIONS,
    FIGHT,
    HEADS,
    MILITARY,
    ONLOOKERS,
    OWN_FORCES,
    PARTS,
    PERMANENCE,
    REPORTING,
    SIGNALS,
    SOIL,
    VOICES,
    Trigger,
)

if TYPE_CHECKING:
    from copydesk.layers.entities import Entity
    from copydesk.layers.places import Place
    from copydesk.layers.quantities import Quantity
    from copydesk.layers.quotes import Quote
    from copydesk.layers.sentences import Sentence
    from copydesk.layers.times import Time
    from copydesk.layers.tokens import Tokens

#: Years after which what is told is history, not news.
_HISTORY: Final = 25
#: Days after which what happened is past, not just completed.
_RECENT: Final = 45
#: Sentences over which "the troops" are still those last named.
_MEMORY: Final = 3
#: So many soldiers somewhere are a posture; fewer are persons.
_FEWEST: Final = 50
#: Tokens beyond which a sentence is no sentence.
_LONGEST: Final = 400

_IN: Final = DESTINATIONS - {"to", "into", "onto", "for", "toward", "towards", "between", "through"}
_FROM: Final = frozenset(("from", "in", "of", "at", "out"))
_GIVEN: Final = frozenset(("to", "for"))
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


@dataclass(frozen=True, slots=True)
class _Force:
    """What is moved: the noun as the text has it, its count, and the phrase that names it."""

    unit: str | None
    amount: int | None
    phrase: Phrase | None


class Reader:
    """One document as its events are read."""

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
        self.parties = Parties(text, entities, places)
        days = [time.end_date for time in times if time.end_date is not None]
        self.today = created or max(days, default=None)
        self._dated = created is not None
        self._entity_starts = [entity.start for entity in entities]
        #: What was last said to be done with a unit in a place: an offer of "the brigade" is an offer of that.
        self._known: dict[tuple[str, str], str] = {}
        self._last_actors: tuple[int, list[Party]] = (-_MEMORY - 1, [])

    def events(self) -> Iterator[Event]:
        """The events in text order."""
        told: tuple[int, bool] = (-1, False)
        for number, sentence, first, last in self._worth_reading():
            made = self._scene(number, first, last)
            told = self._told(sentence.paragraph, number, told)
            if told[1]:
                continue
            found = list(self._in_scene(made))
            named = [event.actor for event in found] or self._named(made)
            if named:
                self._last_actors = (number, named)
            for event in found:
                if event.unit and event.host:
                    self._known[event.unit.lower(), event.host.code] = event.action
            yield from _distinct(found)

    # --- which sentences ----------------------------------------------------------------------------------------------

    def _worth_reading(self) -> Iterator[tuple[int, Sentence, int, int]]:
        """The sentences with a word that may name forces or an action: number, sentence, first token, token behind."""
        tokens = self.tokens
        starts = [sentence.start for sentence in self.sentences]
        hits = [i for i, word in enumerate(tokens.words) if word in SIGNALS]
        seen = -1
        for i in hits:
            number = bisect_right(starts, tokens.starts[i]) - 1
            if number == seen or number < 0:
                continue
            seen = number
            sentence = self.sentences[number]
            first = bisect_left(tokens.starts, sentence.start)
            last = min(bisect_left(tokens.starts, sentence.end), first + _LONGEST)
            if sentence.role in ("headline", "body"):
                yield number, sentence, first, last

    def _scene(self, number: int, first: int, last: int) -> Scene:
        tokens = self.tokens
        start, end = tokens.starts[first], tokens.ends[last - 1]
        return scene(
            number,
            tokens.words[first:last],
            tokens.starts[first:last],
            tokens.ends[first:last],
            _within(self.entities, start, end),
            _within(self.quantities, start, end),
            _within(self.times, start, end),
        )

    def _told(self, paragraph: int, number: int, before: tuple[int, bool]) -> tuple[int, bool]:
        """Whether a sentence tells history, by its times or, where it has none, by those of its paragraph."""
        sentence = self.sentences[number]
        text = self.text[sentence.start : sentence.end]
        if "World War" in text or "Civil War" in text:
            return paragraph, True
        if self.today is None:
            return paragraph, False
        back = number
        while back >= 0 and self.sentences[back].paragraph == paragraph:
            own = self.sentences[back]
            days = [
                time.end_date
                for _, time in _within(self.times, own.start, own.end)
                if time.end_date is not None
                and not self.text[max(0, time.start - 7) : time.start].lower().endswith("since ")
            ]
            if days:
                return paragraph, max(days).year < self.today.year - _HISTORY
            back -= 1
        return paragraph, False

    # --- one sentence -------------------------------------------------------------------------------------------------

    def _in_scene(self, s: Scene) -> Iterator[Event]:
        taken: set[tuple[int, str]] = set()
        drafts: list[Event] = []
        for start, end, trigger, shapes in _grouped(s):
            if (start, trigger.action) in taken:
                continue
            made = list(self._by_noun(s, start, end, trigger)) if trigger.shape == "noun" else []
            if trigger.shape != "noun":
                made = list(self._by_verb(s, start, end, trigger, shapes))
            if made:
                taken.add((start, trigger.action))
                drafts += made
        used = {draft.unit_at for draft in drafts if draft.rank == 0}
        kept = [draft for draft in drafts if draft.rank == 0 or draft.unit_at not in used]
        used |= {draft.unit_at for draft in kept}
        if any(draft.action in ("exercise", "train") for draft in kept):
            used |= {phrase.head for phrase in s.phrases}
        kept += [draft for draft in self._bare(s) if draft.unit_at not in used]
        kept.sort(key=lambda draft: (draft.start, draft.end))
        yield from kept

    def _by_verb(self, s: Scene, i: int, end: int, trigger: Trigger, shapes: frozenset[str]) -> Iterator[Event]:
        shape = "past" if shapes & {"past", "passive"} else next(iter(sorted(shapes)))
        left, right = before(s, i, shape), after(s, end)
        be = bool(BE & set(left.auxiliaries))
        passive = be and "passive" in shapes and shape != "participle"
        have = any(word in ("has", "have", "had", "having") for word in left.auxiliaries)
        subject = left.subject
        bare = not be and not have and not left.infinitive and not _modal(left)
        reduced = (
            "passive" in shapes and bare and not right.objects and subject is not None and subject.unit is not None
        )
        frame = trigger.frame
        if frame in ("stay", "arrive", "enter", "leave", "return", "depart", "replace"):
            yield from self._intransitive(s, i, end, trigger, shape, left, right)
        elif frame == "drill":
            yield from self._drill(s, i, end, trigger, shape, left, right)
        elif frame == "host":
            yield from self._hosted(s, i, end, trigger, shape, left, right, passive=passive or reduced)
        elif frame in ("supply", "pledge"):
            yield from self._supplied(s, i, end, trigger, shape, left, right, passive=passive or reduced)
        elif frame == "receive":
            yield from self._received(s, i, end, trigger, shape, left, right)
        elif frame == "train":
            yield from self._trained(s, i, end, trigger, shape, left, right, passive=passive or reduced)
        elif frame in ("cut", "reinforce"):
            yield from self._changed(s, i, end, trigger, shape, left, right, passive=passive or reduced)
        else:
            yield from self._moved(s, i, end, trigger, shape, left, right, passive=passive, reduced=reduced)

    def _moved(
        self, s: Scene, i: int, end: int, trigger: Trigger, shape: str, left: Before, right: After, *,
        passive: bool, reduced: bool,
    ) -> Iterator[Event]:  # fmt: skip
        """Frames in which somebody moves or keeps forces: move, send, keep, lead, withdraw, bring."""
        frame, action = trigger.frame, trigger.action
        units: list[Phrase] = []
        agents: list[Party] = []
        ergative = False
        if passive or reduced:
            units = _subject_units(s, left)
            agents = self._agents(s, right)
        elif moved(s, right):
            units = moved(s, right)
            agents = self._subject(s, i, left)
        elif frame in ("move", "withdraw") and not right.objects and not passive:
            ergative = True
            units = _subject_units(s, left)
            agents = self._subject(s, i, left)
        units = [phrase for phrase in units if (phrase.unit and phrase.unit.kind != "post") or frame == "keep"]
        if not units and not (frame == "withdraw" and ergative and agents):
            return
        if (
            frame == "keep"
            and right.adjuncts
            and s.low(right.objects[0][-1].end if right.objects else i + 1) in ("away", "out")
        ):
            return
        back = frame in ("withdraw", "bring")
        hosts = self._hosts(s, right, _FROM if back else (_IN if frame in ("keep", "lead") else DESTINATIONS), i)
        if not hosts:
            hosts = self._around(s, i, left, right, back=back)
        if back and not hosts:
            hosts = [host for phrase in units for host in self._place_of(s, phrase)]
        if not units:
            # "withdraw from Syria": a state's forces, where it can have some.
            if not any(adjunct[0] in ("from", "out") for adjunct in right.adjuncts):
                return
            hosts = [host for host in hosts if host is not None and len(host.code) == 3]
            if not hosts or not self._military(s):
                return
        supplied = trigger.lemma in CARRYING and any(u.unit and u.unit.kind == "weapon" for u in units)
        if supplied:
            hosts = self._recipients(s, right)
            action = "supply"
            if not hosts:
                return
        if frame in ("keep", "lead") and not hosts:
            return
        border = any(s.lows[p.head] in BORDERS for _, members in right.adjuncts for p in members)
        if trigger.lemma not in ("deploy", "redeploy", "withdraw", "station") and not hosts and not border:
            return
        firmness = self._firmness(s, i, left, shape, passive=passive)
        if firmness is None:
            return
        stative = firmness == "actual" and _stative(s, i, left, right, reduced=reduced)
        if trigger.lemma == "deploy" and (passive or reduced) and stative:
            action = "station"
        rank = 1 if reduced or trigger.lemma in ("have", "lead", "keep") else 0
        for phrase in units or (None,):
            yield from self._rows(
                s, i, end, trigger, action, firmness, phrase, agents, hosts, left, right, rank=rank, back=back
            )

    def _intransitive(
        self, s: Scene, i: int, end: int, trigger: Trigger, shape: str, left: Before, right: After
    ) -> Iterator[Event]:
        """Frames in which forces arrive, stay or leave by themselves."""
        frame = trigger.frame
        units = _subject_units(s, left)
        be_there = trigger.lemma in ("be", "present")
        if trigger.lemma == "present" and not BE & set(left.auxiliaries):
            return
        if not units and be_there and left.subject is not None:
            # "The Bundeswehr is present in Lithuania with 200 soldiers."
            units = []
        if not units and trigger.lemma != "present":
            return
        if trigger.lemma == "be" and (right.objects or not right.adjuncts):
            return
        action = trigger.action
        if frame == "enter" or frame == "leave" or frame == "depart" or frame == "replace":
            places = [host for group in right.objects for phrase in group for host in self._places(s, phrase)]
            hosts: list[Party | None] = list(places)
            if frame in ("leave", "depart") and not hosts:
                hosts = self._hosts(s, right, frozenset(("from",)), i)
            if frame == "replace":
                if not right.objects or not groups(right.objects[0]):
                    return
                hosts = self._hosts(s, right, _IN, i)
        elif frame == "return":
            hosts = self._hosts(s, right, frozenset(("from",)), i) or self._tour(s, end)
            if not hosts and "home" in s.lows[i : i + 3]:
                hosts = [host for phrase in units for host in self._place_of(s, phrase)]
        elif frame == "stay":
            hosts = self._hosts(s, right, _IN, i)
        else:
            hosts = self._hosts(s, right, DESTINATIONS - {"for", "through", "between"}, i)
        if not hosts and right.there:
            hosts = self._around(s, i, left, right, back=False)
        if not hosts:
            return
        firmness = self._firmness(s, i, left, shape, passive=False)
        if firmness is None:
            return
        if be_there and not units:
            inner = [p for word, members in right.adjuncts if word == "with" for p in groups(members)]
            agents = self._subject(s, i, left)
            if not agents or not (inner or self._military_subject(s, left)):
                return
            for phrase in inner or (None,):
                yield from self._rows(
                    s, i, end, trigger, action, firmness, phrase, agents, hosts, left, right, rank=0, back=False
                )
            return
        fighting = frame == "stay" and trigger.lemma != "station" and FIGHT & set(s.lows)
        if fighting:
            return
        for phrase in units:
            if phrase.unit is not None and phrase.unit.kind == "weapon":
                if frame == "arrive":
                    yield from self._rows(
                        s, i, end, trigger, "supply", firmness, phrase, [],
                        [host for host in hosts if host and len(host.code) == 3], left, right, rank=0, back=False,
                    )  # fmt: skip
                continue
            own = self._nationality(s, phrase)
            if frame in ("leave", "depart") and own and hosts and hosts[0] and hosts[0].code == own[0].code:
                if frame == "leave":
                    continue
                yield from self._rows(
                    s, i, end, trigger, "deploy", firmness, phrase, [], [None], left, right, rank=0, back=False
                )
                continue
            if frame == "depart":
                continue
            rank = 1 if frame == "stay" else 0
            yield from self._rows(
                s, i, end, trigger, action, firmness, phrase, [], hosts, left, right, rank=rank,
                back=frame in ("leave", "return"),
            )  # fmt: skip

    def _tour(self, s: Scene, j: int) -> list[Party | None]:
        """Where those who return have been: "after a nine-month deployment to Poland"."""
        for k in range(j, len(s)):
            phrase = s.phrase(k)
            if s.lows[k] in ("deployment", "rotation", "tour", "mission") and phrase is not None and phrase.head == k:
                return self._hosts(s, after(s, phrase.end), DESTINATIONS | {"of"}, k)
        return []

    def _hosted(
        self, s: Scene, i: int, end: int, trigger: Trigger, shape: str, left: Before, right: After, *, passive: bool
    ) -> Iterator[Event]:
        """ "Poland hosts 500 US troops": the subject is the host."""
        if passive or not right.objects or left.subject is None:
            return
        units = [phrase for phrase in groups(right.objects[0]) if self._nationality(s, phrase)]
        hosts: list[Party | None] = list(self._places(s, left.subject))
        firmness = self._firmness(s, i, left, shape, passive=False)
        if not hosts or firmness is None:
            return
        for phrase in units:
            yield from self._rows(
                s, i, end, trigger, trigger.action, firmness, phrase, [], hosts, left, right, rank=0, back=False
            )

    def _changed(
        self, s: Scene, i: int, end: int, trigger: Trigger, shape: str, left: Before, right: After, *, passive: bool
    ) -> Iterator[Event]:
        """Forces that are there become more or fewer: "bolstered its presence in Latvia"."""
        phrases = _subject_units(s, left) if passive else (groups(right.objects[0]) if right.objects else [])
        if trigger.lemma == "end" and not any(p.unit and p.unit.kind == "post" for p in phrases):
            return
        agents = self._agents(s, right) if passive else self._subject(s, i, left)
        hosts = self._hosts(s, right, _IN | {"from"}, i) or self._around(s, i, left, right, back=False)
        if passive and not hosts:
            hosts = [host for phrase in phrases for host in self._place_of(s, phrase)]
        firmness = self._firmness(s, i, left, shape, passive=passive)
        if not hosts or firmness is None:
            return
        for phrase in phrases:
            if phrase.unit is None or phrase.unit.kind in ("weapon", "air"):
                continue
            if phrase.unit.kind == "post" and not (
                self._nationality(s, phrase) or set(s.lows[phrase.start : phrase.end]) & MILITARY or self._military(s)
            ):
                continue
            yield from self._rows(
                s, i, end, trigger, trigger.action, firmness, phrase, agents, hosts, left, right, rank=0,
                back=trigger.action == "withdraw",
            )  # fmt: skip

    def _supplied(
        self, s: Scene, i: int, end: int, trigger: Trigger, shape: str, left: Before, right: After, *, passive: bool
    ) -> Iterator[Event]:
        """Weapons that change hands: "gave Ukraine tanks", "supplied tanks to", "supplied Ukraine with tanks"."""
        weapons: list[Phrase] = []
        hosts: list[Party | None] = []
        agents = self._agents(s, right) if passive else self._subject(s, i, left)
        if passive:
            weapons = _subject_units(s, left)
            hosts = self._recipients(s, right)
        elif right.objects:
            weapons = groups(right.objects[0])
            hosts = self._recipients(s, right) or self._given_first(s, weapons)
            if len(right.objects) > 1 and groups(right.objects[1]):
                weapons = groups(right.objects[1])
                hosts = [party for phrase in right.objects[0] for party in self._recipient(s, phrase)]
            elif not weapons or not hosts:
                given = [p for word, members in right.adjuncts if word == "with" for p in groups(members)]
                if given:
                    weapons = given
                    hosts = [party for phrase in right.objects[0] for party in self._recipient(s, phrase)]
        firmness = self._firmness(s, i, left, shape, passive=passive)
        if not hosts or firmness is None:
            return
        if trigger.frame == "pledge":
            firmness = modality.combined("planned", left.cues)
        for phrase in weapons:
            action = trigger.action
            kind = phrase.unit.kind if phrase.unit else ""
            if kind not in ("weapon", "air"):
                if trigger.frame != "pledge" and trigger.lemma != "provide":
                    continue
                if kind == "post":
                    continue
                action = self._known.get((s.lows[phrase.head], hosts[0].code if hosts[0] else ""), "deploy")
                if trigger.lemma == "provide" and not agents:
                    continue
            yield from self._rows(
                s, i, end, trigger, action, firmness, phrase, agents, hosts, left, right, rank=0, back=False
            )

    def _received(
        self, s: Scene, i: int, end: int, trigger: Trigger, shape: str, left: Before, right: After
    ) -> Iterator[Event]:
        """ "Ukraine received tanks from Germany": the subject is who is given them."""
        hosts: list[Party | None] = [host for host in self._subject(s, i, left) if len(host.code) == 3]
        givers = [p for word, members in right.adjuncts if word == "from" for p in members]
        agents = [party for phrase in givers for party in self._of_phrase(s, phrase)]
        firmness = self._firmness(s, i, left, shape, passive=False)
        if not hosts or not agents or firmness is None:
            return
        for phrase in moved(s, right):
            if phrase.unit is not None and phrase.unit.kind in ("weapon", "air"):
                yield from self._rows(
                    s, i, end, trigger, trigger.action, firmness, phrase, agents, hosts, left, right, rank=0, back=False
                )

    def _trained(
        self, s: Scene, i: int, end: int, trigger: Trigger, shape: str, left: Before, right: After, *, passive: bool
    ) -> Iterator[Event]:
        """Forces of another state are trained."""
        trainees = _subject_units(s, left) if passive else (groups(right.objects[0]) if right.objects else [])
        trainees = [
            phrase for phrase in trainees if phrase.unit and phrase.unit.kind in ("people", "formation", "service")
        ]
        agents = self._agents(s, right) if passive else self._subject(s, i, left)
        if not trainees or not agents:
            return
        owners = [party for phrase in trainees for party in self._nationality(s, phrase)]
        agents = [agent for agent in agents if agent.code not in {owner.code for owner in owners}]
        if not owners:
            return
        hosts = self._hosts(s, right, _IN, i)
        firmness = self._firmness(s, i, left, shape, passive=passive)
        if firmness is None:
            return
        for phrase in trainees:
            yield from self._rows(
                s,
                i,
                end,
                trigger,
                trigger.action,
                firmness,
                phrase,
                agents,
                hosts or [None],
                left,
                right,
                rank=0,
                back=False,
                own=False,
            )

    def _drill(
        self, s: Scene, i: int, end: int, trigger: Trigger, shape: str, left: Before, right: After
    ) -> Iterator[Event]:
        """Forces exercise with others."""
        partners = [
            p
            for word, members in right.adjuncts
            if word in ("with", "alongside")
            for p in members
            if p.unit or p.entities
        ]
        units = _subject_units(s, left)
        if not units or not partners or right.objects:
            return
        hosts = self._hosts(s, right, _IN, i)
        firmness = self._firmness(s, i, left, shape, passive=False)
        if firmness is None:
            return
        others = [party for p in partners for party in self._nationality(s, p)]
        for phrase in units:
            agents = self._unit_actors(s, phrase, left, right)
            for agent in (*agents, *others):
                yield from self._rows(
                    s, i, end, trigger, trigger.action, firmness, phrase, [agent], hosts or [None], left, right,
                    rank=0, back=False, own=False,
                )  # fmt: skip

    # --- nouns --------------------------------------------------------------------------------------------------------

    def _by_noun(self, s: Scene, i: int, end: int, trigger: Trigger) -> Iterator[Event]:
        phrase = s.phrase(i)
        if phrase is None:
            return
        named = trigger.frame == "n-exercise" and all(
            s.words[k][:1].isupper() or s.kinds[k] != NOUN for k in range(end, phrase.end)
        )
        if end - 1 != phrase.head and not named:
            return
        right = after(s, phrase.end)
        frame = trigger.frame
        words = set(s.lows[phrase.start : i])
        units = [p for word, members in right.adjuncts if word == "of" for p in groups(members)]
        military = bool(words & MILITARY) or (
            (end - 1 != phrase.head or (end < len(s) and s.words[end][:1].isupper())) and self._military(s)
        )
        if frame == "n-exercise":
            yield from self._exercise(s, i, end, trigger, phrase, right, military=military)
            return
        agents = self._nationality(s, phrase)
        compound = self._compound(s, phrase, i)
        back = frame == "n-withdraw"
        if frame in ("n-supply", "n-aid"):
            if frame == "n-aid":
                if not military:
                    return
                weapons: list[Phrase | None] = [phrase]
            else:
                weapons = [p for p in units if p.unit and p.unit.kind in ("weapon", "air")] or list(compound)
            hosts = self._recipients(s, right)
            agents = agents or self._governing_subject(s, phrase)
            if trigger.lemma == "supply" and not (units or compound):
                return
        elif frame == "n-train":
            weapons = [p for p in units if self._nationality(s, p)]
            agents = agents or self._governing_subject(s, phrase)
            hosts = self._hosts(s, right, _IN, i) or [None]
        else:
            weapons = list(units) or list(compound)
            hosts = self._hosts(s, right, _FROM if back else DESTINATIONS - {"for"}, i)
            if not hosts:
                hosts = self._host_in(s, phrase, i, agents)
                if hosts:
                    agents = [a for a in agents if a.code != (hosts[0].code if hosts[0] else "")]
            if back and not hosts:
                hosts = [host for p in units for host in self._place_of(s, p)]
            if not hosts:
                hosts = self._around(s, i, Before(), right, back=False)
            agents = self._agents(s, right) or agents
            from_unit = [party for p in units for party in self._nationality(s, p)]
            if not from_unit and not agents:
                agents = self._governing_subject(s, phrase)
        if not weapons and frame in ("n-send", "n-withdraw"):
            governing = self._governing(s, phrase)
            weapons = list(_subject_units(s, governing[1])) if governing is not None else []
        if frame == "n-unit":
            agents = agents or self._governing_subject(s, phrase)
            weapons = [phrase]
        if frame == "n-keep" and not weapons:
            if not (military or words & {"troop", "troops"}) or not hosts:
                return
            weapons = [None]
        if not weapons and frame != "n-train":
            state = any(len(agent.code) == 3 or agent.code == "NATO" for agent in agents)
            if not (military or (back and state and self._military(s))) or not hosts:
                return
            weapons = [None]
        if not hosts:
            return
        if (
            frame in ("n-send", "n-withdraw")
            and trigger.lemma
            in (
                "exit",
                "departure",
                "removal",
                "arrival",
                "dispatch",
            )
            and not units
        ):
            return
        firmness = self._noun_firmness(s, phrase, right, i)
        if firmness is None:
            return
        for unit in weapons:
            inside = unit is phrase and frame != "n-aid"
            yield from self._rows(
                s, i, end, trigger, trigger.action, firmness, None if inside else unit, agents, hosts, Before(first=i),
                right, rank=0, back=back, name=s.words[i] if inside else None, own=frame not in ("n-aid", "n-train"),
            )  # fmt: skip

    def _exercise(
        self, s: Scene, i: int, end: int, trigger: Trigger, phrase: Phrase, right: After, *, military: bool
    ) -> Iterator[Event]:
        """An exercise: whoever holds it, and with whom."""
        agents = self._nationality(s, phrase)
        governing = self._governing(s, phrase)
        subject: list[Party] = []
        if governing is not None:
            subject = self._subject(s, governing[0], governing[1])
        partners = [
            party
            for word, members in right.adjuncts
            if word in ("with", "between", "alongside", "involving", "by")
            for p in members
            for party in (self._nationality(s, p) or self._of_phrase(s, p))
        ]
        everyone = _unique([*subject, *agents, *partners])
        if not everyone or not (military or trigger.lemma in ("war games", "wargames")):
            return
        if trigger.lemma in ("maneuvers", "drill") and not military:
            return
        hosts = self._hosts(s, right, _IN, i) or [None]
        firmness = self._noun_firmness(s, phrase, right, i)
        if firmness is None:
            return
        for agent in everyone:
            yield from self._rows(
                s, i, end, trigger, trigger.action, firmness, None, [agent], hosts, Before(first=i), right, rank=0,
                back=False,
            )  # fmt: skip

    def _compound(self, s: Scene, phrase: Phrase, i: int) -> list[Phrase]:
        """The unit in a compound as a phrase of its own: "troop" in "troop deployment", "tank" in "tank deliveries"."""
        k = i - 1
        if k >= phrase.start and s.kinds[k] in (NOUN, ENTITY):
            head = HEADS.get(s.lows[k]) or (HEADS.get(f"{s.lows[k - 1]} {s.lows[k]}") if k > phrase.start else None)
            if head is not None and head.kind != "post":
                return [replace(phrase, head=k, unit=head, unit_start=k, amount=None)]
        return []

    def _host_in(self, s: Scene, phrase: Phrase, i: int, agents: list[Party]) -> list[Party | None]:
        """The host in a compound: "the Iraq deployment"."""
        k = i - 1
        if k < phrase.start or s.kinds[k] != ENTITY:
            return []
        entity = s.entity_at[k]
        if self.entities[entity].label != "GPE" or s.words[k].isupper() or "." in s.words[k]:
            return []
        host = self.parties.host(entity)
        return [host] if host is not None else []

    # --- forces that simply are somewhere -------------------------------------------------------------------------------

    def _bare(self, s: Scene) -> Iterator[Event]:
        """ "the 900 US troops in Syria": no verb says it, the phrase does."""
        if FIGHT & set(s.lows):
            return
        for phrase in s.phrases:
            unit = phrase.unit
            if unit is None or unit.kind not in ("people", "formation") or unit.strength != "strong":
                continue
            if s.lows[phrase.head] in ("mission", "team", "group", "headquarters", "wing", "unit", "company"):
                continue
            if s.kinds[phrase.head] == ENTITY:
                continue
            j = phrase.end
            while s.kind(j) == "adv":
                j += 1
            if s.low(j) not in ("in", "at", "on") or s.kind(j) != PREPOSITION:
                continue
            following = after(s, j)
            actors = self._nationality(s, phrase)
            if not actors or self._few(phrase):
                continue
            members = following.adjuncts[0][1] if following.adjuncts else []
            places = [host for place in members for host in self._places(s, place)]
            hosts = [host for host in places if host.code not in {a.code for a in actors}]
            if not hosts:
                continue
            governed = modality.of_noun(s, phrase, following.end, long_ago=False)
            firmness = "actual" if governed in ("planned", "requested", "possible", "denied") else governed
            trigger = Trigger(s.lows[phrase.head], "station", "bare", "noun", ())
            yield from self._rows(
                s, phrase.head, phrase.head + 1, trigger, "station", firmness, phrase, actors, list(hosts),
                Before(first=phrase.start), After(end=following.end), rank=2, back=False,
            )  # fmt: skip

    def _few(self, phrase: Phrase) -> bool:
        """Whether the phrase counts persons, not a force."""
        high = self.quantities[phrase.amount].high if phrase.amount is not None else None
        return high is not None and high < _FEWEST

    # --- rows -----------------------------------------------------------------------------------------------------------

    def _rows(
        self, s: Scene, i: int, end: int, trigger: Trigger, action: str, firmness: str, phrase: Phrase | None,
        agents: Sequence[Party], hosts: Sequence[Party | None], left: Before, right: After, *,
        rank: int, back: bool, own: bool = True, name: str | None = None,
    ) -> Iterator[Event]:  # fmt: skip
        """A row for each actor and host."""
        if phrase is not None and not self._is_military(s, phrase):
            return
        forces = [_Force(name, None, None)]
        more: list[tuple[Party, _Force]] = []
        if phrase is not None:
            forces = [self._force(s, phrase, right)]
            more = list(self._parts_of(s, right))
        actors = list(agents)
        if own and phrase is not None:
            supply = action == "supply"
            actors = (
                list(agents) or self._unit_actors(s, phrase, left, right)
                if supply and (agents or hosts)
                else self._unit_actors(s, phrase, left, right, back=back or bool(agents))
                or list(agents)
                or (self._focus(s, phrase.start) if s.lows[phrase.start] in _OWN else [])
                or self._remembered(s, phrase)
                or self._speaker(s, i)
            )
        permanence = self._permanence(s, left.first, right.end)
        if action == "deploy" and permanence == "permanent":
            action = "station"
        for force in forces:
            pairs = [(actor, force) for actor in _unique(actors)] + more
            for actor, what in pairs:
                for stated in _unique_hosts(hosts) or [None]:
                    host = self._country_before(s, i, actor) if stated is _COUNTRY else stated
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

    def _is_military(self, s: Scene, phrase: Phrase) -> bool:
        """Whether a phrase's head names forces here; a weak one needs something military beside it."""
        unit = phrase.unit
        if unit is None:
            return False
        own = s.lows[phrase.start] in _OWN and s.lows[phrase.head] in OWN_FORCES
        return unit.strength == "strong" or unit.kind == "post" or own or self._military(s)

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

    # --- who ------------------------------------------------------------------------------------------------------------

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
        elif phrase.unit is not None and (
            country := formation_country(self.text[s.starts[phrase.start] : s.ends[phrase.end - 1]])
        ):
            found = [Party(country)]
        return _unique(found)

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
                for member in (inner, *[m for _, m in _listed_after(s, inner)]):
                    force = [e for e in member.entities if self.entities[e].label in ("MIL", "NORP", "ORG", "GPE")]
                    only = back or s.low(j) in ("with", "to")
                    force = [e for e in force if not only or self.entities[e].label in ("MIL", "ORG")]
                    found += [party for e in force[-1:] if (party := self.parties.actor(e)) is not None]
        return _unique(found)

    def _of_phrase(self, s: Scene, phrase: Phrase) -> list[Party]:
        """Whom a phrase names as one who acts."""
        head = s.entity_at[phrase.head]
        if head >= 0 and (party := self.parties.actor(head)) is not None:
            return [party]
        if phrase.unit is not None or s.lows[phrase.head] in VOICES:
            own = self._nationality(s, phrase)
            if not own and phrase.unit is not None:
                own = self._unit_actors(s, phrase, Before(), After())
            if own:
                return own
            if head < 0:
                for entity in reversed(phrase.entities):
                    if (party := self.parties.actor(entity)) is not None:
                        return [party]
        return []

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
        if not found and s.lows[left.subject.head] in COUNTRY_NOUNS:
            if s.lows[left.subject.start] == "the":
                found = self._focus(s, left.subject.start)
            elif s.lows[left.subject.start] in ("his", "her", "their", "our", "my"):
                found = self._nearest(s, left.subject.start)
        return _unique(found)

    def _pronoun(self, s: Scene, i: int) -> list[Party]:
        low = s.lows[i]
        if low in ("it", "they"):
            return self._focus(s, i)
        if low in ("we", "i", "he", "she"):
            quote = self._quote(s.starts[i])
            if low in ("we", "i") and quote is not None and quote.speaker_id is not None:
                party = self.parties.actor(quote.speaker_id)
                return [party] if party else []
        return []

    def _focus(self, s: Scene, i: int) -> list[Party]:
        """Whom "it" or "the country" means: the first that acts in this sentence before it, else in the last one."""
        here = [s.entity_at[k] for k in range(i) if s.entity_at[k] >= 0 and not self._placed(s, k)]
        for entity in here:
            if self.entities[entity].label in ("GPE", "ORG", "MIL") and (party := self.parties.actor(entity)):
                return [party]
        if s.number:
            last = self.sentences[s.number - 1]
            for entity, mention in _within(self.entities, last.start, last.end):
                placed = self.text[max(last.start, mention.start - 5) : mention.start].split()[-1:]
                if placed and placed[0].lower() in ("in", "to", "from", "at", "on", "of", "near"):
                    continue
                if mention.label in ("GPE", "ORG", "MIL") and (party := self.parties.actor(entity)):
                    return [party]
        return []

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
        return _unique(
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
        return _unique([party for p in s.phrases if p.unit is not None for party in self._nationality(s, p)])

    # --- where ----------------------------------------------------------------------------------------------------------

    def _hosts(self, s: Scene, right: After, words: frozenset[str], i: int) -> list[Party | None]:
        """The places that follow one of the prepositions."""
        found: list[Party | None] = []
        for word, members in right.adjuncts:
            if word in words:
                places = [place for phrase in members for place in self._places(s, phrase)]
                if len(places) > 1 and any(len(place.code) == 3 for place in places):
                    places = [
                        place for place in places if len(place.code) == 3 or place is _COUNTRY
                    ]  # "Orzysz, Poland"
                found += [place for place in places if place.code not in {f.code for f in found if f}]
                if found and word == "to":
                    break
        return found

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
            return [_COUNTRY]
        labels = [(entity, self.entities[entity].label) for entity in phrase.entities]
        places = [entity for entity, label in labels if label in ("GPE", "LOC")]
        if s.entity_at[phrase.head] >= 0 and self.entities[s.entity_at[phrase.head]].label in ("GPE", "LOC"):
            places = [s.entity_at[phrase.head]]
        elif head in ABSTRACT or (s.kinds[phrase.head] == ENTITY and labels[-1:] and labels[-1][1] != "NORP"):
            return []
        if places:
            host = self.parties.host(places[-1])
            return [host] if host is not None else []
        if head in SOIL:
            for entity, label in labels:
                if label == "NORP" and (party := self.parties.actor(entity)) is not None and len(party.code) == 3:
                    return [party]
        return []

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
        for _, phrase in left.modifiers:
            if not back:
                break
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
            return list(self._last_place(s, i))
        return []

    def _last_place(self, s: Scene, i: int) -> list[Party]:
        """What "there" means: the last country or place named before, in this sentence or the one before it."""
        floor = self.sentences[max(0, s.number - 1)].start
        at = bisect_left(self._entity_starts, s.starts[i]) - 1
        found: list[Party] = []
        while at >= 0 and self.entities[at].start >= floor:
            if self.entities[at].label in ("GPE", "LOC") and (host := self.parties.host(at)) is not None:
                before_it = self.text[max(0, self.entities[at].start - 4) : self.entities[at].start].split()[-1:]
                if before_it and before_it[0].lower() in ("in", "to", "at"):
                    return [host]
                found = found or [host]
            at -= 1
        return []

    def _country_before(self, s: Scene, i: int, actor: Party) -> Party | None:
        """What "the country" means: the last one named before that isn't the actor, in this sentence or the one before."""
        floor = self.sentences[max(0, s.number - 1)].start
        for at in range(bisect_left(self._entity_starts, s.starts[i]) - 1, -1, -1):
            entity = self.entities[at]
            if entity.start < floor:
                break
            if entity.label in ("GPE", "NORP") and (party := self.parties.actor(at)) and len(party.code) == 3:
                if party.code != actor.code:
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

    # --- when, how firmly -------------------------------------------------------------------------------------------------

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

    def _quote(self, at: int) -> Quote | None:
        """The innermost reported speech around offset `at`."""
        return quote_at(self.quotes, at)


#: Stands for "the country" until it is known whose forces are in it.
_COUNTRY: Final = Party("")


def quote_at(quotes: Sequence[Quote], at: int) -> Quote | None:
    """The innermost of `quotes`, which are in order of their start, around offset `at`."""
    found = None
    for quote in quotes:
        if quote.start > at:
            break
        if quote.end > at and (found is None or quote.end - quote.start <= found.end - found.start):
            found = quote
    return found


def _modal(left: Before) -> bool:
    return any(word in ("will", "would", "may", "might", "could", "can", "should", "must") for word in left.auxiliaries)


def _stative(s: Scene, i: int, left: Before, right: After, *, reduced: bool) -> bool:
    """Whether "deployed" tells a state: "are deployed in Mali", "troops deployed in Mali"."""
    place = next((word for word, _ in right.adjuncts), "")
    present = reduced or bool({"is", "are"} & set(left.auxiliaries))
    return present and place in ("in", "at", "across", "throughout") and not left.cues


def _subject_units(s: Scene, left: Before) -> list[Phrase]:
    phrases = [left.subject] if left.subject is not None else []
    phrases += [phrase for word, phrase in left.modifiers if word == "and"]
    found = [phrase for phrase in phrases if phrase.unit is not None]
    if not found and phrases and s.lows[phrases[0].head] in PARTS:
        found = [phrase for word, phrase in left.modifiers if word == "of" and phrase.unit is not None][-1:]
    return found


def _listed_after(s: Scene, phrase: Phrase) -> Iterator[tuple[int, Phrase]]:
    j = phrase.end
    for _ in range(8):
        while s.low(j) in (",", "and"):
            j += 1
        following = s.phrase(j)
        if following is None or following.start != j or j == phrase.end or s.kinds[following.head] != ENTITY:
            return
        yield j, following
        phrase, j = following, following.end


def _grouped(s: Scene) -> Iterator[tuple[int, int, Trigger, frozenset[str]]]:
    """The triggers of a sentence, the shapes of one word and frame together."""
    shapes: dict[tuple[int, str, str], tuple[int, Trigger, set[str]]] = {}
    for start, end, trigger in s.triggers():
        key = (start, trigger.lemma, trigger.frame)
        if key in shapes:
            shapes[key][2].add(trigger.shape)
        else:
            shapes[key] = (end, trigger, {trigger.shape})
    for (start, _, _), (end, trigger, found) in shapes.items():
        yield start, end, trigger, frozenset(found)


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


_Item = TypeVar("_Item", bound=_Placed)


def _within(items: Sequence[_Item], start: int, end: int) -> list[tuple[int, _Item]]:
    """The numbered spans of a layer, which are in order, that begin in ``[start, end)``."""
    first = bisect_left(items, start, key=lambda item: item.start)
    found: list[tuple[int, _Item]] = []
    for number in range(first, len(items)):
        if items[number].start >= end:
            break
        found.append((number, items[number]))
    return found


def _unique(parties: Sequence[Party]) -> list[Party]:
    return list({party.code: party for party in reversed(parties)}.values())[::-1]


def _unique_hosts(hosts: Sequence[Party | None]) -> list[Party | None]:
    return list({host.code if host else None: host for host in reversed(hosts)}.values())[::-1]


def _distinct(events: Sequence[Event]) -> Iterator[Event]:
    """One row a sentence, actor, action, host and unit: the first, unless a later one has the count."""
    kept: dict[tuple[str, str, str | None, str | None, bool], Event] = {}
    for event in events:
        host = event.host.code if event.host else None
        key = (event.actor.code, event.action, host, event.unit, event.modality == "denied")
        if key not in kept or (kept[key].amount is None and event.amount is not None):
            kept[key] = event
    for event in kept.values():
        yield event


__all__ = ["Event", "Reader", "quote_at"]
