"""Copydesk beside its peers: ``python benchmarks/peers/run.py [--texts N] [--layer times]``.

The same texts, the same run, one process a tool's call at a time; figures by the measures of `copydesk evaluate`. Only
a tool's own call is timed, after a few to warm up; loading is not. A tool that is not there is named as absent.
"""

from __future__ import annotations

import argparse
import importlib
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from peer import AbsentError, Peer, Text
from rich.console import Console
from rich.table import Table

from copydesk.evaluate import Counts, GoldError, Measure, gold_rows
from copydesk.evaluate.quantities import Measure as Quantities
from copydesk.evaluate.times import Measure as Times

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
SETS = {
    "times": ("timex/te3_aquaint.dev.jsonl", "timex/meantime_en.dev.jsonl", "timex/wikiwars.dev.jsonl"),
    "quantities": (
        "quantities/newsquant.dev.jsonl", "quantities/recognizers_text.dev.jsonl", "quantities/quantulum3.dev.jsonl",
    ),
}  # fmt: skip
MEASURES: dict[str, Measure] = {"times": Times(), "quantities": Quantities()}
#: Where speed is measured once more, all tools side by side.
_ARTICLES = "timex/te3_aquaint.dev.jsonl"
#: Calls before the clock starts: Java compiles what runs often.
_WARM_UP = 3
#: Adapters, one a file.
ADAPTERS = {"times": ("heideltime", "dateparser_search", "timexy_pipe"), "quantities": ("quantulum",)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=0, metavar="N", help="the first N texts of each set; default: all")
    parser.add_argument("--layer", choices=sorted(SETS), help="only this layer")
    arguments = parser.parse_args()
    if not GOLD.exists():
        raise SystemExit(f"{GOLD} is not there; put the gold sets beside the checkout")
    # Peers warn of their own dependencies on every call.
    warnings.simplefilter("ignore")
    console = Console()
    wanted = [arguments.layer] if arguments.layer else list(SETS)
    loaded: list[Peer] = []
    for layer in wanted:
        peers, absent = load(layer)
        loaded += peers
        for name in SETS[layer]:
            rows = gold_rows((GOLD / name).read_bytes(), GOLD / name, MEASURES[layer].gold)
            console.print(compared(layer, name, rows[: arguments.texts or None], peers, absent))
    console.print(speeds(wanted, loaded, arguments.texts))


def speeds(layers: list[str], peers: list[Peer], limit: int) -> Table:
    """All tools on whole news articles: the sets of quantities are sentences, where a call costs more than its text."""
    rows = gold_rows((GOLD / _ARTICLES).read_bytes(), GOLD / _ARTICLES, "timexes")[: limit or None]
    chars = sum(len(row["text"]) for row in rows)
    table = Table(title=f"speed on {_ARTICLES}: {len(rows)} texts, {chars:,} characters")
    for column in ("tool", "chars/s", "copydesk / it"):
        table.add_column(column, justify="left" if column == "tool" else "right")
    ours = importlib.import_module("copydesk_layers").Layers(*layers)
    texts = list(_texts(rows))
    base = chars / timed(ours, texts)[0]
    table.add_row(ours.name, f"{base:,.0f}", "1.0")
    for peer in peers:
        speed = chars / timed(peer, texts)[0]
        table.add_row(peer.name, f"{speed:,.0f}", f"{base / speed:,.1f}")
    return table


def load(layer: str) -> tuple[list[Peer], dict[str, str]]:
    """The tools for a layer that can run here, and why the others can't."""
    peers: list[Peer] = []
    absent: dict[str, str] = {}
    try:
        peers += importlib.import_module("copydesk_layers").load(layer)
    except GoldError as error:
        absent[f"copydesk {layer}"] = str(error)
    for adapter in ADAPTERS[layer]:
        try:
            peers += importlib.import_module(adapter).load()
        except ImportError as error:
            absent[adapter] = f"not installed ({error}); pip install -r benchmarks/peers/requirements.txt"
        except AbsentError as error:
            absent[adapter] = str(error)
    return peers, absent


def compared(layer: str, name: str, rows: list[dict[str, Any]], peers: list[Peer], absent: dict[str, str]) -> Table:
    """One table: the tools on a gold set."""
    measure = MEASURES[layer]
    chars = sum(len(row["text"]) for row in rows)
    table = Table(title=f"{layer} on {name}: {len(rows)} texts, {chars:,} characters")
    table.add_column("tool")
    for column in (*measure.headline, "chars/s", "copydesk / it"):
        table.add_column(column, justify="right")
    ours = None
    for peer in peers:
        try:
            counts, seconds = measured(measure, peer, rows)
        except AbsentError as error:
            table.add_row(peer.name, str(error))
            continue
        speed = chars / seconds
        ours = ours or (speed if peer.name.startswith("copydesk ") else None)
        figures = measure.figures(counts)
        ratio = f"{ours / speed:,.1f}" if ours else "–"
        table.add_row(peer.name, *(f"{figures[figure]:.3f}" for figure in measure.headline), f"{speed:,.0f}", ratio)
    for tool, reason in absent.items():
        table.add_row(tool, f"absent: {reason}")
    return table


def measured(measure: Measure, peer: Peer, rows: list[dict[str, Any]]) -> tuple[Counts, float]:
    """The summed counts of a tool on gold texts, and the seconds of its calls."""
    texts = list(_texts(rows))
    seconds, answers = timed(peer, texts)
    counts: Counts = Counter()
    for row, text, said in zip(rows, texts, answers, strict=True):
        counts.update(measure.score(row, peer.items(text, said)).counts)
    return counts, seconds


def timed(peer: Peer, texts: list[Text]) -> tuple[float, list[Any]]:
    """The seconds of a tool's calls on texts, and its answers."""
    for text in texts:
        peer.prepare(text)
    for text in texts[:_WARM_UP]:
        peer.tag(text)
    began = time.perf_counter()
    answers = [peer.tag(text) for text in texts]
    return time.perf_counter() - began, answers


def _texts(rows: list[dict[str, Any]]) -> Iterator[Text]:
    for row in rows:
        yield Text(row["text"], date.fromisoformat(row["dct"][:10]) if row.get("dct") else None)


if __name__ == "__main__":
    main()
