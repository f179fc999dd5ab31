"""Verbs that act, frame by frame: who moves, keeps, hosts, supplies or trains what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from copydesk.posture import modality
from copydesk.posture.arguments import Before, before
from copydesk.posture.changes import Changes
from copydesk.posture.complements import After, after, groups, moved
from copydesk.posture.parties import Party
from copydesk.posture.rows import COUNTED, Act, Event, subject_units
from copydesk.posture.scene import CONJUNCTION, ENTITY, VERB, Phrase, Scene
from copydesk.posture.words import (
    BE,
    BORDERS,
    CARRYING,
    DESTINATIONS,
    FIGHT,
    TRIGGERS,
    Trigger,
)

if TYPE_CHECKING:
    pass

_IN: Final = DESTINATIONS - {"to", "into", "onto", "for", "toward", "towards", "between", "through"}
#: Verbs that say of a force in a text about one place that it goes there too.
_SENT: Final = frozenset(("send", "dispatch", "contribute", "commit", "fly"))
_TOURS: Final = frozenset(("deployment", "rotation", "tour", "mission"))
#: Verbs whose "for" says where to.
_BOUND: Final = frozenset(("sail", "set sail", "head"))
_FROM: Final = frozenset(("from", "in", "of", "at", "out"))


class Verbs(Changes):
    """One document, and the verbs of its sentences."""

    def _by_verb(self, s: Scene, i: int, end: int, trigger: Trigger, shapes: frozenset[str]) -> Iterator[Event]:
        shape = "past" if shapes & {"past", "passive"} else next(iter(sorted(shapes)))
        left, right = before(s, i, shape), after(s, end)
        act = Act(s, i, end, trigger, shape, left, right)
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
            yield from self._intransitive(act)
        elif frame == "drill":
            yield from self._drill(act)
        elif frame == "host":
            yield from self._hosted(act, passive=passive or reduced)
        elif frame in ("supply", "pledge"):
            yield from self._supplied(act, passive=passive or reduced)
        elif frame == "receive":
            yield from self._received(act)
        elif frame == "expect":
            yield from self._expected(act, passive=passive or reduced)
        elif frame == "partake":
            yield from self._taking_part(act)
        elif frame == "train":
            yield from self._trained(act, passive=passive or reduced)
        elif frame in ("cut", "reinforce"):
            yield from self._changed(act, passive=passive or reduced)
        elif frame in ("ask", "need", "add", "join", "occupy", "total"):
            yield from self._more(act, passive=passive or reduced)
        else:
            yield from self._moved(act, passive=passive, reduced=reduced)

    def _moved(self, act: Act, *, passive: bool, reduced: bool) -> Iterator[Event]:
        """Frames in which somebody moves or keeps forces: move, send, keep, lead, withdraw, bring."""
        s, i, _, trigger, shape, left, right = act
        act = act
        frame, action = trigger.frame, trigger.action
        units: list[Phrase] = []
        agents: list[Party] = []
        ergative = False
        if passive or reduced:
            units = self._subject_forces(s, left)
            agents = self._agents(s, right)
        elif moved(s, right):
            units = moved(s, right)
            agents = self._subject(s, i, left)
        elif frame in ("move", "withdraw") and not right.objects and not passive:
            ergative = True
            units = self._subject_forces(s, left)
            agents = self._subject(s, i, left)
        elif right.objects:
            units = self._counted(s, right.objects[0])
            agents = self._subject(s, i, left)
        if not units and frame in ("keep", "send") and right.objects and not passive and agents:
            units = self._own_people(s, right.objects[0][0])
        units = [phrase for phrase in units if (phrase.unit and phrase.unit.kind != "post") or frame == "keep"]
        if not units and not (frame == "withdraw" and ergative and agents):
            return
        if (
            frame == "keep"
            and right.adjuncts
            and s.low(right.objects[0][-1].end if right.objects else i + 1) in ("away", "out")
        ):
            return
        if action == "deploy" and s.low(i + 1) == "home":
            action = "withdraw"  # "flew home"
        back = frame in ("withdraw", "bring") or action == "withdraw"
        hosts = self._hosts(s, right, _FROM if back else (_IN if frame in ("keep", "lead") else DESTINATIONS), i)
        if not hosts:
            hosts = self._around(s, i, left, right, back=back)
        if back and not hosts:
            hosts = [host for phrase in units for host in self._place_of(s, phrase)]
        away = self._elsewhere(agents)
        if trigger.lemma == "redeploy" and away and self._is_home(s, units, hosts):
            action, hosts = "withdraw", away  # "will redeploy to Fort Hood"
        more = action == "deploy" and any(self._is_more(s, phrase) for phrase in units)
        if more:
            action = "reinforce"
        still = trigger.lemma == "keep" and not right.adjuncts
        sent = trigger.lemma in _SENT and bool(agents) and not self._is_placed(right)
        if (back or more or still or sent) and not hosts and units:
            hosts = away
        if trigger.lemma == "land" and not passive and not right.objects and not hosts:
            hosts = self._elsewhere([party for phrase in units for party in self._nationality(s, phrase)])
        if trigger.lemma == "take":
            hosts = self._hosts(s, right, frozenset(("to", "into")), i)
        if not units:
            # "withdraw from Syria": a state's forces, where it can have some.
            if not any(adjunct[0] in ("from", "out") for adjunct in right.adjuncts):
                return
            hosts = [host for host in hosts if host is not None and len(host.code) == 3]
            if not hosts or not self._military(s):
                return
        supplied = trigger.lemma in CARRYING and any(u.unit and u.unit.kind == "weapon" for u in units)
        given = self._recipients(s, right) if supplied else []
        if supplied and not given:
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
        forward = s.low(i - 2) == "forward" and s.low(i - 1) == "-"
        if trigger.lemma == "deploy" and (((passive or reduced) and stative) or forward):
            action = "station"
        rank = 1 if reduced or trigger.lemma in ("have", "lead", "keep") else 0
        for phrase in units or (None,):
            if supplied and phrase is not None and phrase.unit is not None and phrase.unit.kind == "weapon":
                yield from self._rows(act, "supply", firmness, phrase, agents, given, rank=rank)
                continue
            yield from self._rows(act, action, firmness, phrase, agents, hosts, rank=rank, back=back)
        if units and agents and not ergative and not passive:
            yield from self._gapped(act, action, firmness, agents, hosts)

    def _intransitive(self, act: Act) -> Iterator[Event]:
        """Frames in which forces arrive, stay or leave by themselves."""
        s, i, end, trigger, shape, left, right = act
        act = act
        frame = trigger.frame
        units = self._subject_forces(s, left)
        be_there = trigger.lemma in ("be", "present")
        if trigger.lemma == "present" and not BE & set(left.auxiliaries):
            return
        if not units and be_there and left.subject is not None:
            # "The Bundeswehr is present in Lithuania with 200 soldiers."
            units = []
        if not units and frame == "replace" and s.low(i + 1) == "them" and self._subject(s, i, left):
            firm = self._firmness(s, i, left, shape, passive=False)
            theirs = self._hosts(s, right, _IN, i) or self._elsewhere()
            if theirs and firm is not None:
                yield from self._rows(act, trigger.action, firm, None, self._subject(s, i, left), theirs, own=False)
            return
        if not units and trigger.lemma != "present":
            return
        if trigger.lemma == "be" and (right.objects or not (right.adjuncts or right.there)):
            return
        action = trigger.action
        hosts: list[Party | None]
        if frame == "enter" or frame == "leave" or frame == "depart" or frame == "replace":
            places = [host for group in right.objects for phrase in group for host in self._places(s, phrase)]
            hosts = list(places)
            if frame == "enter" and not hosts:
                hosts = self._crossed(s, i, right, units)
            if frame in ("leave", "depart") and not hosts:
                hosts = self._hosts(s, right, frozenset(("from",)), i)
            if frame == "leave" and right.objects and not hosts:
                hosts = self._hosts(s, right, frozenset(("at", "in", "near")), i)  # "left the base at Agadez"
            if frame == "leave" and not hosts and not right.objects:
                hosts = [host for phrase in units for host in self._place_of(s, phrase)] or self._elsewhere()
            if frame == "replace":
                if not right.objects or not (groups(right.objects[0]) or _others(s, right.objects[0])):
                    return
                hosts = self._hosts(s, right, _IN, i) or self._elsewhere()
        elif frame == "return":
            hosts = self._hosts(s, right, frozenset(("from",)), i) or self._tour(s, end)
            if not hosts and "home" in s.lows[i : i + 3]:
                hosts = [host for phrase in units for host in self._place_of(s, phrase)] or self._elsewhere()
            if not hosts and self._is_home(s, units, self._hosts(s, right, frozenset(("to",)), i)):
                hosts = self._elsewhere([party for p in units for party in self._nationality(s, p)])
        elif frame == "stay":
            words = _IN | {"from"} if trigger.lemma in ("operate", "patrol") else _IN
            hosts = self._hosts(s, right, words, i)
            named = any(p.entities for _, members in right.adjuncts for p in members)
            if not hosts and trigger.lemma in ("stay", "remain") and not named:
                hosts = self._elsewhere()
        else:
            words = DESTINATIONS - {"through", "between"}
            hosts = self._hosts(s, right, words if trigger.lemma in _BOUND else words - {"for"}, i)
            if not hosts and trigger.lemma == "arrive" and not right.there:
                hosts = [host for host in self._elsewhere() if _definite(s, units)]
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
                yield from self._rows(act, action, firmness, phrase, agents, hosts)
            return
        fighting = frame == "stay" and trigger.lemma != "station" and FIGHT & set(s.lows)
        if fighting:
            return
        for phrase in units:
            if phrase.unit is not None and phrase.unit.kind == "weapon" and not self._is_own(s, phrase, hosts):
                if frame == "arrive":
                    yield from self._rows(
                        act, "supply", firmness, phrase, [], [host for host in hosts if host and len(host.code) == 3]
                    )
                continue
            own = self._nationality(s, phrase) or self._owed(s, phrase)
            if frame in ("leave", "depart"):
                bound = self._hosts(s, right, frozenset(("for", "to")), i) or self._bound(s, end)
                at_home = own and hosts and hosts[0] and hosts[0].code == own[0].code
                if bound or (at_home and frame == "depart"):
                    yield from self._rows(act, "deploy", firmness, phrase, [], bound or [None])
                    continue
                if at_home or frame == "depart":
                    continue
            rank = 1 if frame == "stay" else 0
            yield from self._rows(
                act, action, firmness, phrase, [], hosts, rank=rank, back=frame in ("leave", "return")
            )

    def _bound(self, s: Scene, j: int) -> list[Party | None]:
        """Where those who leave are said to arrive: "left the barracks and should arrive in Riga"."""
        for k in range(j, len(s)):
            if s.lows[k] in ("arrive", "arriving", "reach", "reaching"):
                right = after(s, k + 1)
                reached = [host for group in right.objects for phrase in group for host in self._places(s, phrase)]
                return list(reached) or self._hosts(s, right, frozenset(("in", "at")), k)
        return []

    def _tour(self, s: Scene, j: int) -> list[Party | None]:
        """Where those who return have been: "after a nine-month deployment to Poland"."""
        for k in range(j, len(s)):
            phrase = s.phrase(k)
            if s.lows[k] in _TOURS and phrase is not None and phrase.head == k:
                return self._hosts(s, after(s, phrase.end), DESTINATIONS | {"of"}, k)
        return []

    def _hosted(self, act: Act, *, passive: bool) -> Iterator[Event]:
        """ "Poland hosts 500 US troops": the subject is the host."""
        s, i, _, trigger, shape, left, right = act
        act = act
        if passive or not right.objects or left.subject is None:
            return
        units = [phrase for phrase in groups(right.objects[0]) if self._nationality(s, phrase)]
        hosts: list[Party | None] = list(self._places(s, left.subject))
        firmness = self._firmness(s, i, left, shape, passive=False)
        if not hosts or firmness is None:
            return
        for phrase in units:
            yield from self._rows(act, trigger.action, firmness, phrase, [], hosts)

    def _supplied(self, act: Act, *, passive: bool) -> Iterator[Event]:
        """Weapons that change hands: "gave Ukraine tanks", "supplied tanks to", "supplied Ukraine with tanks"."""
        s, i, _, trigger, shape, left, right = act
        act = act
        weapons: list[Phrase] = []
        hosts: list[Party | None] = []
        agents = self._agents(s, right) if passive else self._subject(s, i, left)
        if passive:
            weapons = subject_units(s, left)
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
        if not hosts and (who := self._ordered(s, weapons)) is not None:
            hosts = [who]
        if not hosts and (usual := self.context.recipient()) is not None and usual not in agents:
            hosts = [usual]
        if not hosts and trigger.frame == "pledge":
            hosts = self._elsewhere(agents)
        firmness = self._firmness(s, i, left, shape, passive=passive)
        if not hosts or firmness is None:
            return
        if trigger.frame == "pledge":
            firmness = modality.combined("planned", left.cues)
        for phrase in weapons:
            action = trigger.action
            kind = phrase.unit.kind if phrase.unit else ""
            arms = (
                ("weapon", "air", "ship")
                if trigger.frame == "supply" and trigger.lemma != "provide"
                else ("weapon", "air")
            )
            if kind not in arms:
                if trigger.frame != "pledge" and trigger.lemma != "provide":
                    continue
                if kind == "post":
                    continue
                action = self._known.get((s.lows[phrase.head], hosts[0].code if hosts[0] else ""), "deploy")
                if trigger.lemma == "provide" and not agents:
                    continue
            yield from self._rows(act, action, firmness, phrase, agents, hosts)
        if weapons and agents and not passive:
            yield from self._gapped(act, trigger.action, firmness, agents, hosts)

    def _gapped(
        self, act: Act, action: str, firmness: str, agents: Sequence[Party], hosts: Sequence[Party | None]
    ) -> Iterator[Event]:
        """ "Japan delivered five radars and South Korea two corvettes": another who does the same with others."""
        s = act.scene
        for name, force in zip(s.phrases, s.phrases[1:], strict=False):
            if name.start <= act.end or s.kind(name.start - 1) != CONJUNCTION or force.start != name.end:
                continue
            if force.unit is None or force.amount is None or s.kinds[name.head] != ENTITY:
                continue
            others = [party for party in self._of_phrase(s, name) if party not in agents]
            yield from self._rows(act, action, firmness, force, others, hosts, own=False)

    def _ordered(self, s: Scene, weapons: Sequence[Phrase]) -> Party | None:
        """Who is given what a relative clause says to be theirs: "batteries that the Philippines ordered"."""
        for phrase in weapons:
            buyer = s.phrase(phrase.end + 1) if s.low(phrase.end) in ("that", "which") else None
            if buyer is not None and s.kind(buyer.end) == VERB and s.kinds[buyer.head] == ENTITY:
                return next(iter(self._recipient(s, buyer)), None)
        return None

    def _received(self, act: Act) -> Iterator[Event]:
        """ "Ukraine received tanks from Germany": the subject is who is given them."""
        s, i, _, trigger, shape, left, right = act
        act = act
        hosts: list[Party | None] = [host for host in self._subject(s, i, left) if len(host.code) == 3]
        givers = [p for word, members in right.adjuncts if word == "from" for p in members]
        agents = [party for phrase in givers for party in self._of_phrase(s, phrase)]
        firmness = self._firmness(s, i, left, shape, passive=False)
        if not hosts or not agents or firmness is None:
            return
        for phrase in moved(s, right):
            if phrase.unit is not None and phrase.unit.kind in ("weapon", "air"):
                yield from self._rows(act, trigger.action, firmness, phrase, agents, hosts)

    def _trained(self, act: Act, *, passive: bool) -> Iterator[Event]:
        """Forces of another state are trained."""
        s, i, _, trigger, shape, left, right = act
        act = act
        trainees = self._subject_forces(s, left) if passive else (groups(right.objects[0]) if right.objects else [])
        trainees = [
            phrase for phrase in trainees if phrase.unit and phrase.unit.kind in ("people", "formation", "service")
        ]
        agents = self._agents(s, right) if passive else self._subject(s, i, left)
        if not agents and self._last_trained is not None and any(p.unit is COUNTED for p in trainees):
            # "A further 250 are to be trained": by whom and where the others were.
            actor, host = self._last_trained
            firmness = self._firmness(s, i, left, shape, passive=passive)
            for phrase in trainees if firmness else ():
                yield from self._rows(act, trigger.action, firmness or "", phrase, [actor], [host], own=False)
            return
        owners = [party for phrase in trainees for party in self._unit_actors(s, phrase, left, right)]
        hosts = self._hosts(s, right, _IN, i)
        if not owners and not passive:
            # "trains recruits at Baidoa": they are of the country that they are in.
            owners = [host for host in hosts if host is not None and len(host.code) == 3]
        if not agents and (passive or left.subject is not None):
            # "The camp has trained 900 Somali soldiers": that of the state the text is about.
            agents = [party for party in (self.context.actor(clearly=passive),) if party is not None]
        agents = [agent for agent in agents if agent.code not in {owner.code for owner in owners}]
        if not trainees or not agents or not (owners or (passive and hosts)):
            return
        hosts = hosts or [
            host for host in self._elsewhere() if host is not None and host.code in {owner.code for owner in owners}
        ]
        firmness = self._firmness(s, i, left, shape, passive=passive)
        if firmness is None:
            return
        self._last_trained = (agents[0], hosts[0] if hosts else None) if agents else None
        for phrase in trainees:
            yield from self._rows(act, trigger.action, firmness, phrase, agents, hosts or [None], own=False)

    def _expected(self, act: Act, *, passive: bool) -> Iterator[Event]:
        """ "Latvia expects 200 Danish soldiers": who comes to where the subject or the text is."""
        s, i, _, trigger, _, left, right = act
        if passive or not right.objects or s.low(right.end) == "to":
            return
        units = [phrase for phrase in groups(right.objects[0]) if self._nationality(s, phrase)]
        other = s.phrase(right.end + 1) if s.kind(right.end) == CONJUNCTION else None
        if other is not None and other.unit is not None and self._nationality(s, other):
            units.append(other)  # "expects 200 Danes in May and a Swedish company in June"
        owners = [party for phrase in units for party in self._nationality(s, phrase)]
        own = [party for party in self._subject(s, i, left) if len(party.code) == 3 and party not in owners]
        hosts = self._hosts(s, right, _IN, i) or list(own) or self._elsewhere(owners)
        for phrase in units if hosts else ():
            yield from self._rows(act, trigger.action, modality.combined("planned", left.cues), phrase, [], hosts)

    def _taking_part(self, act: Act) -> Iterator[Event]:
        """ "Portugal took part with 60 soldiers", in an exercise."""
        s, i, _, trigger, shape, left, right = act
        units = [p for p in s.phrases if p.start > i and p.unit is not None and s.low(p.start - 1) == "with"]
        drills = any(meaning.frame == "n-exercise" for low in s.lows for meaning in TRIGGERS.get(low, ()))
        agents = self._subject(s, i, left)
        firmness = self._firmness(s, i, left, shape, passive=False)
        if firmness is None or not (drills or "exercise" in self.context.actions):
            return
        hosts = self._hosts(s, right, _IN, i) or self._elsewhere()
        for phrase in subject_units(s, left) or units:
            yield from self._rows(act, trigger.action, firmness, phrase, agents, hosts or [None])

    def _drill(self, act: Act) -> Iterator[Event]:
        """Forces exercise with others."""
        s, i, _, trigger, shape, left, right = act
        act = act
        partners = [
            p
            for word, members in right.adjuncts
            if word in ("with", "alongside")
            for p in members
            if p.unit or p.entities
        ]
        units = subject_units(s, left)
        if not units or not partners or right.objects:
            return
        hosts = self._hosts(s, right, _IN, i) or self._same_place(s, units)
        firmness = self._firmness(s, i, left, shape, passive=False)
        if firmness is None:
            return
        others = [party for p in partners for party in self._nationality(s, p)]
        for phrase in units:
            agents = self._unit_actors(s, phrase, left, right) or self._owed(s, phrase)
            for agent in (*agents, *others):
                yield from self._rows(act, trigger.action, firmness, phrase, [agent], hosts, own=False)


def _others(s: Scene, phrases: Sequence[Phrase]) -> bool:
    """Whether an object stands for forces named before: "those who are there", "the others"."""
    return s.lows[phrases[0].head] in ("those", "others", "them", "ones")


def _definite(s: Scene, units: Sequence[Phrase]) -> bool:
    return bool(units) and (units[0].unit is COUNTED or s.lows[units[0].start] in ("the", "these", "those"))


def _modal(left: Before) -> bool:
    return any(word in ("will", "would", "may", "might", "could", "can", "should", "must") for word in left.auxiliaries)


def _stative(s: Scene, i: int, left: Before, right: After, *, reduced: bool) -> bool:
    """Whether "deployed" tells a state: "are deployed in Mali", "troops deployed in Mali"."""
    place = next((word for word, _ in right.adjuncts), "")
    present = reduced or bool({"is", "are"} & set(left.auxiliaries))
    if {"currently", "presently"} & set(s.lows[max(0, i - 2) : i + 2]) and {"is", "are"} & set(left.auxiliaries):
        return True
    if "been" in left.auxiliaries and "since" in s.lows[i : right.end + 1] and not left.cues:
        return True
    return present and place in ("in", "at", "across", "throughout") and not left.cues
