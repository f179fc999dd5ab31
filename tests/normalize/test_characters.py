"""Controls, bidirectional and invisible characters, and foreign line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.document import Alignment, apply
from copydesk.normalize import characters


@pytest.mark.parametrize(
    ("fault", "raw", "clean", "rule"),
    [
        ("crlf", "one\r\ntwo", "one\ntwo", "newline"),
        ("carriage_return", "one\rtwo", "one\ntwo", "newline"),
        ("line_separator", "one\u2028two", "one\ntwo", "newline"),
        ("form_feed", "one\x0ctwo", "one\ntwo", "newline"),
        ("nul", "o\x00ne", "one", "control"),
        ("ansi_colour", "\x1b[31mone", "one", "ansi"),
        ("bidi_override", "\u202eone\u202c", "one", "bidi"),
        ("zero_width_space", "bri\u200bgade", "brigade", "invisible"),
        ("soft_hyphen", "bri\u00adgade", "brigade", "invisible"),
        ("c1_apostrophe", "it\x92s", "it’s", "c1_control"),
        ("c1_undefined", "it\x81s", "its", "c1_control"),
    ],
)
def test_clean(fault: str, raw: str, clean: str, rule: str) -> None:
    edits = characters.clean(raw)
    assert apply(raw, edits) == clean
    assert {edit.rule for edit in edits} == {rule}


def test_joiners_that_spell_something_stay() -> None:
    family = "\U0001f469\u200d\U0001f467 می\u200cخواهم"
    assert characters.clean(family) == []


@given(st.text())
def test_any_text_is_cleaned_within_the_law(raw: str) -> None:
    edits = characters.clean(raw)
    Alignment(edits, len(raw))
    assert characters.clean(apply(raw, edits)) == []
