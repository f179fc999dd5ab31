"""The evidence a word gives, as short strings; training and inference call the same functions.

Almost all evidence depends on one word alone and is computed once a word type: what the word says of itself (`own`), of
its neighbour (`near`) and of the one beyond (`far`). The feature set is that of Ratinov & Roth, "Design Challenges
and Misconceptions in Named Entity Recognition" (CoNLL 2009).
A feature is known by its CRC-32: the model ships no strings.
"""

from __future__ import annotations

from functools import lru_cache
from zlib import crc32

from copydesk.lexicon import load
from copydesk.names.gazetteer import gazetteer, usage

#: Words and marks in small print that may stand inside a name; others, being no name's part, part the candidates.
INSIDE = frozenset(row["word"] for row in load("heads") if row["kind"] == "particle")


def generic(word: str) -> str:
    """`word`, its digits made alike where it begins with one: "1999" is used like "2023"."""
    return "".join("0" if char.isdigit() else char for char in word) if word[:1].isdigit() else word


def _used(word: str) -> list[str]:
    """How running news uses `word`: whether it is a common word, and which words it is used like."""
    group, subgroup = usage().groups.get(generic(word), ("", ""))
    common = usage().common.get(word.lower(), "")
    return [f"u={common}|{word[:1].isupper()}", f"k={group}", f"K={subgroup}"]


@lru_cache(1 << 16)
def shape(word: str) -> str:
    """The kinds of characters in `word`, runs cut to one: ``Xx``, ``X``, ``d-x``."""
    kinds: list[str] = []
    for char in word[:24]:
        kind = "X" if char.isupper() else "x" if char.islower() else "d" if char.isdigit() else char
        if not kinds or kinds[-1] != kind:
            kinds.append(kind)
    if len(word) == 1 and kinds[0] == "X":
        return "I"
    return "".join(kinds)


def is_candidate(word: str) -> bool:
    """Whether a name may begin with `word`: a capital, an ordinal, or a small-print name of the lexicon."""
    if word != word.lower() or (word[0].isdigit() and word[-1].isalpha()):
        return True
    return any(kind.startswith(("org-", "force", "norp-")) for kind in gazetteer().words.get(word, ()))


def classes(word: str) -> tuple[str, ...]:
    """The lexicon's classes of `word`; of an all-capital word that it does not list, those of its title case."""
    words = gazetteer().words
    found = words.get(word)
    if found is None and len(word) > 3 and word.isupper():
        found = words.get(word.capitalize())
    return found or ()


def own(word: str) -> list[str]:
    """What `word` says of its own label."""
    lower = word.lower()
    form = shape(word)
    found = [f"w={word}", f"l={lower}", f"s={form}", f"n={min(len(word), 12)}"]
    found += [f"p{n}={lower[:n]}" for n in (1, 2, 3, 4) if len(word) >= n]
    found += [f"e{n}={lower[-n:]}" for n in (1, 2, 3, 4, 5) if len(word) > n]
    kinds = classes(word)
    found += [f"g={kind}" for kind in kinds]
    found += [f"gs={form}|{kind}" for kind in kinds]
    found.append("G=" + "+".join(kinds))
    return found + _used(word)


def near(word: str) -> list[str]:
    """What `word` says of the label of the word beside it."""
    lower = word.lower()
    found = [f"l={lower}", f"s={shape(word)}", f"e3={lower[-3:]}", f"e2={lower[-2:]}"]
    kinds = classes(word) or classes(lower)
    found += [f"g={kind}" for kind in kinds]
    found.append("G=" + "+".join(kinds))
    return found + _used(word)


def far(word: str) -> list[str]:
    """What `word` says of the label of the word beyond its neighbour."""
    lower = word.lower()
    return [
        f"l={lower}",
        f"s={shape(word)}",
        *(f"g={kind}" for kind in classes(word) or classes(lower)),
        *_used(word)[:2],
    ]


def number(feature: str) -> int:
    """The number a feature is known by."""
    return crc32(feature.encode("utf-8", "surrogatepass"))
