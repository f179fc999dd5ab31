import csv
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import lexicon
from copydesk.readers.columns import columns, day, known, metadata
from copydesk.readers.inputs import Metadata


@pytest.mark.parametrize("row", lexicon.load("manifest_columns"), ids=lambda row: row["alias"])
def test_each_alias_in_its_example(row):
    marked = next(name for name in next(csv.reader([row["example"]])) if name.startswith("["))
    header = next(csv.reader([row["example"].replace("[", "").replace("]", "")]))
    assert marked[1:-1] in columns(header)[row["column"]]


def test_no_alias_stands_twice():
    aliases = [row["alias"] for row in lexicon.load("manifest_columns")]
    assert len(aliases) == len(set(aliases))


def test_the_likeliest_name_comes_first():
    assert columns(["content", "Body", "TEXT"])["text"] == ["TEXT", "Body", "content"]
    assert columns(["lede", "text"], "lede") == {"text": ["lede"]}
    assert "text" not in columns(["text"], "lede")


def test_of_several_names_the_first_with_a_value_counts():
    names = columns(["created", "date"])
    assert known({"created": " ", "date": "2023-06-26"}, names) == {"created": "2023-06-26"}
    assert known({"created": None}, names) == {}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2023-06-26", date(2023, 6, 26)),
        (" 2023-06-26 ", date(2023, 6, 26)),
        ("20230626", date(2023, 6, 26)),
        (20230626, date(2023, 6, 26)),
        ("2023-06-26T23:30:00-05:00", date(2023, 6, 26)),
        ("2023-06-26T23:30:00.123Z", date(2023, 6, 26)),
        ("2023-06-26 23:30:00+0000", date(2023, 6, 26)),
        ("2023-06-26 23:30 UTC", date(2023, 6, 26)),
        ("20230626T233000Z", date(2023, 6, 26)),
        ("Mon, 26 Jun 2023 23:30:00 GMT", date(2023, 6, 26)),
        ("6 Jun 2023 23:30 -0500", date(2023, 6, 6)),
        (date(2023, 6, 26), date(2023, 6, 26)),
        (datetime(2023, 6, 26, 23, 30, tzinfo=timezone(timedelta(hours=-5))), date(2023, 6, 26)),
        ("2023-06-31", None),
        ("2023-0626", None),
        ("0000-01-01", None),
        ("26/06/2023", None),
        ("June 26, 2023", None),
        ("2023-06", None),
        ("٢٠٢٣-٠٦-٢٦", None),
        (1687737600, None),
        (True, None),
        (2023.0626, None),
        ("", None),
        (None, None),
    ],
)
def test_days(said, expected):
    assert day(said) == expected


def test_metadata_is_one_line_and_can_be_written():
    described, flags = metadata({"title": " Late\n ferry \ud83d ", "publisher": {"id": 1, "name": "Elsin Post"}})
    assert described == Metadata(title="Late ferry \ufffd", publisher="Elsin Post")
    assert flags == set()


def test_what_cannot_be_used_leaves_a_flag():
    values = {"created": "soon", "collected": "x", "title": ["a"], "url": "u" * 5000, "synthetic": "maybe"}
    described, flags = metadata(values)
    assert described == Metadata()
    assert flags == {f"{column}_unreadable" for column in values}


@pytest.mark.parametrize("said", ["TRUE", True, "1", 1, " yes "])
def test_synthetic(said):
    assert metadata({"synthetic": said}) == (Metadata(synthetic=True), set())
    assert metadata({"synthetic": "no"}) == metadata({"synthetic": False}) == metadata({}) == (Metadata(), set())


LEAF = st.none() | st.booleans() | st.text() | st.integers() | st.floats()


@given(st.dictionaries(st.sampled_from(["created", "title", "synthetic"]), LEAF | st.lists(LEAF, max_size=2)))
def test_no_value_is_too_odd(values):
    described, _ = metadata(values)
    (described.title or "").encode("utf-8")
