"""What there is to show of a document, before it is drawn: facts, paragraphs cut into pieces, layers, edits.

Every string in a view is safe to print as it is (see `visible`); a page still has to escape it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import Any, Final

from copydesk import contract
from copydesk.annotated import AnnotatedDocument
from copydesk.document import Document, Edit

# Sentences cover the text, so they are shown as numbers where they begin and not as marks.
SENTENCES: Final = "sentences"
WITHHELD: Final = (
    "The text of this document is withheld from the release. Its annotations are here; with a copy of your own, "
    "`copydesk rehydrate` puts the text back."
)
_LABEL_CHARS: Final = 24
# Reasons that stand for single characters; the others took away a stretch somebody may want to know about.
_CHARACTER_REASONS: Final = frozenset({"control", "encoding", "whitespace", "undecodable"})
_NOT_OWN: Final = ("rule", "annotator", "confidence")
# Controls but tab and line feed, line and paragraph separators, bidirectional controls, surrogates, and the invisible
# tag characters: what could steer a terminal, reorder a page, break its encoding or hide.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE: Final = re.compile("[^\n]+")


def visible(text: str) -> str:
    """`text` with each character that acts instead of showing replaced by its code point, such as ``⟨U+202E⟩``."""
    return _UNSAFE.sub(lambda unsafe: f"⟨U+{ord(unsafe[0]):04X}⟩", text)


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One annotation as it is shown: ``layer-number`` names it; `details` are its own columns and its provenance."""

    layer: str
    number: int
    start: int
    end: int
    surface: str
    label: str
    details: Mapping[str, str]

    @property
    def anchor(self) -> str:
        """The id by which the rest of a page refers to it."""
        return f"{self.layer}-{self.number}"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer's marks in text order; `columns` are the details that every row of its table shows."""

    name: str
    description: str
    columns: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def labels(self) -> tuple[tuple[str, int], ...]:
        """How often each label stands, the most frequent first."""
        counts = Counter(mark.label for mark in self.marks)
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True, slots=True)
class Cut:
    """An edit, and the place ``text[start:end]`` where its replacement stands; empty for a deletion."""

    reason: str
    rule: str
    replacement: str
    raw_start: int
    raw_end: int
    start: int
    end: int

    @property
    def removed(self) -> int:
        """How many characters of the raw text are gone."""
        return self.raw_end - self.raw_start - (self.end - self.start)

    @property
    def is_stretch(self) -> bool:
        """Whether it took away text, and not just a character that nobody would read."""
        return self.start == self.end and self.reason not in _CHARACTER_REASONS


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one paragraph over which the same marks lie, the outermost first.

    `sentences` begin with it, `cuts` stood before it.
    """

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]
    sentences: tuple[Mark, ...]
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text in pieces, and the stretches that were removed between it and the one before."""

    pieces: tuple[Piece, ...]
    cuts: tuple[Cut, ...]

    @property
    def start(self) -> int:
        """Its first code point in the text."""
        return self.pieces[0].start


@dataclass(frozen=True)
class View:
    """All that is shown of one document; `layers` are those that are marked, without the sentences."""

    doc_id: str
    title: str
    language: str
    withheld: bool
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[Paragraph, ...]
    sentences: Layer | None
    layers: tuple[Layer, ...]
    cuts: tuple[Cut, ...]
    cuts_at_end: tuple[Cut, ...]

    @cached_property
    def slots(self) -> Mapping[str, int]:
        """Layer to its number, which decides its colour."""
        return {layer.name: slot for slot, layer in enumerate(self.layers)}

    @property
    def reasons(self) -> tuple[tuple[str, int, int], ...]:
        """Reason, number of edits, and raw characters less than before, by reason."""
        edits: Counter[str] = Counter()
        removed: Counter[str] = Counter()
        for cut in self.cuts:
            edits[cut.reason] += 1
            removed[cut.reason] += cut.removed
        return tuple((reason, edits[reason], removed[reason]) for reason in sorted(edits))


def view(annotated: AnnotatedDocument, layers: Sequence[str] | None = None) -> View:
    """The view of a document with `layers`, or with all it has. Raises NotFoundError for one it does not have."""
    document = annotated.document
    shown = {name: _layer(annotated, name) for name in (annotated.layers if layers is None else dict.fromkeys(layers))}
    sentences = shown.pop(SENTENCES, None)
    cuts = tuple(_cut(edit, document) for edit in document.edits)
    row = annotated.table(contract.DOCUMENTS).to_pylist()[0]
    withheld = row["text"] is None
    paragraphs, at_end = _paragraphs(
        document.text,
        sorted(chain.from_iterable(layer.marks for layer in shown.values()), key=lambda mark: (mark.start, -mark.end)),
        sentences.marks if sentences else (),
        [cut for cut in cuts if cut.is_stretch],
    )
    return View(
        doc_id=visible(document.doc_id),
        title=_cell(document.title),
        language=document.language or "",
        withheld=withheld,
        facts=_facts(document, row),
        paragraphs=paragraphs,
        sentences=sentences,
        layers=tuple(shown.values()),
        cuts=cuts,
        cuts_at_end=at_end,
    )


def _cut(edit: Edit, document: Document) -> Cut:
    start, end = document.alignment.to_clean(edit.raw_start, edit.raw_end)
    replacement = visible(repr(edit.replacement)) if edit.replacement else "nothing"
    return Cut(visible(edit.reason), visible(edit.rule), replacement, edit.raw_start, edit.raw_end, start, end)


def _facts(document: Document, row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What is known of the document, each with its basis; what is not known is left out."""
    values: list[tuple[str, str]] = []
    for name in ("created", "publisher", "agency", "language", "url", "collected", "rights"):
        if value := _cell(getattr(document, name)):
            basis = _cell(row.get(f"{name}_basis"))
            values.append((name, f"{value} ({basis})" if basis else value))
    values.append(("text", f"{row['n_chars']:,} of {row['raw_chars']:,} characters, {document.text_release}"))
    if document.synthetic:
        values.append(("synthetic", "invented for a corpus; it reports nothing that happened"))
    rest = [(name, _cell(row[name])) for name in ("split", "cluster_id", "raw_file", "raw_encoding", "flags")]
    return (*values, *((name, value) for name, value in rest if value))


def _layer(annotated: AnnotatedDocument, name: str) -> Layer:
    table = annotated.table(name)
    declared = contract.table(name)
    own = [column.name for column in declared.own_columns]
    columns = (*own, *_NOT_OWN)
    label = _label_column(declared)
    prefix = f"{annotated.document.doc_id}#"
    marks = []
    for number, row in enumerate(table.to_pylist()):
        # References to annotations of the same document are shown as the page's anchors are named.
        cells = {column: _cell(row[column]).removeprefix(prefix) for column in columns}
        text = cells[label] if label else ""
        if len(text) > _LABEL_CHARS:
            text = text[: _LABEL_CHARS - 1] + "…"
        marks.append(Mark(name, number, row["start"], row["end"], _cell(row["text"]), text or name, cells))
    return Layer(name, declared.description, columns, tuple(marks))


def _label_column(table: contract.Table) -> str | None:
    """The column whose value labels a mark: the first own string with an enum, else the first that is no reference."""
    references = {key.column for key in table.foreign_keys}
    strings = [column for column in table.own_columns if column.type == "string" and column.name not in references]
    classes = [column for column in strings if "enum" in column.constraints]
    return next((column.name for column in (*classes, *strings)), None)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_cell, value))
    return visible(str(value))


def _paragraphs(
    text: str, marks: Sequence[Mark], sentences: Sequence[Mark], cuts: Iterable[Cut]
) -> tuple[tuple[Paragraph, ...], tuple[Cut, ...]]:
    """The paragraphs of `text`, and the cuts after the last. `marks` come by their start, then the longest first."""
    lines = [(line.start(), line.end()) for line in _LINE.finditer(text)]
    inside: dict[int, list[Cut]] = {}
    before: dict[int, list[Cut]] = {}
    starts = iter(lines)
    line = next(starts, None)
    for cut in cuts:
        while line and cut.start >= line[1]:
            line = next(starts, None)
        if line and line[0] < cut.start:
            inside.setdefault(cut.start, []).append(cut)
        else:
            before.setdefault(line[0] if line else -1, []).append(cut)
    beginnings: dict[int, list[Mark]] = {}
    for sentence in sentences:
        beginnings.setdefault(sentence.start, []).append(sentence)

    edges = sorted(
        {*chain.from_iterable(lines), *chain.from_iterable((m.start, m.end) for m in marks), *beginnings, *inside}
    )
    waiting = iter(marks)
    coming = next(waiting, None)
    active: list[Mark] = []
    pieces: list[Piece] = []
    for start, end in pairwise(edges):
        active = [mark for mark in active if mark.end > start]
        while coming and coming.start <= start:
            if coming.end > start:
                active.append(coming)
            coming = next(waiting, None)
        pieces.append(
            Piece(
                start,
                end,
                visible(text[start:end]),
                tuple(active),
                tuple(beginnings.get(start, ())),
                tuple(inside.get(start, ())),
            )
        )
    paragraphs = []
    rest = iter(pieces)
    for start, end in lines:
        own = []
        for piece in rest:
            if piece.start >= start:
                own.append(piece)
            if piece.end == end:
                break
        paragraphs.append(Paragraph(tuple(own), tuple(before.get(start, ()))))
    return tuple(paragraphs), tuple(before.get(-1, ()))
