"""Copydesk beside its peers: ``python benchmarks/peers/run.py [--texts N] [--layer times] [--model NAME]``.

The same texts, the same run, one process a tool's call at a time; figures by the measures of `copydesk evaluate`. Only
a tool's own call is timed, after a few to warm up; loading is not. A tool that is not there is named as absent.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from peer import AbsentError, Peer, Settings, Text
from rich.console import Console
from rich.table import Table

from copydesk.evaluate import Counts, GoldError, Measure, gold_rows
from copydesk.evaluate.entities import Measure as Entities
from copydesk.evaluate.places import Measure as Places
from copydesk.evaluate.quantities import Measure as Quantities
from copydesk.evaluate.quotes import Measure as Quotes
from copydesk.evaluate.times import Measure as Times

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
_NAMES = Entities(labels=frozenset({"PER", "ORG", "LOC"}))
_DIRECT, _REPORTED = Quotes(kinds=frozenset({"direct"}), reporting=True), Quotes(reporting=True)
#: Gold sets by layer, each with the measure that narrows it to what it marks.
SETS: dict[str, tuple[tuple[str, Measure], ...]] = {
    "times": tuple(
        (f"timex/{name}.dev.jsonl", Times()) for name in ("te3_aquaint", "meantime_en", "wikiwars")
    ),
    "quantities": tuple(
        (f"quantities/{name}.dev.jsonl", Quantities()) for name in ("newsquant", "recognizers_text", "quantulum3")
    ),
    "entities": tuple((f"ner/{name}.dev.jsonl", _NAMES) for name in ("worldwide", "uner_pud_news")),
    "places": tuple((f"geo/{name}.dev.jsonl", Places()) for name in ("lgl", "geowebnews", "geovirus")),
    "quotes": (
        ("quotes/polnear.dev.jsonl", _DIRECT), ("quotes/polnear.dev.jsonl", _REPORTED),
        ("quotes/gum_attribution_news.dev.jsonl", _DIRECT),
    ),
}  # fmt: skip
#: Where speed is measured once more, all tools side by side.
_ARTICLES = "timex/te3_aquaint.dev.jsonl"
#: Calls before the clock starts: Java compiles what runs often.
_WARM_UP = 3
#: Adapters, one a file.
ADAPTERS = {
    "times": ("heideltime", "dateparser_search", "timexy_pipe"),
    "quantities": ("quantulum",),
    "entities": ("spacy_small",),
    "places": ("geonames_lookup", "geonames_spacy"),
    "quotes": ("textacy_quotes",),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=0, metavar="N", help="the first N texts of each set; default: all")
    parser.add_argument("--layer", choices=sorted(SETS), help="only this layer")
    parser.add_argument("--model", default=Settings.model, metavar="NAME|PATH", help="of spaCy; default: %(default)s")
    parser.add_argument("--textacy", metavar="PYTHON", help="the interpreter of the environment that has textacy")
    arguments = parser.parse_args()
    settings = Settings(arguments.model, arguments.textacy)
    if not GOLD.exists():
        raise SystemExit(f"{GOLD} is not there; put the gold sets beside the checkout")
    # Peers warn of their own dependencies on every call.
    warnings.simplefilter("ignore")
    console = Console()
    wanted = [arguments.layer] if arguments.layer else list(SETS)
    loaded: list[Peer] = []
    for layer in wanted:
        peers, absent = load(layer, settings)
        loaded += peers
        for name, measure in SETS[layer]:
            rows = gold_rows((GOLD / name).read_bytes(), GOLD / name, measure.gold)
            title = f"{layer} on {name}{viewed(measure)}"
            console.print(compared(title, measure, rows[: arguments.texts or None], peers, absent))
            if layer == "entities":
                console.print(f"copydesk has seen this set in training; cross-validated: {cross_validated(name):.3f}\n")
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


def viewed(measure: Measure) -> str:
    """What of the gold a measure looks at, as the options of `copydesk evaluate`."""
    options = {field.name: getattr(measure, field.name) for field in fields(measure)}
    return "".join(
        f" --{name}" if value is True else f" --{name} {','.join(sorted(value))}"
        for name, value in options.items()
        if value
    )


def cross_validated(name: str) -> float:
    """The strict F1 of entities on a set by models that had not seen the text, as training measured it."""
    scores = json.loads((Path(__file__).parents[2] / "training" / "entities_scores.json").read_text(encoding="utf-8"))
    counts = [fold[Path(name).name.removesuffix(".dev.jsonl")]["all"] for fold in scores["folds"].values()]
    gold, found, right = map(sum, zip(*counts, strict=True))
    return 2 * right / (gold + found)


def load(layer: str, settings: Settings) -> tuple[list[Peer], dict[str, str]]:
    """The tools for a layer that can run here, and why the others can't."""
    peers: list[Peer] = []
    absent: dict[str, str] = {}
    try:
        peers += importlib.import_module("copydesk_layers").load(layer)
    except GoldError as error:
        absent[f"copydesk {layer}"] = str(error)
    for adapter in ADAPTERS[layer]:
        try:
            peers += importlib.import_module(adapter).load(settings)
        except ImportError as error:
            absent[adapter] = f"not installed ({error}); pip install -r benchmarks/peers/requirements.txt"
        except AbsentError as error:
            absent[adapter] = str(error)
    return peers, absent


def compared(
    title: str, measure: Measure, rows: list[dict[str, Any]], peers: list[Peer], absent: dict[str, str]
) -> Table:
    """One table: the tools on a gold set."""
    chars = sum(len(row["text"]) for row in rows)
    table = Table(title=f"{title}: {len(rows)} texts, {chars:,} characters")
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
        table.add_row(peer.name, *(_shown(figures[figure]) for figure in measure.headline), f"{speed:,.0f}", ratio)
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


def _shown(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.3f}"


def _texts(rows: list[dict[str, Any]]) -> Iterator[Text]:
    for row in rows:
        yield Text(row["text"], date.fromisoformat(row["dct"][:10]) if row.get("dct") else None)


if __name__ == "__main__":
    main()
