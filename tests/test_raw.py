import hashlib
import itertools
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bad.faults import FAULTS, PROSE
from copydesk.raw import (
    Absent,
    Ignored,
    Item,
    Limits,
    Metadata,
    Quarantined,
    RawText,
    SourceError,
    Unclaimed,
    read,
    resolve_duplicates,
)

FIRST = "Aldo Brenn walked to the pier.\n"
RECORDS = '{"id": "r1", "text": "One bridge."}\n{"id": "r2", "text": "Two bridges."}\n'


def write(folder: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def only(kind, items):
    return [item for item in items if isinstance(item, kind)]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_its_neighbours_untouched(fault, tmp_path):
    write(tmp_path, aa_txt=FIRST, good_txt=PROSE, zz_jsonl=RECORDS)
    neighbours = list(read(tmp_path))
    assert [raw.doc_id for raw in only(RawText, neighbours)] == ["aa", "good", "r1", "r2"]

    outcome = FAULTS[fault](tmp_path)
    items = list(read(tmp_path))

    assert {item.input: item.reason for item in only(Quarantined, items)} == outcome.quarantined
    assert len(only(Quarantined, items)) == len(outcome.quarantined)
    published = {raw.doc_id: raw for raw in only(RawText, items)}
    assert len(published) == len(only(RawText, items))
    for raw in only(RawText, neighbours):
        assert published.pop(raw.doc_id) == raw
    assert {doc_id: raw.flags for doc_id, raw in published.items()} == outcome.published
    assert not only((Ignored, Absent), items)
    for item in only(Quarantined, items):
        path = tmp_path / item.input.partition(":")[0]
        if item.reason == "not_regular_file":
            assert item.sha256 is None
        elif ": line" not in item.input and ": row" not in item.input and path.exists():
            assert item.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_ids_are_paths_without_suffixes(tmp_path):
    write(tmp_path, a_txt="One.", b__c_d_txt="Two.", b__e_TXT="Three.")
    assert [(raw.doc_id, raw.file) for raw in read(tmp_path)] == [
        ("a", "a.txt"),
        ("b.c.d", "b/c.d.txt"),
        ("b.e", "b/e.TXT"),
    ]


def test_the_order_is_that_of_the_paths(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/b.txt", "B.txt", "c.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"text": "x"}')
    assert [raw.file for raw in read(tmp_path)] == ["B.txt", "a/b.txt", "a/z.txt", "b.txt", "c.jsonl"]


def test_beside_texts_nothing_is_read_but_the_manifest(tmp_path):
    write(
        tmp_path,
        manifest_csv="file,title,id\ntexts/a.txt,First,one\nb,Second,\ngone.txt,Third,\n",
        texts__a_txt="One.",
        texts__sub__b_txt="Two.",
        texts__b_txt="Three.",
        stray_txt="Not a text of the collection.",
        reviewed__quotes_csv="doc_id,text\none,hello\n",
    )
    items = list(read(tmp_path))
    assert [(raw.doc_id, raw.file, raw.metadata.title) for raw in only(RawText, items)] == [
        ("one", "texts/a.txt", "First"),
        ("b", "texts/b.txt", "Second"),
        ("sub.b", "texts/sub/b.txt", None),
    ]
    assert [item.input for item in only(Ignored, items)] == ["reviewed/", "stray.txt"]
    assert [item.input for item in only(Absent, items)] == ["gone.txt"]


def test_what_holds_no_texts_is_ignored(tmp_path):
    write(
        tmp_path,
        a_txt="One.",
        README_txt="About.",
        LICENSE="Terms.",
        x_gold_json="{}",
        _gitattributes="* text",
        _git__config="[core]",
        reviewed__times_csv="doc_id,text\na,today\n",
        places_csv="name,lat\nElsin,1\n",
        page_html="<p>",
    )
    items = list(read(tmp_path))
    assert [raw.doc_id for raw in only(RawText, items)] == ["a"]
    ignored = {item.input: item.detail for item in only(Ignored, items)}
    assert sorted(ignored) == [
        ".git/",
        ".gitattributes",
        "LICENSE",
        "README.txt",
        "page.html",
        "places.csv",
        "reviewed/",
        "x.gold.json",
    ]
    assert ignored["places.csv"] == "no text column among its 2"
    assert len(items) == 9


def test_a_single_file_is_a_source(tmp_path):
    write(tmp_path, a_txt="One.", b_jsonl=RECORDS, manifest_csv="file,title\na.txt,Not asked\n")
    assert [(raw.doc_id, raw.file, raw.metadata) for raw in read(tmp_path / "a.txt")] == [("a", "a.txt", Metadata())]
    assert [raw.doc_id for raw in read(str(tmp_path / "b.jsonl"))] == ["r1", "r2"]


def test_the_text_field_can_be_named(tmp_path):
    write(
        tmp_path, a_jsonl='{"id": "r1", "text": "Summary.", "lede": "The whole."}\n', b_csv="id,lede,text\nr2,All,No\n"
    )
    assert [raw.text for raw in read(tmp_path, text_column="lede")] == ["The whole.", "All"]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("gone", "name a folder or a file that is there and can be read"),
        ("nul\0", "name a folder or a file that is there and can be read"),
        ("pipe", "name a folder or a regular file"),
        ("page.html", "name a folder or a file that ends in"),
        ("places.csv", "name the column that holds the text"),
        ("places.parquet", "name the column that holds the text"),
    ],
)
def test_a_source_that_is_no_source_is_an_error_with_a_remedy(name, remedy, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    write(tmp_path, page_html="<p>", places_csv="name,lat\nElsin,1\n")
    pq.write_table(pa.table({"name": ["Elsin"], "text": [1]}), tmp_path / "places.parquet")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match=remedy):
        list(read(tmp_path / name))


def test_a_source_that_is_a_link_is_followed_because_it_was_named(tmp_path):
    write(tmp_path, real__a_txt="One.")
    (tmp_path / "alias").symlink_to(tmp_path / "real")
    assert [raw.doc_id for raw in read(tmp_path / "alias")] == ["a"]


@contextmanager
def open_to_all():
    """A folder that all may enter, and a way to stop being root, who may read everything."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        root = os.geteuid() == 0
        try:
            yield Path(name), lambda: os.seteuid(65534) if root else None
        finally:
            if root:
                os.seteuid(0)
            (Path(name) / "locked").chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs POSIX permissions")
def test_what_must_not_be_read_is_quarantined():
    with open_to_all() as (folder, drop):
        write(folder, a_txt="One.", closed_txt="Two.", locked__b_txt="Three.", z_txt="Four.")
        (folder / "closed.txt").chmod(0)
        (folder / "locked").chmod(0)
        drop()
        items = list(read(folder))
    assert [raw.doc_id for raw in only(RawText, items)] == ["a", "z"]
    assert [(item.input, item.reason) for item in only(Quarantined, items)] == [
        ("closed.txt", "unreadable"),
        ("locked", "unreadable"),
    ]


def test_limits_can_be_narrowed(tmp_path):
    write(tmp_path, a_txt="x" * 11, b_txt="x" * 10)
    items = list(read(tmp_path, limits=Limits(document_bytes=10)))
    assert [type(item).__name__ for item in items] == ["Quarantined", "RawText"]


def test_reading_is_lazy(tmp_path):
    write(tmp_path, a_txt="One.", b_txt="Two.")
    items = read(tmp_path)
    assert next(items).doc_id == "a"
    (tmp_path / "b.txt").unlink()
    assert [item.reason for item in items] == ["unreadable"]


def test_two_files_with_one_id(tmp_path):
    write(tmp_path, a_txt="One.", a__b_txt="Two.", a_b_txt="Two.", c_jsonl='{"id": "a", "text": "Other."}')
    texts = list(read(tmp_path))
    by_id = {doc_id: [raw for raw in texts if raw.doc_id == doc_id] for doc_id in ("a", "a.b")}
    assert sum(map(len, by_id.values())) == len(texts) == 4
    chosen, rest = resolve_duplicates(by_id["a"])
    assert (chosen, {item.input for item in rest}) == (None, {"a.txt", "c.jsonl"})
    chosen, rest = resolve_duplicates(by_id["a.b"])
    assert chosen is not None
    assert (chosen.file, [item.input for item in rest]) == ("a.b.txt", ["a/b.txt"])


def test_reading_texts_needs_no_pyarrow(tmp_path):
    write(tmp_path, a_txt="One.", b_jsonl=RECORDS, c_csv="text\nThree.\n")
    code = (
        "import sys; from copydesk.raw import read; n = len(list(read(sys.argv[1]))); "
        "sys.exit(n != 4 or 'pyarrow' in sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], check=True, env={"PYTHONPATH": os.pathsep.join(sys.path)}
    )


def raw(file: str, text: str = "Same.", **metadata: object) -> RawText:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return RawText(doc_id="x", text=text, file=file, sha256=digest, metadata=Metadata(**metadata))


def test_of_copies_the_first_by_file_is_published():
    chosen, rest = resolve_duplicates([raw("c.txt"), raw("a.txt"), raw("b.txt")])
    assert chosen == raw("a.txt")
    assert [(item.input, item.reason, item.detail) for item in rest] == [
        ("b.txt", "duplicate_id", "x: same text as a.txt"),
        ("c.txt", "duplicate_id", "x: same text as a.txt"),
    ]


def test_of_different_texts_none_is_published():
    chosen, rest = resolve_duplicates([raw("a.txt"), raw("b.txt"), raw("c.txt", "Other.")])
    assert chosen is None
    assert [(item.input, item.reason) for item in rest] == [(f"{name}.txt", "duplicate_id") for name in "abc"]


def test_one_alone_is_no_duplicate():
    assert resolve_duplicates([raw("a.txt")]) == (raw("a.txt"), [])


def test_the_order_of_duplicates_does_not_matter():
    group = [
        raw("a.txt"),
        raw("a.txt", created=date(2023, 6, 26)),
        raw("a.txt", title="T"),
        raw("a.txt", synthetic=True),
    ]
    assert len({str(resolve_duplicates(order)) for order in itertools.permutations(group)}) == 1
    group.append(replace(raw("b.txt", "Other."), flags=("created_unreadable",)))
    assert len({str(resolve_duplicates(order)) for order in itertools.permutations(group)}) == 1


@given(st.text(), st.text())
def test_names_stay_apart_and_can_be_shown(a, b):
    from copydesk.readers.inputs import showable

    assert (showable(a) == showable(b)) == (a == b)
    showable(a).encode("utf-8")
    assert not set(showable(a)) & {"\n", "\r", "\x1b", "\u202e", "\u2028"}


def elsewhere(tmp_path: Path, manifest: str, **files: str) -> list[Item]:
    """What a collection of this manifest reads with these files of `texts` beside it."""
    collection, beside = tmp_path / "open", tmp_path / "mine"
    collection.mkdir()
    beside.mkdir()
    (collection / "manifest.csv").write_text(manifest)
    for name, content in files.items():
        (beside / name.replace("_", ".")).write_text(content)
    return list(read(collection, texts=[beside]))


def test_texts_from_elsewhere_are_matched_by_id(tmp_path: Path) -> None:
    items = elsewhere(
        tmp_path,
        "id,url,created,rights\na,https://news.example/a,2024-05-13,CC-BY-2.5\nb,,,\nc,,,\n",
        wire_jsonl='{"id": "a", "text": "Ships sail.", "rights": "unknown"}\n{"id": "z", "text": "Other."}\nbroken\n',
        b_txt="A tank rolls.",
    )
    found = {item.doc_id: item for item in items if isinstance(item, RawText)}
    assert sorted(found) == ["a", "b"]
    assert found["a"].metadata.rights == "CC-BY-2.5"
    assert str(found["a"].metadata.created) == "2024-05-13"
    assert {item.file for item in found.values()} == {""}
    assert [item.input for item in items if isinstance(item, Absent)] == ["c"]
    unclaimed = sorted(item.detail for item in items if isinstance(item, Unclaimed))
    assert unclaimed == ["bad_json: Expecting value at character 0", "manifest.csv does not name z"]


@pytest.mark.parametrize("kind", ["jsonl", "txt"])
def test_another_text_than_the_manifest_means_is_quarantined(tmp_path: Path, kind: str) -> None:
    meant = hashlib.sha256(b"Ships sail.").hexdigest()
    content = "Ships sailed." if kind == "txt" else '{"id": "a", "text": "Ships sailed."}'
    items = elsewhere(tmp_path, f"id,raw_sha256\na,{meant.upper()}\n", **{f"a_{kind}": content})
    (item,) = items
    assert isinstance(item, Quarantined)
    assert (item.input, item.reason) == ("a", "digest_mismatch")
    assert meant in item.detail.lower()


def test_the_text_that_the_manifest_means_is_read(tmp_path: Path) -> None:
    meant = hashlib.sha256(b"Ships sail.").hexdigest()
    (item,) = elsewhere(tmp_path, f"id,raw_sha256\na,{meant}\n", a_txt="Ships sail.")
    assert isinstance(item, RawText)
    assert item.sha256 == meant


def test_a_text_named_by_its_file_is_matched_by_the_id_of_its_path(tmp_path: Path) -> None:
    (item,) = elsewhere(tmp_path, "file,title\ntexts/a.b.txt,Late\n", a_b_txt="Ships sail.")
    assert isinstance(item, RawText)
    assert (item.doc_id, item.metadata.title) == ("a.b", "Late")


def test_texts_from_elsewhere_go_with_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ships sail.")
    with pytest.raises(SourceError, match="go with one"):
        read(tmp_path / "a.txt", texts=[tmp_path])
