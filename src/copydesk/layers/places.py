"""Places: where on the map a document's geographical names stand.

Every mention of a GPE or LOC has a row, found or not. A name that several places share is decided by the document
(`geo.senses`); where nothing decides, the row is ambiguous: it has candidates and no coordinates.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from copydesk.document import Document, Span
from copydesk.geo.gazetteer import Site, distance, sites
from copydesk.geo.names import key
from copydesk.geo.senses import TOWNS, VOTE, Sense, Toponym, decide
from copydesk.lexicon import load

if TYPE_CHECKING:
    from copydesk.layers.entities import Entity

#: Most candidates that a row names.
_MOST_CANDIDATES: Final = 10
#: A place named with its county lies this near to the county's middle.
_COUNTY_KM: Final = 90.0
#: A people's name is a vote for its country.
_OF_PEOPLE: Final = VOTE
#: Capitals as short as this are an acronym, not a town's name.
_LONGEST_ACRONYM: Final = 3
#: Longer than this, in code points, is no name of the gazetteer.
_LONGEST_NAME: Final = 120
#: Most words of a place at the beginning of a body's name.
_LONGEST_OPENING: Final = 3
#: So many people make a place that bodies are called by.
_TOWN: Final = 5_000
#: So many people make a metropolis.
_METROPOLIS: Final = 1_000_000
#: Less than this many people: no place of a stripped name.
_LARGE: Final = 100_000
#: Between a place and what it lies in.
_WITHIN: Final = re.compile(r"(?:, ?| \(| in |, in )(?:the )?")
#: Between the members of a list.
_LISTED: Final = re.compile(r"(?:,|,? (?:and|or)) (?:the )?|[/;] ?")


@dataclass(frozen=True, slots=True)
class Place(Span):
    """One mention on the map.

    `entity_id` is the mention's position in `entities`; `lat`, `lon` are degrees (WGS 84), `country` is ISO 3166-1
    alpha-2, `admin1` the GeoNames code of the first-level division, `feature` a GeoNames feature code. All are None
    where `resolution` is not ``resolved``; an ``ambiguous`` row has the GeoNames ids that are left as `candidates`.
    """

    entity_id: int
    name: str
    geonameid: int | None
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    feature: str | None
    resolution: str
    candidates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Mention:
    """A GPE or LOC: its number among the entities, and the places of its name."""

    number: int
    start: int
    end: int
    form: str
    sites: tuple[Site, ...]


def annotate(document: Document, entities: Sequence[Entity]) -> Iterator[Place]:
    """The places of `document` in text order: one for each GPE and LOC of `entities`."""
    text = document.text
    mentions = [_read(number, entity, text) for number, entity in enumerate(entities) if entity.label in ("GPE", "LOC")]
    if not mentions:
        return
    stated, areas = _stated(text, mentions)
    said: dict[str, frozenset[Site]] = {}
    for mention, pointed in zip(mentions, stated, strict=True):
        if pointed:
            said.setdefault(mention.form, pointed)
    groups: defaultdict[tuple[str, frozenset[Site]], list[int]] = defaultdict(list)
    for i, mention in enumerate(mentions):
        groups[mention.form, stated[i] or areas.get(i) or said.get(mention.form, frozenset())].append(i)
    toponyms = []
    for (_, pointed), of in groups.items():
        first = mentions[of[0]]
        votes = any(i not in areas for i in of)
        toponyms.append(Toponym(text[first.start : first.end], first.sites, pointed, votes))
    unsaid = _within_names(document, entities, frozenset(mention.form for mention in mentions))
    senses = decide([*toponyms, *unsaid], _evidence(text, entities, mentions))[: len(toponyms)]
    sense_of = {i: sense for of, sense in zip(groups.values(), senses, strict=True) for i in of}
    for i, mention in enumerate(mentions):
        yield _row(text, mention, entities[mention.number], sense_of[i])


def _read(number: int, entity: Entity, text: str) -> _Mention:
    surface = text[entity.start : entity.end]
    if len(surface) > _LONGEST_NAME:
        return _Mention(number, entity.start, entity.end, surface, ())
    form = key(surface)
    name, division = _abbreviations()[1].get(surface, ("", ""))
    if division and key(entity.name) in (form, key(name)):
        return _Mention(number, entity.start, entity.end, form, _division(name, division))
    # "EU" is not the town of Eu in France.
    acronym = surface.isupper() and len(surface) <= _LONGEST_ACRONYM
    found = tuple(site for site in sites(form) if not (acronym and _is_local(site)))
    if not found and "," in surface:
        # "Halver, Texas" as one name.
        form = key(surface.partition(",")[0])
        found = sites(form)
    for other in _variants(form, entity.name) if not found else ():
        whole = other == key(entity.name) and other != form
        found = tuple(site for site in sites(other) if whole or _is_large(site))
        if found:
            form = other
            break
    return _Mention(number, entity.start, entity.end, form, found)


def _variants(form: str, name: str) -> Iterator[str]:
    """Other forms to ask for, the nearest first: what the press puts before or after a name the map has without."""
    yield key(name)
    before, of, after = _place_words()
    words = form.split(" ")
    start, end = 0, len(words)
    while end - start > 1 and words[start] in before:
        start += 1
    if end - start > 2 and words[start] in of and words[start + 1] == "of":
        start += 2
    yield " ".join(words[start:])
    while end - start > 1 and words[end - 1] in after:
        end -= 1
        yield " ".join(words[:end])
        yield " ".join(words[start:end])
    yield f"{form} city"


@cache
def _place_words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words before a name ("greater"), before "of" and a name ("province"), and after a name ("county")."""
    rows = load("place_words")
    before, of, after = (
        frozenset(row["word"] for row in rows if row["side"] == side) for side in ("before", "of", "after")
    )
    return before, of, after


@cache
def _abbreviations() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """A pattern for a division's abbreviation after a place, and the division's name and code for each."""
    codes = {row["form"]: (row["name"], row["division"]) for row in load("division_abbreviations")}
    forms = "|".join(sorted(map(re.escape, codes), key=lambda form: (-len(form), form)))
    return re.compile(rf"(?:, ?| \()({forms})(?!\w)"), codes


def _division(name: str, code: str) -> tuple[Site, ...]:
    """The first-level division of that name and GeoNames code."""
    return tuple(site for site in sites(key(name)) if site.division == code and not _is_local(site))


def _in_list(text: str, mentions: Sequence[_Mention], i: int) -> bool:
    """Whether mentions *i* and *i* + 1 stand in a longer list, so that the comma between says nothing."""
    before = i > 0 and _LISTED.fullmatch(text, mentions[i - 1].end, mentions[i].start)
    after = i + 2 < len(mentions) and _LISTED.fullmatch(text, mentions[i + 1].end, mentions[i + 2].start)
    return bool(before or after)


def _stated(text: str, mentions: Sequence[_Mention]) -> tuple[list[frozenset[Site]], dict[int, frozenset[Site]]]:
    """What the text itself says of where a name lies: "X, Texas", "X, Tex.", "X in Peru".

    For each mention the places of its name that lie there; and for the mentions that say so, by number, what they are.
    """
    pattern, codes = _abbreviations()
    found: list[frozenset[Site]] = []
    areas: dict[int, frozenset[Site]] = {}
    for i, mention in enumerate(mentions):
        inside: frozenset[Site] = frozenset()
        surface = text[mention.start : mention.end]
        if match := pattern.match(text, mention.end) or pattern.search(surface[:_LONGEST_NAME]):
            _, division = codes[match[1]]
            inside = frozenset(site for site in mention.sites if site.division == division and _is_local(site))
        elif "," in surface:
            _, inside = _inside(mention.sites, sites(key(surface.rpartition(",")[2])))
        elif i + 1 < len(mentions) and _WITHIN.fullmatch(text, mention.end, mentions[i + 1].start):
            large = any(site.feature in ("PCLI", "ADM1") for site in mention.sites)
            if not (large and _in_list(text, mentions, i)):
                area, inside = _inside(mention.sites, mentions[i + 1].sites)
                if area:
                    areas[i + 1] = frozenset([area])
        found.append(inside)
    return found, areas


def _is_local(site: Site) -> bool:
    return site.feature in TOWNS or site.feature == "ADM2"


def _is_large(site: Site) -> bool:
    """Whether a name with words around it ("West Side") may still be this place: not a small town that has its rest."""
    return not _is_local(site) or site.population >= _LARGE


def _inside(places: Sequence[Site], areas: Sequence[Site]) -> tuple[Site | None, frozenset[Site]]:
    """The first country, division or county of `areas` that any of `places` lie in, and those that do."""
    for area in areas:
        if area.feature == "PCLI":
            within = [site for site in places if site.country == area.country and site.feature != "PCLI"]
        elif area.feature == "ADM1":
            within = [site for site in places if site.division == area.division and _is_local(site)]
        elif area.feature == "ADM2":
            near = (site for site in places if site.division == area.division and site.feature in TOWNS)
            within = [site for site in near if distance(site, area) <= _COUNTY_KM]
        else:
            continue
        if within:
            return area, frozenset(within)
    return None, frozenset()


def _within_names(document: Document, entities: Sequence[Entity], known: frozenset[str]) -> Iterator[Toponym]:
    """Places that bodies are called by ("Halver County Library"): no rows, but evidence of where the document is.

    So is that of its publisher, unless it is a metropolis, whose papers write of the whole world.
    """
    seen = set(known)
    bodies = [document.text[entity.start : entity.end] for entity in entities if entity.label == "ORG"]
    publisher = (document.publisher or "").removeprefix("The ")
    for body in [*bodies, publisher]:
        words = body[:_LONGEST_NAME].split(" ")
        for size in range(min(_LONGEST_OPENING, len(words) - 1), 0, -1):
            opening = " ".join(words[:size])
            form = key(opening)
            if form in seen:
                break
            listed = sites(form)
            if not listed or (_is_local(listed[0]) and listed[0].population < _TOWN):
                continue
            if body == publisher and listed[0].population >= _METROPOLIS:
                break
            seen.add(form)
            yield Toponym(opening, listed, frozenset())
            break


def _evidence(text: str, entities: Sequence[Entity], mentions: Sequence[_Mention]) -> Counter[str]:
    """Votes for countries and divisions by what is no toponym: peoples, abbreviated states after a place."""
    votes: Counter[str] = Counter()
    for country in {entity.country for entity in entities if entity.label in ("NORP", "MIL") and entity.country}:
        votes[country] += _OF_PEOPLE
    pattern, codes = _abbreviations()
    stated = {codes[match[1]][1] for mention in mentions if (match := pattern.match(text, mention.end))}
    for division in stated:
        votes[division] += VOTE
        votes[division[:2]] += VOTE
    return votes


@cache
def _government_verbs() -> re.Pattern[str]:
    verbs = "|".join(sorted((re.escape(row["form"]) for row in load("government_verbs")), key=lambda v: (-len(v), v)))
    return re.compile(rf" (?:has |have |had |also |then |now |later |again )?(?:{verbs})\b")


def _row(text: str, mention: _Mention, entity: Entity, sense: Sense) -> Place:
    resolution = ("unresolved", "resolved", "ambiguous")[min(len(sense.open), 2)]
    site = sense.open[0] if resolution == "resolved" else None
    rule = sense.rule
    if site and site.feature in ("PCLI", "PPLC") and _government_verbs().match(text, mention.end):
        rule += " metonym"
    return Place(
        start=mention.start,
        end=mention.end,
        rule=rule,
        entity_id=mention.number,
        name=site.name if site else entity.name,
        geonameid=site.geonameid or None if site else None,
        country=site.country or None if site else None,
        admin1=site.admin1 or None if site else None,
        lat=site.lat if site else None,
        lon=site.lon if site else None,
        feature=site.feature if site else None,
        resolution=resolution,
        candidates=tuple(one.geonameid for one in sense.open if one.geonameid)[:_MOST_CANDIDATES],
    )
