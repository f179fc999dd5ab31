"""`copydesk build`, with its progress and its summary."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from copydesk.cli.console import EntitiesOption, LayersOption, TextsOption, errors, listed, usage

if TYPE_CHECKING:
    from copydesk.build import Progress, Summary


class Release(StrEnum):
    """Which release a build makes."""

    private = "private"
    public = "public"


_RAW, _CORPUS = Path("raw"), Path("corpus")


class Engine(StrEnum):
    """What runs the shards."""

    LOCAL = "local"
    RAY = "ray"


def build(
    source: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="Texts: a folder or file; default: every collection of ./raw."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="The corpus folder; default: corpus/NAME for raw/NAME."),
    ] = None,
    layers: LayersOption = None,
    text_column: Annotated[
        str | None, typer.Option(metavar="NAME", help="The column of the text in records; default: guessed.")
    ] = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The corpus's name; default: the folder's.")] = None,
    entities: EntitiesOption = None,
    split: Annotated[
        str | None,
        typer.Option(
            metavar="SPEC", help="train:0.8,validation:0.1,test:0.1 (default), or time:2023-01-01,2023-04-01."
        ),
    ] = None,
    texts: TextsOption = None,
    release: Annotated[
        Release, typer.Option(help="public: without the texts that may not be shared, to corpus/NAME-public.")
    ] = Release.private,
    takedowns: Annotated[
        Path | None,
        typer.Option("--takedown", metavar="FILE", help="Takedowns; default: takedown.csv in FOLDER or beside it."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, metavar="N", help="Processes that annotate.")] = 1,
    engine: Annotated[Engine, typer.Option(help="Where to annotate: on this machine, or on a Ray cluster.")] = (
        Engine.LOCAL
    ),
    address: Annotated[str, typer.Option(metavar="ADDRESS", help="The Ray cluster's address.")] = "auto",
) -> None:
    """Build a corpus from raw texts.

    Every input is published or quarantined with a reason; the old corpus stays until the new one is whole.
    """
    from copydesk.build import build as run

    if texts and source is None:
        usage("--texts goes with a FOLDER; name the collection that the texts belong to")
    jobs = _jobs(source, output, "-public" if release is Release.public else "")
    for folder, target in jobs:
        with errors(), progress(folder) as report:
            summary = run(
                folder,
                target,
                name=name,
                layers=listed(layers),
                text_column=text_column,
                entities=entities,
                split=split,
                texts=texts or (),
                release=release.value,
                takedowns=takedowns,
                workers=workers,
                ray=address if engine is Engine.RAY else None,
                progress=report,
            )
        _print_summary(summary)


def _jobs(source: Path | None, output: Path | None, suffix: str) -> list[tuple[Path, Path]]:
    """The (source, target) pairs of a build; `suffix` ends the names of targets that are not given."""
    if source is None:
        if output is not None:
            usage("-o goes with a FOLDER; name the folder of texts too")
        collections = sorted(folder for folder in _RAW.glob("*") if folder.is_dir())
        if not collections:
            usage("there is no collection in ./raw; name a folder of texts: copydesk build FOLDER -o OUT")
        return [(folder, _CORPUS / f"{folder.name}{suffix}") for folder in collections]
    if output is None:
        folder = source.resolve()
        if folder.parent.name != _RAW.name:
            usage(f"where shall the corpus go? copydesk build {source} -o OUT")
        output = folder.parent.with_name(_CORPUS.name) / f"{folder.name}{suffix}"
    return [(source, output)]


@contextmanager
def progress(folder: Path) -> Iterator[Progress]:
    """A bar with rate and time left on a terminal; a plain line a stage otherwise."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain_lines(folder)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(f"{folder.name}: {stage}", total=total, rate="")
            speed = bar.tasks[tasks[stage]].speed
            bar.update(tasks[stage], completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")

        yield report


def _plain_lines(folder: Path) -> Callable[[str, int, int | None], None]:
    last: dict[str, int] = {}

    def report(stage: str, done: int, total: int | None) -> None:
        # A line for each tenth of a stage whose size is known, for each 10,000 documents of one whose size is not.
        step = max(1, total // 10) if total else 10_000
        if done == total or done - last.get(stage, 0) >= step:
            last[stage] = done
            print(f"{folder.name}: {stage} {done:,}" + (f" of {total:,}" if total else ""), file=sys.stderr)

    return report


def _print_summary(summary: Summary) -> None:
    console = Console()
    if summary.skipped:
        console.print(
            Text(f"{summary.name}: none of its {len(summary.absent)} texts is here; skipped, its corpus left alone")
        )
        return
    grid = Table(title=f"{summary.name} -> {summary.target}", show_header=False)
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row("inputs", f"{summary.inputs:,}")
    grid.add_row("published", f"{summary.published:,}", style="green")
    for split, count in summary.splits.items():
        grid.add_row(f"  {split}", f"{count:,}")
    grid.add_row("quarantined", f"{len(summary.quarantined):,}", style="red" if summary.quarantined else "")
    for reason, count in Counter(q.reason for q in summary.quarantined).most_common():
        grid.add_row(f"  {reason}", f"{count:,}")
    grid.add_row("ignored files", f"{len(summary.ignored):,}")
    if summary.absent:
        grid.add_row("absent texts", f"{len(summary.absent):,}")
    if summary.unclaimed:
        grid.add_row("not in the manifest", f"{summary.unclaimed:,}")
    grid.add_row("characters", f"{summary.chars:,}")
    console.print(grid)
    if summary.disagreements:
        by_layer = ", ".join(f"{layer} {n}" for layer, n in summary.disagreements.items())
        console.print(Text(f"judged rows and the machine's differ: {by_layer}; copydesk review diff lists them"))
    if summary.leaks is not None:
        from copydesk.cli.rights import print_leaks

        print_leaks(summary.leaks.as_dict())
    shown = 20
    for move in summary.moves[:shown]:
        console.print(Text(f"moved {move.doc_id}: {move.old} -> {move.new}"))
    if len(summary.moves) > shown:
        console.print(f"… and {len(summary.moves) - shown} more changed their split")
    for refused in summary.quarantined[:shown]:
        console.print(Text(f"quarantined {refused.input}: {refused.reason}: {refused.detail}"))
    if len(summary.quarantined) > shown:
        console.print(f"… and {len(summary.quarantined) - shown} more in {summary.target}/manifest.json")
