"""White space: one plain blank between words, one line break or two between paragraphs, none at the edges."""

from __future__ import annotations

import re
from typing import Final

from copydesk.document import Edit

# A run of white space, or one blank that is no plain one; a lone plain blank or line break is as it should be.
_WHITE: Final = re.compile(r"\s(?:\s+|(?<=[^\n ]))")


def tidy(text: str) -> list[Edit]:
    """The edits that tidy the white space of `text`, in order and disjoint. Line breaks are removed, never added."""
    head, tail = len(text) - len(text.lstrip()), len(text.rstrip())
    edits = [Edit(0, head, "", "whitespace", "edge")] if head else []
    for match in _WHITE.finditer(text, head, tail):
        found = match.group()
        wanted = "\n\n"[: found.count("\n")] or " "
        if wanted != found:
            edits.append(Edit(*match.span(), wanted, "whitespace", "blank" if wanted == " " else "line_break"))
    if head < len(text) and tail < len(text):
        edits.append(Edit(tail, len(text), "", "whitespace", "edge"))
    return edits
