"""Small releases for the tests of readers: the layout of a corpus, written straight from the contract."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk import checksums, contract
from copydesk.annotated import AnnotatedDocument
from copydesk.document import Alignment, Document, Edit, apply

Rows = list[dict[str, Any]]


def document(doc_id: str, raw: str, edits: Sequence[Edit] = (), **fields: Any) -> Document:
    return Document(
        doc_id=doc_id,
        text=apply(raw, edits),
        alignment=Alignment(edits, len(raw)),
        raw_sha256=hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest(),
        rights="CC0-1.0",
        text_release="full",
        **fields,
    )


def annotated(
    document: Document, layers: Mapping[str, Sequence[Mapping[str, Any]]] | None = None, split: str = "train"
) -> AnnotatedDocument:
    """`document` with one row an annotation: `start`, `end` and the layer's own columns are given, the rest follows."""
    tables = {
        name: pa.Table.from_pylist(rows, schema=contract.table(name).arrow_schema)
        for name, rows in rows_of(document, layers or {}, split).items()
    }
    return AnnotatedDocument(document, tables)


def rows_of(document: Document, layers: Mapping[str, Sequence[Mapping[str, Any]]], split: str) -> dict[str, Rows]:
    tables: dict[str, Rows] = {
        "documents": [
            {
                name: getattr(document, name, None)
                for name in contract.table("documents").column_names
                if name not in ("split", "raw_chars", "n_chars", "text_sha256")
            }
            | {
                "split": split,
                "flags": list(document.flags),
                "reservations": list(document.reservations),
                "fingerprints": [],
                "withheld": [],
                "marks": [],
                "raw_chars": document.alignment.raw_chars,
                "n_chars": len(document.text),
                "text_sha256": hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest(),
            }
        ],
        "edits": [
            {name: getattr(edit, name) for name in ("raw_start", "raw_end", "replacement", "reason", "rule")}
            | {"doc_id": document.doc_id, "split": split, "replacement_chars": len(edit.replacement)}
            for edit in document.edits
        ],
        "duplicates": [],
    }
    for layer in contract.layers():
        tables[layer] = []
    for layer, given in layers.items():
        for i, own in enumerate(given):
            raw_start, raw_end = document.alignment.to_raw(own["start"], own["end"])
            shared = {
                "annotation_id": f"{document.doc_id}#{layer}-{i}",
                "doc_id": document.doc_id,
                "split": split,
                "text": document.text[own["start"] : own["end"]],
                "raw_start": raw_start,
                "raw_end": raw_end,
                "annotator": "copydesk/1.0",
                "rule": "test",
            }
            tables[layer].append(shared | dict(own))
    return tables


def sentences(text: str) -> Rows:
    """A row for each line of `text`."""
    rows: Rows = []
    start = 0
    for line in text.split("\n"):
        if line:
            rows.append(
                {"start": start, "end": start + len(line), "paragraph": len(rows), "position": 0, "role": "body"}
            )
        start += len(line) + 1
    return rows


def write(folder: Path, documents: Mapping[str, Sequence[Document]], parts: int = 1, row_group: int = 1000) -> Path:
    """A release of `documents` by split, each with its `sentences`, in `parts` files a split."""
    folder.mkdir(parents=True)
    names = (*contract.tables(), "articles")
    schemas = {name: contract.table(name).arrow_schema for name in contract.tables()} | {
        "articles": contract.articles()
    }
    counts: dict[str, dict[str, int]] = {name: {} for name in names}
    for split, members in documents.items():
        ordered = sorted(members, key=lambda document: document.doc_id)
        for part in range(parts):
            rows: dict[str, Rows] = {name: [] for name in names}
            for document in ordered[part * len(ordered) // parts : (part + 1) * len(ordered) // parts]:
                of_one = rows_of(document, {"sentences": sentences(document.text)}, split)
                nested = {name: of_one[name] for name in contract.layers()}
                of_one["articles"] = [of_one["documents"][0] | nested]
                for name in names:
                    rows[name] += of_one[name]
            for name in names:
                counts[name][split] = counts[name].get(split, 0) + len(rows[name])
                table = pa.Table.from_pylist(rows[name], schema=schemas[name])
                if table.num_rows:
                    (folder / name).mkdir(exist_ok=True)
                    pq.write_table(
                        table, folder / name / f"{split}-{part:05d}-of-{parts:05d}.parquet", row_group_size=row_group
                    )
    manifest = {
        "name": folder.name,
        "versions": {"copydesk": "1.0.0"},
        "counts": counts,
        "digests": {name: hashlib.sha256(repr((name, counts)).encode()).hexdigest() for name in names},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    checksums.write(folder)
    return folder


def write_card(folder: Path) -> None:
    """A dataset card as `load_dataset` wants it: a config a table, its files and features."""
    configs, infos = [], []
    for name in (*contract.tables(), "articles"):
        files = sorted((folder / name).glob("*.parquet"))
        if not files:
            continue
        schema = contract.articles() if name == "articles" else contract.table(name).arrow_schema
        splits = sorted({file.name.split("-")[0] for file in files})
        configs.append(
            {
                "config_name": name,
                "data_files": [{"split": split, "path": f"{name}/{split}-*.parquet"} for split in splits],
            }
        )
        infos.append({"config_name": name, "features": contract.features(schema)})
    # JSON is YAML.
    card = json.dumps({"configs": configs, "dataset_info": infos}, ensure_ascii=False, indent=1)
    (folder / "README.md").write_text(f"---\n{card}\n---\n", encoding="utf-8")
