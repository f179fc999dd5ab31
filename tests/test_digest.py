from __future__ import annotations

import hashlib
import json
import math
import struct
import time
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.digest import TableDigest, document_digest, encode_rows, release_digest

SCHEMA = pa.schema(
    {
        "id": pa.large_string(),
        "name": pa.string(),
        "n": pa.int32(),
        "big": pa.int64(),
        "single": pa.float32(),
        "double": pa.float64(),
        "yes": pa.bool_(),
        "day": pa.date32(),
        "when": pa.timestamp("us", tz="UTC"),
        "words": pa.list_(pa.string()),
        "days": pa.list_(pa.date32()),
    }
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.none() | TEXTS,
            "name": st.none() | TEXTS,
            "n": st.none() | st.integers(-(2**31), 2**31 - 1),
            "big": st.none() | st.integers(-(2**63), 2**63 - 1),
            "single": st.none() | st.floats(width=32, allow_nan=False, allow_infinity=False),
            "double": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "yes": st.none() | st.booleans(),
            "day": st.none() | st.dates(),
            "when": st.none() | st.datetimes(timezones=st.just(UTC)),
            "words": st.none() | st.lists(st.none() | TEXTS, max_size=3),
            "days": st.none() | st.lists(st.dates(), max_size=3),
        }
    ),
    max_size=8,
)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def as_specified(rows: list[dict[str, Any]]) -> bytes:
    """The bytes that design law 7 asks for, written down a second time and as plainly as can be."""
    lines = [
        json.dumps(
            [row[name] for name in SCHEMA.names],
            ensure_ascii=False,
            separators=(",", ":"),
            default=lambda day: day.isoformat(),
        )
        for row in rows
    ]
    return "".join(line + "\n" for line in lines).encode()


@given(ROWS)
def test_rows_are_encoded_as_the_law_says(rows: list[dict[str, Any]]) -> None:
    assert b"".join(encode_rows(table(rows))) == as_specified(rows)


@given(ROWS, st.integers(1, 9))
def test_how_rows_arrive_changes_nothing(rows: list[dict[str, Any]], size: int) -> None:
    whole, streamed, chunked = TableDigest(), TableDigest(), TableDigest()
    whole.update(table(rows))
    pieces = [table(rows[i : i + size]) for i in range(0, len(rows), size)]
    for piece in pieces:
        streamed.update(piece)
    chunked.update(pa.concat_tables([table([]), *pieces]))
    assert (
        whole.hexdigest()
        == streamed.hexdigest()
        == chunked.hexdigest()
        == hashlib.sha256(as_specified(rows)).hexdigest()
    )
    assert (whole.rows, whole.bytes) == (streamed.rows, streamed.bytes) == (len(rows), len(as_specified(rows)))


def test_the_encoding_is_pinned() -> None:
    row = {
        "id": 'a "b" \\ \n\x01\x7f\u2028 é 🚢',
        "name": None,
        "n": -1,
        "big": 2**53 + 1,
        "single": 0.9,
        "double": 1e22,
        "yes": True,
        "day": date(2023, 6, 26),
        "when": datetime(2023, 6, 26, 1, 2, 3, 4, tzinfo=UTC),
        "words": ["x", None],
        "days": [],
    }
    single = struct.unpack("f", struct.pack("f", 0.9))[0]
    assert encode_rows(table([row])) == [
        (
            '["a \\"b\\" \\\\ \\n\\u0001\x7f\u2028 é 🚢",null,-1,9007199254740993,'
            + f"{single!r},1e+22,true,"
            + '"2023-06-26","2023-06-26T01:02:03.000004+00:00",["x",null],[]]\n'
        ).encode()
    ]
    assert repr(single) == "0.8999999761581421"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("column", ["single", "double"])
def test_what_json_cannot_say_is_refused(column: str, value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode_rows(table([{column: value}]))


def test_each_cell_and_its_place_count() -> None:
    row = {"id": "a", "name": "b", "n": 1, "words": ["x"]}
    changed = [
        row,
        row | {"n": 2},
        row | {"id": "b", "name": "a"},
        row | {"words": []},
        row | {"words": None},
        row | {"id": None},
    ]
    assert len({document_digest({"t": table([one])}) for one in changed}) == len(changed)


def test_a_document_digest_knows_which_table_a_row_is_of() -> None:
    row = table([{"id": "a"}])
    digests = [
        document_digest({"t": row, "u": table([])}),
        document_digest({"t": table([]), "u": row}),
        document_digest({"t": row}),
    ]
    assert len(set(digests)) == 3


def test_the_digest_of_a_release_ignores_the_order_of_tables() -> None:
    assert (
        release_digest({"a": "1", "b": "2"})
        == release_digest({"b": "2", "a": "1"})
        != release_digest({"a": "2", "b": "1"})
    )


def test_a_million_characters_and_many_rows_stay_fast() -> None:
    rows = table([{"id": f"doc#{i}", "name": 'a "quoted" line\n', "n": i, "words": None} for i in range(20_000)])
    start = time.process_time()
    encode_rows(rows)
    encode_rows(table([{"id": "\x01" * 1_000_000}]))
    assert time.process_time() - start < 1
