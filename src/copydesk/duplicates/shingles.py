"""What two texts are compared by: words, and hashes of runs of words.

Hashes are BLAKE2b of words, mixed in 64-bit integers with stated constants: the same on every machine and in every
process.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from hashlib import blake2b
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

#: Words in a shingle. With four, a text in which every twelfth word was changed still shares half of its shingles,
#: and a form letter in which every eighth was changed no longer does.
WORDS: Final = 4
#: Shingles in a window of which one is kept as a fingerprint.
WINDOW: Final = 8
#: Of the opening, this many shingles are all fingerprints: headlines are looked up by them, and texts so short that
#: one changed word may spoil every window.
OPENING: Final = 16

Hashes: TypeAlias = npt.NDArray[np.uint64]

#: Odd multipliers by position in a shingle: powers of 2^64 / golden ratio (Knuth, TAOCP 3, 6.4), modulo 2^64.
_MULTIPLIERS: Final = np.array([pow(0x9E3779B97F4A7C15, i + 1, 1 << 64) for i in range(WORDS)], dtype=np.uint64)
#: Scripts that put no space between words: each character is a word (Thai, Lao, Tibetan, Myanmar, Khmer, kana, Han).
_UNSPACED: Final = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)


class WordHashes(dict[str, int]):
    """The 64-bit hash of each word asked for: made once a word, so keep one for many texts."""

    def __missing__(self, word: str) -> int:
        value = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        self[word] = value
        return value


def words(text: str) -> list[str]:
    """The words of `text` under NFKC and case folding: letters, digits and marks. Punctuation and space are nothing.

    A text without any word gives its stretches between spaces, so that "!!!" is a text too.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _pattern().findall(folded) or folded.split()


def key(hashes: Hashes) -> str:
    """The key of a text by its words' `hashes`: equal where all words are, in the same order (128 bits in hex)."""
    return blake2b(hashes.astype("<u8").tobytes(), digest_size=16).hexdigest()


def word_hashes(text: str, known: WordHashes) -> Hashes:
    """The hashes of the words of `text`, in order."""
    found = words(text)
    return np.fromiter(map(known.__getitem__, found), dtype=np.uint64, count=len(found))


def shingles(hashes: Hashes) -> Hashes:
    """The hashes of all runs of `WORDS` words, in text order; a shorter text is one shingle, an empty one none."""
    runs = max(1, hashes.size - WORDS + 1) if hashes.size else 0
    mixed = np.zeros(runs, dtype=np.uint64)
    for i, multiplier in enumerate(_MULTIPLIERS[: hashes.size]):
        mixed += hashes[i : i + runs] * multiplier
    return _finalised(mixed)


def fingerprints(found: Hashes) -> Hashes:
    """The shingles to look a text up by, sorted, each once: those of the opening, and the least of `WINDOW` neighbours.

    The latter is winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003): two texts that share a run of
    ``WORDS + WINDOW - 1`` words share a fingerprint for certain, wherever it stands and whatever surrounds it; and
    but two in nine shingles are kept. MinHash bands (Broder 1997) would find like texts by chance and a wire copy
    within a longer story not at all.
    """
    kept = found[:OPENING]
    if found.size > OPENING:
        least = np.lib.stride_tricks.sliding_window_view(found, WINDOW).min(axis=1)
        kept = np.concatenate([kept, least])
    return np.unique(kept)


def _finalised(values: Hashes) -> Hashes:
    """The 64-bit finaliser of MurmurHash3 (Appleby 2011): every bit of the input moves every bit of the output."""
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        values ^= values >> np.uint64(33)
        values *= np.uint64(multiplier)
    values ^= values >> np.uint64(33)
    return values


@cache
def _pattern() -> re.Pattern[str]:
    # `re` counts combining marks as no part of a word, which cuts most words of India to pieces. Those of the basic
    # plane are one table lookup in a pattern; the few others, of scripts no newspaper uses, would be tried one by one.
    marks = "".join(c for c in map(chr, range(0x300, 0x10000)) if unicodedata.category(c)[0] == "M")
    letters = f"[^\\W_{_UNSPACED}]+"
    return re.compile(f"[{_UNSPACED}]|{letters}(?:[{marks}]+(?:{letters})?)*")
