"""Entities, places and quotes beside spaCy's small pipeline: ``python benchmarks/peers/processes.py [--model NAME]``.

Each in a process of its own, in turns over the same texts: characters per second of the processor, the median of the
rounds, and peak memory, the worst of them. Where the model is not installed, a pipeline of its build with random
weights stands in, which costs what the model costs (`spacy_small.untrained`); the output says so.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
_TEXTS = "quotes/polnear.dev.jsonl"
_LAYERS = ("entities", "places", "quotes")
_WARM_UP = 3

# Tools are imported where they run: a process that starts another hands its own peak on.


def ours(texts: Sequence[str], model: str) -> tuple[str, float, int]:
    """The layers and what they need, on normalised texts as in a build: who, seconds, and kilobytes at the peak."""
    from copydesk_layers import Layers
    from peer import Text

    peer = Layers(*_LAYERS)
    rows = [Text(text, None) for text in texts]
    for row in rows:
        peer.prepare(row)

    def run(some: Sequence[Text]) -> None:
        for row in some:
            peer.tag(row)

    run(rows[:_WARM_UP])
    return peer.name, _seconds(lambda: run(rows)), _peak()


def spacy_small(texts: Sequence[str], model: str) -> tuple[str, float, int]:
    """spaCy with tagger, parser and names, in its own batches: as `ours`."""
    from peer import AbsentError
    from spacy_small import pipeline, untrained

    try:
        nlp, name = pipeline(model), f"spaCy {model}"
    except AbsentError as error:
        nlp, name = untrained(), "spaCy, built as en_core_web_sm with random weights"
        print(f"{error}; random weights stand in", file=sys.stderr)

    def run(some: Sequence[str]) -> None:
        for _ in nlp.pipe(some):
            pass

    run(texts[:_WARM_UP])
    return name, _seconds(lambda: run(texts)), _peak()


def _seconds(task: Callable[[], None]) -> float:
    """Seconds of the processor, all threads together: what else runs on the machine does not count."""
    began = time.process_time()
    task()
    return time.process_time() - began


def _peak() -> int:
    """Kilobytes; macOS counts bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="en_core_web_sm", metavar="NAME|PATH", help="spaCy's model")
    parser.add_argument("--texts", type=int, default=100, metavar="N", help="the first N texts; default: %(default)s")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    path = GOLD / _TEXTS
    if not path.exists():
        raise SystemExit(f"{path} is not there; put the gold sets beside the checkout")
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()][: arguments.texts]
    chars = sum(map(len, texts))
    rounds = [[_apart(task, texts, arguments.model) for task in (ours, spacy_small)] for _ in range(arguments.rounds)]
    print(f"{_TEXTS}: {len(texts)} texts, {chars:,} characters, {arguments.rounds} rounds, one process each")
    for measured in zip(*rounds, strict=True):
        speed = chars / statistics.median(seconds for _, seconds, _ in measured)
        peak = max(peak for *_, peak in measured) / 1024
        print(f"{measured[0][0]}: {speed:,.0f} chars/s of the processor, {peak:,.0f} MB at the peak")
    ratios = [theirs / mine for (_, mine, _), (_, theirs, _) in rounds]
    print(f"copydesk / spaCy {statistics.median(ratios):.1f} (from {min(ratios):.1f} to {max(ratios):.1f})")


def _apart(
    task: Callable[[Sequence[str], str], tuple[str, float, int]], texts: Sequence[str], model: str
) -> tuple[str, float, int]:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(task, texts, model).result()


if __name__ == "__main__":
    main()
