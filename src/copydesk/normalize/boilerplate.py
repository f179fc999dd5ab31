"""Boilerplate: the lines of a scraped page that are not the story, and labels glued to lines that are.

Four witnesses, from certain to likely:

1. patterns (``lexicon/boilerplate.csv``): a whole line that is a known form (``line``), or one only as the first line
   of a text (``first``), or a form glued to the head or the tail of a line (``head``, ``tail``);
2. a line at an end of the page in which several phrases of sign-up forms, consent banners and appeals (``form``) meet;
3. the line model (``line_model``), for texts of enough lines to have parts;
4. for a page that was scraped as one long line, its running text (``running_text``).

In doubt the text stays: short texts are left to the patterns, a headline and lists are kept, and a text of which
nothing would be left is kept whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from copydesk.document import Edit
from copydesk.lexicon import load
from copydesk.normalize import line_model
from copydesk.normalize.line_model import EDGE_CHARS, WORD, Model
from copydesk.normalize.running_text import running_text

# Longer lines are paragraphs: no label or form is that long, and the patterns are not tried on them.
_LABEL_CHARS = 400
# A sign-up form or an appeal that was scraped as one line, and how many phrases of such it holds.
_FORM_CHARS = 900
_FORM_PHRASES = 3
_FORM_LINES = 3
# With fewer lines there is no page whose parts could be told apart: patterns only.
_MODEL_LINES = 4
# With more it is no page of news, and the model would take seconds: patterns only.
_MAX_MODEL_LINES = 20_000
# A line this long is a whole page on one line.
PAGE_CHARS = 1500
# A shorter line has no room for a form or label that is glued to a sentence.
_GLUED_CHARS = 15
# A list: lines this long, so many of whose six neighbours have the same punctuation.
_ITEM_CHARS = 25
_ITEM_NEIGHBOURS = 3
# Above this score (four logits) a line is junk even in a list.
_CERTAIN = 4 * line_model.SCORE_STEP

_TEASER_LABELS = frozenset({"related-label", "more-from"})
_STOPS = frozenset('.!?"”’)')

_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*(?=\s|$)")
_GLUED_SENTENCES = re.compile(r"(?<=[a-z][.!?])(?=[A-Z][a-z])")
# A form speaks to its reader: without one of these there is none, and no need to look closer.
_READER = (" your ", "you are", " us ", " our ", "sign up", "cookies")
_NOT_PUNCTUATION = re.compile(r"[\w\s]+")


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
    return {p.rule: p for scope in ("line", "first", "head", "tail", "form", "cue", "keep") for p in _patterns(scope)}[
        rule
    ]


@cache
def _any(scope: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p.expression.pattern})" for p in _patterns(scope)), re.IGNORECASE)


@cache
def _form_phrases() -> re.Pattern[str]:
    """All phrases of forms; a match's ``lastindex`` is the number of its pattern, from 1."""
    return re.compile("|".join(f"({p.expression.pattern})" for p in _patterns("form")), re.IGNORECASE)


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


def headline(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that hold the headline: the first line, if it reads like one, and the next line with the same words."""
    if not lines or lines[0].pattern or lines[0].text[-1] in ".:":
        return frozenset()
    title = set(WORD.findall(lines[0].text.lower()))
    if not 4 <= len(title) <= 40:
        return frozenset()
    for i, line in enumerate(lines[1:], 1):
        if 15 <= len(line.text) <= 250:
            words = set(WORD.findall(line.text.lower()))
            if len(words) >= 4 and 10 * len(words & title) >= 8 * len(words):
                return frozenset((0, i))
    return frozenset((0,))


def _reason(line: Line) -> str:
    """What the model's deletion is called: the first cue in the line, else by its form."""
    for cue in _patterns("cue"):
        if cue.expression.search(line.text, 0, _LABEL_CHARS):
            return cue.reason
    return "related" if len(line.text) >= 25 else "template"


def _form(line: Line) -> tuple[int, str, str] | None:
    """Where the form that `line` begins with ends, its reason and rule, if enough of its phrases meet there.

    Where the headline was glued to the form's last sentence, the form ends there.
    """
    if not _GLUED_CHARS < len(line.text) <= _FORM_CHARS:
        return None
    if not any(map(line.text.lower().__contains__, _READER)):
        return None
    end = max((m.start() for m in _GLUED_SENTENCES.finditer(line.text)), default=len(line.text))
    met = {m.lastindex for m in _form_phrases().finditer(line.text, 0, end)}
    if len(met) < _FORM_PHRASES:
        return None
    return end, _patterns("form")[min(place for place in met if place) - 1].reason, "form"


def _items(lines: Sequence[Line]) -> list[bool]:
    """Whether each line is an item of a list: tour dates, winners, ingredients; never the ``*`` of a converted menu."""
    marks = [_NOT_PUNCTUATION.sub("", line.text[:EDGE_CHARS])[:3] for line in lines]
    marks = [f"{line.text[0].isdigit():d}{mark}" for line, mark in zip(lines, marks, strict=True)]
    return [
        mark not in {"0", "1"}
        and mark[1] != "*"
        and len(lines[i].text) >= _ITEM_CHARS
        and marks[max(0, i - 3) : i + 4].count(mark) > _ITEM_NEIGHBOURS
        for i, mark in enumerate(marks)
    ]


def _teasers(lines: Sequence[Line], verdicts: Sequence[tuple[str, str] | None]) -> range:
    """The lines after a label of related stories, if up to the end of the page none of them is a sentence."""
    i = len(lines)
    while i and (verdicts[i - 1] or (len(lines[i - 1].text) <= EDGE_CHARS and lines[i - 1].text[-1] not in _STOPS)):
        i -= 1
    labels = (j for j in range(max(i, 1), len(lines)) if (p := lines[j].pattern) and p.rule in _TEASER_LABELS)
    return range(next(labels, len(lines)), len(lines))


def judge(lines: Sequence[Line], model: Model) -> list[tuple[str, str] | None]:
    """For each line its reason and rule if it is to be deleted, else None."""
    verdicts = [(p.reason, p.rule) if (p := line.pattern) else None for line in lines]
    if lines and not verdicts[0]:
        verdicts[0] = next(
            ((p.reason, p.rule) for p in _patterns("first") if p.expression.fullmatch(lines[0].text)), None
        )
    for i in _teasers(lines, verdicts):
        verdicts[i] = verdicts[i] or ("related", "teaser")
    if not _MODEL_LINES <= len(lines) <= _MAX_MODEL_LINES:
        return verdicts
    kept = headline(lines)
    items: list[bool] = []
    # A story has one by-line and one date stamp; the others are those of teasers.
    spared: set[str] = set()
    reasons = [line.pattern.reason if line.pattern else None for line in lines]
    for i, total in enumerate(line_model.totals([line.text for line in lines], reasons, model)):
        line = lines[i]
        if verdicts[i] or i in kept or len(line.text) > PAGE_CHARS or total <= model.threshold:
            continue
        items = items or _items(lines)
        if items[i] and total < _CERTAIN:
            continue
        keep = next((p.rule for p in _patterns("keep") if p.expression.fullmatch(line.text)), None)
        if keep and keep not in spared:
            spared.add(keep)
            continue
        reason = _reason(line)
        verdicts[i] = (reason, f"model:{reason}")
    return verdicts


def _trim(line: Line, *, alone: bool) -> list[tuple[int, int, str, str]]:
    """Stretches to delete inside a line that stays: what is glued to its head or tail.

    `alone` says that it may be a whole page; then also what lies around its running text.
    """
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
        match = p.expression.search(text, max(head, tail - EDGE_CHARS), tail)
        if match and match.end() == tail:
            found.append((match.start(), tail, p.reason, p.rule))
            tail = match.start()
    if alone and tail - head > PAGE_CHARS:
        start, end = running_text(text)
        if start > head:
            found.append((head, start, "template", "model:running-text"))
        if end < tail:
            found.append((end, tail, "template", "model:running-text"))
    return [(line.start + a, line.start + b, reason, rule) for a, b, reason, rule in sorted(found) if a < b]


def find(text: str, model: Model | None = None) -> list[Edit]:
    """The deletions that take the boilerplate out of `text`, in order and disjoint, in its own offsets.

    `text` is a document after encoding repair, its lines as scraped. Each edit's replacement is empty; `rule` is the
    name of a pattern of the lexicon, or ``model:<reason>``. Line breaks are left for the white-space pass.
    """
    lines = lines_of(text)
    verdicts = judge(lines, model or line_model.trained())
    edits: list[Edit] = []
    left = 0
    for i, (line, verdict) in enumerate(zip(lines, verdicts, strict=True)):
        if verdict:
            found = [(line.start, line.end, *verdict)]
        elif len(lines) > 1 and min(i, len(lines) - 1 - i) < _FORM_LINES and (form := _form(line)):
            end, reason, rule = form
            found = [(line.start, line.start + end, reason, rule)]
        else:
            found = _trim(line, alone=len(lines) < _MODEL_LINES)
        left += line.end - line.start - sum(end - start for start, end, _, _ in found)
        edits += [Edit(start, end, "", reason, rule) for start, end, reason, rule in found]
    return edits if left else []
