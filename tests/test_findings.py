"""Findings are collected, sorted, and raised or printed once."""

from __future__ import annotations

import json

from copydesk.findings import Finding, FindingsError, as_json

FIRST = Finding(
    "contract.enum", "sentences", "a", "a#sentences-0 role", "is outside the vocabulary; use one of its values"
)
SECOND = Finding("offsets.span", "sentences", "", "", "ends before it starts; correct the layer")


def test_a_finding_reads_as_a_line() -> None:
    assert (
        str(FIRST) == "contract.enum: sentences a a#sentences-0 role: is outside the vocabulary; use one of its values"
    )
    assert str(SECOND) == "offsets.span: sentences: ends before it starts; correct the layer"


def test_the_error_shows_the_first_and_counts_the_rest() -> None:
    error = FindingsError([SECOND] * 30 + [FIRST])
    lines = str(error).split("\n")
    assert lines[0] == "31 findings"
    assert lines[1] == str(FIRST)
    assert lines[-1] == "… and 11 more"


def test_json_is_sorted() -> None:
    assert [row["rule"] for row in json.loads(as_json([SECOND, FIRST]))] == ["contract.enum", "offsets.span"]
