"""What looks like an amount and is not: names with a number, dates, clock times, scores, phone numbers, addresses."""

from __future__ import annotations

import re

from copydesk import lexicon
from copydesk.amounts.nouns import STOPS, is_plural
from copydesk.amounts.numerals import Numeral

_PLACES: dict[str, frozenset[str]] = {}
for _row in lexicon.load("designators"):
    _PLACES[_row["place"]] = _PLACES.get(_row["place"], frozenset()) | frozenset(_row["words"].split("|"))
_BEFORE = _PLACES["before"]
_STREETS = _PLACES["street"]
#: Nouns behind a hyphen that make no amount: "two-way", "six-speed".
COMPOUNDS = _PLACES["compound"]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_MONTH_BEFORE = re.compile(
    rf"(?<![A-Za-z])(?:{_MONTH}|{_MONTH.lower()}|{_MONTH.upper()})(?: ?\.)?,? (?:\d{{1,2}}(?:st|"
    rf"nd|rd|th)?(?: ?[-–—] ?|, | and | to ))?$"
)
_MONTH_AFTER = re.compile(rf" ?(?:[-–] ?\d{{1,2}} )?(?:of )?(?:{_MONTH}|{_MONTH.upper()})\b(?! [a-z]+ed\b)")
_YEAR_CUE = re.compile(
    r"(?<!\w)(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Tt]ill|[Dd]uring|[Ff]rom|[Bb]efore|[Aa]fter|"
    r"[Oo]f|[Tt]hrough|[Ll]ate|[Ee]arly|mid|[Ff]or|and|to|the|or|(?:[Tt]his|[Ll]ast|"
    r"[Nn]ext) year|['’]s|spring|summer|autumn|fall|winter|year|season|circa|FY|fiscal|"
    r"between)[ -]$"
)
_CLOCK_AFTER = re.compile(
    r":\d\d|[.:]\d\d ?[ap]\.?m|(?:[-–]\d{1,2})? ?[ap]\.?\s?m(?![A-Za-z])|(?: ?h| hours|"
    r" hrs)? (?:GMT|UTC|BST|EST|EDT|CET|CEST|PST|PDT|CST|CDT|MST|IST|JST|AEST|AEDT|ET|PT|"
    r"local time|Zulu)\b|[ -]o['’]clock|Z\b",
    re.IGNORECASE,
)
_CODE_AFTER = re.compile(
    r"[\d]|\([a-z]\)|[.,:/]\d|-\d+-|[-–−]\d+\.\d+\.|(?:st|nd|rd|th)\b|['’]s\b|s\b|['’](?:\d\ds)|@|_|×\d|x\d",
    re.IGNORECASE,
)
_SLASH_DATE = re.compile(r"[/.]\d{1,2}[/.]\d{2,4}|-\d{2}-\d{2}\b|/\d{2,4}\b")
_PREVIOUS = re.compile(r"(?<![^\s(\[“\"'‘—–-])([^\W\d_][\w&.’'/-]*|[\w&]+[-&][\w-]+|№|#)[ \u00a0]$")
# "Carrier Air Wing (CVW) 17", "VFA 94", "AGPU 1.1": what an acronym stands for is one of several that are numbered.
_ACRONYM = re.compile(r"(?<![^\s“\"'‘(])(?:\([A-Z][A-Z&/-]*[A-Z]\)|[A-Z][A-Z&/-]*[A-Z])[ \u00a0]$")
_SCORE = re.compile(r"[-–—:]\d{1,3}(?![\d%]|[-–][A-Za-z])")
_STREET = re.compile(r"(?:[-–]\d{1,4})?[A-Z]? ((?:[A-Z][\w’']+\.? ){0,3})([A-Z][a-z]+)\b")
_PREFIX_HYPHEN = re.compile(r"(?<![A-Za-z])(?:minus|sub|to|some|nearly|about|over|under|negative)[-‑]$", re.IGNORECASE)
_HEADLINE_WORD = re.compile(r"[A-Za-z]+")


def year_like(text: str, numeral: Numeral) -> bool:
    """Four digits that may be a year."""
    return numeral.whole and numeral.end - numeral.start == 4 and 1500 <= numeral.value <= 2100


def attached(text: str, numeral: Numeral, floor: int) -> bool:
    """Whether letters, digits or marks stuck to the numeral make it a code, an ordinal, a clock time or a date."""
    start, end = numeral.start, numeral.end
    if start > floor:
        before = text[start - 1]
        if before.isalnum() or before in "_#@/%\\&?":
            return True
        if before in "-‑–−." and start - 1 > floor:
            further = text[start - 2]
            if before == "." and further.isalnum():
                return True
            if before != "." and further.isalnum() and not _PREFIX_HYPHEN.search(text, max(floor, start - 10), start):
                return True
        if before in "'’‘" and (start - 1 == floor or text[start - 2] == " ") and end - start == 2:
            return True
        if before == "+" and numeral.form == "digits" and re.match(r"[- .(]\d", text[end : end + 2]):
            return True
        if (before == "=" and text[start - 2 : start - 1] not in ("<", ">")) or text[start - 2 : start] in (
            "=>",
            "=<",
            "<>",
        ):
            return True
        if before in ":," and start - 1 > floor and text[start - 2].isdigit():
            return True
    if numeral.form == "fraction" and text[start].isdigit():
        return bool(_CODE_AFTER.match(text, end))
    if numeral.form == "digits":
        return continues(text, end) or (numeral.whole and _SLASH_DATE.match(text, end) is not None)
    return bool(_CLOCK_AFTER.match(text, end)) or text[end : end + 2] in ("'s", "’s")


def continues(text: str, end: int) -> bool:
    """Whether what stands behind digits that end at `end` makes a code or a clock time of them."""
    return _CODE_AFTER.match(text, end) is not None or _CLOCK_AFTER.match(text, end) is not None


def in_date(text: str, numeral: Numeral, floor: int) -> bool:
    """Whether the numeral is the day or the year of a date."""
    if numeral.form != "digits" or not numeral.whole or numeral.value > 2100:
        return False
    before = max(floor, numeral.start - 22)
    if (numeral.value <= 31 or year_like(text, numeral)) and _MONTH_BEFORE.search(text, before, numeral.start):
        return True
    return numeral.value <= 31 and _MONTH_AFTER.match(text, numeral.end) is not None


def year_cue(text: str, numeral: Numeral, floor: int) -> bool:
    """Whether the words before four digits say that they are a year."""
    return _YEAR_CUE.search(text, max(floor, numeral.start - 12), numeral.start) is not None


def score(text: str, numeral: Numeral) -> bool:
    """Whether two bare numbers joined by a hyphen begin here."""
    return numeral.form == "digits" and _SCORE.match(text, numeral.end) is not None


def street(text: str, numeral: Numeral) -> bool:
    """Whether a house number stands before a street's name."""
    match = _STREET.match(text, numeral.end) if numeral.whole else None
    if match is None:
        return False
    return any(word.lower().rstrip(".") in _STREETS for word in (*match[1].split()[1:], match[2] if match[1] else ""))


def previous(text: str, at: int, floor: int) -> tuple[str, int] | None:
    """The word right before `at` with nothing but a space between, and its start."""
    match = _PREVIOUS.search(text, max(floor, at - 30), at)
    return (match[1], match.start(1)) if match else None


def named(text: str, numeral: Numeral, floor: int, headline: bool, counted: bool) -> bool:
    """Whether the word before makes the number a name ("Article 5", "Boeing 737", "CVN 68").

    `counted` says that a plural noun follows; in a headline a capital before a number says nothing.
    """
    if _numbered(text, numeral, floor, counted):
        return True
    found = previous(text, numeral.start, floor)
    if found is None:
        return False
    word, start = found
    lower = word.lower()
    capital = word[0].isupper() or not word[0].isalpha()
    if lower in _BEFORE or lower.rstrip("s.") in _BEFORE or ("/" in lower and lower.rpartition("/")[2] in _BEFORE):
        return capital or not counted or lower in ("no.", "nos.", "chapter", "section", "article", "page", "paragraph")
    two = text[max(floor, start - 12) : start + len(word)].lower().rsplit(" ", 2)
    if len(two) > 1 and " ".join(two[-2:]) in _BEFORE:
        return True
    if numeral.form != "digits":
        return capital and not counted and not headline and text[numeral.start].isupper() and start > floor
    if not numeral.whole or numeral.value >= 10000 or counted or headline or not capital:
        return False
    if lower in STOPS or (is_plural(word) and start == floor):
        return False
    if start <= floor:
        return not word.isalpha() or (word.isupper() and len(word) > 1)
    return True


def _numbered(text: str, numeral: Numeral, floor: int, counted: bool) -> bool:
    """Whether an acronym before the digits makes them its number or version; a version counts nothing."""
    if numeral.form != "digits" or numeral.scale != 1 or numeral.value >= 10000 or (numeral.whole and counted):
        return False
    if _ACRONYM.search(text, max(floor, numeral.start - 14), numeral.start) is None:
        return False
    return not text[floor : numeral.end + 40].isupper() and "," not in text[numeral.start : numeral.end]


def headline_case(text: str, start: int, end: int) -> bool:
    """Whether most longer words of ``[start, end)`` begin with a capital."""
    words = [word for word in _HEADLINE_WORD.findall(text[start : min(end, start + 160)]) if len(word) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) * 10 >= len(words) * 8
