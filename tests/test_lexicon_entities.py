"""The lexicon of names: every line's example holds, and the compiled gazetteers are whole."""

from __future__ import annotations

import re

import pytest

from brackets import parse
from copydesk.lexicon import Row, load
from copydesk.names import knowledge, roles
from copydesk.names.features import INSIDE
from copydesk.names.gazetteer import gazetteer, rows
from copydesk.names.words import TOKEN, key

LABELS = {"countries": "GPE", "forces": "MIL", "organisations": "ORG"}


def bracketed(row: Row) -> str:
    text, spans = parse(row["example"])
    assert len(spans) == 1
    return text[slice(*spans[0])]


@pytest.mark.parametrize("table", ["countries", "regions", "forces", "organisations"])
def test_each_form_is_found_as_its_line_says(table: str) -> None:
    taken: dict[str, str] = {}
    for row in load(table):
        forms = row["forms"].split("|")
        assert bracketed(row) in forms
        for form in forms:
            assert taken.setdefault(form, row["name"]) == row["name"], f"{form} stands on two lines"
        entry = knowledge.lookup(key(bracketed(row)))
        assert entry is not None
        assert (entry.name, entry.label) == (row["name"], LABELS.get(table) or row["label"])


def test_each_demonym_is_found_as_its_line_says() -> None:
    for row in load("demonyms"):
        assert bracketed(row) == row["form"]
        entry = knowledge.lookup(key(row["form"]))
        assert entry is not None
        assert (entry.label, entry.country) == ("NORP", row["country"] or None)


def test_each_office_is_a_role_as_its_line_says() -> None:
    offices = {row["form"].lower() for row in load("offices") if row["kind"] in ("office", "rank")}
    for row in load("offices"):
        text, spans = parse(row["example"])
        assert text[slice(*spans[0])] == row["form"]
        words = TOKEN.findall(text)
        name = next(i for i, word in enumerate(words) if word in ("Orla", "Venn", "Halver"))
        found = roles.role(words, name, name + 1, 0, "ORG" if row["kind"] == "kind" else "PERSON")
        if row["kind"] == "honorific" and row["form"].lower() not in offices:
            assert found is None
        else:
            assert found is not None
            assert key(row["form"]) in " ".join(words[slice(*found)])


def test_each_state_is_found_by_its_abbreviation_as_its_line_says() -> None:
    for row in load("state_abbreviations"):
        assert bracketed(row) in row["forms"].split("|")
        for form in row["forms"].split("|"):
            entry = knowledge.states()[key(form)]
            assert (entry.name, entry.country, entry.link) == (
                row["name"],
                row["country"],
                f"geonames:{row['geonameid']}",
            )


def test_each_leader_has_the_class() -> None:
    for row in load("leaders"):
        assert bracketed(row) == row["surname"]
        assert "leader" in (gazetteer().words | gazetteer().phrases)[key(row["surname"])]


def test_each_head_has_its_class() -> None:
    for row in load("heads"):
        assert bracketed(row) == row["word"]
        if row["kind"] == "particle":
            assert row["word"] in INSIDE
        else:
            assert f"head-{row['kind']}" in gazetteer().words[row["word"]]


def test_codes_are_what_they_claim() -> None:
    countries = {row["iso2"]: row for row in load("countries")}
    assert len(countries) == len(load("countries")) >= 249
    for code, row in countries.items():
        assert re.fullmatch("[A-Z]{2}", code) and re.fullmatch("[A-Z]{3}", row["iso3"])
        assert row["geonameid"].isdigit() and (row["capital_geonameid"] or "0").isdigit()
    for table in ("demonyms", "regions", "forces"):
        assert {row["country"] for row in load(table)} <= {*countries, ""}


def test_the_compiled_gazetteers_are_whole() -> None:
    countries = {row["iso2"] for row in load("countries")}
    cities = list(rows("cities"))
    assert len(cities) > 30_000
    assert len({row["geonameid"] for row in cities}) == len(cities)
    assert {row["country"] for row in cities} <= countries
    assert all(abs(float(row["lat"])) <= 90 and abs(float(row["lon"])) <= 180 for row in cities)
    divisions = {row["geonameid"]: row for row in rows("subdivisions")}
    assert len(divisions) > 3_000
    assert {row["country"] for row in divisions.values()} <= countries
    assert all(row["code"].startswith(f"{row['country']}.") for row in divisions.values())
    assert {row["geonameid"] for row in load("state_abbreviations")} <= divisions.keys()
    capitals = {row["capital_geonameid"] for row in load("countries")} - {""}
    assert capitals <= {row["geonameid"] for row in cities}
