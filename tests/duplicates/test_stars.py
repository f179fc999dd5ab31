"""Clusters: the star, what it never glues, and one story counted once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import duplicates
from copydesk.build import annotate
from copydesk.duplicates.pairs import PAIRS
from duplicates import wire

Rows = list[tuple[str, str, str, float]]


def clusters(rows: Rows, sizes: Mapping[str, int], created: Mapping[str, date] | None = None) -> duplicates.Clusters:
    pairs = pa.table([list(column) for column in zip(*rows, strict=True)] or [[]] * 4, schema=PAIRS)
    facts = {"doc_id": list(sizes), "created": [(created or {}).get(i) for i in sizes], "n_chars": list(sizes.values())}
    schema = pa.schema([("doc_id", pa.large_string()), ("created", pa.date32()), ("n_chars", pa.int32())])
    return duplicates.clusters(pairs, pa.table(facts, schema=schema))


def test_a_chain_is_no_cluster_but_one_component() -> None:
    found = clusters([("b", "a", "near", 0.6), ("c", "b", "near", 0.6)], {"a": 9, "b": 8, "c": 7, "alone": 6})
    assert found.cluster_of == {"a": "a", "b": "a", "c": "c"}
    assert found.component_of == {"a": "a", "b": "a", "c": "a"}


def test_a_round_up_does_not_make_its_stories_one() -> None:
    """c stands for itself although a text that stands for a holds it too."""
    found = clusters([("a", "sum", "contained", 1.0), ("c", "sum", "contained", 1.0)], {"sum": 100, "a": 52, "c": 40})
    assert found.cluster_of == {"sum": "sum", "a": "sum", "c": "c"}
    assert len(set(found.component_of.values())) == 1


def test_a_wire_copy_and_its_copies_belong_to_the_longer_story_that_holds_them() -> None:
    rows: Rows = [("wire", "long", "contained", 0.9), ("cut", "long", "contained", 0.9), ("cut", "wire", "near", 0.7)]
    assert set(clusters(rows, {"long": 100, "wire": 20, "cut": 18}).cluster_of.values()) == {"long"}


def test_a_copy_joins_the_star_it_is_nearest_to() -> None:
    rows: Rows = [("x", "a", "contained", 1.0), ("x", "b", "near", 0.8)]
    found = clusters(rows, {"a": 12, "b": 11, "x": 10})
    assert found.cluster_of["x"] == "b"


def test_the_earliest_of_equal_texts_is_canonical() -> None:
    created = {"b": date(2023, 5, 2), "c": date(2023, 5, 1)}
    found = clusters([("a", "c", "exact", 1.0), ("b", "c", "exact", 1.0)], dict.fromkeys("abc", 9), created)
    assert found.cluster_of == dict.fromkeys("abc", "c")


def test_a_copy_of_a_copy_has_a_row_with_the_canonical_document() -> None:
    found = clusters([("b", "a", "near", 0.7), ("c", "b", "exact", 1.0)], {"a": 9, "b": 8, "c": 8})
    assert [tuple(row.values()) for row in found.duplicates.to_pylist()] == [
        ("b", "a", "near", 0.7),
        ("c", "a", "near", 0.7),
        ("c", "b", "exact", 1.0),
    ]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Rows, dict[str, int]]:
    sizes = dict(sorted(draw(st.dictionaries(st.sampled_from("abcdefghij"), st.integers(1, 5), min_size=2)).items()))
    order = sorted(sizes, key=lambda i: (-sizes[i], i))
    possible = [(b, a) for i, a in enumerate(order) for b in order[i + 1 :]]
    chosen = draw(st.lists(st.sampled_from(possible), unique=True))
    kinds = st.sampled_from([("near", 0.5), ("near", 0.9), ("contained", 0.8), ("contained", 1.0)])
    return [(*pair, *draw(kinds)) for pair in chosen], sizes


@settings(deadline=None)
@given(graphs(), st.randoms())
def test_laws_of_clusters(graph: tuple[Rows, dict[str, int]], dice: object) -> None:
    rows, sizes = graph
    found = clusters(rows, sizes)
    published = {(row["doc_id"], row["canonical_id"]) for row in found.duplicates.to_pylist()}
    assert published == {row[:2] for row in rows}
    for doc_id, canonical in found.cluster_of.items():
        assert found.cluster_of[canonical] == canonical
        assert doc_id == canonical or (doc_id, canonical) in published
        assert sizes[canonical] >= sizes[doc_id]
    for a, b in published:
        assert found.component_of[a] == found.component_of[b]
    shuffled = rows.copy()
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    again = clusters(shuffled, dict(reversed(sizes.items())))
    assert (again.cluster_of, again.component_of) == (found.cluster_of, found.component_of)
    assert again.duplicates.equals(found.duplicates)


#: How the datasheet says that one story is counted once.
SQL = "SELECT count(*) FROM quantities JOIN documents USING (doc_id) WHERE is_canonical"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    """One wire story in five papers and a story of its own: the tables that count."""
    room = wire.Newsroom(21)
    said = "Some 400 soldiers arrived in Riga by ship on the second evening of the exercise."
    story = [room.story(12)[0], said, *room.story(14)[1:]]
    texts = {
        "wire": story,
        "reprint": story,
        "headline": [room.sentence(), *story[1:]],
        "short": story[: len(story) // 2],
        "longer": [*story, *room.story(20)],
        "unlike": ["Some 400 soldiers left Tallinn by rail.", *room.story(10)],
    }
    joined = {doc_id: "\n\n".join(text) for doc_id, text in texts.items()}
    found = wire.found(tmp_path_factory.mktemp("papers"), joined)
    documents = wire.table(joined)
    canonical = [found.cluster_of.get(i, i) == i for i in documents["doc_id"].to_pylist()]
    rows = [
        {"doc_id": doc_id, "text": row["text"]}
        for doc_id, text in joined.items()
        for row in annotate(text, layers=["quantities"]).table("quantities").to_pylist()
        if row["head"] == "soldiers"
    ]
    return {"documents": documents.append_column("is_canonical", [canonical]), "quantities": pa.Table.from_pylist(rows)}


def test_one_story_in_five_copies_counts_once(papers: dict[str, pa.Table]) -> None:
    documents, quantities = papers["documents"], papers["quantities"]
    assert quantities.num_rows == 6
    with duckdb.connect() as connection:
        connection.register("documents", documents)
        connection.register("quantities", quantities)
        assert connection.execute(SQL).fetchall() == [(2,)]
    frame = pl.DataFrame(quantities).join(pl.DataFrame(documents).filter("is_canonical"), on="doc_id", how="semi")
    assert frame.height == 2


def test_the_datasheet_says_how(papers: dict[str, pa.Table]) -> None:
    assert SQL in " ".join((Path(__file__).parents[2] / "DATASHEET.md").read_text(encoding="utf-8").split())
