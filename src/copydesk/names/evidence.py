"""Where names may stand in a document, and what the places themselves say; what words say is in `features`.

Words that cannot be part of a name part the text into *runs*: the sequence model labels the words of a run, everything
else is outside. So the model sees a third of the words, and runs are independent of each other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from copydesk.names import features
from copydesk.names.gazetteer import EVIDENCE_ONLY, gazetteer

#: Longest run, in words. What is longer is no name but a list or noise; it is cut, so that time stays linear.
LONGEST_RUN = 64
#: Most words of small print in a row within a name ("Bank of the West").
LONGEST_GAP = 3
#: From this share of capital words on, a sentence is set in capitals, or in title case: there a capital says little.
_SET_IN_CAPITALS = 0.7
_CACHED_WORDS = 1 << 16


@dataclass(frozen=True, slots=True)
class Evidence:
    """Runs as ``[start, end)`` token numbers, and for each token in them, in order, its features beside its words.

    `listed` are names that the lexicon is sure of, as ``[start, end)``, in order of their start; `setting` says of each
    token how its sentence is set: plain, title or capitals.
    """

    runs: list[tuple[int, int]]
    local: list[list[str]]
    listed: list[tuple[int, int]]
    setting: list[str]


@lru_cache(_CACHED_WORDS)
def _part(word: str) -> int:
    """What `word` may be in a name: 2 where one may begin, 1 inside only, 0 nowhere."""
    if features.is_candidate(word):
        return 2
    return int(word in features.INSIDE or word[0].isdigit())


def bounds(starts: Sequence[int], sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The `sentences` (in code points) as ``[start, end)`` token numbers; `starts` are those of the tokens."""
    return [(bisect_left(starts, start), bisect_left(starts, end)) for start, end in sentences]


def gather(words: Sequence[str], sentences: Sequence[tuple[int, int]]) -> Evidence:
    """The evidence for a text of `words` whose `sentences` are ``[start, end)`` token numbers."""
    first, setting, inner = _sentence_view(words, sentences)
    runs = _runs(words, first)
    phrases, listed = _phrases(words, runs)
    lower = [word.lower() for word in words]
    in_small_print = {word for word in words if word.islower()}
    shapes = [features.shape(word) for word in words]
    last = len(words) - 1
    local: list[list[str]] = []
    for start, end in runs:
        for i in range(start, end):
            form, here, opens = shapes[i], lower[i], first[i]
            before = (lower[i - 1], shapes[i - 1]) if i else ("", "")
            after = (lower[i + 1], shapes[i + 1]) if i < last else ("", "")
            found = [
                f"first={opens}|{form}",
                f"set={setting[i]}",
                f"set={setting[i]}|{form}|{opens}",
                f"small={here in in_small_print}|{opens}",
                f"inner={min(inner[words[i]], 2)}|{opens}",
                f"pair-={before[0]}|{here}",
                f"pair+={here}|{after[0]}",
                f"shapes={before[1]}|{form}|{after[1]}",
                f"left={before[0]}|{form}",
                f"right={form}|{after[0]}",
                f"edge={i == start}|{i == end - 1}",
            ]
            found += phrases.get(i) or ("phrase=",)
            local.append(found)
    return Evidence(runs, local, listed, setting)


def _sentence_view(
    words: Sequence[str], sentences: Sequence[tuple[int, int]]
) -> tuple[list[bool], list[str], Counter[str]]:
    """Which words open a sentence; how each word's sentence is set; how often a word stands within a plain sentence."""
    first, setting, inner = [False] * len(words), ["plain"] * len(words), Counter[str]()
    for start, end in sentences:
        long = [word for word in words[start:end] if len(word) > 3 and word[0].isalpha()]
        kind = "plain"
        if sum(map(str.isupper, long)) > _SET_IN_CAPITALS * len(long):
            kind = "capitals"
        elif len(long) > 2 and sum(word[0].isupper() for word in long) > _SET_IN_CAPITALS * len(long):
            kind = "title"
        if kind != "plain":
            setting[start:end] = [kind] * (end - start)
        opening = next((i for i in range(start, end) if words[i][0].isalnum()), None)
        if opening is not None:
            first[opening] = True
            if kind == "plain":
                inner.update(words[opening + 1 : end])
    return first, setting, inner


def _runs(words: Sequence[str], first: Sequence[bool]) -> list[tuple[int, int]]:
    parts = [_part(word) for word in words]
    runs: list[tuple[int, int]] = []
    i, n = 0, len(words)
    while i < n:
        if parts[i] != 2:
            i += 1
            continue
        last = k = i
        while k < n and parts[k] and k - last <= LONGEST_GAP and k - i < LONGEST_RUN and (k == i or not first[k]):
            if parts[k] == 2:
                last = k
            k += 1
        runs.append((i, last + 1))
        i = last + 1
    return runs


def _phrases(
    words: Sequence[str], runs: Sequence[tuple[int, int]]
) -> tuple[dict[int, list[str]], list[tuple[int, int]]]:
    """Features of each token in a phrase that the lexicon lists (its classes, and which part it is), and sure names."""
    lexicon = gazetteer()
    found: dict[int, list[str]] = {}
    listed: list[tuple[int, int]] = []
    for start, end in runs:
        for i in range(start, end):
            if words[i] in lexicon.certain:
                listed.append((i, i + 1))
            most = lexicon.openings.get(words[i].replace("’", "'"))
            if most is None:
                continue
            for size in range(min(most, len(words) - i), 1, -1):
                kinds = lexicon.phrases.get(" ".join(words[i : i + size]).replace("’", "'"))
                if kinds:
                    for kind in kinds:
                        found.setdefault(i, []).append(f"phrase=B-{kind}")
                        for k in range(i + 1, i + size):
                            found.setdefault(k, []).append(f"phrase=I-{kind}")
                    if not EVIDENCE_ONLY.issuperset(kinds):
                        if listed and listed[-1] == (i, i + 1):
                            listed.pop()
                        listed.append((i, i + size))
                    break
    return found, listed
