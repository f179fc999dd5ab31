"""One amount read from where its numeral starts: sign, currency, and then what shape it has."""

from __future__ import annotations

import re

from copydesk import lexicon
from copydesk.amounts import cues, guards, nouns, numerals, units
from copydesk.amounts.amount import Amount, Place, bounds
from copydesk.amounts.counting import counted
from copydesk.amounts.measures import measured, money_tail, unit_after
from copydesk.amounts.numerals import Numeral
from copydesk.amounts.ranges import COUNTABLE, ends
from copydesk.amounts.shares import fraction, ratio
from copydesk.amounts.units import Unit

_VAGUE = {row["phrase"]: (float(row["low"]), float(row["high"])) for row in lexicon.load("vague_amounts")}

_VAGUE_AT = re.compile(
    "("
    + "|".join(phrase.replace(" ", "[ -]") for phrase in sorted(_VAGUE, key=lambda p: (-len(p), p)))
    + r")(?![A-Za-z])",
    re.IGNORECASE,
)

_STARTS = sorted({*numerals.STARTS, *(phrase.split(" ")[0] for phrase in _VAGUE if phrase[:2] != "a ")} - {"third"})


def _by_letter(words: list[str]) -> str:
    """An alternation that branches on the first letter.

    Case by case: a pattern that ignores case scans at half the speed.
    """
    cased = {form for word in words for form in (word, word.capitalize(), word.upper())}
    tails: dict[str, list[str]] = {}
    for word in sorted(cased, key=lambda word: (-len(word), word)):
        tails.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{letter}(?:{'|'.join(tails[letter])})" for letter in sorted(tails))


#: Where an amount can begin: the layer's one scan, everything else looks only here. All starts at a word's start, so
#: that most of a text is passed over at once; a currency code stuck to a number is skipped to the number.
CANDIDATE = re.compile(
    rf"\b(?=[0-9{numerals.VULGAR}A-Z{''.join(sorted({word[0] for word in _STARTS} | {'a'}))}])"
    rf"(?:(?<![0-9][.,])[0-9{numerals.VULGAR}]|(?:{_by_letter(_STARTS)})(?![A-Za-z])|"
    rf"[Aa]n? (?=(?:hundred|thousand|[mbt]r?illion|dozen"
    r"|half|quarter|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|twentieth|"
    r"hundredth|few (?:dozen|hundred|thousand|million))(?![A-Za-z]))"
    r"|(?:[A-Z]{2,3}|Rs\.?)(?=[0-9]))"
)

# No numeral has so many words and no sentence so many numbers on end: a run of them is counting, a table or noise.
_NUMBER_RUN = re.compile(
    rf"(?:(?i:{'|'.join(sorted(numerals.STARTS, key=lambda word: (-len(word), word)))})(?:-|,? and |, | )){{16,999}}"
    r"|(?:[0-9][0-9.,]{0,20}[ ;|\t]+){16,999}"
)

_CODE_REST = re.compile(r"(?:[-–.:/]?\d)+")
_OF = re.compile(r" of(?= )")
_CODE = re.compile(r"(?:[A-Z]{2,3}|Rs\.?)(?=[0-9])")

_PLUS_MINUS = re.compile(r" ?(?:±|\+/-|\+/−|\+-|plus or minus) ?(?=[\d.])")

_TIMES = re.compile(
    r"[ -](times?)(?![A-Za-z])(?! (?:as|more|less|fewer|higher|lower|larger|bigger|greater|"
    r"smaller|that|its|the|faster|stronger|over)\b)"
)

_MULTIPLE = re.compile(r"[ -](?:times?|fold)(?![A-Za-z])")


_WORD_END = re.compile(r"\w*")


def read(place: Place, at: int, taken: int = 0) -> tuple[Amount | None, int]:
    """The amount at a candidate and where to read on; None where the candidate is no amount.

    A currency sign before `taken` belongs to the amount before.
    """
    text, floor = place.text, place.floor
    code = _CODE.match(text, at)
    if code is not None:
        at = code.end()
    elif text[at].isdigit() and at > floor and text[at - 1] == "." and text[at - 2 : at - 1] in (" ", "(", "$", ""):
        at -= 1  # ".5"
    vague = None if text[at].isdigit() else _VAGUE_AT.match(text, at, place.limit)
    if vague and vague[1].lower().replace("-", " ") in _VAGUE:
        return _vague(place, vague)
    money = units.money_before(text, at, max(floor, taken)) if text[at].isdigit() or text[at] == "." else None
    run = _NUMBER_RUN.match(text, at, place.limit)
    if run:
        return None, run.end()
    numeral = numerals.read(text, at, money=money is not None, plural=COUNTABLE)
    if numeral is None or numeral.end > place.limit:
        return None, _WORD_END.match(text, at + 1).end()  # type: ignore[union-attr]
    if money is None and guards.attached(text, numeral, floor):
        end = numeral.end
        score = _CODE_REST.match(text, end)
        return None, score.end() if score else end
    if money is None and guards.in_date(text, numeral, floor):
        return None, numeral.end
    if numeral.form == "fraction":
        return fraction(place, numeral), numeral.end
    return _number(place, numeral, money)


def _vague(place: Place, match: re.Match[str]) -> tuple[Amount | None, int]:
    text = place.text
    phrase = match[1].lower().replace("-", " ")
    low, high = _VAGUE[phrase]
    end = match.end()
    start = match.start()
    before = guards.previous(text, start, place.floor)
    if before and before[0].lower() in ("the", "few") and phrase in ("scores", "hundreds"):
        return None, end
    money = text[end : end + 4] == " of $"
    partitive = _OF.match(text, end, place.limit)
    inner = partitive.end() if partitive else end
    unit = units.after(text, inner, place.limit, high)
    mod, start = cues.before(text, start, place.floor)
    if unit and unit.kind != "money" and unit.kind != "duration" and phrase == "scores":
        unit = None
    if unit is not None:
        kind, head, end = unit.kind, None, unit.end
        if unit.kind == "percent":
            return None, end
        return Amount(
            start, end, match.start(), match.end(), kind, low, high, "APPROX", None, unit.unit, None, "vague"
        ), end
    found = (
        nouns.partitive(text, end, place.limit) if partitive and not money else nouns.head(text, end, place.limit, 2)
    )
    if found is None and phrase in ("several", "scores"):
        return None, end
    if found is not None and not found.plural and phrase in ("several", "scores"):
        return None, end
    head = found.noun if found else None
    end = found.end if found else end
    if mod in ("MORE_THAN", "EQUAL_OR_MORE"):
        return Amount(start, end, match.start(), match.end(), "count", low, None, mod, None, None, head, "vague"), end
    return Amount(start, end, match.start(), match.end(), "count", low, high, "APPROX", None, None, head, "vague"), end


def _number(place: Place, numeral: Numeral, money: tuple[str, int, bool] | None) -> tuple[Amount | None, int]:
    text, floor = place.text, place.floor
    start = numeral.start
    negative, change = False, None
    unit: Unit | None = None
    if money is not None:
        code, start, negative = money
        unit = Unit(code, "money", numeral.end)
    else:
        unit = unit_after(place, numeral)
    if start - 1 >= floor and text[start - 1] in "-−+" and (start - 1 == floor or text[start - 2] in ' (\n“"<>=$€£'):
        start -= 1
        negative, change = text[start] != "+", "up" if text[start] == "+" else None
    for word in ("minus ", "negative ", "minus-"):
        if text[max(floor, start - len(word)) : start].lower() == word and numeral.value:
            start, negative = start - len(word), True
            break
    value = -numeral.value if negative else numeral.value

    special = _special(place, numeral, unit)
    if special is not None:
        return special[0], special[1]
    if money is not None and unit is not None:
        unit = money_tail(place, unit)
    span = ends(place, numeral, unit, start, money is not None)
    if span is not None:
        return span
    if unit is None:
        return counted(place, numeral, start, value, change)
    return measured(place, numeral, unit, start, value, change, money is not None)


def _special(place: Place, numeral: Numeral, unit: Unit | None) -> tuple[Amount | None, int] | None:
    """Shapes of their own: "one in five", "5 ± 1 mm", "0.5 times". None where it is none of them."""
    text, floor, limit = place.text, place.floor, place.limit
    if unit is None:
        share = ratio(place, numeral)
        if share is not None:
            return share, share.end
    match = _PLUS_MINUS.match(text, unit.end if unit else numeral.end, limit)
    if match:
        spread = numerals.read(text, match.end())
        if spread is not None and spread.end <= limit:
            whole = units.after(text, spread.end, limit, spread.value) or unit
            end = max(spread.end, whole.end if whole else 0)
            width = spread.value
            if whole and whole.unit == "percent" and unit and unit.unit != "percent":
                width, whole = numeral.value * spread.value / 100, unit
            kind, unit_name = (whole.kind, whole.unit) if whole else ("count", None)
            least, most = numeral.value - width, numeral.value + width
            return (
                Amount(
                    numeral.start, end, numeral.start, end, kind, least, most, None, None, unit_name, None, "tolerance"
                ),
                end,
            )
    if unit is None and _MULTIPLE.match(text, numeral.end, limit):
        times = _TIMES.match(text, numeral.end, limit)
        if times is None or times[0][0] == "-":
            return None, numeral.end + 5
        mod, start = cues.before(text, numeral.start, floor)
        low, high = bounds(numeral.value, mod)
        return Amount(
            start, times.end(), numeral.start, numeral.end, "count", low, high, mod, None, None, times[1], "count"
        ), times.end()
    return None
