"""Words of a text in columns: an unpublished layer that other layers read.

Tokens are as fine as any of their readers needs: hyphens stand alone ("US" "-" "led"), the possessive is one token
("NATO" "’s"), an acronym keeps its dots ("U.S."), an initial its one ("J."), a number its marks ("4,000", "1.6").
White space is in no token. Everything else is in exactly one.
"""

from __future__ import annotations

from dataclasses import dataclass

from copydesk.document import Document
from copydesk.names.words import TOKEN


@dataclass(frozen=True, slots=True)
class Tokens:
    """All tokens of one document, in text order: token *i* is ``words[i]`` at ``[starts[i], ends[i])``."""

    starts: list[int]
    ends: list[int]
    words: list[str]

    def __len__(self) -> int:
        return len(self.words)


def annotate(document: Document) -> Tokens:
    """The tokens of ``document.text``."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    for found in TOKEN.finditer(document.text):
        start, end = found.span()
        starts.append(start)
        ends.append(end)
        words.append(found[0])
    return Tokens(starts, ends, words)
