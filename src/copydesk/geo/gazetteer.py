"""The places of the world by name: one table of columns, compiled by ``training/gazetteer_places.py``.

A quarter of a million places are kept as arrays and one sorted list of names, so that opening takes a fraction of a
second and little memory; a look-up is a bisection. Landmarks (continents, waters, ranges, regions, bases) are facts of
``lexicon/landmarks.csv``.
"""

from __future__ import annotations

import io
import math
import zipfile
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

from copydesk.geo.names import key
from copydesk.lexicon import load

#: Most places of one name that are looked at: the most populous ones. "San Antonio" has some three hundred.
MOST_CANDIDATES: Final = 64
_CACHED_NAMES: Final = 1 << 14
#: Coordinates are kept in ten-thousandths of a degree, some ten metres.
_STEPS: Final = 10_000
_EARTH_KM: Final = 6371.0088


@dataclass(frozen=True, slots=True)
class Site:
    """A place of the gazetteer; `lat`, `lon` in degrees (WGS 84), `feature` a GeoNames feature code.

    `geonameid` and `population` are 0 where not known. `country` is ISO 3166-1 alpha-2, `admin1` the GeoNames code of
    the first-level division and `division` both as one (``US.LA``); '' where the place lies in none or in several.
    """

    geonameid: int
    name: str
    country: str
    admin1: str
    division: str
    lat: float
    lon: float
    population: int
    feature: str


def distance(one: Site, other: Site) -> float:
    """Kilometres between two places on the sphere, rounded to 0.1 so that no processor orders them differently."""
    lat, to_lat = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((to_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(to_lat) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return round(2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half))), 1)


class Gazetteer:
    """The compiled table. `find` is all that the layer asks of it."""

    def __init__(self, data: bytes) -> None:
        columns = _columns(data)
        self._keys = bytes(columns["keys"]).decode().split("\n")
        self._starts = np.concatenate(([0], np.cumsum(columns["counts"], dtype=np.int64)))
        self._rows = np.cumsum(_whole(columns["steps"]), dtype=np.int64).astype(np.int32)
        self._names = bytes(columns["names"])
        self._name_ends = np.append(np.flatnonzero(columns["names"] == ord("\n")), len(self._names)).astype(np.int32)
        self._numbers = tuple(_whole(columns[name]) for name in ("geonameid", "lat", "lon", "population"))
        self._division, self._feature = columns["division"], columns["feature"]
        self._divisions = [_division(code) for code in bytes(columns["divisions"]).decode().split("\n")]
        self._features = bytes(columns["features"]).decode().split("\n")

    def find(self, form: str) -> tuple[Site, ...]:
        """The places whose key (see `names.key`) is `form`, the most populous first."""
        at = bisect_left(self._keys, form)
        if at == len(self._keys) or self._keys[at] != form:
            return ()
        rows = self._rows[self._starts[at] : min(self._starts[at + 1], self._starts[at] + MOST_CANDIDATES)]
        numbers = zip(*(column[rows].tolist() for column in self._numbers), strict=True)
        return tuple(self._site(row, *values) for row, values in zip(rows.tolist(), numbers, strict=True))

    def _site(self, row: int, geonameid: int, lat: int, lon: int, population: int) -> Site:
        start = int(self._name_ends[row - 1]) + 1 if row else 0
        country, admin1 = self._divisions[self._division[row]]
        return Site(
            geonameid,
            self._names[start : int(self._name_ends[row])].decode(),
            country,
            admin1,
            f"{country}.{admin1}" if admin1 else "",
            lat / _STEPS,
            lon / _STEPS,
            population,
            self._features[self._feature[row]],
        )


def _division(code: str) -> tuple[str, str]:
    country, _, admin1 = code.partition(".")
    return country, "" if admin1 == "00" else admin1


def _columns(data: bytes) -> dict[str, np.ndarray[Any, Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name.removesuffix(".npy"): np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
            for name in archive.namelist()
        }


def _whole(planes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The int32 column that was stored as byte planes."""
    return np.ascontiguousarray(planes.T).view("<i4").ravel()


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, opened once a process."""
    return Gazetteer((files("copydesk.lexicon") / "gazetteer" / "places.npz").read_bytes())


@cache
def landmarks() -> dict[str, Site]:
    """The facts of ``lexicon/landmarks.csv`` by key."""
    found: dict[str, Site] = {}
    for row in load("landmarks"):
        site = Site(
            int(row["geonameid"] or 0), row["name"], row["country"], "", "", float(row["lat"]), float(row["lon"]), 0,
            row["feature"],
        )  # fmt: skip
        for form in row["forms"].split("|"):
            found.setdefault(key(form), site)
    return found


@lru_cache(_CACHED_NAMES)
def sites(form: str) -> tuple[Site, ...]:
    """All places that `form` (a key) may mean: the landmark of that name first, then by population."""
    landmark = landmarks().get(form)
    found = gazetteer().find(form)
    return (landmark, *found) if landmark else found
