"""Train the sequence model of the layer `entities`, or measure it by cross-validation.

    PYTHONPATH=src python training/entities.py train      # writes src/copydesk/models/entities.*
    PYTHONPATH=src python training/entities.py measure    # four folds over documents, the whole layer

Data: the development halves of four sets under ../shared/gold/ner, read in place; nothing of them is copied but what
weights hold. Model: a linear-chain conditional random field (Lafferty et al., ICML 2001), AdaGrad (Duchi et al., JMLR
2011) over runs of equal length, averaged over the later half of the epochs, then rounded to integers.
Twice: what the first model finds in running news without gold teaches the second, in pieces of two sentences, so that
it learns to name things out of context (see `learn`). Measured the same way: the first model of a fold has not seen the
fold either. One process, numpy only, seed 20230626. `train` takes two minutes, `measure` six.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from copydesk.document import Alignment, Document
from copydesk.layers import entities, sentences, tokens
from copydesk.names import evidence, features, mentions
from copydesk.names.gazetteer import gazetteer
from copydesk.names.mentions import after_titles
from copydesk.names.model import LABELS, NEVER, OFFSETS, Recognizer, legal, word_numbers

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "gold" / "ner"
SCORES = Path(__file__).with_name("entities_scores.json")
MODELS = ROOT / "src" / "copydesk" / "models"
SETS = ("worldwide", "crossner_politics", "gum_news", "uner_pud_news")
#: Running news whose own gold, where it has any, is of other things and is not looked at.
UNLABELLED = (
    *(GOLD.parent / f"{name}.dev.jsonl" for name in ("quantities/newsquant", "timex/te3_aquaint")),
    ROOT.parent / "shared" / "real" / "wikinews.jsonl",
)
SEED, EPOCHS, RATE, DECAY, BATCH, SEEN_AT_LEAST, SCALE = 20230626, 6, 0.05, 1e-4, 128, 2, 100
#: Share of features that each word goes without, anew in each epoch (Srivastava et al., JMLR 2014): …
DROPPED = 0.25

#: Labels of the sets by ours; dates and money are no names here.
KINDS = {
    **dict.fromkeys(("PER", "Person", "person", "politician"), "PER"),
    **dict.fromkeys(("ORG", "Organization", "organisation", "politicalparty"), "ORG"),
    **dict.fromkeys(("LOC", "Location", "location", "country", "Facility"), "LOC"),
    "NORP": "NORP",
    **dict.fromkeys(("Misc", "Product", "misc", "event", "election"), "MISC"),
}
#: Sets that mark no nationalities and no other names: what the lexicon lists as one is learned as one.
WITHOUT_NORP = ("gum_news", "uner_pud_news")
#: What a scored label is called there (score_ner.py folds labels so).
SCORED = {"PERSON": "PER", "ORG": "ORG", "MIL": "ORG", "GPE": "LOC", "LOC": "LOC"}


#: ln 2, and as a sum whose first part has zeros at its end: a small integer times that is exact (fdlibm's e_exp.c).
_LN_2, _LN_2_HIGH, _LN_2_LOW = 0.6931471805599453, 6.93147180369123816490e-01, 1.90821492927058770002e-10

Weights: TypeAlias = tuple[NDArray[np.uint32], NDArray[np.int16], NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its gold: `spans` as (start, end, kind) in code points, `labels` a number for each token."""

    name: str
    document: Document
    words: tokens.Tokens
    sentences: tuple[sentences.Sentence, ...]
    evidence: evidence.Evidence
    spans: frozenset[tuple[int, int, str]]
    labels: list[int]


def read(name: str) -> Iterator[Example]:
    """The examples of the set `name`."""
    for line in (GOLD / f"{name}.dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        spans = frozenset(
            (entity["start"], entity["end"], KINDS[entity["label"]])
            for entity in row["entities"]
            if entity["label"] in KINDS
        )
        yield _example(name, text, spans)


def _example(name: str, text: str, spans: frozenset[tuple[int, int, str]]) -> Example:
    document = Document(doc_id="x", text=text, alignment=Alignment((), len(text)))
    words, parts = tokens.annotate(document), tuple(sentences.annotate(document))
    gathered = evidence.gather(words.words, evidence.bounds(words.starts, [(part.start, part.end) for part in parts]))
    return Example(name, document, words, parts, gathered, spans, _labels(name, words, spans))


def unlabelled() -> list[Example]:
    """Running news without gold for names, each text once and without spans."""
    texts: dict[str, None] = {}
    for path in UNLABELLED:
        for line in path.read_text(encoding="utf-8").splitlines():
            texts.setdefault(json.loads(line)["text"])
    return [_example("unlabelled", text, frozenset()) for text in texts]


def pieces(example: Example, spans: Iterable[tuple[int, int, str]]) -> Iterator[Example]:
    """`example` with `spans` as texts of two sentences each, as sets of single sentences have them.

    So the model learns to do without the rest of a document, while the labels were given with it in sight.
    """
    ordered = sorted(spans)
    for first in range(0, len(example.sentences), 2):
        pair = example.sentences[first : first + 2]
        start, end = pair[0].start, pair[-1].end
        low, high = bisect_left(ordered, (start,)), bisect_left(ordered, (end,))
        inside = frozenset((s - start, e - start, kind) for s, e, kind in ordered[low:high] if e <= end)
        yield _example(example.name, example.document.text[start:end], inside)


def found_by(model: Recognizer, example: Example) -> Iterator[tuple[int, int, str]]:
    """The names that the layer finds in `example`, and what the model takes for other things, as spans of gold."""
    words = example.words
    labels = model.label(words.words, example.evidence)
    found = mentions.mentions(words.words, example.evidence, labels)
    taken = {i for mention in found for i in range(mention.start, mention.end)}
    for mention in found:
        yield words.starts[mention.start], words.ends[mention.end - 1], mention.kind
    for (start, _), run in zip(example.evidence.runs, labels, strict=True):
        other = [i + start for i, label in enumerate(run) if LABELS[label].endswith("MISC") and i + start not in taken]
        for _, group in groupby(enumerate(other), key=lambda pair: pair[1] - pair[0]):
            members = [i for _, i in group]
            yield words.starts[members[0]], words.ends[members[-1]], "MISC"


def learn(examples: Sequence[Example], raw: Sequence[Example]) -> Weights:
    """Train twice: a first model labels the texts `raw`, the second learns from them too (self-training).

    See Yarowsky, ACL 1995. The second also sees each second text of gold once more in pieces.
    """
    if not raw:
        return train(examples)
    first = Recognizer(*train(examples))
    silver = [piece for example in raw for piece in pieces(example, found_by(first, example))]
    gold = [piece for example in examples[::2] for piece in pieces(example, example.spans)]
    return train([*examples, *gold, *silver])


def _labels(name: str, words: tokens.Tokens, spans: Iterable[tuple[int, int, str]]) -> list[int]:
    """One label a token. Spans are cut to the guide's conventions: no article, title or possessive."""
    labels = [0] * len(words)
    for start, end, kind in sorted(spans):
        first, stop = bisect_left(words.starts, start), bisect_left(words.starts, end)
        if name in WITHOUT_NORP:
            if stop - first > 1 and words.words[first].lower() == "the":
                first += 1
            if stop - first > 1 and words.words[stop - 1] in ("'s", "’s"):
                stop -= 1
            if kind == "PER":
                first = after_titles(words.words, first, stop)
        if kind == "MISC" and stop - first < 3 and _is_norp(words.words[stop - 1]):
            kind = "NORP"
        for i in range(first, stop):
            labels[i] = LABELS.index(f"B-{kind}") + (i > first)
    if name in WITHOUT_NORP:
        for i, word in enumerate(words.words):
            if not labels[i] and _is_norp(word):
                labels[i] = LABELS.index("B-NORP")
    return labels


def _is_norp(word: str) -> bool:
    return any(kind.startswith("norp-") for kind in gazetteer().words.get(word, ()))


@lru_cache(None)
def _word_numbers(word: str) -> tuple[NDArray[np.uint32], ...]:
    return tuple(np.array(numbers, np.uint32) for numbers in word_numbers(word))


def _numbers(example: Example) -> Iterator[tuple[list[NDArray[np.uint32]], list[int]]]:
    """For each run: the feature numbers of each of its words, and their labels made legal within the run."""
    words, count = example.words.words, len(example.words)
    place = iter(example.evidence.local)
    table = legal()
    for start, end in example.evidence.runs:
        rows, labels = [], []
        before = 0
        for i in range(start, end):
            around = [_word_numbers(words[i + o] if 0 <= i + o < count else "")[k] for k, o in enumerate(OFFSETS)]
            rows.append(np.concatenate([*around, np.array([features.number(f) for f in next(place)], np.uint32)]))
            label = example.labels[i]
            if table[before, label] == NEVER:
                label -= 1  # an inside label whose beginning stands outside the run begins
            labels.append(label)
            before = label
        yield rows, labels


def train(examples: Sequence[Example]) -> Weights:
    """Feature numbers, integer weights and transitions (see `model.Recognizer`)."""
    runs = [run for example in examples for run in _numbers(example)]
    seen, counts = np.unique(np.concatenate([row for rows, _ in runs for row in rows]), return_counts=True)
    numbers = seen[counts >= SEEN_AT_LEAST]

    def known(row: NDArray[np.uint32]) -> NDArray[np.int64]:
        at = np.minimum(np.searchsorted(numbers, row), len(numbers) - 1)
        return at[numbers[at] == row]

    data = [([known(row) for row in rows], labels) for rows, labels in runs]
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for k, (_, labels) in enumerate(data):
        by_length[len(labels)].append(k)
    size = len(LABELS)
    weights, power = np.zeros((len(numbers), size), np.float32), np.full((len(numbers), 1), 1e-2, np.float32)
    links, link_power = np.zeros((size, size)), np.full((size, size), 1e-2)
    weight_sum, link_sum = np.zeros_like(weights), np.zeros_like(links)
    random, barred, averaged = np.random.default_rng(SEED), legal().astype(float), 0
    for epoch in range(EPOCHS):
        batches = []
        for length, members in sorted(by_length.items()):
            shuffled, most = random.permutation(members), max(1, BATCH // length)
            batches += [shuffled[i : i + most] for i in range(0, len(shuffled), most)]
        for chosen in random.permutation(len(batches)):
            batch = [data[k] for k in batches[chosen]]
            rows = [row for found, _ in batch for row in found]
            index, lengths = np.concatenate(rows), np.array([len(row) for row in rows])
            gold = np.array([labels for _, labels in batch])
            kept = ((random.random(len(index)) >= DROPPED) / (1 - DROPPED)).astype(np.float32)[:, None]
            firsts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
            emissions = np.add.reduceat(weights[index] * kept, firsts, axis=0)
            slope, link_slope = _slopes(emissions.reshape(*gold.shape, size).astype(float), links + barred, gold)
            touched, inverse = np.unique(index, return_inverse=True)
            order = np.argsort(inverse, kind="stable")
            firsts = np.searchsorted(inverse[order], np.arange(len(touched)))
            spread = np.repeat(slope.reshape(-1, size), lengths, axis=0).astype(np.float32) * kept
            step = np.add.reduceat(spread[order], firsts, axis=0) + DECAY * weights[touched] * gold.size
            power[touched] += (step * step).mean(axis=1, keepdims=True)
            weights[touched] -= RATE * step / np.sqrt(power[touched])
            link_power += link_slope**2
            links -= RATE * link_slope / np.sqrt(link_power)
        if epoch >= EPOCHS // 2:
            weight_sum, link_sum, averaged = weight_sum + weights, link_sum + links, averaged + 1
    rounded = np.rint(weight_sum / averaged * SCALE).clip(-32768, 32767).astype(np.int16)
    kept = np.abs(rounded).max(axis=1) > 2
    return numbers[kept], rounded[kept], np.rint(link_sum / averaged * SCALE).astype(np.int32)


def _slopes(
    emissions: NDArray[np.float64], links: NDArray[np.float64], gold: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Gradients of the negative log-likelihood, by emissions and by transitions, of runs of one length.

    Forward and backward probabilities, scaled at each word (Rabiner, Proceedings of the IEEE 77, 1989).
    """
    runs, length, size = emissions.shape
    odds, follow = exp(emissions - emissions.max(axis=2, keepdims=True)).transpose(1, 0, 2), exp(links)
    forward, backward = np.empty((length, runs, size)), np.empty((length, runs, size))
    link_slope = np.zeros((size, size))
    forward[0], backward[-1] = _shares(odds[0] * follow[0]), follow[:, 0]
    for t in range(1, length):
        forward[t] = _shares((forward[t - 1][:, :, None] * follow).sum(axis=1) * odds[t])
    for t in range(length - 2, -1, -1):
        onward = odds[t + 1] * backward[t + 1]
        joint = forward[t][:, :, None] * follow * onward[:, None, :]
        link_slope += (joint / joint.sum(axis=(1, 2), keepdims=True)).sum(axis=0)
        backward[t] = _shares((follow * onward[:, None, :]).sum(axis=2))
    slope = _shares(forward * backward).transpose(1, 0, 2)
    link_slope[0] += slope[:, 0].sum(axis=0)
    link_slope[:, 0] += slope[:, -1].sum(axis=0)
    padded = np.pad(gold, ((0, 0), (1, 1)))
    np.add.at(link_slope, (padded[:, :-1].ravel(), padded[:, 1:].ravel()), -1)
    np.put_along_axis(slope, gold[:, :, None], np.take_along_axis(slope, gold[:, :, None], 2) - 1, 2)
    return slope, link_slope


def _shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """`weights` over their sum in the last axis."""
    shares: NDArray[np.float64] = weights / weights.sum(axis=-1, keepdims=True)
    return shares


def exp(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    """e to each of `powers`, 0 below e to the -700, by operations that IEEE 754 rounds exactly.

    numpy's own `exp` differs in the last bit between processors, and training would carry that on into labels.
    """
    twos = np.rint(np.maximum(powers, -701) / _LN_2)
    rest = powers - twos * _LN_2_HIGH - twos * _LN_2_LOW
    series = np.ones_like(rest)
    for n in range(14, 0, -1):
        series = 1 + series * rest / n
    return np.where(powers < -700, 0.0, np.ldexp(series, twos.astype(np.int32)))


#: Where each set is from, and the licence that its repository states.
CREDITS = {
    "worldwide": "stanfordnlp/en-worldwide-newswire (Shan et al., EMNLP 2023 Findings); states none",
    "crossner_politics": "zliucr/CrossNER (Liu et al., AAAI 2021); MIT; texts from Wikipedia, CC BY-SA",
    "gum_news": "Universal NER over GUM, genre news (Zeldes, LREV 2017); GUM states licences text by text",
    "uner_pud_news": "UniversalNER/UNER_English-PUD (Mayhew et al., NAACL 2024); states none",
}
CARD = """# Model card: entities

Made by `training/entities.py`. `entities.npz` holds plain integer arrays (read with `allow_pickle=False`).

- Task: label words as names of persons, organisations, places and nationalities, or of other things (left out later).
- Model: linear-chain conditional random field over runs of candidate words: {features:,} features, {labels} labels.
- Arrays: `numbers` (CRC-32 of each feature, ascending), `weights` (a row each, a column a label, {scale} times the
  trained value, rounded), `transitions`.
- Training: AdaGrad, {epochs} epochs, rate {rate}, decay {decay}, batches of {batch} words, features seen {seen} times
  or more, averaged over the later half of the epochs; seed {seed}; one process, numpy {numpy}.
- Self-training: a first model labels {raw:,} texts ({raw_chars:,} characters) of running news without gold for names:
  {unlabelled}. The second learns from the gold,
  from every second gold text once more in pieces of two sentences, and from such pieces of the news.
- Evidence besides the words themselves: the lexicon and `lexicon/gazetteer/` (see its README).

| set (development half) | documents | characters | names | source and licence |
|---|---|---|---|---|
{rows}

No sentence of these sets is in the repository: the model holds weights of hashed words, prefixes and suffixes. The
rights in a text are its publisher's.

Scores on these halves are seen in training. Floors come from `training/entities.py measure`: four folds over documents,
never trained on what is scored, the whole layer, strict:

{scores}

Known limits: text in capitals or title case throughout; names in small letters; long lists of names; sports teams
called by their country, which the guide has as places and the last two sets as organisations.
"""


def write(
    numbers: NDArray[np.uint32],
    weights: NDArray[np.int16],
    transitions: NDArray[np.int32],
    examples: Sequence[Example],
    raw: Sequence[Example],
) -> None:
    """Write the model and its card. The card's scores are kept from the last `measure`."""
    np.savez_compressed(MODELS / "entities.npz", numbers=numbers, weights=weights, transitions=transitions)
    rows = []
    for name in SETS:
        mine = [example for example in examples if example.name == name]
        chars, names = sum(len(e.document.text) for e in mine), sum(len(e.spans) for e in mine)
        rows.append(f"| {name} | {len(mine)} | {chars:,} | {names:,} | {CREDITS[name]} |")
    scores = table(json.loads(SCORES.read_text(encoding="utf-8"))["folds"]) if SCORES.is_file() else ""
    seen = {digest: f"{name}.dev" for name, digest in digests().items()}
    (MODELS / "entities.trained_on.json").write_text(json.dumps(seen, indent=1) + "\n", encoding="utf-8")
    card = CARD.format(
        features=len(numbers), labels=len(LABELS), scale=SCALE, epochs=EPOCHS, rate=RATE, decay=DECAY, batch=BATCH,
        seen=SEEN_AT_LEAST, seed=SEED, raw=len(raw), raw_chars=sum(len(example.document.text) for example in raw),
        unlabelled=", ".join(f"`{path.relative_to(GOLD.parents[1]).as_posix()}`" for path in UNLABELLED),
        numpy=np.__version__, rows="\n".join(rows), scores=scores,
    )  # fmt: skip
    (MODELS / "entities.md").write_text(card, encoding="utf-8")


def digests() -> dict[str, str]:
    """The SHA-256 of each training set's file, by its name."""
    return {name: hashlib.sha256((GOLD / f"{name}.dev.jsonl").read_bytes()).hexdigest() for name in SETS}


def code_digest() -> str:
    """The SHA-256 of all that decides a score besides the texts: the layer's code, the lexicon, and this script."""
    package = ROOT / "src" / "copydesk"
    files = [Path(__file__), package / "layers" / "entities.py", package / "layers" / "tokens.py"]
    files += [*(package / "names").glob("*.py"), *(package / "lexicon").rglob("*.csv*")]
    lines = (f"{path.relative_to(ROOT).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files)
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def measure(
    examples: Sequence[Example], raw: Sequence[Example], folds: int, only: Sequence[int]
) -> dict[str, dict[str, dict[str, list[int]]]]:
    """Counts by fold, set and label: names in gold, names found, and those that agree in span and label.

    Each document is scored by a model that never saw it.
    """
    found: dict[str, dict[str, dict[str, list[int]]]] = {}
    for fold in only:
        tally: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
        model = Recognizer(*learn([example for i, example in enumerate(examples) if i % folds != fold], raw))
        for example in examples[fold::folds]:
            said = entities.find(example.document, example.words, example.sentences, model)
            guess = {(entity.start, entity.end, SCORED[entity.label]) for entity in said if entity.label in SCORED}
            for kind in ("PER", "ORG", "LOC"):
                gold = {span for span in example.spans if span[2] == kind}
                mine = {span for span in guess if span[2] == kind}
                for label in (kind, "all"):
                    counts = tally[example.name][label]
                    for k, spans in enumerate((gold, mine, gold & mine)):
                        counts[k] += len(spans)
        print(f"fold {fold} measured", file=sys.stderr)
        found[str(fold)] = {name: dict(sorted(counts.items())) for name, counts in sorted(tally.items())}
    return found


def f1(counts: Sequence[int]) -> float:
    """F1 of (gold, found, right)."""
    gold, found, right = counts
    return 2 * right / max(1, gold + found)


def together(folds: Mapping[str, Mapping[str, Mapping[str, Sequence[int]]]]) -> dict[tuple[str, str], tuple[int, ...]]:
    """Counts by set and label, the folds of `measure` together."""
    sums: defaultdict[tuple[str, str], tuple[int, ...]] = defaultdict(lambda: (0, 0, 0))
    for sets in folds.values():
        for name, labels in sets.items():
            for label, counts in labels.items():
                sums[name, label] = tuple(a + b for a, b in zip(sums[name, label], counts, strict=True))
    return dict(sorted(sums.items()))


def table(folds: Mapping[str, Mapping[str, Mapping[str, Sequence[int]]]]) -> str:
    """The scores of `measure` in Markdown."""
    lines = ["| set | label | precision | recall | F1 | names |", "|---|---|---|---|---|---|"]
    for (name, label), (gold, found, right) in together(folds).items():
        precision, recall = right / max(1, found), right / max(1, gold)
        lines.append(f"| {name} | {label} | {precision:.4f} | {recall:.4f} | {f1((gold, found, right)):.4f} | {gold} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("train", "measure"))
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--only", type=int, nargs="*", help="score these folds only")
    arguments = parser.parse_args()
    began = time.monotonic()
    examples = [example for name in SETS for example in read(name)]
    print(f"{len(examples)} documents read in {time.monotonic() - began:.0f} s", file=sys.stderr)
    if arguments.command == "measure":
        only = range(arguments.folds) if arguments.only is None else arguments.only
        folds = measure(examples, unlabelled(), arguments.folds, only)
        print(table(folds))
        if len(only) == arguments.folds:
            scores = {"data": digests(), "code": code_digest(), "folds": folds}
            SCORES.write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    else:
        raw = unlabelled()
        write(*learn(examples, raw), examples, raw)
    print(f"done after {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
