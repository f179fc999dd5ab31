"""What a release says of its copies, against the copies found in its texts again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from copydesk.duplicates.pairs import PAIRS, find, fingerprints
from copydesk.duplicates.stars import Clusters, clusters
from copydesk.findings import Finding

_RULE: Final = "verify.duplicates"
_TABLE: Final = "duplicates"
_FACTS: Final = ("doc_id", "created", "n_chars", "split", "cluster_id", "is_canonical")


def check(documents: Sequence[Path], published: pa.Table, scratch: Path) -> list[Finding]:
    """What is wrong with the clusters and splits of a release, by its texts.

    `documents` are the Parquet files of that table, `published` is its `duplicates`; `scratch` is a folder for
    fingerprints. No pair, published or found again, may stand in two splits; and where no text is withheld, the table
    and the clusters have to be the very ones found again. A release whose clusters were not computed claims nothing.
    """
    if not documents:
        return []
    files = ds.dataset([str(path) for path in documents], format="parquet")
    facts = files.to_table(columns=list(_FACTS))
    if facts["cluster_id"].null_count == facts.num_rows:
        return []
    paths = []
    withheld = 0
    for number, batch in enumerate(files.to_batches(columns=["doc_id", "text", "created"], batch_readahead=1)):
        paths.append(scratch / f"{number:06}.arrow")
        withheld += batch.column("text").null_count
        rows = fingerprints(pa.Table.from_batches([batch]))
        with pa.OSFile(str(paths[-1]), "wb") as file, pa.ipc.new_file(file, rows.schema) as out:
            out.write_table(rows)

    def texts(ids: Sequence[str]) -> dict[str, str]:
        wanted = pa.array(ids, pa.large_string())
        table = files.to_table(columns=["doc_id", "text"], filter=pc.field("doc_id").isin(wanted))
        return dict(zip(table["doc_id"].to_pylist(), table["text"].to_pylist(), strict=True))

    found = clusters(find(paths, texts), facts)
    split_of = dict(zip(facts["doc_id"].to_pylist(), facts["split"].to_pylist(), strict=True))
    findings = {*crossings(published, split_of), *crossings(found.duplicates, split_of)}
    if not withheld:
        findings |= {*disagreements(published, found, facts)}
    return sorted(findings)


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
