"""A mark is found again where the text has changed around it, and nobody guesses where it could be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brackets import parse
from copydesk.review.moved import Mark, Placed, find, mark

OLD = "Rosa Elverin said that [400 soldiers] would leave the harbour of Elsin by the end of the week, weather allowing."


def moved(new: str, old: str = OLD) -> Placed | str:
    text, [span] = parse(old)
    return find(parse(new)[0], mark(text, *span))


@given(st.text(), st.text(min_size=1), st.text())
def test_what_has_not_moved_scores_one(before: str, surface: str, after: str) -> None:
    text, start = before + surface + after, len(before)
    assert find(text, mark(text, start, start + len(surface))) == Placed(start, start + len(surface), 1.0)


@pytest.mark.parametrize(
    "new",
    [
        "A headline.\n\n" + OLD,
        OLD.replace("would leave", "will leave"),
        OLD.replace("Rosa Elverin", "Ms Elverin"),
        OLD.replace("[400 soldiers]", "[450 soldiers]"),
        "There were 400 soldiers in the town. " + OLD + " Of the 400 soldiers nobody spoke.",
    ],
)
def test_a_mark_is_found_where_it_stands_now(new: str) -> None:
    found = moved(new)
    assert isinstance(found, Placed), found
    assert (found.start, found.end) == parse(new)[1][0]
    assert 0.75 <= found.score <= 1


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("Nothing of that is here any more.", "neither its surface nor its surroundings are there"),
        ("In quite another place, of which this says nothing, 400 soldiers went by.", "its best place scores 0."),
        (OLD + "\n\n" + OLD, "2 places are as good"),
    ],
)
def test_what_cannot_be_placed_is_refused_with_a_reason(new: str, reason: str) -> None:
    if new == OLD + "\n\n" + OLD:
        old = "x" * 40 + " [400 soldiers] " + "y" * 40
        text = old.replace("[", "").replace("]", "")
        found = find(f"- {text} -\n\n- {text} -", mark(*_marked(old)))
    else:
        found = moved(new)
    assert isinstance(found, str)
    assert reason in found


def _marked(old: str) -> tuple[str, int, int]:
    text, [(start, end)] = parse(old)
    return text, start, end


def test_a_mark_without_surroundings_is_found_where_it_is_expected_or_stands_once() -> None:
    text = "He said so, she said so."
    assert find(text, Mark(3, 7, "said"), near=16) == Placed(16, 20, 1.0)
    assert find(text, Mark(9, 12, "she")) == Placed(12, 15, 1.0)
    assert find(text, Mark(0, 4, "said")) == "its surface stands in 2 places"


def test_an_empty_mark_is_refused() -> None:
    assert find("Some text.", Mark(3, 3, "", "Som", "e text.")) == "it marks nothing; mark at least a character"
