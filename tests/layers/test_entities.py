"""Entities and what they stand for, on invented news copy."""

from __future__ import annotations

import json
import time
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brackets import document, parse
from copydesk.document import Document
from copydesk.layers import sentences, tokens
from copydesk.layers.entities import Entity, annotate
from copydesk.names.evidence import gather
from copydesk.names.model import LABELS, Recognizer, recognizer

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"


def entities(text: str | Document) -> list[Entity]:
    whole = document(text) if isinstance(text, str) else text
    return list(annotate(whole, tokens.annotate(whole), tuple(sentences.annotate(whole))))


def labelled(text: str) -> list[tuple[str, str]]:
    return [(text[entity.start : entity.end], entity.label) for entity in entities(text)]


@pytest.mark.parametrize(
    ("marked", "labels"),
    [
        # without article, title, possessive
        ("The [European Union] asked [Poland]'s president to wait.", "ORG GPE"),
        ("Defense Minister [Orla Venn] met Gen. [Tomas Quill] in [Riga].", "PERSON PERSON GPE"),
        # forces and units, but not bare troops
        ("The [Bundeswehr] sent a company of the [82nd Airborne Division] home.", "MIL MIL"),
        ("The [Hungarian army] said [Russian] troops had left.", "MIL NORP"),
        # bodies by their houses; armed groups
        ("The [Kremlin] and the [White House] spoke about [Hezbollah].", "ORG ORG ORG"),
        # regions and waters
        ("Ships crossed the [Black Sea] and reached the [Baltic] region.", "LOC LOC"),
        # longest name wins
        ("The [Federal Republic of Germany] and [Bosnia and Herzegovina] signed.", "GPE GPE"),
        # no possessive inside, and no way to a country
        ("It reached [Yemen]'s [Marib] province.", "GPE GPE"),
        ("[Tokyo] sends its [Ground Self-Defense Force] to the [Philippines].", "GPE MIL GPE"),
        # nationality is never the state
        ("The [German] government and [Germany] agreed.", "NORP GPE"),
    ],
)
def test_labels_and_spans(marked: str, labels: str) -> None:
    text, spans = parse(marked)
    found = entities(text)
    assert [(entity.start, entity.end) for entity in found] == spans
    assert [entity.label for entity in found] == labels.split()


def test_a_full_name_decides_its_surname() -> None:
    text = "President Orla Venn flew to Oslo on Friday. Venn said the port was shut. The crowd cheered Venn's speech."
    people = [entity for entity in entities(text) if entity.label == "PERSON"]
    assert [text[entity.start : entity.end] for entity in people] == ["Orla Venn", "Venn", "Venn"]
    assert {entity.name for entity in people} == {"Orla Venn"}
    assert len({entity.chain_id for entity in people}) == 1


def test_a_surname_that_two_share_stays_by_itself() -> None:
    text = "Orla Venn met Tomas Venn in Oslo. Venn left first."
    people = [entity for entity in entities(text) if entity.label == "PERSON"]
    assert [entity.name for entity in people] == ["Orla Venn", "Tomas Venn", "Venn"]
    assert len({entity.chain_id for entity in people}) == 3


def test_an_acronym_in_brackets_chains_with_its_long_form() -> None:
    text = "The Halver Ports Agency (HPA) shut the quay. The HPA gave no reason."
    found = [entity for entity in entities(text) if entity.label == "ORG"]
    assert [text[entity.start : entity.end] for entity in found] == ["Halver Ports Agency", "HPA", "HPA"]
    assert {entity.name for entity in found} == {"Halver Ports Agency"}
    assert len({entity.chain_id for entity in found}) == 1


def test_canonical_names_countries_and_links() -> None:
    text = "The Federal Republic of Germany and German officials met in Vilnius, Lithuania, the agency dpa reported."
    found = {text[entity.start : entity.end]: entity for entity in entities(text)}
    assert [(e.name, e.country, e.link) for e in found.values()] == [
        ("Germany", "DE", "ISO:DE"),
        ("German", "DE", None),
        ("Vilnius", "LT", "geonames:593116"),
        ("Lithuania", "LT", "ISO:LT"),
        ("Deutsche Presse-Agentur", None, None),
    ]


def test_roles_as_the_text_states_them() -> None:
    text = "German Defense Minister Orla Venn and Tomas Quill, the foreign minister, met Lt. Gen. Karl Pask in Berlin."
    roles = {entity.name: entity.role for entity in entities(text) if entity.label == "PERSON"}
    assert roles == {"Orla Venn": "Defense Minister", "Tomas Quill": "foreign minister", "Karl Pask": "Lt. Gen."}


def test_chains_are_numbered_in_order_of_first_mention() -> None:
    found = entities("Latvia and Estonia met. Estonia left, then Latvia and Finland.")
    assert [entity.chain_id for entity in found] == [0, 1, 1, 0, 2]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["Venn", "the", "of", "U.S.", "’s", "(", ")", "NATO", "dpa", ".", "\n\n", ",", "\ud800"]))
)
def test_spans_are_disjoint_trimmed_and_in_order(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = entities(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for entity in found:
        surface = text[entity.start : entity.end]
        assert surface == surface.strip() != ""
        assert surface.lower() not in ("the", "'s", "’s")


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert all(0 <= entity.start < entity.end <= len(text) for entity in entities(text))


@pytest.mark.parametrize("piece", ["1", "of the the ", "(", "Venn ", "Orla Venn. ", "U.S. ", "A", "Ab-", "Xx Yy of "])
def test_time_is_linear(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    entities("Oslo.")
    began = time.process_time()
    entities(text)
    assert time.process_time() - began < 8


def test_the_founding_text() -> None:
    if not SEEDS.is_dir():
        pytest.skip("needs ../shared/seeds, which is not in the repository")
    gold = json.loads(next(SEEDS.glob("*.gold.json")).read_text(encoding="utf-8"))
    raw = next(SEEDS.glob("*.txt")).read_bytes().decode()
    first, last = gold["body"]
    body = document(raw[first:last], created=date(2023, 6, 26))
    found = [
        (entity.start + first, entity.end + first, entity.label, entity.name, entity.country, entity.link)
        for entity in entities(body)
    ]
    assert found == [(e["start"], e["end"], e["label"], e["name"], e["country"], e["link"]) for e in gold["entities"]]
    roles = {(entity.name, entity.role) for entity in entities(body) if entity.role}
    assert roles == {(role["name"], role["role"]) for role in gold["roles"]}


@pytest.mark.parametrize(
    "text",
    [
        "The carrier USS Halver (CVN 99) and the Venn-class cutter sailed on Friday.",
        "Troops took part in Operation Halver and in Exercise Venn on Friday.",
        "The senator Orla Venn (D-ND) spoke.",
    ],
)
def test_ships_operations_and_party_marks_are_no_entities(text: str) -> None:
    assert [text[entity.start : entity.end] for entity in entities(text) if entity.label != "PERSON"] == []


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers tested the Halver Weapon System on Friday.",
        "The Venn Missile Defense Program was late.",
        "Crews fired the M999 Howitzer at noon.",
    ],
)
def test_weapons_and_their_programmes_are_no_entities(text: str) -> None:
    assert labelled(text) == []


def test_states_by_their_abbreviations() -> None:
    text = "Guests from Springfield, Ill., and Portland, OR 97201, flew home on Friday. The crews met, OR said so."
    states = [(text[e.start : e.end], e.name, e.country, e.link) for e in entities(text) if e.rule == "state"]
    assert states == [("Ill.", "Illinois", "US", "geonames:4896861"), ("OR", "Oregon", "US", "geonames:5744337")]


def test_a_headline_has_the_names_of_the_body() -> None:
    text = (
        "Mayor Orla Venn Opens Ferry Line To Riga\n\nThe mayor, Orla Venn, cut the ribbon of a line that sails to Riga."
    )
    assert labelled(text) == [("Orla Venn", "PERSON"), ("Riga", "GPE")] * 2


def test_a_country_after_a_war_and_a_comma_is_found() -> None:
    assert labelled("When the Cold War was over, Germany paid for the bridge.") == [("Germany", "GPE")]


def test_a_city_that_gave_its_division_its_name_is_the_city() -> None:
    found = {entity.name: entity.link for entity in entities("Crowds met in Vilnius and all over Zhejiang on Friday.")}
    assert found == {"Vilnius": "geonames:593116", "Zhejiang": "geonames:1784764"}


def test_a_unit_keeps_its_number() -> None:
    text = "Sailors of Destroyer Squadron 9 and of the 3rd Halver Brigade met the Halver Carrier Strike Group."
    assert labelled(text) == [
        ("Destroyer Squadron 9", "MIL"),
        ("3rd Halver Brigade", "MIL"),
        ("Halver Carrier Strike Group", "MIL"),
    ]


def test_a_city_that_two_countries_have_is_not_guessed() -> None:
    found = {
        entity.name: entity for entity in entities("Crowds met in Santiago de Halver and in Springfield on Friday.")
    }
    assert found["Springfield"].link is None


def test_the_model_is_plain_integers() -> None:
    with np.load(files("copydesk.models") / "entities.npz", allow_pickle=False) as arrays:
        numbers, weights, transitions = (arrays[name] for name in ("numbers", "weights", "transitions"))
    assert (numbers.dtype, weights.dtype, transitions.dtype) == (np.uint32, np.int16, np.int32)
    assert weights.shape == (len(numbers), len(LABELS))
    assert transitions.shape == (len(LABELS), len(LABELS))
    assert (np.diff(numbers.astype(np.int64)) > 0).all()


def test_labels_do_not_depend_on_what_was_read_before() -> None:
    words = [
        "Orla",
        "Venn",
        "met",
        "Hezbollah",
        "envoys",
        "in",
        "Vilnius",
        ",",
        "said",
        "the",
        "Halver",
        "Ports",
        "Agency",
        ".",
    ]
    gathered = gather(words, [(0, len(words))])
    arrays = np.load(files("copydesk.models") / "entities.npz", allow_pickle=False)
    fresh = Recognizer(arrays["numbers"], arrays["weights"], arrays["transitions"])
    assert fresh.label(words, gathered) == recognizer().label(words, gathered)
