from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk.raw import Ignored, Limits, Quarantined, RawText, read


def write(folder, file="a.parquet", **columns):
    pq.write_table(pa.table(columns), folder / file)


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.dictionary(pa.int32(), pa.string())]
)
def test_any_column_of_strings_holds_text(kind, tmp_path):
    values = pa.array(["Fähre.", "Zwei.", None, "Fähre."]).cast(kind if kind != pa.large_binary() else pa.binary())
    write(tmp_path, id=["a", "b", "c", "d"], text=values.cast(kind))
    *items, last = read(tmp_path)
    assert [(item.doc_id, item.text) for item in items if isinstance(item, RawText)] == [
        ("a", "Fähre."),
        ("b", "Zwei."),
    ]
    assert [(item.input, item.reason) for item in items if isinstance(item, Quarantined)] == [
        ("a.parquet: row 3", "no_text")
    ]
    assert (last.doc_id, last.encoding) == ("d", None)


def test_dates_are_the_days_that_the_column_shows(tmp_path):
    late = datetime(2023, 6, 26, 23, 30, tzinfo=UTC)
    for name, kind in {
        "a": pa.timestamp("ns", "Asia/Tokyo"),
        "b": pa.timestamp("ms", "UTC"),
        "c": pa.timestamp("us"),
        "d": pa.date32(),
        "e": pa.date64(),
    }.items():
        value = late.date() if pa.types.is_date(kind) else late if kind.tz else late.replace(tzinfo=None)
        write(tmp_path, f"{name}.parquet", id=[name], text=["One."], date=pa.array([value], kind))
    days = {raw.doc_id: raw.metadata.created for raw in read(tmp_path)}
    assert days.pop("a") == date(2023, 6, 27)
    assert days == dict.fromkeys("bcde", date(2023, 6, 26))


def test_a_date_out_of_range_leaves_a_flag(tmp_path):
    write(tmp_path, id=["a"], text=["One."], date=pa.array([2**62], pa.timestamp("us")))
    (raw,) = read(tmp_path)
    assert (raw.metadata.created, raw.flags) == (None, ("created_unreadable",))


def test_other_columns_do_not_matter(tmp_path):
    nested = [[{"x": 1}], None]
    write(tmp_path, text=["One.", "Two."], tags=nested, source=[{"name": "Elsin Post"}] * 2, id=[7, None])
    first, second = read(tmp_path)
    assert (first.doc_id, first.metadata.publisher) == ("7", "Elsin Post")
    assert second.doc_id == second.sha256[:16]


def test_without_a_column_of_strings_it_is_ignored(tmp_path):
    write(tmp_path, text=[1, 2], name=["a", "b"])
    assert list(read(tmp_path)) == [Ignored("a.parquet", "no text column among its 2")]


def test_a_table_without_rows_is_empty(tmp_path):
    write(tmp_path, text=pa.array([], pa.string()))
    assert [item.reason for item in read(tmp_path)] == ["empty"]


def test_two_columns_of_one_name_are_not_guessed_between(tmp_path):
    table = pa.table([pa.array(["One."]), pa.array(["Two."]), pa.array(["Three."])], names=["text", "text", "body"])
    pq.write_table(table, tmp_path / "a.parquet")
    assert [raw.text for raw in read(tmp_path)] == ["Three."]


def test_strings_are_utf_8_whatever_is_declared(tmp_path):
    write(tmp_path, id=["a"], text=["Fähre."])
    (tmp_path / "manifest.csv").write_text("file,encoding\na.parquet,cp1252\n")
    assert [(raw.text, raw.flags) for raw in read(tmp_path)] == [("Fähre.", ())]


def test_a_value_beyond_the_cap_is_too_long(tmp_path):
    write(tmp_path, id=["a", "b", "c"], text=["One.", "x" * 101, "Three."])
    items = list(read(tmp_path, limits=Limits(document_bytes=100)))
    assert [getattr(item, "reason", None) for item in items] == [None, "too_long", None]
