"""``reviewed/``: judged rows as CSV, and the checks that need no text.

A line of ``<layer>.csv`` has `doc_id`, `decision`, `raw_start, raw_end` (code points of the raw text, half-open),
`text` and the layer's own columns. `decision` is ``accept`` (the row holds), ``reject`` (a machine's row that is
wrong: recorded, not published) or ``none`` (the document was judged to have no row of this layer). A reference names
its target by the target's raw span, ``120:134``; offsets into the text are raw too. `text` is the surface, only where
it is a name, a number or a date: of the other layers no words are kept. A name of more than seven words stands as
``@text``: it is what the text says there.

``sets.csv`` has a line for each document and layer that was judged: `made` is ``blind`` (written before the machine's
rows were seen) or ``corrected`` (the machine's rows, gone over), `raw_sha256` the raw text it was judged in.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias

from copydesk import contract
from copydesk.findings import Finding, FindingsError

#: A judged row as it stands in the file: the cells that are not empty, by column; `line`, and its set's `made` and
#: `raw_sha256`.
Row: TypeAlias = Mapping[str, str]
#: Judged rows by document and layer. A layer that is there was judged, also where its one row says ``none``.
Rows: TypeAlias = Mapping[str, Mapping[str, tuple[Row, ...]]]

FOLDER: Final = "reviewed"
#: The rule of findings about judged rows.
RULE: Final = "reviewed"
SETS: Final = "sets.csv"
DECISIONS: Final = ("accept", "reject", "none")
MADE: Final = ("blind", "corrected")

_ANCHOR: Final = ("doc_id", "decision", "raw_start", "raw_end", "text")
_SET: Final = ("doc_id", "layer", "made", "raw_sha256")
#: What a judgement says beyond the layer's own columns: whether two careful people might differ on the row.
_BEYOND: Final = {"events": ("optional",)}
#: The layers whose surfaces are names, numbers or dates, and the most words such a surface has.
_NAMING: Final = frozenset({"times", "quantities", "entities", "places"})
_MOST_WORDS: Final = 7
#: Stands for a value that is the row's surface, where that is too long to be kept.
IN_TEXT: Final = "@text"
_WORD: Final = re.compile(r"\w+")
_ROW: Final = re.compile(r"(.*, )row (\d+)")
_FROM_SET: Final = ("made", "raw_sha256", "line")


def columns(layer: str) -> tuple[str, ...]:
    """The columns of a layer's file."""
    own = tuple(column.name for column in contract.table(layer).own_columns)
    return (*_ANCHOR, *own, *_BEYOND.get(layer, ()))


def load(folder: Path) -> dict[str, dict[str, tuple[Row, ...]]]:
    """The judged rows below `folder`, which is a collection's ``reviewed`` or one in its form; none where it is absent.

    Raises FindingsError with every line that cannot be: the reason, and what to do.
    """
    findings: list[Finding] = []
    sets = {
        (line["doc_id"], line["layer"]): line
        for line in _lines(folder / SETS, _SET, findings)
        if _is_set(line, findings)
    }
    found: dict[str, dict[str, list[Row]]] = {}
    for path in sorted(folder.glob("*.csv")):
        layer = path.stem
        if path.name == SETS:
            continue
        if layer not in contract.layers():
            known = ", ".join(contract.layers())
            findings.append(_finding(path.name, "", 1, f"no layer is called {layer!r}; name the file after {known}"))
            continue
        for line in _lines(path, columns(layer), findings):
            doc_id = line.get("doc_id", "")
            how = sets.get((doc_id, layer))
            if how is None:
                remedy = f"add a line {doc_id},{layer},MADE,RAW_SHA256"
                findings.append(_finding(path.name, doc_id, int(line["line"]), f"{SETS} has no such set; {remedy}"))
            elif message := _fault(line):
                findings.append(_finding(path.name, doc_id, int(line["line"]), message))
            else:
                row = {**line, "made": how["made"], "raw_sha256": how["raw_sha256"]}
                found.setdefault(doc_id, {}).setdefault(layer, []).append(row)
    for (doc_id, layer), how in sorted(sets.items()):
        rows = found.get(doc_id, {}).get(layer, [])
        decisions = [row["decision"] for row in rows]
        if not rows or ("none" in decisions and ("accept" in decisions or decisions.count("none") > 1)):
            message = "a judged set has rows, or one row whose decision is none; mend the set or its rows"
            findings.append(_finding(SETS, doc_id, int(how["line"]), f"{layer}: {message}"))
    if findings:
        raise FindingsError(findings)
    return {doc_id: {layer: tuple(rows) for layer, rows in sorted(of.items())} for doc_id, of in sorted(found.items())}


def no_such_text(doc_id: str) -> Finding:
    """The finding for judged rows of a document that is neither among the inputs nor said to be absent."""
    return _finding(SETS, doc_id, 1, "the collection has no text of this id; mend the id, or take its sets out")


def without_lines(rows: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """A document's rows by layer without their lines, which change when another document is judged."""
    return {
        layer: [{name: cell for name, cell in row.items() if name != "line"} for row in of]
        for layer, of in rows.items()
    }


def with_lines(findings: Iterable[Finding], judged: Rows) -> list[Finding]:
    """Findings about a document's rows with the lines of these in their files."""
    return [
        replace(one, place=f"{match[1]}line {judged[one.doc_id][one.table][int(match[2]) - 1]['line']}")
        if one.rule == RULE and (match := _ROW.fullmatch(one.place))
        else one
        for one in findings
    ]


def save(folder: Path, judged: Rows) -> None:
    """Write judged rows to `folder`: their documents and layers replace what was judged of them before.

    Rows are in the order of documents and places, so that the files are the same whatever order they came in. Only
    names, numbers and dates keep their surface. Raises FindingsError where what is there cannot be read.
    """
    whole: dict[str, dict[str, tuple[Row, ...]]] = load(folder)
    for doc_id, layers in judged.items():
        whole[doc_id] = {**whole.get(doc_id, {}), **layers}
    folder.mkdir(parents=True, exist_ok=True)
    sets = []
    by_layer: dict[str, list[Row]] = {}
    for doc_id in sorted(whole):
        for layer, judgement in sorted(whole[doc_id].items()):
            sets.append({**judgement[0], "doc_id": doc_id, "layer": layer})
            by_layer.setdefault(layer, []).extend({**row, "doc_id": doc_id} for row in sorted(judgement, key=_place))
    _write(folder / SETS, _SET, sets)
    for layer, rows in by_layer.items():
        _write(folder / f"{layer}.csv", columns(layer), [_public(layer, row) for row in rows])


def _place(row: Row) -> tuple[int, int, tuple[str, ...]]:
    """Where a row goes in its file: by its span, longest first, then by what it says."""
    said = tuple(f"{name}={row[name]}" for name in sorted(row) if name not in _FROM_SET)
    return int(row.get("raw_start", 0)), -int(row.get("raw_end", 0)), said


def _public(layer: str, row: Row) -> Row:
    """A row without the words that the repository may not hold: a long name is what the text says at its place."""
    surface = row.get("text", "")
    if len(_WORD.findall(surface)) > _MOST_WORDS:
        row = {name: IN_TEXT if value == surface else value for name, value in row.items()}
    keep = layer in _NAMING and len(_WORD.findall(surface)) <= _MOST_WORDS and "\n" not in surface
    return {name: value for name, value in row.items() if name != "text" or keep}


def _write(path: Path, names: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, names, restval="", extrasaction="ignore", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def _lines(path: Path, names: Sequence[str], findings: list[Finding]) -> Iterator[dict[str, str]]:
    """The lines of a file as its cells that are not empty, each with its number as `line`."""
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file, strict=True)
        try:
            header = table.fieldnames or []
            if unknown := [name for name in header if name not in names]:
                message = f"unknown columns {', '.join(unknown)}; the columns are {', '.join(names)}"
                findings.append(_finding(path.name, "", 1, message))
                return
            for cells in table:
                if None in cells:
                    message = "more cells than columns; put a cell with commas into quotation marks"
                    findings.append(_finding(path.name, "", table.line_num, message))
                else:
                    line = {name: cell for name, cell in cells.items() if cell}
                    yield {**line, "line": str(table.line_num)}
        except (csv.Error, UnicodeDecodeError) as error:
            message = f"no CSV in UTF-8 ({error}); save the file as that"
            findings.append(_finding(path.name, "", table.line_num, message))


def _is_set(line: Mapping[str, str], findings: list[Finding]) -> bool:
    number = int(line["line"])
    if missing := [name for name in _SET if name not in line]:
        findings.append(_finding(SETS, line.get("doc_id", ""), number, f"{', '.join(missing)} is empty; fill it in"))
        return False
    if line["made"] not in MADE:
        message = f"made is {line['made']!r}; say {' or '.join(MADE)}"
        findings.append(_finding(SETS, line["doc_id"], number, message))
        return False
    return True


def _fault(line: Mapping[str, str]) -> str | None:
    """What is wrong with a line of a layer's file, as far as its anchor goes."""
    decision = line.get("decision")
    if decision not in DECISIONS:
        return f"decision is {decision!r}; say {', '.join(DECISIONS)}"
    if decision == "none":
        return None
    start, end = line.get("raw_start", ""), line.get("raw_end", "")
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end)):
        return f"raw_start, raw_end are {start!r}, {end!r}; give code points of the raw text, start before end"
    return None


def _finding(file: str, doc_id: str, line: int, message: str) -> Finding:
    return finding(file.removesuffix(".csv"), doc_id, f"{FOLDER}/{file}, line {line}", message)


def finding(table: str, doc_id: str, place: str, message: str) -> Finding:
    """A finding about a judged row."""
    return Finding(RULE, table, doc_id, place, message)
