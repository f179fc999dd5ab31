"""Units of measure and currencies: what stands before or after a numeral and says what it is an amount of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from copydesk import lexicon

# Names that a plural "s" does not fit; their plural is the name itself or stands in the lexicon.
_NO_PLURAL = (
    "s",
    "x",
    "z",
    "ch",
    "percent",
    "per cent",
    "squared",
    "cubed",
    "yen",
    "yuan",
    "baht",
    "won",
    "lei",
    "reais",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that ends at `end`: canonical English singular or ISO 4217 code, and the kind of amount."""

    unit: str
    kind: str
    end: int


def _forms(name: str) -> tuple[str, ...]:
    if name.startswith("degree "):
        return name, name.replace("degree", "degrees", 1)
    return (name,) if name.endswith(_NO_PLURAL) else (name, name + "s")


def _load() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """Unit names in lower case, and symbols as they are written, each to unit and kind."""
    names: dict[str, tuple[str, str]] = {}
    symbols: dict[str, tuple[str, str]] = {}
    prefixes = lexicon.load("prefixes")
    for row in lexicon.load("units"):
        what = (row["unit"], row["kind"])
        for name in filter(None, row["names"].split("|")):
            for form in _forms(name):
                names.setdefault(form.lower().replace("-", " "), what)
        for symbol in filter(None, row["symbols"].split("|")):
            symbols.setdefault(symbol, what)
        families = row["prefixes"].split("|")
        for prefix in prefixes:
            if prefix["family"] not in families:
                continue
            what = (prefix["name"] + row["unit"], row["kind"])
            for name in filter(None, row["names"].split("|")):
                if len(name) > 3:
                    for form in _forms(name):
                        names.setdefault(prefix["name"] + form.lower().replace("-", " "), what)
            for symbol in filter(None, row["symbols"].split("|")):
                symbols.setdefault(prefix["symbol"] + symbol, what)
    # A picometre or an attometre is never what "pm" and "am" mean beside a number.
    for symbol in ("am", "pm", "as", "at"):
        symbols.pop(symbol, None)
    for row in lexicon.load("currencies"):
        what = (row["unit"], "money")
        for name in filter(None, row["nouns"].split("|")):
            for form in _forms(name):
                names.setdefault(form.lower().replace("-", " "), what)
        for symbol in filter(None, row["symbols"].split("|")):
            symbols[symbol] = what
    for symbol in [symbol for symbol in symbols if len(symbol) > 2 and symbol.isalpha()]:
        names.setdefault(symbol.lower(), symbols[symbol])
    return names, symbols


_NAMES, _SYMBOLS = _load()
_RATES = {name.replace("-", " "): row["unit"] for row in lexicon.load("rates") for name in row["names"].split("|")}
#: Unit names that show, after a lone "m" or "b", that it is a magnitude: "1.2m tons".
NAMES = frozenset(name for name in _NAMES if len(name) > 2)
_LONGEST = max(name.count(" ") for name in _NAMES) + 1

_MONEY_SYMBOLS = {symbol: unit for symbol, (unit, kind) in _SYMBOLS.items() if kind == "money"}
_SIGN = (
    "(?:"
    + "|".join(
        re.escape(symbol)
        for symbol in sorted(_MONEY_SYMBOLS, key=lambda s: (-len(s), s))
        if symbol not in ("p", "¢", "c $")
    )
    + r"|(?:US|C|AU|NZ|HK|S|CA|c|us|hk) \$)"
)
_MONEY_BEFORE = re.compile(rf"(?:(?<![A-Za-z$])|(?<=[(]))({_SIGN}) ?([-−+]?)$")
_MONEY_AT = re.compile(rf"{_SIGN} ?(?=\.?\d)")

_AFTER = re.compile(
    r"([ \u00a0\u2009\u202f]?)(-?|‑?)((?:(?:[A-Za-z]\.){2,}|[A-Za-zµμΩÅłčő°º℃℉%％‰€£¥$₽₹₩₴₪₺₱₫฿₡¢″′”/]+)"
    r"(?:[²³⁻¹]+|−1|\^-?\d|[23](?![\d,.]\d|\d))?\.?(?:[ -]?(?:(?:[A-Za-z]\.){2,}|"
    r"[A-Za-z°µμ/]+\.?)(?:[²³⁻¹]+|\^-?\d|[23](?!\d))?){0,3})"
)
_PIECE = re.compile(r"[ -]+")
_PER = re.compile(
    r"(?: per | ?/ ?| an? |-per-|-an?-|p/| every )(?!year (?:earlier|ago|before|later|from|after|in|"
    r"to)\b|(?:day|week|month) (?:earlier|ago|before|later|after)\b)((?:sq\.? |square |cubic |"
    r"metric |mega |megawatt |kilowatt |million British )?[A-Za-z]+(?:[²³]|"
    r"\^?[23](?!\d))?(?: hours?| thermal units| squared)?)(?![A-Za-z])"
)
_DIVIDES = re.compile(r" per | ?/ ?")
# A further factor is a symbol behind a dot, or behind a space where a slash follows: "5 kg s" alone is no unit.
_FACTOR = re.compile(r"(?:[·⋅]| (?=[A-Za-zµμΩ]{1,4}/))([A-Za-zµμΩ]{1,4})(?![A-Za-z])")
# A letter stuck to a number is a temperature only beside words of warmth: "Boeing 777F" is none.
_WARMTH = re.compile(
    r"temperature|degree|weather|thermo|celsius|fahrenheit|\b(?:hot|cold|cool|heat|warm|chill|freez|boil|oven|bake)|°",
    re.IGNORECASE,
)
_SINGLES = re.compile(r"(?![\w'’])(?!\.[A-Za-z])")


def money_before(text: str, at: int, floor: int) -> tuple[str, int, bool] | None:
    """The currency whose symbol or code stands right before `at`.

    Its unit, its start, and whether a minus stands between.
    """
    if at == floor or not (text[at - 1] in "$£€¥₽₹₩₴₪₺₱₫฿₡₦₵=¢ .-−+৳₸₿₲₾₼៛₭₮֏₳﷼" or text[at - 1].isalpha()):
        return None
    begin = max(floor, at - 7)
    match = _MONEY_BEFORE.search(text, begin, at)
    if match is None:
        return None
    symbol = match[1]
    if begin > floor and match.start(1) == begin and text[begin - 1].isalpha() and symbol[0].isalpha():
        return None
    unit = _MONEY_SYMBOLS.get(symbol) or _MONEY_SYMBOLS[symbol.upper().replace(" ", "")]
    return unit, match.start(1), match[2] in ("-", "−") and bool(match[2])


def money_at(text: str, at: int, limit: int) -> int | None:
    """Where the number begins before which a currency's symbol or code stands at `at`; None where none does."""
    match = _MONEY_AT.match(text, at, limit)
    return match.end() if match else None


def after(text: str, at: int, limit: int, value: float, quoted: bool = False) -> Unit | None:
    """The unit that follows a numeral ending at `at`, with its denominator ("$58 per barrel"), or None.

    `quoted` says that straight marks there may close a quotation, so that ``"`` is no inch.
    """
    match = _AFTER.match(text, at, limit)
    if match is None:
        return _prime(text, at, limit, quoted)
    space, hyphen, phrase = match[1], match[2], match[3]
    if phrase[0] in '″”"' and (quoted or space):
        return None
    start = match.start(3)
    ends = [piece.start() for piece in _PIECE.finditer(phrase)]
    ends = [*ends[: _LONGEST - 1], len(phrase)] if len(ends) < _LONGEST else ends[:_LONGEST]
    for end in reversed(ends):
        surface = phrase[:end]
        found = _look_up(surface)
        if found is None and surface.endswith("."):
            end -= 1
            found = _look_up(phrase[:end])
        if found is None and "/" in surface:
            end = surface.index("/")
            found = _look_up(surface[:end]) if end else None
        if found is None or not _fits(text, start, start + end, surface, found, space, hyphen, value):
            continue
        return _with_factors(text, Unit(found[0], found[1], start + end), limit)
    return _prime(text, at, limit, quoted)


def _look_up(surface: str) -> tuple[str, str] | None:
    return _SYMBOLS.get(surface) or (_NAMES.get(surface.lower().replace("-", " ")) if len(surface) > 1 else None)


def _fits(
    text: str, start: int, end: int, surface: str, found: tuple[str, str], space: str, hyphen: str, value: float
) -> bool:
    """Whether a short surface is the unit here and not a word, an initial or part of a name."""
    if end < len(text) and (
        text[end].isalnum() or (text[end] in "'’" and text[end + 1 : end + 2] != "s" and len(surface) < 3)
    ):
        return False
    if found[1] == "money" and surface == "won" and value < 100:
        return False
    if surface in ("p", "P") and value < 1:
        return False
    if surface == "in" or (
        surface in ("C", "F") and not space and not _WARMTH.search(text, max(0, start - 80), end + 80)
    ):
        return False
    if surface == "second" and value == 1:
        return False
    if len(surface) == 1 and surface.isalpha():
        if hyphen or (surface.isupper() and space and surface in "CKBNT"):
            return False
        return (
            _SINGLES.match(text, end) is not None
            and text[end : end + 1] != "-"
            and not (surface.isupper() and text[end : end + 2] == ". ")
        )
    return True


def _prime(text: str, at: int, limit: int, quoted: bool) -> Unit | None:
    """Feet and inches by straight marks: 5'11", and inches where no quotation can end."""
    mark = text[at : at + 1] if at < limit else ""
    if mark == '"' and not quoted:
        return Unit("inch", "length", at + 1)
    if mark in "'’" and mark and text[at + 1 : at + 2].isdigit():
        return Unit("foot", "length", at + 1)
    if mark == "'" and text[at + 1 : at + 2] in (" ", ")", "") and "'" not in text[max(0, at - 40) : at]:
        return Unit("foot", "length", at + 1)
    return None


def _with_factors(text: str, unit: Unit, limit: int) -> Unit:
    """A product of units, with its denominator: "kg·m/s", "kg m/s^2"."""
    for _ in range(2):
        match = _FACTOR.match(text, unit.end, limit)
        found = _SYMBOLS.get(match[1]) if match else None
        if match is None or found is None or found[1] in ("money", "percent"):
            break
        unit = Unit(f"{unit.unit} {found[0]}", "rate", match.end(1))
    return _with_rate(text, unit, limit)


def _with_rate(text: str, unit: Unit, limit: int) -> Unit:
    for _ in range(2):
        match = _PER.match(text, unit.end, limit)
        if match is None or (
            unit.kind in ("duration", "temperature") and "per" not in match[0] and "/" not in match[0]
        ):
            return unit
        name = match[1]
        rate = _RATES.get(name) or _RATES.get(name.lower())
        end = match.end(1)
        if rate is None and " " in name:
            name = name.partition(" ")[0]
            rate = _RATES.get(name) or _RATES.get(name.lower())
            end = match.start(1) + len(name)
        if rate is None:
            known = _SYMBOLS.get(match[1]) or _NAMES.get(match[1].lower())
            rate = known[0] if known and known[1] not in ("money", "percent") and _DIVIDES.match(match[0]) else None
            end = match.end(1)
        if rate is None:
            return unit
        kind = unit.kind
        if kind == "length" and rate in ("hour", "second", "minute"):
            kind = "speed"
        elif kind not in ("money", "percent"):
            kind = "rate"
        unit = Unit(f"{unit.unit} per {rate}", kind, end)
    return unit


_INCHES = re.compile(r" ?in(?=\.?(?:[,;)]| more or less|\s*$))")


def in_inches(text: str, at: int, limit: int) -> Unit | None:
    """ "in" after a numeral is inches only where nothing can follow a preposition's place, or after feet."""
    match = _INCHES.match(text, at, limit)
    return Unit("inch", "length", match.end()) if match else None


def rate_after(text: str, at: int, limit: int) -> Unit | None:
    """A denominator after a currency amount in symbols: "$9 an hour"."""
    unit = _with_rate(text, Unit("", "money", at), limit)
    return unit if unit.end > at else None
