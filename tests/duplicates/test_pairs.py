"""Pairs: which there are, which not, and that neither order nor crowds nor sharding decide."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import duplicates
from copydesk.duplicates import pairs as module
from duplicates import wire

ROOM = wire.Newsroom(11)
STORY = ROOM.story(24)
OTHER = ROOM.story(40)
TEXT = "\n\n".join(STORY)


def find(folder: Path, texts: dict[str, str], size: int = 250) -> list[tuple[Any, ...]]:
    documents = wire.table(texts)
    paths = wire.write_fingerprints(folder, wire.cut(documents, size))
    found = duplicates.find(paths, lambda ids: {doc_id: texts[doc_id] for doc_id in ids})
    assert found.schema.equals(module.PAIRS)
    return [tuple(row.values()) for row in found.to_pylist()]


def test_the_same_words_are_an_exact_copy_of_the_fullest(tmp_path: Path) -> None:
    rows = find(tmp_path, {"a": TEXT, "b": TEXT.upper(), "c": TEXT.replace("\n\n", "\n  \n")})
    assert rows == [("a", "c", "exact", 1.0), ("b", "c", "exact", 1.0)]


@pytest.mark.parametrize(
    ("copy", "kind"),
    [
        (["Ferries late again in Port Elsin", *STORY[1:]], "near"),
        ([STORY[0], *reversed(STORY[1:])], "near"),
        (STORY[: len(STORY) // 3], "contained"),
        (STORY[-3:], "contained"),
        ([*OTHER, *STORY], "contained"),
    ],
)
def test_forms_of_a_copy(tmp_path: Path, copy: list[str], kind: str) -> None:
    texts = {"story": TEXT, "copy": "\n\n".join(copy)}
    ((doc_id, canonical_id, found, similarity),) = find(tmp_path, texts)
    assert {doc_id, canonical_id} == texts.keys()
    assert len(texts[doc_id]) <= len(texts[canonical_id])
    assert found == kind
    assert 0.5 <= similarity <= 1
    assert round(similarity, 4) == similarity


def test_stories_that_share_a_paragraph_are_none(tmp_path: Path) -> None:
    background = "\n\n" + " ".join(ROOM.sentence() for _ in range(4))
    assert find(tmp_path, {"a": TEXT + background, "b": "\n\n".join(OTHER) + background}) == []


def test_a_headline_is_contained_in_the_story_that_opens_with_it_alone(tmp_path: Path) -> None:
    headline = "Harbour master of Port Elsin counts nine late ferries"
    texts = {"headline": headline, "story": f"{headline}\n\n{TEXT}", "late": f"{TEXT}\n\n{headline}"}
    rows = {row[:3] for row in find(tmp_path, texts)}
    assert ("headline", "story", "contained") in rows
    assert ("headline", "late", "contained") not in rows


def test_of_a_few_words_only_the_same_are_a_copy(tmp_path: Path) -> None:
    texts = {"a": "Nine ferries late again", "b": "Nine ferries late today", "c": "nine ferries late, again"}
    assert [row[:3] for row in find(tmp_path, texts)] == [("a", "c", "exact")]


def test_documents_without_a_text_have_no_copies(tmp_path: Path) -> None:
    documents = wire.table({"a": TEXT, "b": TEXT})
    documents = documents.set_column(1, "text", [[None, TEXT]])
    assert duplicates.fingerprints(documents)["doc_id"].to_pylist() == ["b"]
    assert find(tmp_path, {}) == []


SMALL = wire.planted(4, 60, 15).texts


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(list(SMALL)), size=st.integers(1, 60))
def test_order_and_shards_decide_nothing(order: list[str], size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = wire.found(Path(folder), {doc_id: SMALL[doc_id] for doc_id in order}, size=size)
    assert (found.duplicates.to_pylist(), dict(found.cluster_of), dict(found.component_of)) == _expected()


def _expected() -> tuple[object, ...]:
    with tempfile.TemporaryDirectory() as folder:
        found = wire.found(Path(folder), SMALL)
    return found.duplicates.to_pylist(), dict(found.cluster_of), dict(found.component_of)


def test_ranges_of_hashes_decide_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = find(tmp_path / "whole", dict(SMALL))
    monkeypatch.setattr(module, "_INDEX_ROWS", 100)
    monkeypatch.setattr(module, "_BATCH", 3)
    assert find(tmp_path / "ranges", dict(SMALL)) == whole


@pytest.mark.slow
def test_planted_copies_are_found(tmp_path: Path) -> None:
    planted = wire.planted(1, 5000, 500)
    found = wire.found(tmp_path, planted.texts).duplicates
    pairs = {frozenset((row["doc_id"], row["canonical_id"])) for row in found.to_pylist()}
    hits = pairs & planted.pairs.keys()
    missed = Counter(planted.pairs[pair] for pair in planted.pairs.keys() - pairs)
    assert len(hits) / len(planted.pairs) >= 0.98, missed
    assert len(hits) / len(pairs) >= 0.995


def test_a_crowd_of_copies_is_compared_with_the_fullest_alone(tmp_path: Path) -> None:
    """Many papers, one story, each with its own headline: one star, and pairs in proportion to the papers."""
    room = wire.Newsroom(7)
    papers = 10 * module.CROWD
    texts = {f"p{i:04}": "\n\n".join([room.sentence(), *STORY[1:]]) for i in range(papers)}
    found = wire.found(tmp_path, texts)
    assert len(set(found.cluster_of.values())) == 1
    assert found.duplicates.num_rows < 10 * papers


def test_boilerplate_of_a_crowd_makes_no_pairs_and_hides_none(tmp_path: Path) -> None:
    room = wire.Newsroom(8)
    boilerplate = " ".join(room.sentence() for _ in range(12))
    stories = [room.story(20) for _ in range(4 * module.CROWD)]
    texts = {f"s{i:04}": "\n\n".join([*story, boilerplate]) for i, story in enumerate(stories)}
    texts["copy"] = "\n\n".join([room.sentence(), *stories[17][1:], boilerplate])
    read: Counter[str] = Counter()

    def fetch(ids: Any) -> dict[str, str]:
        read.update(ids)
        return {doc_id: texts[doc_id] for doc_id in ids}

    paths = wire.write_fingerprints(tmp_path, wire.cut(wire.table(texts)))
    pairs = duplicates.find(paths, fetch).to_pylist()
    assert [{row["doc_id"], row["canonical_id"]} for row in pairs] == [{"copy", "s0017"}]
    assert read.total() <= len(texts)
