"""Places: what each name is on the map, and what of the document decides it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from brackets import document, parse
from copydesk.geo.gazetteer import Site, distance, gazetteer, sites
from copydesk.geo.names import key
from copydesk.geo.senses import Toponym, decide
from copydesk.layers import places
from copydesk.layers.entities import Entity
from copydesk.layers.places import Place
from copydesk.lexicon import load

MENTION = Entity(0, 0, "test", "GPE", "", 0, None, None, None)
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"


def located(marked: str, *, peoples: tuple[str, ...] = ()) -> list[Place]:
    """The places of `marked`, where each bracketed name is a GPE; `peoples` are the countries of further NORPs."""
    text, spans = parse(marked)
    names = [replace(MENTION, start=start, end=end, name=text[start:end]) for start, end in spans]
    folk = [replace(MENTION, label="NORP", name=country, country=country) for country in peoples]
    return list(places.annotate(document(text), [*folk, *names]))


def divisions(marked: str, *, peoples: tuple[str, ...] = ()) -> list[str]:
    return [f"{place.country or ''}.{place.admin1 or ''}" for place in located(marked, peoples=peoples)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("A fire broke out in [Paris] on Monday.", ["FR.11"]),
        ("A fire broke out in [Paris], [Texas], on Monday.", ["US.TX", "US.TX"]),
        ("A fire broke out in [Paris], Tenn., on Monday.", ["US.TN"]),
        ("A fire broke out in [Paris], Ky. The mayor of [Paris] came.", ["US.KY", "US.KY"]),
        ("They drove from [Paris], [Texas], to [Paris], [France].", ["US.TX", "US.TX", "FR.11", "FR."]),
        ("They met in [London] ([Ontario]).", ["CA.08", "CA.08"]),
        ("The road from [Ada] to [Norman] in [Oklahoma] is closed.", ["US.OK", "US.OK", "US.OK"]),
        ("The fair moved from [Sherman] and [Denison] to [Paris] in [Texas].", ["US.TX", "US.TX", "US.TX", "US.TX"]),
        ("Envoys of [Georgia] and [Armenia] met.", ["GE.", "AM."]),
        ("Voters in [Georgia] and [Alabama] decide, as do those in [Atlanta].", ["US.GA", "US.AL", "US.GA"]),
        ("Storms crossed [Nevada], [Wyoming], [Ohio] and [Iowa].", ["US.NV", "US.WY", "US.OH", "US.IA"]),
        ("Rebels entered [Congo] on Monday.", ["CD."]),
        ("They flew from [Brazzaville] in [Congo] to [Pointe-Noire].", ["CG.12", "CG.", "CG.15"]),
        ("The ferry left [Constanța] for [Istanbul].", ["RO.14", "TR.34"]),
        ("They met in [Albany], [New York], and then in [Boston].", ["US.NY", "US.NY", "US.MA"]),
        ("The office is in [Washington], D.C., not in [N.Y.] at all.", ["US.DC", "US.NY"]),
    ],
)
def test_the_text_and_its_other_names_decide(marked: str, expected: list[str]) -> None:
    assert divisions(marked) == expected


def test_peoples_are_evidence() -> None:
    assert divisions("The bishop of [Cordoba] came.") == ["AR.05"]
    assert divisions("The bishop of [Cordoba] came.", peoples=("ES",)) == ["ES.51"]


@pytest.mark.parametrize(
    ("surface", "name", "feature"),
    [
        ("Black Sea", "Black Sea", "SEA"),
        ("northern Iraq", "Iraq", "PCLI"),
        ("Odesa region", "Odesa", "PPL"),
        ("Ramstein Air Base", "Ramstein Air Base", "AIRB"),
        ("St. Louis", "St. Louis", "PPL"),
        ("Łódź", "Łódź", "PPL"),
        ("U.S.", "United States", "PCLI"),
        ("Kyiv", "Kyiv", "PPLC"),
        ("Rapides Parish", "Rapides Parish", "ADM2"),
        ("the Balkans", "Balkans", "RGN"),
        ("Kaunas", "Kaunas", "PPL"),
        ("New York", "New York City", "PPL"),
        ("Rukla", "Rukla", "MILB"),
        ("PARIS", "Paris", "PPLC"),
    ],
)
def test_names_are_found_as_the_press_writes_them(surface: str, name: str, feature: str) -> None:
    [place] = located(f"They came to [{surface}] on Monday.")
    assert (place.name, place.feature, place.resolution) == (name, feature, "resolved")
    assert place.lat is not None and place.lon is not None


@pytest.mark.parametrize("surface", ["EU", "West Wing"])
def test_an_acronym_or_a_part_of_a_name_is_no_town(surface: str) -> None:
    """There are towns of Eu and Wing."""
    assert sites(key(surface.split(" ")[-1]))
    assert located(f"They came to [{surface}] on Monday.")[0].resolution == "unresolved"


def test_bodies_called_by_a_place_are_evidence() -> None:
    text, spans = parse("The [Rapides Parish Library] in [Alexandria] is open.")
    names = [
        replace(MENTION, start=start, end=end, label=label, name=text[start:end])
        for (start, end), label in zip(spans, ("ORG", "GPE"), strict=True)
    ]
    [place] = places.annotate(document(text), names)
    assert (place.entity_id, place.country, place.admin1) == (1, "US", "LA")


def test_the_publisher_is_evidence_unless_it_is_of_a_metropolis() -> None:
    text, [(start, end)] = parse("Two men from [Alexandria] were fined on Monday.")
    name = replace(MENTION, start=start, end=end, name=text[start:end])
    found = {
        publisher: next(places.annotate(document(text, publisher=publisher), [name])).country
        for publisher in (None, "The Shreveport Ledger", "New York Ledger")
    }
    assert found == {None: "EG", "The Shreveport Ledger": "US", "New York Ledger": "EG"}


def test_what_is_not_listed_keeps_its_row() -> None:
    [place] = located("They came to [Halverstadtburg] on Monday.")
    assert place.resolution == "unresolved" and place.name == "Halverstadtburg"
    assert (place.geonameid, place.country, place.lat, place.lon, place.feature) == (None,) * 5
    assert place.candidates == ()


def test_nothing_decides_between_two_alike() -> None:
    one = Site(11, "Halver", "US", "TX", "US.TX", 31.0, -97.0, 5000, "PPL")
    other = Site(12, "Halver", "US", "ME", "US.ME", 45.0, -69.0, 5100, "PPL")
    [sense] = decide([Toponym("Halver", (other, one), frozenset())], {})
    assert sense.open == (other, one)
    [sense] = decide([Toponym("Halver", (other, one), frozenset())], {"US.TX": 1000})
    assert sense.open == (one,) and sense.rule == "context"
    [sense] = decide([Toponym("Halver", (replace(other, population=500_000), one), frozenset())], {})
    assert sense.open[0].geonameid == 12 and sense.rule == "prominence"


def test_an_ambiguous_row_names_its_candidates_and_no_coordinates() -> None:
    rows = [located(f"A fire in [{name}] was put out.")[0] for name in ("Greenville", "Milford", "Clayton", "Franklin")]
    open_rows = [row for row in rows if row.resolution == "ambiguous"]
    assert open_rows
    for row in open_rows:
        assert len(row.candidates) > 1
        assert (row.geonameid, row.lat, row.lon, row.country) == (None,) * 4


def test_near_towns_decide() -> None:
    """Spatial minimality beyond borders of divisions: Kansas City's neighbours lie in two states."""
    rows = located("The [Overland Park] and [Independence] plants closed.")
    assert [(row.country, row.admin1) for row in rows] == [("US", "KS"), ("US", "MO")]


@pytest.mark.parametrize(
    ("marked", "metonym"),
    [
        ("[Moscow] said it would answer.", True),
        ("[France] has rejected the plan.", True),
        ("Snow fell on [Moscow] at night.", False),
        ("[Hamburg] said it would answer.", False),
    ],
)
def test_a_government_named_by_its_seat_is_located(marked: str, metonym: bool) -> None:
    [place] = located(marked)
    assert place.resolution == "resolved"
    assert place.rule.endswith(" metonym") == metonym


def test_only_places_have_rows_and_they_refer_to_their_entity() -> None:
    text, spans = parse("[Ada Halver] went from [Oslo] to [Bergen].")
    labels = ("PERSON", "GPE", "GPE")
    entities = [
        replace(MENTION, start=start, end=end, label=label, name=text[start:end])
        for (start, end), label in zip(spans, labels, strict=True)
    ]
    assert [(row.entity_id, row.name) for row in places.annotate(document(text), entities)] == [
        (1, "Oslo"),
        (2, "Bergen"),
    ]


def test_keys() -> None:
    assert key("St. Vrain’s-on-Sea") == "saint vrains on sea"
    assert key("ÅLESUND") == "alesund"
    assert key("Łódź") == "lodz"
    assert key("...") == ""


def test_distance_is_that_of_the_sphere() -> None:
    north = Site(1, "", "", "", "", 90.0, 0.0, 0, "PPL")
    assert distance(north, replace(north, lat=0.0)) == 10007.6
    assert distance(north, north) == 0.0


def test_all_sites_of_a_name_are_in_order_of_people() -> None:
    found = gazetteer().find("springfield")
    assert len(found) > 10
    people = [site.population for site in found]
    assert people == sorted(people, reverse=True)
    assert sites("no such place anywhere") == ()


def test_many_names_take_linear_time() -> None:
    text = "[Springfield], [Franklin], [San Antonio] and [Washington] met. " * 1500
    marked, spans = parse(text)
    names = [replace(MENTION, start=start, end=end, name=marked[start:end]) for start, end in spans]
    begun = time.perf_counter()
    assert len(list(places.annotate(document(marked), names))) == 6000
    assert time.perf_counter() - begun < 2


def test_many_distinct_places_take_linear_time() -> None:
    towns = sorted({row["name"] for name in ("landmarks", "place_points") for row in load(name)})
    text, spans = parse(" and ".join(f"[{town}]" for town in towns * 4))
    names = [replace(MENTION, start=start, end=end, name=text[start:end]) for start, end in spans]
    begun = time.perf_counter()
    assert len(list(places.annotate(document(text), names))) == 4 * len(towns)
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize("stretch", ["of the the ", "1", "Paris, ", "["])
def test_an_endless_name_takes_no_time(stretch: str) -> None:
    text = stretch * (1_000_000 // len(stretch))
    begun = time.perf_counter()
    [place] = places.annotate(document(text), [replace(MENTION, end=len(text), name=text)])
    assert place.resolution == "unresolved"
    assert time.perf_counter() - begun < 1


@pytest.mark.skipif(not (SHARED / "gold/geo").is_dir(), reason="needs ../shared/gold/geo")
@pytest.mark.parametrize(("name", "floor"), [("lgl", 0.87), ("geowebnews", 0.94), ("geovirus", 0.87)])
def test_gold_names_are_put_within_161_km(name: str, floor: float) -> None:
    """Disambiguation alone: of the gold names that it locates, the share that lies within 161 km (100 miles)."""
    right = placed = 0
    for line in (SHARED / f"gold/geo/{name}.dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold = {(p["start"], p["end"]): p for p in row["places"] if p["lat"] is not None}
        names = [replace(MENTION, start=a, end=b, name=row["text"][a:b]) for a, b in sorted(gold)]
        for place in places.annotate(document(row["text"]), names):
            if place.lat is not None and place.lon is not None:
                there = gold[place.start, place.end]
                here = Site(0, "", "", "", "", place.lat, place.lon, 0, "PPL")
                placed += 1
                right += distance(here, replace(here, lat=there["lat"], lon=there["lon"])) <= 161
    assert right / placed >= floor, right / placed
