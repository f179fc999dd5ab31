"""Verbs that make the forces in a place more or fewer, man a place, or ask for more: whose, where and by what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from copydesk.posture.complements import After, groups, moved
from copydesk.posture.parties import Party
from copydesk.posture.rows import Act, Event, Rows, subject_units
from copydesk.posture.scene import ENTITY, Phrase, Scene
from copydesk.posture.words import BORDERS, DESTINATIONS, MILITARY

_IN: Final = DESTINATIONS - {"to", "into", "onto", "for", "toward", "towards", "between", "through"}


class Changes(Rows):
    """One document, and the verbs of its sentences that change how many are where."""

    def _changed(self, act: Act, *, passive: bool) -> Iterator[Event]:
        """Forces that are there become more or fewer: "bolstered its presence in Latvia"."""
        s, i, _, trigger, shape, left, right = act
        act = act
        phrases = subject_units(s, left) if passive else moved(s, right)
        if not phrases and not passive and trigger.frame == "reinforce" and right.objects:
            yield from self._strengthened(act)
            return
        if trigger.lemma == "end" and not any(p.unit and p.unit.kind == "post" for p in phrases):
            return
        agents = self._agents(s, right) if passive else self._subject(s, i, left)
        hosts = self._hosts(s, right, _IN | {"from"}, i) or self._around(s, i, left, right, back=False)
        if not hosts:
            hosts = [host for phrase in phrases for host in self._place_of(s, phrase)] or self._elsewhere(agents)
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
                act, trigger.action, firmness, phrase, agents, hosts, back=trigger.action == "withdraw"
            )

    def _strengthened(self, act: Act) -> Iterator[Event]:
        """ "reinforce its side of the border with two battalions": what comes stands behind "with"."""
        s, i, _, trigger, shape, left, right = act
        units = [p for word, members in right.adjuncts if word == "with" for p in groups(members)]
        agents = self._subject(s, i, left)
        place = right.objects[0][0]
        hosts: list[Party | None] = list(self._places(s, place))
        if not hosts and "own" in s.lows[place.start : place.end]:
            hosts = list(agents[:1])
        hosts = hosts or self._hosts(s, right, _IN, i)
        firmness = self._firmness(s, i, left, shape, passive=False)
        if not hosts or firmness is None:
            return
        for phrase in units:
            yield from self._rows(act, trigger.action, firmness, phrase, agents, hosts)

    def _more(self, act: Act, *, passive: bool) -> Iterator[Event]:
        """Frames that bring forces to others: add, join, need, occupy; or ask a state for weapons."""
        s, i, _, trigger, shape, left, right = act
        firmness = self._firmness(s, i, left, shape, passive=passive)
        joined = trigger.frame == "join" and s.low(i + 1) in ("it", "them")
        if firmness is None or passive or not (right.objects or joined):
            return
        if trigger.frame == "ask":
            yield from self._asked(act, firmness)
            return
        agents = self._subject(s, i, left)
        hosts = self._hosts(s, right, _IN, i) or self._around(s, i, left, right, back=False)
        units: list[Phrase] = []
        action = trigger.action
        if trigger.frame == "add":
            units = moved(s, right)
            armed = agents and any(p.unit and p.unit.kind in ("people", "formation") for p in units)
            if not any(word == "to" for word, _ in right.adjuncts) and not hosts and not armed:
                return
            hosts = hosts or self._hosts(s, right, frozenset(("to",)), i) or self._named_before(s, i)
        elif trigger.frame == "need":
            units = [p for p in moved(s, right) if self._is_more(s, p)]
            firmness = {"actual": "requested", "planned": "requested"}.get(firmness, firmness)
            if firmness == "requested" and any(low == "if" for low in s.lows):
                firmness = "possible"
        elif trigger.frame == "join":
            units = subject_units(s, left)
            there = right.objects[0][0] if right.objects else None
            hosts = hosts or (list(self._place_of(s, there)) if there is not None else [])
            if there is not None and (there.unit is None or there.unit.kind != "formation"):
                return
        elif trigger.frame == "occupy":
            units = [p for word, members in right.adjuncts if word == "with" for p in groups(members)]
            hosts = hosts or [host for phrase in right.objects[0] for host in self._places(s, phrase)]
            if any(word == "from" and groups(members) for word, members in right.adjuncts):
                action, units = "rotate", units or subject_units(s, left)  # "took over the posts from a battalion"
                hosts = hosts or self._elsewhere()
        elif trigger.frame == "total":
            # "bringing the number in the city to 1,500"
            reached = [p for word, members in right.adjuncts if word == "to" for p in members]
            units = [*self._counted(s, reached), *groups(reached)]
            if s.lows[right.objects[0][0].head] not in ("number", "total", "strength"):
                return
        hosts = hosts or ([] if trigger.frame == "occupy" else self._elsewhere())
        for phrase in units if hosts else ():
            if phrase.unit is not None and phrase.unit.kind != "post":
                yield from self._rows(act, action, firmness, phrase, agents, hosts)

    def _asked(self, act: Act, firmness: str) -> Iterator[Event]:
        """ "requested radars from Norway", "asked Norway for 40 vans": who asks is who would be given them."""
        s, i, _, trigger, _, left, right = act
        hosts: list[Party | None] = [host for host in self._subject(s, i, left) if len(host.code) == 3]
        if trigger.lemma == "ask":
            weapons = [p for word, members in right.adjuncts[:1] if word == "for" for p in groups(members)]
            givers = right.objects[0]
        else:
            weapons = moved(s, right)
            givers = [p for word, members in right.adjuncts if word == "from" for p in members]
        agents = [party for phrase in givers for party in self._of_phrase(s, phrase)]
        if not hosts or not agents:
            return
        firmness = "denied" if firmness == "denied" else "requested"
        for phrase in weapons:
            if phrase.unit is not None and phrase.unit.kind in ("weapon", "air"):
                yield from self._rows(act, trigger.action, firmness, phrase, agents, hosts)

    def _crossed(self, s: Scene, i: int, right: After, units: list[Phrase]) -> list[Party | None]:
        """ "crossed into Kuwait"; who crosses "the border" comes to where the text is, unless that is home."""
        hosts = self._hosts(s, right, frozenset(("into", "to")), i)
        if hosts or not right.objects or s.lows[right.objects[0][0].head] not in BORDERS:
            return hosts
        own = [party for phrase in units for party in self._nationality(s, phrase)]
        return self._elsewhere(own)

    def _named_before(self, s: Scene, i: int) -> list[Party | None]:
        """The place named last before the action in its sentence."""
        for k in range(i - 1, -1, -1):
            phrase = s.phrase(k)
            if s.kinds[k] == ENTITY and phrase is not None and phrase.head == k and s.low(phrase.start - 1) in _IN:
                return list(self._places(s, phrase))
        return []
