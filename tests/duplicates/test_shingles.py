"""Words of any script, and fingerprints that no shared run of words escapes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.duplicates.shingles import (
    OPENING,
    WINDOW,
    WORDS,
    WordHashes,
    fingerprints,
    key,
    shingles,
    word_hashes,
    words,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The “Otter” sailed; it’s late.", "the otter sailed it s late"),
        ("STRASSE Straße ﬁne １２", "strasse strasse fine 12"),
        ("snake_case", "snake case"),
        ("हिन्दी में", "हिन्दी में"),
        ("部隊は港に", "部 隊 は 港 に"),
        ("Порт закрыт", "порт закрыт"),
        ("부대가 도착했다", "부대가 도착했다"),
        ("!!! ??", "!!! ??"),
        ("", ""),
    ],
)
def test_words_of_any_script(text: str, expected: str) -> None:
    assert words(text) == expected.split()


def test_hashes_are_the_same_everywhere() -> None:
    hashes = word_hashes("Four ferries left the pier", WordHashes())
    assert key(hashes) == GOLDEN_KEY
    assert [hex(value) for value in shingles(hashes).tolist()] == GOLDEN_SHINGLES


#: Set when the hashes were chosen. Fingerprints that were kept from another build are compared with new ones.
GOLDEN_KEY = "b28f78dd54e7cbc06a656015d509bd8b"
GOLDEN_SHINGLES = ["0x7fda1e8b45fe4677", "0x45c226c921364fb2"]


def test_case_and_punctuation_do_not_make_another_text() -> None:
    known = WordHashes()
    a, b, c = (word_hashes(text, known) for text in ("“Stay,” she said.", '"STAY" she  said', "She said stay"))
    assert key(a) == key(b) != key(c)


def test_a_short_text_is_one_shingle() -> None:
    known = WordHashes()
    assert [shingles(word_hashes(text, known)).size for text in ("", "one", "one two three four", "a b c d e")] == [
        0, 1, 1, 2,
    ]  # fmt: skip


numbers = st.integers(0, 30).map(str)


@settings(deadline=None)
@given(before=st.lists(numbers), other=st.lists(numbers), run=st.lists(numbers, min_size=WORDS + WINDOW - 1))
def test_texts_that_share_a_run_share_a_fingerprint(before: list[str], other: list[str], run: list[str]) -> None:
    known = WordHashes()
    a, b = (
        fingerprints(shingles(word_hashes(" ".join(text), known)))
        for text in ([*before, *run, *other], [*other, *run, *before])
    )
    assert np.intersect1d(a, b).size


def test_two_in_nine_shingles_are_kept() -> None:
    found = shingles(np.random.default_rng(1).integers(0, 2**63, 20_000, dtype=np.uint64))
    assert abs(fingerprints(found).size / found.size - 2 / (WINDOW + 1)) < 0.01
    assert np.isin(found[:OPENING], fingerprints(found)).all()
