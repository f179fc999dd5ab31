"""Finished shards: kept whole or not at all, found again by what they depend on, damage found out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from copydesk import contract
from copydesk.build import annotate
from copydesk.kept import Finished, Kept
from copydesk.raw import Quarantined

DIGEST = "5" * 64
QUARANTINED = (Quarantined("b.txt", "empty", "nothing is left", None),)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    (tmp_path / "work").mkdir()
    return Kept(tmp_path / "kept", tmp_path / "work", "f" * 64)


def tables() -> dict[str, pa.Table]:
    done = annotate("Ships sail.", layers=["sentences"])
    return {name: done.table(name) for name in ("documents", "edits", "sentences")}


def put(kept: Kept, digest: str = DIGEST) -> Finished:
    return kept.put(digest, tables(), 11, QUARANTINED)


def test_what_was_put_is_found(kept: Kept) -> None:
    done = put(kept)
    assert kept.find(DIGEST) == done == Finished(done.folder, 1, 11, QUARANTINED)
    assert {name: done.table(name) for name in tables()} == tables()
    assert done.table("documents", ["n_chars", "doc_id"]) == tables()["documents"].select(["n_chars", "doc_id"])
    assert done.table("documents").schema.equals(contract.table("documents").arrow_schema)
    assert list(kept.work.iterdir()) == []


def test_other_inputs_or_another_pipeline_find_nothing(kept: Kept) -> None:
    assert kept.find(DIGEST) is None
    put(kept)
    assert kept.find("6" * 64) is None
    assert replace(kept, fingerprint="0" * 64).find(DIGEST) is None


def test_the_folder_is_the_builders_alone(kept: Kept) -> None:
    put(kept)
    assert kept.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("file", ["documents.arrow", "result.json", "SHA256SUMS"])
@pytest.mark.parametrize("damage", ["flipped", "cut", "gone"])
def test_a_damaged_shard_is_found_out_and_removed(kept: Kept, file: str, damage: str) -> None:
    path = put(kept).folder / file
    data = bytearray(path.read_bytes())
    if damage == "gone":
        path.unlink()
    else:
        data[len(data) // 2] ^= 1
        path.write_bytes(data if damage == "flipped" else data[: len(data) // 2])
    assert kept.find(DIGEST) is None
    assert not path.parent.exists()
    put(kept)
    assert kept.find(DIGEST) is not None


def test_a_shard_that_is_there_already_stays(kept: Kept) -> None:
    first = put(kept)
    inode = first.folder.stat().st_ino
    assert put(kept) == first
    assert first.folder.stat().st_ino == inode


def test_pruning_spares_what_is_wanted_and_what_is_not_ours(kept: Kept) -> None:
    done, other = put(kept), put(kept, "6" * 64)
    (kept.folder / "notes").mkdir()
    kept.prune([done])
    assert done.folder.is_dir()
    assert not other.folder.exists()
    assert (kept.folder / "notes").is_dir()
