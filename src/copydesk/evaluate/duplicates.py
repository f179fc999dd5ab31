"""Clusters of copies against gold clusters: pairs of documents in one cluster, and the adjusted Rand index.

Hubert and Arabie, Comparing partitions, Journal of Classification 2 (1985). A pair of documents is right where gold has
the two in one cluster.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import comb
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from copydesk import duplicates
from copydesk.evaluate import Figure, Figures, GoldError, Miss, Report
from copydesk.evaluate.measures import prf

_HEADLINE: Final = ("pairwise.f1", "ari")


def evaluate(gold: Path) -> Report:
    """Cluster the texts of the JSON Lines file `gold` and score the clusters against its own.

    A row has `id`, `text` and `cluster`. Texts are taken as they stand. The figures have no bounds: documents drawn
    with replacement would be copies of themselves. Raises GoldError for a file that cannot be scored.
    """
    try:
        data = gold.read_bytes()
    except OSError as error:
        raise GoldError(f"{gold} cannot be read ({error.strerror}); give a file of gold texts") from None
    texts: dict[str, str] = {}
    wanted: dict[str, str] = {}
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            match json.loads(line):
                case {"id": identity, "text": str(text), "cluster": cluster}:
                    texts[str(identity)], wanted[str(identity)] = text, str(cluster)
                    continue
        except ValueError:
            pass
        message = "is no text in a cluster; give JSON objects with `id`, `text` and `cluster`"
        raise GoldError(f"{gold}, line {number}, {message}")
    if not texts:
        raise GoldError(f"{gold} holds no text; give JSON objects with `id`, `text` and `cluster`, one a line")
    found = predictions(texts)
    rows: Sequence[dict[str, Any]] = found.duplicates.to_pylist()
    kinds = {frozenset((row["doc_id"], row["canonical_id"])): row["kind"] for row in rows}
    here, there = _pairs({i: found.cluster_of.get(i, i) for i in texts}), _pairs(wanted)
    misses = [
        Miss(kind, a, b, wanted[a], wanted[b], kinds.get(frozenset((a, b)), ""))
        for kind, pairs in (("missed", there - here), ("spurious", here - there))
        for a, b in sorted(pairs)
    ]
    figures = scores(wanted, {i: found.cluster_of.get(i, i) for i in texts})
    return Report(
        layer="duplicates",
        gold=gold.name,
        digest=hashlib.sha256(data).hexdigest(),
        documents=len(texts),
        chars=sum(map(len, texts.values())),
        headline=_HEADLINE,
        figures={name: Figure(value, None, None) for name, value in figures.items()},
        misses=tuple(misses),
        trained_on=None,
    )


def predictions(texts: Mapping[str, str]) -> duplicates.Clusters:
    """The clusters of texts by id, found as a build finds them."""
    documents = pa.table(
        {
            "doc_id": pa.array(texts, pa.large_string()),
            "text": pa.array(texts.values(), pa.large_string()),
            "created": pa.nulls(len(texts), pa.date32()),
            "n_chars": pa.array(map(len, texts.values()), pa.int32()),
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fingerprints.arrow"
        rows = duplicates.fingerprints(documents)
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, rows.schema) as out:
            out.write_table(rows)
        pairs = duplicates.find([path], lambda ids: {doc_id: texts[doc_id] for doc_id in ids})
    return duplicates.clusters(pairs, documents)


def scores(wanted: Mapping[str, str], said: Mapping[str, str]) -> Figures:
    """Pairwise precision, recall and F1 and the adjusted Rand index of the clusters `said` of the same documents."""
    both = _pairs_in(Counter((wanted[i], said[i]) for i in wanted).values())
    gold, predicted = _pairs_in(Counter(wanted.values()).values()), _pairs_in(Counter(said.values()).values())
    by_chance = gold * predicted / comb(len(wanted), 2) if len(wanted) > 1 else 0.0
    most = (gold + predicted) / 2
    ari = round((both - by_chance) / (most - by_chance), 4) if most != by_chance else 1.0
    return {**prf("pairwise", both, predicted, gold), "ari": ari}


def _pairs_in(sizes: Iterable[int]) -> int:
    return sum(comb(size, 2) for size in sizes)


def _pairs(clusters: Mapping[str, str]) -> set[tuple[str, str]]:
    members: dict[str, list[str]] = {}
    for doc_id, cluster in clusters.items():
        members.setdefault(cluster, []).append(doc_id)
    return {pair for some in members.values() for pair in combinations(sorted(some), 2)}
