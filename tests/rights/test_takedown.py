"""What was taken down is gone, stays away under any id, and leaves no word behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import open as open_corpus
from copydesk.build import build
from copydesk.fingerprints import words
from copydesk.rights import takedown
from copydesk.rights.takedown import TakedownError, Takedowns, Tombstone, add, address, check, load, select, sketch
from copydesk.verify import verify
from withheld import manifest, records, write

DAY = date(2024, 6, 1)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("takedown")
    rows = [{**row, "publisher": "Quay Press"} if row["id"] > "d03" else row for row in records(6)]
    build(write(folder / "in.jsonl", rows), folder / "out")
    return folder / "out"


def named(corpus: Path, **what: list[str]) -> set[str]:
    return {row.id or row.url or row.publisher for row in select(open_corpus(corpus), day=DAY, reason="court", **what)}


def test_the_next_build_is_without_it_and_says_so(corpus: Path, tmp_path: Path) -> None:
    listed = tmp_path / "raw" / "takedown.csv"
    assert add(listed, select(open_corpus(corpus), day=DAY, reason="rights", docs=["d03"])) == 1
    source = write(tmp_path / "raw" / "in.jsonl", records(6))
    summary = build(source, tmp_path / "out", release="public")
    assert [(q.reason, q.sha256) for q in summary.quarantined] == [("taken_down", None)]
    assert summary.inputs == summary.published + 1 == 6
    assert "d03" not in open_corpus(tmp_path / "out")
    assert manifest(tmp_path / "out")["takedowns"] == [{"date": "2024-06-01", "id": "d03", "reason": "rights"}]
    assert verify(tmp_path / "out") == check(open_corpus(tmp_path / "out"), load(listed)) == []


@pytest.mark.parametrize("list_holds", ["text", "only the id"])
def test_it_does_not_come_back_under_another_id(list_holds: str, corpus: Path, tmp_path: Path) -> None:
    looked_up = open_corpus(corpus) if list_holds == "text" else None
    listed = tmp_path / "takedown.csv"
    add(listed, select(looked_up, day=DAY, reason="privacy", docs=["d00"]))
    rows = records(6)
    text = rows[0]["text"]
    again = [
        {"id": "same", "text": text},
        {"id": "wrapped", "text": text.replace(" ", "\n")},
        {"id": "retyped", "text": text.replace("“", '"').replace("’", "'").upper()},
        {"id": "inside", "text": f"{rows[3]['text'][:300]}\n\n{text}\n\n{rows[3]['text'][-300:]}"},
    ]
    source = write(tmp_path / "in.jsonl", [*rows[1:], *again])
    summary = build(source, tmp_path / "out", takedowns=listed)
    expected = {row["id"] for row in again} if list_holds == "text" else set()
    assert {q.detail.partition(":")[0] for q in summary.quarantined} == expected
    assert set(open_corpus(tmp_path / "out")) == {row["id"] for row in [*rows[1:], *again]} - expected


def test_other_texts_stay(corpus: Path) -> None:
    takedowns = Takedowns(select(open_corpus(corpus), day=DAY, reason="rights", docs=["d00", "d04"]))
    rows = open_corpus(corpus).table("documents").to_pylist()
    renamed = [{**row, "doc_id": f"x{row['doc_id']}", "url": None, "raw_sha256": "", "text_sha256": ""} for row in rows]
    assert {row["doc_id"] for row in renamed if takedowns.of_document(row)} == {"xd00", "xd04"}


def test_what_can_be_named(corpus: Path) -> None:
    rows = {row["doc_id"]: row for row in open_corpus(corpus).table("documents").to_pylist()}
    assert named(corpus, docs=["d03", "elsewhere"]) == {"d03", "elsewhere"}
    assert named(corpus, urls=[rows["d02"]["url"] + "/#top"]) == {"d02"}
    assert named(corpus, urls=["https://example.org/never"]) == {"https://example.org/never"}
    assert named(corpus, publishers=["QUAY press "]) == {"d04", "d05", "QUAY press "}


def test_a_person_is_looked_up_and_not_written_down(corpus: Path, tmp_path: Path) -> None:
    entities = open_corpus(corpus).table("entities").to_pylist()
    people = [row for row in entities if row["label"] == "PERSON" and " " in row["name"]]
    person = people[0]["name"]
    wanted = {row["doc_id"] for row in people if person in (row["name"], row["text"])}
    assert named(corpus, persons=[person]) == wanted
    add(tmp_path / "takedown.csv", select(open_corpus(corpus), day=DAY, reason="privacy", persons=[person]))
    assert person not in (tmp_path / "takedown.csv").read_text(encoding="utf-8")


def test_the_list_holds_no_word_of_a_text(corpus: Path, tmp_path: Path) -> None:
    listed = tmp_path / "takedown.csv"
    add(listed, select(open_corpus(corpus), day=DAY, reason="rights", docs=list(open_corpus(corpus))))
    known = {row["id"]: set(words(row["text"])) for row in records(6)}
    for row in load(listed).rows:
        assert all(len(part) == 32 and int(part, 16) >= 0 for part in row.sketch.split())
        assert not set(words(row.sketch)) & known[row.id]


def test_a_list_is_sorted_and_keeps_the_first_day(corpus: Path, tmp_path: Path) -> None:
    listed = tmp_path / "takedown.csv"
    assert add(listed, select(None, day=DAY, reason="error", docs=["b", "a"])) == 2
    assert add(listed, select(None, day=date(2025, 1, 1), reason="rights", docs=["a"], publishers=["Quay Press"])) == 1
    assert [(row.id, row.publisher, row.date) for row in load(listed).rows] == [
        ("", "Quay Press", "2025-01-01"),
        ("a", "", "2024-06-01"),
        ("b", "", "2024-06-01"),
    ]


def test_a_publisher_stays_away(tmp_path: Path) -> None:
    add(tmp_path / "takedown.csv", select(None, day=DAY, reason="rights", publishers=["The Northern Ledger"]))
    rows = [{**row, "publisher": "the northern  ledger"} if row["id"] == "d02" else row for row in records(4)]
    build(write(tmp_path / "in.jsonl", rows), tmp_path / "out")
    assert set(open_corpus(tmp_path / "out")) == {"d00", "d01", "d03"}
    assert manifest(tmp_path / "out")["takedowns"] == []


def test_past_releases_are_checked(corpus: Path, tmp_path: Path) -> None:
    takedowns = Takedowns(select(open_corpus(corpus), day=DAY, reason="court", docs=["d01"]))
    finding = check(open_corpus(corpus), takedowns)[0]
    assert (finding.rule, finding.doc_id) == ("takedown.present", "d01")
    assert "2024-06-01 (court)" in finding.message
    renamed = [{**row, "id": f"old-{row['id']}", "url": None} for row in records(6)]
    build(write(tmp_path / "in.jsonl", renamed), tmp_path / "out", release="public")
    # The text is withheld there: it is known by its digests.
    assert [found.doc_id for found in check(open_corpus(tmp_path / "out"), takedowns)] == ["old-d01"]


@pytest.mark.parametrize(
    "content",
    [
        "id,url\na,b\n",
        "id,url,publisher,date,reason,raw_sha256,text_sha256,sketch\na,,,yesterday,rights,,,\n",
        "id,url,publisher,date,reason,raw_sha256,text_sha256,sketch\na,,,2024-06-01,whim,,,\n",
        "id,url,publisher,date,reason,raw_sha256,text_sha256,sketch\n,,,2024-06-01,rights,,,\n",
        "id,url,publisher,date,reason,raw_sha256,text_sha256,sketch\na,b,c\n",
    ],
)
def test_a_list_that_cannot_be_read_stops_the_build(content: str, tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(1))
    (tmp_path / "takedown.csv").write_text(content, encoding="utf-8")
    with pytest.raises(TakedownError, match="no corpus is built over it"):
        build(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_takedown_of_nothing_is_an_error(corpus: Path) -> None:
    with pytest.raises(TakedownError, match="nothing in the corpus"):
        named(corpus, persons=["Nobody Atall"])
    with pytest.raises(TakedownError, match="no cluster"):
        named(corpus, clusters=["d99"])
    with pytest.raises(TakedownError, match="name it with --corpus"):
        select(None, day=DAY, reason="rights", persons=["Ida Verbraak"])
    with pytest.raises(TakedownError, match="no class of reasons"):
        select(None, day=DAY, reason="whim", docs=["a"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.Example.org/a/", "http://example.org/a#b"),
        ("example.org/a?id=1", "https://example.org/a?id=1"),
    ],
)
def test_addresses_of_one_page_are_one(one: str, other: str) -> None:
    assert address(one) == address(other)


@given(st.text())
def test_any_address_is_read(url: str) -> None:
    assert isinstance(address(url), str)


@given(st.text("abcdef", min_size=32, max_size=80).map(" ".join))
def test_a_sketch_knows_its_text_again_inside_another(text: str) -> None:
    takedowns = Takedowns([Tombstone(id="t", date="2024-06-01", reason="rights", sketch=sketch(text))])
    row = {"doc_id": "x", "url": None, "publisher": None, "raw_sha256": None, "text_sha256": None}
    found = takedowns.of_document({**row, "text": f"before it {text} and after"})
    assert found is not None


def test_of_a_short_text_there_is_no_sketch() -> None:
    assert sketch("Some 5,000 troops arrived. " * 4) == ""


def test_the_smallest_list_is_empty() -> None:
    assert not len(takedown.load(None))
