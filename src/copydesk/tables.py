"""Documents and their annotations as Arrow tables: ids, surfaces, raw offsets and provenance are added here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from copydesk import contract, fingerprints
from copydesk.document import Document, Span
from copydesk.engine import ANNOTATOR

#: The `annotator` of rows that were judged.
REVIEWED: Final = "reviewed"

#: A document with its annotations by layer.
Annotated = tuple[Document, Mapping[str, Sequence[Span]]]


def annotation_id(doc_id: str, layer: str, number: int) -> str:
    """The id of annotation `number` (from 0) of a layer in a document."""
    return f"{doc_id}#{layer}-{number}"


def build(
    items: Iterable[Annotated],
    split_of: Mapping[str, str],
    layers: Sequence[str],
    annotators: Mapping[str, str] = MappingProxyType({}),
    reviewed: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> dict[str, pa.Table]:
    """The tables `documents`, `edits` and `layers` of `items`, in the order of the items.

    `split_of` gives each document's split by its id, `annotators` who made the layers that are not ours, `reviewed`
    the layers that were judged, by document.
    """
    names = (contract.DOCUMENTS, "edits", *layers)
    columns: dict[str, dict[str, list[Any]]] = {
        name: {column: [] for column in contract.table(name).column_names} for name in names
    }
    for document, spans in items:
        split = split_of[document.doc_id]
        judged = reviewed.get(document.doc_id, ())
        _add_document(columns[contract.DOCUMENTS], document, split)
        _add_edits(columns["edits"], document, split)
        for layer in layers:
            annotator = REVIEWED if layer in judged else annotators.get(layer, ANNOTATOR)
            _add_annotations(columns[layer], layer, document, spans[layer], split, annotator)
    return {name: pa.table(columns[name], schema=contract.table(name).arrow_schema) for name in names}


def _add_document(columns: dict[str, list[Any]], document: Document, split: str) -> None:
    derived = {
        "split": split,
        "cluster_id": None,
        "is_canonical": None,
        "reservations": list(document.reservations),
        "flags": list(document.flags),
        "raw_chars": document.alignment.raw_chars,
        "n_chars": len(document.text),
        "text_sha256": hashlib.sha256(document.text.encode()).hexdigest(),
        "fingerprints": fingerprints.of_paragraphs(document.doc_id, document.text),
        # What only a public release fills in.
        "withheld": [],
        "marks": [],
    }
    for name, column in columns.items():
        column.append(derived[name] if name in derived else getattr(document, name))


def _add_edits(columns: dict[str, list[Any]], document: Document, split: str) -> None:
    edits = document.edits
    for name, column in columns.items():
        if name == "doc_id":
            column.extend([document.doc_id] * len(edits))
        elif name == "split":
            column.extend([split] * len(edits))
        elif name == "replacement_chars":
            column.extend([len(edit.replacement) for edit in edits])
        else:
            column.extend([getattr(edit, name) for edit in edits])


def _add_annotations(
    columns: dict[str, list[Any]], layer: str, document: Document, spans: Sequence[Span], split: str, annotator: str
) -> None:
    doc_id, text = document.doc_id, document.text
    raw = [document.alignment.to_raw(span.start, span.end) for span in spans]
    n = len(spans)
    columns["annotation_id"].extend([annotation_id(doc_id, layer, i) for i in range(n)])
    columns["doc_id"].extend([doc_id] * n)
    columns["split"].extend([split] * n)
    columns["start"].extend([span.start for span in spans])
    columns["end"].extend([span.end for span in spans])
    columns["text"].extend([text[span.start : span.end] for span in spans])
    columns["raw_start"].extend([start for start, _ in raw])
    columns["raw_end"].extend([end for _, end in raw])
    columns["annotator"].extend([annotator] * n)
    columns["rule"].extend([span.rule for span in spans])
    columns["confidence"].extend([None] * n)
    targets = {key.column: key.to for key in contract.table(layer).foreign_keys}
    for column in contract.table(layer).own_columns:
        values = [getattr(span, column.name) for span in spans]
        if column.type == "string":
            # An int in a string column is the position of an annotation: of the table it refers to, else of its own.
            target = targets.get(column.name, layer)
            values = [annotation_id(doc_id, target, v) if isinstance(v, int) else v for v in values]
        columns[column.name].extend(values)
