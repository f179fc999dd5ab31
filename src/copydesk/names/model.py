"""The sequence model: a linear-chain conditional random field with integer weights, a whole document at once.

The score of a label at a word is a sum of weights, and most of that sum depends on one word alone (see `features`). So
it is kept per word type and offset; a document gathers and adds rows. Weights, sums and the Viterbi search are
integers, ties go to the lowest label: no processor flips a label.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from copydesk.names import features
from copydesk.names.evidence import Evidence

Scores = NDArray[np.int32]

#: What the model tells apart, by the names of training data; `misc` is learned only to be left out.
TYPES: Final = ("PER", "ORG", "LOC", "NORP", "MISC")
#: Outside, then begin and inside of each type.
LABELS: Final = ("O", *(f"{part}-{kind}" for kind in TYPES for part in "BI"))
#: A score that no sum of weights makes up for.
NEVER: Final = -(1 << 24)
#: Words whose scores are kept; at the next one all are forgotten, so that memory does not grow with a corpus.
_KEPT_WORDS: Final = 1 << 15
#: New words scored in one go: it bounds memory in a text of all different words.
_SCORED_AT_ONCE: Final = 512
OFFSETS: Final = (-2, -1, 0, 1, 2)
#: A feature is told apart by its offset: the CRC-32 of the prefix is carried on through each feature.
_PREFIXES: Final = tuple(crc32(f"{offset}:".encode()) for offset in OFFSETS)


def legal() -> Scores:
    """0 where a label may follow another, NEVER where an inside label has no beginning."""
    table = np.zeros((len(LABELS), len(LABELS)), np.int32)
    for i, before in enumerate(LABELS):
        for k, after in enumerate(LABELS):
            if after.startswith("I-") and before[2:] != after[2:]:
                table[i, k] = NEVER
    return table


def word_numbers(word: str) -> list[list[int]]:
    """For each of OFFSETS, the numbers of the features that `word` gives to the word from which it stands there."""
    own, near, far = (
        [feature.encode("utf-8", "surrogatepass") for feature in view(word)]
        for view in (features.own, features.near, features.far)
    )
    views = (far, near, own, near, far)
    return [[crc32(feature, prefix) for feature in view] for view, prefix in zip(views, _PREFIXES, strict=True)]


class Recognizer:
    """Labels for the words of runs.

    `numbers` are features (see `features.number`), ascending; `weights` has a row for each and a column for each
    label; `transitions[i, k]` is the score of label k after label i, outside before and after each run.
    """

    def __init__(self, numbers: NDArray[np.uint32], weights: NDArray[np.int16], transitions: Scores) -> None:
        self._rows = dict(zip(numbers.tolist(), range(1, len(numbers) + 1), strict=True))
        # Row 0 is the feature that training never kept.
        self._weights = np.vstack([np.zeros((1, len(LABELS)), np.int32), weights.astype(np.int32)])
        self._transitions = transitions + legal()
        self._kept: dict[str, int] = {}
        self._scores = np.zeros((_KEPT_WORDS, len(OFFSETS), len(LABELS)), np.int32)

    def label(self, words: Sequence[str], evidence: Evidence) -> list[list[int]]:
        """For each run of `evidence` the labels of its words, as numbers in `LABELS`."""
        if not evidence.runs:
            return []
        starts = np.array([start for start, _ in evidence.runs])
        lengths = np.array([end - start for start, end in evidence.runs])
        offsets = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        at = np.repeat(starts - offsets, lengths) + np.arange(lengths.sum())
        return self._decode(self._emissions(words, at, evidence.local), offsets, lengths)

    def _emissions(self, words: Sequence[str], at: NDArray[np.int64], local: Sequence[Sequence[str]]) -> Scores:
        ids = self._ids(words)
        total = self._from_places(local)
        for k, offset in enumerate(OFFSETS):
            # A word at offset +2 is seen from two words before it: the ids are padded by two at each end.
            total += self._scores[ids[at + 2 + offset], k]
        return total

    def _from_places(self, local: Sequence[Sequence[str]]) -> Scores:
        get, number = self._rows.get, features.number
        rows = [get(number(feature), 0) for found in local for feature in found]
        counts = np.array([len(found) for found in local])
        sums: Scores = np.add.reduceat(self._weights[rows], np.concatenate(([0], np.cumsum(counts)[:-1])), axis=0)
        return sums

    def _ids(self, words: Sequence[str]) -> NDArray[np.int64]:
        """Rows of `_scores` for the words, two for the empty word before and after."""
        new = {word for word in words if word not in self._kept}
        if len(self._kept) + len(new) + 1 > _KEPT_WORDS:
            self._kept = {}
            new = set(words)
        if "" not in self._kept:
            new.add("")
        if len(new) > _KEPT_WORDS:
            self._scores = np.zeros((len(new), len(OFFSETS), len(LABELS)), np.int32)
        ordered = sorted(new)
        for k in range(0, len(ordered), _SCORED_AT_ONCE):
            batch = ordered[k : k + _SCORED_AT_ONCE]
            first = len(self._kept)
            self._kept.update(zip(batch, range(first, first + len(batch)), strict=True))
            self._scores[first : first + len(batch)] = self._of_words(batch)
        empty = self._kept[""]
        return np.array([empty, empty, *map(self._kept.__getitem__, words), empty, empty])

    def _of_words(self, words: Sequence[str]) -> Scores:
        """The scores that each of `words` gives at each offset."""
        get = self._rows.get
        seen = [numbers for word in words for numbers in word_numbers(word)]
        rows = [get(number, 0) for numbers in seen for number in numbers]
        ends = np.cumsum([len(numbers) for numbers in seen])
        sums: Scores = np.add.reduceat(self._weights[rows], np.concatenate(([0], ends[:-1])), axis=0)
        return sums.reshape(len(words), len(OFFSETS), len(LABELS))

    def _decode(self, emissions: Scores, offsets: NDArray[np.int64], lengths: NDArray[np.int64]) -> list[list[int]]:
        """Viterbi over all runs at once, longest first, so that the runs still going are a slice."""
        order = np.argsort(-lengths, kind="stable")
        offsets, lengths = offsets[order], lengths[order]
        longest = int(lengths[0])
        going = [int(np.count_nonzero(lengths > t)) for t in range(longest)] + [0]
        score = emissions[offsets] + self._transitions[0]
        back: list[NDArray[np.int64]] = []
        last = np.empty(len(order), np.int64)
        for t in range(1, longest + 1):
            ended = score[going[t] :] + self._transitions[:, 0]
            last[going[t] : going[t - 1]] = ended.argmax(axis=1)
            if t < longest:
                candidates = score[: going[t], :, None] + self._transitions
                back.append(candidates.argmax(axis=1))
                score = candidates.max(axis=1) + emissions[offsets[: going[t]] + t]
        labels: list[list[int]] = [[] for _ in order]
        state = np.empty(len(order), np.int64)
        for t in range(longest - 1, -1, -1):
            if t + 1 < longest:
                on = going[t + 1]
                state[:on] = np.take_along_axis(back[t][:on], state[:on, None], axis=1)[:, 0]
            state[going[t + 1] : going[t]] = last[going[t + 1] : going[t]]
            for k, label in zip(order[: going[t]].tolist(), state[: going[t]].tolist(), strict=True):
                labels[k].append(label)
        for found in labels:
            found.reverse()
        return labels


@cache
def recognizer() -> Recognizer:
    """The trained model of this release, loaded once a process."""
    with (
        (files("copydesk.models") / "entities.npz").open("rb") as stream,
        np.load(stream, allow_pickle=False) as arrays,
    ):
        return Recognizer(arrays["numbers"], arrays["weights"], arrays["transitions"])
