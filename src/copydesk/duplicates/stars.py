"""From pairs to clusters: stars around a canonical document, and connected components."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from copydesk.duplicates.pairs import PAIRS


@dataclass(frozen=True, slots=True)
class Clusters:
    """Clusters of copies. A document that is in neither mapping has no partner: it is its own cluster and component.

    `duplicates` has the columns and the order of the table, without `split`. `cluster_of` gives the canonical
    document, `component_of` the smallest id of the documents that chains of pairs connect.
    """

    duplicates: pa.Table
    cluster_of: Mapping[str, str]
    component_of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Pair:
    to: str
    kind: str
    similarity: float


def clusters(pairs: pa.Table, documents: pa.Table) -> Clusters:
    """The clusters of `pairs` (as `find` gives them) between `documents` (read: `doc_id, created, n_chars`).

    The rule, by pairs and published columns alone, whatever their order:

    1. Documents are taken from the fullest down: longest text, then earliest `created`, then smallest id. Copies with
       the same words go as one.
    2. One that repeats a canonical document joins its star: a near one before one that contains it, then the most
       similar, then the fullest. Otherwise it is canonical itself.
    3. A contained document that is less than half of the canonical one joins only if it is the star's first copy or
       repeats the first copy. So a round-up of two stories never makes them one: any two members of a star are each
       more than half of one text, or repeat the same copy of it.

    The canonical document is thus the fullest: whoever counts over `is_canonical` loses no text of its star.
    """
    order = _order(pairs, documents)
    partners: dict[str, dict[str, _Pair]] = {doc_id: {} for doc_id in order}
    same: dict[str, str] = {}
    for row in pairs.select(PAIRS.names).to_pylist():
        partners[row["doc_id"]][row["canonical_id"]] = _Pair(row["canonical_id"], row["kind"], row["similarity"])
        if row["kind"] == "exact":
            same[row["doc_id"]] = row["canonical_id"]
    cluster_of: dict[str, str] = {}
    first: dict[str, str] = {}
    rank = {doc_id: i for i, doc_id in enumerate(order)}
    for doc_id in order:
        if doc_id in same:
            cluster_of[doc_id] = cluster_of[same[doc_id]]
            continue
        cluster_of[doc_id] = doc_id
        stars = (pair for pair in partners[doc_id].values() if cluster_of[pair.to] == pair.to)
        for pair in sorted(stars, key=lambda p: (p.kind != "near", -p.similarity, rank[p.to])):
            half = pair.kind == "near" or 2 * pair.similarity * order[doc_id] > order[pair.to]
            if half or first.get(pair.to) in (None, *partners[doc_id]):
                cluster_of[doc_id] = pair.to
                first.setdefault(pair.to, doc_id)
                break
    for doc_id, original in same.items():
        # The pair of the copy it is equal to.
        canonical = cluster_of[doc_id]
        if canonical != original:
            partners[doc_id][canonical] = partners[original][canonical]
    rows = sorted((doc_id, p.to, p.kind, p.similarity) for doc_id, some in partners.items() for p in some.values())
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(PAIRS)
    return Clusters(pa.table(columns, schema=PAIRS), cluster_of, _components(partners))


def _order(pairs: pa.Table, documents: pa.Table) -> dict[str, int]:
    """The documents that have a partner, from the fullest down, with their lengths in code points."""
    ids = pl.DataFrame(pairs.select(["doc_id", "canonical_id"]))
    facts = pl.DataFrame(documents.select(["doc_id", "created", "n_chars"]))
    paired = facts.join(pl.concat([ids["doc_id"], ids["canonical_id"]]).unique().to_frame(), on="doc_id", how="semi")
    ordered = paired.sort(["n_chars", "created", "doc_id"], descending=[True, False, False], nulls_last=True)
    return dict(ordered.select("doc_id", "n_chars").iter_rows())


def _components(partners: Mapping[str, Mapping[str, _Pair]]) -> dict[str, str]:
    """The smallest id of each document's connected component (union by the smaller id, path halving)."""
    parent = {doc_id: doc_id for doc_id in partners}

    def root(doc_id: str) -> str:
        while parent[doc_id] != doc_id:
            parent[doc_id] = parent[parent[doc_id]]
            doc_id = parent[doc_id]
        return doc_id

    for doc_id, some in partners.items():
        for other in some:
            a, b = sorted((root(doc_id), root(other)))
            parent[b] = a
    return {doc_id: root(doc_id) for doc_id in parent}
