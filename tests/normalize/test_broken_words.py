"""Words cut at the end of a line: which hyphen goes and which stays."""

from __future__ import annotations

import time

import pytest

from copydesk.document import apply
from copydesk.normalize import broken_words

LINE = "The harbour master of Quellhaven said that the quay would stay shut, "


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("be-\ncause it leaked.", "because it leaked."),
        ("be- \n  cause it leaked.", "because it leaked."),
        ("a well-\nknown fault.", "a well-known fault."),
        ("says Aldmo-\nrleth.", "says Aldmorleth."),
        ("a re-\nform. The re-form came late.", "a re-form. The re-form came late."),
        ("a dredge-\nboat. The dredgeboat came late.", "a dredgeboat. The dredgeboat came late."),
    ],
)
def test_a_cut_word_is_whole_again(cut: str, whole: str) -> None:
    assert apply(LINE + cut, broken_words.mend(LINE + cut)) == LINE + whole


@pytest.mark.parametrize(
    "text", [f"{LINE}Quell-\nHaven", f"{LINE}or -\nit said", "ferry-\nboats", f"{LINE}be-\n\ncause"]
)
def test_other_line_breaks_stay(text: str) -> None:
    assert broken_words.mend(text) == []


@pytest.mark.parametrize("unit", ["a" * 31, "-", "-\n", "ab-\ncd ", LINE + "be-\ncause "])
def test_time_is_linear(unit: str) -> None:
    start = time.process_time()
    broken_words.mend(unit * (1_000_000 // len(unit)))
    assert time.process_time() - start < 5
