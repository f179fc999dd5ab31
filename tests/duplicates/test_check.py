"""A release's copies are found again: planted faults are findings, a good release has none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from copydesk import duplicates
from copydesk.splits import Split, assign, moves
from duplicates import wire

TEXTS = wire.planted(9, 60, 15).texts


def release(folder: Path) -> tuple[pa.Table, pa.Table]:
    """The documents and the duplicates of a good release."""
    found = wire.found(folder / "fingerprints", TEXTS)
    documents = wire.table(TEXTS)
    ids = documents["doc_id"].to_pylist()
    splits = assign(ids, found.component_of, documents["created"].to_pylist(), Split())
    clusters = [found.cluster_of.get(doc_id, doc_id) for doc_id in ids]
    documents = documents.append_column("split", [[splits[doc_id] for doc_id in ids]])
    documents = documents.append_column("cluster_id", pa.chunked_array([clusters], pa.large_string()))
    canonical = [a == b for a, b in zip(ids, clusters, strict=True)]
    return documents.append_column("is_canonical", [canonical]), found.duplicates


def check(folder: Path, documents: pa.Table, published: pa.Table) -> list[tuple[str, str, str]]:
    (folder / "scratch").mkdir()
    paths = []
    for split in documents["split"].unique().to_pylist():
        paths.append(folder / f"{split}.parquet")
        pq.write_table(documents.filter(pc.field("split") == split), paths[-1])
    findings = duplicates.check(paths, published, folder / "scratch")
    assert {finding.rule for finding in findings} <= {"verify.duplicates"}
    return [(finding.table, finding.doc_id, finding.place) for finding in findings]


def changed(documents: pa.Table, column: str, doc_id: str, value: object) -> pa.Table:
    """Documents with one cell overwritten."""
    rows = [{**row, column: value} if row["doc_id"] == doc_id else row for row in documents.to_pylist()]
    return pa.Table.from_pylist(rows, schema=documents.schema)


def test_a_good_release_has_no_findings(tmp_path: Path) -> None:
    assert check(tmp_path, *release(tmp_path)) == []


@pytest.mark.parametrize("texts", ["there", "withheld"])
def test_a_pair_in_two_splits(tmp_path: Path, texts: str) -> None:
    documents, published = release(tmp_path)
    row = published.to_pylist()[0]
    documents = changed(documents, "split", row["doc_id"], "elsewhere")
    if texts == "withheld":
        documents = changed(documents, "text", row["doc_id"], None)
    assert ("duplicates", row["doc_id"], row["canonical_id"]) in check(tmp_path, documents, published)


def test_a_pair_that_the_table_lacks(tmp_path: Path) -> None:
    documents, published = release(tmp_path)
    row = published.to_pylist()[0]
    assert check(tmp_path, documents, published.slice(1)) == [("duplicates", row["doc_id"], row["canonical_id"])]


def test_a_pair_that_the_texts_do_not_bear_out(tmp_path: Path) -> None:
    documents, published = release(tmp_path)
    row = {"doc_id": "news.000001", "canonical_id": "news.000000", "kind": "near", "similarity": 0.5}
    documents = pa.Table.from_pylist([{**one, "split": "train"} for one in documents.to_pylist()], documents.schema)
    table = pa.concat_tables([published, pa.Table.from_pylist([row], published.schema)])
    assert check(tmp_path, documents, table) == [("duplicates", "news.000001", "news.000000")]


def test_a_document_in_a_cluster_not_its_own(tmp_path: Path) -> None:
    documents, published = release(tmp_path)
    doc_id = published["doc_id"][0].as_py()
    documents = changed(documents, "cluster_id", doc_id, doc_id)
    assert check(tmp_path, documents, published) == [("documents", doc_id, "cluster_id")]


def test_clusters_that_were_not_computed_claim_nothing(tmp_path: Path) -> None:
    documents, published = release(tmp_path)
    nulls = pa.nulls(documents.num_rows, pa.large_string())
    documents = documents.set_column(documents.column_names.index("cluster_id"), "cluster_id", nulls)
    assert check(tmp_path, documents, published.slice(0, 0)) == []


@pytest.mark.slow
def test_of_a_hundred_additions_only_what_gained_a_copy_moves(tmp_path: Path) -> None:
    """Splits of the same texts with one more each time, by ratios; the copies come in between."""
    texts = dict(TEXTS)
    room = wire.Newsroom(31)
    ids = sorted(texts)
    for number in range(50):
        source = texts[ids[number % len(ids)]].split("\n\n")
        texts[f"a{number:02}.copy"] = "\n\n".join([room.sentence(), *source[1:]])
        texts[f"b{number:02}.new"] = "\n\n".join(room.story(8))
    order = sorted(texts, key=lambda doc_id: (doc_id[:1] in "ab", doc_id[1:], doc_id))
    before: dict[str, str] = {}
    members: dict[str, frozenset[str]] = {}
    created: dict[str, date | None] = dict.fromkeys(texts)
    for count in range(len(TEXTS), len(order) + 1):
        part = {doc_id: texts[doc_id] for doc_id in order[:count]}
        found = wire.found(tmp_path / str(count), part)
        after = assign(list(part), found.component_of, [created[doc_id] for doc_id in part], Split())
        groups: dict[str, set[str]] = {}
        for doc_id in part:
            groups.setdefault(found.component_of.get(doc_id, doc_id), set()).add(doc_id)
        now = {doc_id: frozenset(group) for group in groups.values() for doc_id in group}
        for move in moves(before, after):
            assert members[move.doc_id] < now[move.doc_id]
        before, members = after, now
