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


@pytest.mark.parametrize(
    "form",
    [
        "Tides in your inbox at dawn Sign up Yes, keep me posted about offers Read our privacy policy",
        "We value your privacy. Our 12 partners keep cookies on your device. Accept all Reject all",
    ],
)
def test_a_form_on_one_line_goes(form: str) -> None:
    assert clean("\n\n".join((form, *STORY))).strip() == "\n\n".join(STORY)


def test_an_appeal_glued_to_the_headline_goes_without_it() -> None:
    appeal = "We are reader-funded. For the price of a coffee you can support us. Will you help us print the next one?"
    assert clean(f"{appeal}Harbour fees to rise\n\n{STORY[0]}") == f"Harbour fees to rise\n\n{STORY[0]}"


def test_a_sentence_with_one_phrase_of_a_form_stays() -> None:
    said = "“Sign up for the ferry watch and help us,” the harbour master told residents of your town and ours."
    assert boilerplate.find("\n".join((said, *STORY))) == []


def test_teasers_after_a_label_go_up_to_the_end_of_the_page() -> None:
    text = "\n\n".join((*STORY, "Most popular stories", "Why the quay is sinking", "Ten ferries that never sailed"))
    assert clean(text).strip() == "\n\n".join(STORY)


def test_teasers_below_a_label_in_the_story_go_and_a_sub_heading_stays() -> None:
    teasers = ("More stories", "Why the quay of Aldmoor is sinking", "Who will pay for the ten ferries?")
    text = "\n\n".join((*STORY[:2], *teasers, "The money", *STORY[2:]))
    assert clean(text).split() == "\n\n".join((*STORY[:2], "The money", *STORY[2:])).split()


@pytest.mark.parametrize(
    "above",
    [
        ("LIVE",),
        ("You are here: Home » Harbour » Ferries", "News release"),
        ("Cookies: we use some, with your consent. Allow all | Only necessary",),
        ("MONDAY READ",),
        ("Tides", "Ferries", "Quay", "Fares"),
        ("Quayside Courier", "Wednesday, March 6, 2019"),
    ],
)
def test_the_headline_stays_below_labels(above: tuple[str, ...]) -> None:
    title = "Ferry fees to rise as the channel silts up again"
    text = "\n\n".join((*above, title, "Mira Quell", *STORY))
    left = apply(text, boilerplate.find(text, site="Quayside Courier")).split("\n\n")
    assert [line for line in left if line][-6:] == [title, "Mira Quell", *STORY]
    assert set(left[: left.index(title)]) <= {"", "News release", "MONDAY READ"}


def test_a_menu_and_a_date_below_the_site_name_go() -> None:
    for above in ("Tides\nFerries\nQuay\nFares", "Quayside Courier\nWednesday, March 6, 2019"):
        text = f"{above}\nFerry fees to rise as the channel silts up\n" + "\n".join(STORY)
        assert apply(text, boilerplate.find(text, site="Quayside Courier")).lstrip().startswith("Ferry fees")


def test_a_date_that_opens_the_text_stays() -> None:
    text = "Wednesday, March 6, 2019\nFerry fees to rise as the channel silts up\n" + "\n".join(STORY)
    assert clean(text) == text


def test_a_stamp_glued_to_the_headline_goes_and_an_agency_stays() -> None:
    title = "Ferry fees to rise as the channel silts up"
    assert clean("\n".join((f"(Quayside Courier) - {title}", *STORY))) == "\n".join((title, *STORY))
    assert clean("\n".join((f"Quayside Courier4 days ago {title}", *STORY))) == "\n".join((title, *STORY))
    for lead in (f"(Reuters) - {title}", f"(Quayside Courier) - {STORY[0]}"):
        assert clean("\n".join((lead, *STORY))) == "\n".join((lead, *STORY))


def test_a_form_glued_to_the_headline_without_a_stop_goes_without_it() -> None:
    form = "Sign up to our Monday letter. It is free, and you may unsubscribe at any time you like"
    assert clean("\n".join((f"{form} The quay that came twice", *STORY))) == "\n".join(
        ("The quay that came twice", *STORY)
    )


@pytest.mark.parametrize(
    "caption",
    [
        "Two ferries wait in the fog at the quay of Quellhaven. FOTO: Quay Museum/Handout",
        "Two ferries wait in the fog. (Port of Quellhaven photo by Seaman Mira Quell)",
        "FILE PHOTO: Two ferries wait at the quay, March 3, 2019. Port Archive/Mira Quell",
        "Two ferries wait at the quay in the fog. REUTERS/Mira Quell",
    ],
)
def test_a_caption_in_the_story_goes(caption: str) -> None:
    assert clean("\n".join((*STORY[:2], caption, *STORY[2:]))) == "\n".join((*STORY[:2], "", *STORY[2:]))


def test_of_a_paragraph_that_ends_in_a_credit_only_the_credit_goes() -> None:
    paragraph = f"{STORY[0]} {STORY[1]} {STORY[2]}"
    assert clean("\n".join((f"{paragraph} (Photo: Port Archive)", *STORY))) == "\n".join((f"{paragraph} ", *STORY))


@pytest.mark.parametrize(
    "sentence",
    [
        "“Sign up for our newsletter,” the poster at the quay said.",
        "Follow the money, the harbour master told the council on Monday.",
        "More ferries are to come in spring.",
        "Thank you for coming, she said.",
        "The port is shut. (Reuters)",
        "Reports of the fire came late. (Xinhua/AFP)",
        "The story continues to trouble the council.",
        "Get out of the water, they were told.",
        "He signed in to the ferry office at nine.",
        "If you buy a ticket you can sail, the office said.",
        "Support for the ferry fell to 3 percent.",
        "Breaking the ice took two hours.",
        "The council (photo by our reporter above) met late.",
        "Correction: an earlier version gave the wrong number of ferries.",
        "Translated from the Portuguese",
        "17:42",
        "(LAUGHTER)",
        "What would happen next? Nobody at the quay knew.",
        "Contacts between the two ports were cut in 2019.",
        "Write to your council, she told them, and tell it that 300 boats are at risk.",
    ],
)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_sentence_that_sounds_like_a_plug_stays(sentence: str, place: int) -> None:
    text = "\n\n".join(("Ferry fees to rise in spring", *STORY[:place], sentence, *STORY[place:]))
    assert sentence in clean(text)


def test_a_list_in_the_story_stays() -> None:
    tour = [
        f"June {day} – {town} @ Ferry Hall, Quellhaven" for day, town in ((3, "Aldmoor"), (5, "Brinsea"), (9, "Corl"))
    ]
    text = "\n".join((*STORY[:2], *tour, "June 12 – Dunwater @ The Old Customs House", *STORY[2:]))
    assert clean(text) == text


def test_an_image_in_markdown_and_a_first_line_address_go() -> None:
    assert clean(f"![A quay](https://courier.example/quay.jpg)\n{STORY[0]}").strip() == STORY[0]
    assert clean(f"https://courier.example/quay\n{STORY[0]}").strip() == STORY[0]


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
    start = time.process_time()
    boilerplate.find(text)
    assert time.process_time() - start < 5


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
