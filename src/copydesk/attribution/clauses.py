"""What a reporting verb governs in its segment: content after it, before it, or around it.

Positions are items of a `Segment`. Where a clause ends is decided by what begins there: another report, or the end of
the segment.
"""

from __future__ import annotations

from dataclasses import dataclass

from copydesk.attribution.cues import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    FINITE,
    FINITE_FORMS,
    FORMS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SOURCE_NOUNS,
    SUBORDINATORS,
    TIMES,
    VENUES,
    Cue,
)
from copydesk.attribution.segments import QUOTED, Segment

_TITLE = 40  # code points; "said on “The Harbour Hour”" names a programme
DASHES = frozenset(("—", "–", "―", "-", "--", "---"))
BREAKS = DASHES | frozenset(",;:()")
_WH = (RELATIVES | {"whether", "if", "when"}) - {"that"}
_MAY_TELL = frozenset(("warn", "promise"))  # with or without a hearer
_FIRST_AND_SECOND = frozenset(("i", "we", "you"))
_NUMBERS = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))
_JOINERS = frozenset(("and", "but", "or", "then", "while", "before", "after", "by", "without"))
_NEGATIVE = frozenset(("not", "never", "n't", "didn't", "didn’t", "don't", "don’t", "doesn't", "doesn’t"))


def is_verb(s: Segment, i: int, cue: Cue) -> bool:
    """Whether the form at `i` is a verb that can govern content here, by the words around it."""
    before = s.lows[i - 1] if i else ""
    after = s.lows[i + 1] if i + 1 < len(s.lows) else ""
    if before in DETERMINERS and before not in (
        "that",
        "this",
        "these",
        "those",
        "some",
        "many",
        "both",
        "all",
        "each",
    ):
        return False
    if before.endswith(("'s", "’s")) and before not in PRONOUNS and not before.startswith(("who", "that")):
        return cue.shape in ("past", "participle") and before[:-2] in ("who", "what")
    if cue.shape == "participle" and (after in FINITE or (not i and after not in ("that", QUOTED, ":"))):
        return False
    if cue.shape == "base" and before in _FIRST_AND_SECOND:
        return False  # "I say so" does what it says and reports nothing (Austin, How to Do Things with Words, 1962)
    if cue.lemma == "point" and after != "out":
        return False
    if before[:1].isdigit() or before in _NUMBERS:
        return False
    if before in AUXILIARIES and cue.shape == "base":
        return before in ("do", "does", "did", "don't", "don’t", "didn't", "didn’t", "doesn't", "doesn’t")
    if after == "-" and s.starts[i + 1] == s.ends[i]:
        return False
    if before == "-" and s.starts[i] == s.ends[i - 1]:
        return False
    if cue.shape == "base":
        if before == "to":
            return after in ("that", QUOTED, ":", ",") or cue.kind == "telling"
        if before in MODALS or before in ADVERBS or before in PRONOUNS:
            return True
        if not i or before in PREPOSITIONS or before in BREAKS:
            return False
    if s.words[i][:1].isupper() and i and cue.noun:
        return False
    if cue.noun and cue.shape in ("base", "present"):
        if before in PREPOSITIONS or before in ("and", "or", ",", "new", "other"):
            return False
        return (
            before in PRONOUNS
            or before in RELATIVES
            or before in ADVERBS
            or after in ("that", "the", QUOTED, ":", ",", "he", "she", "it", "they", "there")
            or (i + 1 >= s.size and s.words[i - 1][:1].isupper())
            or (cue.shape == "present" and before in SOURCE_NOUNS and after not in FINITE and after not in PREPOSITIONS)
        )
    return True


def finite(s: Segment, start: int, end: int) -> bool:
    """Whether the items from `start` to `end` look like a clause: they hold a finite verb form or a quotation."""
    return any(
        s.lows[k] in FINITE
        or s.lows[k] == QUOTED
        or s.lows[k] in FINITE_FORMS
        or s.lows[k].endswith(_CONTRACTED)
        or (s.lows[k].endswith("ed") and len(s.lows[k]) > 4)
        or (s.lows[k] in FORMS and FORMS[s.lows[k]].shape in ("past", "present"))
        or (k == start and s.lows[k] in PRONOUNS)
        for k in range(start, min(end, start + 40))
    )


def is_clause(s: Segment, start: int) -> bool:
    """Whether what begins at `start`, without "that", is a clause with its own subject and verb, not a noun."""
    if s.lows[start] in PRONOUNS and s.lows[start] not in ("you", "it"):
        return True
    if s.lows[start] == "it" and start + 1 < s.size and s.words[start + 1].islower():
        return s.lows[start + 1] not in PREPOSITIONS and s.lows[start + 1] not in TIMES
    k = start
    while k < s.size and k - start < 25 and s.lows[k] not in _NOUN_ENDS:
        low = s.lows[k]
        if (low in FINITE and low not in _NONFINITE and s.lows[k - 1] != "to") or low.endswith(("n't", "n’t")):
            return True
        k += 1
    return False


_CONTRACTED = ("n't", "n’t", "'ll", "’ll", "'re", "’re", "'ve", "’ve")
_NONFINITE = frozenset(("be", "been", "being"))
_NOUN_ENDS = frozenset(("who", "which", "that", ",", ";", ":"))


@dataclass(frozen=True, slots=True)
class After:
    """Content to the right of a cue: its first item, and what led to it (that, wh, colon, quote, bare)."""

    start: int
    link: str


def after(s: Segment, i: int, cue: Cue) -> tuple[After | None, int]:
    """The content that begins right of the cue at `i`, if any, and where the words that only modify the cue end."""
    n = s.size
    j = i + 1
    if cue.lemma == "point":
        if j < n and s.lows[j] == "out":
            j += 1
        else:
            return None, j
    hearer = cue.kind in ("telling", "asking") or cue.lemma in _MAY_TELL
    fronted = j
    noun_seen = False  # a hearer or the noun of an adjunct was consumed
    expects_noun = hearer
    in_adjunct = hearer
    while j < n:
        low = s.lows[j]
        if low == QUOTED:
            if s.lows[j - 1] in PREPOSITIONS and s.ends[j] - s.starts[j] < _TITLE:
                expects_noun, noun_seen = False, True
                j += 1
                continue
            return After(j, "quote"), j
        if low == ":" and s.words[j - 1].isdigit() and s.words[j + 1 : j + 2] and s.words[j + 1].isdigit():
            j += 2  # a clock
            continue
        if low == ":":
            return (After(j + 1, "colon"), j) if j + 1 < len(s.lows) else (None, j)
        if low == "that":
            if s.lows[j - 1] in PREPOSITIONS:  # "in that case"
                j += 1
                continue
            if j + 1 < n and s.lows[j + 1] in ("day", "night", "time", "morning", "evening", "week") and in_adjunct:
                j += 2
                continue
            return (After(j + 1, "that"), j) if j + 1 < n else (None, j)
        if low in ("whether", "if") and cue.kind in ("asking", "plain", "clause", "telling"):
            return After(j, "wh"), j
        if low in _WH and (
            cue.kind in ("asking", "telling") or (j == fronted and low in ("how", "why", "what", "where"))
        ):
            return After(j, "wh"), j
        if low == "," or low in DASHES:
            if j + 1 < n and s.lows[j + 1] == QUOTED:
                return After(j + 1, "quote"), j
            skip = _inserted(s, j)
            if skip:
                j = skip
                continue
            return None, j
        if low in ("and", "or") and in_adjunct and noun_seen:
            j += 1
            expects_noun = True
            continue
        if low in (";", "(", "and", "but", "or", "as", "when", "while", "because", "after"):
            if low == "after" or (low == "as" and in_adjunct):
                in_adjunct, expects_noun = True, True
                j += 1
                continue
            if low in ("when", "while", "because") and cue.kind == "plain" and j == fronted and "," in s.lows[j:n]:
                return After(j, "bare"), j
            return None, j
        if low == "to" and j == fronted and j + 1 < n and s.lows[j + 1] in ("be", "have"):
            return None, j
        if (
            low in DETERMINERS
            and not expects_noun
            and j + 2 < n
            and s.lows[j + 1] in TIMES
            and s.lows[j + 2] not in FINITE
        ):
            in_adjunct, noun_seen = True, True
            j += 2
            continue
        if low in TIMES and (not expects_noun or low != "next"):
            if low == "next" or low == "last" or low == "this":
                j += 1
            in_adjunct, expects_noun, noun_seen = True, False, True
            j += 1
            continue
        if low in ADVERBS:
            if low in ("no", "not") and j == fronted:
                return After(j, "bare"), j
            j += 1
            continue
        if low in PREPOSITIONS:
            in_adjunct, expects_noun = True, True
            j += 1
            continue
        if not in_adjunct:
            return After(j, "bare"), j
        # inside an adjunct or after a hearer: is this still part of it?
        if expects_noun:
            if low in PRONOUNS and not hearer:
                return After(j, "bare"), j
            expects_noun = low in DETERMINERS or s.words[j][:1].isdigit()
            noun_seen = noun_seen or not expects_noun
            j += 1
            continue
        if low in DETERMINERS or low in PRONOUNS:
            return After(j, "bare"), j
        if low in FINITE:
            return (After(fronted, "bare") if not hearer or cue.lemma in _MAY_TELL else None), j
        if low in VENUES or s.words[j].islower() or s.words[j][:1].isdigit():
            if s.lows[j - 1] in TIMES or (s.lows[j - 1] in VENUES and low not in VENUES):
                return After(j, "bare"), j
            j += 1
            continue
        if s.lows[j - 1] in TIMES or s.lows[j - 1] in VENUES or (hearer and _is_plural(s.words[j - 1])):
            return After(j, "bare"), j
        j += 1
    return None, j


def _is_plural(word: str) -> bool:
    return word.islower() and word.endswith("s")


def _inserted(s: Segment, comma: int) -> int:
    """The item after an insertion between two commas (", however,"; ", in a speech,"), or 0."""
    first = comma + 1
    if first >= s.size:
        return 0
    low = s.lows[first]
    if (
        low not in ADVERBS
        and low not in PREPOSITIONS
        and low not in ("citing", "referring", "speaking", "without", "when", "using")
    ):
        return 0
    for k in range(first + 1, min(s.size, first + 16)):
        if s.lows[k] == s.lows[comma] == "," or (s.lows[k] in DASHES and s.lows[comma] in DASHES):
            return k + 1 if k + 1 < s.size and s.lows[k + 1] in ("that", QUOTED, *PRONOUNS) else 0
    return 0


def right_edge(s: Segment, start: int, *, fronted: bool = False) -> tuple[int, str]:
    """Where content that begins at `start` ends (exclusive item), and what decided.

    `fronted` says that the report stands in a clause before the main one ("After she said it was shut, ..."): it ends
    with that clause.
    """
    n = s.size
    comma = 0  # the latest comma
    k = start + 1
    while k < n:
        low = s.lows[k]
        if low == ",":
            if fronted and k > start + 1:
                return k, "fronted"
            comma = k
        elif low in FORMS:
            edge = _next_report(s, start, k, comma)
            if edge:
                return edge
        elif low == "according" and k + 1 < n and s.lows[k + 1] == "to":
            return (k - 1 if s.lows[k - 1] == "," else k), "according to"
        elif low == ":" and k + 1 < n and s.lows[k + 1] == QUOTED:
            return k, "colon"
        k += 1
    return n, "end"


def _next_report(s: Segment, start: int, k: int, comma: int) -> tuple[int, str] | None:
    """Where content from `start` ends because the form at `k` reports anew, if it does."""
    cue = FORMS[s.lows[k]]
    left = k
    while left - 1 > start and (s.lows[left - 1] in ADVERBS or s.lows[left - 1].endswith("ly")):
        left -= 1
    if left - 1 <= start:
        return None
    before = s.lows[left - 1]
    if cue.shape == "participle":
        if before in (",", QUOTED) or before in DASHES:
            return left - (before != QUOTED), "participle"
        if before in _JOINERS:
            return left - 1 - (s.lows[left - 2] == ","), "participle"
        if cue.lemma in ("say", "add") and before not in AUXILIARIES and before not in PREPOSITIONS:
            return left, "participle"
        return None
    if cue.shape not in ("past", "present"):
        return None
    governs = cue.kind in ("plain", "telling", "naming", "asking") or (
        k + 1 < s.size and s.lows[k + 1] in ("that", ":", QUOTED)
    )
    if before in ("and", "but", "then", "or") and governs:
        edge = left - 1
        if s.lows[edge - 1] in ("and", "but"):
            edge -= 1
        if edge - 1 > start and (s.lows[edge - 1] == "," or s.lows[edge - 1] in DASHES):
            edge -= 1
        return edge, "coordination"
    if comma and cue.lemma in ("say", "tell", "add", "report") and k - comma <= 9:
        between = s.lows[comma + 1 : k]
        if not any(
            word in FINITE or word in RELATIVES or word in SUBORDINATORS or word == QUOTED or word.endswith("ing")
            for word in between
        ):
            return comma, "next report"
    return None
