"""The story on a page that was scraped as one long line: the densest stretch of running text.

Finn, Kushmerick and Smyth 2001, "Fact or fiction: content classification for digital libraries", with function words
in the place of their tags.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copydesk.normalize.line_model import FUNCTION_WORDS, densest

# What is cut off the ends of a page has at least so many tokens; the rest holds so many function words.
_JUNK_TOKENS = 40
_MIN_FUNCTION = 30
_SENTENCE_TOKENS = 14

_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*(?=\s|$)")
_TOKEN = re.compile(r"\S+")
# What a function word, a lower-case word that ends a sentence, another lower-case word and all else count for.
_RUNNING = (5, 3, -1, -2)


def _is_menu(tokens: Sequence[re.Match[str]], values: Sequence[int]) -> bool:
    """Whether the end of a one-line page is long, clearly no running text, and hardly holds a finished sentence."""
    n = len(tokens)
    finished = sum(token.group()[-1] in ".?!" for token in tokens)
    return n >= _JUNK_TOKENS and 10 * sum(values) < -6 * n and 15 * finished < n


def running_text(text: str) -> tuple[int, int]:
    """Where the running text of a page on one line begins and ends; the whole of `text` if no part stands out.

    A function word speaks for running text, a capitalised word, a number or a sign against it; the densest stretch is
    widened to whole sentences. What lies outside is left out only if it is long and clearly no running text.
    """
    tokens = list(_TOKEN.finditer(text))
    values = []
    for token in tokens:
        word = token.group()
        if word in FUNCTION_WORDS:
            values.append(_RUNNING[0])
        elif word[-1] in ".?!" and word[:1].islower():
            values.append(_RUNNING[1])
        elif word[0].islower():
            values.append(_RUNNING[2])
        elif word[0].isupper() or not word[0].isalpha():
            values.append(_RUNNING[3])
        else:
            values.append(0)  # a script without capitals: nothing is known
    first, last = densest(values)
    # Function words are English: without many of them, most of them here, nothing is known about this page.
    function = values[first:last].count(_RUNNING[0])
    if function < _MIN_FUNCTION or 5 * function < 3 * values.count(_RUNNING[0]):
        return 0, len(text)
    begin, end = 0, len(text)
    if _is_menu(tokens[:first], values[:first]):
        back = first
        while back > max(0, first - _SENTENCE_TOKENS) and tokens[back - 1].group()[-1] not in ".?!:|":
            back -= 1
        if back == first - _SENTENCE_TOKENS:
            back = first
            while back > first - 4 and tokens[back - 1].group()[0].isupper():
                back -= 1
        begin = tokens[back].start()
    if _is_menu(tokens[last:], values[last:]):
        sentence = _SENTENCE_END.search(text, tokens[last - 1].start(), tokens[min(last + 20, len(tokens) - 1)].start())
        end = sentence.end() if sentence else tokens[last - 1].end()
    return begin, end
