"""Rights: what may be passed on, and that every doubt ends in withheld."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import lexicon, licences
from copydesk.licences import FULL, WITHHELD, decide

ROWS = lexicon.load("licences")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_each_example_is_read_as_its_licence(row: lexicon.Row) -> None:
    marked = re.search(r"\[(.*)\]", row["example"])
    assert marked is not None
    assert licences.canonical(marked[1]) == row["id"]
    assert licences.canonical(row["id"]) == row["id"]
    assert row["text"] in ("yes", "no")


@pytest.mark.parametrize("stated", ["free to use", "CC BY", "CC-BY-9.0", "see footer", "MIT OR CC0-1.0", "ask me"])
def test_what_is_no_licence_is_not_guessed(stated: str) -> None:
    decided = decide(stated, FULL)
    assert (decided.rights, decided.text_release) == (licences.UNKNOWN, WITHHELD)
    assert licences.UNREADABLE in decided.flags


def test_a_licence_of_ones_own_is_kept_but_lets_nothing_out() -> None:
    assert decide("LicenseRef-house-agreement") == licences.Decision("LicenseRef-house-agreement", WITHHELD, ())


def test_nothing_stated_is_unknown_and_withheld() -> None:
    assert decide(None) == licences.Decision(licences.UNKNOWN, WITHHELD, ())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
@pytest.mark.parametrize("wanted", [None, FULL, WITHHELD, "maybe"])
def test_a_release_is_stricter_than_its_rights_or_as_strict_never_laxer(row: lexicon.Row, wanted: str | None) -> None:
    decided = decide(row["id"], wanted)
    assert decided.text_release == (FULL if row["text"] == "yes" and wanted in (None, FULL) else WITHHELD)
    assert (licences.REFUSED in decided.flags) == (wanted == FULL and row["text"] == "no")


def test_a_licence_against_changes_does_not_let_a_normalised_text_out() -> None:
    assert decide("CC BY-ND 4.0").text_release == WITHHELD


def test_a_syndicated_copy_follows_the_stricter_of_publisher_and_agency() -> None:
    decided = decide("CC-BY-4.0", agency="Reuters")
    assert (decided.rights, decided.text_release, decided.flags) == ("CC-BY-4.0", WITHHELD, (licences.AGENCY,))
    assert decide("CC-BY-4.0", agency="Ormsund Wire").text_release == FULL
    assert decide("CC0-1.0", agency="Reuters", synthetic=True).text_release == FULL


@pytest.mark.parametrize(
    ("cell", "found", "sound"),
    [
        ("", (), True),
        ("0", (), True),
        ("1", ("tdmrep",), True),
        ("robots; TDMRep 2024-05-01", ("robots", "tdmrep 2024-05-01"), True),
        ("tdmrep 2024-13-01", ("meta",), False),
        ("no scraping please", ("meta",), False),
    ],
)
def test_reservations(cell: str, found: tuple[str, ...], sound: bool) -> None:
    assert licences.reservations(cell) == (found, sound)
    assert all(map(licences.is_reservation, found))
    assert decide("CC-BY-4.0", reservations=found).text_release == (WITHHELD if found else FULL)


def test_in_a_component_the_strictest_holds() -> None:
    releases = {"a": FULL, "b": WITHHELD, "c": FULL, "d": FULL}
    assert licences.inherited(releases, {"a": "x", "b": "x", "c": "y"}) == {"a"}
    assert licences.inherited(releases, {}) == frozenset()


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([FULL, WITHHELD])), st.data())
def test_no_component_is_half_free(releases: dict[str, str], data: st.DataObject) -> None:
    components = {doc_id: data.draw(st.sampled_from("xyz")) for doc_id in releases}
    strict = licences.inherited(releases, components)
    final = {doc_id: WITHHELD if doc_id in strict else release for doc_id, release in releases.items()}
    for one, other in product(final, repeat=2):
        if components[one] == components[other]:
            assert final[one] == final[other]


@given(st.text())
def test_any_text_is_decided(stated: str) -> None:
    assert decide(stated).text_release in (FULL, WITHHELD)
    licences.reservations(stated)
