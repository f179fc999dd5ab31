"""The speed of a build against the floor: ``python benchmarks/floor.py [TEXTS.jsonl]``.

The floor is what nobody can do without: read the texts, `ftfy.fix_text`, NFC, and write the very tables that the build
wrote, with the same compression. Both in one process, in turns, medians over the rounds; characters are those that came
in.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import ftfy
import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.build import build

SHARED = Path(__file__).resolve().parents[2] / "shared"


def default_texts(folder: Path) -> Path:
    """The scraped pages of the boilerplate development set as a source; extractors' versions of a page are distinct."""
    gold = SHARED / "gold" / "boilerplate" / "plaintext.dev.jsonl"
    if not gold.exists():
        raise SystemExit(f"{gold} is not there; name a JSONL file with a text column")
    path = folder / "texts.jsonl"
    with gold.open(encoding="utf-8") as rows, path.open("w", encoding="utf-8") as out:
        for row in map(json.loads, rows):
            out.write(json.dumps({"id": row["id"].replace("#", "-"), "text": row["scraped"]}) + "\n")
    return path


def seconds(task: Callable[[], object]) -> float:
    """Seconds of one run, by the clock of the wall."""
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = arguments.texts or default_texts(folder)
        corpus = folder / "corpus"
        build(source, corpus, layers=["sentences"])
        tables = {path.relative_to(corpus): pq.read_table(path) for path in sorted(corpus.glob("*/*.parquet"))}
        chars = 0

        def floor() -> None:
            nonlocal chars
            with source.open(encoding="utf-8") as rows:
                texts = [json.loads(row)["text"] for row in rows]
            chars = sum(map(len, texts))
            for text in texts:
                unicodedata.normalize("NFC", ftfy.fix_text(text))
            for path, table in tables.items():
                write(folder / "floor" / path, table)

        ours, theirs = [], []
        for _ in range(arguments.rounds):
            ours.append(seconds(lambda: build(source, corpus, layers=["sentences"])))
            theirs.append(seconds(floor))
        ratios = [floor_seconds / build_seconds for build_seconds, floor_seconds in zip(ours, theirs, strict=True)]
        print(f"{chars:,} characters, {arguments.rounds} rounds")
        print(f"build  {chars / statistics.median(ours):12,.0f} chars/s")
        print(f"floor  {chars / statistics.median(theirs):12,.0f} chars/s")
        print(f"build / floor {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")


def write(path: Path, table: pa.Table) -> None:
    """Write a table as the build does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", compression_level=9, write_page_checksum=True)


if __name__ == "__main__":
    main()
