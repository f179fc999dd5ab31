"""A view in the terminal."""

from __future__ import annotations

from typing import Final

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from copydesk.show.view import WITHHELD, Cut, Layer, Paragraph, View

# Names, not values: the terminal's own theme decides what is readable on its background.
_COLOURS: Final = ("cyan", "yellow", "green", "magenta", "blue", "red", "bright_cyan", "bright_magenta")
_QUIET: Final = "dim"
_SUPERSCRIPT: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def render(view: View, width: int | None) -> RenderableType:
    """The view, at most `width` columns wide."""
    parts: list[RenderableType] = [_head(view), Rule(style=_QUIET), _text(view)]
    if view.sentences or view.layers:
        parts += [Rule(style=_QUIET), _legend(view)]
    if view.cuts:
        parts += [Rule(style=_QUIET), _edits(view)]
    return Constrain(Group(*parts), width)


def _head(view: View) -> RenderableType:
    facts = _grid()
    for name, value in view.facts:
        facts.add_row(Text(name, style=_QUIET), Text(value))
    head = Text(view.doc_id, style="bold")
    if view.title:
        head.append(f"  {view.title}", style="italic")
    return Group(head, facts)


def _text(view: View) -> RenderableType:
    if view.withheld:
        return Text(WITHHELD, style=_QUIET)
    # The gutter holds each paragraph's offset.
    grid = _grid(justify="right")
    for paragraph in view.paragraphs:
        if paragraph.cuts:
            grid.add_row("", _cuts(paragraph.cuts))
        grid.add_row(Text(str(paragraph.start), style=_QUIET), _paragraph(paragraph, view))
    if view.cuts_at_end:
        grid.add_row("", _cuts(view.cuts_at_end))
    return grid


def _paragraph(paragraph: Paragraph, view: View) -> Text:
    """A mark stands in brackets with its label after it: ``‹early last year›DATE``, coloured by the innermost layer."""
    text = Text()
    for piece in paragraph.pieces:
        if piece.cuts:
            text.append_text(_cuts(piece.cuts)).append(" ")
        for sentence in piece.sentences:
            text.append(str(sentence.number).translate(_SUPERSCRIPT), style=_QUIET)
            if sentence.label != "body":
                text.append(f"{sentence.label} ", style=_QUIET)
        styles = [_colour(view.slots[mark.layer]) for mark in piece.marks]
        for mark, style in zip(piece.marks, styles, strict=True):
            if mark.start == piece.start:
                text.append("‹", style=style)
        text.append(piece.text, style=styles[-1] if styles else None)
        for mark, style in reversed(list(zip(piece.marks, styles, strict=True))):
            if mark.end == piece.end:
                text.append("›", style=style).append(mark.label, style=f"{_QUIET} {style}")
    return text


def _cuts(cuts: tuple[Cut, ...]) -> Text:
    removed = ", ".join(f"{cut.reason} −{cut.removed}" for cut in cuts)
    return Text(f"[{removed}]", style=_QUIET)


def _legend(view: View) -> RenderableType:
    grid = _grid()
    for layer in filter(None, (view.sentences, *view.layers)):
        style = _colour(view.slots[layer.name]) if layer.name in view.slots else _QUIET
        name = f"‹{layer.name}›" if layer.name in view.slots else f"¹{layer.name}"
        grid.add_row(Text(name, style=style), Text(f"{len(layer.marks):,}"), Text(_labels(layer)))
    return grid


def _labels(layer: Layer) -> str:
    return ", ".join(f"{label} {count:,}" for label, count in layer.labels)


def _edits(view: View) -> RenderableType:
    grid = _grid()
    for reason, edits, removed in view.reasons:
        grid.add_row(Text(f"[{reason}]", style=_QUIET), Text(f"{edits:,}"), Text(f"{removed:,} characters removed"))
    return grid


def _grid(justify: str = "left") -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right" if justify == "right" else "left", no_wrap=True)
    return grid


def _colour(slot: int) -> str:
    return _COLOURS[slot % len(_COLOURS)]
