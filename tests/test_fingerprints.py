"""Fingerprints know a text again, and give nothing away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copydesk import fingerprints

LONG = " ".join(f"word{i}" for i in range(25))


def test_a_paragraph_has_its_place_and_a_digest_from_25_words_on() -> None:
    text = f"A headline.\n\n{LONG}\n{LONG[:-7]}"
    entries = [fingerprints.parse(entry) for entry in fingerprints.of_paragraphs("d", text)]
    assert [(text[start:end], bool(digest)) for start, end, digest in entries] == [
        ("A headline.", False),
        (LONG, True),
        (LONG[:-7], False),
    ]


def test_marks_case_and_blanks_do_not_count() -> None:
    one, other = (fingerprints.of_paragraphs("d", text)[0] for text in (f"“{LONG}’s” x", f'"{LONG.upper()}\'S"  X'))
    assert fingerprints.parse(one)[2] == fingerprints.parse(other)[2]


def test_each_document_has_its_own_salt() -> None:
    assert fingerprints.of_paragraphs("a", LONG) != fingerprints.of_paragraphs("b", LONG)


def test_nothing_short_can_be_found_by_trying() -> None:
    # Whoever knows the pattern "N troops" and has hours of time must find no digest to try it on.
    for number in (5, 500, 5000):
        text = f"{number:,} troops arrived.\n{number:,} troops"
        assert all(not fingerprints.parse(entry)[2] for entry in fingerprints.of_paragraphs("d", text))
        assert not fingerprints.is_long(text)


def test_a_text_is_long_from_50_words_on() -> None:
    assert fingerprints.is_long(f"{LONG} {LONG}")
    assert not fingerprints.is_long(f"{LONG} {LONG[:-7]}")


@given(st.text(), st.sampled_from("ab"))
def test_entries_can_be_read_and_cover_the_lines(text: str, doc_id: str) -> None:
    for entry in fingerprints.of_paragraphs(doc_id, text):
        start, end, _ = fingerprints.parse(entry)
        assert text[start:end]
        assert "\n" not in text[start:end]
