"""Who a report is attributed to: the subject of a cue, its kind, and the entity it names.

The source is the nearest mention: a name, a role ("the minister"), a pronoun. The speaker is the entity behind it, or
nobody: a role or a pronoun that fits two is left open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from copydesk.attribution.clauses import BREAKS, DASHES
from copydesk.attribution.cues import (
    ADVERBS,
    AUXILIARIES,
    FORMS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    SOURCE_NOUNS,
    SUBORDINATORS,
    TIMES,
)
from copydesk.attribution.marks import Quotation
from copydesk.attribution.segments import QUOTED, Segment
from copydesk.attribution.subjects import phrase_before
from copydesk.lexicon import load

_AGENCIES = frozenset(row["name"] for row in load("agencies") if row["kind"] == "agency")
_SINGULAR = frozenset(("he", "she"))
_REACH = 1500  # code points a pronoun looks back


class Mention(Protocol):
    """What this package reads of an entity."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Source:
    """The mention ``[start, end)`` that carries an attribution, its kind, the first entity it names, and all names."""

    start: int
    end: int
    kind: str | None
    entity: int | None
    name: str | None


class Cast:
    """The entities of a document, and who has spoken so far.

    Who speaks inside a quotation is no antecedent outside it, nor is anybody named there.
    """

    def __init__(
        self, entities: Sequence[Mention], starts_of_sentences: Sequence[int], quotations: Sequence[Quotation]
    ) -> None:
        self._entities = entities
        self._quoted_starts = [quotation.start for quotation in quotations]
        self._quoted_ends = [quotation.end for quotation in quotations]
        self._starts = [entity.start for entity in entities]
        self.sentences = starts_of_sentences
        self._spoken: dict[str, tuple[int, int]] = {}
        self._gender: dict[str, str] = {}

    def _quotation_at(self, position: int) -> int:
        """The number of the quotation that `position` stands in, or -1."""
        k = bisect_right(self._quoted_starts, position) - 1
        return k if k >= 0 and position < self._quoted_ends[k] else -1

    def between(self, start: int, end: int) -> range:
        """Positions of the entities that begin in ``[start, end)``."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def is_name(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` is the name of a person, an organisation, a force or a state."""
        inside = self.between(start, end)
        return bool(inside) and (
            self._entities[inside[0]].start == start
            and self._entities[inside[0]].end == end
            and self._entities[inside[0]].label in ("PERSON", "ORG", "MIL", "GPE")
        )

    def can_speak(self, s: Segment, first: int, last: int) -> bool:
        """Whether the items from `first` to `last` name somebody, or a role or thing that speaks."""
        return (
            s.lows[first] in PRONOUNS
            or bool(self.between(s.starts[first], s.ends[last]))
            or any(low in SOURCE_NOUNS for low in s.lows[first : last + 1])
        )

    def source(self, text: str, s: Segment, first: int, last: int) -> Source:
        """The source that the items from `first` to `last` state."""
        low = s.lows[first]
        if first == last and low in PRONOUNS:
            return self._pronoun(s, first)
        start, end = s.starts[first], s.ends[last]
        head = first
        while head < last:
            following = s.lows[head + 1]
            if (
                following == ","
                or following in DASHES
                or following == "("
                or (following in PREPOSITIONS and head >= first)
            ):
                break
            head += 1
        inside = [k for k in self.between(start, end) if self._entities[k].end <= end]
        people = [k for k in inside if self._entities[k].label == "PERSON" and not self._owns(text, k)]
        heads = [k for k in people if self._entities[k].start < s.ends[head]] or people[:1]
        if heads and not self._in_adjunct(s, first, heads[0], head):
            return self._named(s, heads if self._joined(s, first, last) else heads[-1:])
        named = [k for k in inside if self._entities[k].end >= s.ends[head] and self._entities[k].start < s.ends[head]]
        if named and SOURCE_NOUNS.get(s.lows[head]) not in ("person", "anonymous", "group"):
            return self._named(s, named[:1])
        return self._described(text, s, first, head, last)

    def _owns(self, text: str, position: int) -> bool:
        """Whether the entity stands in the possessive: its deputy speaks, not it."""
        return text.startswith(("'s", "’s"), self._entities[position].end)

    def _in_adjunct(self, s: Segment, first: int, entity: int, head: int) -> bool:
        """Whether the person stands in a phrase of the head ("a friend of Orlan"), not in apposition to it."""
        if self._entities[entity].start < s.ends[head]:
            return False
        k = bisect_left(s.starts, self._entities[entity].start)
        if k and s.lows[k - 1] not in PREPOSITIONS and s.words[k - 1][:1].isupper():
            return False  # "the envoy for Estonia Mara Orlan"
        return not any(s.lows[j] == "," or s.lows[j] in DASHES for j in range(head + 1, min(k + 1, len(s.lows))))

    @staticmethod
    def _joined(s: Segment, first: int, last: int) -> bool:
        return "and" in s.lows[first : last + 1]

    def _named(self, s: Segment, positions: list[int]) -> Source:
        entities = [self._entities[k] for k in positions]
        names = list(dict.fromkeys(entity.name for entity in entities))
        kind = _kind(entities[0])
        self._remember(s, positions[-1])
        return Source(entities[0].start, entities[-1].end, kind, positions[0], "; ".join(names))

    def _remember(self, s: Segment, position: int) -> None:
        if s.nested:
            return
        entity = self._entities[position]
        self._spoken["person" if entity.label == "PERSON" else "other"] = (entity.start, position)

    def _described(self, text: str, s: Segment, first: int, head: int, last: int) -> Source:
        """A source without a name: the role or kind of thing it is, and the entity that alone has this role."""
        while first < head and (s.lows[first] in PREPOSITIONS or s.lows[first] in ADVERBS or s.lows[first] in TIMES):
            first += 1
        noun = s.lows[head].removesuffix("'s").removesuffix("’s")
        kind = SOURCE_NOUNS.get(noun)
        start, end = s.starts[first], s.ends[last]
        cut = first
        while cut < last and s.lows[cut + 1] != "," and s.lows[cut + 1] not in DASHES and s.lows[cut + 1] != "(":
            cut += 1
        end = s.ends[cut]
        if kind is None and s.words[head][:1].isupper() and (head > first or start > s.start):
            kind = "organization" if s.words[head].isupper() and len(noun) > 1 else "person"
        position = None
        if (
            kind in ("person", "organization") and s.lows[first] in ("the", "his", "her", "their", "its")
        ) or first == head:
            position = self._role(noun, start)
        if position is not None:
            self._remember(s, position)
            return Source(start, end, _kind(self._entities[position]), position, self._entities[position].name)
        return Source(start, end, kind, None, None)

    def _role(self, noun: str, before: int) -> int | None:
        """The only entity before `before` whose role or name ends with `noun`; its latest mention."""
        found: dict[str, int] = {}
        for k in range(bisect_left(self._starts, before)):
            entity = self._entities[k]
            words = (entity.role or "").lower().split() if entity.label == "PERSON" else entity.name.lower().split()
            if noun in words if entity.label == "PERSON" else words[-1:] == [noun]:
                found[entity.name] = k
        return next(iter(found.values())) if len(found) == 1 else None

    def _pronoun(self, s: Segment, at: int) -> Source:
        start, end, low = s.starts[at], s.ends[at], s.lows[at].split("'")[0].split("’")[0]
        if low in ("i", "we", "you", "there", "that", "nobody", "anyone", "everyone", "someone"):
            return Source(start, end, "person" if low == "i" else None, None, None)
        if low in _SINGULAR:
            position = self._person(s, at, low, start)
            if position is None:
                return Source(start, end, "person", None, None)
            self._gender.setdefault(self._entities[position].name, low)
            if not s.nested:
                self._spoken["person"] = (start, position)
            return Source(start, end, "person", position, self._entities[position].name)
        last = self._spoken.get("other")
        if last and start - last[0] <= _REACH:
            entity = self._entities[last[1]]
            self._spoken["other"] = (start, last[1])
            return Source(start, end, _kind(entity), last[1], entity.name)
        return Source(start, end, "group" if low == "they" else None, None, None)

    def _person(self, s: Segment, at: int, low: str, start: int) -> int | None:
        """Whom "he" or "she" at item `at` means: the latest of the last who spoke and the last subject of a sentence.

        Nobody named in "..., he said" is he: what is reported is not under who reports it (Reinhart, Anaphora and
        Semantic Interpretation, 1983).
        """
        candidates: list[tuple[int, int]] = []
        if "person" in self._spoken:
            candidates.append(self._spoken["person"])
        number = bisect_right(self.sentences, start)
        trailing = at > 0 and (s.lows[at - 1] in BREAKS or s.lows[at - 1] == QUOTED) and s.lows[0] not in SUBORDINATORS
        if trailing:
            number -= 1
        here = self._quotation_at(start)
        for back in range(number, max(0, number - 4), -1):
            begin = self.sentences[back - 1]
            until = self.sentences[back] if back < len(self.sentences) else start
            people = (k for k in self.between(begin, min(until, start)) if self._entities[k].label == "PERSON")
            subject = next((k for k in people if self._quotation_at(self._entities[k].start) in (-1, here)), None)
            if subject is not None and self._entities[subject].start - begin < 90:
                candidates.append((self._entities[subject].start, subject))
                break
        for position, k in sorted(candidates, reverse=True):
            if start - position <= _REACH and self._gender.get(self._entities[k].name, low) == low:
                return k
        return None

    def shared(self, text: str, s: Segment, at: int) -> Source | None:
        """The subject of the segment's first clause: what a later participle or coordinated verb shares."""
        for k in range(min(at, 30)):
            low = s.lows[k]
            if low in PRONOUNS and low.split("'")[0].split("’")[0] in ("he", "she", "they", "it", "i", "we"):
                return self.source(text, s, k, k)
            if (
                low in AUXILIARIES
                or low in MODALS
                or (low in FORMS and s.words[k].islower() and k and not FORMS[low].noun)
                or (k and low.endswith("ed"))
            ):
                phrase = phrase_before(s, k - 1) if k else None
                return self.source(text, s, *phrase) if phrase else None
            inside = self.between(s.starts[k], s.ends[k])
            if (
                inside
                and self._entities[inside[0]].label in ("PERSON", "ORG", "MIL")
                and (not k or s.lows[k - 1] not in PREPOSITIONS)
                and not self._owns(text, inside[0])
            ):
                return self._named(s, [inside[0]])
        return None


def _kind(entity: Mention) -> str:
    """The kind of source an entity is, by its label, its name and its role."""
    if entity.label == "PERSON":
        return "person"
    if entity.label == "NORP":
        return "group"
    if entity.name in _AGENCIES or (entity.role or "").endswith("agency"):
        return "agency"
    last = entity.name.rpartition(" ")[2].lower()
    return "publication" if SOURCE_NOUNS.get(last) == "publication" else "organization"
