"""What a release says of its copies, against the copies found in its texts again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pyarrow as pa

from copydesk.duplicates.pairs import PAIRS
from copydesk.duplicates.stars import Clusters
from copydesk.findings import Finding

_RULE: Final = "verify.duplicates"
_TABLE: Final = "duplicates"


def crossings(pairs: pa.Table, split_of: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each of `pairs` (read: `doc_id, canonical_id`) whose documents stand in two splits."""
    for doc_id, other in zip(pairs["doc_id"].to_pylist(), pairs["canonical_id"].to_pylist(), strict=True):
        own, its = split_of.get(doc_id), split_of.get(other)
        if own != its:
            message = f"stands in {own}, what it repeats in {its}; build the corpus again"
            yield Finding(_RULE, _TABLE, doc_id, other, message)


def disagreements(published: pa.Table, found: Clusters, documents: pa.Table) -> Iterator[Finding]:
    """Findings where a release's table or its clusters are not those `found` in its texts again.

    `published` are its `duplicates`, `documents` all of its documents (read: `doc_id, cluster_id, is_canonical`).
    """
    table, again = (
        {tuple(row.values()) for row in pairs.select(PAIRS.names).to_pylist()}
        for pairs in (published, found.duplicates)
    )
    for row in sorted(table ^ again):
        doc_id, other, kind, similarity = row
        fault = "the texts do not bear it out" if row in table else "the table lacks it"
        yield Finding(_RULE, _TABLE, doc_id, other, f"{kind}, {similarity}: {fault}; build the corpus again")
    columns = (documents[name].to_pylist() for name in ("doc_id", "cluster_id", "is_canonical"))
    for doc_id, cluster_id, is_canonical in zip(*columns, strict=True):
        expected = found.cluster_of.get(doc_id, doc_id)
        if (cluster_id, is_canonical) != (expected, expected == doc_id):
            message = f"its cluster is that of {expected} by the texts; build the corpus again"
            yield Finding(_RULE, "documents", doc_id, "cluster_id", message)
