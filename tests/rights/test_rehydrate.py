"""Copies find their documents, get the right fate, and make the private corpus again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copydesk import open as open_corpus
from copydesk.build import build
from copydesk.corpus import CorpusError
from copydesk.rights.copies import Fate, Known, judge
from copydesk.rights.fill import ALIGNED
from copydesk.rights.rehydrate import RehydrationError, rehydrate
from copydesk.validate import validate_corpus
from copydesk.verify import verify
from corpora import digests
from withheld import manifest, records, write

COUNT = 8
ADDED = (
    "Nobody in the harbour office wanted to say more on the evening of the visit, and the clerk who keeps the ledger "
    "of all ships had gone home before the first of the questions could be put to him by anyone."
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `in.jsonl`, the corpus `private` and the release `public` of it; two texts are free."""
    folder = tmp_path_factory.mktemp("rehydrate")
    rows = records(COUNT)
    rows[3]["rights"] = rows[5]["rights"] = "CC0-1.0"
    write(folder / "in.jsonl", rows)
    build(folder / "in.jsonl", folder / "private")
    build(folder / "in.jsonl", folder / "public", release="public")
    return folder


def copies(path: Path, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Path:
    return write(path, [changed for row in records(COUNT) if (changed := change(row)) is not None])


def retyped(row: dict[str, Any]) -> dict[str, Any]:
    """Other marks, blanks and line ends."""
    if "â€" in row["text"]:
        return {**row, "text": f"{row['text']} \n"}  # retyping half of a mojibake is damage, not another form
    text = row["text"].replace("“", '"').replace("”", '"').replace("’", "´").replace(" – ", " - ")
    return {**row, "text": "\n\n" + text.replace(". ", ".  ").replace("\r\n", "\n").replace("\n", "\r\n")}


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        (lambda row: row, Fate.EXACT),
        (retyped, Fate.NORMALISED),
        (lambda row: {**row, "id": None}, Fate.EXACT),
        (lambda row: {**retyped(row), "id": f"scrape-{row['id']}"}, Fate.NORMALISED),
        (lambda row: {**retyped(row), "id": None, "url": None}, Fate.NORMALISED),
    ],
    ids=["same", "retyped", "by_digest", "by_address", "by_names"],
)
def test_the_private_corpus_comes_back_to_the_digest(
    change: Callable[[dict[str, Any]], dict[str, Any]], fate: Fate, made: Path, tmp_path: Path
) -> None:
    attrition = rehydrate(made / "public", copies(tmp_path / "copies.jsonl", change), tmp_path / "out")
    assert attrition.fates == {each.value: {Fate.FREE: 2, fate: COUNT - 2}.get(each, 0) for each in Fate}
    assert attrition.same
    assert digests(tmp_path / "out") == digests(made / "private")
    assert verify(tmp_path / "out") == validate_corpus(tmp_path / "out") == []


def test_it_can_be_released_again_to_the_same_bytes(made: Path, tmp_path: Path) -> None:
    rehydrate(made / "public", made / "in.jsonl", tmp_path / "out")
    for table in ("documents", "edits", "quotes", "articles"):
        for file in (made / "private" / table).glob("*"):
            assert (tmp_path / "out" / table / file.name).read_bytes() == file.read_bytes()


def test_what_has_no_copy_is_left_out_and_told(made: Path, tmp_path: Path) -> None:
    held = copies(tmp_path / "copies.jsonl", lambda row: row if row["id"] != "d00" else None)
    attrition = rehydrate(made / "public", held, tmp_path / "out")
    assert [o.doc_id for o in attrition.outcomes if o.fate == Fate.MISSING] == ["d00"]
    assert not attrition.same
    corpus = open_corpus(tmp_path / "out")
    assert list(corpus) == [doc_id for doc_id in open_corpus(made / "private") if doc_id != "d00"]
    for doc_id in corpus:
        for name in corpus.layers:
            assert corpus[doc_id].table(name).equals(open_corpus(made / "private")[doc_id].table(name))
    accounting = manifest(tmp_path / "out")["accounting"]
    assert accounting["inputs"] == accounting["published"] + len(accounting["quarantined"]) == COUNT
    assert [(q["input"], q["reason"]) for q in accounting["quarantined"]] == [("d00", "missing")]
    assert verify(tmp_path / "out") == validate_corpus(tmp_path / "out") == []


def test_a_headline_comes_from_the_copy_and_is_missed_where_it_has_none(made: Path, tmp_path: Path) -> None:
    bare = copies(tmp_path / "copies.jsonl", lambda row: {"id": row["id"], "text": row["text"]})
    attrition = rehydrate(made / "public", bare, tmp_path / "out")
    titles = {row["id"]: row["title"] for row in records(COUNT)}
    unknown = {o.doc_id for o in attrition.outcomes if o.unknown}
    texts = {row["doc_id"]: row["text"] for row in open_corpus(made / "private").table("documents").to_pylist()}
    assert unknown == {i for i, title in titles.items() if title and i not in ("d03", "d05") and title not in texts[i]}
    assert attrition.same == (not unknown)


def edited(made: Path, edit: Callable[[str], str]) -> list[dict[str, Any]]:
    """The records with `edit` made in the raw text of their fourth long paragraph, where that can be found."""
    clean = {row["doc_id"]: row["text"] for row in open_corpus(made / "private").table("documents").to_pylist()}
    rows = []
    for row in records(COUNT):
        long = [line for line in clean[row["id"]].split("\n") if len(line.split()) >= 25 and line in row["text"]]
        rows.append({**row, "text": row["text"].replace(long[1], edit(long[1]))} if len(long) > 3 else row)
    return rows


@pytest.mark.parametrize(
    "edit", [lambda line: f"{line}\n\n{ADDED}", lambda line: ""], ids=["a_paragraph_added", "a_paragraph_cut"]
)
def test_annotations_move_to_another_edition(edit: Callable[[str], str], made: Path, tmp_path: Path) -> None:
    rows = edited(made, edit)
    attrition = rehydrate(made / "public", write(tmp_path / "copies.jsonl", rows), tmp_path / "out")
    moved = [outcome for outcome in attrition.outcomes if outcome.fate == Fate.ALIGNED]
    same = {new["id"] for new, old in zip(rows, records(COUNT), strict=True) if new["text"] == old["text"]}
    assert {outcome.doc_id for outcome in moved} == {row["id"] for row in rows} - same - {"d03", "d05"}
    assert len(moved) >= 2
    assert validate_corpus(tmp_path / "out") == verify(tmp_path / "out") == []
    before, after = open_corpus(made / "private"), open_corpus(tmp_path / "out")
    for outcome in moved:
        document = after[outcome.doc_id]
        assert ALIGNED in document.document.flags
        assert (outcome.lost == 0) == bool(edit(""))
        assert outcome.lost < outcome.annotations / 2
        surfaces = {row["annotation_id"]: row["text"] for row in before[outcome.doc_id].table("quotes").to_pylist()}
        for row in document.table("quotes").to_pylist():
            # The same words at their place in the new text, and the cue moved with them.
            assert document.text[row["start"] : row["end"]] == row["text"] == surfaces[row["annotation_id"]]
            assert row["cue_start"] is None or document.text[row["cue_start"] : row["cue_end"]].strip()


def test_another_text_under_a_known_id_is_wrong(made: Path, tmp_path: Path) -> None:
    other = {"id": "d00", "text": "The baker in the old mill street sells bread. " * 12}
    rows = [other if row["id"] == "d00" else row for row in records(COUNT)]
    attrition = rehydrate(made / "public", write(tmp_path / "copies.jsonl", rows), tmp_path / "out")
    assert {o.doc_id: o.fate for o in attrition.outcomes}["d00"] == Fate.WRONG


def test_a_text_that_tells_the_same_in_other_words_has_drifted(made: Path, tmp_path: Path) -> None:
    def reworded(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "text": row["text"].replace(" the ", " that very ").replace(" a ", " some sort of ")}

    attrition = rehydrate(made / "public", copies(tmp_path / "copies.jsonl", reworded), tmp_path / "out")
    fates = {outcome.fate for outcome in attrition.outcomes}
    assert Fate.DRIFTED in fates
    assert fates <= {Fate.FREE, Fate.DRIFTED, Fate.ALIGNED}


def test_the_best_of_several_copies_is_taken(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    write(folder / "a.jsonl", edited(made, lambda line: ""))
    copies(folder / "b.jsonl", lambda row: row)
    copies(folder / "c.jsonl", retyped)
    attrition = rehydrate(made / "public", folder, tmp_path / "out")
    assert attrition.fates["exact"] == COUNT - 2
    assert attrition.same


def test_order_of_copies_decides_nothing(made: Path, tmp_path: Path) -> None:
    rows = edited(made, lambda line: f"{line}\n\n{ADDED}")
    one = rehydrate(made / "public", write(tmp_path / "a.jsonl", rows), tmp_path / "one")
    other = rehydrate(made / "public", write(tmp_path / "a.jsonl", rows[::-1]), tmp_path / "other")
    assert one == other
    assert digests(tmp_path / "one") == digests(tmp_path / "other")


def test_a_short_text_is_checked_by_what_shows(tmp_path: Path) -> None:
    rows = [{"id": "s", "text": "On Monday some 5,000 troops came to Vilnius."}, *records(2)]
    source = write(tmp_path / "in.jsonl", rows)
    build(source, tmp_path / "private")
    build(source, tmp_path / "public", release="public")
    attrition = rehydrate(tmp_path / "public", source, tmp_path / "out")
    assert (attrition.same, attrition.left_out) == (True, 1)
    assert digests(tmp_path / "out") == digests(tmp_path / "private")
    row = open_corpus(tmp_path / "public").table("documents").to_pylist()[-1]
    assert (row["doc_id"], row["text_sha256"], row["raw_sha256"]) == ("s", None, None)
    wrong = [{"id": "s", "text": "On Sunday some 5,000 troops came to Vilnius."}, *records(2)]
    attrition = rehydrate(tmp_path / "public", write(tmp_path / "w.jsonl", wrong), tmp_path / "out")
    assert {o.doc_id: o.fate for o in attrition.outcomes}["s"] not in (Fate.EXACT, Fate.NORMALISED)


def test_the_report_is_json(made: Path, tmp_path: Path) -> None:
    told = json.loads(json.dumps(rehydrate(made / "public", made / "in.jsonl", tmp_path / "out").as_dict()))
    assert (told["documents"], told["same_as_private"], told["fates"]["exact"]) == (COUNT, True, COUNT - 2)
    assert told["outcomes"][0].keys() == {"doc_id", "fate", "annotations", "lost", "unknown"}


def test_errors_end_with_the_remedy(made: Path, tmp_path: Path) -> None:
    with pytest.raises(RehydrationError, match="texts are all there"):
        rehydrate(made / "private", made / "in.jsonl", tmp_path / "out")
    with pytest.raises(CorpusError):
        rehydrate(tmp_path / "nothing", made / "in.jsonl", tmp_path / "out")
    only_withheld = records(2)
    source = write(tmp_path / "in.jsonl", only_withheld)
    build(source, tmp_path / "public", release="public")
    strange = write(tmp_path / "strange.jsonl", [{"id": "x", "text": "A text about something else."}])
    with pytest.raises(RehydrationError, match="of your copies"):
        rehydrate(tmp_path / "public", strange, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_a_copy_a_document_is_missing() -> None:
    assert judge(Known({}, ()), []).fate == Fate.MISSING
