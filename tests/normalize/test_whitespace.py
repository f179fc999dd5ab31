"""White space: one blank, one line break or two, none at the edges; line breaks are never added."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.document import Alignment, apply
from copydesk.normalize import whitespace


def tidied(text: str) -> str:
    return apply(text, whitespace.tidy(text))


@pytest.mark.parametrize(
    ("fault", "raw", "clean"),
    [
        ("no_break_space", "4\u00a0000 troops", "4 000 troops"),
        ("thin_space", "4\u2009000", "4 000"),
        ("double_blank", "end.  Start", "end. Start"),
        ("tab", "a\tb", "a b"),
        ("edges", "\n\n a \n", "a"),
        ("trailing_blanks", "a  \nb", "a\nb"),
        ("indented_paragraph", "a\n\n   b", "a\n\nb"),
        ("many_blank_lines", "a\n \n\t\n\nb", "a\n\nb"),
        ("one_line_break_stays_one", "a\nb", "a\nb"),
    ],
)
def test_tidy(fault: str, raw: str, clean: str) -> None:
    assert tidied(raw) == clean


@given(st.text(st.sampled_from("ab \n\t\u00a0"), max_size=40))
def test_words_stay_and_breaks_are_never_added(raw: str) -> None:
    edits = whitespace.tidy(raw)
    Alignment(edits, len(raw))
    clean = apply(raw, edits)
    assert clean.split() == raw.split()
    assert clean == clean.strip()
    assert "  " not in clean
    assert clean.count("\n") <= raw.count("\n")
    assert whitespace.tidy(clean) == []


@pytest.mark.parametrize("unit", [" ", "\n", " \n", "\t", "a ", "a  "])
def test_a_megabyte_of_white_space_takes_linear_time(unit: str) -> None:
    text = "x" + unit * (1_000_000 // len(unit)) + "x"
    began = time.process_time()
    tidied(text)
    assert time.process_time() - began < 5
