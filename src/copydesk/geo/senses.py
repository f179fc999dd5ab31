"""Which of the places of one name a document means.

Evidence, strongest first: the text says it ("Halver, Texas"); other names of the document stand in the same division or
country, or near by; the people who live there. One name has one sense in a document unless the text says otherwise
(Gale, Church & Yarowsky, "One Sense Per Discourse", 1992); what stands together on a page stands together on the map
(Leidner, Sinclair & Webber, "Grounding Spatial Named Entities", 2003: spatial minimality).

Scores are integers, ten points to a doubling of the odds, so that nothing hangs on the order of a sum; equal scores go
to the place with more people, then to the lower GeoNames id.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from copydesk.geo.gazetteer import Site, distance
from copydesk.geo.names import without_marks

#: What kind of place a name is of, before anything else is known: in the press, countries before towns.
_OF_KIND: Final = {"PCLI": 70, "ADM1": -20, "PPLC": 60, "PPL": 0, "ADM2": -20}
_OF_LANDMARK, _OF_LOCAL_LANDMARK = 330, 230
#: A whole vote for a division or country, in votes.
VOTE: Final = 1000
#: Points that a vote is worth to a place of that division or country, and how many votes count.
_DIVISION, _COUNTRY, _MOST_VOTES = 50, 35, 3
#: Points for another place of the document within `_NEAR_KM`, and how many count.
_NEAR, _NEAR_KM, _MOST_NEAR = 25, 120.0, 3
#: Cells to look for neighbours in, in degrees: one and the eight around it hold all within `_NEAR_KM`, up to 71 degrees
#: north and south. Of a cell only so many are looked at, so that time stays linear in the names of a text.
_CELL_LAT, _CELL_LON, _CELLS, _MOST_IN_CELL = 1.1, 3.6, 100, 40
#: A place that lies where the text says, as "Paris, Texas" does.
_STATED: Final = 1000
#: A place that the gazetteer spells as the text does: "St. Louis" is in Missouri, "Saint-Louis" in Senegal.
_SPELT_SO: Final = 40
#: A division that has a town of its own name with a good share of its people: the press means the town.
_OF_TWIN, _TWIN_SHARE = -60, 4
#: Rounds in which places vote for each other's surroundings.
_ROUNDS: Final = 4
#: Best readings of a name whose distances are looked at.
_CLOSE_LOOKS: Final = 8
#: Two readings that so few points part are not decided.
_UNDECIDED: Final = 4


#: GeoNames features of populated places, and of divisions of a country.
TOWNS: Final = frozenset(["PPL", "PPLC"])
DIVISIONS: Final = frozenset(["ADM1", "ADM2"])
#: Places small enough for a distance to mean something.
_POINTS: Final = TOWNS | {"ADM2"}


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name of a document with the places it may mean.

    `stated` are the places that the text itself points to. One that does not vote only says where others lie: "Texas"
    in "Paris, Texas" is no evidence beside Paris.
    """

    surface: str
    sites: tuple[Site, ...]
    stated: frozenset[Site]
    votes: bool = True


@dataclass(frozen=True, slots=True)
class Sense:
    """What a toponym means: the places in order, best first, and what decided. More than one `open` is undecided."""

    open: tuple[Site, ...]
    rule: str


def prior(site: Site) -> int:
    """Points for `site` before the document is looked at."""
    known = _OF_KIND.get(site.feature)
    if known is None:
        return _OF_LOCAL_LANDMARK if site.country else _OF_LANDMARK
    # Ten times the binary logarithm, in whole numbers.
    return known + (site.population**10).bit_length()


def _priors(toponym: Toponym) -> list[int]:
    printed = without_marks(toponym.surface)
    towns: dict[str, int] = {}
    for site in toponym.sites:
        if site.feature in TOWNS:
            towns[site.division] = max(site.population, towns.get(site.division, 0))
    found = []
    for site in toponym.sites:
        points = prior(site)
        if toponym.stated and site in toponym.stated:
            points += _STATED
        if without_marks(site.name) == printed:
            points += _SPELT_SO
        if site.feature in DIVISIONS and towns.get(site.division, 0) * _TWIN_SHARE > site.population:
            points += _OF_TWIN
        found.append(points)
    return found


def decide(toponyms: Sequence[Toponym], evidence: Mapping[str, int]) -> list[Sense]:
    """The senses of `toponyms`, in the same order.

    `evidence` holds votes from outside: by country (``FR``) for its people, by division (``US.LA``).
    """
    priors = [_priors(toponym) for toponym in toponyms]
    scores = priors
    for _ in range(_ROUNDS):
        votes = [_votes(toponym, points) for toponym, points in zip(toponyms, scores, strict=True)]
        total = Counter(evidence)
        for cast in votes:
            total.update(cast)
        scores = [
            [points + _support(site, total, own) for site, points in zip(toponym.sites, before, strict=True)]
            for toponym, before, own in zip(toponyms, priors, votes, strict=True)
        ]
    scores = _with_neighbours(toponyms, scores)
    return [_sense(toponym, points, before) for toponym, points, before in zip(toponyms, scores, priors, strict=True)]


def _votes(toponym: Toponym, scores: Sequence[int]) -> Counter[str]:
    """One vote, shared among the divisions and countries of its places as their scores say."""
    cast: Counter[str] = Counter()
    if not toponym.sites or not toponym.votes:
        return cast
    best = max(scores)
    weights = [1 << max(0, 12 - (best - score) // 15) for score in scores]
    whole = sum(weights)
    for site, weight in zip(toponym.sites, weights, strict=True):
        share = VOTE * weight // whole
        if site.country:
            cast[site.country] += share
        if site.admin1:
            cast[site.division] += share
        if site.feature == "ADM1":
            cast[_fellows(site)] += share
    return cast


def _support(site: Site, total: Mapping[str, int], own: Mapping[str, int]) -> int:
    """Points for `site` from the votes of other names: for its country, its division, or divisions beside it."""
    points = 0
    around = (site.country, _COUNTRY), (_fellows(site) if site.feature == "ADM1" else site.division, _DIVISION)
    for area, worth in around:
        if area:
            votes = total.get(area, 0) - own.get(area, 0)
            points += worth * min(votes, _MOST_VOTES * VOTE) // VOTE
    return points


def _fellows(site: Site) -> str:
    """What first-level divisions of one country vote for beside it: "Nevada, Wyoming and Ohio" are all states."""
    return f"{site.country}/ADM1"


def _order(sites: Sequence[Site], scores: Sequence[int]) -> list[int]:
    return sorted(range(len(sites)), key=lambda i: (-scores[i], -sites[i].population, sites[i].geonameid, i))


def _cell(site: Site) -> tuple[int, int]:
    return math.floor(site.lat / _CELL_LAT), math.floor((site.lon + 180) / _CELL_LON)


def _with_neighbours(toponyms: Sequence[Toponym], scores: Sequence[list[int]]) -> list[list[int]]:
    """`scores` with points for the places of other names near by."""
    orders = [_order(toponym.sites, points) for toponym, points in zip(toponyms, scores, strict=True)]
    around: defaultdict[tuple[int, int], list[tuple[int, Site]]] = defaultdict(list)
    for number, (toponym, order) in enumerate(zip(toponyms, orders, strict=True)):
        if order and (site := toponym.sites[order[0]]).feature in _POINTS:
            lat, lon = _cell(site)
            for cell in ((lat + i, (lon + k) % _CELLS) for i in (-1, 0, 1) for k in (-1, 0, 1)):
                if len(around[cell]) < _MOST_IN_CELL:
                    around[cell].append((number, site))
    found = []
    for number, (toponym, points, order) in enumerate(zip(toponyms, scores, orders, strict=True)):
        raised = list(points)
        for i in order[:_CLOSE_LOOKS] if len(order) > 1 else ():
            one = toponym.sites[i]
            others = around.get(_cell(one), ())
            near = sum(distance(one, other) <= _NEAR_KM for of, other in others if of != number)
            raised[i] += _NEAR * min(near, _MOST_NEAR)
        found.append(raised)
    return found


def _sense(toponym: Toponym, scores: Sequence[int], priors: Sequence[int]) -> Sense:
    sites = toponym.sites
    order = _order(sites, scores)
    if not order:
        return Sense((), "unlisted")
    best = sites[order[0]]
    if len(order) == 1:
        return Sense((best,), "only")
    if best in toponym.stated:
        rule = "stated"
    elif priors[order[0]] == max(priors):
        rule = "prominence"
    else:
        rule = "context"
    rivals = [sites[i] for i in order[1:] if scores[order[0]] - scores[i] <= _UNDECIDED]
    # Two rows of the gazetteer for one place, as a city and its own district, are no question.
    rivals = [site for site in rivals if distance(best, site) > _NEAR_KM]
    return Sense((best, *rivals), "undecided" if rivals else rule)
