"""Tests show text with brackets, not counted offsets: ``arrived [early last year]``."""

from __future__ import annotations

from collections.abc import Iterable

from copydesk.document import Alignment, Document, Span


def parse(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its brackets, and the bracketed spans in order of their start (they may nest)."""
    text: list[str] = []
    spans: list[tuple[int, int]] = []
    stack: list[int] = []
    for char in marked:
        if char == "[":
            stack.append(len(text))
        elif char == "]":
            spans.append((stack.pop(), len(text)))
        else:
            text.append(char)
    assert not stack, f"unbalanced brackets in {marked!r}"
    return "".join(text), sorted(spans)


def mark(text: str, spans: Iterable[Span]) -> str:
    """The text with brackets around each span: the inverse of `parse`."""
    spans = list(spans)
    opens = sorted(span.start for span in spans)
    closes = sorted(span.end for span in spans)
    marks = sorted([(at, 1, "[") for at in opens] + [(at, 0, "]") for at in closes], reverse=True)
    for at, _, bracket in marks:
        text = text[:at] + bracket + text[at:]
    return text


def document(text: str, **fields: object) -> Document:
    """A document whose clean text is `text`, untouched."""
    return Document(doc_id="test", text=text, alignment=Alignment((), len(text)), **fields)  # type: ignore[arg-type]
