import csv

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.raw import RawText, read

CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\",;\t'"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CELL), st.sampled_from([("a.csv", ","), ("a.tsv", "\t"), ("a.csv", ";")]))
def test_what_a_csv_writer_wrote_is_read(tmp_path, cells, dialect):
    name, separator = dialect
    with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(["id", "text", "note"])
        writer.writerows([f"n{n}", f"x{cell}", cell] for n, cell in enumerate(cells))
    expected = [(f"n{n}", f"x{cell}") for n, cell in enumerate(cells)]
    items = list(read(tmp_path / name))
    assert [(item.doc_id, item.text) for item in items if isinstance(item, RawText)] == expected
    assert len(items) == max(1, len(cells))


def test_cells_in_other_encodings(tmp_path):
    data = 'id;text;outlet\r\nu;"Eine Fähre.\r\nZwei.";Bote\r\n'
    (tmp_path / "a.csv").write_bytes(data.encode("cp1252"))
    (tmp_path / "b.csv").write_bytes(("\ufeff" + data).encode("utf-8"))
    (tmp_path / "c.csv").write_bytes(("\ufeff" + data.replace(";", "\t")).encode("utf-16-le"))
    (tmp_path / "d.csv").write_bytes(data.encode("utf-8").replace("ä".encode(), b"\xff\xc3\xa4\xc3\xa4"))
    items = list(read(tmp_path))
    assert [(raw.text, raw.encoding) for raw in items] == [
        ("Eine Fähre.\r\nZwei.", "cp1252"),
        ("Eine Fähre.\r\nZwei.", "utf-8"),
        ("Eine Fähre.\r\nZwei.", "utf-16-le"),
        ("Eine F\udcffäähre.\r\nZwei.", "utf-8"),
    ]
    assert {raw.metadata.publisher for raw in items} == {"Bote"}


def test_of_two_columns_of_one_name_the_first_counts(tmp_path):
    (tmp_path / "a.csv").write_text("id,text,text\nn1,One.,Two.\n")
    assert [raw.text for raw in read(tmp_path)] == ["One."]


def test_a_bom_overrules_the_declared_encoding(tmp_path):
    data = "\ufeffid,text\nu,Eine Fähre.\n"
    for name, encoding in (("a.csv", "utf-8"), ("b.csv", "utf-16-le"), ("c.csv", "utf-16-be")):
        (tmp_path / name).write_bytes(data.encode(encoding))
    (tmp_path / "d.jsonl").write_bytes('\ufeff{"id": "u", "text": "Eine Fähre."}'.encode("utf-16-le"))
    (tmp_path / "manifest.csv").write_text("file,encoding\na.csv,cp1252\nb.csv,cp1252\nc.csv,utf-16\nd.jsonl,utf-8\n")
    wrong = ("encoding_mismatch",)
    assert [(raw.text, raw.encoding, raw.flags) for raw in read(tmp_path)] == [
        ("Eine Fähre.", "utf-8", wrong),
        ("Eine Fähre.", "utf-16-le", wrong),
        ("Eine Fähre.", "utf-16-be", ()),
        ("Eine Fähre.", None, wrong),
    ]
