"""Judged rows take their layer's place in a document: anchored in the clean text, their references resolved.

What cannot be anchored is a finding with its file and line. What the machine says otherwise is a disagreement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, make_dataclass
from functools import cache
from typing import Any, Final

from copydesk import contract, engine
from copydesk.document import Document, Span
from copydesk.findings import Finding
from copydesk.review.rows import FOLDER, IN_TEXT, Row, finding
from copydesk.review.values import ValueFault, cell, pairs, plain, references, span, value

#: Columns that number the things of a document: renumbered in text order, as the contract has it.
_NUMBERED: Final = {"entities": "chain_id", "quotes": "attribution_id"}
#: Columns on which judged and machine's rows are not compared: numbers within a document, and what the guide leaves to
#: the gazetteer.
_UNCOMPARED: Final = frozenset(
    {"chain_id", "attribution_id", "part", "geonameid", "admin1", "lat", "lon", "feature", "candidates"}
)


@dataclass(frozen=True, slots=True, order=True)
class Disagreement:
    """Where a judged row and the machine differ.

    `kind` is missed (the machine has no such row), spurious (the machine has one that was not judged to be), or the
    name of the column whose values differ. Offsets are the raw text's.
    """

    doc_id: str
    layer: str
    raw_start: int
    raw_end: int
    kind: str
    reviewed: str
    machine: str


class Review:
    """The judged rows of one document on their way into its layers; findings and disagreements gather here.

    A fault is a layer, the row, and what is wrong with it.
    """

    def __init__(self, document: Document, rows: Mapping[str, Sequence[Row]]) -> None:
        self._document = document
        self._rows = rows
        self.faults: list[tuple[str, Row, str]] = []
        self.disagreements: list[Disagreement] = []

    @property
    def layers(self) -> frozenset[str]:
        """The layers that were judged."""
        return frozenset(self._rows)

    @property
    def findings(self) -> list[Finding]:
        """What cannot be anchored, with its file and which of the document's rows it is there, from 1."""
        doc_id = self._document.doc_id
        return [
            finding(layer, doc_id, f"{FOLDER}/{layer}.csv, row {self._rows[layer].index(row) + 1}", message)
            for layer, row, message in self.faults
        ]

    def settle(self, layer: str, machine: tuple[Span, ...], below: Mapping[str, Any]) -> tuple[Span, ...]:
        """The rows of `layer`: the judged ones, or the machine's where the layer was not judged.

        `below` holds the settled rows of the layers before this one.
        """
        if layer not in self._rows:
            return machine
        judged = [row for row in self._rows[layer] if row["decision"] == "accept"]
        if any(row["raw_sha256"] != self._document.raw_sha256 for row in self._rows[layer]):
            message = (
                f"judged in another raw text ({self._rows[layer][0]['raw_sha256'][:12]}…) than this one"
                f" ({self._document.raw_sha256[:12]}…); export the set from the old text and import it again"
            )
            self._add(layer, self._rows[layer][0], message)
            return ()
        placed = [(place, row) for row in judged if (place := self._anchored(layer, row)) is not None]
        placed.sort(key=lambda one: (one[0][0], -one[0][1]))
        numbers = _numbers(layer, [row for _, row in placed])
        own = {(int(row["raw_start"]), int(row["raw_end"])): i for i, (_, row) in reversed(list(enumerate(placed)))}
        found = [self._span(layer, place, row, own, below, numbers) for place, row in placed]
        spans = tuple(one for one in found if one is not None)
        self._compare(layer, spans, machine)
        return spans

    def _anchored(self, layer: str, row: Row) -> tuple[int, int] | None:
        """A row's span in the clean text."""
        raw = int(row["raw_start"]), int(row["raw_end"])
        place, fault = self._clean(*raw)
        if place is None:
            self._add(layer, row, fault)
            return None
        surface = self._document.text[slice(*place)]
        said = row.get("text", surface)
        if said != surface and (inside := surface.find(said)) >= 0:
            # Where one replacement made several characters, their raw stretch is one: the surface says which are meant.
            narrow = place[0] + inside, place[0] + inside + len(said)
            if self._document.alignment.to_raw(*narrow) == raw:
                return narrow
        if said != surface:
            self._add(
                layer, row, f"text is {row['text']!r}, but {surface!r} stands there; mend the offsets or the text"
            )
            return None
        return place

    def _clean(self, start: int, end: int) -> tuple[tuple[int, int] | None, str]:
        alignment = self._document.alignment
        if end > alignment.raw_chars:
            return None, f"{start}:{end} is outside the raw text of {alignment.raw_chars} characters; mend the offsets"
        place = alignment.to_clean(start, end)
        if place[0] == place[1]:
            why = ", ".join(dict.fromkeys(e.rule for e in alignment.edits if e.raw_start < end and start < e.raw_end))
            return None, f"{start}:{end} is in a removed stretch ({why}); reject the row, or mend that rule"
        if alignment.to_raw(*place) != (start, end):
            kept = "{}:{}".format(*alignment.to_raw(*place))
            return None, f"{start}:{end} begins or ends in a changed stretch; mend the offsets, perhaps to {kept}"
        return self._trimmed(*place), ""

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """A span without the white space at its ends, if the raw stretch stays the same."""
        surface = self._document.text[start:end]
        inner = start + len(surface) - len(surface.lstrip()), start + len(surface.rstrip())
        to_raw = self._document.alignment.to_raw
        return inner if inner[0] < inner[1] and to_raw(*inner) == to_raw(start, end) else (start, end)

    def _span(
        self,
        layer: str,
        place: tuple[int, int],
        row: Row,
        own: Mapping[tuple[int, int], int],
        below: Mapping[str, Any],
        numbers: Mapping[str, int],
    ) -> Span | None:
        values: dict[str, Any] = {}
        try:
            for column in plain(layer):
                said = row.get(column.name)
                values[column.name] = value(column, self._document.text[slice(*place)] if said == IN_TEXT else said)
            if layer in _NUMBERED:
                values[_NUMBERED[layer]] = numbers[row[_NUMBERED[layer]]]
            for name in pairs(layer):
                values[f"{name}_start"], values[f"{name}_end"] = self._pointed(row, name)
            for column_name, target in references(layer).items():
                values[column_name] = self._target(layer, row, place, column_name, target, own, below)
        except ValueFault as fault:
            self._add(layer, row, str(fault))
            return None
        return _span_type(layer)(start=place[0], end=place[1], rule=row["made"], **values)

    def _pointed(self, row: Row, name: str) -> tuple[int | None, int | None]:
        start, end = row.get(f"{name}_start"), row.get(f"{name}_end")
        if start is None and end is None:
            return None, None
        if start is None or end is None or span(f"{start}:{end}") is None or int(start) >= int(end):
            raise ValueFault(
                f"{name}_start, {name}_end are {start}, {end}; give code points of the raw text, or neither"
            )
        place, fault = self._clean(int(start), int(end))
        if place is None:
            raise ValueFault(f"{name}: {fault}")
        return place

    def _target(
        self,
        layer: str,
        row: Row,
        place: tuple[int, int],
        name: str,
        target: str,
        own: Mapping[tuple[int, int], int],
        below: Mapping[str, Any],
    ) -> int | str | None:
        """The position of the row that a reference names.

        In a judged layer it must be there. In a machine's layer it is the row at that place, else the only one that
        overlaps it; where there is none the reference stays null, because that is the machine's fault.
        """
        column = next(one for one in contract.table(layer).own_columns if one.name == name)
        said = row.get(name)
        if said is None:
            return self._holding(place, name, target, below) if column.required else None
        raw = span(said)
        if raw is None:
            if target == layer:
                return said
            raise ValueFault(f"{name} is {said!r}; name the row it refers to by its raw span, as in 120:134")
        if target == layer:
            if raw not in own:
                raise ValueFault(
                    f"{name} refers to {said}, where no row of {target} was judged; mend it or add the row"
                )
            return own[raw]
        there, fault = self._clean(*raw)
        if there is None:
            raise ValueFault(f"{name}: {fault}")
        rows: Sequence[Span] = below.get(target, ())
        found = [i for i, one in enumerate(rows) if (one.start, one.end) == there]
        if not found and target not in self._rows:
            found = [i for i, one in enumerate(rows) if one.start < there[1] and there[0] < one.end]
            found = found if len(found) == 1 else []
        if found:
            return found[0]
        if target in self._rows or column.required:
            judge = "mend it or add the row" if target in self._rows else f"judge {target} of this document too"
            raise ValueFault(f"{name} refers to {said}, where {target} has no row; {judge}")
        return None

    def _holding(self, place: tuple[int, int], name: str, target: str, below: Mapping[str, Any]) -> int:
        """The row that a reference means which has to be there and is not given: the only one that holds the span."""
        if target not in below:
            return 0  # only checked, and nothing runs that layer: whichever it is
        rows: Sequence[Span] = below[target]
        found = [i for i, one in enumerate(rows) if one.start <= place[0] and place[1] <= one.end]
        if len(found) != 1:
            raise ValueFault(
                f"{name} is empty, and {len(found)} rows of {target} hold the span; name the one that is meant"
            )
        return found[0]

    def _compare(self, layer: str, judged: Sequence[Span], machine: Sequence[Span]) -> None:
        """Pair the rows of the same span, in order, and note what differs."""
        rest: dict[tuple[int, int], list[Span]] = {}
        for one in machine:
            rest.setdefault((one.start, one.end), []).append(one)
        for one in judged:
            same = rest.get((one.start, one.end), [])
            if not same:
                self._differ(layer, one, "missed", self._surface(one), "")
                continue
            # Of several rows at one place the likest is its partner.
            other = min(same, key=lambda row: len(_differences(layer, one, row)))
            same.remove(other)
            for name in _differences(layer, one, other):
                self._differ(layer, one, name, cell(getattr(one, name)), cell(getattr(other, name)))
        for other in (row for rows in rest.values() for row in rows):
            self._differ(layer, other, "spurious", "", self._surface(other))

    def _surface(self, one: Span) -> str:
        return self._document.text[one.start : one.end]

    def _differ(self, layer: str, one: Span, kind: str, reviewed: str, machine: str) -> None:
        raw = self._document.alignment.to_raw(one.start, one.end)
        self.disagreements.append(Disagreement(self._document.doc_id, layer, *raw, kind, reviewed, machine))

    def _add(self, layer: str, row: Row, message: str) -> None:
        self.faults.append((layer, row, message))


def check(document: Document, rows: Mapping[str, Sequence[Row]]) -> list[tuple[str, Row, str]]:
    """What cannot be anchored of a document's judged rows, as layer, row and message. No layer is run.

    A reference into a layer that was not judged is not looked at.
    """
    review = Review(document, rows)
    settled: dict[str, tuple[Span, ...]] = {}
    for layer in engine.plan(rows):
        if layer.name in rows:
            settled[layer.name] = review.settle(layer.name, (), settled)
    return review.faults


def _differences(layer: str, one: Span, other: Span) -> list[str]:
    names = [column.name for column in plain(layer) if column.name not in _UNCOMPARED]
    names += [f"{name}_{side}" for name in pairs(layer) for side in ("start", "end")]
    return [name for name in names if getattr(one, name) != getattr(other, name, None)]


def _numbers(layer: str, rows: Sequence[Row]) -> dict[str, int]:
    """The numbers of a document's things by their names in the file, in order of first mention."""
    name = _NUMBERED.get(layer)
    return {said: i for i, said in enumerate(dict.fromkeys(row[name] for row in rows if name in row))} if name else {}


@cache
def _span_type(layer: str) -> type[Span]:
    """A layer's annotation: `Span` with its own columns, as the layer's module has it."""
    names = [(column.name, Any) for column in contract.table(layer).own_columns]
    return make_dataclass(f"Reviewed_{layer}", names, bases=(Span,), frozen=True, slots=True)
