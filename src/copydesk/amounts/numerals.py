"""Numerals in digits and words: ``1.2bn``, ``two and a half million``, ``three-quarters``, ``2½``, ``9.8e-3``.

Each function reads at one place and looks no further than the numeral goes, so that scanning stays linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from copydesk import lexicon

# More digits than this are an identifier, not an amount.
_MOST_DIGITS = 18

_VULGAR = {
    "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5,
    "⅙": 1 / 6, "⅚": 5 / 6, "⅐": 1 / 7, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8, "⅑": 1 / 9, "⅒": 1 / 10,
}  # fmt: skip
VULGAR = "".join(_VULGAR)

_WORDS = {
    row["word"]: (float(row["value"]), row["role"]) for row in lexicon.load("numerals") if row["role"] != "suffix"
}
_SUFFIXES = {row["word"]: float(row["value"]) for row in lexicon.load("numerals") if row["role"] == "suffix"}
_FRACTIONS = {row["word"]: int(row["denominator"]) for row in lexicon.load("fractions")}
_FRACTIONS |= {("halves" if word == "half" else word + "s"): n for word, n in _FRACTIONS.items()}
_MAGNITUDES = {word: value for word, (value, role) in _WORDS.items() if role in ("hundred", "magnitude", "dozen")}

#: The words a numeral can start with.
STARTS = (*_WORDS, "half", "quarter", "third")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at ``[start, end)``.

    `scale` is the magnitude it was counted in ("million": 1e6), 1 without one: "5 to 10 million" shares it.
    `form` is digits, words or fraction.
    """

    start: int
    end: int
    value: float
    form: str
    scale: float = 1.0
    places: int = 0

    @property
    def whole(self) -> bool:
        """Whether it is a plain whole number in digits, without a magnitude: what names and dates look like."""
        return self.form == "digits" and self.scale == 1.0 and self.places == 0


_DIGITS = re.compile(
    r"(?:\d{1,3}+(?:,\d{2,3})*,\d{3}(?!\d)|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})++(?!\d)|"
    r"[1-9]\d{0,2}(?: \d{3})++(?![\d,.%])|\d++)"
    r"(?: , \d{3}(?!\d))*(?:\.\d++(?!\.\d)| \. \d++(?= ))?|\.\d++",
    re.ASCII,
)
_SEPARATORS = re.compile(r"[, \u00a0\u2009\u202f]")
_MIXED = re.compile(rf"[ -]?([{VULGAR}])|[ -](\d{{1,2}})[/⁄](\d{{1,3}})(?![\d/])")
_SLASHED = re.compile(r"[/⁄](\d{1,4})(?![\d/⁄])")
_POWER = re.compile(
    r"(?:[eE]([-+−]?\d{1,3})|\s?[x×*]\s?(?:10\s?\^?\s?([-−]?\d{1,2}|⁻?[⁰¹²³⁴-⁹]{1,2})|(\d{1,2})\^(\d{1,2})))(?![A-Za-z\d])"
)
_SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
_SUFFIX = re.compile(
    r"([ \u00a0]?)(" + "|".join(sorted(_SUFFIXES, key=lambda word: (-len(word), word))) + r")(?![A-Za-z\d/²³^]|\.[a-z])"
)
_COUNTED = re.compile(r"[ \u00a0](?:of )?([A-Za-z]{2,}(?: [A-Za-z]{2,})?)")
_MAGNITUDE = re.compile(
    r"[ \u00a0-]?(" + "|".join(sorted(_MAGNITUDES, key=lambda word: (-len(word), word))) + r")(s?)(?![A-Za-z])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]++")
_JOIN = re.compile(r"(,? and[ -]|-and-|,? & |, |[ \u00a0‑-])(?=[A-Za-z])")
_MILLIONS = re.compile(r" ?M(?=[A-Z]{3}(?![A-Za-z]))")
_AND_PART = re.compile(
    r"[ -]and[ -](?:a[ -]|one[ -])?(half|quarter|third|three[ -]quarters|two[ -]thirds)(?![A-Za-z])", re.IGNORECASE
)
_AND_VALUE = {"half": 0.5, "quarter": 0.25, "third": 1 / 3, "three quarters": 0.75, "two thirds": 2 / 3}
_FRACTION_WORD = re.compile(r"[ ‑-](" + "|".join(sorted(_FRACTIONS, reverse=True)) + r")(?![A-Za-z])", re.IGNORECASE)
_OF_MAGNITUDE = re.compile(
    r"[ -](?:(?:of )?an? )?(hundred|thousand|million|billion|trillion|dozen)(?![A-Za-z])", re.IGNORECASE
)
_POINT = re.compile(
    r" point((?: (?:zero|oh|one|two|three|four|five|six|seven|eight|nine)){1,6})(?![A-Za-z])", re.IGNORECASE
)


def read(text: str, at: int, *, money: bool = False, plural: frozenset[str] = frozenset()) -> Numeral | None:
    """The numeral that starts at `at`, or None.

    `money` says that a currency stands before it, so that a lone "m" or "b" is a magnitude. `plural` are words that
    show the same when they follow ("12.3m tonnes").
    """
    char = text[at]
    if char in _VULGAR:
        return Numeral(at, at + 1, _VULGAR[char], "fraction")
    if char.isdecimal() or char == ".":
        return _digits(text, at, money, plural)
    return _words(text, at)


def _digits(text: str, at: int, money: bool, plural: frozenset[str]) -> Numeral | None:
    match = _DIGITS.match(text, at)
    if match is None or match.end() - at > _MOST_DIGITS + 8:
        return None
    digits = _SEPARATORS.sub("", match[0])
    end, value = match.end(), float(digits)
    places = len(digits) - digits.index(".") - 1 if "." in digits else 0
    if len(match[0]) > len(digits):
        places = places or -1  # grouped digits are written as an amount, never as a name or a year
    follower = text[end : end + 1]
    if follower in "/⁄" and follower and places == 0:
        slashed = _SLASHED.match(text, end)
        if slashed and 0 < value < float(slashed[1]):
            return _with_magnitude(text, Numeral(at, slashed.end(), value / float(slashed[1]), "fraction"))
    if follower and (follower in _VULGAR or follower in " -") and places == 0:
        mixed = _MIXED.match(text, end)
        if mixed and mixed[1]:
            return _with_magnitude(text, Numeral(at, mixed.end(), value + _VULGAR[mixed[1]], "digits", 1.0, 1))
        if mixed and 0 < int(mixed[2]) < int(mixed[3]):
            part = int(mixed[2]) / int(mixed[3])
            return _with_magnitude(text, Numeral(at, mixed.end(), value + part, "digits", 1.0, 1))
    if follower and follower in "eE x×*":
        power = _POWER.match(text, end)
        if power and power[3]:
            product = value * float(int(power[3]) ** int(power[4]))
            return Numeral(at, power.end(), product, "digits", 1.0, 1)
        if power:
            exponent = (power[1] or power[2]).translate(_SUPERSCRIPT).lstrip("+")
            return Numeral(at, power.end(), float(f"{digits}e{exponent}"), "digits", 1.0, 1)
    numeral = Numeral(at, end, value, "digits", 1.0, places)
    millions = _MILLIONS.match(text, end)
    if millions:  # "48.5 MEUR", as Nordic business pages write it
        return _scaled(numeral, digits, 1e6, millions.end())
    suffix = _SUFFIX.match(text, end)
    if suffix and _is_magnitude(text, suffix, digits, money, plural):
        return _scaled(numeral, digits, _SUFFIXES[suffix[2]], suffix.end())
    rest = _AND_PART.match(text, end) if places == 0 else None
    if rest:
        half = _AND_VALUE[rest[1].lower().replace("-", " ")]
        return _with_magnitude(text, replace(numeral, end=rest.end(), value=value + half, places=1))
    return _with_magnitude(text, numeral, digits)


def _is_magnitude(text: str, suffix: re.Match[str], digits: str, money: bool, plural: frozenset[str]) -> bool:
    """Whether "m", "b", "k" … after digits multiplies: metres, bits and kelvins are written the same."""
    word = suffix[2]
    if money:
        return True
    if word in ("k", "K"):
        return not suffix[1] and not (word == "K" and "." in digits and len(digits) > 4)
    if len(word) > 1 and word not in ("mm", "MM", "mil", "cr"):
        return True
    counted = _COUNTED.match(text, suffix.end())
    if counted is None or word in ("t", "T", "mm", "MM"):
        return False
    if len(digits) > 3 and "." not in digits and counted[0][1:4] == "of ":
        return False  # nobody counts thousands of billions so: "1500 b of data" are bits
    first = counted[1].partition(" ")[0]
    return (
        first.lower() in plural
        or counted[1].lower() in plural
        or (len(first) > 4 and first.endswith("s") and word in "mb")
    )


def _scaled(numeral: Numeral, digits: str | None, scale: float, end: int) -> Numeral:
    if digits is not None and scale >= 1000:
        # Exact: "4.35 billion" is 4.35e9, not 4.35 * 1e9 with its rounding.
        value = (
            float(f"{digits}e{len(f'{scale:.0f}') - 1}") if f"{scale:.0f}".strip("0") == "1" else float(digits) * scale
        )
    else:
        value = numeral.value * scale
    return replace(numeral, end=end, value=value, scale=numeral.scale * scale)


def _with_magnitude(text: str, numeral: Numeral, digits: str | None = None) -> Numeral:
    """`numeral` with the magnitude words after it: "4 hundred million", "1.2 million and a half"."""
    for _ in range(3):
        match = _MAGNITUDE.match(text, numeral.end)
        if match is None or (match[2] and numeral.value == 1):
            break
        numeral = _scaled(numeral, digits, _MAGNITUDES[match[1].lower()], match.end())
        digits = None
    return numeral


def _words(text: str, at: int) -> Numeral | None:
    first = _WORD.match(text, at)
    if first is None:
        return None
    word = first[0].lower()
    if word in ("half", "quarter"):
        return _half(text, at, first.end(), 1 / _FRACTIONS[word])
    if word in ("a", "an"):
        return _article(text, at, first.end())
    if word in _FRACTIONS or word not in _WORDS:
        return None
    return _counted(text, at)


def _half(text: str, at: int, end: int, value: float) -> Numeral:
    match = _OF_MAGNITUDE.match(text, end)
    if match:
        scale = _MAGNITUDES[match[1].lower()]
        return Numeral(at, match.end(), value * scale, "words", scale)
    return Numeral(at, end, value, "fraction")


def _article(text: str, at: int, end: int) -> Numeral | None:
    """ "a hundred", "a half", "a third": at the article."""
    match = _FRACTION_WORD.match(text, end)
    if match:
        return _half(text, at, match.end(), 1 / _FRACTIONS[match[1].lower()])
    match = _WORD.match(text, end + 1)
    if match and _WORDS.get(match[0].lower(), (0.0, ""))[1] in ("hundred", "magnitude", "dozen"):
        return _counted(text, at, end + 1)
    return None


def _counted(text: str, at: int, begin: int | None = None) -> Numeral | None:
    """Number words added up until one does not fit: "two hundred and forty thousand"."""
    total, current, last, smallest, scale = 0.0, 1.0, "article", 1e18, 1.0
    place = end = at if begin is None else begin
    if begin is None:
        current, last = 0.0, "start"
    joined = ""
    while True:
        match = _WORD.match(text, place)
        if match is None:
            break
        word = match[0].lower()
        value, role = _WORDS.get(
            word.removesuffix("s") if last not in ("start", "article") and len(word) > 6 else word, (0.0, "")
        )
        if not role or (joined == ", " and not _goes_on(text, match.end())):
            break
        if role in ("digit", "teen", "ten"):
            fits = last in ("start", "hundred", "magnitude") or (
                last == "ten" and role == "digit" and "a" not in joined
            )
            if (
                not fits
                or (last in ("hundred", "magnitude") and "-" in joined and "and" not in joined)
                or (word == "zero" and last != "start")
            ):
                break
            current, last = current + value, role
        elif "and" in joined or "&" in joined:
            break
        elif role == "hundred":
            if last not in ("digit", "teen", "article", "ten") or not 0 < current < 100:
                break
            current, last, scale = current * 100, "hundred", 100.0
        else:
            if last == "start":
                break
            if last == "magnitude":  # "a thousand billion"
                total, smallest = total * value, min(smallest, value)
            elif value < smallest:
                total, current, smallest = total + current * value, 0.0, value
            else:
                break
            last, scale = "magnitude" if role == "magnitude" else "dozen", value
        end = match.end()
        join = _JOIN.match(text, end)
        if join is None:
            break
        joined, place = join[1], join.end()
    if last in ("start",) and end == at:
        return None
    return _finish(
        text,
        Numeral(at, end, total + current, "words", scale if last in ("magnitude", "dozen", "hundred") else 1.0),
        smallest,
    )


def _goes_on(text: str, end: int) -> bool:
    """After a comma only a number that goes on belongs: "three million, two hundred"."""
    match = _MAGNITUDE.match(text, end)
    return match is not None


def _finish(text: str, numeral: Numeral, smallest: float) -> Numeral:
    """What may follow number words: "and a half", "point five", "thirds"."""
    fraction = _FRACTION_WORD.match(text, numeral.end)
    if fraction and numeral.value < 20 and (numeral.value == 1) != fraction[1].lower().endswith(("s", "halves")):
        denominator = _FRACTIONS[fraction[1].lower()]
        if numeral.value <= denominator:
            return _half(text, numeral.start, fraction.end(), numeral.value / denominator)
    part = _AND_PART.match(text, numeral.end)
    if part:
        value = numeral.value + _AND_VALUE[part[1].lower().replace("-", " ")] * (smallest if smallest < 1e18 else 1.0)
        return _with_magnitude(text, replace(numeral, end=part.end(), value=value))
    millions = _MILLIONS.match(text, numeral.end)
    if millions:
        return _scaled(numeral, None, 1e6, millions.end())
    point = _POINT.match(text, numeral.end)
    if point and numeral.scale == 1.0:
        decimals = "".join(str(int(_WORDS.get(word, (0.0, ""))[0])) for word in point[1].lower().split())
        return _with_magnitude(text, replace(numeral, end=point.end(), value=float(f"{numeral.value:.0f}.{decimals}")))
    return numeral
