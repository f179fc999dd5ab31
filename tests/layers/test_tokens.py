"""Tokens: as fine as any reader needs, on invented news copy."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brackets import document
from copydesk.layers.tokens import annotate


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NATO’s flank, Russia's war", ["NATO", "’s", "flank", ",", "Russia", "'s", "war"]),
        ("U.S.-led drills", ["U.S.", "-", "led", "drills"]),
        ("George W. Orlan of D.C.", ["George", "W.", "Orlan", "of", "D.C."]),
        ("about 4,000 of the 82nd at 1.6 km", ["about", "4,000", "of", "the", "82nd", "at", "1.6", "km"]),
        ("O’Brien and Mi'kmaw don't", ["O’Brien", "and", "Mi'kmaw", "don't"]),
        ("al-Halver (AH) said “no”.", ["al", "-", "Halver", "(", "AH", ")", "said", "“", "no", "”", "."]),
        ("F-16s_x", ["F", "-", "16s", "_", "x"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert annotate(document(text)).words == words


@given(st.text())
def test_tokens_cover_all_that_is_no_space(text: str) -> None:
    tokens = annotate(document(text))
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words
    assert all(a < b for a, b in zip(tokens.starts, tokens.ends, strict=True))
    assert all(end <= start for end, start in zip(tokens.ends[:-1], tokens.starts[1:], strict=True))
    assert "".join(tokens.words) == "".join(text.split())


@pytest.mark.parametrize("piece", ["1", "1,", "a.", "A. ", "'", "of the the ", "((", "x'", "É"])
def test_time_is_linear(piece: str) -> None:
    began = time.process_time()
    annotate(document(piece * (1_000_000 // len(piece))))
    assert time.process_time() - began < 2


def test_one_column_each() -> None:
    tokens = annotate(document("Halver left."))
    assert len(tokens) == 3 == len(tokens.starts) == len(tokens.ends)
