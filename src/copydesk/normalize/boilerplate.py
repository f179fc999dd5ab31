"""Boilerplate: the lines of a scraped page that are not the story, and labels glued to lines that are.

Three witnesses, from certain to likely:

1. patterns (``lexicon/boilerplate.csv``): a whole line that is a known form (``line``), or a form glued to the head or
   the tail of a line (``head``, ``tail``);
2. a linear model over the features of each line, and a second one over the scores of the lines around it, since junk
   stands in runs at the head and the tail of a page (Kohlschütter et al. 2010, "Boilerplate Detection using Shallow
   Text Features"); weights are integers, made by ``training/boilerplate.py``;
3. for a page that was scraped as one long line, the densest stretch of running text (Finn, Kushmerick and Smyth 2001,
   "Fact or fiction: content classification for digital libraries", with function words in place of tags).

In doubt the text stays: short texts are left to the patterns, a headline is kept, and a text of which nothing would
be left is kept whole.
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
from copydesk.document import Edit
from copydesk.lexicon import load

# Longer lines are paragraphs: no label or form is that long, and the patterns are not tried on them.
_LABEL_CHARS = 400
# The model reads the words at both ends of a line; the middle of a paragraph says little and costs time.
_EDGE_CHARS = 160
# With fewer lines there is no page whose parts could be told apart: patterns only.
_MODEL_LINES = 4
# With more it is no page of news, and the model would take seconds: patterns only.
_MAX_MODEL_LINES = 20_000
_CONTEXT = 5
# A line this long is a whole page on one line; what is cut off its ends has at least so many tokens.
_PAGE_CHARS = 1500
_JUNK_TOKENS = 40
_SENTENCE_TOKENS = 14
# A shorter line has no room for a form or label that is glued to a sentence.
_GLUED_CHARS = 15
_MIN_FUNCTION = 30
_SCORE_STEP = 1000  # integer weights are the trained ones times 1000, so one step is one logit

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*(?=\s|$)")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S|(?:^|\s)@\w")
_FUNCTION_WORDS = frozenset(
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
_QUARTERS = 8

Words = dict[str, int]


@dataclass(frozen=True, slots=True)
class Model:
    """Integer weights of the two linear models; `words` maps a word to its place in `line` after the fixed features."""

    words: Words
    line: tuple[int, ...]
    context: tuple[int, ...]
    thresholds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    reason: str
    rule: str
    expression: re.Pattern[str]


@cache
def _patterns(scope: str) -> tuple[Pattern, ...]:
    return tuple(
        Pattern(row["reason"], row["rule"], re.compile(row["pattern"], re.IGNORECASE))
        for row in load("boilerplate")
        if row["scope"] == scope
    )


def pattern(rule: str) -> Pattern:
    """The pattern called `rule`; KeyError if the lexicon has none."""
    return {p.rule: p for scope in ("line", "head", "tail", "cue", "keep") for p in _patterns(scope)}[rule]


@cache
def _any(scope: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p.expression.pattern})" for p in _patterns(scope)), re.IGNORECASE)


@cache
def _model() -> Model:
    path = Path(models.__file__).with_name("boilerplate.json")
    stored = json.loads(path.read_text(encoding="utf-8"))
    words = {word: place for place, word in enumerate(stored["words"])}
    return Model(words, tuple(stored["line"]), tuple(stored["context"]), tuple(stored["thresholds"]))


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds more than white space; `start` and `end` are of its stripped text."""

    start: int
    end: int
    text: str
    pattern: Pattern | None


def lines_of(text: str) -> list[Line]:
    """The lines of `text` that hold more than white space, with what the patterns say of each."""
    known = _any("line").fullmatch
    lines: list[Line] = []
    seen: dict[str, Pattern | None] = {}
    position = 0
    for whole in text.split("\n"):
        stripped = whole.strip()
        if stripped:
            start = position + whole.index(stripped[0])
            if stripped not in seen:
                seen[stripped] = None
                if len(stripped) <= _LABEL_CHARS and known(stripped):
                    seen[stripped] = next(p for p in _patterns("line") if p.expression.fullmatch(stripped))
            lines.append(Line(start, start + len(stripped), stripped, seen[stripped]))
        position += len(whole) + 1
    return lines


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
)
_PLACES = dict(zip((n for n, _ in LINE_FEATURES), accumulate((s for _, s in LINE_FEATURES), initial=0), strict=False))
N_LINE = sum(size for _, size in LINE_FEATURES)
_REASONS = ("newsletter", "privacy", "share", "related", "advert", "copyright", "caption", "template")


def _page_kind(lines: Sequence[Line]) -> int:
    """A page's kind, 0 to 4, by its share of running text: an article hardly holds junk, a whole page mostly does."""
    chars = sum(len(line.text) for line in lines)
    running = sum(len(line.text) for line in lines if len(line.text) > 80 and line.text[-1] in _STOPS)
    return min(4, 5 * running // chars) if chars else 0


def line_features(lines: Sequence[Line], words: Words) -> list[list[int]]:
    """For each line the places of its features in the weights of the line model."""
    n = len(lines)
    seen = Counter(line.text for line in lines)
    sentences = [len(_SENTENCE_END.findall(line.text)) for line in lines]
    page = _page_kind(lines)
    size = _bin(n, _SIZES)
    at = _PLACES
    out: list[list[int]] = []
    for i, line in enumerate(lines):
        text = line.text
        length = len(text)
        long = _bin(length, _LENGTHS)
        group = 0 if length <= 35 else 1 if length <= 130 else 2
        last = text[-1]
        end = 5 if text.endswith("...") else _ENDS.get(last)
        if end is None:
            end = 7 if last.isdigit() else 8 if last.isalpha() else 9
        edge = text if length <= 2 * _EDGE_CHARS else text[:_EDGE_CHARS] + text[-_EDGE_CHARS:]
        tokens = _WORD.findall(edge)
        lower = [token.lower() for token in tokens]
        count = len(tokens) or 1
        function = sum(map(_FUNCTION_WORDS.__contains__, lower))
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
            at["pattern"] + (1 + _REASONS.index(line.pattern.reason) if line.pattern else 0),
            at["from_head"] + _bin(i, _DISTANCES),
            at["from_tail"] + _bin(n - 1 - i, _DISTANCES),
            at["place"] + 5 * i // n,
            at["repeated"] + min(2, seen[text] - 1),
            at["sentences"] + min(4, sentences[i]),
            at["all_capitals"] + ((1 if len(tokens) < 4 else 2) if text.isupper() else 0),
            at["size"] + size,
            at["page_length"] + 12 * page + long,
            at["page_sentence"] + 3 * page + min(2, sentences[i]),
        ]
        if "|" in text or "©" in text or "»" in text or "›" in text:
            features.append(at["marks"])
        if ("@" in text or "http" in text or "www" in text) and _ADDRESS.search(text):
            features.append(at["marks"] + (1 if length < 100 else 2))
        if "…" in text or "..." in text:
            features.append(at["marks"] + 3)
        features += {N_LINE + words[word] for word in lower if word in words}
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


def _densest(values: Sequence[int]) -> tuple[int, int]:
    """The half-open stretch with the greatest sum, the first of equals; empty where all values are negative."""
    best, total, start, found = 0, 0, 0, (0, 0)
    for i, value in enumerate(values):
        if total <= 0:
            total, start = 0, i
        total += value
        if total > best:
            best, found = total, (start, i + 1)
    return found


def context_features(scores: Sequence[int], lines: Sequence[Line]) -> list[list[int]]:
    """For each line the places of its features in the weights of the context model, from the line model's scores.

    A score is positive where the line model would delete.
    """
    n = len(scores)
    bins = [_bin(score // _SCORE_STEP, _SCORES) for score in scores]
    # Text counts by its length, so that a long paragraph bridges the junk inside the story.
    weights = [
        (-max(-3000, min(3000, score)) * min(20, 2 + len(line.text) // 25)) // 10
        for score, line in zip(scores, lines, strict=True)
    ]
    start, end = _densest(weights)
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
                at["own_around"] + 12 * own + _bin(around // _SCORE_STEP, _SCORES),
                at["before"] + _bin(before // _SCORE_STEP, _SCORES),
                at["after"] + _bin(after // _SCORE_STEP, _SCORES),
                at["block"] + 8 * side + _bin(distance, _BLOCK),
                at["block_own"] + 12 * side + own,
            ]
        )
    return out


def score(weights: Sequence[int], features: Sequence[Sequence[int]]) -> list[int]:
    """The sum of the weights of each line's features."""
    weight = weights.__getitem__
    return [sum(map(weight, places)) for places in features]


def headline(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that hold the headline: the first line, if it reads like one, and the next line with the same words."""
    if not lines or lines[0].pattern or lines[0].text[-1] in ".:":
        return frozenset()
    title = set(_WORD.findall(lines[0].text.lower()))
    if not 4 <= len(title) <= 40:
        return frozenset()
    for i, line in enumerate(lines[1:], 1):
        if 15 <= len(line.text) <= 250:
            words = set(_WORD.findall(line.text.lower()))
            if len(words) >= 4 and 10 * len(words & title) >= 8 * len(words):
                return frozenset((0, i))
    return frozenset((0,))


def _reason(line: Line) -> str:
    """What the model's deletion is called: the first cue in the line, else by its form."""
    for cue in _patterns("cue"):
        if cue.expression.search(line.text, 0, _LABEL_CHARS):
            return cue.reason
    return "related" if len(line.text) >= 25 else "template"


def judge(lines: Sequence[Line], model: Model) -> list[tuple[str, str] | None]:
    """For each line its reason and rule if it is to be deleted, else None."""
    verdicts = [(p.reason, p.rule) if (p := line.pattern) else None for line in lines]
    if not _MODEL_LINES <= len(lines) <= _MAX_MODEL_LINES:
        return verdicts
    scores = score(model.line, line_features(lines, model.words))
    kept = headline(lines)
    threshold = model.thresholds[_page_kind(lines)]
    # A story has one by-line and one date stamp; the others are those of teasers.
    spared: set[str] = set()
    for i, total in enumerate(score(model.context, context_features(scores, lines))):
        line = lines[i]
        if verdicts[i] or i in kept or len(line.text) > _PAGE_CHARS or total <= threshold:
            continue
        keep = next((p.rule for p in _patterns("keep") if p.expression.fullmatch(line.text)), None)
        if keep and keep not in spared:
            spared.add(keep)
            continue
        reason = _reason(line)
        verdicts[i] = (reason, f"model:{reason}")
    return verdicts


def _trim(line: Line) -> list[tuple[int, int, str, str]]:
    """Stretches to delete inside a line that stays: what is glued to its head or tail, or lies around its text."""
    if line.end - line.start < _GLUED_CHARS:
        return []
    text = line.text
    found: list[tuple[int, int, str, str]] = []
    head, tail = 0, len(text)
    for p in _patterns("head"):
        match = p.expression.search(text, 0, _LABEL_CHARS)
        if match and not _SENTENCE_END.search(text, 0, match.start()):
            match = p.expression.match(text, match.start()) or match
            found.append((match.start(), match.end(), p.reason, p.rule))
            head = match.end()
            break
    for p in _patterns("tail"):
        match = p.expression.search(text, max(head, tail - _EDGE_CHARS), tail)
        if match and match.end() == tail:
            found.append((match.start(), tail, p.reason, p.rule))
            tail = match.start()
    if tail - head > _PAGE_CHARS:
        start, end = running_text(text)
        if start > head:
            found.append((head, start, "template", "model:running-text"))
        if end < tail:
            found.append((end, tail, "template", "model:running-text"))
    return [(line.start + a, line.start + b, reason, rule) for a, b, reason, rule in sorted(found) if a < b]


_TOKEN = re.compile(r"\S+")
# What a function word, a lower-case word that ends a sentence, another lower-case word and all else count for.
_RUNNING = (5, 3, -1, -2)


def _is_menu(tokens: Sequence[re.Match[str]], values: Sequence[int]) -> bool:
    """Whether the end of a one-line page is long, clearly no running text, and hardly holds a finished sentence."""
    n = len(tokens)
    finished = sum(token.group()[-1] in ".?!" for token in tokens)
    return n >= _JUNK_TOKENS and 10 * sum(values) < -6 * n and 30 * finished < n


def running_text(text: str) -> tuple[int, int]:
    """Where the running text of a page on one line begins and ends; the whole of `text` if no part stands out.

    A function word speaks for running text, a capitalised word, a number or a sign against it; the densest stretch is
    widened to whole sentences. What lies outside is left out only if it is long and clearly no running text.
    """
    tokens = list(_TOKEN.finditer(text))
    values = []
    for token in tokens:
        word = token.group()
        if word in _FUNCTION_WORDS:
            values.append(_RUNNING[0])
        elif word[-1] in ".?!" and word[:1].islower():
            values.append(_RUNNING[1])
        elif word[0].islower():
            values.append(_RUNNING[2])
        else:
            values.append(_RUNNING[3])
    first, last = _densest(values)
    # Function words are English: without many of them, most of them here, nothing is known about this page.
    function = values[first:last].count(_RUNNING[0])
    if function < _MIN_FUNCTION or 5 * function < 3 * values.count(_RUNNING[0]):
        return 0, len(text)
    begin, end = 0, len(text)
    if _is_menu(tokens[:first], values[:first]):
        back = first
        while back > max(0, first - _SENTENCE_TOKENS) and tokens[back - 1].group()[-1] not in ".?!:|":
            back -= 1
        if back == first - _SENTENCE_TOKENS:
            back = first
            while back > first - 4 and tokens[back - 1].group()[0].isupper():
                back -= 1
        begin = tokens[back].start()
    if _is_menu(tokens[last:], values[last:]):
        sentence = _SENTENCE_END.search(text, tokens[last - 1].start(), tokens[min(last + 20, len(tokens) - 1)].start())
        end = sentence.end() if sentence else tokens[last - 1].end()
    return begin, end


def find(text: str, model: Model | None = None) -> list[Edit]:
    """The deletions that take the boilerplate out of `text`, in order and disjoint, in its own offsets.

    `text` is a document after encoding repair, its lines as scraped. Each edit's replacement is empty; `rule` is the
    name of a pattern of the lexicon, or ``model:<reason>``. Line breaks are left for the white-space pass.
    """
    lines = lines_of(text)
    verdicts = judge(lines, model or _model())
    edits: list[Edit] = []
    left = 0
    for line, verdict in zip(lines, verdicts, strict=True):
        found = [(line.start, line.end, *verdict)] if verdict else _trim(line)
        left += line.end - line.start - sum(end - start for start, end, _, _ in found)
        edits += [Edit(start, end, "", reason, rule) for start, end, reason, rule in found]
    return edits if left else []
