"""Passes of edits compose into edits of the raw text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copydesk.document import Alignment, Edit, apply
from copydesk.normalize.draft import Draft


def lawful(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10, unique=True)))
    return [
        Edit(a, b, draw(st.text("xyz", max_size=b - a)), "control", draw(st.sampled_from("pqr")))
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]


@given(st.data())
def test_composed_edits_do_what_the_passes_did(data: st.DataObject) -> None:
    raw = data.draw(st.text("abcd", max_size=40))
    draft = Draft(raw)
    expected = raw
    for _ in range(data.draw(st.integers(1, 4))):
        edits = lawful(data.draw, draft.text)
        expected = apply(expected, edits)
        draft = draft.then(edits)
    assert draft.text == expected
    assert apply(raw, draft.edits) == expected
    Alignment(draft.edits, len(raw))


def test_white_space_around_a_removed_line_does_not_rename_it() -> None:
    draft = Draft("a\n\nSHARE\n\nb").then([Edit(3, 8, "", "share", "label")])
    draft = draft.then([Edit(1, 5, "\n\n", "whitespace", "line_break")])
    assert draft.text == "a\n\nb"
    assert draft.edits == (Edit(1, 10, "\n\n", "share", "label"),)


def test_a_pass_that_removes_more_names_the_edit_it_swallows() -> None:
    draft = Draft("a&amp;b junk").then([Edit(1, 6, "&", "encoding", "html_entity")])
    draft = draft.then([Edit(0, 8, "", "advert", "label")])
    assert draft.text == ""
    assert draft.edits == (Edit(0, 12, "", "advert", "label"),)


def test_edits_that_only_touch_stay_apart() -> None:
    draft = Draft("ab").then([Edit(0, 1, "", "control", "first")]).then([Edit(0, 1, "", "control", "second")])
    assert [edit.rule for edit in draft.edits] == ["first", "second"]
