"""Encoding repair: what went wrong between bytes and characters, each change an edit that never lengthens."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.document import Alignment, apply
from copydesk.normalize import encoding


def repaired(text: str) -> str:
    return apply(text, encoding.repair(text))


@pytest.mark.parametrize(
    ("fault", "raw", "clean"),
    [
        ("byte_order_mark", "\ufeffThe brigade", "The brigade"),
        ("utf8_read_as_cp1252", "the brigadeâ€™s flag â€œnowâ€\x9d", "the brigade’s flag “now”"),
        ("umlauts_read_as_latin1", "MÃ¼nchen und KÃ¶ln", "München und Köln"),
        ("a_blank_that_was_a_byte", "voilÃ  une ville, citÃ© et forÃªt", "voilà une ville, cité et forêt"),
        ("decimal_entity", "the minister&#8217;s plan", "the minister’s plan"),
        ("hexadecimal_entity", "a &#x2014; b", "a — b"),
        ("named_entity", "bread &amp; butter", "bread & butter"),
        ("entity_of_nothing", "AT&T; R&D", "AT&T; R&D"),
        ("undecodable_bytes", "caf\udce9 \udc81\udc8d", "caf\ufffd \ufffd"),
        ("lone_surrogate", "a \ud83d b", "a \ufffd b"),
        ("surrogate_pair", "a \ud83d\ude00 b", "a \U0001f600 b"),
        ("decomposed", "Vilniu\u0308s Cafe\u0301", "Vilniüs Café"),
        ("composition_that_lengthens_stays", "\u0958 x", "\u0958 x"),
        ("curly_quotes_stay", "“so”, ‘thus’ … ﬁne", "“so”, ‘thus’ … ﬁne"),
        (
            "good_text_stays",
            "Über 4.000 Soldaten in Rukła – naïve façade",
            "Über 4.000 Soldaten in Rukła – naïve façade",
        ),
    ],
)
def test_repair(fault: str, raw: str, clean: str) -> None:
    assert repaired(raw) == clean


def test_each_change_is_an_edit_of_its_own() -> None:
    edits = encoding.repair("itâ€™s a unit &amp; itâ€™s here")
    assert [(e.replacement, e.reason, e.rule) for e in edits] == [
        ("’", "encoding", "mojibake"),
        ("&", "encoding", "html_entity"),
        ("’", "encoding", "mojibake"),
    ]


@given(st.text(st.characters(codec=None, categories=None), max_size=80))
def test_any_text_is_repaired_within_the_law(raw: str) -> None:
    edits = encoding.repair(raw)
    Alignment(edits, len(raw))
    clean = apply(raw, edits)
    assert not any("\ud800" <= char <= "\udfff" for char in clean)
    clean.encode()


@given(st.text("aeou\u0301\u0308\u0323\u1100\u1161\u11a8 ", max_size=30))
def test_nfc_wherever_it_does_not_lengthen(raw: str) -> None:
    assert repaired(raw) == unicodedata.normalize("NFC", raw)


@pytest.mark.parametrize("unit", ["â€™", "&#8217;", "e\u0301", "\udce9", "&amp", "é "])
def test_a_megabyte_on_one_line_takes_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    encoding.repair(text)
    assert time.process_time() - began < 20
