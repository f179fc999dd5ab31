"""Characters that are no text: controls, bidirectional marks, invisible ones, and foreign line breaks."""

from __future__ import annotations

import re
from typing import Final

from copydesk.document import Edit

# Zero-width joiners stay: emoji and several scripts are spelled with them. Bidirectional marks go: they can make a
# text read otherwise than it is stored (Boucher and Anderson, Trojan Source, 2021).
_ODD: Final = re.compile(
    r"(?P<newline>\r\n?|[\x0b\x0c\u2028\u2029])"
    r"|(?P<ansi>\x1b\[[0-9;]{0,16}[A-Za-z])"
    r"|(?P<c1>[\x80-\x9f])"
    r"|(?P<control>[\x00-\x08\x0e-\x1f\x7f\ufff9-\ufffb]+)"
    r"|(?P<bidi>[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+)"
    r"|(?P<invisible>[\u00ad\u200b\u2060\ufeff]+)"
)
# One class to look for first: most texts hold none of these.
_ANY_ODD: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]"
)


def clean(text: str) -> list[Edit]:
    """The edits that leave only text characters and LF line breaks, in order and disjoint."""
    if not _ANY_ODD.search(text):
        return []
    edits: list[Edit] = []
    for match in _ODD.finditer(text):
        rule = match.lastgroup
        if rule == "newline":
            edits.append(Edit(*match.span(), "\n", "whitespace", "newline"))
        elif rule == "c1":
            # A byte of Windows-1252 read as Latin-1; the five that it leaves undefined are deleted.
            character = bytes([ord(match.group())]).decode("cp1252", "ignore")
            edits.append(Edit(*match.span(), character, "encoding" if character else "control", "c1_control"))
        else:
            edits.append(Edit(*match.span(), "", "control", str(rule)))
    return edits
