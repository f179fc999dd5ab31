"""The noun that an amount counts: "1,100 public housing properties" counts properties."""

from __future__ import annotations

import re
from dataclasses import dataclass

from copydesk import lexicon

_CLASSES = {row["class"]: frozenset(row["words"].split("|")) for row in lexicon.load("amount_words")}
#: Words that end a noun phrase.
STOPS = _CLASSES["preposition"] | _CLASSES["conjunction"] | _CLASSES["determiner"] | _CLASSES["verb"]
_NEVER_HEAD = STOPS | _CLASSES["participle"]
_NOT_PLURAL = _CLASSES["not plural"]
_IRREGULAR = _CLASSES["irregular plural"]
_MODIFIERS = _CLASSES["plural modifier"]
#: Words before "one" that make it a pronoun.
PRONOUN_ONE = _CLASSES["pronoun one"]
#: Words that look plural and are seen as such without a look at their ending.
PLURALS = _IRREGULAR

# A noun phrase longer than this holds something else.
_MOST_WORDS = 6

_WORD = re.compile(r"([ \u00a0]| ?[-‑](?=[A-Za-z])|)((?:[^\W\d_]|&(?=\w))(?:[\w’'‑-]*[^\W_])?\.?)")
_ADJECTIVAL = ("ive", "al", "ic", "ous", "ble", "ful", "ern", "ary", "less", "ish", "er", "est")
_PARTITIVE = re.compile(
    r" of (?:(?:the|these|those|his|her|its|their|our|my|your|a|an|such|all|"
    r"other)(?: own)? )?(?:(?:world|country|city|nation)['’]s )?"
)
_TEAM = re.compile(r"[A-Z][\w’']*['’]s?$")


@dataclass(frozen=True, slots=True)
class Head:
    """The head noun as the text has it, and where it stands."""

    noun: str
    start: int
    end: int
    plural: bool


def is_plural(word: str) -> bool:
    """Whether a word looks like a plural noun."""
    lower = word.lower()
    if lower in _IRREGULAR or lower.endswith(("men", "women", "people", "folk")):
        return True
    return (
        len(lower) > 2
        and lower.endswith("s")
        and not lower.endswith(("ss", "'s", "’s", "ous", "ius", "itis", "ics"))
        and lower not in _NOT_PLURAL
        and lower not in STOPS
    )


def head(text: str, at: int, limit: int, value: float) -> Head | None:
    """The noun after a numeral that ends at `at`: the first plural before the phrase ends, else a lone singular.

    A singular counts only after "one" and where it stands right behind the number ("a 12-page document").
    """
    place, first, found = at, None, None
    for _ in range(_MOST_WORDS):
        match = _WORD.match(text, place, limit)
        if match is None or (not match[1] and place != at):
            break
        word = match[2]
        bare = word.rstrip(".")
        lower = bare.lower()
        if lower in STOPS and not (lower == "and" and found is None and first is not None):
            break
        if found is not None and not (is_plural(bare) and found.noun.lower() in _MODIFIERS):
            break
        here = Head(bare, match.start(2), match.start(2) + len(bare), is_plural(bare))
        if here.plural and not (lower == "states" and text[here.start - 7 : here.start] == "United "):
            found = here
        if first is None:
            first = here
            if match[1].strip() and not here.plural:
                return _attributive(here)
        place = match.end()
        if word.endswith(".") and (len(bare) > 3 or place >= limit):
            break
    if found is not None:
        return found
    if first is None or first.noun.lower() in _NEVER_HEAD or first.noun.endswith(("ed", "ing", "ly", "’s", "'s")):
        return None
    if value == 1:
        return _singular(text, first, limit)
    if value != int(value) or first.noun.endswith(_ADJECTIVAL):
        return None
    return first if first.noun.islower() else None


def _attributive(here: Head) -> Head | None:
    """ "12-page": the noun behind the hyphen; in "12-man-strong" the first."""
    noun = re.split("[-‑]", here.noun, maxsplit=1)[0]
    if not noun.isalpha() or noun.lower() in _NEVER_HEAD:
        return None
    return Head(noun, here.start, here.start + len(noun), False)


def _singular(text: str, first: Head, limit: int) -> Head:
    """After "one": the last word before the phrase ends, at most three words on."""
    last, place = first, first.end
    for _ in range(2):
        match = _WORD.match(text, place, limit)
        if match is None or not match[1]:
            break
        word = match[2].rstrip(".")
        if (
            word.lower() in _NEVER_HEAD
            or word.endswith(("ed", "ing", "ly", "s"))
            or not word.islower()
            or not word.isalpha()
        ):
            break
        last, place = Head(word, match.start(2), match.start(2) + len(word), False), match.end()
    return last


def partitive(text: str, at: int, limit: int) -> Head | None:
    """The plural in "one of the best speakers", "dozens of towns", or None."""
    match = _PARTITIVE.match(text, at, limit)
    if match is None:
        return None
    found = head(text, match.end() - 1, limit, 2)
    return found if found is not None and found.plural else None
