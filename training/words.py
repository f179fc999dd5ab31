"""Count how words are used in running news, for the sequence model: src/copydesk/lexicon/gazetteer/words.csv.gz.

    PYTHONPATH=src python training/words.py

Two facts a word form. Whether its small-letter form is a common word: how often it stands in small letters, and how
often with a capital inside a sentence. And which words it is used like: clusters by left and right neighbours (positive
pointwise mutual information, reduced by a singular value decomposition, spherical k-means; the idea of Brown et al.,
"Class-Based n-gram Models", CL 1992, by cheaper means). Read in place: texts of the development halves under
../shared/gold that are not scored for names, and ../shared/real; no gold of theirs is used. Takes half a minute.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from copydesk.names.features import generic
from copydesk.names.words import TOKEN

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TARGET = ROOT / "src" / "copydesk" / "lexicon" / "gazetteer" / "words.csv.gz"
GOLD = (
    *("geo/lgl", "geo/geowebnews", "geo/geovirus", "quotes/polnear", "quantities/newsquant", "events/plover_gsr"),
    *("timex/wikiwars", "timex/te3_aquaint", "timex/meantime_en", "dedup/scoop_technews", "dedup/storychains_energy"),
)
SOURCES = (*(SHARED / "gold" / f"{name}.dev.jsonl" for name in GOLD), *sorted((SHARED / "real").glob("*.jsonl")))
SEED, SEEN_AT_LEAST, COMMON_AT_LEAST, CONTEXTS, DIMENSIONS, ROUNDS = 1, 4, 3, 1000, 80, 12
GROUPS, SUBGROUPS = 60, 400
_SENTENCE_ENDS = frozenset('.!?:"“”')


def lines() -> Iterator[list[str]]:
    """The words of each line of each text, each text once."""
    seen: set[str] = set()
    for path in SOURCES:
        for row in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(row)["text"]
            if text not in seen:
                seen.add(text)
                yield from filter(None, map(TOKEN.findall, text.split("\n")))


def commonness(text: list[list[str]]) -> dict[str, int]:
    """For each small-letter word: 1 where it hardly ever has a capital inside a sentence, 2 seldom, 3 mostly."""
    small, capital = Counter[str](), Counter[str]()
    for words in text:
        long = [word for word in words if len(word) > 3 and word[0].isalpha()]
        titled = sum(word[0].isupper() for word in long) > 0.6 * len(long)
        for i, word in enumerate(words):
            if word.islower():
                small[word] += 1
            elif word[0].isalpha() and i and not titled and words[i - 1] not in _SENTENCE_ENDS:
                capital[word.lower()] += 1
    return {
        word: 1 if capital[word] * 10 <= count else 2 if capital[word] <= count else 3
        for word, count in small.items()
        if count >= COMMON_AT_LEAST
    }


def vectors(text: list[list[str]], vocabulary: dict[str, int]) -> NDArray[np.float32]:
    """A unit vector for each word of `vocabulary`, of its neighbours."""
    counts = np.zeros((len(vocabulary), 2 * CONTEXTS + 2), np.float32)
    for words in text:
        ids = [vocabulary.get(generic(word), -1) for word in words]
        for i, word in enumerate(ids):
            if word < 0:
                continue
            left = ids[i - 1] if i else 2 * CONTEXTS
            right = ids[i + 1] if i + 1 < len(ids) else CONTEXTS + 1
            if 0 <= left < CONTEXTS or not i:
                counts[word, left] += 1
            if 0 <= right < CONTEXTS or i + 1 == len(ids):
                counts[word, CONTEXTS + right] += 1
    # Contexts are smoothed by the power 0.75 (Levy, Goldberg & Dagan, TACL 2015).
    rows, columns = counts.sum(axis=1, keepdims=True) + 1e-9, (counts.sum(axis=0, keepdims=True) + 1e-9) ** 0.75
    mutual = np.log(np.maximum(counts / rows / (columns / columns.sum()), 1))
    _, axes = np.linalg.eigh(mutual.T @ mutual)
    found: NDArray[np.float32] = mutual @ axes[:, -DIMENSIONS:]
    return found / (np.linalg.norm(found, axis=1, keepdims=True) + 1e-9)


def clusters(points: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The cluster of each point, by spherical k-means begun at frequent words."""
    random = np.random.default_rng(SEED)
    centres = points[random.choice(min(len(points), 6000), count, replace=False)].copy()
    nearest = np.zeros(len(points), np.int64)
    for _ in range(ROUNDS):
        nearest = (points @ centres.T).argmax(axis=1)
        for k in range(count):
            members = points[nearest == k]
            if len(members):
                centres[k] = members.mean(axis=0)
                centres[k] /= np.linalg.norm(centres[k]) + 1e-9
    return nearest


def main() -> None:
    text = list(lines())
    counts = Counter(generic(word) for words in text for word in words)
    frequent = sorted((word for word, count in counts.items() if count >= SEEN_AT_LEAST), key=lambda w: (-counts[w], w))
    vocabulary = {word: i for i, word in enumerate(frequent)}
    points = vectors(text, vocabulary)
    groups, subgroups = clusters(points, GROUPS), clusters(points, SUBGROUPS)
    common = commonness(text)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("word", "common", "group", "subgroup"))
    for word in sorted({*vocabulary, *common}):
        known = word in vocabulary
        i = vocabulary.get(word, 0)
        writer.writerow((word, common.get(word, ""), groups[i] if known else "", subgroups[i] if known else ""))
    TARGET.write_bytes(gzip.compress(out.getvalue().encode("utf-8", "replace"), 9, mtime=0))
    print(len(text), "lines", sum(counts.values()), "words", len(vocabulary), "in clusters", len(common), "common")


if __name__ == "__main__":
    main()
