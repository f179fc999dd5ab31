"""One amount read from where its numeral starts: sign, currency, bounds, range, unit, and the noun it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from copydesk import lexicon
from copydesk.amounts import cues, guards, nouns, numerals, units
from copydesk.amounts.numerals import Numeral
from copydesk.amounts.units import Unit

_VAGUE = {row["phrase"]: (float(row["low"]), float(row["high"])) for row in lexicon.load("vague_amounts")}
_VAGUE_AT = re.compile(
    "("
    + "|".join(phrase.replace(" ", "[ -]") for phrase in sorted(_VAGUE, key=lambda p: (-len(p), p)))
    + r")(?![A-Za-z])",
    re.IGNORECASE,
)
_COUNTABLE = nouns.PLURALS | units.NAMES
_STARTS = sorted({*numerals.STARTS, *(phrase.split(" ")[0] for phrase in _VAGUE if phrase[:2] != "a ")} - {"third"})


def _by_letter(words: list[str]) -> str:
    """An alternation that branches on the first letter; case by case, since a pattern that ignores case scans at half the speed."""
    cased = {form for word in words for form in (word, word.capitalize(), word.upper())}
    tails: dict[str, list[str]] = {}
    for word in sorted(cased, key=lambda word: (-len(word), word)):
        tails.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{letter}(?:{'|'.join(tails[letter])})" for letter in sorted(tails))


#: Where an amount can begin: the layer's one scan, everything else looks only here. All starts at a word's start, so that most
#: of a text is passed over at once; a currency code stuck to a number is skipped to the number.
CANDIDATE = re.compile(
    rf"\b(?=[0-9{numerals.VULGAR}A-Z{''.join(sorted({word[0] for word in _STARTS} | {'a'}))}])"
    rf"(?:(?<![0-9][.,])[0-9{numerals.VULGAR}]|(?:{_by_letter(_STARTS)})(?![A-Za-z])|[Aa]n? (?=(?:hundred|thousand|[mbt]r?illion|dozen"
    r"|half|quarter|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|twentieth|hundredth|few (?:dozen|hundred|thousand|million))(?![A-Za-z]))"
    r"|(?:[A-Z]{2,3}|Rs\.?)(?=[0-9]))"
)

# No numeral has so many words and no sentence so many numbers on end: a run of them is counting, a table or noise.
_NUMBER_RUN = re.compile(
    rf"(?:(?i:{'|'.join(sorted(numerals.STARTS, key=lambda word: (-len(word), word)))})(?:-|,? and |, | )){{16,999}}"
    r"|(?:[0-9][0-9.,]{0,20}[ ;|\t]+){16,999}"
)
_CODE = re.compile(r"(?:[A-Z]{2,3}|Rs\.?)(?=[0-9])")
_MILLION = {"million": 1e6, "billion": 1e9, "trillion": 1e12}
_MILLION_AFTER = re.compile(r" (million|billion|trillion)(?![A-Za-z])")
# Before a period of time these make "over" a bound; elsewhere "over two years" is the time it went on.
_SPENT = frozenset(
    {
        "for",
        "after",
        "in",
        "of",
        "than",
        "lasted",
        "lasting",
        "took",
        "take",
        "takes",
        "taken",
        "spent",
        "spend",
        "is",
        "was",
        "were",
        "be",
        "been",
        "at",
        "with",
        "by",
        "and",
        "within",
        "least",
        "most",
        "about",
        "just",
        "well",
        "only",
        "every",
        "a",
    }
)
_POINTS = frozenset(
    {"point", "points", "pip", "pips", "place", "places", "position", "positions", "spot", "spots", "seat", "seats"}
)
_COINS = frozenset({"cent", "penny", "sen", "kopeck", "dime", "nickel", "paisa"})
_CONNECTOR = re.compile(
    r"(?:(?P<hyphen> [-–—] | ?~ ?|[-–—−‑](?!-)|(?= ?-)- )|(?P<to> to[ -]| through |-to-| up to )|(?P<and> and )|(?P<or>[ -]or[ -]))"
    r"(?:(?:about|around|roughly|nearly|almost|some|over|approximately|up to|as much as|as many as|more than) )?(?:negative |minus )?"
)
_SYMBOL_AT = re.compile(r"(?:US |C|A|US|HK|NZ|AU|S|R)?[$£€¥₹₩] ?|(?:RM|Rs\.? ?)(?=\d)")
_IN_EVERY = re.compile(r"(?: in | out of | in every |-in-| of every )(?=\w)", re.IGNORECASE)
_PLUS_MINUS = re.compile(r" ?(?:±|\+/-|\+/−|\+-|plus or minus) ?(?=[\d.])")
_OLD = re.compile(r"(?:[ -]olds?|[ -]of[ -]age)(?![A-Za-z])")
_INCHES = re.compile(r"(?: |-| and |, )?(\d{1,2}(?:\.\d+)?)(?:[ -]?(?:inch(?:es)?|ins?)(?![A-Za-z])|[\"″”])")
_YO = re.compile(r"[ -]?(?:yo|y/o|y\.o\.)(?![A-Za-z])")
_STRONG = re.compile(r"[ -]strong(?![A-Za-z])")
_OF = re.compile(r" of (?!(?:19|20)\d\d\b|(?:the )?(?:year|season|game|match)\b)")
_OF_UNIT = re.compile(r" (?:of )?an?(?: U\.?S\.?)?(?= )")
_THE = re.compile(r" (?:the|its|their|his|her|our|all|that|of)\b")
_END = re.compile(r"\s*(?:[,.;:)”\"]|$| (?:in|to|from|by|since|over|on|during|after|as|and)\b)")
_COMPARED = re.compile(r" (?:less|more|fewer|lower|higher|smaller|larger|cheaper)\b")
_HALVES_OF_PLAY = frozenset(
    {"first", "second", "the", "other", "latter", "last", "final", "each", "this", "next", "top", "bottom"}
)
_ITEM = re.compile(r"[.)](?:\s|$)")
# A lone number in brackets is a reference or the score of a tie-break.
_REFERENCE = re.compile(r"(?:, ?\d{1,3})*\)")
_TIMES = re.compile(
    r"[ -](times?)(?![A-Za-z])(?! (?:as|more|less|fewer|higher|lower|larger|bigger|greater|smaller|that|its|the|faster|stronger|over)\b)"
)
_MULTIPLE = re.compile(r"[ -](?:times?|fold)(?![A-Za-z])")
_COMPOUND = re.compile(r"-([A-Za-z]+)")
_ONE_WORD = re.compile(r"[Oo]ne(?![A-Za-z])")
_AGED = re.compile(
    r"(?<!\w)(?:aged?|ages|at the age of|turned|turning|turns)(?: of)?(?: about| around| between| from)? $",
    re.IGNORECASE,
)
_PERSON_IS = re.compile(
    r"(?<!\w)(?:who|he|she|I|[Hh]e|[Ss]he)(?:['’]s|['’]m| is| was| were| am| will be| would be| would have been| has been| just)(?: only| now| just| about| around)? $"
)
_EXPECTANCY = re.compile(
    r"(?:life expectancy|lifespan|average age|median age|mean age|minimum age|retirement age|age limit|pension age|voting age|legal age)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_APPOSED_AGE = re.compile(r"[A-Z][\w’'-]+\.?(?: [JS]r\.)?(?:, | \()$")
_AGE_END = re.compile(r"(?:,(?! \d|\d)|\)|\.(?!\d)|;| (?:and|who|from|of)\b|$)")
_AFTER_PERSON = re.compile(r"(?:[.,;!?)]|$| (?:when|by|at|and|on|in|but|now|this|next|last|with|years?)\b)")
_PRONOUN = re.compile(r" of (?:them|us|whom|which|those|these|you|it)\b|,? (?:others|more|less|fewer)\b")
_TURNING = re.compile(r"turn|rotat|angle|longitude|latitude|north|south|slope|tilt|pivot|axis|bearing", re.IGNORECASE)
_WORD_END = re.compile(r"\w*")


@dataclass(frozen=True, slots=True)
class Amount:
    """What was read at one place; `bare` where neither a unit nor a noun was found, `number_end` where its numeral ends."""

    start: int
    end: int
    number_start: int
    number_end: int
    kind: str
    low: float | None
    high: float | None
    mod: str | None
    change: str | None
    unit: str | None
    head: str | None
    rule: str
    bare: bool = False
    spelled: bool = False
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading happens: the sentence ``[floor, limit)``."""

    text: str
    floor: int
    limit: int

    @property
    def headline(self) -> bool:
        """Whether the sentence is set like a headline, where a capital says nothing."""
        return guards.headline_case(self.text, self.floor, self.limit)


def bounds(value: float, mod: str | None) -> tuple[float | None, float | None]:
    """Low and high of a single number under a modifier; null where open."""
    if mod in ("MORE_THAN", "EQUAL_OR_MORE"):
        return value, None
    if mod in ("LESS_THAN", "EQUAL_OR_LESS"):
        return None, value
    return value, value


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
    numeral = numerals.read(text, at, money=money is not None, plural=_COUNTABLE)
    if numeral is None or numeral.end > place.limit:
        return None, _WORD_END.match(text, at + 1).end()  # type: ignore[union-attr]
    if money is None and guards.attached(text, numeral, floor):
        end = numeral.end
        score = re.compile(r"(?:[-–.:/]?\d)+").match(text, end)
        return None, score.end() if score else end
    if money is None and guards.in_date(text, numeral, floor):
        return None, numeral.end
    if numeral.form == "fraction":
        return _fraction(place, numeral), numeral.end
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
    partitive = re.compile(r" of(?= )").match(text, end, place.limit)
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


def _fraction(place: Place, numeral: Numeral) -> Amount | None:
    """ "half an hour" in its unit, every other fraction in percent of what it is a fraction of."""
    text, floor, limit = place.text, place.floor, place.limit
    mod, start = cues.before(text, numeral.start, floor)
    article = _OF_UNIT.match(text, numeral.end, limit)
    unit = units.after(text, article.end() if article else numeral.end, limit, numeral.value)
    if unit is not None:
        low, high = bounds(numeral.value, mod)
        return Amount(
            start, unit.end, numeral.start, numeral.end, unit.kind, low, high, mod, None, unit.unit, None, "measure"
        )
    previous = guards.previous(text, numeral.start, floor)
    word = previous[0].lower() if previous else ""
    if not _is_share(place, numeral, word, mod is not None):
        return None
    change = cues.change_before(text, start, floor, True, True)
    low, high = bounds(numeral.value * 100, mod)
    return Amount(
        start, numeral.end, numeral.start, numeral.end, "percent", low, high, mod, change, "percent", None, "fraction"
    )


def _is_share(place: Place, numeral: Numeral, word: str, bounded: bool) -> bool:
    """Whether a fraction is a share of something and not a half of a match, a third man or the third quarter.

    `word` stands before it; `bounded` says that an approximator does.
    """
    text, end, limit = place.text, numeral.end, place.limit
    surface = text[numeral.start : end].lower()
    if surface == "half" and word in _HALVES_OF_PLAY:
        return False
    if _OF.match(text, end, limit):
        return True
    closed = (bounded or word in ("by", "than")) and _END.match(text, end, limit) is not None
    if surface == "half":
        return closed or _THE.match(text, end, limit) is not None
    if surface[0].isdigit() or surface[0] in numerals.VULGAR:
        return False
    if surface.startswith(("a ", "an ")):
        followed = _COMPARED.match(text, end, limit) is not None
        return closed or followed or (surface == "a half" and _END.match(text, end, limit) is not None)
    return closed or not (text[end : end + 1].isalpha() or surface.endswith("quarter"))


def _number(place: Place, numeral: Numeral, money: tuple[str, int, bool] | None) -> tuple[Amount | None, int]:
    text, floor, limit = place.text, place.floor, place.limit
    start, end = numeral.start, numeral.end
    negative, change = False, None
    unit: Unit | None = None
    if money is not None:
        code, start, negative = money
        unit = Unit(code, "money", numeral.end)
    else:
        unit = _unit_after(place, numeral)
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
    if money is not None:
        unit = _money_tail(place, unit)
    span = _range(place, numeral, unit, start, money is not None)
    if span is not None:
        return span
    if unit is None:
        return _counted(place, numeral, start, value, change)
    if unit.kind == "money" and money is None and numeral.scale == 1:
        scaled = _MILLION_AFTER.match(text, unit.end, limit)
        if scaled:  # "75 USD million"
            value, unit = value * _MILLION[scaled[1]], Unit(unit.unit, "money", scaled.end())
    if unit.unit == "day" and _ONE_WORD.match(text, numeral.start) and text[numeral.end : numeral.end + 1] == " ":
        lead = guards.previous(text, numeral.start, floor)
        if lead is None or lead[0].lower() not in _SPENT:
            return None, unit.end
    end = unit.end
    mod, outer = cues.before(text, start, floor)
    if unit.kind == "duration" and text[outer:start].lower() == "over ":
        lead = guards.previous(text, outer, floor)
        if lead is not None and lead[0].lower() not in _SPENT:
            mod, outer = None, start
    start = outer
    later, end = cues.after(text, end, limit)
    mod = mod if mod and (mod != "APPROX" or later is None) else later
    if change is None:
        steady = unit.kind == "percent" or unit.unit in _COINS
        change = cues.change_before(text, start, floor, steady, unit.kind in ("money", "percent", "temperature"))
        if change is None and unit.kind in ("money", "percent"):
            change = cues.change_after(text, unit.end, limit)
    if unit.unit == "foot":
        inches = _INCHES.match(text, unit.end, limit)
        if inches:
            value, end = value + float(inches[1]) / 12, inches.end()
    low, high = bounds(value, mod)
    kind, rule, name = unit.kind, unit.kind if unit.kind in ("money", "percent", "duration") else "measure", unit.unit
    if kind == "duration":
        old = _OLD.match(text, end, limit)
        if old:
            kind, rule, end = "age", "age", old.end()
    if name == "degree" and _TURNING.search(text, max(floor, start - 60), min(limit, end + 60)):
        kind = "angle"
    if name == "pound" and _pounds_are_money(place, numeral, start, end):
        kind, name, rule = "money", "GBP", "money"
    return Amount(start, end, numeral.start, numeral.end, kind, low, high, mod, change, name, None, rule), end


_MONEY_WORDS = re.compile(
    r"\b(?:cost|costs|pay|pays|paid|paying|spend|spent|spending|price|prices|priced|worth|fine|fined|bill|budget|debt|loan|fee|fees|salary|"
    r"wage|wages|earn|earns|earned|earning|buy|bought|sell|sold|sale|profit|profits|revenue|tax|fund|funds|bank|invest|invested|income|grant|deal|"
    r"sterling|bonus|cash|money|raise|raised|donated|stolen|valued|market|million|billion)\b",
    re.IGNORECASE,
)
_MASS_WORDS = re.compile(
    r"\b(?:weigh|weighs|weighed|weighing|weight|heavy|heavier|bag|lift|lifted|shed|gained|of)\b", re.IGNORECASE
)


def _pounds_are_money(place: Place, numeral: Numeral, start: int, end: int) -> bool:
    """Pounds are sterling beside words of money, weight elsewhere and before "of" or a noun."""
    text = place.text
    surface = text[numeral.end : end]
    if "pound" not in surface or surface.startswith("-"):
        return False
    if _MASS_WORDS.match(text, end + 1) or _MASS_WORDS.search(text, max(place.floor, start - 20), start):
        return False
    return (
        numeral.scale >= 1e6
        or _MONEY_WORDS.search(text, max(place.floor, start - 120), min(place.limit, end + 120)) is not None
    )


def _unit_after(place: Place, numeral: Numeral) -> Unit | None:
    text = place.text
    mark = text[numeral.end : numeral.end + 2]
    quoted = '"' in mark and text.count('"', max(place.floor, numeral.start - 300), numeral.start) % 2 == 1
    unit = units.after(text, numeral.end, place.limit, numeral.value, quoted)
    if unit is None:
        bracketed = re.compile(r" \(([A-Za-z%°/]{1,4})\)").match(text, numeral.end, place.limit)
        if bracketed:
            inner = units.after(text, bracketed.start(1), bracketed.end(1), numeral.value)
            if inner is not None and inner.end == bracketed.end(1):
                return Unit(inner.unit, inner.kind, bracketed.end())
        return units.in_inches(text, numeral.end, place.limit) if text[numeral.end : numeral.end + 3] == " in" else None
    return unit


def _money_tail(place: Place, unit: Unit | None) -> Unit | None:
    """ "$5 million dollars", "$31 US", and a denominator."""
    if unit is None:
        return None
    tail = units.after(place.text, unit.end, place.limit, 2.0)
    if tail is not None and tail.kind == "money":
        unit = Unit(unit.unit if tail.unit == "USD" or unit.unit != "USD" else tail.unit, "money", tail.end)
    rate = units.rate_after(place.text, unit.end, place.limit)
    return Unit(f"{unit.unit}{rate.unit}", "money", rate.end) if rate else unit


def _special(place: Place, numeral: Numeral, unit: Unit | None) -> tuple[Amount | None, int] | None:
    """Shapes of their own: "one in five", "5 ± 1 mm", "0.5 times". None where it is none of them."""
    text, floor, limit = place.text, place.floor, place.limit
    if unit is None and numeral.scale == 1 and numeral.value == int(numeral.value) and 0 < numeral.value < 1000:
        match = _IN_EVERY.match(text, numeral.end, limit)
        other = (
            numerals.read(text, match.end()) if match and match.end() < limit and text[match.end()].isalnum() else None
        )
        if (
            match and other and other.end <= limit and other.form != "fraction" and other.places <= 0
            and numeral.value < other.value and not guards.year_like(text, other)
            and (other.value <= 20 or other.value in (25, 30, 40, 50, 100, 1000, 10000, 100000, 1000000) or "every" in match[0] or "out of" in match[0])
            and not guards.attached(text, other, floor) and units.after(text, other.end, limit, other.value) is None
            and not guards.in_date(text, other, floor)
        ):  # fmt: skip
            mod, start = cues.before(text, numeral.start, floor)
            low, high = bounds(100 * numeral.value / other.value, mod)
            return Amount(
                start, other.end, numeral.start, other.end, "percent", low, high, mod, None, "percent", None, "fraction"
            ), other.end
    match = _PLUS_MINUS.match(text, unit.end if unit else numeral.end, limit)
    if match:
        spread = numerals.read(text, match.end())
        if spread is not None and spread.end <= limit:
            whole = units.after(text, spread.end, limit, spread.value) or unit
            end = max(spread.end, whole.end if whole else 0)
            width = spread.value
            if whole and whole.unit == "percent" and unit and unit.unit != "percent":
                width, whole = numeral.value * spread.value / 100, unit
            return (
                Amount(numeral.start, end, numeral.start, end, whole.kind if whole else "count", numeral.value - width, numeral.value + width,
                       None, None, whole.unit if whole else None, None, "tolerance"),
                end,
            )  # fmt: skip
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


def _range(
    place: Place, first: Numeral, unit: Unit | None, start: int, money: bool
) -> tuple[Amount | None, int] | None:
    """Two numbers that are the ends of one amount: "5 to 10 percent", "between $3 and $5 billion", "two or three"."""
    text, floor, limit = place.text, place.floor, place.limit
    at = unit.end if unit else first.end
    match = _CONNECTOR.match(text, at, limit)
    if match is None or match.end() >= limit:
        return None
    lead = text[max(floor, start - 9) : start].lower()
    between = lead.endswith("between ") or (
        lead.endswith(("about ", "around ", "roughly ")) and "between" in text[max(floor, start - 16) : start].lower()
    )
    if match["and"] and not between:
        return None
    place_two = match.end()
    symbol = _SYMBOL_AT.match(text, place_two, limit)
    if symbol:
        place_two = symbol.end()
    if place_two >= limit or not (text[place_two].isdigit() or text[place_two] == "." or text[place_two].isalpha()):
        return None
    second = numerals.read(text, place_two, money=symbol is not None or (money and first.scale == 1), plural=_COUNTABLE)
    if second is None or second.end > limit or second.form == "fraction" or (first.form == "fraction"):
        return None
    if symbol is None and not text[place_two - 1].isspace() and text[place_two - 1] not in "-–—−‑~":
        return None
    if (
        guards._CODE_AFTER.match(text, second.end)
        or guards._CLOCK_AFTER.match(text, second.end)
        or guards.in_date(text, second, floor)
    ):
        return None
    if symbol and not money:
        return None
    other = _unit_after(place, second)
    if money and unit is not None:
        if symbol is None and other is not None and other.kind != "money":
            return None
        if other is None or other.kind != "money":
            tail = _money_tail(place, Unit(unit.unit, "money", second.end))
            other = tail
        elif other.unit.split(" per ")[0] != unit.unit.split(" per ")[0]:
            return None
    elif unit is not None:
        if other is None or (
            other.unit != unit.unit and not (unit.unit == "percent" and other.unit == "percentage point")
        ):
            if not (match["hyphen"] or between) or other is not None:
                return None
            other = Unit(unit.unit, unit.kind, second.end)
    if unit is None and guards.year_like(text, first) and not lead.endswith(("from ", "between ")):
        return None
    shared = first.value
    if (
        second.scale > first.scale
        and first.scale == 1
        and first.value * second.scale < second.value
        and first.value < 1000
        and first.places >= 0
    ):
        shared = first.value * second.scale
    elif second.scale > 1 and first.scale == 1 and first.places > 0 and first.value < second.value / second.scale:
        shared = first.value * second.scale
    low, high = shared, second.value
    if "negative " in match[0] or "minus " in match[0]:
        high = -high
    if text[max(floor, start) : start + 9].lower().startswith(("negative ", "minus ")):
        low = -low
    led = lead.endswith(("from ", "between ")) or between
    both = unit is not None and other is not None and match["to"] is not None and unit.kind not in ("money", "percent")
    if low == high or (low > high and not both and not (led and (match["to"] or match["and"]))):
        return None
    if match["or"] and (unit is not None or high > 2 * low + 1 or match["or"].startswith("-") or first.scale > 1):
        return None
    found = None
    if other is None:
        if guards.year_like(text, first) and (guards.year_like(text, second) or second.value < 100):
            return None, second.end
        found = nouns.head(text, second.end, limit, 2)
        attributive = found is not None and not found.plural
        named = guards.named(text, first, floor, place.headline, found is not None and found.plural)
        if named or guards.street(text, second):
            return None, second.end
        if (
            match["hyphen"]
            and not led
            and (found is None or attributive)
            and cues.before(text, start, floor)[0] is None
        ):
            plain = second.scale == 1 and first.places == 0 and second.places == 0 and high < 1000
            if plain:
                return None, second.end
        previous = guards.previous(text, start, floor)
        if (
            found is None
            and previous
            and previous[0].lower()
            in ("won", "lost", "beat", "voted", "ruled", "defeated", "by", "win", "drew", "rose", "fell")
        ):
            return None
        if (
            match["to"]
            and found is None
            and unit is None
            and not led
            and previous
            and cues.change_before(text, start, floor, True, True)
        ):
            return None
    end = other.end if other else found.end if found else second.end
    if between:
        start = max(floor, start - 17) + text[max(floor, start - 17) : start].lower().rindex("between")
    mod, start = cues.before(text, start, floor)
    if mod != "APPROX":
        mod = None
    inner = text[match.start() : match.end()]
    if mod is None and re.search(
        r"about|around|roughly|approx|nearly|almost", inner + text[max(floor, start) : first.start]
    ):
        mod = "APPROX"
    kind = other.kind if other else "count"
    name = other.unit if other else None
    rule = "range"
    if low > high:
        low, high, rule = high, low, "falling range"
    change = None
    if other is not None and not led:
        change = cues.change_before(
            text, start, floor, other.kind == "percent" or other.unit in _COINS, other.kind in ("money", "percent")
        )
    elif other is None:
        change = cues.change_before(text, start, floor, False, False)
    if other is not None and change is None and other.kind == "percent":
        change = cues.change_after(text, end, limit)
    if kind == "duration":
        old = _OLD.match(text, end, limit)
        if old:
            kind, end = "age", old.end()
    elif other is None and _AGED.search(text, max(floor, start - 24), start):
        kind, name, found, end = "age", "year", None, second.end
    if name == "pound" and other is not None and _pounds_are_money(place, second, start, end):
        kind, name = "money", "GBP"
    head = found.noun if found and kind == "count" else None
    return Amount(start, end, first.start, second.end, kind, low, high, mod, change, name, head, rule), end


def _counted(place: Place, numeral: Numeral, start: int, value: float, change: str | None) -> tuple[Amount | None, int]:
    """A number without a unit: a count of something, an age, or nothing."""
    text, floor, limit = place.text, place.floor, place.limit
    end = numeral.end
    if _ONE_WORD.match(text, numeral.start) and end - numeral.start == 3:
        return _one(place, numeral), end
    yo = _YO.match(text, end, limit)
    if yo:
        return Amount(
            start, yo.end(), numeral.start, end, "age", value, value, None, None, "year", None, "age"
        ), yo.end()
    if value == 0 and text[max(floor, start - 9) : start].lower() == "absolute ":
        return Amount(
            start - 9, end, numeral.start, end, "temperature", 0.0, 0.0, None, None, "kelvin", None, "measure"
        ), end
    mod, outer = cues.before(text, start, floor)
    age = _age(place, numeral, outer, mod)
    if age is not None:
        return age, age.end
    if numeral.start == floor and numeral.whole and numeral.value < 100 and _ITEM.match(text, end):
        return None, end
    if numeral.whole and text[start - 1 : start] == "(" and _REFERENCE.match(text, end):
        return None, end
    compound = _COMPOUND.match(text, end, limit)
    suspended = False
    if compound:
        if compound[1].lower() in guards.COMPOUNDS:
            return None, compound.end()
    elif text[end : end + 1] == "-" and text[end + 1 : end + 2] in (" ", ","):
        suspended = True
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
            return None, re.compile(r"(?:[-–—:]\d+)+").match(text, end).end()  # type: ignore[union-attr]
        if guards.street(text, numeral):
            return None, end
        if numeral.whole and re.match(r" [A-Z][a-z]", text[end : end + 3]) and not place.headline:
            return None, end
    mod = mod if mod and (mod != "APPROX" or later is None) else later
    low, high = bounds(value, mod)
    head = found.noun if found else None
    end = found.end if found else (tail if later else numeral.end)
    later_after = (None, end) if later or found is None else cues.after(text, end, limit)
    if later_after[0] and mod is None:
        mod, end = later_after
        low, high = bounds(value, mod)
    measured = head is not None and head.lower() in _POINTS or (found is None and numeral.form == "digits")
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
            suspended,
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
        and (text[start - 1] != "(" or (follow == ")" and 10 <= numeral.value))
    )
    if (
        apposed
        and text[start - 1] == " "
        and follow not in (",", ".", ")", ";", "")
        and not text.startswith((" who", " from", " of", " and"), numeral.end)
    ):
        apposed = False
    if not apposed and not _AGED.search(text, before, start):
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


def with_head(amount: Amount, kind: str, unit: str | None, head: str | None, rule: str) -> Amount:
    """`amount` with a unit or noun understood from the sentence."""
    return replace(amount, kind=kind, unit=unit, head=head, rule=rule, bare=False, spelled=False)
