"""The story on a page of one line."""

from __future__ import annotations

from copydesk.normalize.running_text import running_text

STORY = (
    "The fees of the port will rise in spring, the harbour master said on Monday, and the ferry lines that use it will "
    "have to pass the cost on to those who travel with them. She said that the money was needed to dredge the channel, "
    "which had not been deepened since it was dug, and that the council would have to vote on it before the end of the "
    "year. "
) * 4
MENU = "Home Sport Weather Business Culture Travel Ferries Harbour Lotteries Contact Archive Search Login Topics " * 4


def test_what_lies_around_the_story_is_left_out() -> None:
    text = MENU + "| " + STORY + MENU.strip()
    start, end = running_text(text)
    assert text[start:end].strip() == STORY.strip()


def test_a_story_alone_is_whole() -> None:
    assert running_text(STORY) == (0, len(STORY))


def test_without_english_words_nothing_is_known() -> None:
    text = "पत्तन शुल्क बढ़ेगा " * 100
    assert running_text(text) == (0, len(text))
    assert running_text(MENU) == (0, len(MENU))
