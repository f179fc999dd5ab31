"""Small releases for tests: tables made from the contract itself, whatever layers it has."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from copydesk import contract
from copydesk.manifest import Manifest
from copydesk.publish import write_release

SPLITS = ("train", "validation", "test")
TEXT = 'The pier at Ormsund "opened" on Tuesday.\nNobody came.\tThe ferry \\ did not sail: café, 橋, 🚢.'


def document(number: int, *, split: str | None = None, sentences: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """The rows of one document in all tables; layers but `sentences` get filler rows of their columns' types."""
    doc_id, split = f"doc-{number:05}", split or SPLITS[number % 3]
    text = f"{TEXT} {number}"
    count = number % 13 if sentences is None else sentences
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in contract.tables()}
    rows["documents"] = [
        {
            "doc_id": doc_id,
            "text": text,
            "title": None if number % 2 else "A pier | opens",
            "created": None if number % 5 == 0 else date(2021, 1, 1) + timedelta(days=number),
            "created_basis": None if number % 5 == 0 else "manifest",
            "language": "en",
            "rights": "CC0-1.0",
            "text_release": "full",
            "synthetic": True,
            # As where clusters were not computed: these texts are all alike.
            "cluster_id": None,
            "is_canonical": None,
            "split": split,
            "reservations": [],
            "fingerprints": [],
            "withheld": [],
            "marks": [],
            "flags": ["created_implausible"] if number % 7 == 0 else [],
            "raw_file": f"texts/{number}.txt",
            "raw_sha256": hashlib.sha256(text.encode()).hexdigest(),
            "raw_encoding": "utf-8",
            "raw_chars": len(text),
            "n_chars": len(text),
            "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
    ]
    rows["edits"] = [
        {"doc_id": doc_id, "raw_start": i * 3, "raw_end": i * 3 + 1, "replacement": "", "replacement_chars": 0,
         "reason": "control", "rule": "controls", "split": split}
        for i in range(number % 3)
    ]  # fmt: skip
    rows["duplicates"] = [
        {"doc_id": doc_id, "canonical_id": f"{doc_id}-fuller", "kind": "near", "similarity": 0.75, "split": split}
    ]
    for layer in contract.layers():
        rows[layer] = [_annotation(layer, doc_id, split, text, i) for i in range(count)]
    return rows


def tables(rows: list[dict[str, list[dict[str, Any]]]]) -> dict[str, pa.Table]:
    """One run: the tables of some documents, with the contract's schemas."""
    return {
        name: pa.Table.from_pylist([row for one in rows for row in one[name]], schema=contract.table(name).arrow_schema)
        for name in contract.tables()
    }


def runs(rows: list[dict[str, list[dict[str, Any]]]], size: int = 100) -> Iterator[dict[str, pa.Table]]:
    """The documents as consecutive runs."""
    for start in range(0, len(rows), size):
        yield tables(rows[start : start + size])


def split_sizes(rows: list[dict[str, list[dict[str, Any]]]]) -> dict[str, int]:
    """Documents by split."""
    splits = [one["documents"][0]["split"] for one in rows]
    return {split: splits.count(split) for split in sorted(set(splits))}


def write(
    folder: Path, rows: list[dict[str, list[dict[str, Any]]]], *, size: int = 100, name: str = "pier", **more: Any
) -> Manifest:
    """A release of some documents."""
    accounting: Mapping[str, Any] = {
        "inputs": len(rows) + 1,
        "published": len(rows),
        "quarantined": [
            {"input": "texts/x.txt", "reason": "empty", "detail": "no character is left", "sha256": "0" * 64}
        ],
    }
    given = {"accounting": accounting, "options": {}, "name": name, "split_sizes": split_sizes(rows), **more}
    return write_release(folder, runs(rows, size), **given)


def _annotation(layer: str, doc_id: str, split: str, text: str, number: int) -> dict[str, Any]:
    filler = {
        "string": "body",
        "integer": number,
        "number": 0.1 * number,
        "boolean": True,
        "date": date(2021, 5, 1),
        "list": [],
    }
    row = {
        column.name: column.constraints.get("enum", [filler.get(column.type)])[0]
        for column in contract.table(layer).own_columns
    }
    return row | {
        "annotation_id": f"{doc_id}#{layer}-{number}",
        "doc_id": doc_id,
        "split": split,
        "start": number,
        "end": number + 4,
        "text": text[number : number + 4],
        "raw_start": number,
        "raw_end": number + 4,
        "annotator": "copydesk/1.0",
        "rule": "stop",
        "confidence": None if number % 2 else 0.9,
    }
