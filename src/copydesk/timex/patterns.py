"""The pattern language of ``lexicon/times_patterns.csv``, compiled to regular expressions over symbols.

``<class>`` is a class of ``times_words.csv`` or of numbers, a word in capitals is a part that a line above defines,
a word in small letters is that word, and all else is `re` syntax over single symbols: a space is any white space within
a line, ``w`` and ``W`` are an unknown word in small letters and one with a capital. In a set, a space between two words
is layout.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_CLASS = re.compile(r"<\w+>")
_PIECE = re.compile(r"<\w+>|[A-Z]+|[a-z]+|\d+|\\.|\(\?(?:<[=!]|[:=!])|\{[\d,]+\}|.", re.DOTALL)
_ATOM = re.compile(r"\(\?<?[=!:]|\)|\||\[[^\]]*\]|\\.|\{[\d,]+\}|.", re.DOTALL)


def literals(pattern: str) -> set[str]:
    """The words (and numbers) a pattern names as such."""
    return {piece for piece in _PIECE.findall(pattern) if _is_literal(piece)}


def translate(pattern: str, members: Callable[[str], str], words: Mapping[str, str], parts: Mapping[str, str]) -> str:
    """A pattern as a regular expression over symbols: `members` of a class, the symbol of each of `words`, `parts`."""
    pieces = _PIECE.findall(pattern)
    translated: list[str] = []
    in_set = False
    for i, piece in enumerate(pieces):
        if piece in "[]":
            in_set = piece == "["
        if _CLASS.fullmatch(piece):
            symbols = members(piece[1:-1])
            translated.append(symbols if in_set else f"[{symbols}]")
        elif piece in parts:
            translated.append(parts[piece])
        elif _is_literal(piece):
            translated.append(words[piece])
        elif not (in_set and piece == " " and pieces[i - 1] not in "[-" and pieces[i + 1] != "]"):
            translated.append(piece)
    return "".join(translated)


def first_symbols(expression: str) -> set[str]:
    """The symbols a match of a translated pattern can begin with."""
    return _alternatives(_ATOM.findall(expression), 0)[0]


def _is_literal(piece: str) -> bool:
    return piece.isdecimal() or (piece.isalpha() and piece.islower() and piece != "w")


def _alternatives(atoms: list[str], at: int) -> tuple[set[str], bool, int]:
    """First symbols of the alternatives from `at`, whether they can be empty, and where they end."""
    first: set[str] = set()
    empty = False
    while True:
        symbols, may_be_empty, at = _sequence(atoms, at)
        first |= symbols
        empty |= may_be_empty
        if at >= len(atoms) or atoms[at] == ")":
            return first, empty, at
        at += 1


def _sequence(atoms: list[str], at: int) -> tuple[set[str], bool, int]:
    first: set[str] = set()
    empty = True
    while at < len(atoms) and atoms[at] not in ("|", ")"):
        atom = atoms[at]
        if atom in ("(?:", "(?=", "(?!", "(?<=", "(?<!"):
            symbols, optional, at = _alternatives(atoms, at + 1)
            if atom != "(?:":
                symbols, optional = set(), True
        elif atom[0] == "[":
            # "Any symbol but these" stands in look-aheads only, which begin nothing.
            symbols, optional = set() if atom[1] == "^" else set(atom[1:-1]), False
        else:
            symbols, optional = {atom[-1]}, False
        at += 1
        if at < len(atoms) and (atoms[at] in ("?", "*") or atoms[at].startswith("{")):
            optional |= atoms[at] in ("?", "*") or atoms[at].startswith("{0")
            at += 1
        if empty:
            first |= symbols
        empty = empty and optional
    return first, empty, at
