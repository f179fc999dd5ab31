"""The line model: how much each line of a scraped page looks like boilerplate.

Two linear models with integer weights, made by ``training/boilerplate.py``: one over the shape, words and place of a
line and the lengths of its neighbours (Kohlschütter, Fankhauser and Nejdl 2010, "Boilerplate Detection using Shallow
Text Features"), and a second one over the scores that the first gave to the lines around it, since junk stands in runs
at the head and the tail of a page. A feature is a place in an array of weights, so that a score is a sum of integers.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from copydesk import models

SCORE_STEP = 1000  # integer weights are the trained ones times 1000, so one step is one logit
# The model reads the words at both ends of a line; the middle of a paragraph says little and costs time.
EDGE_CHARS = 160
_CONTEXT = 5

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*(?=\s|$)")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S|(?:^|\s)@\w")
FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a about after all also an and are as at be because been but by can could did do for from had has have he her "
        "his if in into is it its more not of on one or out over said she so some such than that the their them then "
        "there they this to up was we were what when which while who will with would you",
    )
)
_LENGTHS = (8, 16, 25, 35, 50, 70, 95, 130, 180, 250, 400)
_DISTANCES = (0, 1, 2, 3, 5, 10, 20, 50)
_SIZES = (3, 6, 10, 20, 40, 100)

REASONS = ("newsletter", "privacy", "share", "related", "advert", "copyright", "caption", "template")


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of the line model and of the context model.

    `words` maps a word to its number; a line whose score by both exceeds `threshold` is boilerplate.
    """

    words: dict[str, int]
    line: tuple[int, ...]
    context: tuple[int, ...]
    threshold: int


@cache
def trained() -> Model:
    """The model that ships with the package."""
    path = Path(models.__file__).with_name("boilerplate.json")
    stored = json.loads(path.read_text(encoding="utf-8"))
    words = {word: place for place, word in enumerate(stored["words"])}
    return Model(words, tuple(stored["line"]), tuple(stored["context"]), stored["threshold"])


def _bin(value: int, edges: Sequence[int]) -> int:
    for i, edge in enumerate(edges):
        if value <= edge:
            return i
    return len(edges)


_STOPS = frozenset('.!?"”’)')
_ENDS = {".": 0, "!": 1, "?": 1, '"': 2, "”": 2, "'": 2, "’": 2, ":": 3, ",": 4, ";": 4, "…": 5, ")": 6, "]": 6}
# The fixed features: name and number of values. A feature's place is the sum of the sizes before it, plus its value.
LINE_FEATURES = (
    ("bias", 1),
    ("length_end", 12 * 10),
    ("function_words", 3 * 7),
    ("capitals", 3 * 7),
    ("begin", 8),
    ("digits", 5),
    ("pattern", 12),
    ("marks", 4),
    ("from_head", 9),
    ("from_tail", 9),
    ("place", 5),
    ("repeated", 3),
    ("sentences", 5),
    ("all_capitals", 3),
    ("size", 7),
    ("page_length", 5 * 12),
    ("page_sentence", 5 * 3),
    ("neighbours", 13 * 13),
    ("previous", 12 * 13),
    ("next", 12 * 13),
)
_PLACES = dict(zip((n for n, _ in LINE_FEATURES), accumulate((s for _, s in LINE_FEATURES), initial=0), strict=False))
N_LINE = sum(size for _, size in LINE_FEATURES)


def size(words: dict[str, int]) -> int:
    """How many weights the line model has: the fixed features, and each word anywhere, first and last in a line."""
    return N_LINE + 3 * len(words)


def _page_kind(texts: Sequence[str]) -> int:
    """A page's kind, 0 to 4, by its share of running text: an article hardly holds junk, a whole page mostly does."""
    chars = sum(map(len, texts))
    running = sum(len(text) for text in texts if len(text) > 80 and text[-1] in _STOPS)
    return min(4, 5 * running // chars) if chars else 0


def line_features(texts: Sequence[str], reasons: Sequence[str | None], words: dict[str, int]) -> list[list[int]]:
    """For each line the places of its features in the weights of the line model.

    `texts` are the stripped lines of a page, none empty; `reasons` says of each what a pattern calls it, None if no
    pattern knows it.
    """
    n = len(texts)
    seen = Counter(texts)
    sentences = [len(_SENTENCE_END.findall(text)) for text in texts]
    page = _page_kind(texts)
    page_size = _bin(n, _SIZES)
    # A length beyond the bins stands for the edge of the page.
    lengths = [_bin(len(text), _LENGTHS) for text in texts] + [12]
    at = _PLACES
    out: list[list[int]] = []
    for i, text in enumerate(texts):
        length = len(text)
        long, previous, following = lengths[i], lengths[i - 1], lengths[i + 1]
        group = 0 if length <= 35 else 1 if length <= 130 else 2
        last = text[-1]
        end = 5 if text.endswith("...") else _ENDS.get(last)
        if end is None:
            end = 7 if last.isdigit() else 8 if last.isalpha() else 9
        edge = text if length <= 2 * EDGE_CHARS else text[:EDGE_CHARS] + text[-EDGE_CHARS:]
        tokens = WORD.findall(edge)
        lower = [token.lower() for token in tokens]
        count = len(tokens) or 1
        function = sum(map(FUNCTION_WORDS.__contains__, lower))
        capital = sum(map(str.__ne__, tokens, lower))
        first = text[0]
        if first.isupper():
            begin = 0
        elif first.islower():
            begin = 1
        elif first.isdigit():
            begin = 2
        elif first in "\"'“‘":
            begin = 3
        elif first in "([{":
            begin = 4
        elif first in "-*•·–—|>›»#@":
            begin = 5
        else:
            begin = 6 if first.isalpha() else 7
        digits = sum(map(edge.count, "0123456789"))
        features = [
            0,
            at["length_end"] + 10 * long + end,
            at["function_words"] + 7 * group + min(6, 12 * function // count),
            at["capitals"] + 7 * group + (6 * capital // count),
            at["begin"] + begin,
            at["digits"] + _bin(digits, (0, 1, 4, 8)),
            at["pattern"] + (1 + REASONS.index(reason) if (reason := reasons[i]) else 0),
            at["from_head"] + _bin(i, _DISTANCES),
            at["from_tail"] + _bin(n - 1 - i, _DISTANCES),
            at["place"] + 5 * i // n,
            at["repeated"] + min(2, seen[text] - 1),
            at["sentences"] + min(4, sentences[i]),
            at["all_capitals"] + ((1 if len(tokens) < 4 else 2) if text.isupper() else 0),
            at["size"] + page_size,
            at["page_length"] + 12 * page + long,
            at["page_sentence"] + 3 * page + min(2, sentences[i]),
            at["neighbours"] + 13 * previous + following,
            at["previous"] + 13 * long + previous,
            at["next"] + 13 * long + following,
        ]
        if "|" in text or "©" in text or "»" in text or "›" in text:
            features.append(at["marks"])
        if ("@" in text or "http" in text or "www" in text) and _ADDRESS.search(text):
            features.append(at["marks"] + (1 if length < 100 else 2))
        if "…" in text or "..." in text:
            features.append(at["marks"] + 3)
        features += {N_LINE + words[word] for word in lower if word in words}
        if lower and lower[0] in words:
            features.append(N_LINE + len(words) + words[lower[0]])
        if lower and lower[-1] in words:
            features.append(N_LINE + 2 * len(words) + words[lower[-1]])
        out.append(features)
    return out


_SCORES = (-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6)
_BLOCK = (0, 1, 2, 4, 8, 16, 40)
CONTEXT_FEATURES = (
    ("bias", 1),
    ("own", 12),
    ("previous", 12),
    ("next", 12),
    ("second_previous", 12),
    ("second_next", 12),
    ("both", 12 * 12),
    ("own_around", 12 * 12),
    ("before", 12),
    ("after", 12),
    ("block", 3 * 8),
    ("block_own", 3 * 12),
)
_CONTEXT_PLACES = dict(
    zip((n for n, _ in CONTEXT_FEATURES), accumulate((s for _, s in CONTEXT_FEATURES), initial=0), strict=False)
)
N_CONTEXT = sum(size for _, size in CONTEXT_FEATURES)


def densest(values: Sequence[int]) -> tuple[int, int]:
    """The half-open stretch with the greatest sum, the first of equals; empty where all values are negative."""
    best, total, start, found = 0, 0, 0, (0, 0)
    for i, value in enumerate(values):
        if total <= 0:
            total, start = 0, i
        total += value
        if total > best:
            best, found = total, (start, i + 1)
    return found


def context_features(scores: Sequence[int], texts: Sequence[str]) -> list[list[int]]:
    """For each line the places of its features in the weights of the context model, from the line model's scores.

    A score is positive where the line model would delete.
    """
    n = len(scores)
    bins = [_bin(score // SCORE_STEP, _SCORES) for score in scores]
    # Text counts by its length, so that a long paragraph bridges the junk inside the story.
    weights = [
        (-max(-3000, min(3000, score)) * min(20, 2 + len(text) // 25)) // 10
        for score, text in zip(scores, texts, strict=True)
    ]
    start, end = densest(weights)
    sums = [0, *accumulate(max(-6000, min(6000, score)) for score in scores)]
    at = _CONTEXT_PLACES
    edge = _bin(0, _SCORES)
    out: list[list[int]] = []
    for i, own in enumerate(bins):
        previous = bins[i - 1] if i else edge
        following = bins[i + 1] if i + 1 < n else edge
        low, high = max(0, i - _CONTEXT), min(n, i + 1 + _CONTEXT)
        before = (sums[i] - sums[low]) // (i - low) if i > low else 0
        after = (sums[high] - sums[i + 1]) // (high - i - 1) if high > i + 1 else 0
        around = (before + after) // 2
        if i < start:
            side, distance = 0, start - i - 1
        elif i >= end:
            side, distance = 2, i - end
        else:
            side, distance = 1, min(i - start, end - 1 - i)
        out.append(
            [
                0,
                at["own"] + own,
                at["previous"] + previous,
                at["next"] + following,
                at["second_previous"] + (bins[i - 2] if i > 1 else edge),
                at["second_next"] + (bins[i + 2] if i + 2 < n else edge),
                at["both"] + 12 * previous + following,
                at["own_around"] + 12 * own + _bin(around // SCORE_STEP, _SCORES),
                at["before"] + _bin(before // SCORE_STEP, _SCORES),
                at["after"] + _bin(after // SCORE_STEP, _SCORES),
                at["block"] + 8 * side + _bin(distance, _BLOCK),
                at["block_own"] + 12 * side + own,
            ]
        )
    return out


def score(weights: Sequence[int], features: Sequence[Sequence[int]]) -> list[int]:
    """The sum of the weights of each line's features."""
    weight = weights.__getitem__
    return [sum(map(weight, places)) for places in features]


def totals(texts: Sequence[str], reasons: Sequence[str | None], model: Model) -> list[int]:
    """The score of each line by both models; the higher, the more it looks like boilerplate."""
    scores = score(model.line, line_features(texts, reasons, model.words))
    return score(model.context, context_features(scores, texts))
