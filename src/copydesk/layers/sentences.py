"""Sentences of news text, and what each is in the article: headline, dateline, body, credit.

One compiled scan finds the places where a sentence could end (an end mark, the marks that close with it, then white
space or a glued capital); only there is anything looked at. What decides is the word before the mark
(`abbreviations.csv`) and the word after it (`starters.csv`): the idea of Kiss & Strunk, "Unsupervised Multilingual
Sentence Boundary Detection" (CL 2006), with a written list in place of a trained one, so that no text's verdict depends
on other texts.

Kinds of abbreviation: `title` and `never` end no sentence; `number` (No., Feb.) ends one unless a number or a date
follows; `clock` (a.m.) ends one before a capital, time zones and days excepted; `either` (Inc., U.S.) and initials end
one before a word that begins sentences.

Conventions: closing quotes and brackets belong to the sentence they close. What is said after a quote belongs to it
(``"Go!" he said.`` is one sentence). Colons, semicolons and dashes never end one. A headline is one sentence, whatever
stands in it; a dateline is one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.document import Document, Span
from copydesk.lexicon import datelines, load

_PARAGRAPH = re.compile(r"[^\s][^\n]*")
_END = re.compile(
    r"""
    (?P<mark> (?<![.!?…।۔؟]) [.!?…।۔؟]++ (?:[ ]\.++){0,4}+ )      # old wire writes an ellipsis as ". . ."
    (?P<closing> ['"”’»)\]]*+ )
    (?: (?P<space> \s++ )
        (?: (?![a-z])
          | (?= [a-z]{1,3}[-'’]?[A-Z] )                     # iPhone, al-Qaida
          | (?<= [a-z]{4}\.[ ] )                            # a careless writer's small letter: see _verdict
        )
      | (?= ["“‘(]? (?:[A-ZÀ-Þ][a-zß-ÿ'’]|[AI][ ]) )        # glued: "Lithuania.The"
    )
    """,
    re.VERBOSE,
)
_OPENING = re.compile(r"""["'“‘«(\[`]*""")
_WORD = re.compile(r"[\w'’-]+\.?")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_LABEL = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})")
_NUMERAL = re.compile(r"\d|[IVXLC]+\b")
_AFTER_CLOCK = re.compile(
    r"[A-Z]{2,4}\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Eastern|Central|Pacific|Mountain)\b|[A-Z]\w+ [Tt]ime\b"
)
_CALENDAR = re.compile(r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d")
_ADDRESS = re.compile(r"@|://|www\.|/\S*/|\\")
_FILE_NAME = re.compile(r"\w+\.[a-z]|(?:Com|Net|Org|Co|Io|Gov|Edu|Tv|Uk)\b")
_ATTRIBUTION = re.compile(
    r"(?:I|(?:[A-ZÀ-Þ][\w.'’-]{0,30} ){0,3}?[A-ZÀ-Þ][\w.'’-]{0,30}) "
    r"(?:said|says|asked|asks|added|told|wrote|writes|replied|answered|shouted|cried|yelled|joked|quipped|recalled|tweeted|wondered)\b"
)
_ABBREVIATIONS = {row["form"]: row["kind"] for row in load("abbreviations")}
_AGENCIES = frozenset(form for row in load("agencies") for form in row["forms"].split("|"))
_STARTERS = frozenset(row["word"] for row in load("starters"))
_OPENING_QUOTES = "\"'“‘«`"
_OPENING_EDGE = _OPENING_QUOTES + "([*-–—"
_WORD_EDGE = _OPENING_EDGE + "”’»)]"
_CLOSING_QUOTES = frozenset("\"'”’»")
_QUOTED_END = frozenset(mark + quote for mark in ".," for quote in _CLOSING_QUOTES)
_CLOSING = (*_CLOSING_QUOTES, ")", "]", "%")
_DASHES = frozenset("-–—―_")
_NEVER_FIRST = frozenset(",;:!?.)]}”’»/\\|=+&%…")
_LONGEST_WORD, _LONGEST_LABEL, _LOOK_BACK = 64, 6, 2000

_HEADLINES, _LONGEST_HEADLINE, _HEAD = 3, 160, 8
_CREDIT_LINES = tuple(re.compile(row["pattern"]) for row in load("credits") if row["kind"] == "line")
_CREDIT = re.compile("|".join(f"(?:{row['pattern']})" for row in load("credits") if row["kind"] == "sentence"))
_BIOGRAPHY = re.compile("|".join(f"(?:{row['pattern']})" for row in load("credits") if row["kind"] == "last"))


@dataclass(frozen=True, slots=True)
class Sentence(Span):
    """One sentence: number `paragraph` of the document, number `position` in it (both from 0), and its `role`."""

    paragraph: int
    position: int
    role: str


def annotate(document: Document) -> Iterator[Sentence]:
    """The sentences of `document` in text order: disjoint, within paragraphs, together all that is not white space."""
    text = document.text
    paragraphs = [_trimmed(text, *found.span()) for found in _PARAGRAPH.finditer(text)]
    lines = _lines(text, paragraphs)
    first_body = next((i for i in range(len(paragraphs)) if i not in lines), 0)
    for number, (start, end) in enumerate(paragraphs):
        if number in lines:
            role, rule = lines[number]
            yield Sentence(start, end, rule, number, 0, role)
            continue
        position = 0
        if number <= first_body + 1 and (lead := datelines.lead(text, start, end)) and lead.end < end:
            yield Sentence(start, lead.end, lead.rule, number, 0, "dateline")
            start, position = lead.end, 1
            while text[start].isspace():
                start += 1
        last = number >= len(paragraphs) - 3
        for begin, stop, rule in _split(text, start, end):
            yield Sentence(begin, stop, rule, number, position, _role(text, begin, stop, last))
            position += 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while text[end - 1].isspace():
        end -= 1
    return start, end


def _lines(text: str, paragraphs: list[tuple[int, int]]) -> dict[int, tuple[str, str]]:
    """Role and rule of the paragraphs that are one line of furniture: headlines, stamps, lone datelines, by-lines.

    Headlines stand before the body only: without a body below, a short line is the story itself.
    """
    lines: dict[int, tuple[str, str]] = {}
    headlines = 0
    for number, (start, end) in enumerate(paragraphs[:_HEAD]):
        if (furniture := _furniture(text, start, end)) is not None:
            lines[number] = furniture
        elif headlines < _HEADLINES and number == len(lines) and _is_headline(text, start, end):
            lines[number] = ("headline", "headline")
            headlines += 1
        elif number > headlines + 3:
            break
    for number in range(max(_HEAD, len(paragraphs) - _HEAD), len(paragraphs)):
        furniture = _furniture(text, *paragraphs[number])
        if furniture is not None and furniture[0] == "credit":
            lines[number] = furniture
    if len(lines) == len(paragraphs):
        lines = {number: line for number, line in lines.items() if line[0] != "headline"}
    return lines


def _furniture(text: str, start: int, end: int) -> tuple[str, str] | None:
    if end - start > datelines.LONGEST:
        return None
    if datelines.stamp(text, start, end):
        return "dateline", "stamp"
    if (lead := datelines.lead(text, start, end)) and lead.end == end:
        return "dateline", lead.rule
    if any(pattern.fullmatch(text, start, end) for pattern in _CREDIT_LINES):
        return "credit", "credit-line"
    if _ADDRESS.search(text, start, end) and text.find(" ", start, end) < 0:
        return "body", "address"  # no headline, and not the end of the head either
    return None


def _is_headline(text: str, start: int, end: int) -> bool:
    ending = text[end - 1] in ".,;:…" or text[end - 2 : end] in _QUOTED_END
    opening = text[start].isalnum() or text[start] in _OPENING_QUOTES
    return opening and not ending and end - start <= _LONGEST_HEADLINE


def _role(text: str, start: int, end: int, last: bool) -> str:
    if _CREDIT.match(text, start, end) or (last and _BIOGRAPHY.match(text, start, end)):
        return "credit"
    if last and text[start] in "([" and text[end - 1] in ")]" and text[start + 1 : end - 1] in _AGENCIES:
        return "credit"
    return "body"


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The sentences of one paragraph, each with the rule that ended it."""
    for found in _END.finditer(text, start, end):
        mark, closing = found.span("mark"), found.span("closing")
        if found["space"] is None:
            stop, rule = _glued(text, start, mark, closing), "glued"
            after = stop
        else:
            after = found.end()
            rule = _verdict(text, start, mark, closing, after, end)
            stop = closing[1] if rule else 0
        if stop:
            yield start, stop, rule
            start = after
    yield start, end, "paragraph"


def _word_before(text: str, start: int, mark: int) -> str:
    floor = max(start, mark - _LONGEST_WORD)
    return text[max(floor, text.rfind(" ", floor, mark) + 1) : mark].lstrip(_WORD_EDGE)


def _kind(word: str) -> str | None:
    """What an end mark after `word` means: a kind of `abbreviations.csv`, ``initial``, or None for a common word."""
    kind = _ABBREVIATIONS.get(word)
    if kind is None and "-" in word:
        kind = _ABBREVIATIONS.get(word.rpartition("-")[2])
    if kind is None and word[-1:].isalpha():
        if len(word) == 1:
            return "initial" if word.isupper() else None
        if len(word) < 16 and _ACRONYM.fullmatch(word):
            return "either"
    return kind


def _verdict(text: str, start: int, mark: tuple[int, int], closing: tuple[int, int], after: int, end: int) -> str:
    """The rule by which a sentence ends at `mark`, or '' if it goes on. `after` is where what follows begins."""
    opening = _OPENING.match(text, after, end)
    first = opening.end() if opening else after
    following = text[first] if first < end else ""
    if following in _NEVER_FIRST or (mark[1] < closing[1] and following in _DASHES):
        return ""
    if following.isspace() and text[first + 1 : first + 2].islower():
        return ""  # a closing mark that lost its place: Go! " he said
    word = _WORD.match(text, first, min(end, first + _LONGEST_WORD))
    starter = word is not None and word[0] in _STARTERS
    quoted = mark[1] < closing[1] and text[closing[1] - 1] in _CLOSING_QUOTES
    if mark[1] - mark[0] > 1 or text[mark[0]] != ".":
        before = text[max(start, mark[0] - 1) : mark[0]]
        if before in ("(", "["):
            return ""  # [...] and (!) are remarks
        if text[mark[0]] in "….":
            return "mark" if starter or before.strip() else ""
        return "" if quoted and following.isupper() and _ATTRIBUTION.match(text, first, end) else "mark"
    if mark[0] - start < _LONGEST_LABEL and _LABEL.fullmatch(text, start, mark[0]):
        return ""
    abbreviation = _word_before(text, start, mark[0])
    kind = _kind(abbreviation)
    if kind is None and abbreviation.isupper() and text[first : first + 2].isupper():
        kind = _ABBREVIATIONS.get(abbreviation.capitalize())  # ST. LOUIS, GEN. ORLAN
    if kind is None:
        # A careless writer's small letter begins a sentence only after a common word: not after "Halv. river".
        return "mark" if abbreviation.islower() or not (word and word[0].islower()) else ""
    opened = mark[0] - len(abbreviation) - 1
    if quoted and kind in ("either", "initial") and opened >= start and text[opened] in _OPENING_QUOTES:
        quoted = False  # Orla "J.R." Venn
    return "abbreviation" if _ends_after(kind, text, after, first, end, starter, quoted) else ""


def _ends_after(kind: str, text: str, after: int, first: int, end: int, starter: bool, quoted: bool) -> bool:
    """Whether the stop of an abbreviation ends its sentence as well.

    What follows is ``text[first:end]``, with opening marks before it from `after` on; `starter` says that its first
    word is one of `starters.csv`, `quoted` that a quote closes with the stop.
    """
    if kind in ("title", "never"):
        return False
    if quoted:
        return True
    if kind == "number":
        return not (_NUMERAL.match(text, first, end) or _CALENDAR.match(text, first, end))
    capital = text[first : min(end, first + 1)].isupper()
    if kind == "clock":
        goes_on = _AFTER_CLOCK.match(text, first, end) or _CALENDAR.match(text, first, end)
        return starter or (capital and not goes_on)
    opens_quote = first > after and text[after] != "(" and capital
    return starter or (opens_quote and kind != "initial")  # Orla J. "Red" Venn


def _glued(text: str, start: int, mark: tuple[int, int], closing: tuple[int, int]) -> int:
    """Where a sentence ends though no blank follows its mark ("Lithuania.The"); 0 in a name or an address."""
    before = text[max(start, mark[0] - 2) : mark[0]]
    common = before.isdigit() or (before.isalpha() and before[-1].islower()) or before[-1:] in _CLOSING
    acronym = before[:1] == "."
    if len(before) < 2 or before[0].isspace() or not (common or acronym):
        return 0
    stop = closing[1]
    if stop == mark[1] + 1 and _opens(text, max(start, mark[0] - _LOOK_BACK), mark[1]):
        stop = mark[1]
    if acronym:
        following = _WORD.match(text, stop, stop + _LONGEST_WORD)
        return stop if following and len(following[0]) > 1 and following[0] in _STARTERS else 0  # but U.S.A
    if stop == mark[1] and text[mark[0] : mark[1]] == ".":
        word = _word_before(text, start, mark[0])
        if _kind(word) or _FILE_NAME.match(text, stop) or _ADDRESS.search(text, mark[0] - len(word), stop):
            return 0
        blank = text.find(" ", stop, stop + _LONGEST_WORD)
        if _ADDRESS.search(text, stop, blank if blank >= 0 else stop + _LONGEST_WORD):
            return 0
    return stop


def _opens(text: str, floor: int, at: int) -> bool:
    """Whether the straight quote at `at` opens one: an even number of its like stand before it."""
    return text[at] in "\"'" and text.count(text[at], floor, at) % 2 == 0
