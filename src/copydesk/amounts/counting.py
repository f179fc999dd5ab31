"""Numbers without a unit: counts of something, ages, or nothing."""

from __future__ import annotations

import re
from dataclasses import replace

from copydesk.amounts import cues, guards, nouns
from copydesk.amounts.amount import POINTS, Amount, Place, bounds
from copydesk.amounts.measures import ONE_WORD
from copydesk.amounts.numerals import Numeral

_YO = re.compile(r"[ -]?(?:yo|y/o|y\.o\.)(?![A-Za-z])")

_STRONG = re.compile(r"[ -]strong(?![A-Za-z])")

_SCORE_REST = re.compile(r"(?:[-–—:]\d+)*")
_NAME_NEXT = re.compile(r" [A-Z][a-z]")
_ITEM = re.compile(r"[.)](?:\s|$)")

# A lone number in brackets is a reference or the score of a tie-break.
_REFERENCE = re.compile(r"(?:, ?\d{1,3})*\)")

# "called 911", "dial 112 for help": a number that is dialled and counts nothing.
_DIALLED = re.compile(
    r"(?<!\w)(?:call|dial|phone|ring|text)(?:s|ed|led|ing|ling|d)? (?:to |the number |on )?"
    r"(?:\d{3} (?:or|and|then|and then) )?$",
    re.IGNORECASE,
)

_COMPOUND = re.compile(r"-([A-Za-z]+)")

AGED = re.compile(
    r"(?<!\w)(?:aged?|ages|at the age of|turned|turning|turns)(?: of)?(?: about| around| between| from)? $",
    re.IGNORECASE,
)

_PERSON_IS = re.compile(
    r"(?<!\w)(?:who|he|she|I|[Hh]e|[Ss]he)(?:['’]s|['’]m| is| was| were| am| will be| would be|"
    r" would have been| has been| just)(?: only| now| just| about| around)? $"
)

_EXPECTANCY = re.compile(
    r"(?:life expectancy|lifespan|average age|median age|mean age|minimum age|retirement age|"
    r"age limit|pension age|voting age|legal age)\b[^.;]{0,60}$",
    re.IGNORECASE,
)

_APPOSED_AGE = re.compile(r"[A-Z][\w’'-]+\.?(?: [JS]r\.)?(?:, | \()$")

_AGE_END = re.compile(r"(?:,(?! \d|\d)|\)|\.(?!\d)|;| (?:and|who|from|of)\b|$)")

_AFTER_PERSON = re.compile(r"(?:[.,;!?)]|$| (?:when|by|at|and|on|in|but|now|this|next|last|with|years?)\b)")


def counted(place: Place, numeral: Numeral, start: int, value: float, change: str | None) -> tuple[Amount | None, int]:
    """A number without a unit, and where to read on: a count of something, an age, or nothing."""
    text, limit = place.text, place.limit
    end = numeral.end
    if ONE_WORD.match(text, numeral.start) and end - numeral.start == 3:
        return _one(place, numeral), end
    yo = _YO.match(text, end, limit)
    if yo:
        return _years(start, yo.end(), numeral, (value, value), None), yo.end()
    mod, outer = cues.before(text, start, place.floor)
    age = _age(place, numeral, outer, mod)
    if age is not None:
        return age, age.end
    compound = _COMPOUND.match(text, end, limit)
    if compound and compound[1].lower() in guards.COMPOUNDS:
        return None, compound.end()
    if (compound is None and end < limit and text[end].isalpha()) or _is_mark(place, numeral):
        return None, end
    strong = _STRONG.match(text, end, limit)
    later, tail = cues.after(text, end, limit)
    found = nouns.head(text, strong.end() if strong else tail, limit, numeral.value)
    if found is None:
        found = nouns.partitive(text, tail, limit)
    if found is None and numeral.whole and _DIALLED.search(text, max(place.floor, start - 30), start):
        return None, end
    plural = found is not None and found.plural
    bounded = mod or later or ("strong" if strong else None)
    average = "average" in text[outer:start]
    if guards.named(text, numeral, place.floor, place.headline, plural and mod is None):
        return None, end
    if guards.year_like(text, numeral) and _is_year(place, numeral, plural, bounded, average):
        return None, end
    if not plural and bounded is None:
        if guards.score(text, numeral):
            return None, _SCORE_REST.match(text, end).end()  # type: ignore[union-attr]
        if _is_name(place, numeral):
            return None, end
    if mod is None or (mod == "APPROX" and later is not None):
        mod = later
    head, end = (found.noun, found.end) if found else (None, tail)
    if mod is None and found is not None:
        mod, end = cues.after(text, end, limit)
    low, high = bounds(value, mod)
    if change is None:
        points = head is not None and head.lower() in POINTS
        change = cues.change_before(
            text, outer, place.floor, points, points or (found is None and numeral.form == "digits")
        )
    bare = found is None and not strong
    amount = Amount(
        outer,
        end,
        numeral.start,
        numeral.end,
        "count",
        low,
        high,
        mod,
        change,
        None,
        head,
        "count" if found else "number",
    )
    small = numeral.form == "words" and numeral.scale == 1 and 0 < numeral.value < 100
    return replace(amount, bare=bare, spelled=bare and small), numeral.end


def _is_mark(place: Place, numeral: Numeral) -> bool:
    """Whether a number marks something and counts nothing: an item of a list, a reference."""
    if not numeral.whole:
        return False
    text, floor, start, end = place.text, place.floor, numeral.start, numeral.end
    if start == floor and numeral.value < 100 and _ITEM.match(text, end):
        return True
    return text[start - 1 : start] == "(" and _REFERENCE.match(text, end) is not None


def _is_year(place: Place, numeral: Numeral, counted: bool, bounded: str | None, average: bool) -> bool:
    """Whether four digits are a year. `counted` says that a plural noun follows, `bounded` that a bound stands by."""
    if bounded is None:
        recent = 1950 <= numeral.value <= 2050
        return recent or not counted or guards.year_cue(place.text, numeral, place.floor)
    return not counted and bounded == "APPROX" and not average


def _is_name(place: Place, numeral: Numeral) -> bool:
    """Whether a number that counts nothing belongs to an address or to the name after it."""
    text, end = place.text, numeral.end
    return guards.street(text, numeral) or (
        numeral.whole and not place.headline and _NAME_NEXT.match(text, end) is not None
    )


def _years(start: int, end: int, numeral: Numeral, ends: tuple[float | None, float | None], mod: str | None) -> Amount:
    return Amount(start, end, numeral.start, numeral.end, "age", *ends, mod, None, "year", None, "age")


def _age(place: Place, numeral: Numeral, start: int, mod: str | None) -> Amount | None:
    """A bare number that is somebody's age: "aged 30", "Marta Velk, 44,", "who was 10"."""
    text, floor, limit = place.text, place.floor, place.limit
    if numeral.scale != 1 or not 0 < numeral.value < 120 or numeral.places != 0:
        return None
    before = max(floor, start - 26)
    follow = text[numeral.end : numeral.end + 1]
    apposed = (
        numeral.form == "digits"
        and start >= floor + 3
        and text[start - 1] in " ("
        and text[start - 2] in ", "
        and _APPOSED_AGE.search(text, before, start) is not None
        and _AGE_END.match(text, numeral.end, limit) is not None
        and (text[start - 1] != "(" or (follow == ")" and numeral.value >= 10))
    )
    if (
        apposed
        and text[start - 1] == " "
        and follow not in (",", ".", ")", ";", "")
        and not text.startswith((" who", " from", " of", " and"), numeral.end)
    ):
        apposed = False
    if not apposed and not AGED.search(text, before, start):
        person = _PERSON_IS.search(text, before, start) is not None
        if not (person and _AFTER_PERSON.match(text, numeral.end, limit)):
            if follow.isalpha() or not _EXPECTANCY.search(text, max(floor, start - 100), start):
                return None
            if nouns.head(text, numeral.end, limit, 2) is not None:
                return None
    later, end = cues.after(text, numeral.end, limit)
    mod = mod or later
    return _years(start, end, numeral, bounds(numeral.value, mod), mod)


def _one(place: Place, numeral: Numeral) -> Amount | None:
    """ "one" counts where a noun follows; elsewhere it is a pronoun or a figure of speech."""
    text, floor, limit = place.text, place.floor, place.limit
    mod, start = cues.before(text, numeral.start, floor)
    previous = guards.previous(text, numeral.start, floor)
    if previous and (
        previous[0].lower() in nouns.PRONOUN_ONE or (previous[0][0].isupper() and text[numeral.start] == "O")
    ):
        return None
    compound = _COMPOUND.match(text, numeral.end, limit)
    if compound and (
        compound[1].lower() in guards.COMPOUNDS or compound[1] in ("on", "to", "by", "of", "and", "liner", "sided")
    ):
        return None
    if text[numeral.end : numeral.end + 1] in "'’" and text[numeral.end : numeral.end + 1]:
        return None
    found = (
        nouns.partitive(text, numeral.end, limit)
        if text.startswith(" of ", numeral.end)
        else nouns.head(text, numeral.end, limit, 1)
    )
    if found is None or found.noun.lower() in (
        "day",
        "another",
        "one",
        "kind",
        "time",
        "thing",
        "reason",
        "last",
        "final",
        "side",
        "hand",
    ):
        return None
    low, high = bounds(1.0, mod)
    return Amount(
        start, found.end, numeral.start, numeral.end, "count", low, high, mod, None, None, found.noun, "count"
    )
