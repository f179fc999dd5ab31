"""Each example in the lexicon of the layer `places` holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from brackets import document, parse
from copydesk.geo.gazetteer import gazetteer, sites
from copydesk.geo.names import key
from copydesk.layers import places
from copydesk.layers.entities import Entity
from copydesk.layers.places import Place
from copydesk.lexicon import Row, load

MENTION = Entity(0, 0, "test", "GPE", "", 0, None, None, None)


def only_place(example: str) -> Place:
    text, [(start, end)] = parse(example)
    [place] = places.annotate(document(text), [replace(MENTION, start=start, end=end, name=text[start:end])])
    return place


@pytest.mark.parametrize("row", load("landmarks"), ids=lambda row: row["name"])
def test_landmarks(row: Row) -> None:
    place = only_place(row["example"])
    assert place.resolution == "resolved"
    assert sites(key(row["forms"].split("|")[0]))[0].name == row["name"]
    assert -90 <= float(row["lat"]) <= 90 and -180 <= float(row["lon"]) <= 180
    assert row["source"] in ("GeoNames", "middle of its extent")


def test_no_form_names_two_landmarks() -> None:
    forms = [key(form) for row in load("landmarks") for form in row["forms"].split("|")]
    assert sorted(set(forms)) == sorted(forms)


@pytest.mark.parametrize("row", load("place_points"), ids=lambda row: row["code"])
def test_place_points(row: Row) -> None:
    text, [(start, end)] = parse(row["example"])
    country, _, admin1 = row["code"].partition(".")
    assert any(
        (site.country, site.admin1) == (country, admin1)
        and (site.lat, site.lon) == (float(row["lat"]), float(row["lon"]))
        for site in gazetteer().find(key(text[start:end]))
    ), "compile the gazetteer anew"


@pytest.mark.parametrize("row", load("division_abbreviations"), ids=lambda row: row["form"])
def test_division_abbreviations(row: Row) -> None:
    place = only_place(row["example"])
    assert f"{place.country}.{place.admin1}" == row["division"]
    assert place.feature == "ADM1"


@pytest.mark.parametrize("row", load("government_verbs"), ids=lambda row: row["form"])
def test_government_verbs(row: Row) -> None:
    assert only_place(row["example"]).rule.endswith(" metonym")


@pytest.mark.parametrize("row", load("place_words"), ids=lambda row: f"{row['word']} {row['side']}")
def test_place_words(row: Row) -> None:
    assert only_place(row["example"]).name == "Norway"
