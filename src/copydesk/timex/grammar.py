"""Recognition: where a text speaks of time, and in what words.

The text is cut into tokens (words, numbers, white space, marks), each token becomes one symbol for its class in the
lexicon, and the patterns are regular expressions over that string of symbols. So letter case, synonyms and spelling are
looked up once a token, not tried pattern by pattern at each character, and a pattern says `<month> <day>` where a
pattern over characters would say 200 characters. Looking closer starts only at a *trigger* (a month, a unit, a year).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from copydesk import lexicon
from copydesk.timex import patterns

Matcher: TypeAlias = Callable[[str, int], re.Match[str] | None]

# Words of two letters and more come first, for speed; brackets in a run say no more than one.
_TOKEN = re.compile(r" |[^\W\d_]{2,}|\d+|[^\S\n]+|[A-Za-z](?:\.[A-Za-z])+(?![^\W_])|[][(){}<>]+|[\w\W]")
_MARKS = {mark: mark for mark in "-,./:;'\"()[]{}#$€£%!?&+*=\n"} | {
    "–": "-",
    "‐": "-",
    "‑": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
}
# Number classes are told by length and worth: a day of the month, another number below 100, a year, a clock time, …
NUMBERS = ("day", "small", "hundreds", "year", "four", "padded", "five", "six", "long")
_SYMBOL_SPACE, _SYMBOL_WORD, _SYMBOL_CAPITAL, _SYMBOL_OTHER = " ", "w", "W", "?"
_BRACKET = "("
_TRIGGERS = [
    "mon",
    "milmonth",
    "zmon",
    "wday",
    "weekdays",
    "unit",
    "units",
    "abbrunit",
    "daypart",
    "clockword",
    "twilight",
    "season",
    "today",
    "tonight",
    "overnight",
    "ref",
    "soon",
    "recent",
    "current",
    "future",
    "present",
    "moment",
    "past",
    "former",
    "frequency",
    "lasting",
    "ampm",
    "dotted",
    "zone",
    "era",
    "dotera",
    "year",
    "decadeword",
    "fiscal",
    "half",
]
_NAMES = (("month", "may"), ("weekday",))
# No expression has more tokens to the left of its trigger than this ("on the twenty-eighth of the same …").
_REACH = 22
# No pattern looks further than this many tokens back from its first and ahead of it; a test holds the lexicon to it.
_BEHIND, _AHEAD = 8, 96


class Match(NamedTuple):
    """A stretch of tokens ``[first, last)`` that `rule` recognised."""

    first: int
    last: int
    rule: str

    @property
    def resolver(self) -> str:
        """The name of the function that gives the rule's expressions their value."""
        return _grammar().resolvers[self.rule]


def _match(rules: dict[str, list[tuple[str, Matcher]]], symbols: str, at: int) -> Match | None:
    if symbols[at : at + 1] not in rules:
        return None
    begin = max(0, at - _BEHIND)
    found = _first_match(symbols[begin : at + _AHEAD], at - begin)
    return Match(at, begin + found[1], found[0]) if found else None


@lru_cache(maxsize=1024)
def _first_match(symbols: str, at: int) -> tuple[str, int] | None:
    """The first rule that matches at a symbol, and where its match ends.

    Remembered, because what is nothing but dates (a calendar, a table, an archive) says the same thing again and again.
    """
    for name, match in _grammar().rules[symbols[at]]:
        found = match(symbols, at)
        if found:
            return name, found.end()
    return None


class Scan:
    """A text as tokens and symbols. ``starts[i]`` is the code point where token `i` begins."""

    __slots__ = ("starts", "symbols", "text", "tokens")

    def __init__(self, text: str) -> None:
        grammar = _grammar()
        self.text = text
        self.tokens = _TOKEN.findall(text)
        self.starts = list(accumulate(map(len, self.tokens), initial=0))
        self.symbols = "".join(map(grammar.classes.__getitem__, self.tokens))

    def matches(self) -> Iterator[Match]:
        """The expressions in text order; they do not overlap."""
        grammar = _grammar()
        symbols, rules, reachable, floor = self.symbols, grammar.rules, grammar.reachable, 0
        for trigger in grammar.triggers.finditer(symbols):
            at = trigger.start()
            if at < floor:
                continue
            left = at
            limit = max(floor, at - _REACH)
            while left > limit and symbols[left - 1] in reachable:
                left -= 1
            while left <= at:
                found = _match(rules, symbols, left)
                if found is None:
                    left += 1
                    continue
                yield found
                left = floor = found.last
                # What is joined to a date may hold no trigger of its own: "June 5-8", "1961-63".
                if (glue := grammar.joint.match(symbols, floor)) and (joined := _match(rules, symbols, glue.end())):
                    yield joined
                    left = floor = joined.last
            floor = max(floor, at + 1)

    def words(self, match: Match) -> Iterator[tuple[str, str]]:
        """The class and value of each token of the match that the lexicon knows; of a number, its digits."""
        names, values = _grammar().names, _grammar().values
        for i in range(match.first, match.last):
            name = names.get(self.symbols[i])
            if name is not None:
                token = self.tokens[i]
                yield name, (token if name in NUMBERS else values.get(token.lower(), token))

    def class_of(self, symbol: str) -> str | None:
        """The lexicon class a symbol stands for."""
        return _grammar().names.get(symbol)

    def class_at(self, token: int) -> str | None:
        """The lexicon class of a token."""
        return _grammar().names.get(self.symbols[token])


class _Classes(dict[str, str]):
    """Token to symbol; numbers, unusual letter case and unknown words are told on the way."""

    def __init__(self, known: dict[str, str], numbers: dict[str, str]) -> None:
        super().__init__(known)
        self._numbers = numbers

    def __missing__(self, token: str) -> str:
        if token.isalpha() or "." in token[1:2]:
            return _SYMBOL_WORD if token.islower() else _SYMBOL_CAPITAL
        if token.isspace():
            return _SYMBOL_SPACE
        if token.isdecimal() and token.isascii():
            return self._numbers[number_class(token)]
        return _BRACKET if token[0] in "[](){}<>" else _SYMBOL_OTHER


def number_class(digits: str) -> str:
    """The class of a run of digits."""
    match len(digits):
        case 1 | 2:
            return "day" if 1 <= int(digits) <= 31 else "small"
        case 3:
            return "hundreds"
        case 4:
            if digits[0] == "0":
                return "padded"
            return "year" if 1000 <= int(digits) <= 2199 else "four"
        case 5:
            return "five"
        case 6:
            return "six"
    return "long"


class _Grammar:
    """The compiled lexicon."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._symbols: dict[str, str] = {}
        rows = lexicon.load("times_patterns")
        words = lexicon.load("times_words")
        feasts = [_TOKEN.findall(row["name"].lower()) for row in lexicon.load("times_holidays")]
        literals = {word for row in rows for word in patterns.literals(row["pattern"])}
        literals |= {token for tokens in feasts for token in tokens if token.isalnum()}
        known: dict[str, str] = {}
        for row in words:
            word, name = row["word"], row["class"]
            known |= _spellings(word, row["case"], self._symbol(word if word in literals else "", name))
            self.values[word] = row["value"]
            if name in ("month", "may", "mon") and len(word) == 3:
                known[word.upper()] = self._symbol("", "milmonth")
        for name in NUMBERS:
            self._symbol("", name)
        for word in sorted(literals - self._symbols.keys()):
            name = number_class(word) if word.isdecimal() else ""
            known |= _spellings(word, "", self._symbol(word, name))
        numbers = {name: self._symbols[f"<{name}>"] for name in NUMBERS}
        common = [*map(str, range(1900, 2040)), *map(str, range(100)), *(f"{number:02d}" for number in range(10))]
        known = {number: numbers[number_class(number)] for number in common} | known
        self.classes = _Classes(known | _MARKS | {" ": " "}, numbers)
        self._compile(rows, feasts)

    def _symbol(self, word: str, name: str) -> str:
        """The symbol of a word that a pattern names, or else of a class."""
        symbol = self._symbols.setdefault(word or f"<{name}>", chr(0xE000 + len(self._symbols)))
        if name:
            self._members.setdefault(name, set()).add(symbol)
            self.names[symbol] = name
        return symbol

    def _compile(self, rows: tuple[lexicon.Row, ...], feasts: list[list[str]]) -> None:
        names = ["".join(self._symbols.get(token, _MARKS.get(token, token)) for token in tokens) for tokens in feasts]
        parts = {"HOLIDAY": "(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")"}
        self.resolvers: dict[str, str] = {}
        # The rules a symbol can begin, in the order of the lexicon: the first that matches speaks.
        self.rules: dict[str, list[tuple[str, Matcher]]] = {}
        for row in rows:
            name, source = row["name"], patterns.translate(row["pattern"], self._class, self._symbols, parts)
            if row["resolver"] == "part":
                parts[name] = source
                continue
            self.resolvers[name] = row["resolver"]
            match = re.compile(source).match
            for symbol in sorted(patterns.first_symbols(source)):
                self.rules.setdefault(symbol, []).append((name, match))
        self.reachable = frozenset(self._symbols.values()) | set(" -,.'/:")
        joints = "".join(self._symbols[word] for word in ("and", "or", "to", "through", "until"))
        self.joint = re.compile(f"[-/]|, | [-/{joints}] ")
        self.triggers = self._compile_triggers({name[-1] for name in names})

    def _compile_triggers(self, holidays: set[str]) -> re.Pattern[str]:
        words = {self._symbols[word] for word in ("q", "term", "run", "time", "clock")}
        names = {symbol for name in ("month", "may", "weekday") for symbol in self._members[name]}
        others = {symbol for name in _TRIGGERS for symbol in self._members[name]} | holidays | words
        two = self._class("day") + self._class("small")
        # A name next to a name of its kind is a row of a calendar or an archive, page furniture and not prose.
        kinds = ["".join(map(self._class, kind)) for kind in _NAMES]
        rows = [f"(?<![{kind}] )[{kind}](?! [{kind}])" for kind in kinds]
        return re.compile(
            "|".join(
                [
                    f"[{''.join(sorted(others - names))}]",
                    *rows,
                    f"(?<![/.:])[{two}](?:[/.:][{two}]|{self._symbols['q']})",
                    f"'(?=[{two}])",
                ]
            )
        )

    def _class(self, name: str) -> str:
        names = NUMBERS if name == "ANYDIGIT" else (name,)
        return "".join(sorted(symbol for one in names for symbol in self._members[one]))


def _spellings(word: str, case: str, symbol: str) -> dict[str, str]:
    spellings = [word.upper()] if case == "upper" else [word.capitalize(), word.upper()]
    if case in ("", "any"):
        spellings.append(word)
    return dict.fromkeys(spellings, symbol)


@cache
def _grammar() -> _Grammar:
    return _Grammar()
