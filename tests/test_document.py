"""The alignment law (design: law 2), on arbitrary Unicode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.document import Alignment, AlignmentError, Edit, apply

#: Any code point, lone surrogates included.
anything = st.text(st.characters(codec=None, categories=None), max_size=60)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A raw text and lawful edits of it."""
    raw = draw(anything)
    cuts = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=8, unique=True)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        replacement = draw(anything.map(lambda text, n=end - start: text[:n]))
        edits.append(Edit(start, end, replacement, "control", "test"))
    return raw, edits


@given(edited())
def test_kept_text_maps_back_exactly(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    alignment = Alignment(edits, len(raw))
    text = apply(raw, edits)
    assert alignment.clean_chars == len(text)
    replaced = {i for e in edits for i in range(e.raw_start, e.raw_end)}
    for i in range(len(text)):
        start, end = alignment.to_raw(i, i + 1)
        if start not in replaced:
            assert raw[start:end] == text[i]
        else:
            assert any((start, end) == (e.raw_start, e.raw_end) and text[i] in e.replacement for e in edits)


@given(edited(), st.data())
def test_a_span_survives_the_way_to_raw_and_back(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    raw, edits = case
    alignment = Alignment(edits, len(raw))
    text = apply(raw, edits)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    raw_start, raw_end = alignment.to_raw(start, end)
    assert 0 <= raw_start <= raw_end <= len(raw)
    if start < end:
        back_start, back_end = alignment.to_clean(raw_start, raw_end)
        # A span that cuts a replacement comes back as the whole of it; nothing is lost.
        assert back_start <= start
        assert back_end >= end
        assert alignment.to_raw(back_start, back_end) == (raw_start, raw_end)


@given(edited())
def test_removed_text_maps_to_nothing(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    alignment = Alignment(edits, len(raw))
    for edit in edits:
        start, end = alignment.to_clean(edit.raw_start, edit.raw_end)
        assert apply(raw, edits)[start:end] == edit.replacement


@pytest.mark.parametrize(
    ("fault", "edits"),
    [
        ("longer_than_what_it_replaces", [Edit(0, 1, "ab", "control", "t")]),
        ("out_of_order", [Edit(3, 4, "", "control", "t"), Edit(0, 1, "", "control", "t")]),
        ("overlapping", [Edit(0, 3, "", "control", "t"), Edit(2, 4, "", "control", "t")]),
        ("beyond_the_text", [Edit(3, 6, "", "control", "t")]),
        ("empty_stretch", [Edit(2, 2, "", "control", "t")]),
    ],
)
def test_unlawful_edits_are_refused(fault: str, edits: list[Edit]) -> None:
    with pytest.raises(AlignmentError, match="alignment law"):
        Alignment(edits, 5)
