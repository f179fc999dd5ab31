"""Sheets as one CSV file for spreadsheets, and back.

A line is a row: `layer, doc_id, decision`, `start, end` (code points of the clean text), the surface as `text` with
what stands around it, the layers' columns, and each thing it points to as ``start:end surface``. A line whose decision
is ``none`` says that a document has no row of a layer.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from copydesk import contract
from copydesk.errors import CopydeskError
from copydesk.review.moved import Mark
from copydesk.review.rows import DECISIONS
from copydesk.review.sheets import Region, Sheet
from copydesk.review.values import pairs, plain, references

_HEAD: Final = ("layer", "doc_id", "decision", "start", "end", "text", "left", "right")
_POINT: Final = re.compile(r"(\d+):(\d+) (.+)", re.DOTALL)
#: Spreadsheets run a cell that begins with one of these as a formula, unless it is a number. Text is data: such a cell
#: gets an apostrophe before it, and so does one that begins with an apostrophe, so that nothing is lost.
_RUNS: Final = re.compile(r"['=+\-@\t\r]")
_NUMBER: Final = re.compile(r"[+-]?[0-9.]+")


class SpreadsheetError(CopydeskError, ValueError):
    """A file that is no such CSV; the message ends with the remedy."""


def dump(sheets: Iterable[Sheet]) -> str:
    """Sheets as CSV."""
    sheets = list(sheets)
    layers = dict.fromkeys(layer for sheet in sheets for layer in sheet.layers)
    own = dict.fromkeys(name for layer in layers for name in _columns(layer))
    file = io.StringIO(newline="")
    out = csv.DictWriter(file, (*_HEAD, *own), restval="", lineterminator="\n")
    out.writeheader()
    for sheet in sheets:
        for region in sheet.regions:
            points = {name: f"{at.start}:{at.end} {at.surface}" for name, at in region.points.items()}
            at = region.mark
            head = (region.layer, sheet.doc_id, region.decision, at.start, at.end, at.surface, at.left, at.right)
            cells = {**dict(zip(_HEAD, map(str, head), strict=True)), **region.values, **points}
            out.writerow({name: _guarded(cell) for name, cell in cells.items()})
        for layer in sheet.layers:
            if not any(region.layer == layer for region in sheet.regions):
                out.writerow({"layer": layer, "doc_id": sheet.doc_id, "decision": "none"})
    return file.getvalue()


def load(data: bytes) -> Iterator[Sheet]:
    """The sheets in a CSV. Raises SpreadsheetError for any other file."""
    try:
        table = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = table.fieldnames or []
        if missing := [name for name in _HEAD[:6] if name not in header]:
            raise SpreadsheetError(f"no column {', '.join(missing)}; save what `review export --to csv` wrote as CSV")
        lines = [(table.line_num, line) for line in table]
    except (UnicodeDecodeError, csv.Error) as error:
        raise SpreadsheetError(f"no CSV in UTF-8 ({error}); save it as that") from None
    by_document: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for number, line in lines:
        cells = {name: _bare(cell) for name, cell in line.items() if isinstance(cell, str) and cell and name}
        if cells:
            by_document.setdefault(cells.get("doc_id", ""), []).append((number, cells))
    for doc_id, found in by_document.items():
        yield _sheet(doc_id, found)


def _sheet(doc_id: str, lines: list[tuple[int, dict[str, str]]]) -> Sheet:
    regions: list[Region] = []
    layers: dict[str, None] = {}
    faults: list[tuple[str, str]] = []
    for number, cells in lines:
        place, layer, decision = f"line {number}", cells.get("layer", ""), cells.get("decision", "")
        if layer not in contract.layers() or decision not in DECISIONS:
            faults.append((place, f"layer is {layer!r}, decision {decision!r}; say {', '.join(DECISIONS)} of a layer"))
            continue
        layers[layer] = None
        if decision == "none":
            continue
        at = _mark(cells)
        points = {name: _point(cells[name]) for name in (*pairs(layer), *references(layer)) if name in cells}
        words = {name for name, point in points.items() if point is None and references(layer).get(name) == layer}
        bad = [name for name, point in points.items() if point is None and name not in words]
        if at is None or bad:
            wrong = ", ".join(bad) or "start, end or text"
            faults.append((place, f"{wrong} can't be read; give code points as start and end, and the surface"))
            continue
        names = {column.name for column in plain(layer)} | words
        values = {name: cell for name, cell in cells.items() if name in names}
        found = {name: point for name, point in points.items() if point is not None}
        regions.append(Region(layer, at, values, found, decision, place))
    return Sheet(doc_id, tuple(layers), tuple(regions), faults=tuple(faults))


def _columns(layer: str) -> Iterator[str]:
    yield from (column.name for column in plain(layer))
    yield from pairs(layer)
    yield from references(layer)


def _mark(cells: Mapping[str, str]) -> Mark | None:
    start, end, surface = cells.get("start", ""), cells.get("end", ""), cells.get("text")
    if not (start.isdecimal() and end.isdecimal() and surface):
        return None
    return Mark(int(start), int(end), surface, cells.get("left", ""), cells.get("right", ""))


def _point(cell: str) -> Mark | None:
    match = _POINT.fullmatch(cell)
    return Mark(int(match[1]), int(match[2]), match[3]) if match else None


def _guarded(cell: str) -> str:
    return f"'{cell}" if _RUNS.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell
