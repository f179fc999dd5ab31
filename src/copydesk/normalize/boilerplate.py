"""Boilerplate: the lines of a scraped page that are not the story, and labels glued to lines that are.

Four witnesses, from certain to likely:

1. patterns (``lexicon/boilerplate.csv``): a whole line that is a known form (``line``), or one only as the first line
   of a text (``first``), above its first paragraph (``top``) or below its last (``end``); a line that ends in a photo
   credit (``ending``); a form glued to the head or the tail of a line (``head``, ``tail``), or to the headline
   (``glued``); and what stands around such lines: menus above the headline, titles below a label of other stories;
2. a line in which several phrases of sign-up forms, consent banners and appeals (``form``) meet;
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
from copydesk.lexicon import datelines, load
from copydesk.normalize import line_model
from copydesk.normalize.line_model import EDGE_CHARS, WORD, Model
from copydesk.normalize.running_text import running_text

# Longer lines are paragraphs: no label or form is that long, and the patterns are not tried on them.
_LABEL_CHARS = 400
# A sign-up form or an appeal that was scraped as one line, and how many phrases of such it holds.
_FORM_CHARS = 900
_FORM_PHRASES = 3
_FORM_LINES = 3
# In the middle of a story a form is shorter, and holds no quotation.
_FORM_IN_STORY_CHARS = 300
# A line this long that ends like a sentence is a paragraph of the story, unless a pattern knows it.
_PARAGRAPH_CHARS = 80
# The headline is looked for in so many lines; those above it are labels, of so few words.
_HEAD_LINES = 6
_LABEL_WORDS = 3
# So many lines of one or two words in a row above the headline are a menu.
_MENU_LINES, _MENU_WORDS = 3, 2
# Below a label of other stories in the middle of a story: how many titles, and of how many words at least, for a
# shorter one is the sub-heading of what follows.
_TITLES, _TITLE_WORDS = 6, 5
# A caption has no more sentences; from a longer line that ends in a credit only the credit goes.
_CAPTION_SENTENCES = 2
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

_TEASER_LABELS = frozenset({"related-label", "more-from", "link-list-label"})
_STOPS = frozenset('.!?"”’)')
_NO_TITLE = _STOPS - {"?"}

_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*(?=\s|$)")
_GLUED_SENTENCES = re.compile(r"(?<=[a-z][.!?])(?=[A-Z][a-z])")
# A form speaks to its reader: without one of these there is none, and no need to look closer.
_READER = (" your ", "you are", " us ", " our ", "sign up", "cookies")
_FORM_TO_HEADLINE = re.compile(r"(?<=[a-z]) (?=[A-Z][a-z])")
_NOT_PUNCTUATION = re.compile(r"[\w\s]+")
_BULLETS = re.compile(r"[*•·●▪◦‣►▶→➤+\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]+\s*")
_QUOTES = re.compile('["“”«»]')
_NAME = re.compile(r"[A-ZÀ-Þ][\w.'’-]{1,20}(?: [A-ZÀ-Þ][\w.'’-]{0,20}){1,3}")
_AGENCIES = frozenset(form for row in load("agencies") for form in row["forms"].split("|"))


SCOPES = ("line", "ending", "first", "top", "end", "glued", "head", "tail", "form", "cue", "keep")


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
    """The pattern called `rule`; StopIteration if the lexicon has none."""
    return next(p for scope in SCOPES for p in _patterns(scope) if p.rule == rule)


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

    @property
    def is_paragraph(self) -> bool:
        return not self.pattern and len(self.text) >= _PARAGRAPH_CHARS and self.text[-1] in _STOPS


def _known(text: str, scope: str) -> Pattern | None:
    """The pattern of `scope` that the whole of `text` fits, with or without the bullet or emoji it begins with."""
    if len(text) > _LABEL_CHARS:
        return None
    bullets = _BULLETS.match(text)
    for start in (0, bullets.end()) if bullets else (0,):
        if _any(scope).fullmatch(text, start):
            return next(p for p in _patterns(scope) if p.expression.fullmatch(text, start))
    return None


def _credited(text: str) -> tuple[int, Pattern] | None:
    """Where the photo credit that `text` ends in begins, and its pattern."""
    if len(text) > _LABEL_CHARS or (text[-1] in _STOPS and not text.endswith((")", ")."))):
        return None
    if found := _any("ending").search(text, max(0, len(text) - EDGE_CHARS)):
        return found.start(), next(p for p in _patterns("ending") if p.expression.match(text, found.start()))
    return None


def _pattern_of(text: str) -> Pattern | None:
    if known := _known(text, "line"):
        return known
    if (credited := _credited(text)) and len(_SENTENCE_END.findall(text, 0, credited[0])) <= _CAPTION_SENTENCES:
        return credited[1]
    return None


def lines_of(text: str) -> list[Line]:
    """The lines of `text` that hold more than white space, with what the patterns say of each."""
    lines: list[Line] = []
    seen: dict[str, Pattern | None] = {}
    position = 0
    for whole in text.split("\n"):
        stripped = whole.strip()
        if stripped:
            start = position + whole.index(stripped[0])
            if stripped not in seen:
                seen[stripped] = _pattern_of(stripped)
            lines.append(Line(start, start + len(stripped), stripped, seen[stripped]))
        position += len(whole) + 1
    return lines


def headline(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that hold the headline: the first line that reads like one, and the next line with the same words.

    Above it stand labels, forms and stamps at most.
    """
    first = next((i for i, line in enumerate(lines[:_HEAD_LINES]) if not _is_furniture(line)), None)
    if first is None or lines[first].text[-1] in ".:":
        return frozenset()
    title = set(WORD.findall(lines[first].text.lower()))
    if not 4 <= len(title) <= 40:
        return frozenset()
    for i, line in enumerate(lines[first + 1 :], first + 1):
        if 15 <= len(line.text) <= 250:
            words = set(WORD.findall(line.text.lower()))
            if len(words) >= 4 and 10 * len(words & title) >= 8 * len(words):
                return frozenset((first, i))
    return frozenset((first,))


def _is_furniture(line: Line) -> bool:
    """Whether `line` may stand above a headline: a label of few words, a by-line or stamp, a form, a known line."""
    few = len(WORD.findall(line.text)) <= _LABEL_WORDS
    known = line.pattern or _spared(line.text) or _known(line.text, "top") or _known(line.text, "first")
    return few or known is not None or _form(line) is not None


def _spared(text: str) -> str | None:
    """The rule by which a line is kept once though the model would delete it: by-lines, datelines, notes."""
    return next((p.rule for p in _patterns("keep") if p.expression.fullmatch(text)), None)


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
    phrases = list(_form_phrases().finditer(line.text, 0, end))
    met = {m.lastindex for m in phrases}
    if len(met) < _FORM_PHRASES:
        return None
    glued = _FORM_TO_HEADLINE.search(line.text, phrases[-1].end(), end)
    if glued and line.text[-1] not in _STOPS and len(WORD.findall(line.text, glued.end())) > _LABEL_WORDS:
        end = glued.end()
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


def _is_title(line: Line) -> bool:
    """Whether `line` may be the title of another story: short, and no sentence."""
    return len(line.text) <= EDGE_CHARS and line.text[-1] not in _NO_TITLE


def _teasers(lines: Sequence[Line], verdicts: Sequence[tuple[str, str] | None], story: range) -> list[int]:
    """The titles below labels of other stories: all up to the end of the page if none of them is a sentence; in the
    middle of the story those that are too long for a sub-heading."""
    i = len(lines)
    while i and (verdicts[i - 1] or _is_title(lines[i - 1])):
        i -= 1
    labels = [j for j, line in enumerate(lines) if (p := line.pattern) and p.rule in _TEASER_LABELS and j > story.start]
    tail = next((j for j in labels if j >= max(i, 1)), len(lines))
    found = list(range(tail, len(lines)))
    for label in labels:
        for j in range(label + 1, min(label + 1 + _TITLES, tail)):
            if not _is_title(lines[j]) or len(WORD.findall(lines[j].text)) < _TITLE_WORDS:
                break
            found.append(j)
    return found


def _story(lines: Sequence[Line]) -> range:
    """From the first paragraph to the last that is no form; empty, before all lines, where there is none."""
    paragraphs = [i for i, line in enumerate(lines) if line.is_paragraph]
    while paragraphs and _form(lines[paragraphs[0]]):
        paragraphs.pop(0)
    while paragraphs and (_known(lines[paragraphs[-1]].text, "end") or _form(lines[paragraphs[-1]])):
        paragraphs.pop()
    return range(paragraphs[0], paragraphs[-1] + 1) if paragraphs else range(0)


def _masthead(lines: Sequence[Line], head: int, site: str | None) -> list[int]:
    """What names the page above the headline, which is line `head`: a menu, the site's name, and a date below those."""
    short = [len(WORD.findall(line.text)) <= _MENU_WORDS for line in lines[:head]]
    menu = all(short) and head >= _MENU_LINES
    found: list[int] = []
    for i, line in enumerate(lines[:head]):
        below = bool(found) or (i > 0 and lines[i - 1].pattern is not None)
        if menu or _names(line.text, site) or (below and datelines.stamp(line.text, 0, len(line.text))):
            found.append(i)
    return found


def _names(text: str, site: str | None) -> bool:
    return site is not None and len(text) < len(site) + 5 and text.strip(" |·•-–—").casefold() == site.casefold()


def judge(lines: Sequence[Line], model: Model, site: str | None = None) -> list[tuple[str, str] | None]:
    """For each line its reason and rule if it is to be deleted, else None. `site` is the publisher's name, if known."""
    verdicts = [(p.reason, p.rule) if (p := line.pattern) else None for line in lines]
    story = _story(lines)
    edges = {"first": range(min(1, len(lines))), "top": range(story.start), "end": range(story.stop, len(lines))}
    for scope, places in edges.items():
        if scope == "first" or story:
            for i in places:
                if not verdicts[i] and (p := _known(lines[i].text, scope)):
                    verdicts[i] = (p.reason, p.rule)
    kept = headline(lines)
    if story:
        for i in _masthead(lines, min(kept, default=0), site):
            verdicts[i] = verdicts[i] or ("template", "masthead")
        for i, line in enumerate(lines):
            if i not in story and i not in kept and _names(line.text, site):
                verdicts[i] = verdicts[i] or ("template", "masthead")
    for i in _teasers(lines, verdicts, story):
        verdicts[i] = verdicts[i] or ("related", "teaser")
    if not _MODEL_LINES <= len(lines) <= _MAX_MODEL_LINES:
        return verdicts
    items: list[bool] = []
    # A story has one by-line and one date stamp; the others are those of teasers.
    spared: set[str] = set()
    reasons = [line.pattern.reason if line.pattern else None for line in lines]
    for i, total in enumerate(line_model.totals([line.text for line in lines], reasons, model)):
        line = lines[i]
        if verdicts[i] or i in kept or len(line.text) > PAGE_CHARS or total <= model.threshold:
            continue
        if i - 1 in kept and _NAME.fullmatch(line.text) and i < story.start:
            continue  # the author's name, below the headline
        items = items or _items(lines)
        if items[i] and total < _CERTAIN:
            continue
        keep = _spared(line.text)
        if keep and keep not in spared:
            spared.add(keep)
            continue
        reason = _reason(line)
        verdicts[i] = (reason, f"model:{reason}")
    return verdicts


def _trim(line: Line, *, alone: bool, first: bool) -> list[tuple[int, int, str, str]]:
    """Stretches to delete inside a line that stays: what is glued to its head or tail.

    `alone` says that it may be a whole page; then also what lies around its running text. `first` says that it may be
    the headline; then also a stamp before it.
    """
    if line.end - line.start < _GLUED_CHARS:
        return []
    text = line.text
    found: list[tuple[int, int, str, str]] = []
    head, tail = 0, len(text)
    if first and len(text) <= _LABEL_CHARS and text[-1] not in _STOPS:
        for p in _patterns("glued"):
            if (match := p.expression.match(text)) and match.groupdict().get("site") not in _AGENCIES:
                found.append((0, match.end(), p.reason, p.rule))
                head = match.end()
                break
    for p in _patterns("head"):
        match = p.expression.search(text, head, _LABEL_CHARS)
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
    if (credited := _credited(text)) and head < credited[0] < tail:
        tail, p = credited
        found.append((tail, len(text), p.reason, p.rule))
    if alone and tail - head > PAGE_CHARS:
        start, end = running_text(text)
        if start > head:
            found.append((head, start, "template", "model:running-text"))
        if end < tail:
            found.append((end, tail, "template", "model:running-text"))
    return [(line.start + a, line.start + b, reason, rule) for a, b, reason, rule in sorted(found) if a < b]


def _at_end(i: int, lines: Sequence[Line]) -> bool:
    return min(i, len(lines) - 1 - i) < _FORM_LINES


def _is_plug(line: Line) -> bool:
    return len(line.text) <= _FORM_IN_STORY_CHARS and not _QUOTES.search(line.text)


def find(text: str, model: Model | None = None, site: str | None = None) -> list[Edit]:
    """The deletions that take the boilerplate out of `text`, in order and disjoint, in its own offsets.

    `text` is a document after encoding repair, its lines as scraped; `site` the name of its publisher, if known. Each
    edit's replacement is empty; `rule` is the name of a pattern of the lexicon, ``masthead``, ``teaser``, ``form``, or
    ``model:<reason>``. Line breaks are left for the white-space pass.
    """
    lines = lines_of(text)
    verdicts = judge(lines, model or line_model.trained(), site)
    head = min(headline(lines), default=0)
    edits: list[Edit] = []
    left = 0
    for i, (line, verdict) in enumerate(zip(lines, verdicts, strict=True)):
        form = _form(line) if len(lines) > 1 and (_at_end(i, lines) or _is_plug(line)) else None
        if form and (not verdict or form[0] < len(line.text)):
            end, reason, rule = form
            found = [(line.start, line.start + end, reason, rule)]
        elif verdict:
            found = [(line.start, line.end, *verdict)]
        else:
            found = _trim(line, alone=len(lines) < _MODEL_LINES, first=i == head and len(lines) > 1)
        left += line.end - line.start - sum(end - start for start, end, _, _ in found)
        edits += [Edit(start, end, "", reason, rule) for start, end, reason, rule in found]
    return edits if left else []
