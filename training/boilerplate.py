"""Train the line model of ``copydesk.normalize`` and write it with its card.

Data: ../shared/gold/boilerplate/plaintext.dev.jsonl (scraped pages and their gold text);
../shared/gold/quotes/polnear.dev.jsonl (every other article, as clean text).
Seed: 13 (folds only; the fit itself draws no random number). Command:

    PYTHONPATH=src python training/boilerplate.py [--only-cross-validate]

Needs numpy and nothing else; about a minute. Folds are groups of sites, so that no site's phrases are tested on
themselves and all versions of a page are in one fold.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from copydesk.document import apply
from copydesk.normalize import boilerplate as bp
from copydesk.normalize import line_model as lm

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "gold"
sys.path.insert(0, str(GOLD))
from score_boilerplate import page as shares  # noqa: E402
from score_boilerplate import score, sh, toks  # noqa: E402

MODEL = ROOT / "src" / "copydesk" / "models" / "boilerplate.json"
CARD = MODEL.with_suffix(".md")
SEED = 13
FOLDS = 5
STEPS = 100
MIN_SITES = 10
MAX_WORDS = 1500
LINE_PENALTY, WORD_PENALTY, CONTEXT_PENALTY = 3e-4, 1e-3, 5e-4
CLEAN_WEIGHT = 0.3
RECALL = 0.906
THRESHOLDS = tuple(range(-500, 2001, 250))


@dataclass(frozen=True)
class Page:
    """A page, and for each line what deleting it gains (junk tokens) and costs (gold tokens), as shares of the page."""

    id: str
    site: str
    row: dict[str, str]
    texts: list[str]
    reasons: list[str | None]
    gain: np.ndarray
    cost: np.ndarray


def site_of(doc: str) -> str:
    """Fundus documents are called SITE_n; the others come from one page each."""
    name, _, number = doc.rpartition("_")
    return name if number.isdigit() and name else doc


def fold_of(site: str, folds: int = FOLDS) -> int:
    return int.from_bytes(hashlib.sha256(f"{SEED}:{site}".encode()).digest()[:4], "big") % folds


def in_gold(line: str, gold: str, shingles: Counter[tuple[str, ...]]) -> float:
    """The share of the line's shingles that stand in the gold text; a shorter line stands there or doesn't."""
    tokens = toks(line)
    if len(tokens) < 4:
        return float(bool(tokens) and line in gold)
    own = sh(tokens)
    return sum(n for shingle, n in own.items() if shingle in shingles) / sum(own.values())


def page_of(row: dict[str, str]) -> Page:
    """The measure averages over pages, so a line weighs by its share of the page; half of the weight is dampened by
    length, lest the labels that every page has count for nothing. The headline has none: the gold drops it, our guide
    keeps it."""
    lines = bp.lines_of(row["scraped"])
    shingles = sh(toks(row["text"]))
    share = np.array([in_gold(line.text, row["text"], shingles) for line in lines])
    n = np.array([len(toks(line.text)) for line in lines], dtype=float)
    gain, cost = n * (1 - share) / max(1.0, n.sum()), n * share / max(1.0, (n * share).sum())
    even = (n + 2) ** 0.75
    even /= max(1.0, even.sum())
    gain, cost = (gain + even * (share < 0.1)) / 2, (cost + even * (share >= 0.5)) / 2
    fixed = [i for i, line in enumerate(lines) if len(line.text) > bp.PAGE_CHARS] + list(bp.headline(lines))
    gain[fixed], cost[fixed] = 0.0, 0.0
    reasons = [line.pattern.reason if line.pattern else None for line in lines]
    site = site_of(row.get("doc", row["id"]))
    return Page(row["id"], site, row, [line.text for line in lines], reasons, gain, cost)


def load_pages() -> list[Page]:
    with (GOLD / "boilerplate" / "plaintext.dev.jsonl").open(encoding="utf-8") as rows:
        return [page_of(json.loads(row)) for row in rows]


def load_clean() -> list[Page]:
    """Every other article of PolNeAR, all of whose lines are text: a clean article must come out as it went in."""
    with (GOLD / "quotes" / "polnear.dev.jsonl").open(encoding="utf-8") as rows:
        texts = [row["text"] for row in map(json.loads, rows)][::2]
    pages = [page_of({"id": f"clean-{i}", "scraped": text, "text": text}) for i, text in enumerate(texts)]
    return [replace(page, cost=CLEAN_WEIGHT * page.cost) for page in pages]


def vocabulary(pages: list[Page]) -> dict[str, int]:
    """The words near the ends of lines that most sites use: what one site alone says is not learned."""
    sites: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for text in page.texts:
            for word in lm.WORD.findall(text[: lm.EDGE_CHARS] + " " + text[-lm.EDGE_CHARS :]):
                sites[word.lower()].add(page.site)
    common = sorted((w for w, s in sites.items() if len(s) >= MIN_SITES), key=lambda w: (-len(sites[w]), w))
    return {word: i for i, word in enumerate(sorted(common[:MAX_WORDS]))}


def fit(pages: list[Page], features: dict[str, list[list[int]]], penalty: np.ndarray) -> tuple[int, ...]:
    """Logistic regression with a cost for each answer, by Adam over the whole batch; L2 by `penalty`; as integers."""
    pages = [p for p in pages if len(p.texts) >= bp._MODEL_LINES]
    rows = [f for p in pages for f in features[p.id]]
    gain, cost = np.concatenate([p.gain for p in pages]), np.concatenate([p.cost for p in pages])
    total = (gain + cost).sum()
    gain, cost = gain / total, cost / total
    lengths = np.array([len(row) for row in rows])
    flat = np.concatenate([np.array(row, dtype=np.int32) for row in rows])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    owner = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
    w, m, v = np.zeros_like(penalty), np.zeros_like(penalty), np.zeros_like(penalty)
    for step in range(1, STEPS + 1):
        p = 1 / (1 + np.exp(-np.add.reduceat(w[flat], starts)))
        slope = np.bincount(flat, weights=(p * cost - (1 - p) * gain)[owner], minlength=len(w)) + penalty * w
        m = 0.9 * m + 0.1 * slope
        v = 0.99 * v + 0.01 * slope * slope
        rate = 0.15 if 2 * step < STEPS else 0.05 if 5 * step < 4 * STEPS else 0.015
        w -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-9)
    return tuple(int(x) for x in np.rint(w * lm.SCORE_STEP))


def train(pages: list[Page], threshold: int = 0) -> lm.Model:
    """The two models; the second learns from scores that the first gave to sites it had not seen."""
    words = vocabulary(pages)
    pages = pages + load_clean()
    features = {p.id: lm.line_features(p.texts, p.reasons, words) for p in pages}
    penalty = np.full(lm.size(words), WORD_PENALTY)
    penalty[: lm.N_LINE] = LINE_PENALTY
    context: dict[str, list[list[int]]] = {}
    for half in range(2):
        weights = fit([p for p in pages if fold_of(p.site + "inner", 2) != half], features, penalty)
        for p in pages:
            if fold_of(p.site + "inner", 2) == half:
                context[p.id] = lm.context_features(lm.score(weights, features[p.id]), p.texts)
    line = fit(pages, features, penalty)
    return lm.Model(words, line, fit(pages, context, np.full(lm.N_CONTEXT, CONTEXT_PENALTY)), threshold)


def f1_of(rates: np.ndarray) -> tuple[float, float, float]:
    """Precision, recall and F1 of pages from their shares of true and false positives and false negatives."""
    tp, fp, fn = rates.T
    p = float((tp / np.maximum(tp + fp, 1e-12))[tp + fp > 0].mean())
    r = float((tp / np.maximum(tp + fn, 1e-12))[tp + fn > 0].mean())
    return p, r, 2 * p * r / (p + r)


def best_threshold(rates: dict[int, np.ndarray]) -> int:
    """The threshold of the best F1 among those that reach `RECALL`, else that of the best recall."""
    figures = {t: f1_of(r) for t, r in rates.items()}
    return max(THRESHOLDS, key=lambda t: (min(figures[t][1], RECALL), figures[t][2]))


def cross_validate(pages: list[Page]) -> tuple[dict[str, str], dict[int, tuple[float, float, float]], int]:
    """The cleaned text of each page by a model that never saw its site; figures by threshold; the best threshold.

    The threshold for a fold's pages is chosen on the pages of the other folds.
    """
    folds = np.array([fold_of(p.site) for p in pages])
    texts: dict[int, list[str]] = {t: [""] * len(pages) for t in THRESHOLDS}
    rates = {t: np.zeros((len(pages), 3)) for t in THRESHOLDS}
    for fold in range(FOLDS):
        model = train([p for p, own in zip(pages, folds, strict=True) if own != fold])
        for i in np.flatnonzero(folds == fold):
            raw = pages[i].row["scraped"]
            known: dict[str, tuple[float, float, float]] = {}
            for t in THRESHOLDS:
                text = apply(raw, bp.find(raw, replace(model, threshold=t)))
                if text not in known:
                    known[text] = shares(pages[i].row["text"], text)
                texts[t][i], rates[t][i] = text, known[text]
    chosen = [best_threshold({t: r[folds != fold] for t, r in rates.items()}) for fold in range(FOLDS)]
    cleaned = {p.id: texts[chosen[fold]][i] for i, (p, fold) in enumerate(zip(pages, folds, strict=True))}
    return cleaned, {t: f1_of(r) for t, r in rates.items()}, best_threshold(rates)


def save(model: lm.Model) -> None:
    stored = {
        "words": sorted(model.words, key=model.words.__getitem__),
        "line": model.line,
        "context": model.context,
        "threshold": model.threshold,
    }
    MODEL.write_text(json.dumps(stored, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def card(
    pages: list[Page],
    nested: dict[str, object],
    by_threshold: dict[int, tuple[float, float, float]],
    threshold: int,
) -> str:
    rows = "\n".join(f"| {t} | {p:.4f} | {r:.4f} | {f1:.4f} |" for t, (p, r, f1) in by_threshold.items())
    documents = len({p.row["doc"] for p in pages})
    return f"""# Model card: boilerplate.json

Two linear models with integer weights (thousandths of a logit): one over the features of a line, one over the scores
of the lines around it. A line is deleted where the sum exceeds `threshold`. `words` are single words that at least
{MIN_SITES} sites use. Written by `training/boilerplate.py`; do not edit.

- Data: `gold/boilerplate/plaintext.dev.jsonl`, {len(pages)} scraped pages, {documents} documents by up to nine
  extractors each (from scrapinghub's article-extraction-benchmark and fundus; the shared file states no licence).
  `gold/quotes/polnear.dev.jsonl`, every other article as clean text (the file states no licence).
- Target: for each line the share of its 4-token shingles that stand in the gold text; deleting it gains its junk and
  costs its gold, each as a share of the page, as the measure counts.
- Seed: {SEED} (folds only). Folds: {FOLDS}, by site. A fundus document's site is the name in its id; each other
  document counts as a site of its own, for its id does not name one.
- Threshold: {threshold}, the best F1 in the table below with a recall of at least {RECALL}. Cross-validated figures of
  the whole pass (patterns, forms, model, one-line pages), shingle measure:

| threshold | precision | recall | F1 |
|---:|---:|---:|---:|
{rows}

- With the threshold for each fold chosen on the other folds: `{json.dumps(nested["shingle"])}`.
- The patterns and the penalties were written with these same pages at hand, so the figures are somewhat flattering.
- A headline is kept by our guide and dropped by the gold, which costs about a point of precision.
- Known limits: the function words are English; recipes, rankings and tables of results look like menus, so that most
  of the recall that is lost is lost there.
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only-cross-validate", action="store_true")
    options = arguments.parse_args()
    pages = load_pages()
    cleaned, by_threshold, threshold = cross_validate(pages)
    figures = score({p.id: p.row for p in pages}, {i: {"text": text} for i, text in cleaned.items()})
    print(json.dumps(figures))
    if not options.only_cross_validate:
        save(train(pages, threshold))
        CARD.write_text(card(pages, figures, by_threshold, threshold), encoding="utf-8")


if __name__ == "__main__":
    main()
