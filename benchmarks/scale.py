"""What many articles take, from what some take: ``python benchmarks/scale.py [TEXTS.jsonl] [--articles 100000000]``.

It runs the stages of a build over some texts, measures processor seconds and bytes, and multiplies. Everything is
linear in the characters but the pairs of copies, which depend on how much was copied; so the figures are of a corpus
that is as syndicated as the texts measured.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from floor import default_texts
from pipeline import head, stages

#: Stages of the second phase, which one process runs.
SECOND = ("copies, splits", "publish")


def size(folder: Path, pattern: str) -> int:
    """Bytes of the files below a folder."""
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


def main() -> None:
    """Measure, multiply and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=300, help="the first N texts; 0 for all (default: 300)")
    parser.add_argument("--articles", type=int, default=100_000_000)
    parser.add_argument("--chars", type=int, default=4_500, help="characters of an article (default: 4500)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = head(arguments.texts or default_texts(folder), folder / "some.jsonl", arguments.documents)
        seconds = stages(source, folder)
        with source.open(encoding="utf-8") as rows:
            chars = sum(len(json.loads(row)["text"]) for row in rows)
        fingerprints = size(folder, "kept/*/fingerprints.arrow")
        measured = {
            "inputs, waiting in one file": folder.joinpath("inputs").stat().st_size,
            "finished shards, kept": size(folder, "kept/**/*") - fingerprints,
            "their fingerprints: what the clustering reads": fingerprints,
            "the release, without `articles`": size(folder, "release/**/*") - size(folder, "release/articles/*"),
            "its config `articles`": size(folder, "release/articles/*"),
        }
    factor = arguments.articles * arguments.chars / chars
    table = Table(title=f"{arguments.articles:,} articles of {arguments.chars:,} characters, from {chars:,} measured")
    for column in ("", "an article", "all"):
        table.add_column(column, justify="left" if not column else "right")
    each = factor / arguments.articles
    for label, count in measured.items():
        table.add_row(label, f"{count * each:,.0f} bytes", f"{count * factor / 1e9:,.1f} GB")
    first = sum(value for stage, value in seconds.items() if stage not in SECOND)
    for label, spent in (("first phase, on any number of cores", first), ("second phase, one process",
                         sum(seconds[stage] for stage in SECOND))):  # fmt: skip
        table.add_row(label, f"{spent * each * 1e3:,.1f} core-ms", f"{spent * factor / 3600:,.0f} core-hours")
    Console().print(table)


if __name__ == "__main__":
    main()
