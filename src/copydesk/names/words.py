"""Cutting text into words: the one scan that documents and lexicon entries share, so that both meet word by word."""

from __future__ import annotations

import re
from typing import Final

#: One token. White space is in no token, everything else in exactly one; each branch is linear (possessive repeats).
TOKEN: Final = re.compile(
    r"""
    \d++ (?: [.,]\d++ )++            # before words: the marks within a number
    | (?: [^\W\d_]\. ){2,}+          # U.S., a.m.
    | [A-ZÀ-Þ]\. (?= \s [A-ZÀ-Þ] )   # an initial before a name
    | ['’][sS] \b                    # possessive
    | [^\W_]++ (?: ['’] (?![sS]\b) [^\W_]++ )*+
    | [^\s]
    """,
    re.VERBOSE,
)


def key(form: str) -> str:
    """`form` as its tokens joined by one blank, a curly apostrophe made straight: how the gazetteer is asked."""
    if form.isalpha():
        return form
    return " ".join(TOKEN.findall(form)).replace("’", "'")
