"""What a mention is and stands for: its fine label, its canonical name, its country and link, and its chain.

Nothing is guessed: a name that two cities share, or a surname that two people share, stays by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.names import features, knowledge
from copydesk.names.gazetteer import gazetteer
from copydesk.names.mentions import Mention
from copydesk.names.words import key

#: A city is meant without further evidence where it has so many times the people of the next of its name.
_DOMINANT = 10


@dataclass(frozen=True, slots=True)
class Identity:
    """What one mention stands for; the columns of the entities table."""

    label: str
    name: str
    country: str | None
    link: str | None
    chain: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """A mention with what is known of it before the document is looked at as a whole."""

    surface: str
    label: str
    entry: knowledge.Entry | None


def identify(words: Sequence[str], surfaces: Sequence[str], found: Sequence[Mention]) -> list[Identity]:
    """The identities of the mentions `found` (with their `surfaces` in the text), in the same order."""
    readings = [_read(words, mention, surface) for mention, surface in zip(found, surfaces, strict=True)]
    countries = _countries(readings)
    resolved = [_place(reading, countries) for reading in readings]
    chains = _chains(words, found, readings, resolved)
    numbers: dict[str, int] = {}
    fullest: dict[str, str] = {}
    for chain, reading, entry in zip(chains, readings, resolved, strict=True):
        numbers.setdefault(chain, len(numbers))
        if entry is not None:
            fullest[chain] = entry.name
        elif len(reading.surface) > len(fullest.get(chain, "")):
            fullest[chain] = reading.surface
    return [
        Identity(
            reading.label,
            entry.name if entry else fullest[chain],
            entry.country if entry else _force_country(reading),
            entry.link if entry else None,
            numbers[chain],
        )
        for chain, reading, entry in zip(chains, readings, resolved, strict=True)
    ]


def _phrase(words: Sequence[str], mention: Mention) -> str:
    return " ".join(words[mention.start : mention.end]).replace("’", "'")


def _read(words: Sequence[str], mention: Mention, surface: str) -> _Reading:
    entry = knowledge.lookup(_phrase(words, mention))
    name = " ".join(surface.split())
    if mention.rule == "state":
        return _Reading(name, "GPE", knowledge.states()[_phrase(words, mention)])
    if mention.kind == "PER":
        return _Reading(name, "PERSON", None)
    if entry is not None and (entry.label != "NORP") == (mention.kind != "NORP"):
        return _Reading(name, entry.label, entry)
    if mention.kind == "LOC":
        return _Reading(name, mention.label or _place_label(words, mention), None)
    if mention.rule in ("force", "unit") or (mention.kind == "ORG" and is_military(words[mention.start : mention.end])):
        return _Reading(name, "MIL", None)
    return _Reading(name, mention.kind, None)


def is_military(words: Sequence[str]) -> bool:
    """Whether an organisation's name is that of an armed force or one of its units, by its words."""
    listed = gazetteer().words
    kinds = [listed.get(word, ()) for word in words]
    if "head-force" in kinds[-1] or any("head-unit" in kind for kind in kinds):
        return True
    of_arms = any("head-arm" in kind or "head-force" in kind for kind in kinds)
    return (of_arms or any(word[0].isdigit() for word in words)) and any("head-formation" in kind for kind in kinds)


def _place_label(words: Sequence[str], mention: Mention) -> str:
    """GPE or LOC for a place that no table of entries lists."""
    phrase = _phrase(words, mention)
    if knowledge.cities(phrase) or knowledge.subdivision_countries(phrase):
        return "GPE"
    listed = gazetteer().words
    first, last = (listed.get(words[i], ()) for i in (mention.start, mention.end - 1))
    if "head-area" in last:
        return "GPE"
    if mention.end - mention.start > 1 and any(kind in ("head-place", "head-landform") for kind in (*first, *last)):
        return "LOC"
    return "LOC" if mention.start and words[mention.start - 1] in ("the", "The") else "GPE"


def _countries(readings: Sequence[_Reading]) -> Counter[str]:
    """How often the document names each country, by itself or by its people."""
    return Counter(reading.entry.country for reading in readings if reading.entry and reading.entry.country)


def _place(reading: _Reading, countries: Counter[str]) -> knowledge.Entry | None:
    """The entry of `reading`, or for a GPE the city or division that it must be."""
    if reading.label != "GPE":
        return reading.entry
    phrase = key(reading.surface).removesuffix(" City")
    areas = knowledge.divisions(phrase)
    divisions = {area.country for area in areas}
    if reading.entry is not None:
        # "Georgia": a country, and a division of another one that the document is about.
        rivals = {country for country in divisions if country != reading.entry.country and countries[country]}
        own = countries[reading.entry.country or ""] - 1
        if reading.entry.link == "ISO:GE" and rivals and own <= 0:
            return knowledge.Entry(reading.entry.name, "GPE")
        return reading.entry
    cities = knowledge.cities(key(reading.surface)) or knowledge.cities(phrase)
    if len(divisions) == 1 and not cities:
        link = f"geonames:{areas[0].geonameid}" if len(areas) == 1 else None
        return knowledge.Entry(reading.surface, "GPE", areas[0].country, link)
    if not cities:
        return None
    near = [city for city in cities if countries[city.country]] or list(cities)
    best = near[0]
    if len(near) > 1 and best.population < _DOMINANT * near[1].population:
        return None
    # A division named after its chief city: the press means the city by it.
    if not divisions or any(area.code == best.division for area in areas):
        return knowledge.Entry(best.name, "GPE", best.country, f"geonames:{best.geonameid}")
    # A city and a division elsewhere of one name: the country is certain, the thing is not.
    return knowledge.Entry(best.name, "GPE", best.country) if best.country in divisions else None


def _force_country(reading: _Reading) -> str | None:
    if reading.label != "MIL":
        return None
    first = key(reading.surface).split(" ")
    for size in (2, 1):
        entry = knowledge.lookup(" ".join(first[:size]))
        if entry is not None and entry.country:
            return entry.country
    return None


def _chains(
    words: Sequence[str],
    found: Sequence[Mention],
    readings: Sequence[_Reading],
    resolved: Sequence[knowledge.Entry | None],
) -> list[str]:
    """A key for each mention; mentions with one key are one thing."""
    keys: list[str] = []
    for reading, entry in zip(readings, resolved, strict=True):
        name = entry.name if entry else reading.surface
        keys.append(f"{reading.label}|{name.casefold()}")
    same = {own: own for own in keys}
    same.update(_people({r.surface for r in readings if r.label == "PERSON"}))
    same.update(_short_forms(words, found, readings, keys))
    return [_root(same, own) for own in keys]


def _root(same: dict[str, str], own: str) -> str:
    while same[own] != own:
        own = same[own]
    return own


def _people(names: set[str]) -> dict[str, str]:
    """Which name of a person is the short form of which: a surname, a given name, a name less its middle."""
    full = sorted((name for name in names if " " in name), key=lambda name: (-len(name), name))
    by_part: defaultdict[str, list[str]] = defaultdict(list)
    by_ends: dict[tuple[str, str], str] = {}
    same: dict[str, str] = {}
    for name in full:
        parts = name.casefold().split(" ")
        whole = by_ends.setdefault((parts[0], parts[-1]), name)
        if whole != name:
            same[f"PERSON|{name.casefold()}"] = f"PERSON|{whole.casefold()}"
            continue
        for part in (parts[-1], parts[0]):
            by_part[part].append(name)
    for name in names:
        if " " not in name and (owners := by_part.get(name.casefold())) and len(set(owners)) == 1:
            same[f"PERSON|{name.casefold()}"] = f"PERSON|{owners[0].casefold()}"
    # A name of two words that ends a longer one: "Van Damme" of "Jean Van Damme".
    for name in full:
        longer = [other for other in full if other.casefold().endswith(f" {name.casefold()}")]
        if len(longer) == 1 and f"PERSON|{name.casefold()}" not in same:
            same[f"PERSON|{name.casefold()}"] = f"PERSON|{longer[0].casefold()}"
    return same


def _short_forms(
    words: Sequence[str], found: Sequence[Mention], readings: Sequence[_Reading], keys: Sequence[str]
) -> dict[str, str]:
    """Which key of an organisation is an acronym, introduced in brackets or fitting one long form alone, of which."""
    long: dict[str, str] = {}
    fits: defaultdict[str, set[str]] = defaultdict(set)
    for reading, own in zip(readings, keys, strict=True):
        if reading.label in ("ORG", "MIL") and " " in reading.surface and own not in long:
            long[own] = initials(reading.surface)
            fits[long[own]].add(own)
    same: dict[str, str] = {}
    for i, (reading, own) in enumerate(zip(readings, keys, strict=True)):
        if reading.label not in ("ORG", "MIL") or own in long or own in same or not reading.surface.isupper():
            continue
        letters = reading.surface.replace(".", "")
        before = found[i].start - 1
        if i and words[before] == "(" and found[i - 1].end == before and keys[i - 1] in long:
            if set(letters) <= set(readings[i - 1].surface.upper()):
                same[own] = keys[i - 1]
        elif len(fits.get(letters, ())) == 1:
            same[own] = next(iter(fits[letters]))
    return same


def initials(name: str) -> str:
    """The capitals that an acronym of `name` would have."""
    return "".join(word[0] for word in key(name).split(" ") if word not in features.INSIDE and word[0].isupper())
