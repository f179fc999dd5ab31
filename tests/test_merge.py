"""The second phase: what a shard left open is filled in, whole documents in a row."""

from __future__ import annotations

from pathlib import Path

from copydesk import merge
from copydesk.build import Job, run_shard
from copydesk.kept import Finished, Kept
from copydesk.raw import RawText
from copydesk.shards import Spill
from copydesk.splits import split_of
from corpora import TEXT

LAYERS = ("sentences",)


def finished(folder: Path, ids: list[str]) -> list[Finished]:
    """The shards of texts with these ids."""
    spill = Spill(folder / "inputs")
    for doc_id in ids:
        spill.add(RawText(doc_id=doc_id, text=TEXT, file=f"{doc_id}.txt", sha256="0" * 64))
    job = Job(LAYERS, {}, Kept(folder / "kept", folder, ""))
    done = [run_shard(job, shard) for shard in spill.shards()]
    assert all(isinstance(shard, Finished) for shard in done)
    return [shard for shard in done if isinstance(shard, Finished)]


def test_every_row_gets_its_documents_split(tmp_path: Path) -> None:
    ids = sorted(f"doc-{i}" for i in range(600))
    shards = finished(tmp_path, ids)
    assert len(shards) > 1
    places = merge.place(shards)
    assert places["doc_id"].to_pylist() == ids
    runs = list(merge.runs(shards, places, ("documents", "edits", *LAYERS)))
    assert [row for run in runs for row in run["documents"]["doc_id"].to_pylist()] == ids
    for run in runs:
        for table in run.values():
            assert table["split"].to_pylist() == [split_of(doc_id) for doc_id in table["doc_id"].to_pylist()]


def test_a_shard_of_which_all_is_quarantined_adds_nothing(tmp_path: Path) -> None:
    spill = Spill(tmp_path / "inputs")
    spill.add(RawText(doc_id="a", text="\u200b", file="a.txt", sha256="0" * 64))
    done = run_shard(Job(LAYERS, {}, Kept(tmp_path / "kept", tmp_path, "")), spill.shards()[0])
    assert isinstance(done, Finished)
    places = merge.place([done])
    assert places.num_rows == 0
    assert [run["documents"].num_rows for run in merge.runs([done], places, ("documents",))] == [0]
