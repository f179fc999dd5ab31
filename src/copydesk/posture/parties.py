"""Which state, alliance or body a name stands for: ISO 3166-1 alpha-3 where there is one, else the name.

What a document says once holds for all of it: the country of a minister, of a unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from copydesk.lexicon import load
from copydesk.posture.words import HEADS, MINISTRIES, VOICES

if TYPE_CHECKING:
    from copydesk.layers.entities import Entity
    from copydesk.layers.places import Place

#: Kinds of organisation that keep forces under their own name.
_KEEPERS: Final = frozenset(("alliance", "armed group"))
_JOINED: Final = re.compile(r"['’]?s? ?")
#: What stands between a country and the person who speaks for it: "German Defense Minister".
_LONGEST_ROLE: Final = 60
#: A country and what it has: "U.S. Navy".
_FEWEST_WORDS: Final = 2
#: So often is a country named that a text is about.
_OFTEN: Final = 3
#: So many places of one country make it likely that a town of many namesakes is there too.
_SEVERAL: Final = 2
#: And so much more often than any other.
_CLEARLY: Final = 2


@dataclass(frozen=True, slots=True)
class Party:
    """An actor or host: its `code`, the entity that names it and, for a host, the place."""

    code: str
    entity: int | None = None
    place: int | None = None


@cache
def _alpha3() -> dict[str, str]:
    return {row["iso2"]: row["iso3"] for row in load("countries")}


@cache
def _bodies(kind: str) -> dict[str, str]:
    return {row["name"]: row["country"] for row in load("events_parties") if row["kind"] == kind}


@cache
def _capitals() -> dict[str, str]:
    return {row["capital"]: row["iso2"] for row in load("countries") if row["capital"]}


def formation_country(name: str) -> str | None:
    """The country, alpha-3, whose units bear such a name: "4th Brigade Combat Team"."""
    country = _by_formation(name)
    return _alpha3()[country] if country else None


@cache
def _keepers() -> frozenset[str]:
    own = {row["name"] for row in load("organisations") if row["kind"] in _KEEPERS}
    return frozenset(own | {row["name"] for row in load("forces") if not row["country"]})


def ship_country(prefix: str) -> str | None:
    """The country whose navy has ships with this prefix ("USS"), as alpha-3."""
    country = _bodies("ship").get(prefix)
    return _alpha3()[country] if country else None


class Parties:
    """What the entities and places of one document stand for."""

    def __init__(
        self, text: str, entities: Sequence[Entity], places: Sequence[Place], datelined: Sequence[int] = ()
    ) -> None:
        self.entities = entities
        self._text = text
        self._places = {place.entity_id: (number, place) for number, place in enumerate(places)}
        self._of_chain: dict[int, str] = {}
        forces: Counter[str] = Counter()
        for i, entity in enumerate(entities):
            country = self._stated(i)
            if country and entity.label in ("PERSON", "MIL", "ORG"):
                self._of_chain.setdefault(entity.chain_id, country)
            if country and entity.label == "MIL":
                forces[country] += 1
        #: Whose units are meant where a unit's name does not say: of the one country whose forces the text names.
        self._home = next(iter(forces)) if len(forces) == 1 else None
        #: The country of each place that the text names, in their order.
        self._mentioned = [
            (_alpha3()[country], i)
            for i, entity in enumerate(entities)
            if entity.label in ("GPE", "LOC") and (country := self._stated(i)) in _alpha3()
        ]
        #: By country, the names that the text has for it and for what belongs to it, and those of places inside it.
        self._named: dict[str, set[str]] = {}
        self._inner: dict[str, set[str]] = {}
        for i, entity in enumerate(entities):
            country = self._stated(i)
            if country:
                self._named.setdefault(country, set()).add(entity.name)
            place = self._places.get(i, (None, None))[1]
            if country and place is not None and not (place.feature or "").startswith("PCL"):
                self._inner.setdefault(country, set()).add(entity.name)
        seats = {country for i in datelined if (country := self._stated(i))}
        #: Whose "the Defence Ministry" is: of the country the text is written in.
        self._seat = next(iter(seats)) if len(seats) == 1 else None

    def about(self, others: Container[str] = ()) -> Party | None:
        """The country that the text is about: far more of its places are named than of any that is not of `others`."""
        ranked = [(code, i) for code, i in self._mentioned if code not in others]
        if not ranked:
            return None
        counts = Counter(code for code, _ in ranked)
        (code, times), *rest = counts.most_common(2)
        if times < _OFTEN or (rest and times < _CLEARLY * rest[0][1]):
            return None
        return Party(code, next(i for other, i in ranked if other == code))

    def rather(self, i: int) -> Party | None:
        """Where a town is that the map puts in a country of which the text names nothing else, while it names several
        places of one other: there.
        """
        _, place = self._places.get(i, (None, None))
        country = self.entities[i].country or (place.country if place else None)
        if place is None or country is None or place.feature is None or not place.feature.startswith("PPL"):
            return None
        if place.feature == "PPLC" or len(self._named.get(country, ())) > 1:
            return None
        inner = {other: len(names) for other, names in self._inner.items() if other != country}
        best = max(inner, key=lambda other: inner[other], default=None)
        if best is None or inner[best] < _SEVERAL or sum(times == inner[best] for times in inner.values()) > 1:
            return None
        return Party(_alpha3()[best], i) if best in _alpha3() else None

    def actor(self, i: int) -> Party | None:
        """Who acts where entity `i` does; None where that is not certain."""
        entity = self.entities[i]
        country = self._stated(i) or self._of_chain.get(entity.chain_id)
        if country:
            return Party(_alpha3()[country], i) if country in _alpha3() else None
        if entity.name in _keepers():
            return Party(entity.name, i)
        name = entity.name.lower()
        bare = name in MINISTRIES or (name in HEADS and HEADS[name].kind == "service")
        armed = entity.label == "MIL"
        own = (self._home if armed else self._seat) or ((self._seat or self._home) if bare else None)
        return Party(_alpha3()[own], i) if own in _alpha3() else None

    def host(self, i: int) -> Party | None:
        """Where entity `i` is: its country, or its own name where it lies in none or in several."""
        entity = self.entities[i]
        number, place = self._places.get(i, (None, None))
        if entity.label not in ("GPE", "LOC"):
            return None
        country = (place.country if place else None) or entity.country
        if country in _alpha3():
            return Party(_alpha3()[country], i, number)
        # A sea under the name the text gives it, but "the Mediterranean" in full.
        surface = self._text[entity.start : entity.end].removeprefix("the ")
        known = place is not None and place.resolution == "resolved"
        full = place.name if place is not None and known else entity.name
        return Party(" ".join(surface.split()) if known and surface.count(" ") else full, i, number)

    def is_certain(self, i: int) -> bool:
        """Whether the map knows the place that entity `i` names."""
        _, place = self._places.get(i, (None, None))
        return bool(self.entities[i].country) or (place is not None and place.resolution != "unresolved")

    def recipient(self, i: int) -> Party | None:
        """Who is given something: a country by any of its names, a body that keeps forces."""
        return self.host(i) or self.actor(i)

    def _stated(self, i: int) -> str | None:
        """The country, alpha-2, that this mention by itself or by the words before it belongs to."""
        entity = self.entities[i]
        if entity.country:
            return entity.country
        if entity.label in ("GPE", "LOC"):
            number_place = self._places.get(i)
            return number_place[1].country if number_place else None
        if entity.label == "ORG" and entity.name in _bodies("body"):
            return _bodies("body")[entity.name]
        if entity.label == "PERSON" and entity.role is None and entity.name in _capitals():
            return _capitals()[entity.name]
        before = self.entities[i - 1] if i else None
        if before is not None and before.country and before.label in ("GPE", "NORP", "MIL"):
            between = self._text[before.end : entity.start]
            if entity.label in ("MIL", "ORG") and _JOINED.fullmatch(between):
                return before.country
            role = between.strip(" ,") if len(between) < _LONGEST_ROLE else ""
            if entity.label == "PERSON" and entity.role and role.endswith(entity.role):
                return before.country
        if entity.label not in ("MIL", "ORG"):
            return None
        return _by_formation(entity.name) or _by_first_word(entity.name)


@cache
def _first_words() -> dict[str, str]:
    """Country by the words for it that may begin a body's name."""
    found = {form: row["iso2"] for row in load("countries") for form in row["forms"].split("|")}
    return found | {"U.S.": "US", "US": "US", "U.K.": "GB", "UK": "GB"}


def _by_first_word(name: str) -> str | None:
    """The country whose name begins that of one of its armed bodies: "U.S. Southern Command"."""
    words = name.split()
    if len(words) < _FEWEST_WORDS or words[-1].lower() not in VOICES:
        return None
    return _first_words().get(words[0]) or _first_words().get(" ".join(words[:2]))


@cache
def _by_formation(name: str) -> str | None:
    """The country whose units bear such a name: "4th Brigade Combat Team"."""
    for words, country in _bodies("formation").items():
        if words in name and re.search(rf"\b{re.escape(words)}\b", name):
            return country
    return None
