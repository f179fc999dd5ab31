"""White space: one plain blank between words, one line break or two between paragraphs, none at the edges."""

from __future__ import annotations

import re
from typing import Final

from copydesk.document import Edit

_WHITE: Final = re.compile(r"[^\S\n]*\n\s*|[^\S\n]{2,}|[^\S\n ]|\A | \Z")


def tidy(text: str) -> list[Edit]:
    """The edits that tidy the white space of `text`, in order and disjoint. Line breaks are removed, never added."""
    edits: list[Edit] = []
    for match in _WHITE.finditer(text):
        found = match.group()
        if match.start() == 0 or match.end() == len(text):
            wanted = ""
        else:
            wanted = "\n\n"[: min(2, found.count("\n"))] or " "
        if wanted != found:
            edits.append(Edit(*match.span(), wanted, "whitespace", "blank" if wanted == " " else "line_break"))
    return edits
