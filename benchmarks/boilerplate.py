"""Measure ``copydesk.normalize.boilerplate`` on the shared gold, read in place; about ten seconds.

    PYTHONPATH=src python benchmarks/boilerplate.py [--by-extractor]

Prints precision, recall and F1 by shingles of the untouched scrape, of the patterns alone and of the shipped model (in
sample; its cross-validated figures are read from its card, which training/boilerplate.py writes);
then what is deleted from texts that are clean, and characters a second of process time.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from copydesk.document import apply
from copydesk.normalize import boilerplate, line_model

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "gold"
CARD = ROOT / "src" / "copydesk" / "models" / "boilerplate.md"
sys.path.insert(0, str(GOLD))
from score_boilerplate import score  # noqa: E402

Rows = list[dict[str, str]]


def load(path: Path) -> Rows:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def measure(title: str, rows: Rows, texts: dict[str, str]) -> None:
    gold = {row["id"]: row for row in rows}
    figures = score(gold, {i: {"text": texts[i]} for i in gold})["shingle"]
    print(f"{title:<28}{len(rows):>6}{figures['p']:>8.4f}{figures['r']:>8.4f}{figures['f1']:>8.4f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--by-extractor", action="store_true")
    options = arguments.parse_args()
    rows = load(GOLD / "boilerplate" / "plaintext.dev.jsonl")
    shipped = line_model.trained()
    silent = replace(shipped, threshold=10**9)
    untouched = {row["id"]: row["scraped"] for row in rows}
    patterns = {i: apply(text, boilerplate.find(text, silent)) for i, text in untouched.items()}
    cleaned = {i: apply(text, boilerplate.find(text, shipped)) for i, text in untouched.items()}
    print(f"{'':<28}{'pages':>6}{'P':>8}{'R':>8}{'F1':>8}")
    measure("untouched", rows, untouched)
    measure("patterns and one-line pages", rows, patterns)
    measure("shipped, in sample", rows, cleaned)
    if options.by_extractor:
        by: dict[str, Rows] = defaultdict(list)
        for row in rows:
            by[row["extractor"]].append(row)
        for name in sorted(by):
            measure(f"  {name} untouched", by[name], untouched)
            measure(f"  {name}", by[name], cleaned)
    print("\ncross-validated (from the model card)")
    print("\n".join(line for line in CARD.read_text(encoding="utf-8").splitlines() if line.startswith("|")))

    layers = ("quantities", "timex", "ner", "geo", "quotes")
    paths = [path for layer in layers for path in sorted((GOLD / layer).glob("*.jsonl"))]
    print(f"\n{'clean texts':<28}{'texts':>6}{'touched':>8}{'deleted':>9}{'Mchars/s':>9}")
    for path in paths + sorted((GOLD.parent / "real").glob("*.jsonl")):
        texts = [row["text"] for row in load(path)]
        start = time.process_time()
        edits = [boilerplate.find(text) for text in texts]
        seconds = time.process_time() - start
        chars = sum(map(len, texts))
        gone = sum(edit.raw_end - edit.raw_start for found in edits for edit in found)
        touched = sum(map(bool, edits))
        print(f"{path.stem:<28}{len(texts):>6}{touched:>8}{gone / chars:>9.3%}{chars / seconds / 1e6:>9.2f}")


if __name__ == "__main__":
    main()
