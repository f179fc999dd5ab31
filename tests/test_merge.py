"""The second phase: what a shard left open is filled in, whole documents in a row."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from copydesk import contract, merge
from copydesk.build import Job, run_shard
from copydesk.kept import Finished, Kept
from copydesk.raw import RawText
from copydesk.shards import Spill
from copydesk.splits import Split
from corpora import records

LAYERS = ("sentences",)


def finished(folder: Path, texts: dict[str, str]) -> list[Finished]:
    """The shards of `texts`, which come by their ids."""
    spill = Spill(folder / "inputs")
    for doc_id, text in texts.items():
        spill.add(RawText(doc_id=doc_id, text=text, file=f"{doc_id}.txt", sha256="0" * 64))
    job = Job(LAYERS, {}, Kept(folder / "kept", folder, ""))
    done = [run_shard(job, shard) for shard in spill.shards()]
    assert all(isinstance(shard, Finished) for shard in done)
    return [shard for shard in done if isinstance(shard, Finished)]


def some(count: int) -> dict[str, str]:
    """Unlike texts by their ids, and copies: the last is one of the first, and the one before is in all but a word."""
    texts = {row["id"]: row["text"] for row in records(count)}
    first, *_, near, exact = texts
    return texts | {near: texts[first].replace("Monday", "Tuesday"), exact: texts[first]}


def test_every_row_gets_its_documents_split_and_cluster(tmp_path: Path) -> None:
    texts = some(600)
    shards = finished(tmp_path, texts)
    assert len(shards) > 1
    places = merge.place(shards, Split())
    runs = list(merge.runs(shards, places, ("documents", "edits", *LAYERS)))
    rows = [row for run in runs for row in run["documents"].to_pylist()]
    assert [row["doc_id"] for row in rows] == list(texts)
    first, *others, near, exact = rows
    # The near copy is longer by a letter, so that it stands for the three.
    assert [row["cluster_id"] for row in (first, near, exact)] == [near["doc_id"]] * 3
    assert [row["is_canonical"] for row in (first, near, exact)] == [False, True, False]
    assert {(row["cluster_id"] == row["doc_id"], row["is_canonical"]) for row in others} == {(True, True)}
    assert len({row["split"] for row in (first, near, exact)}) == 1
    assert places.sizes == Counter(row["split"] for row in rows)
    for run in runs:
        for name, table in run.items():
            assert table.schema.equals(contract.table(name).arrow_schema)
            assert table["split"].to_pylist() == [places.split_of[doc_id] for doc_id in table["doc_id"].to_pylist()]
    copies = [row for run in runs for row in run["duplicates"].to_pylist()]
    assert copies == places.duplicates.to_pylist()
    assert {(row["doc_id"], row["canonical_id"]) for row in copies} >= {(first["doc_id"], near["doc_id"])}
    assert merge.crossings(places) == []


def test_a_pair_in_two_splits_or_of_no_document_is_found(tmp_path: Path) -> None:
    places = merge.place(finished(tmp_path, some(10)), Split())
    documents = places.documents
    apart = pa.array(["train", *["test"] * 9], documents.schema.field("split").type)
    places = replace(places, documents=documents.set_column(1, documents.schema.field("split"), apart))
    assert {finding.rule for finding in merge.crossings(places)} == {"verify.duplicates"}
    less = replace(places, documents=documents.slice(1))
    assert "references.foreign_key" in {finding.rule for finding in merge.crossings(less)}


def test_a_shard_of_which_all_is_quarantined_adds_nothing(tmp_path: Path) -> None:
    shards = finished(tmp_path, {"a": "\u200b"})
    places = merge.place(shards, Split())
    assert (places.documents.num_rows, places.duplicates.num_rows, places.sizes) == (0, 0, {})
    assert [run["documents"].num_rows for run in merge.runs(shards, places, ("documents",))] == [0]
