"""Forms of marks: kept by number, restored in any copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.fingerprints import WORD
from copydesk.rights import marks

TEXT = "“We don’t know… yet,” she said – twice.\n\nIt's 'late' -- \"very\"."


@pytest.mark.parametrize(
    "retyped",
    [
        TEXT,
        TEXT.replace("“", '"').replace("”", '"').replace("’", "'").replace("…", "..."),
        TEXT.replace('"', "”").replace("'", "´").replace("–", "--"),
        TEXT.replace("\n\n", "\n").replace(" ", "  "),
    ],
)
def test_a_retyped_copy_gives_the_text(retyped: str) -> None:
    assert marks.restore(retyped, marks.of_text(TEXT)) == TEXT


@given(st.text(alphabet="ab1 \n\t\"'“”‘’…-–—."))
def test_every_text_is_restored_from_its_plain_form(text: str) -> None:
    assert marks.restore(marks.plain(text), marks.of_text(text)) == text
    assert marks.plain(marks.plain(text)) == marks.plain(text)


@given(st.text())
def test_an_entry_holds_no_word(text: str) -> None:
    for entry in marks.of_text(text):
        kind, _, form = entry.partition(":")
        assert kind.rstrip("0123456789") in ("quote", "dash", "dots", "space")
        assert not WORD.search(form)
