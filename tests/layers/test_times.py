"""The layer `times`: spans as brackets, values against a creation time, anchors, styles, and time that stays linear."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brackets import document, mark, parse
from copydesk import lexicon
from copydesk.layers import times
from copydesk.timex import grammar

WEDNESDAY = date(2023, 6, 28)
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"


def annotate(text: str, created: date | None = WEDNESDAY) -> list[times.Time]:
    return list(times.annotate(document(text, created=created), ()))


# A line is a text with its expressions in brackets, and their values in order; "-" is null.
NEWS = [
    # what was planned is over where the verb tells of the past
    ("The frigate left Kiel for a regularly scheduled patrol [May 5].", "2023-05-05"),
    ("The frigate is scheduled to leave Kiel on [August 5].", "2023-08-05"),
    # explicit dates
    ("Talks opened on [24 February 2022] in Riga.", "2022-02-24"),
    ("Talks opened on [Feb. 24, 2022], in Riga.", "2022-02-24"),
    ("Talks opened on [Thursday, 24th of February, 2022].", "2022-02-24"),
    ("The convoy left on [26 FEB 22] by rail.", "2022-02-26"),
    ("Situation as of [261430ZFEB22] unchanged.", "2022-02-26T14:30Z"),
    ("Updated [2022-02-24] by the desk.", "2022-02-24"),
    ("It was [24.02.2022] in Kyiv.", "2022-02-24"),
    ("It was signed on [2/24/2022] there.", "2022-02-24"),
    ("Since [9/11] the rules have changed.", "2001-09-11"),
    # without a year
    ("The brigade arrived on [24 February] and stayed.", "2023-02-24"),
    ("The court will rule on [July 3] at the latest.", "2023-07-03"),
    ("Prices rose in [November] again.", "2022-11"),
    ("The vote is due in [September] there.", "2023-09"),
    ("Prices rose in [early May] again.", "2023-05"),
    # weekdays by tense
    ("The minister said [Monday] that it rained.", "2023-06-26"),
    ("The minister will speak on [Friday] in Oslo.", "2023-06-30"),
    ("The meeting is scheduled for [Monday] in Oslo.", "2023-07-03"),
    ("The minister spoke [Monday morning] in Oslo.", "2023-06-26TMO"),
    ("The minister spoke [last Wednesday] in Oslo.", "2023-06-21"),
    ("They met on [Tuesday of last week] in Oslo.", "2023-06-20"),
    # last, next, this
    ("It happened [last year].", "2022"),
    ("It happened [last month].", "2023-05"),
    ("It happened [last week].", "2023-W25"),
    ("It happened [last weekend].", "2023-W25-WE"),
    ("It happened [last summer].", "2022-SU"),
    ("It happened [last quarter].", "2023-Q1"),
    ("It happened [last June].", "2022-06"),
    ("It will happen [next spring].", "2024-SP"),
    ("It will happen [next month].", "2023-07"),
    ("It ended [this week].", "2023-W26"),
    ("It grew in [this decade].", "202"),
    ("It grew in [the 19th century].", "18"),
    ("It grew in [the early 1990s].", "199"),
    ("It grew in [the third quarter of 2009].", "2009-Q3"),
    ("Its [fourth-quarter] profit fell.", "2022-Q4"),
    ("It grew in [fiscal 2021].", "2021"),
    ("It grew in [the second half of 2021].", "2021-H2"),
    ("It snowed in [the winter of 2012].", "2012-WI"),
    ("It snowed in [the winter of ’12].", "2012-WI"),
    ("It snowed in [the last week of March].", "2023-W13"),
    ("They meet in [the week of May 8].", "2023-W19"),
    # counted from the creation time or a time before
    ("It began [two years ago].", "2021"),
    ("It began [three weeks ago].", "2023-W23"),
    ("It began [a decade ago].", "2013"),
    ("It began [some years ago].", "PAST_REF"),
    ("It began [an hour later].", "PT1H"),
    ("It began [a week ago Monday].", "2023-06-19"),
    ("It began [three weeks ago today].", "2023-06-07"),
    ("It began [two years ago this month].", "2021-06"),
    ("It will begin [a week from Friday].", "2023-07-07"),
    ("It began [the day after Christmas].", "2022-12-26"),
    ("It began [the night before last Tuesday].", "2023-06-26TNI"),
    ("It began [the week before May 8].", "2023-W18"),
    ("He left on [March 5, 2022], and she left [the day after] his brother did.", "2022-03-05 -"),
    ("It fell in [the second quarter] and in [the same quarter last year].", "2023-Q2 2022-Q2"),
    ("He left on [March 5, 2022], and [two days later] he was back.", "2022-03-05 2022-03-07"),
    ("He left on [March 5, 2022]; she left [the day before].", "2022-03-05 2022-03-04"),
    ("He left on [March 5, 2022]. [That evening] it rained.", "2022-03-05 2022-03-05TEV"),
    ("He left in [March 2022] and died [later that year].", "2022-03 2022"),
    # ranges
    ("It was shut from [March] to [May 2021].", "2021-03 2021-05"),
    ("It was shut from [Monday] to [Friday].", "2023-06-26 2023-06-30"),
    ("It was shut in [2014]-[2016].", "2014 2016"),
    ("It was shut from [5] to [8 June 2021].", "2021-06-05 2021-06-08"),
    ("It was shut [June 5]-[8] there.", "2023-06-05 2023-06-08"),
    ("It takes [five] to [ten years].", "P5Y P10Y"),
    ("It takes between [six] and [nine months].", "P6M P9M"),
    ("Sales fell in the [May]-[June] period.", "2023-05 2023-06"),
    ("Sales fell in [December] and [January].", "2022-12 2023-01"),
    ("Sales fell in the [January]-[March] period.", "2023-01 2023-03"),
    # lengths
    ("A [16-hour] flight.", "PT16H"),
    ("It lasted [more than six years].", "P6Y"),
    ("It lasted [two and a half years].", "P2.5Y"),
    ("It lasted [half an hour].", "PT0.5H"),
    ("It lasted [several months].", "PXM"),
    ("It lasted [twenty-five days].", "P25D"),
    ("It lasted [22.8 years].", "P22.8Y"),
    ("It was calm over [the past six years].", "P6Y"),
    ("It was calm for [decades].", "PXY"),
    ("It was calm for [two decades].", "P20Y"),
    ("It was calm in [the last decade].", "P10Y"),
    ("It was calm in [the first nine months].", "P9M"),
    ("It will take [years] there.", "PXY"),
    ("It was calm for [half a century].", "P50Y"),
    ("It sold less in [the quarter] ended [March 31].", "P3M 2023-03-31"),
    # clock times
    ("The siren sounded at [10:35 a.m.] on [Monday].", "2023-06-26T10:35 2023-06-26"),
    ("The siren sounded at [0735 GMT] there.", "2023-06-28T07:35Z"),
    ("The siren sounded at [noon] on [May 5, 2020].", "2020-05-05T12:00 2020-05-05"),
    ("The siren sounded at [0430] local time.", "2023-06-28T04:30"),
    ("The siren sounded at [half past six] there.", "2023-06-28T06:30"),
    ("The siren sounded at [a quarter to one] there.", "2023-06-28T12:45"),
    ("The siren sounded at [quarter past ten p.m.] there.", "2023-06-28T22:15"),
    ("The siren sounded [last night].", "2023-06-27TNI"),
    # repetitions
    ("They meet [every Tuesday].", "XXXX-WXX-2"),
    ("They meet [every two weeks].", "P2W"),
    ("They meet [twice a year].", "P1Y"),
    ("They meet [twice weekly] in Oslo.", "P1W"),
    ("They meet on [weekends] in Oslo.", "XXXX-WXX-WE"),
    ("They meet [daily] in Oslo.", "P1D"),
    ("The firm makes 400 drones [a month] there.", "P1M"),
    # holidays
    ("They met on [Christmas Eve] there.", "2022-12-24"),
    ("They met on [Labor Day weekend] there.", "2022-W35-WE"),
    ("They met on [Good Friday] there.", "2023-04-07"),
    ("They met on [Thanksgiving 2010] there.", "2010-11-25"),
    # references
    ("They are [currently] at sea.", "PRESENT_REF"),
    ("They were [recently] at sea.", "PAST_REF"),
    ("They will [soon] be at sea.", "FUTURE_REF"),
]

NO_TIMES = [
    "Sailors of Easter Island spoke of the Good Friday Agreement.",
    "Boeing 737 jets and an F-16 flew over Route 1998.",
    "He may march on; the sun sat low and prices fall.",
    "The 24-year-old sailor and the 6-year-old boy left.",
    "Anna Sands (46) was permanently stationed there.",
    "They sent 2000 troops and 1,998 shells.",
    'He saw the film "Nine Weeks" there.',
    "Archive: January February March April June July",
    "Three quarters of the fleet is at sea, a second ship sank.",
]


@pytest.mark.parametrize(("marked", "values"), NEWS, ids=lambda text: text)
def test_news(marked: str, values: str) -> None:
    text, _ = parse(marked)
    found = annotate(text)
    assert mark(text, found) == marked
    assert " ".join(time.value or "-" for time in found) == values


@pytest.mark.parametrize("text", NO_TIMES, ids=lambda text: text[:30])
def test_no_time(text: str) -> None:
    assert mark(text, annotate(text)) == text


def test_without_a_creation_time_only_what_is_absolute_has_a_value() -> None:
    marked = "[Last year], [Monday], [two days ago], in [May]; [5 May 1990], [six years], [every Friday] and [now]."
    text, _ = parse(marked)
    found = annotate(text, created=None)
    assert mark(text, found) == marked
    assert [time.value for time in found[:4]] == [None] * 4
    assert [time.begin for time in found[:4]] == [None] * 4
    assert [time.value for time in found[4:]] == ["1990-05-05", "P6Y", "XXXX-WXX-5", "PRESENT_REF"]


def test_interval_and_anchor() -> None:
    found = annotate("He left in March 2022. A year later he was back; last week he rested after the past two months.")
    assert [(time.begin, time.end_date, time.anchor) for time in found] == [
        (date(2022, 3, 1), date(2022, 3, 31), None),
        (date(2023, 1, 1), date(2023, 12, 31), 0),
        (date(2023, 6, 19), date(2023, 6, 25), "created"),
        (date(2023, 4, 28), date(2023, 6, 28), "created"),
    ]


@pytest.mark.parametrize(
    ("text", "mod"),
    [
        ("early last year", "START"),
        ("late 1998", "END"),
        ("mid-2007", "MID"),
        ("the end of 1998", "END"),
        ("more than six years", "MORE_THAN"),
        ("at least 72 hours", "EQUAL_OR_MORE"),
        ("up to three days", "EQUAL_OR_LESS"),
        ("nearly five months", "LESS_THAN"),
    ],
)
def test_mod(text: str, mod: str) -> None:
    (time,) = annotate(f"It was {text}, he said.")
    assert (f"It was {text}, he said."[time.start : time.end], time.mod) == (text, mod)


def test_about_is_outside_the_span_and_in_the_mod() -> None:
    (time,) = annotate("It took about two weeks.")
    assert (time.start, time.mod) == (14, "APPROX")


def test_a_text_that_dates_itself_is_anchored_to_itself() -> None:
    text = (
        "The war began in May 1801. The fleet sailed on 3 June 1801 and on 9 June it met the enemy. "
        "Two days later the town fell. On 4 July 1802 peace was signed; in October the army went home."
    )
    assert [time.value for time in annotate(text)] == [
        "1801-05", "1801-06-03", "1801-06-09", "1801-06-11", "1802-07-04", "1802-10",
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["1", "12", "of the the ", "[", "()", "January ", "Monday ", "1 ", "the past "])
def test_time_is_linear_without_an_expression(unit: str) -> None:
    annotate("today")  # the lexicon is read once
    text = unit * (250_000 // len(unit))
    start = process_time()
    annotate(text)
    assert process_time() - start < 1.0


@pytest.mark.parametrize("unit", ["2024 ", "1 January ", "in May ", "today ", "10:30 ", "5 days ", "1998-"])
def test_time_is_linear_where_all_is_expressions(unit: str) -> None:
    annotate("today")
    text = unit * (250_000 // len(unit))
    start = process_time()
    annotate(text)
    assert process_time() - start < 4.0  # a second where the machine is idle


@given(
    st.lists(
        st.sampled_from(
            ["the", "last", "2", "1998", "May", "Monday", "days", "of", "and", "week", ",", "-", "half", "x"]
        ),
        max_size=150,
    )
)
def test_what_is_remembered_of_a_window_is_what_the_whole_text_says(words: list[str]) -> None:
    scan = grammar.Scan(" ".join(words))
    rules = grammar._grammar().rules
    for at, symbol in enumerate(scan.symbols):
        whole = ((name, match(scan.symbols, at)) for name, match in rules.get(symbol, ()))
        first = next((grammar.Match(at, found.end(), name) for name, found in whole if found), None)
        assert grammar._match(rules, scan.symbols, at) == first


def test_founding_text() -> None:
    golds = sorted((SHARED / "seeds").glob("*.gold.json"))
    if not golds:
        pytest.skip("the founding text is not here")
    gold = json.loads(golds[0].read_text(encoding="utf-8"))
    raw = golds[0].with_name(golds[0].name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
    first, last = gold["body"]
    found = [time for time in annotate(raw, date(2023, 6, 26)) if first <= time.start < last]
    assert [(time.start, time.end, time.type, time.value, time.mod) for time in found] == [
        (time["start"], time["end"], time["type"], time["value"], time["mod"]) for time in gold["times"]
    ]


_WORDS = [
    *(row["word"] for row in lexicon.load("times_words")),
    *(row["name"] for row in lexicon.load("times_holidays")),
    *(
        "the",
        "of",
        "and",
        "to",
        "in",
        "on",
        "at",
        "half",
        "per",
        "week",
        "0",
        "7",
        "12",
        "31",
        "99",
        "0735",
        "1998",
        "2199",
    ),
    *(
        "261430",
        "20230626",
        "1,000",
        "2.5",
        "May",
        "Monday",
        "JAN",
        "'98",
        "st",
        "-",
        "/",
        ".",
        ",",
        "(",
        "\n",
        "٣",
        "\ud800",
    ),
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(_WORDS), st.sampled_from(["", " ", " ", " ", "-", "/"])), max_size=30),
    st.sampled_from([None, WEDNESDAY, date.min, date.max]),
)
def test_any_words_give_disjoint_trimmed_spans(words: list[tuple[str, str]], created: date | None) -> None:
    text = "".join(word + gap for word, gap in words)
    end = 0
    found = annotate(text, created)
    for time in found:
        assert end <= time.start < time.end
        assert text[time.start : time.end] == text[time.start : time.end].strip()
        assert time.anchor in (None, "created") or 0 <= time.anchor < len(found)
        assert time.begin is None or time.end_date is None or time.begin <= time.end_date
        end = time.end
