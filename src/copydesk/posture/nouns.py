"""Nouns that act ("the withdrawal of"), and forces that simply are somewhere ("the 900 troops in")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from copydesk.posture import modality
from copydesk.posture.arguments import Before
from copydesk.posture.complements import After, after, groups
from copydesk.posture.parties import Party
from copydesk.posture.rows import Act, Event, Rows, subject_units
from copydesk.posture.scene import ENTITY, NOUN, PREPOSITION, VERB, Phrase, Scene
from copydesk.posture.verbs import _FROM, _IN
from copydesk.posture.whose import unique
from copydesk.posture.words import (
    COMBAT,
    DESTINATIONS,
    FIGHT,
    HEADS,
    MILITARY,
    STAGES,
    Trigger,
)

if TYPE_CHECKING:
    pass


class Nouns(Rows):
    """One document, and the nouns of its sentences."""

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
        act = Act(s, i, end, trigger, "noun", Before(first=i), right)
        frame = trigger.frame
        words = set(s.lows[phrase.start : i])
        units = [p for word, members in right.adjuncts if word == "of" for p in groups(members)]
        military = bool(words & MILITARY) or (
            (end - 1 != phrase.head or (end < len(s) and s.words[end][:1].isupper())) and self._military(s)
        )
        if frame == "n-operate":
            yield from self._operating(act, phrase)
            return
        if frame == "n-exercise":
            yield from self._exercise(act, phrase, military=military)
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
            weapons = list(subject_units(s, governing[1])) if governing is not None else []
        if frame == "n-unit":
            agents = agents or self._governing_subject(s, phrase)
            weapons = [phrase]
        if trigger.lemma == "contribution":
            # "Canada's contribution to the NATO brigade in Latvia at 2,200 members": its part of it.
            joined = [p for word, members in right.adjuncts if word == "to" for p in members]
            military = military or any(p.unit is not None for p in joined)
            agents = self._nationality(s, phrase) or self._governing_subject(s, phrase)
        if not hosts and not weapons and s.lows[phrase.start] in ("the", "this", "that"):
            yield from self._resumed(act, phrase)
            return
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
                act,
                trigger.action,
                firmness,
                None if inside else unit,
                agents,
                hosts,
                back=back,
                name=s.words[i] if inside else None,
                own=frame not in ("n-aid", "n-train"),
            )

    def _resumed(self, act: Act, phrase: Phrase) -> Iterator[Event]:
        """ "The withdrawal should be completed by December": the one that the text is about."""
        s, i, _, trigger, _, _, right = act
        actor, hosts = self.context.actor(clearly=True), self._elsewhere()
        verb = next((k for k in range(phrase.end, min(len(s), phrase.end + 6)) if s.kinds[k] == VERB), None)
        if trigger.frame not in ("n-send", "n-withdraw") or verb is None or s.lows[verb] not in STAGES:
            return
        if actor is None or phrase.start > 1 or trigger.action not in self.context.actions:
            return
        firmness = self._noun_firmness(s, phrase, right, i)
        if firmness is not None:
            firmness = "planned" if firmness == "requested" else firmness
            yield from self._rows(act, trigger.action, firmness, None, [actor], hosts or [None], own=False)

    def _operating(self, act: Act, phrase: Phrase) -> Iterator[Event]:
        """A ship or formation that conducts operations somewhere is there; combat is no posture."""
        s, i, _, trigger, _, _, right = act
        governing = self._governing(s, phrase)
        if governing is None or governing[1].subject is None or FIGHT & set(s.lows):
            return
        verb, left = governing
        subject = left.subject
        assert subject is not None
        kind = subject.unit.kind if subject.unit is not None else ""
        hosts = self._hosts(s, right, _IN, i)
        if kind not in ("ship", "formation", "air") or not s.lows[verb].startswith(("conduct", "perform", "carr")):
            return
        firmness = self._noun_firmness(s, phrase, right, i)
        if hosts and firmness is not None and not COMBAT & set(s.lows[phrase.start : i]):
            yield from self._rows(act, trigger.action, firmness, subject, [], hosts, rank=1)

    def _exercise(self, act: Act, phrase: Phrase, *, military: bool) -> Iterator[Event]:
        """An exercise: whoever holds it, and with whom."""
        s, i, _, trigger, _, _, right = act
        agents = self._nationality(s, phrase)
        governing = self._governing(s, phrase)
        subject: list[Party] = []
        if governing is not None:
            subject = self._subject(s, governing[0], governing[1])
            acting = governing[1].subject
            if not subject and acting is not None and acting.unit is not None:
                subject = self._owed(s, acting)
        partners = [
            party
            for word, members in right.adjuncts
            if word in ("with", "between", "alongside", "involving", "by")
            for p in members
            for party in (self._nationality(s, p) or self._of_phrase(s, p))
        ]
        everyone = unique([*subject, *agents, *partners])
        armed = governing is not None and self._military_subject(s, governing[1])
        armed = armed or any(p.unit is not None for word, members in right.adjuncts if word == "with" for p in members)
        military = military or armed
        if not everyone or not (military or trigger.lemma in ("war games", "wargames")):
            return
        if trigger.lemma in ("maneuvers", "drill") and not military:
            return
        there = list(self._last_place(s, i)) if right.there else []
        units = [governing[1].subject] if governing is not None and governing[1].subject is not None else []
        hosts = self._hosts(s, right, _IN, i) or there or self._same_place(s, units)
        firmness = self._noun_firmness(s, phrase, right, i)
        if firmness is None:
            return
        for agent in everyone:
            yield from self._rows(act, trigger.action, firmness, None, [agent], hosts)

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

    def _bare(self, s: Scene) -> Iterator[Event]:
        """ "the 900 US troops in Syria": no verb says it, the phrase does."""
        if FIGHT & set(s.lows):
            return
        for phrase in s.phrases:
            unit = phrase.unit
            exists = _existential(s, phrase)
            if unit is None or unit.kind not in ("people", "formation"):
                continue
            if (unit.strength != "strong" and not exists) or s.low(phrase.start - 1) in ("to", "from"):
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
            if not actors or (self._few(phrase) and not exists):
                continue
            members = following.adjuncts[0][1] if following.adjuncts else []
            places = [host for place in members for host in self._places(s, place)]
            hosts = [host for host in places if host.code not in {a.code for a in actors}]
            if not hosts:
                continue
            if exists:
                phrase = replace(phrase, unit=replace(unit, strength="strong"))
            governed = modality.of_noun(s, phrase, following.end, long_ago=False)
            firmness = "actual" if governed in ("planned", "requested", "possible", "denied") else governed
            firmness = exists or firmness
            trigger = Trigger(s.lows[phrase.head], "station", "bare", "noun", ())
            yield from self._rows(
                Act(
                    s,
                    phrase.head,
                    phrase.head + 1,
                    trigger,
                    "noun",
                    Before(first=phrase.start),
                    After(end=following.end),
                ),
                "station",
                firmness,
                phrase,
                actors,
                list(hosts),
                rank=2,
            )


def _existential(s: Scene, phrase: Phrase) -> str:
    """How firmly "there" says that forces are somewhere: "There is not one Norwegian soldier in Latvia"; else ""."""
    negated = s.lows[phrase.start] in ("no", "any")
    modal = False
    j = phrase.start - 1
    while s.kind(j) in ("neg", "adv", "aux", "modal"):
        negated = negated or s.kinds[j] == "neg" or s.lows[j].endswith("n't")
        modal = modal or s.kinds[j] == "modal"
        j -= 1
    if s.low(j) != "there" or j == phrase.start - 1:
        return ""
    return "denied" if negated else "planned" if modal else "actual"
