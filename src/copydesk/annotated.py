"""A document with its annotations: what `copydesk.annotate` and `corpus[doc_id]` give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from copydesk import contract
from copydesk.document import Alignment, Document, Edit
from copydesk.errors import CopydeskError

if TYPE_CHECKING:
    import pyarrow as pa

_BUILT_FIELDS: Final = frozenset({"text", "alignment", "flags", "reservations"})
#: What stands in a replacement that a public release withholds, once for each of its code points.
REDACTED: Final = "█"


class NotFoundError(CopydeskError, KeyError):
    """A table, split or document that is not there; the message says what is."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedDocument:
    """One document and the rows that every table of the contract has of it.

    `tables` holds `documents`, `edits` and each annotated layer, with every column of the contract. Offsets are code
    points, half-open: `start, end` in `text`, `raw_start, raw_end` in the raw text.
    """

    document: Document
    tables: Mapping[str, pa.Table]

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))

    @property
    def text(self) -> str:
        """The clean text; empty where the release withholds it."""
        return self.document.text

    @property
    def title(self) -> str | None:
        """The headline, where the input gave one apart from the text."""
        return self.document.title

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The changes between the raw text and `text`, in order."""
        return self.document.edits

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of the annotated layers, in the order of the contract, also where they found nothing."""
        return tuple(name for name in contract.layers() if name in self.tables)

    def table(self, name: str) -> pa.Table:
        """The document's rows of table `name`, in text order. Raises NotFoundError for a table it does not have."""
        try:
            return self.tables[name]
        except KeyError:
            raise NotFoundError(f"there is no table {name!r} here; there are {', '.join(self.tables)}") from None

    def __repr__(self) -> str:
        rows = "".join(f", {self.tables[name].num_rows} {name}" for name in self.layers)
        return f"<AnnotatedDocument {self.document.doc_id}: {len(self.text)} characters, {len(self.edits)} edits{rows}>"

    def _repr_html_(self) -> str:
        from copydesk.show import fragment

        return fragment(self)


def document_from_row(row: Mapping[str, Any], edits: Sequence[Edit]) -> Document:
    """The Document of a row of `documents` and its edits in order.

    A null `text` is that of a release which withholds it: the document's text is then empty.
    Raises AlignmentError for edits that cannot be the row's.
    """
    taken = {field.name: row[field.name] for field in fields(Document) if field.name not in _BUILT_FIELDS}
    alignment = Alignment(edits, row["raw_chars"])
    taken |= {name: tuple(row[name] or ()) for name in ("flags", "reservations")}
    return Document(text=row["text"] or "", alignment=alignment, **taken)


def edits_from_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Edit, ...]:
    """The edits that rows of the table `edits` stand for, in the order of the rows; see `REDACTED`."""
    return tuple(
        Edit(
            row["raw_start"],
            row["raw_end"],
            REDACTED * row["replacement_chars"] if row["replacement"] is None else row["replacement"],
            row["reason"],
            row["rule"],
        )
        for row in rows
    )
