import pytest

from copydesk.raw import Absent, Quarantined, RawText, SourceError, read
from copydesk.readers.manifest import load

LIMIT = 2**20


def texts(folder):
    return {item.doc_id: item for item in read(folder) if isinstance(item, RawText)}


@pytest.mark.parametrize("said", ["a.txt", "a", "texts/a.txt", "texts/a", "./texts/a.txt", r"texts\a.txt"])
def test_a_file_is_found_by_any_of_its_names(said, tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("One.")
    (tmp_path / "manifest.csv").write_text(f"file,id,title\n{said},one,Found\n")
    assert texts(tmp_path)["one"].metadata.title == "Found"


def test_a_file_is_found_by_the_id_of_its_path(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("One.")
    (tmp_path / "manifest.csv").write_text("id,title\nsub.a,Found\n")
    assert texts(tmp_path)["sub.a"].metadata.title == "Found"


def test_a_decomposed_file_name_is_found(tmp_path):
    (tmp_path / "Bru\u0308cke.txt").write_text("One.")
    (tmp_path / "manifest.csv").write_text("file,id\nBr\u00fccke.txt,bridge\n")
    assert list(texts(tmp_path)) == ["bridge"]


def test_all_columns_are_read(tmp_path):
    (tmp_path / "a.txt").write_bytes("Минск".encode("cp1251"))
    (tmp_path / "manifest.csv").write_text(
        "file;url;title;published;publisher;agency;collected;rights;language;encoding;text_release;synthetic\n"
        "a.txt;https://news.example/a;Late;Mon, 26 Jun 2023 10:00:00 GMT;Elsin Post;EPA;2024-01-02;"
        "CC0-1.0;ru;cp1251;full;true\n"
    )
    raw = texts(tmp_path)["a"]
    described = raw.metadata
    assert (raw.text, raw.encoding, raw.flags) == ("Минск", "cp1251", ())
    assert (described.url, described.title, str(described.created)) == ("https://news.example/a", "Late", "2023-06-26")
    assert (described.publisher, described.agency, str(described.collected)) == ("Elsin Post", "EPA", "2024-01-02")
    assert (described.rights, described.language, described.text_release) == ("CC0-1.0", "ru", "full")
    assert described.synthetic


def test_rows_that_disagree_say_nothing_on_that_point(tmp_path):
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "manifest.csv").write_text("file,title,rights\na.txt,Late,CC0-1.0\na.txt,Late,all-rights-reserved\n")
    raw = texts(tmp_path)["a"]
    assert (raw.metadata.title, raw.metadata.rights, raw.flags) == ("Late", None, ("manifest_conflict",))


def test_the_manifest_speaks_for_records_too(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "n1", "text": "One.", "title": "T1"}\n{"id": "n2", "text": "Two."}\n')
    (tmp_path / "manifest.csv").write_text(
        "file,id,title,rights\na.jsonl,,Whole,CC0-1.0\na.jsonl,n2,Second,\n,n1,First,CC-BY-4.0\nb.jsonl,n1,Other,\n"
    )
    found = texts(tmp_path)
    assert (found["n1"].metadata.title, found["n1"].metadata.rights) == ("First", "CC-BY-4.0")
    assert (found["n2"].metadata.title, found["n2"].metadata.rights) == ("Second", "CC0-1.0")
    assert [item.input for item in read(tmp_path) if isinstance(item, Absent)] == ["b.jsonl"]


def test_a_record_says_more_than_the_row_of_its_file(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "n1", "text": "One.", "title": "Own"}\n')
    (tmp_path / "manifest.csv").write_text("file,title,publisher\na,Whole,Elsin Post\n")
    described = texts(tmp_path)["n1"].metadata
    assert (described.title, described.publisher) == ("Own", "Elsin Post")


def test_an_id_with_a_path_in_it_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "manifest.csv").write_text("file,id\na.txt,../../a\n")
    assert [(item.input, item.reason) for item in read(tmp_path) if isinstance(item, Quarantined)] == [
        ("a.txt", "bad_id")
    ]


def test_a_manifest_from_excel(tmp_path):
    (tmp_path / "manifest.csv").write_bytes("\ufefffile;title\r\na.txt;Größe\r\n".encode("utf-16-le"))
    (tmp_path / "a.txt").write_text("One.")
    assert texts(tmp_path)["a"].metadata.title == "Größe"


def test_no_manifest_says_nothing(tmp_path):
    assert load(tmp_path, LIMIT).text(("a.txt", "a"), "a") == ({}, False)


@pytest.mark.parametrize(
    "content", [b"", b"title,rights\nx,y\n", b'file,title\na,"never closed\n', b"file,title\na,b,c\n", b"x" * 2**21]
)
def test_a_manifest_that_cannot_be_read_stops_the_run(content, tmp_path):
    (tmp_path / "manifest.csv").write_bytes(content)
    with pytest.raises(SourceError, match=r"mend or remove it$"):
        load(tmp_path, LIMIT)


def test_a_manifest_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / "manifest.csv").symlink_to("/etc/hostname")
    with pytest.raises(SourceError, match="symbolic link"):
        read(tmp_path)
