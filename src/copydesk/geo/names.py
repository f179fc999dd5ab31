"""The one form of a place's name that the gazetteer is asked for: small letters, no diacritics, no punctuation."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Letters that have no decomposition, as the press writes them in plain Latin.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ħ": "h"}
)
_APOSTROPHES: Final = re.compile(r"['’‘ʼʻ`.]")
_BETWEEN: Final = re.compile(r"[\W_]+")
#: Openings that have a short form in print.
_SHORT: Final = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "pt": "point", "mtn": "mountain"}


def without_marks(form: str) -> str:
    """`form` without diacritics, as much of the press prints it."""
    if form.isascii():
        return form
    parted = unicodedata.normalize("NFKD", form)
    return "".join(char for char in parted if not unicodedata.combining(char)).translate(_LETTERS)


def key(form: str) -> str:
    """`form` as the gazetteer knows it: "St. Vrain’s-on-Sea" is ``saint vrains on sea``."""
    plain = without_marks(form.casefold())
    if plain.isalpha():
        return plain
    words = _BETWEEN.sub(" ", _APOSTROPHES.sub("", plain)).split()
    return " ".join(_SHORT.get(word, word) for word in words)
