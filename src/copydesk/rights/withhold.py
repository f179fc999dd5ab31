"""Withholding: the rows of a release without the words of the texts that may not be shared.

What may go out stands in the contract (`contract.Column.release`); a column that does not say goes out of no withheld
document. A layer that nobody here has heard of is covered by that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pyarrow as pa

from copydesk import contract, fingerprints, licences
from copydesk.digest import TableDigest, encode_rows
from copydesk.rights import marks
from copydesk.rights.exposure import (
    MOST_SHARE,
    MOST_WORDS,
    Passages,
    Reading,
    fits,
    is_factual,
    measure,
    stretches,
)
from copydesk.rights.gate import Private

#: Values that rehydration takes from the text by their offsets, or that are the text.
BY_OFFSETS: Final = frozenset({(contract.DOCUMENTS, "text"), ("edits", "replacement")})
_ENTRY: Final = re.compile(r"(?P<row>\S+)\.(?P<column>\w+)(?P<places>( \d+-\d+)*)")
_PLACE: Final = re.compile(r"(\d+)-(\d+)")
# How the names of several things stand in one cell.
JOINED: Final = "; "


@dataclass(frozen=True, slots=True)
class Withheld:
    """A cell that a public release holds no value of: ``row.column`` and where in the text its words stand."""

    row: str
    column: str
    places: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        return f"{self.row}.{self.column}" + "".join(f" {start}-{end}" for start, end in self.places)

    @classmethod
    def parse(cls, entry: str) -> Withheld:
        """An entry of the column `documents.withheld`. Raises ValueError for what is none."""
        found = _ENTRY.fullmatch(entry)
        if found is None:
            raise ValueError(f"{entry!r} names no cell")
        places = tuple((int(start), int(end)) for start, end in _PLACE.findall(found["places"]))
        return cls(found["row"], found["column"], places)

    def value(self, text: str) -> str | None:
        """What the text has there; None where it was in no place of the text."""
        return JOINED.join(text[start:end] for start, end in self.places) or None


#: What a document's own rows may give away. The rest of the budget is for what it has in common with other rows of the
#: release, names of four words and more, which only the gate sees.
_OWN_SHARE: Final = MOST_SHARE * 4 / 5

#: What may go out, from the usual to the strictest, of which a document gets the first that is within the budget.
_STRICTER: Final[tuple[Callable[[str, str], bool], ...]] = (
    fits,
    lambda value, release: release != "words" and fits(value, release),
    lambda value, release: release != "words" and fits(value, release) and is_factual(value),
)


class _Cell(NamedTuple):
    """A cell of a row, and which words of the text its value gives away."""

    row: dict[str, Any]
    column: str
    place: tuple[int, int]


class Withholding:
    """Private runs on their way to a public release, and the digests by which a rehydrated one is known again."""

    def __init__(self) -> None:
        self._digests: dict[str, TableDigest] = {}
        self._left_out = 0

    def runs(self, private: Iterable[Mapping[str, pa.Table]]) -> Iterator[dict[str, pa.Table]]:
        """Each run without what has to be withheld."""
        return map(withhold, self.digested(private))

    def digested(self, private: Iterable[Mapping[str, pa.Table]]) -> Iterator[Mapping[str, pa.Table]]:
        """The runs as they are, once their rows are digested."""
        for run in private:
            self._digest(run)
            yield run

    def _digest(self, run: Mapping[str, pa.Table]) -> None:
        """Digest the private rows, but for those of short withheld texts: of them a digest could be inverted."""
        short = short_documents(run[contract.DOCUMENTS])
        self._left_out += len(short)
        for name, table in run.items():
            rows = encode_rows(table)
            if short:
                owners = table["doc_id"].to_pylist()
                rows = [row for row, owner in zip(rows, owners, strict=True) if owner not in short]
            self._digests.setdefault(name, TableDigest()).update_rows(rows)

    def private(self) -> dict[str, Any]:
        """What manifest.json says of the private corpus, when all runs went through."""
        return {
            "digests": {name: digest.hexdigest() for name, digest in self._digests.items()},
            "left_out": self._left_out,
        }


def short_documents(documents: pa.Table) -> frozenset[str]:
    """The withheld documents of private rows that are too short for a digest."""
    columns = (documents[name].to_pylist() for name in ("doc_id", "text_release", "text"))
    return frozenset(
        doc_id
        for doc_id, release, text in zip(*columns, strict=True)
        if release == licences.WITHHELD and not fingerprints.is_long(text)
    )


def withhold(run: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables of a private run as a public release holds them; documents with a free text are left as they are."""
    documents = run[contract.DOCUMENTS]
    columns = (documents[name].to_pylist() for name in ("doc_id", "text_release", "text"))
    texts = {doc_id: text for doc_id, release, text in zip(*columns, strict=True) if release == licences.WITHHELD}
    if not texts:
        return dict(run)
    rows = {name: _by_document(table, texts) for name, table in run.items()}
    released: dict[str, dict[str, list[dict[str, Any]]]] = {name: {} for name in run}
    for doc_id, text in texts.items():
        own = {name: found.get(doc_id, []) for name, found in rows.items()}
        for name, kept in _one(doc_id, text, own).items():
            released[name][doc_id] = kept
    return {name: _merged(table, released[name]) for name, table in run.items()}


def private(runs: Iterable[Mapping[str, pa.Table]]) -> Iterator[Private]:
    """What a public release of private runs withholds, for the leak gate."""
    for run in runs:
        columns = (run[contract.DOCUMENTS][name].to_pylist() for name in ("doc_id", "text_release", "text", "title"))
        for doc_id, release, text, title in zip(*columns, strict=True):
            if release == licences.WITHHELD:
                yield Private(doc_id, text, title)


def accounting(private: Mapping[str, Any]) -> dict[str, Any]:
    """The accounting of a build as a public release tells it: how an input failed may quote it, so only why it did."""
    quarantined = [{**entry, "detail": "", "sha256": None} for entry in private["quarantined"]]
    return {**private, "quarantined": quarantined}


def row_name(table: str, row: Mapping[str, Any]) -> str:
    """What a row of a document is called there: ``entities-3``, ``documents``; of other tables the rest of its key."""
    key = [column for column in contract.table(table).primary_key if column != "doc_id"]
    if key == ["annotation_id"]:
        return str(row["annotation_id"]).removeprefix(f"{row['doc_id']}#")
    return ":".join([table, *(str(row[column]) for column in key)])


def _one(doc_id: str, text: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows of one withheld document."""
    reading = Reading(text)
    for allowed in _STRICTER:
        released = _kept(text, rows, allowed)
        _part(reading, released)
        if not _is_over(doc_id, reading, _cells(reading, released)):
            break
    document = released[contract.DOCUMENTS][0]
    document["withheld"] = [str(entry) for entry in _dropped(text, rows, released)]
    document["marks"] = marks.of_text(text)
    return released


def _is_over(doc_id: str, reading: Reading, cells: Sequence[_Cell]) -> bool:
    """Whether a document's own rows give away so much that the gate, which reads all other rows too, may refuse it."""
    nothing = Passages()
    found = measure(doc_id, reading, (cell.place for cell in cells), nothing, nothing)
    return found.is_over or found.share > _OWN_SHARE


def _part(reading: Reading, released: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """Take out names that stand side by side, so that no stretch of them is longer than the budget."""
    while True:
        cells = _cells(reading, released)
        recovered = bytearray(len(reading.keys))
        for cell in cells:
            first, last = cell.place
            recovered[first:last] = b"\1" * (last - first)
        ninths = {first + MOST_WORDS for first, last in stretches(recovered) if last - first > MOST_WORDS}
        if not ninths:
            return
        for cell in cells:
            if any(cell.place[0] <= word < cell.place[1] for word in ninths):
                cell.row[cell.column] = None


def _kept(
    text: str, rows: Mapping[str, Sequence[Mapping[str, Any]]], allowed: Callable[[str, str], bool]
) -> dict[str, list[dict[str, Any]]]:
    """The rows with null for whatever may not go out; `allowed` judges words by the rule of their column."""
    is_long = fingerprints.is_long(text)

    def may(release: str, value: Any) -> bool:
        if release in ("always", "never"):
            return release == "always"
        if release == "digest":
            return is_long
        if not isinstance(value, str):
            return False
        # A name that the text does not have is not of the text: it is how the lexicon calls the thing.
        return allowed(value, release) or (release == "name" and value not in text and fits(value.title(), release))

    released = {}
    for name, found in rows.items():
        closed = [(c.name, c.release) for c in contract.table(name).columns if c.may_be_withheld]
        released[name] = [
            {**row, **{c: row[c] if may(release, row[c]) else None for c, release in closed}} for row in found
        ]
    return released


def _cells(reading: Reading, rows: Mapping[str, Sequence[dict[str, Any]]]) -> list[_Cell]:
    """The cells whose words still go out and stand in the text."""
    cells = []
    for name, found in rows.items():
        closed = [c.name for c in contract.table(name).columns if c.may_be_withheld and c.release != "digest"]
        for row in found:
            for column in closed:
                value = row[column]
                if isinstance(value, str) and (place := reading.place(value, row.get("start"))) is not None:
                    cells.append(_Cell(row, column, place))
    return cells


def _dropped(
    text: str, rows: Mapping[str, Sequence[Mapping[str, Any]]], released: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[Withheld]:
    """The cells that rehydration can't fill from the offsets of their own row."""
    for name, found in rows.items():
        surface = {"text"} if contract.table(name).is_layer else set()
        closed = [
            c.name
            for c in contract.table(name).columns
            if c.may_be_withheld
            and c.release != "digest"
            and c.name not in surface
            and (name, c.name) not in BY_OFFSETS
        ]
        for row, kept in zip(found, released[name], strict=True):
            for column in closed:
                if row[column] is not None and kept[column] is None:
                    yield Withheld(row_name(name, row), column, _places(row[column], text, row.get("start") or 0))


def _places(value: Any, text: str, near: int) -> tuple[tuple[int, int], ...]:
    """Where the words of a value stand, each piece of a joined one nearest to `near`; empty unless all stand there."""
    if not isinstance(value, str) or not value:
        return ()
    pieces = [value] if value in text else value.split(JOINED)
    places = []
    for piece in pieces:
        behind, before = text.find(piece, near), text.rfind(piece, 0, near + len(piece))
        found = [start for start in (behind, before) if start >= 0]
        if not piece or not found:
            return ()
        start = min(found, key=lambda at: abs(at - near))
        places.append((start, start + len(piece)))
    return tuple(places)


def _by_document(table: pa.Table, wanted: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    mask = pa.array([doc_id in wanted for doc_id in table["doc_id"].to_pylist()], pa.bool_())
    for row in table.filter(mask).to_pylist():
        found.setdefault(row["doc_id"], []).append(row)
    return found


def _merged(table: pa.Table, released: Mapping[str, Sequence[Mapping[str, Any]]]) -> pa.Table:
    """`table` with the rows of some documents replaced, each where it stood."""
    replaced = iter([row for rows in released.values() for row in rows])
    if table.num_rows == sum(map(len, released.values())):
        return pa.Table.from_pylist(list(replaced), schema=table.schema)
    rows = [next(replaced) if row["doc_id"] in released else row for row in table.to_pylist()]
    return pa.Table.from_pylist(rows, schema=table.schema)
