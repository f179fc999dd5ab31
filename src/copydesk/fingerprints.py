"""Words, and digests of words by which copies of a text are known again without its text.

A digest of a few words can be inverted by trying all that could stand there, so there are none of short stretches:
a paragraph has one from 25 words on, a whole text from 50. Words are compared without case, and without what stands
between them: quotation marks retyped or white space changed make no other paragraph.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final

PARAGRAPH_WORDS: Final = 25
TEXT_WORDS: Final = 50
# Scripts without blanks between words: there each character counts as a word, which errs on the strict side.
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD: Final = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_LINE: Final = re.compile(r"[^\n]+")


def words(text: str) -> list[str]:
    """The words of `text`, without case."""
    return WORD.findall(text.casefold())


def is_long(text: str) -> bool:
    """Whether `text` is long enough for a digest of the whole to be published."""
    return sum(1 for _ in zip(range(TEXT_WORDS), WORD.finditer(text), strict=False)) == TEXT_WORDS


def digest(found: Iterable[str], salt: str) -> str:
    """32 hex digits for some words. `salt` keeps digests of different uses, or documents, from being joined."""
    return hashlib.sha256(f"{salt}\n{' '.join(found)}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def of_paragraphs(doc_id: str, text: str) -> list[str]:
    """The column `documents.fingerprints`: ``start-end:digest`` of each paragraph (line) of a document.

    The digest is salted with the document's id; of a paragraph of fewer than 25 words there is only the place.
    """
    return [
        f"{start}-{end}:{digest(found, doc_id) if len(found) >= PARAGRAPH_WORDS else ''}"
        for start, end, found in paragraphs(text)
    ]


def paragraphs(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Place and words of each paragraph."""
    for line in _LINE.finditer(text):
        yield line.start(), line.end(), words(line[0])


def parse(entry: str) -> tuple[int, int, str]:
    """Start, end and digest ('' of a short paragraph) of an entry of the column. Raises ValueError."""
    place, _, found = entry.partition(":")
    start, _, end = place.partition("-")
    return int(start), int(end), found
