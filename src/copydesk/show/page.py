"""A view as HTML: a page of its own, or a fragment for a notebook.

No value of a document becomes anything but escaped text or an escaped, quoted attribute; classes and ids are made of
numbers and of layer names, which the contract gives.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Final

from copydesk.show.view import WITHHELD, Cut, Layer, Mark, Paragraph, View

_COLOURS: Final = 8
_STROKES: Final = 4
_LANES: Final = 5
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def page(view: View) -> str:
    """The whole page. Its policy allows the style sheet, by its hash, and nothing else: no script, font or image."""
    style = _style(len(view.layers))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    name = escape(view.title or view.doc_id)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{name}</title>",
            f"<style>{style}</style>",
            "</head>",
            '<body class="copydesk">',
            "<header>",
            f'<p class="doc-id">{escape(view.doc_id)}</p>',
            f"<h1{_lang(view) if view.title else ''}>{name}</h1>",
            _facts(view),
            "</header>",
            '<main aria-label="Text and annotations">',
            _legend(view),
            _text(view, linked=True),
            _annotations(view),
            _edits(view),
            "</main>",
            "<footer>Offsets are Unicode code points, half-open. Made by copydesk.</footer>",
            "</body>",
            "</html>",
            "",
        ]
    )


def fragment(view: View) -> str:
    """The marked text with its legend. Every rule of its style is about the fragment only."""
    title = f"{escape(view.doc_id)} · {escape(view.title)}" if view.title else escape(view.doc_id)
    return (
        f"<style>{_style(len(view.layers))}</style>"
        f'<div class="copydesk"><p class="doc-id">{title}</p>{_legend(view)}{_text(view, linked=False)}</div>'
    )


@cache
def _style(layers: int) -> str:
    """The style sheet, with the rules by which a legend of so many layers switches them off."""
    rules = [Path(__file__).with_name("page.css").read_text(encoding="utf-8")]
    for i in range(layers):
        off = f'.copydesk .legend:has(input[name="layer-{i}"]:not(:checked)) ~ .text'
        rules.append(f"{off} .l{i} {{ background: none; border: 0; padding: 0; cursor: auto; }}")
        rules.append(f"{off} .t{i} {{ display: none; }}")
    return "\n".join(rules)


def _lang(view: View) -> str:
    """The document's language as an attribute; nothing where what it states is not a language tag."""
    return f' lang="{view.language}"' if _LANGUAGE.fullmatch(view.language) else ""


def _facts(view: View) -> str:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in view.facts)
    return f'<dl class="facts">{facts}</dl>'


def _legend(view: View) -> str:
    entries = [
        _switch(f"layer-{slot}", layer.name, len(layer.marks), _looks(slot)) for slot, layer in enumerate(view.layers)
    ]
    if view.sentences:
        entries.insert(0, _switch("sentences", "sentences", len(view.sentences.marks), ""))
    if stretches := sum(cut.is_stretch for cut in view.cuts):
        entries.append(_switch("removed", "removed", stretches, ""))
    return f'<div class="legend" role="group" aria-label="Layers shown">{"".join(entries)}</div>'


def _switch(name: str, label: str, count: int, looks: str) -> str:
    return (
        f'<label class="{looks}"><input type="checkbox" name="{name}" checked>'
        f'<span class="name">{escape(label)}</span> <span class="count">{count:,}</span></label>'
    )


def _text(view: View, linked: bool) -> str:
    if view.withheld:
        return f'<p class="withheld">{escape(WITHHELD)}</p>'
    lanes = _lanes(view)
    parts = []
    for paragraph in view.paragraphs:
        parts.append(_cut_line(paragraph.cuts))
        parts.append(f"<p>{''.join(_runs(paragraph, view, lanes, linked))}</p>\n")
    parts.append(_cut_line(view.cuts_at_end))
    marked = " marked" if view.layers else ""
    return f'<article class="text{marked}" aria-label="Text"{_lang(view)}>{"".join(parts)}</article>'


def _runs(paragraph: Paragraph, view: View, lanes: dict[Mark, int], linked: bool) -> Iterator[str]:
    """The pieces as nested elements. A mark that crosses another's end is closed with it and opened again."""
    opened: list[Mark] = []
    for piece in paragraph.pieces:
        kept = 0
        while kept < min(len(opened), len(piece.marks)) and opened[kept] is piece.marks[kept]:
            kept += 1
        yield from (_close(mark, piece.start, view, linked) for mark in reversed(opened[kept:]))
        yield from (_inline_cut(cut) for cut in piece.cuts)
        yield from (_open(mark, view, lanes) for mark in piece.marks[kept:])
        yield from (_sentence(sentence) for sentence in piece.sentences)
        yield escape(piece.text)
        opened = list(piece.marks)
    end = paragraph.pieces[-1].end
    yield from (_close(mark, end, view, linked) for mark in reversed(opened))


def _open(mark: Mark, view: View, lanes: dict[Mark, int]) -> str:
    slot = view.slots[mark.layer]
    title = "\n".join([mark.anchor, *(f"{name}: {value}" for name, value in mark.details.items() if value)])
    return f'<span class="mark l{slot} {_looks(slot)} d{lanes[mark]}" title="{escape(title)}">'


def _close(mark: Mark, at: int, view: View, linked: bool) -> str:
    if mark.end != at:
        return "</span>"
    tag = f'class="tag t{view.slots[mark.layer]}"'
    label = escape(mark.label)
    return (f'<a {tag} href="#{mark.anchor}">{label}</a>' if linked else f"<span {tag}>{label}</span>") + "</span>"


def _sentence(sentence: Mark) -> str:
    label = "" if sentence.label == "body" else f" {escape(sentence.label)}"
    return f'<span class="sentence" title="{sentence.anchor}">{sentence.number}{label}</span>'


def _inline_cut(cut: Cut) -> str:
    return f'<span class="cut" title="{cut.removed:,} characters of the raw text">removed: {escape(cut.reason)}</span> '


def _cut_line(cuts: tuple[Cut, ...]) -> str:
    return f'<div class="cuts">{"".join(_inline_cut(cut) for cut in cuts)}</div>\n' if cuts else ""


def _looks(slot: int) -> str:
    """Colour and stroke: eight colours, and strokes that differ too, so that neither is needed to tell two layers."""
    return f"s{slot % _COLOURS} k{slot % _STROKES}"


def _lanes(view: View) -> dict[Mark, int]:
    """How far below the text each mark's line runs: a lane under those of the marks inside it, up to the last."""
    stacks = [piece.marks for paragraph in view.paragraphs for piece in paragraph.pieces if piece.marks]
    lanes = {mark: 0 for marks in stacks for mark in marks}
    # Each round settles one lane more, because a mark inside another comes after it in every stack that holds both.
    for _ in range(_LANES - 1):
        for marks in stacks:
            for outer, inner in pairwise(marks):
                lanes[outer] = min(_LANES - 1, max(lanes[outer], lanes[inner] + 1))
    return lanes


def _annotations(view: View) -> str:
    layers = [*([view.sentences] if view.sentences else []), *view.layers]
    if not layers:
        return ""
    tables = "".join(_layer_table(layer, view) for layer in layers)
    return f'<section aria-labelledby="annotations"><h2 id="annotations">Annotations</h2>{tables}</section>'


def _layer_table(layer: Layer, view: View) -> str:
    looks = _looks(view.slots[layer.name]) if layer.name in view.slots else ""
    labels = ", ".join(f"{label} {count:,}" for label, count in layer.labels)
    columns = ["no.", "text", "place", *layer.columns]
    anchors = {mark.anchor for each in (view.sentences, *view.layers) if each for mark in each.marks}
    rows = "".join(_row(mark, layer, anchors) for mark in layer.marks)
    return (
        f'<details class="{looks}"><summary>{escape(layer.name)} <span class="count">{len(layer.marks):,}'
        f"{': ' + escape(labels) if labels else ''}</span></summary>"
        f'<p class="about">{escape(layer.description)}</p>' + _table(layer.name, columns, rows) + "</details>"
    )


def _row(mark: Mark, layer: Layer, anchors: set[str]) -> str:
    cells = "".join(
        f'<td><a href="#{value}">{value}</a></td>' if value in anchors else f"<td>{escape(value)}</td>"
        for value in (mark.details[column] for column in layer.columns)
    )
    return (
        f'<tr id="{mark.anchor}"><th scope="row">{mark.number}</th><td class="surface">{escape(mark.surface)}</td>'
        f'<td class="number">{mark.start}–{mark.end}</td>{cells}</tr>'
    )


def _edits(view: View) -> str:
    if not view.cuts:
        return ""
    summary = ", ".join(f"{escape(reason)} {edits:,} (−{removed:,})" for reason, edits, removed in view.reasons)
    rows = "".join(
        f'<tr><td>{escape(cut.reason)}</td><td class="number">{cut.raw_start}–{cut.raw_end}</td>'
        f'<td class="number">{cut.start}–{cut.end}</td><td class="number">{cut.removed:,}</td>'
        f"<td>{escape(cut.replacement)}</td><td>{escape(cut.rule)}</td></tr>"
        for cut in view.cuts
    )
    columns = ["reason", "place in the raw text", "place in the text", "characters removed", "replaced by", "rule"]
    return (
        '<section aria-labelledby="edits"><h2 id="edits">Edits</h2>'
        '<p class="about">What was changed between the raw text and this one. '
        "The raw text itself is not part of the corpus.</p>"
        f'<details><summary>edits <span class="count">{len(view.cuts):,}: {summary}</span></summary>'
        + _table("edits", columns, rows)
        + "</details></section>"
    )


def _table(name: str, columns: list[str], rows: str) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{escape(name)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
