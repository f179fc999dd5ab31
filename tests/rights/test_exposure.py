"""How much of a text strings give away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.rights.exposure import Passages, Reading, fits, is_fact, measure, stretches

TEXT = "On Tuesday the old ferry left Ormsund with 40 soldiers and never came back to the pier of Ormsund again."


def passages(*strings: str) -> Passages:
    found = Passages()
    for string in strings:
        found.add(string, "card")
    return found


def test_a_passage_is_found_in_any_case_and_punctuation() -> None:
    found = list(passages("x (THE OLD ferry left; Ormsund) y").common(Reading(TEXT).keys))
    assert found == [("card", 2, 7)]


def test_three_words_are_chance() -> None:
    assert list(passages("the old ferry sank").common(Reading(TEXT).keys)) == []


def test_the_longest_of_several_passages_counts_however_they_overlap() -> None:
    reading = Reading(TEXT)
    strings = ("old ferry left Ormsund", "ferry left Ormsund with 40 soldiers and never", "never came back to")
    exposure = measure("d", reading, [], passages(*strings), Passages())
    assert (exposure.run, exposure.where, exposure.is_over) == (8, "card", True)
    # Tuesday stays hidden; Ormsund and 40 are facts.
    assert (exposure.inside, exposure.outside) == (2, 10)


def test_rows_put_together_make_a_run() -> None:
    reading = Reading(TEXT)
    places = [place for value in ("old ferry", "left", "Ormsund with") if (place := reading.place(value, 15))]
    assert measure("d", reading, places, Passages(), Passages()).run == 5


def test_a_value_is_placed_where_its_row_is() -> None:
    reading = Reading(TEXT)
    assert reading.place("Ormsund", 0) == (6, 7)
    assert reading.place("Ormsund", len(TEXT)) == (18, 19)
    assert reading.place("Orms", 0) is None


def test_a_headline_counts_when_all_of_it_is_there() -> None:
    reading = Reading(TEXT, "Old boat lost at sea")
    assert measure("d", reading, [], passages("old boat lost at sea, they say"), Passages()).title
    assert not measure("d", reading, [], passages("old boat lost at"), Passages()).title


@pytest.mark.parametrize(
    ("value", "release", "may"),
    [
        ("Ida Verbraak", "name", True),
        ("Ministry of the Sea", "name", True),
        ("People's Army", "name", True),
        ("the minister", "name", False),
        ("of the", "name", False),
        ("Q W K Z P V X Y J", "name", False),
        ("40", "number", True),
        ("$1.2 billion", "number", True),
        ("40 soldiers", "number", False),
        ("early last year", "date", True),
        ("13 May 2024", "date", True),
        ("the coming elections", "date", False),
        ("soldiers", "words", True),
        ("very old ferry boats", "words", False),
        ("", "words", False),
    ],
)
def test_what_may_go_out_by_which_rule(value: str, release: str, may: bool) -> None:
    assert fits(value, release) is may


def test_facts_are_told_by_the_word_alone() -> None:
    assert [
        word for word in ("Ormsund", "ferry", "40", "forty", "may", "yesterday", "NATO", "the") if is_fact(word)
    ] == [
        "Ormsund",
        "40",
        "forty",
        "yesterday",
        "NATO",
    ]


def brute(keys: list[str], strings: list[str]) -> int:
    """The longest common run of four words or more, by trying all."""
    best = 0
    for string in strings:
        words = Reading(string).keys
        for i in range(len(keys)):
            for j in range(len(words)):
                n = 0
                while i + n < len(keys) and j + n < len(words) and keys[i + n] == words[j + n]:
                    n += 1
                best = max(best, n if n >= 4 else 0)
    return best


WORDS = st.text("abc", max_size=24).map(" ".join)


@given(WORDS, st.lists(WORDS, max_size=3))
def test_the_run_is_the_longest_there_is(text: str, strings: list[str]) -> None:
    reading = Reading(text)
    assert measure("d", reading, [], passages(*strings), Passages()).run == brute(reading.keys, strings)


@given(st.binary(max_size=30).map(lambda data: bytes(byte % 2 for byte in data)))
def test_stretches_are_the_recovered_words(recovered: bytes) -> None:
    covered = {i for first, last in stretches(recovered) for i in range(first, last)}
    assert covered == {i for i, byte in enumerate(recovered) if byte}
