"""Each example in the lexicon of the layer `events` holds."""

from __future__ import annotations

from typing import Any

import pytest

from brackets import parse
from copydesk import annotate
from copydesk.lexicon import Row, load


def _events(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = annotate(text, created="2024-03-12", layers=["events"]).table("events").to_pylist()
    return found


@pytest.mark.parametrize("row", load("events_triggers"), ids=lambda row: f"{row['lemma']}-{row['frame']}")
def test_triggers(row: Row) -> None:
    """The word in brackets, in some form of the lemma, names the action."""
    text, [(start, end)] = parse(row["example"])
    found = [event for event in _events(text) if event["start"] == start]
    assert {event["action"] for event in found} == {row["action"]}
    assert {event["rule"] for event in found} == {f"{row['frame']}: {row['lemma']}"}
    assert end - found[0]["end"] in (0, *(1 + len(particle) for particle in row["particles"].split("|")))


@pytest.mark.parametrize("row", load("events_units"), ids=lambda row: row["head"])
def test_units(row: Row) -> None:
    """The noun in brackets is the unit; a head that says no more than "presence" is none."""
    text, [(start, end)] = parse(row["example"])
    assert text[start:end] == row["head"]
    if row["kind"] in ("post", "service"):
        assert _events(text)
    else:
        assert row["head"] in {event["unit"] for event in _events(text)}


@pytest.mark.parametrize("row", load("events_modality"), ids=lambda row: f"{row['place']}-{row['forms'][:20]}")
def test_modality(row: Row) -> None:
    """With the cue in it, the sentence says the event so firmly."""
    text, [(start, end)] = parse(row["example"])
    assert text[start:end] in row["forms"].split("|")
    assert {event["modality"] for event in _events(text)} == {row["modality"]}


@pytest.mark.parametrize("row", load("events_permanence"), ids=lambda row: row["forms"])
def test_permanence(row: Row) -> None:
    """The cue says for how long."""
    text, [(start, end)] = parse(row["example"])
    assert text[start:end] in row["forms"].split("|")
    assert {event["permanence"] for event in _events(text)} == {row["permanence"]}


@pytest.mark.parametrize("row", load("events_parties"), ids=lambda row: row["name"])
def test_parties(row: Row) -> None:
    """Who acts is the country."""
    codes = {country["iso2"]: country["iso3"] for country in load("countries")}
    assert row["name"] in row["example"]
    assert {event["actor"] for event in _events(row["example"])} == {codes[row["country"]]}


@pytest.mark.parametrize("row", load("events_plover"), ids=lambda row: f"{row['action']}-{row['modality']}")
def test_plover(row: Row) -> None:
    """Action and modality have the code."""
    text, [(start, _)] = parse(row["example"])
    [code] = {(e["action"], e["modality"], e["plover"]) for e in _events(text) if e["start"] == start}
    assert code == (row["action"], row["modality"], row["code"])


@pytest.mark.parametrize("row", load("events_words"), ids=lambda row: row["class"])
def test_words(row: Row) -> None:
    """The sentence is read with the word in it; a civil noun or a fight makes it no event of posture."""
    text, [(start, end)] = parse(row["example"])
    assert text[start:end] in row["words"].split("|")
    assert bool(_events(text)) == (row["class"] not in ("civil", "fight", "backing"))
