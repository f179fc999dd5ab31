"""Rows with a text again: what a public release withheld is filled in from the text by its offsets.

Annotations are those of the release; nothing is annotated anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, TypeAlias

from copydesk import contract, fingerprints
from copydesk.annotated import edits_from_rows
from copydesk.document import Alignment
from copydesk.rights.copies import Match, Stretch
from copydesk.rights.withhold import JOINED, Withheld, row_name

Rows: TypeAlias = dict[str, list[dict[str, Any]]]

#: The flag of a document whose annotations were moved to another edition.
ALIGNED: Final = "rehydrated_from_another_edition"


def whole(rows: Mapping[str, Sequence[Mapping[str, Any]]], match: Match) -> Rows:
    """A document's rows with the text it was published with, as the private corpus has them."""
    text, filled = match.text, _copied(rows)
    document = filled[contract.DOCUMENTS][0]
    alignment = Alignment(edits_from_rows(rows["edits"]), document["raw_chars"])
    for edit in filled["edits"]:
        start, end = alignment.to_clean(edit["raw_start"], edit["raw_end"])
        edit["replacement"] = text[start:end]
    for row in _annotations(filled):
        row["text"] = text[row["start"] : row["end"]]
    for entry in map(Withheld.parse, document["withheld"]):
        _set(filled, entry, entry.value(text) or _headline(entry, match))
    _set_text(document, match)
    return _consistent(filled)


def edition(rows: Mapping[str, Sequence[Mapping[str, Any]]], match: Match) -> Rows:
    """The rows of a document as far as they hold of another edition of its text, with that edition's text."""
    assert match.document is not None
    copy, filled = match.document, _copied(rows)
    document = filled[contract.DOCUMENTS][0]
    for entry in map(Withheld.parse, document["withheld"]):
        places = [_moved(start, end, match.stretches) for start, end in entry.places]
        found = [match.text[place[0] : place[1]] for place in places if place is not None]
        _set(filled, entry, JOINED.join(found) if found and len(found) == len(places) else _headline(entry, match))
    for name in list(filled):
        if contract.table(name).is_layer:
            filled[name] = [row for row in filled[name] if _move(name, row, match, copy.alignment)]
    shared = {"doc_id": copy.doc_id, "split": document["split"]}
    filled["edits"] = [
        {
            **shared,
            "raw_start": edit.raw_start,
            "raw_end": edit.raw_end,
            "replacement": edit.replacement,
            "replacement_chars": len(edit.replacement),
            "reason": edit.reason,
            "rule": edit.rule,
        }
        for edit in copy.edits
    ]
    document |= {
        "raw_sha256": copy.raw_sha256,
        "raw_encoding": copy.raw_encoding,
        "raw_file": copy.raw_file,
        "raw_chars": copy.alignment.raw_chars,
        "n_chars": len(match.text),
        "flags": sorted({*document["flags"], ALIGNED}),
        "fingerprints": fingerprints.of_paragraphs(copy.doc_id, match.text),
    }
    _set_text(document, match)
    return _consistent(filled)


def incomplete(rows: Mapping[str, Sequence[Mapping[str, Any]]], filled: Rows) -> int:
    """How many values that the private corpus has are not known: those that stand nowhere in the text."""
    entries = [Withheld.parse(entry) for entry in rows[contract.DOCUMENTS][0]["withheld"]]
    named = {row_name(name, row): row for name, found in filled.items() for row in found}
    return sum(entry.row not in named or named[entry.row][entry.column] is None for entry in entries)


def _copied(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Rows:
    return {name: [dict(row) for row in found] for name, found in rows.items()}


def _annotations(rows: Rows) -> list[dict[str, Any]]:
    return [row for name, found in rows.items() if contract.table(name).is_layer for row in found]


def _set(rows: Rows, entry: Withheld, value: str | None) -> None:
    for name, found in rows.items():
        for row in found:
            if row_name(name, row) == entry.row and entry.column in row:
                row[entry.column] = value


def _set_text(document: dict[str, Any], match: Match) -> None:
    assert match.document is not None
    document |= {
        "text": match.text,
        "text_sha256": sha256(match.text.encode("utf-8", "surrogatepass")).hexdigest(),
        # Of a short text the release has no digest; the copy's is the best there is.
        "raw_sha256": document["raw_sha256"] or match.document.raw_sha256,
        "withheld": [],
        "marks": [],
    }


def _headline(entry: Withheld, match: Match) -> str | None:
    """A headline that stands nowhere in the text is the copy's own: a record may have brought it along."""
    is_headline = (entry.row, entry.column) == (contract.DOCUMENTS, "title")
    return match.document.title if is_headline and match.document else None


def _move(name: str, row: dict[str, Any], match: Match, alignment: Alignment) -> bool:
    """Move an annotation to the other edition; False where what it is about is not there."""
    spans = [("start", "end"), *_own_spans(name)]
    for first, last in spans:
        if row[first] is None:
            continue
        place = _moved(row[first], row[last], match.stretches)
        if place is None:
            return False
        row[first], row[last] = place
    row["text"] = match.text[row["start"] : row["end"]]
    row["raw_start"], row["raw_end"] = alignment.to_raw(row["start"], row["end"])
    return True


def _own_spans(name: str) -> list[tuple[str, str]]:
    """The layer's own columns that are offsets into the text: integers called ``…_start`` and ``…_end``."""
    own = {column.name for column in contract.table(name).own_columns if column.type == "integer"}
    return [(c, f"{c[:-6]}_end") for c in sorted(own) if c.endswith("_start") and f"{c[:-6]}_end" in own]


def _moved(start: int, end: int, stretches: Sequence[Stretch]) -> tuple[int, int] | None:
    for stretch in stretches:
        if stretch.start <= start and end <= stretch.end:
            return start + stretch.shift, end + stretch.shift
    return None


def _consistent(rows: Rows) -> Rows:
    """The rows without those that lack a value they need or name a row that is gone, until all of them hold."""
    while True:
        ids = {row["annotation_id"] for row in _annotations(rows)}
        before = len(ids)
        for name, found in rows.items():
            table = contract.table(name)
            if not table.is_layer:
                continue
            needed = [column.name for column in table.columns if column.required]
            references = [key.column for key in table.foreign_keys if key.to != contract.DOCUMENTS]
            for row in found:
                for column in references:
                    if row[column] not in ids:
                        row[column] = None
            rows[name] = [row for row in found if all(row[column] is not None for column in needed)]
        if len(_annotations(rows)) == before:
            return rows
