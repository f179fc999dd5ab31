"""Numbers without a unit: counts of something, ages, or nothing."""

from __future__ import annotations

import re

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
    """A number without a unit: a count of something, an age, or nothing."""
    text, floor, limit = place.text, place.floor, place.limit
    end = numeral.end
    if ONE_WORD.match(text, numeral.start) and end - numeral.start == 3:
        return _one(place, numeral), end
    yo = _YO.match(text, end, limit)
    if yo:
        return Amount(
            start, yo.end(), numeral.start, end, "age", value, value, None, None, "year", None, "age"
        ), yo.end()
    mod, outer = cues.before(text, start, floor)
    age = _age(place, numeral, outer, mod)
    if age is not None:
        return age, age.end
    if numeral.start == floor and numeral.whole and numeral.value < 100 and _ITEM.match(text, end):
        return None, end
    if numeral.whole and text[start - 1 : start] == "(" and _REFERENCE.match(text, end):
        return None, end
    compound = _COMPOUND.match(text, end, limit)
    if compound and compound[1].lower() in guards.COMPOUNDS:
        return None, compound.end()
    if compound is None and end < limit and text[end].isalpha():
        return None, end
    strong = _STRONG.match(text, end, limit)
    later, tail = cues.after(text, end, limit)
    found = nouns.head(text, strong.end() if strong else tail, limit, numeral.value)
    if found is None:
        found = nouns.partitive(text, tail, limit)
    counted = found is not None and found.plural
    if guards.named(text, numeral, floor, place.headline, counted and mod is None):
        return None, end
    year = guards.year_like(text, numeral)
    if year and mod is None and later is None and not strong:
        recent = 1950 <= numeral.value <= 2050
        if recent or not counted or guards.year_cue(text, numeral, floor):
            return None, end
    if (
        year
        and not counted
        and not strong
        and later is None
        and (mod is None or (mod == "APPROX" and "average" not in text[outer:start]))
    ):
        return None, end
    if not counted and not strong and mod is None and later is None:
        if guards.score(text, numeral):
            return None, _SCORE_REST.match(text, end).end()  # type: ignore[union-attr]
        if guards.street(text, numeral):
            return None, end
        if numeral.whole and _NAME_NEXT.match(text, end) and not place.headline:
            return None, end
    mod = mod if mod and (mod != "APPROX" or later is None) else later
    low, high = bounds(value, mod)
    head = found.noun if found else None
    end = found.end if found else (tail if later else numeral.end)
    later_after = (None, end) if later or found is None else cues.after(text, end, limit)
    if later_after[0] and mod is None:
        mod, end = later_after
        low, high = bounds(value, mod)
    measured = (head is not None and head.lower() in POINTS) or (found is None and numeral.form == "digits")
    if change is None:
        change = cues.change_before(text, outer, floor, measured and head is not None, measured)
    bare = found is None and not strong
    rule = "count" if found else "number"
    spelled = numeral.form == "words" and numeral.scale == 1 and numeral.value < 100
    return (
        Amount(
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
            rule,
            bare,
            spelled and bare,
        ),
        numeral.end,
    )


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
    low, high = bounds(numeral.value, mod)
    return Amount(start, end, numeral.start, numeral.end, "age", low, high, mod, None, "year", None, "age")


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
