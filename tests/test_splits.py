"""The split is a function of a document's component: stable, whole, and never earlier than its time."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.splits import RATIOS, Move, Split, SplitError, assign, moves, split_of


def test_these_keys_never_move() -> None:
    assert [split_of(key) for key in ("a", "b", "c", "house-001", "wire.2023.17")] == GOLDEN


#: Set when the hash was chosen. A change here moves every published document.
GOLDEN = ["train", "train", "train", "test", "train"]


def test_shares_are_kept() -> None:
    counts = Counter(split_of(f"document-{i}") for i in range(20_000))
    for name, share in RATIOS.items():
        assert abs(counts[name] / 20_000 - share) < 0.01


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_every_key_has_a_split(key: str) -> None:
    assert split_of(key) in RATIOS


@pytest.mark.parametrize(
    ("text", "names", "days"),
    [
        ("train:0.9,test:0.1", ("train", "test"), ()),
        ("fit:0.5, tune:0.25, judge:0.25", ("fit", "tune", "judge"), ()),
        ("all:1", ("all",), ()),
        ("time:2023-01-01", ("train", "test"), (date(2023, 1, 1),)),
        ("time:2023-01-01,2023-04-01", ("train", "validation", "test"), (date(2023, 1, 1), date(2023, 4, 1))),
    ],
)
def test_options(text: str, names: tuple[str, ...], days: tuple[date, ...]) -> None:
    split = Split.parse(text)
    assert (split.names, split.days) == (names, days)
    assert Split.parse(str(split)) == split


def test_the_default_is_what_its_option_says() -> None:
    assert Split.parse(str(Split())) == Split()


@pytest.mark.parametrize(
    "text",
    [
        "", "train", "train:0.9", "train:0.9,test:0.2", "train:0.5,train:0.5", "a/b:1", "train:x,test:1",
        "train:1,test:0", "train:nan,test:1", "time:2023-04-01,2023-01-01", "time:2023-1-1",
        "time:2023-01-01,2023-02-01,2023-03-01", "time:2023-01-01,2023-01-01",
    ],
)  # fmt: skip
def test_options_that_cannot_be(text: str) -> None:
    with pytest.raises(SplitError, match=r"write|make"):
        Split.parse(text)


DAYS = st.none() | st.dates(date(2023, 1, 1), date(2023, 1, 9))
SPLITS = st.sampled_from([Split(), Split.parse("time:2023-01-04,2023-01-07")])


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xyz"), DAYS), min_size=1), SPLITS, st.randoms())
def test_components_are_whole_in_any_order(members: list[tuple[str, date | None]], split: Split, dice: object) -> None:
    documents = [(f"d{i}", component, day) for i, (component, day) in enumerate(members)]
    component_of = {doc_id: component for doc_id, component, _ in documents}
    there = assign([d[0] for d in documents], component_of, [d[2] for d in documents], split)
    assert len({(component, there[doc_id]) for doc_id, component, _ in documents}) == len({d[1] for d in documents})
    dice.shuffle(documents)  # type: ignore[attr-defined]
    assert assign([d[0] for d in documents], component_of, [d[2] for d in documents], split) == there


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xyz"), DAYS), min_size=1))
def test_by_time_nothing_stands_in_a_split_before_its_day(members: list[tuple[str, date | None]]) -> None:
    split = Split.parse("time:2023-01-04,2023-01-07")
    ids = [f"d{i}" for i in range(len(members))]
    component_of = {doc_id: component for doc_id, (component, _) in zip(ids, members, strict=True)}
    there = assign(ids, component_of, [day for _, day in members], split)
    for doc_id, (_, day) in zip(ids, members, strict=True):
        earliest = 0 if day is None else sum(day >= bound for bound in split.days)
        assert split.names.index(there[doc_id]) >= earliest


def test_by_time_what_nobody_dated_comes_last() -> None:
    split = Split.parse("time:2023-01-04,2023-01-07")
    assert assign(["a", "b"], {}, [None, date(2022, 1, 1)], split) == {"a": "test", "b": "train"}


def test_alone_a_document_goes_by_its_own_id() -> None:
    ids = [f"document-{i}" for i in range(100)]
    assert assign(ids, {}, [None] * 100, Split()) == {doc_id: split_of(doc_id) for doc_id in ids}


def test_a_copy_published_later_moves_nothing() -> None:
    first = date(2023, 1, 1)
    for i in range(100):
        ids = [f"z{i}", f"a{i}"]
        there = assign(ids, dict.fromkeys(ids, ids[1]), [first, first + timedelta(days=1)], Split())
        assert there[ids[0]] == there[ids[1]] == split_of(ids[0])


def test_moves_are_those_of_documents_in_both() -> None:
    old = {"a": "train", "b": "test", "gone": "test"}
    assert moves(old, {"b": "train", "a": "train", "new": "test"}) == (Move("b", "test", "train"),)
