"""The whole pipeline in one table: ``python benchmarks/pipeline.py [TEXTS.jsonl]``.

Each stage by itself and the whole build, beside the floor (see floor.py) and what a user would assemble today (see
stack.py, which may have a Python of its own), over the same texts in the same run, one process each; seconds are those
of the processor, so that a busy machine changes less, except for more than one worker, where the clock of the wall
counts. Then peak memory over invented small texts, by number of documents.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ftfy
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from copydesk import contract, engine, merge, publish, tables
from copydesk.build import build
from copydesk.duplicates import fingerprints
from copydesk.kept import FINGERPRINTS, Kept
from copydesk.normalize import EmptyTextError, normalize
from copydesk.raw import RawText, read
from copydesk.shards import Spill
from copydesk.splits import Split
from copydesk.validate import validate
from floor import default_texts, write


class Clock:
    """Processor seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Count the block as `stage`."""
        began = time.process_time()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0) + time.process_time() - began


def stages(source: Path, folder: Path) -> dict[str, float]:
    """Processor seconds of each stage of a build, as `build` runs them, lexicons and models loaded before."""
    plan = engine.plan()
    names = tuple(layer.name for layer in plan if layer.published)
    engine.run(normalize(next(item for item in read(source) if isinstance(item, RawText))), plan)
    clock = Clock()
    with clock("read"):
        spill = Spill(folder / "inputs")
        for item in read(source):
            if isinstance(item, RawText):
                spill.add(item)
        shards = spill.shards()
    kept = Kept(folder / "kept", folder, "")
    finished = []
    for shard in shards:
        items: list[tables.Annotated] = []
        for (raw, *_), _ in shard.groups():
            try:
                with clock("normalize"):
                    document = normalize(raw)
            except EmptyTextError:
                continue
            values: dict[str, Any] = {}
            for layer in plan:
                with clock(f"layer {layer.name}"):
                    value = layer.annotate(document, **{need: values[need] for need in layer.needs})
                    values[layer.name] = tuple(value) if layer.published else value
            items.append((document, values))
        with clock("tables"):
            built = tables.build(items, {document.doc_id: merge.OPEN for document, _ in items}, names)
        with clock("gate"):
            assert not validate(built)
        with clock("fingerprints"):
            built[FINGERPRINTS] = fingerprints(built[contract.DOCUMENTS])
        with clock("keep"):
            finished.append(kept.put(shard.digest, built, 0, ()))
    with clock("copies, splits"):
        places = merge.place(finished, Split())
    with clock("publish"):
        publish.write_release(
            folder / "release",
            merge.runs(finished, places, (contract.DOCUMENTS, "edits", *names)),
            name="benchmark", layers=names, split_sizes=places.sizes, options={},
            accounting={"inputs": len(spill), "published": len(spill), "quarantined": []},
        )  # fmt: skip
    return clock.seconds


def floor(source: Path, corpus: Path, folder: Path) -> None:
    """Read, ftfy, NFC, and write the tables of `corpus`."""
    for item in read(source):
        if isinstance(item, RawText):
            unicodedata.normalize("NFC", ftfy.fix_text(item.text))
    for path in sorted(corpus.glob("*/*.parquet")):
        write(folder / path.relative_to(corpus), pq.read_table(path))


def processor(task: Callable[[], object]) -> float:
    """Processor seconds of a call, threads included."""
    began = time.process_time()
    task()
    return time.process_time() - began


def wall(task: Callable[[], object]) -> float:
    """Seconds of a call by the clock of the wall."""
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def invented(path: Path, count: int) -> Path:
    """Small news texts of invented words, none a copy of another."""
    syllables = ("ba", "du", "ki", "lo", "me", "ra", "su", "ti", "vo", "ne")
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            draw = random.Random(number)
            words = ["".join(draw.choices(syllables, k=3)) for _ in range(48)]
            lines = [" ".join(words[i : i + 8]).capitalize() for i in range(0, 48, 8)]
            text = f"VILNIUS (BWS) — Some {number} soldiers arrived on Monday. " + ". ".join(lines) + "."
            out.write(json.dumps({"id": f"d{number:07}", "text": text, "date": "2024-05-13"}) + "\n")
    return path


def peak(count: int, workers: int, layers: str | None) -> tuple[float, float]:
    """Megabytes at the peak of the largest process of a build of `count` small texts, and its seconds by the wall."""
    with tempfile.TemporaryDirectory() as name:
        source = invented(Path(name) / "texts.jsonl", count)
        command = [sys.executable, "-m", "copydesk", "build", source, "-o", Path(name) / "out", "--workers", workers]
        command += ["--layers", layers] if layers else []
        code = (
            "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, command)], capture_output=True, text=True, check=True
        )
        unit = 1 if sys.platform == "darwin" else 1024
        return int(done.stdout) * unit / 2**20, time.perf_counter() - began


def head(source: Path, path: Path, count: int) -> Path:
    """The first `count` rows of a JSONL file; all if it is 0."""
    with source.open(encoding="utf-8") as rows, path.open("w", encoding="utf-8") as out:
        for number, row in enumerate(rows):
            if count and number == count:
                break
            out.write(row)
    return path


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=300, help="the first N texts; 0 for all (default: 300)")
    parser.add_argument("--stack-python", default=sys.executable, metavar="PYTHON", help="a Python that has the stack")
    parser.add_argument("--model", default="en_core_web_sm", help="the stack's spaCy model")
    parser.add_argument("--memory", default="1000,10000,100000", metavar="N,N,…", help="documents; empty: none")
    parser.add_argument("--layers", help="the layers of the memory builds (default: all)")
    parser.add_argument("--workers", default="1,2", metavar="N,N,…")
    arguments = parser.parse_args()
    console = Console()
    workers = [int(count) for count in arguments.workers.split(",")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = head(arguments.texts or default_texts(folder), folder / "some.jsonl", arguments.documents)
        console.print(speeds(source, folder, arguments, workers))
    if arguments.memory:
        console.print(memory([int(count) for count in arguments.memory.split(",")], workers, arguments.layers))


def speeds(source: Path, folder: Path, arguments: argparse.Namespace, workers: list[int]) -> Table:
    """The table of speeds."""
    with source.open(encoding="utf-8") as rows:
        lengths = [len(json.loads(row)["text"]) for row in rows]
    documents, chars = len(lengths), sum(lengths)
    measured: dict[str, float] = {}
    (folder / "stages").mkdir()
    by_stage = stages(source, folder / "stages")
    measured["whole build"] = processor(lambda: build(source, folder / "corpus"))
    measured["floor"] = processor(lambda: floor(source, folder / "corpus", folder / "floor"))
    for count in workers:
        measured[f"whole build, {count} workers, by the wall"] = wall(
            lambda count=count: build(source, folder / f"corpus-{count}", workers=count)
        )
    command = [arguments.stack_python, Path(__file__).with_name("stack.py"), source, "--model", arguments.model]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    said = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None
    table = Table(title=f"{documents:,} documents, {chars:,} characters")
    for column in ("", "docs/s", "chars/s", "stack / it"):
        table.add_column(column, justify="left" if not column else "right")

    def add(label: str, seconds: float) -> None:
        ratio = f"{said['seconds'] / seconds:,.1f}" if said else "–"
        table.add_row(label, f"{documents / seconds:,.1f}", f"{chars / seconds:,.0f}", ratio)

    for stage, seconds in by_stage.items():
        add(stage, seconds)
    table.add_section()
    for label, seconds in measured.items():
        add(label, seconds)
    table.add_section()
    if said:
        add(f"the stack ({said['model']})", said["seconds"])
        for tool, seconds in said["tools"].items():
            add(f"  {tool}", seconds)
    else:
        table.add_row(f"the stack: {(done.stderr.strip().splitlines() or ['it failed'])[-1]}")
    return table


def memory(counts: list[int], workers: list[int], layers: str | None) -> Table:
    """The table of peak memory."""
    table = Table(title=f"peak memory of the largest process, small texts, layers {layers or 'all'}")
    for column in ("documents", "workers", "MB", "docs/s by the wall"):
        table.add_column(column, justify="right")
    for count in counts:
        for number in workers:
            megabytes, seconds = peak(count, number, layers)
            table.add_row(f"{count:,}", str(number), f"{megabytes:,.0f}", f"{count / seconds:,.0f}")
    return table


if __name__ == "__main__":
    main()
