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
    """A city of the gazetteer."""

    geonameid: int
    name: str
    country: str
    population: int


def lookup(phrase: str) -> Entry | None:
    """The lexicon's entry for `phrase` (see `words.key`); of capitals alone, for the same words in title case."""
    entries = _entries()
    found = entries.get(phrase)
    if found is None and len(phrase) > 4 and phrase.isupper():
        found = entries.get(" ".join(word.capitalize() for word in phrase.split(" ")))
    return found


def cities(phrase: str) -> tuple[City, ...]:
    """The cities of that name, the most populous first."""
    return _cities().get(phrase, ())


def subdivision_countries(phrase: str) -> tuple[str, ...]:
    """The countries that have a first-level division of that name."""
    return _subdivisions().get(phrase, ())


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
        city = City(int(row["geonameid"]), row["name"], row["country"], int(row["population"]))
        for form in {city.name, *filter(None, row["alternates"].split("|"))}:
            found.setdefault(key(form), []).append(city)
    for same in found.values():
        same.sort(key=lambda city: (-city.population, city.geonameid))
    return {form: tuple(same) for form, same in found.items()}


@cache
def _subdivisions() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for row in rows("subdivisions"):
        found.setdefault(key(row["name"]), set()).add(row["country"])
    return {form: tuple(sorted(countries)) for form, countries in found.items()}
