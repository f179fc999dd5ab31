import hashlib
import json
import tracemalloc
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.raw import Limits, Quarantined, RawText, read

ANY_TEXT = st.text(st.characters(exclude_categories=[]), min_size=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY_TEXT), st.booleans())
def test_a_field_is_read_as_it_is(tmp_path, texts, ascii_only):
    lines = [json.dumps({"text": f"x{text}"}, ensure_ascii=ascii_only) for text in texts]
    (tmp_path / "a.jsonl").write_bytes("\n".join([*lines, '{"text": "end"}']).encode("utf-8", "surrogatepass"))
    items = list(read(tmp_path))
    binary = [item for item in items if isinstance(item, Quarantined)]
    assert {item.reason for item in binary} <= {"binary"}
    expected = [f"x{text}" for text in texts] + ["end"]
    read_texts = [item.text for item in items if isinstance(item, RawText)]
    assert len(read_texts) + len(binary) == len(expected)
    assert [text for text in expected if text in read_texts] == read_texts


def test_a_record_without_an_id_is_called_after_its_text(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "half \\ud83d"}\n{"id": null, "text": "One."}\n')
    first, second = read(tmp_path)
    assert first.text == "half \ud83d"
    assert first.sha256 == hashlib.sha256("half \ud83d".encode("utf-8", "surrogatepass")).hexdigest()
    assert (first.doc_id, second.doc_id) == (first.sha256[:16], hashlib.sha256(b"One.").hexdigest()[:16])
    assert first.encoding is None


def test_the_other_fields_are_the_metadata(tmp_path):
    record = {
        "text": "One.",
        "headline": "Late",
        "publishedAt": "2023-06-26T10:00:00Z",
        "source": {"name": "Elsin Post"},
        "lang": "en",
        "license": "CC0-1.0",
        "tags": ["sea"],
    }
    (tmp_path / "a.ndjson").write_text(json.dumps(record))
    (raw,) = read(tmp_path)
    described = raw.metadata
    assert (described.title, described.created, described.publisher) == ("Late", date(2023, 6, 26), "Elsin Post")
    assert (described.language, described.rights, raw.flags) == ("en", "CC0-1.0", ())


def test_lines_in_other_encodings(tmp_path):
    record = '{"id": "%s", "text": "Fähre"}\r\n'
    data = record % "u" * 1 + record % "v"
    appended = "".join("\ufeff" + line for line in data.splitlines(keepends=True))
    (tmp_path / "a.jsonl").write_bytes(appended.encode("utf-8"))
    (tmp_path / "b.jsonl").write_bytes(("\ufeff" + data).encode("utf-16-le"))
    (tmp_path / "c.jsonl").write_bytes(data.encode("cp1252"))
    assert [(raw.doc_id, raw.text) for raw in read(tmp_path)] == [("u", "Fähre"), ("v", "Fähre")] * 3


def test_the_declared_encoding_of_the_file_is_that_of_its_lines(tmp_path):
    (tmp_path / "a.jsonl").write_bytes('{"id": "a", "text": "Минск"}\n'.encode("cp1251"))
    (tmp_path / "manifest.csv").write_text("file,encoding\na.jsonl,cp1251\n")
    assert [raw.text for raw in read(tmp_path)] == ["Минск"]


def test_memory_does_not_grow_with_the_file(tmp_path):
    with (tmp_path / "a.jsonl").open("w") as file:
        for n in range(1000):
            file.write(json.dumps({"id": f"n{n}", "text": f"{n} " + "ferry " * 700}) + "\n")
        file.write('{"text": "' + "y" * 4 * 2**20 + '"}\n')
    assert (tmp_path / "a.jsonl").stat().st_size > 8 * 2**20
    tracemalloc.start()
    reasons = [
        item.reason for item in read(tmp_path, limits=Limits(document_bytes=2**16)) if isinstance(item, Quarantined)
    ]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reasons == ["too_long"]
    assert peak < 2**20
