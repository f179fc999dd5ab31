"""Words that were cut at the end of a line: ``be-``, line break, ``cause``.

The line break always goes, for it splits a paragraph. Whether the hyphen was the printer's or the word's own is told by
the rest of the text, then by a list of words (``lexicon/gazetteer/words.csv.gz``): it stays where the text has the word
with its hyphen, or where the word without it is unknown and what follows is a word by itself (``well-known``).
"""

from __future__ import annotations

import csv
import gzip
import re
from functools import cache
from pathlib import Path
from typing import Final

from copydesk import lexicon
from copydesk.document import Edit

_CUT: Final = re.compile(r"\b([^\W\d_]{2,30})(-[ \t]{0,3}\n[ \t]{0,8})([^\W\d_]{2,30})")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# A shorter line was not filled, so nothing was cut at its end.
_FILLED = 30


@cache
def _words() -> frozenset[str]:
    path = Path(lexicon.__file__).parent / "gazetteer" / "words.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return frozenset(row["word"] for row in csv.DictReader(lines))


def mend(text: str) -> list[Edit]:
    """The edits that make cut words of `text`, whose line breaks are LF, whole again, in order and disjoint."""
    edits: list[Edit] = []
    own: set[str] | None = None
    for match in _CUT.finditer(text) if "-" in text else ():
        head, _, tail = match.groups()
        if not tail[0].islower() or match.start() < _FILLED or "\n" in text[match.start() - _FILLED : match.start()]:
            continue
        own = own or set(map(str.lower, _WORD.findall(text)))
        joined = (head + tail).lower()
        known = joined in own or joined in _words()
        printed = f"{head}-{tail}".lower() not in own and (known or tail not in _words())
        edits.append(Edit(*match.span(2), "" if printed else "-", "whitespace", "broken_word"))
    return edits
