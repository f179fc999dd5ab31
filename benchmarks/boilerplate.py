"""Measure ``copydesk.normalize.boilerplate`` on the shared gold, read in place.

    PYTHONPATH=src python benchmarks/boilerplate.py

Prints one JSON object: the untouched scrape, the patterns alone, and the model cross-validated by site (it trains five
times, about two minutes); the share of characters deleted from texts that are clean; and characters a second.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from pathlib import Path

from copydesk.document import apply
from copydesk.normalize import boilerplate as bp

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(SHARED / "gold"))
specification = importlib.util.spec_from_file_location("training_boilerplate", ROOT / "training" / "boilerplate.py")
assert specification and specification.loader
training = importlib.util.module_from_spec(specification)
sys.modules[specification.name] = training
specification.loader.exec_module(training)


def main() -> None:
    from score_boilerplate import score

    pages = training.load_pages()
    gold = {p.id: p.row for p in pages}
    untouched = {p.id: {"text": p.row["scraped"]} for p in pages}
    silent = bp.Model({}, (0,) * bp.N_LINE, (0,) * bp.N_CONTEXT, (1,) * 5)
    patterns = {p.id: {"text": apply(p.row["scraped"], bp.find(p.row["scraped"], silent))} for p in pages}
    figures: dict[str, object] = {
        "untouched": score(gold, untouched)["shingle"],
        "without_model": score(gold, patterns)["shingle"],
        "cross_validated": training.cross_validate(pages)[1]["shingle"],
    }
    deleted = {}
    layers = ("quantities", "timex", "ner", "geo", "quotes")
    paths = [path for layer in layers for path in sorted((SHARED / "gold" / layer).glob("*.jsonl"))]
    for path in paths + sorted((SHARED / "real").glob("*.jsonl")):
        with path.open(encoding="utf-8") as rows:
            texts = [json.loads(row)["text"] for row in rows]
        start = time.perf_counter()
        edits = [bp.find(text) for text in texts]
        seconds = time.perf_counter() - start
        chars = sum(map(len, texts))
        gone = sum(e.raw_end - e.raw_start for found in edits for e in found)
        deleted[path.name] = {
            "deleted": round(gone / chars, 5),
            "texts": sum(map(bool, edits)),
            "of": len(texts),
            "chars_per_second": round(chars / seconds),
        }
    figures["deleted"] = deleted
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
