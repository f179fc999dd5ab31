"""What the lexicon says a name stands for: its canonical name, label, country, and link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from copydesk.lexicon import load
from copydesk.names.gazetteer import rows
from copydesk.names.words import key


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing of the lexicon. `country` is ISO 3166-1 alpha-2; `link` is ``ISO:DE`` or ``geonames:593116``."""

    name: str
    label: str
    country: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class City:
    """A city of the gazetteer; `division` is the code of its first-level division."""

    geonameid: int
    name: str
    country: str
    division: str
    population: int


def lookup(phrase: str) -> Entry | None:
    """The lexicon's entry for `phrase` (see `words.key`); of capitals alone, for the same words in title case."""
    entries = _entries()
    found = entries.get(phrase)
    if found is None and len(phrase) > 4 and phrase.isupper():
        found = entries.get(" ".join(word.capitalize() for word in phrase.split(" ")))
    return found


@cache
def states() -> dict[str, Entry]:
    """States and provinces by their abbreviations as agencies and the post write them."""
    return {
        key(form): Entry(row["name"], "GPE", row["country"], f"geonames:{row['geonameid']}")
        for row in load("state_abbreviations")
        for form in row["forms"].split("|")
    }


def cities(phrase: str) -> tuple[City, ...]:
    """The cities of that name, the most populous first."""
    return _cities().get(phrase, ())


@dataclass(frozen=True, slots=True)
class Division:
    """A first-level division of a country; `code` is that of GeoNames, as ``DE.02``."""

    geonameid: int
    code: str
    name: str
    country: str


def divisions(phrase: str) -> tuple[Division, ...]:
    """The first-level divisions of that name, in the order of their countries."""
    return _divisions().get(phrase, ())


def subdivision_countries(phrase: str) -> tuple[str, ...]:
    """The countries that have a first-level division of that name."""
    return tuple(dict.fromkeys(division.country for division in divisions(phrase)))


@cache
def _entries() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for form, entry in _listed():
        # The first table wins: what is a country is not looked up as anything else.
        found.setdefault(key(form), entry)
    return found


def _listed() -> Iterator[tuple[str, Entry]]:
    for row in load("countries"):
        entry = Entry(row["name"], "GPE", row["iso2"], f"ISO:{row['iso2']}")
        yield from ((form, entry) for form in row["forms"].split("|"))
    for row in load("regions"):
        link = f"geonames:{row['geonameid']}" if row["label"] == "GPE" and row["geonameid"] else None
        entry = Entry(row["name"], row["label"], row["country"] or None, link)
        yield from ((form, entry) for form in row["forms"].split("|"))
    for row in load("demonyms"):
        yield row["form"], Entry(row["form"], "NORP", row["country"] or None)
    for row in load("forces"):
        entry = Entry(row["name"], "MIL", row["country"] or None)
        yield from ((form, entry) for form in row["forms"].split("|"))
    for table in ("organisations", "agencies"):
        for row in load(table):
            entry = Entry(row["name"], "ORG")
            yield from ((form, entry) for form in row["forms"].split("|"))


@cache
def _cities() -> dict[str, tuple[City, ...]]:
    found: dict[str, list[City]] = {}
    for row in rows("cities"):
        division = f"{row['country']}.{row['admin1']}"
        city = City(int(row["geonameid"]), row["name"], row["country"], division, int(row["population"]))
        for form in {city.name, *filter(None, row["alternates"].split("|"))}:
            found.setdefault(key(form), []).append(city)
    for same in found.values():
        same.sort(key=lambda city: (-city.population, city.geonameid))
    return {form: tuple(same) for form, same in found.items()}


@cache
def _divisions() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for row in rows("subdivisions"):
        division = Division(int(row["geonameid"]), row["code"], row["name"], row["country"])
        for form in {row["name"], *filter(None, row["alternates"].split("|"))}:
            found.setdefault(key(form), []).append(division)
    for same in found.values():
        same.sort(key=lambda division: (division.country, division.geonameid))
    return {form: tuple(same) for form, same in found.items()}
