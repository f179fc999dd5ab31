"""A sheet: one document's rows on their way to an annotation tool and back, whatever the tool's format.

Offsets on a sheet are code points of the clean text, which is what the tool shows. Back home each mark is checked
against its surface, moved where the text has changed, or refused with a reason; nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from copydesk import contract
from copydesk.annotated import AnnotatedDocument
from copydesk.document import Document
from copydesk.review.anchoring import check
from copydesk.review.moved import Mark, Placed, find, mark
from copydesk.review.rows import Row
from copydesk.review.values import cell, pairs, plain, references


@dataclass(frozen=True, slots=True)
class Region:
    """One row: its mark, its values as cells, and what it points to: cue, source, or a row it refers to."""

    layer: str
    mark: Mark
    values: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Mark] = field(default_factory=dict)
    decision: str = "accept"
    #: Where it stands in the tool's file, for the report.
    place: str = ""


#: A region, its row, and where it stands now with the least score of its marks.
_Anchored: TypeAlias = tuple[Region, Row, Placed]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one document. `layers` are those that were judged, also where they have no row.

    `text` is the clean text that was judged; None where the format does not carry it. `faults` are marks of the tool
    that are no rows, each as its place and what is wrong with it.
    """

    doc_id: str
    layers: tuple[str, ...]
    regions: tuple[Region, ...]
    text: str | None = None
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Outcome:
    """What became of one mark: kept as it was, moved (with its score), or refused (with the reason)."""

    doc_id: str
    layer: str
    place: str
    kind: str
    score: float | None
    reason: str = ""

    def __str__(self) -> str:
        score = "" if self.score is None else f" {self.score:.2f}"
        reason = f": {self.reason}" if self.reason else ""
        return f"{self.kind}{score}: {self.doc_id} {self.layer} {self.place}{reason}"


def sheet(document: AnnotatedDocument, layers: Sequence[str]) -> Sheet:
    """A document's rows of `layers` as a sheet."""
    text = document.text
    rows = {name: document.table(name).to_pylist() for name in document.layers}
    at = {row["annotation_id"]: (row["start"], row["end"]) for of in rows.values() for row in of}
    regions = [
        Region(layer, mark(text, row["start"], row["end"]), _values(layer, row), _points(text, layer, row, at))
        for layer in layers
        for row in rows[layer]
    ]
    return Sheet(document.document.doc_id, tuple(layers), tuple(regions), text)


def _values(layer: str, row: Mapping[str, Any]) -> dict[str, str]:
    values = {column.name: cell(row[column.name]) for column in plain(layer)}
    # What a reference says in words (`created`) is a value.
    words = {name: row[name] for name in references(layer) if row[name] is not None and "#" not in row[name]}
    return {name: value for name, value in (values | words).items() if value}


def _points(text: str, layer: str, row: Mapping[str, Any], at: Mapping[str, tuple[int, int]]) -> dict[str, Mark]:
    spans = {name: (row[f"{name}_start"], row[f"{name}_end"]) for name in pairs(layer)}
    spans |= {name: at.get(row[name], (None, None)) for name in references(layer)}
    return {name: mark(text, *span) for name, span in spans.items() if span[0] is not None}


def rows_of(
    sheets: Iterable[Sheet], document_of: Callable[[str], Document | None], made: str
) -> tuple[dict[str, dict[str, tuple[Row, ...]]], list[Outcome]]:
    """The judged rows that sheets hold, anchored in the documents as they are now, and what became of each mark.

    `document_of` gives a document by its id, None where there is none. A set all of whose rows are refused is left
    out: that its document has no such row is not what was judged.
    """
    judged: dict[str, dict[str, tuple[Row, ...]]] = {}
    outcomes: list[Outcome] = []
    for one in sheets:
        outcomes += [Outcome(one.doc_id, "", place, "refused", None, reason) for place, reason in one.faults]
        document = document_of(one.doc_id)
        if document is None:
            reason = "there is no text of this id; bring it with --texts, or mend the id"
            outcomes += [Outcome(one.doc_id, r.layer, r.place, "refused", None, reason) for r in one.regions] or [
                Outcome(one.doc_id, "", "", "refused", None, reason)
            ]
            continue
        if one.doc_id in judged:
            reason = "the document comes twice in this file; keep one of its sheets"
            outcomes += [Outcome(one.doc_id, r.layer, r.place, "refused", None, reason) for r in one.regions]
            continue
        judged[one.doc_id], found = _rows(one, document, made)
        outcomes += found
    return judged, outcomes


def _rows(one: Sheet, document: Document, made: str) -> tuple[dict[str, tuple[Row, ...]], list[Outcome]]:
    anchored: list[_Anchored] = []
    refused: list[Outcome] = []
    how = {"made": made, "raw_sha256": document.raw_sha256, "doc_id": one.doc_id}
    for number, region in enumerate(one.regions):
        placed = _row(region, document)
        if isinstance(placed, str):
            refused.append(Outcome(one.doc_id, region.layer, region.place, "refused", None, placed))
        else:
            anchored.append((region, {**placed[0], **how, "line": str(number)}, placed[1]))
    # A row that is refused may be what others refer to: until nothing is refused any more.
    while faults := {row["line"]: message for _, row, message in check(document, _by_layer(anchored))}:
        for region, row, _ in anchored:
            if row["line"] in faults:
                refused.append(Outcome(one.doc_id, region.layer, region.place, "refused", None, faults[row["line"]]))
        anchored = [found for found in anchored if found[1]["line"] not in faults]
    judged = _by_layer(anchored)
    lost = {outcome.layer for outcome in refused}
    for layer in one.layers:
        if layer not in judged and layer not in lost:
            judged[layer] = [{"decision": "none", **how, "line": "0"}]
    kept = [
        Outcome(one.doc_id, region.layer, region.place, _kind(region, placed), placed.score)
        for region, _, placed in anchored
    ]
    return {layer: tuple(rows) for layer, rows in judged.items()}, [*kept, *refused]


def _row(region: Region, document: Document) -> tuple[Row, Placed] | str:
    """A region as a judged row without its set, and where it stands now; or why it cannot be one."""
    if region.layer not in contract.layers():
        return f"no layer is called {region.layer!r}"
    placed = find(document.text, region.mark)
    if isinstance(placed, str):
        return placed
    to_raw = document.alignment.to_raw
    start, end = to_raw(placed.start, placed.end)
    row = {"decision": region.decision, "raw_start": str(start), "raw_end": str(end), **region.values}
    row["text"] = document.text[placed.start : placed.end]
    score = placed.score
    for name, point in region.points.items():
        there = find(document.text, point, point.start + placed.start - region.mark.start)
        if not isinstance(there, Placed):
            return f"its {name}: {there}"
        score = min(score, there.score)
        start, end = to_raw(there.start, there.end)
        if name in pairs(region.layer):
            row[f"{name}_start"], row[f"{name}_end"] = str(start), str(end)
        else:
            row[name] = f"{start}:{end}"
    return row, Placed(placed.start, placed.end, score)


def _kind(region: Region, placed: Placed) -> str:
    same = placed == Placed(region.mark.start, region.mark.end, 1.0)
    return "kept" if same else "moved"


def _by_layer(anchored: Iterable[_Anchored]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for region, row, _ in anchored:
        rows.setdefault(region.layer, []).append(row)
    return rows
