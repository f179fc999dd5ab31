"""Boilerplate: what goes, what stays, and that no input blows up."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from brackets import parse
from copydesk.document import apply
from copydesk.lexicon import Row, load
from copydesk.normalize import boilerplate

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
REASONS = {"newsletter", "privacy", "share", "related", "advert", "caption", "copyright", "template"}
STORY = (
    "The port of Quellhaven will raise its fees in spring, the harbour master said on Monday.",
    "She said the money was needed to dredge the channel, which has not been deepened since it was dug.",
    "Two of the ferry lines that use the quay said they would pass the cost on to their passengers.",
    "The council will vote on the plan next week, and a spokesman said that he expected it to pass.",
)


def clean(text: str) -> str:
    return apply(text, boilerplate.find(text))


@pytest.mark.parametrize("row", load("boilerplate"), ids=lambda row: row["rule"])
def test_each_pattern_marks_its_example(row: Row) -> None:
    assert row["reason"] in REASONS or row["scope"] == "keep"
    text, [(start, end)] = parse(row["example"])
    pattern = boilerplate.pattern(row["rule"]).expression
    match = pattern.fullmatch(text, start, end) if row["scope"] in {"line", "head"} else pattern.search(text)
    assert match and match.span() == (start, end)


@pytest.mark.parametrize(
    "junk",
    ["Advertisement", "Read our privacy policy", "Share this article", "Sign up to our daily newsletter", "Read more"],
)
def test_a_label_between_paragraphs_goes_and_the_story_stays(junk: str) -> None:
    text = "\n\n".join((*STORY[:2], junk, *STORY[2:]))
    assert clean(text).split("\n\n") == [*STORY[:2], "", *STORY[2:]]


def test_a_text_of_which_nothing_would_be_left_is_kept() -> None:
    assert boilerplate.find("Advertisement\nRead more") == []
    assert boilerplate.find("") == []


@pytest.mark.parametrize("text", [*STORY, "\n".join(STORY)])
def test_a_clean_story_is_untouched(text: str) -> None:
    assert boilerplate.find(text) == []


@pytest.mark.parametrize(
    "text",
    ["a" * 10**6, "\n" * 10**6, "x\n" * 200_000, "of the the " * 90_000, "[" * 10**6, "1" * 10**6, "By\n \n" * 150_000],
    ids=["one word", "newlines", "short lines", "function words", "brackets", "digits", "blank lines"],
)
def test_time_is_linear(text: str) -> None:
    start = time.perf_counter()
    boilerplate.find(text)
    assert time.perf_counter() - start < 5


def test_the_founding_text() -> None:
    paths = sorted((SHARED / "seeds").glob("*.txt"))
    if not paths:
        pytest.skip("the founding text is not here")
    text = paths[0].read_text(encoding="utf-8")
    paragraphs = [p for p in text.split("\n\n") if p.strip()]
    header = text.index("For free")
    for raw in (text, text[header:]):
        left = [p for p in clean(raw).split("\n\n") if p.strip()]
        assert left[-8:] == paragraphs[1:]
        assert "".join(left[:-8]).strip() in {"", text[:header].strip()}
