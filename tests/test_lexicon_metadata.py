"""Each example in the lexicon of `normalize.metadata` holds."""

from __future__ import annotations

import pytest

from brackets import parse
from copydesk.lexicon import Row, load
from copydesk.normalize import metadata


@pytest.mark.parametrize("row", load("agencies"), ids=lambda row: row["name"])
def test_agencies(row: Row) -> None:
    text, [(start, end)] = parse(row["example"])
    assert text[start:end] in row["forms"].split("|")
    assert row["name"] in row["forms"].split("|")
    assert metadata.agency(text) == (row["name"], "dateline")
    assert len(row["country"]) == 2


def test_no_form_names_two_agencies() -> None:
    forms = [form for row in load("agencies") for form in row["forms"].split("|")]
    assert sorted(set(forms)) == sorted(forms)


@pytest.mark.parametrize("row", load("agency_credits"), ids=lambda row: row["name"])
def test_agency_credits(row: Row) -> None:
    text, [(start, end)] = parse(row["example"])
    names = [agency["name"] for agency in load("agencies") if text[start:end] in agency["forms"].split("|")]
    assert metadata.agency(text) == (names[0], "credit line")


@pytest.mark.parametrize("row", load("publishers"), ids=lambda row: row["name"])
def test_publishers(row: Row) -> None:
    text, [(start, end)] = parse(row["example"])
    assert metadata.publisher(text) == text[start:end]
    assert row["kind"] != "word" or row["name"] in text[start:end].split()
