"""Noun phrases beside a cue: its subject before it, its subject after it, and what "according to" names."""

from __future__ import annotations

from copydesk.attribution.clauses import BREAKS, DASHES
from copydesk.attribution.cues import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    FORMS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SOURCE_NOUNS,
    SUBORDINATORS,
    TIMES,
    VENUES,
)
from copydesk.attribution.segments import QUOTED, Segment

_BEFORE_TIME = frozenset(("on", "in", "at", "this", "early", "late", "the"))
_AS_SAYING = frozenset(("quoted", "cited", "as"))
_SHARING = frozenset(
    (
        "and",
        "but",
        "or",
        "by",
        "without",
        "before",
        "after",
        "while",
        "to",
        "when",
        "then",
        "in",
        "for",
        "of",
        "from",
        "about",
    )
)
_INSIDE = frozenset(
    [
        "of",
        "for",
        "from",
        "at",
        "in",
        "with",
        "on",
        "to",
        "by",
        "near",
        "under",
        "behind",
        "within",
        "inside",
        "across",
        "around",
        "among",
    ]
)
_LONGEST = 40


def subject_before(s: Segment, i: int) -> tuple[int, int] | str | None:
    """Items ``(first, last)`` of the subject left of the verb at `i`; ``"shared"`` if it is that of an earlier verb."""
    k = i - 1
    timed = False
    while k >= 0:
        low = s.lows[k]
        if (
            low in AUXILIARIES
            or low in MODALS
            or low in ADVERBS
            or (low.endswith("ly") and k and s.words[k].islower() and s.lows[k - 1] not in DETERMINERS)
        ):
            k -= 1
        elif low in TIMES and k and not s.lows[k - 1].endswith(("'s", "’s")):
            timed = True
            k -= 1
        elif (timed and low in _BEFORE_TIME) or (s.lows[i] == "saying" and i - k < 4 and low in _AS_SAYING):
            k -= 1
        else:
            break
    if k < 0:
        return None
    low = s.lows[k]
    participle = FORMS[s.lows[i]].shape == "participle" if s.lows[i] in FORMS else False
    if low in _SHARING or (participle and (low in BREAKS or low == QUOTED)):
        return "shared"
    if low in ("who", "which", "that"):
        k -= 1
        if k >= 0 and s.lows[k] == ",":
            k -= 1
        return phrase_before(s, k) if k >= 0 else None
    if low == "," or low in DASHES or low == ")":
        opening = "(" if low == ")" else low
        m = k - 1
        while m > 0 and k - m < _LONGEST and s.lows[m] != opening:
            m -= 1
        if m > 0 and s.lows[m] == opening:
            first = phrase_before(s, m - 1)
            return (first[0], k - 1) if first else None
        return None if low != "," else "shared"
    return phrase_before(s, k)


def phrase_before(s: Segment, last: int) -> tuple[int, int] | None:
    """The noun phrase that ends at `last`."""
    if s.lows[last] in BREAKS or s.lows[last] == QUOTED or s.lows[last] in SUBORDINATORS:
        return None
    if s.lows[last] in PRONOUNS:
        return last, last
    first = last
    while first > 0 and last - first < _LONGEST:
        low = s.lows[first - 1]
        if low in BREAKS or low == QUOTED or low in RELATIVES or low in AUXILIARIES or low in MODALS or low in PRONOUNS:
            break
        if low in ("and", "or", "&"):
            if (
                first > 1
                and (s.words[first - 2][:1].isupper() or s.lows[first - 2] in SOURCE_NOUNS)
                and s.lows[first - 2] not in PRONOUNS
            ):
                first -= 1
                continue
            break
        if low in SUBORDINATORS or low in ("but", "as", "than", "then"):
            break
        if low in FORMS and s.words[first - 1].islower() and _is_finite_form(s, first - 1):
            break
        if low in TIMES and s.lows[first] in DETERMINERS:
            break
        if low in PREPOSITIONS and (low not in _INSIDE or first < 2 or not _is_noun(s, first - 2)):
            break
        first -= 1
    if s.lows[first] in ("and", "or"):
        first += 1
    return (first, last) if first <= last else None


def _is_finite_form(s: Segment, k: int) -> bool:
    """Whether the form of a reporting verb at `k` is its verb here, neither a noun nor an adjective."""
    cue = FORMS[s.lows[k]]
    if cue.shape == "past":
        return k == 0 or s.lows[k - 1] not in DETERMINERS
    return cue.shape != "base" and not cue.noun


def _is_noun(s: Segment, k: int) -> bool:
    low = s.lows[k]
    return (
        low not in BREAKS
        and low != QUOTED
        and low not in AUXILIARIES
        and low not in TIMES
        and low not in ADVERBS
        and (low in SOURCE_NOUNS or not s.words[k].islower() or low.endswith("s"))
    )


def phrase_after(s: Segment, first: int) -> tuple[int, int] | None:
    """The noun phrase that begins at `first`: an inverted subject, or what "according to" names."""
    n = s.size
    if first >= n or s.lows[first] == QUOTED or s.lows[first] in BREAKS or s.lows[first] in PREPOSITIONS:
        return None
    if s.lows[first] in PRONOUNS:
        return first, first
    k = first
    while k < n and k - first < _LONGEST:
        low = s.lows[k]
        if (low in BREAKS and low != "-") or low == QUOTED or low in RELATIVES or low in AUXILIARIES or low in MODALS:
            break
        if low in TIMES and k > first and not s.lows[k - 1].endswith(("the", "'s", "’s")) and s.lows[k - 1] != "new":
            break
        if k > first and low in DETERMINERS and s.words[k - 1][:1].isupper():
            break  # "according to Orlan the bridge": a new phrase
        if k > first and (low in ("on", "during", "after", "before", "as", "when", "while") or low in PRONOUNS):
            break
        if k > first and low == "in" and k + 1 < n and (s.lows[k + 1] in DETERMINERS or s.lows[k + 1] in VENUES):
            break
        k += 1
    return (first, k - 1) if k > first else None
