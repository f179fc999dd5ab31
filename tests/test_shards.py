"""Inputs wait in a spill and are cut into shards by their ids, so that one more input changes one shard."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from copydesk import shards
from copydesk.raw import Metadata, RawText
from copydesk.shards import Shard, Spill


def raw(doc_id: str, text: str = "A brigade came.") -> RawText:
    return RawText(doc_id=doc_id, text=text, file=f"{doc_id}.txt", sha256="0" * 64)


def cut(folder: Path, inputs: list[RawText]) -> list[Shard]:
    spill = Spill(folder / "inputs")
    for text in inputs:
        spill.add(text)
    return spill.shards()


def ids(cuts: list[Shard]) -> list[list[str]]:
    return [[group[0].doc_id for group, _ in shard.groups()] for shard in cuts]


def test_shards_do_not_depend_on_the_order_of_the_inputs(tmp_path: Path) -> None:
    inputs = [raw(f"doc-{i}") for i in range(2_000)]
    shards = cut(tmp_path, inputs)
    first, digests = ids(shards), [shard.digest for shard in shards]
    random.Random(1).shuffle(inputs)
    shards = cut(tmp_path, inputs)
    assert (ids(shards), [shard.digest for shard in shards]) == (first, digests)
    assert len(first) > 3
    assert [doc_id for shard in first for doc_id in shard] == sorted(f"doc-{i}" for i in range(2_000))


def test_one_more_input_changes_one_shard(tmp_path: Path) -> None:
    inputs = [raw(f"doc-{i}") for i in range(2_000)]
    before = ids(cut(tmp_path, inputs))
    after = ids(cut(tmp_path, [*inputs, raw("doc-1000x")]))
    assert len([shard for shard in after if shard not in before]) <= 2


def test_one_changed_input_changes_the_digest_of_one_shard(tmp_path: Path) -> None:
    inputs = [raw(f"doc-{i}") for i in range(2_000)]
    before = [shard.digest for shard in cut(tmp_path, inputs)]
    inputs[1_000] = raw("doc-1000", "A brigade left.")
    after = [shard.digest for shard in cut(tmp_path, inputs)]
    assert len(after) == len(before)
    assert len(set(after) - set(before)) == 1


def test_the_order_of_inputs_of_one_id_changes_no_digest(tmp_path: Path) -> None:
    inputs = [raw("doc", "One."), raw("doc", "Two."), raw("other")]
    assert cut(tmp_path, inputs)[0].digest == cut(tmp_path, inputs[::-1])[0].digest


def test_inputs_of_one_id_stay_together(tmp_path: Path) -> None:
    inputs = [raw(f"doc-{i % 500}", f"Version {i}.") for i in range(1_000)]
    groups = [group for shard in cut(tmp_path, inputs) for group, _ in shard.groups()]
    assert len(groups) == 500
    assert {len(group) for group in groups} == {2}


def test_a_shard_of_long_texts_ends_early(tmp_path: Path) -> None:
    long = "x" * (shards.MAX_BYTES // 2)
    assert len(cut(tmp_path, [raw(f"doc-{i}", long) for i in range(4)])) == 2


@given(st.text(st.characters(codec=None, categories=None)), st.booleans())
def test_an_input_survives_the_spill(text: str, dated: bool) -> None:
    metadata = Metadata(url="https://example.org/a", created=date(2024, 5, 1) if dated else None, synthetic=dated)
    original = RawText(
        doc_id="a", text=text, file="a.txt", sha256="0" * 64, encoding="utf-8", metadata=metadata, flags=("x", "y")
    )
    judged = {"times": [{"decision": "accept", "text": text}]}
    assert shards._decode(shards._encode(original, judged)) == (original, judged)


def test_a_shard_in_pieces_holds_the_same_inputs(tmp_path: Path) -> None:
    for count in (2, 15, 16, 17, 300):
        for shard in cut(tmp_path, [raw(f"doc-{i // 2:03}", f"Version {i}.") for i in range(count)]):
            if shard.inputs == 2:
                assert shard.pieces() == []
                continue
            pieces = shard.pieces()
            assert 2 <= len(pieces) <= 16
            assert [group for piece in pieces for group in piece.groups()] == list(shard.groups())
            assert [piece.first for piece in pieces] == [next(piece.groups())[0][0].doc_id for piece in pieces]
            assert len({piece.digest for piece in (*pieces, shard)}) == len(pieces) + 1


def test_a_piece_has_the_digest_of_a_shard_of_its_inputs(tmp_path: Path) -> None:
    inputs = [raw("a"), raw("b")]
    (shard,) = cut(tmp_path, inputs)
    assert [piece.digest for piece in shard.pieces()] == [cut(tmp_path, [one])[0].digest for one in inputs]
