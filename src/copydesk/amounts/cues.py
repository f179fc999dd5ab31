"""The words around an amount: approximators and bounds, and what says that something rose or fell."""

from __future__ import annotations

import re

from copydesk import lexicon

_BEFORE: dict[str, str] = {}
_AFTER: dict[str, str] = {}
for _row in lexicon.load("approximators"):
    (_BEFORE if _row["side"] == "before" else _AFTER)[_row["phrase"]] = _row["mod"]
_LAST_WORDS = frozenset(phrase.rsplit(" ", 1)[-1] for phrase in _BEFORE)
_MOST_WORDS = max(phrase.count(" ") for phrase in _BEFORE) + 1

_CHANGES: dict[str, dict[str, str]] = {"strong": {}, "weak": {}, "particle": {}, "after": {}}
for _row in lexicon.load("changes"):
    _CHANGES[_row["form"]].update(dict.fromkeys(_row["forms"].split("|"), _row["change"]))
_VERBS = _CHANGES["strong"] | _CHANGES["weak"]


def _alternatives(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_AFTER_PATTERN = re.compile(
    rf"[ -]?({_alternatives(_AFTER)})(?![A-Za-z]| than\b)(?! ?(?:[\d$£€]|(?:a (?:half|quarter|third)|one|"
    r"two|three|four|five|six|seven|eight|nine|ten)\b))"
)
_NOUN_AFTER = re.compile(rf"[ -]({_alternatives(_CHANGES['after'])})(?![A-Za-z])")
_TOKEN = re.compile(r"\S+")
# Words that may stand between a verb of change and its amount.
_FILLERS = frozenset(
    {"another", "further", "additional", "just", "only", "a", "an", "extra", "around", "over", "more", "again"}
)
# "made up 60 percent", "set up 20 posts": here "up" belongs to the verb.
_PHRASAL = next(
    frozenset(row["words"].split("|")) for row in lexicon.load("amount_words") if row["class"] == "phrasal verb"
)

_BOUNDS = {"MORE_THAN", "LESS_THAN", "EQUAL_OR_MORE", "EQUAL_OR_LESS"}


def before(text: str, at: int, floor: int) -> tuple[str | None, int]:
    """The modifier of the approximators that end right before `at`, and where the first begins.

    A bound outweighs an approximation: "up to about 20" is a bound.
    """
    mod: str | None = None
    for _ in range(3):
        begin = max(floor, at - 40)
        tokens = [(match.start(), match[0]) for match in _TOKEN.finditer(text, begin, at)]
        if not tokens:
            break
        glued = text[at - 1] != " "
        last = tokens[-1][1].lower().lstrip("([“\"'‘")
        if glued:
            mark = next((mark for mark in (">=", "<=", "~", "≈", ">", "<", "≥", "≤") if last.endswith(mark)), None)
            if mark is None and last not in ("sub-", "c."):
                break
            if mark is not None:
                if text[at - len(mark) - 1 : at - len(mark)] in ("<", ">", "="):
                    break
                mod, at = mod if mod in _BOUNDS else _BEFORE[mark], at - len(mark)
                continue
            return mod or _BEFORE[last.rstrip("-")], at - len(last)
        if last not in _LAST_WORDS:
            break
        found = None
        for count in range(min(_MOST_WORDS, len(tokens)), 0, -1):
            words = [token for _, token in tokens[-count:]]
            words[0] = words[0].lstrip("([“\"'‘")
            found = _BEFORE.get(" ".join(words).lower())
            if found is not None:
                start, token = tokens[-count]
                start += len(token) - len(words[0])
                break
        if found is None:
            break
        if mod is None or found in _BOUNDS:
            mod = found
        at = start
        while at > floor and text[at - 1] == " ":
            at -= 1
        if at == start:
            break
        # The space belongs to the gap, not to the span.
        outer = before_once(text, start, floor)
        if not outer:
            return mod, start
        at = start
    return mod, at


def before_once(text: str, at: int, floor: int) -> bool:
    """Whether another approximator may end right before `at`."""
    word = text[max(floor, at - 16) : at].rstrip().rsplit(" ", 1)[-1].lower()
    return word in _LAST_WORDS


def after(text: str, at: int, limit: int) -> tuple[str | None, int]:
    """The modifier that follows an amount ending at `at` ("or more"), and its end."""
    match = _AFTER_PATTERN.match(text, at, limit)
    if match is None:
        return None, at
    word = match[1]
    if word in ("plus", "odd", "ish") and match[0][0] != "-":
        return None, at
    if word == "+" and text[match.end() : match.end() + 1].isalnum():
        return None, at
    return _AFTER[word], match.end()


def change_before(text: str, start: int, floor: int, steady: bool, measured: bool) -> str | None:
    """Whether the amount that begins at `start` is one by which something rose or fell: up, down or None.

    `measured` are money, percent and points, which "rose" and "up" take without "by". `steady` are percent, points
    and small coin, which even "lost" and "added" take.
    """
    words = [token.lower() for token in _TOKEN.findall(text, max(floor, start - 60), start)][-9:]
    by = bool(words) and words[-1] == "by"
    if by:
        words.pop()
    while words and (words[-1] in _FILLERS or (words[-1].endswith("ly") and len(words[-1]) > 4)):
        words.pop()
    if not words:
        return None
    pair = " ".join(words[-2:])
    last = words[-1].lstrip("([“\"'‘—-")
    if by:
        for word in reversed(words):
            found = _VERBS.get(word) or _CHANGES["particle"].get(word)
            if found:
                return found
        return _VERBS.get(pair)
    if not measured:
        return None
    found = _CHANGES["strong"].get(pair) or _CHANGES["strong"].get(last)
    if found is None and steady:
        found = _CHANGES["weak"].get(pair) or _CHANGES["weak"].get(last)
    if found is None and not (len(words) > 1 and words[-2] in _PHRASAL):
        found = _CHANGES["particle"].get(last)
    return found


def change_after(text: str, end: int, limit: int) -> str | None:
    """The change that the next noun or adjective says: "a 4 percent drop", "4 percent higher"."""
    match = _NOUN_AFTER.match(text, end, limit)
    return _CHANGES["after"][match[1]] if match else None
