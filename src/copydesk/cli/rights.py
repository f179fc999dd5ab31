"""`copydesk rehydrate`, `copydesk takedown` and `copydesk leaks`."""

from __future__ import annotations

import json
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from copydesk.cli.build import progress
from copydesk.cli.console import JsonOption, corpus_folder, errors

if TYPE_CHECKING:
    from copydesk.rights.rehydrate import Attrition

_SHOWN = 20


def rehydrate(
    release: Annotated[Path, typer.Argument(metavar="RELEASE", help="A public release, or a shipped name.")],
    texts: Annotated[
        Path, typer.Option("--texts", metavar="PATH", help="Your copies: whatever `copydesk build` reads.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="The corpus folder.")],
    text_column: Annotated[
        str | None, typer.Option(metavar="NAME", help="The column of the text in records; default: guessed.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Put your own copies of withheld texts back into a public release.

    Says of each document whether its copy is exact, normalised, aligned, drifted, wrong or missing. Fetches nothing.
    Exits 1 where a document was not recovered whole.
    """
    from copydesk.rights.copies import WHOLE
    from copydesk.rights.rehydrate import rehydrate as run

    with errors(), progress(release) as report:
        attrition = run(release, texts, output, text_column=text_column, progress=report)
    if as_json:
        print(json.dumps(attrition.as_dict(), ensure_ascii=False, indent=2))
    else:
        _print_attrition(attrition, output)
    if any(outcome.fate not in WHOLE for outcome in attrition.outcomes):
        raise typer.Exit(1)


def takedown(
    docs: Annotated[list[str] | None, typer.Option("--doc", metavar="ID", help="A document.")] = None,
    urls: Annotated[list[str] | None, typer.Option("--url", metavar="URL", help="An address.")] = None,
    publishers: Annotated[
        list[str] | None, typer.Option("--publisher", metavar="NAME", help="All that a publisher published.")
    ] = None,
    clusters: Annotated[
        list[str] | None, typer.Option("--cluster", metavar="ID", help="All copies of a cluster.")
    ] = None,
    persons: Annotated[
        list[str] | None,
        typer.Option("--person", metavar="NAME", help="All that names a person."),
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option(metavar="CORPUS", help="Where they are looked up: best the private corpus.")
    ] = None,
    reason: Annotated[str, typer.Option(metavar="CLASS", help="rights, privacy, court, error or other.")] = "rights",
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], metavar="DAY", help="Default: today.")
    ] = None,
    takedowns: Annotated[
        Path, typer.Option("--list", metavar="FILE", help="The list that the next build reads.")
    ] = Path("raw/takedown.csv"),
) -> None:
    """Take documents out of the next build, with all their near copies, and keep them out.

    The list holds ids, addresses and digests, no text. Commit it; then build and publish again.
    """
    from copydesk.corpus import Corpus
    from copydesk.rights import takedown as module

    with errors():
        rows = module.select(
            None if corpus is None else Corpus(corpus_folder(corpus)),
            # The one place where the clock is read: when a person asks for something to go.
            day=date.today() if day is None else day.date(),  # noqa: DTZ011
            reason=reason,
            docs=docs or (),
            urls=urls or (),
            publishers=publishers or (),
            clusters=clusters or (),
            persons=persons or (),
        )
        new = module.add(takedowns, rows)
    console = Console()
    for row in islice(rows, _SHOWN):
        console.print(Text(f"{row.id or row.url or row.publisher}: {row.reason}, {row.date}"), soft_wrap=True)
    if len(rows) > _SHOWN:
        console.print(f"… and {len(rows) - _SHOWN} more")
    console.print(Text(f"{new} new in {takedowns}; build again, and commit the list"), soft_wrap=True)
    if any(row.id and not row.sketch for row in rows):
        console.print("Some were named without their text: copies of these under other ids are not known again.")


def leaks(
    release: Annotated[Path, typer.Argument(metavar="RELEASE", help="A public release.")],
    private: Annotated[Path, typer.Option("--private", metavar="CORPUS", help="The private corpus it was made of.")],
    as_json: JsonOption = False,
) -> None:
    """Measure what a public release gives away of the texts it withholds, as each public build does.

    Exits 1 where that is more than 8 words in a row or 5 % of a text's words outside names, numbers and dates.
    """
    from copydesk.corpus import Corpus
    from copydesk.rights import gate
    from copydesk.rights.withhold import private as withheld

    with errors():
        documents = Corpus(corpus_folder(private)).table("documents")
        try:
            report = gate.check(corpus_folder(release), withheld([{"documents": documents}]))
        except gate.ReleaseRefused as error:
            if error.report is None or not as_json:
                Console(stderr=True).print(Text(f"copydesk: {error}"), style="red", soft_wrap=True)
                raise typer.Exit(1) from None
            report = error.report
    if as_json:
        print(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
        if report.over:
            raise typer.Exit(1)
    else:
        print_leaks(report.as_dict())


def print_leaks(report: dict[str, object]) -> None:
    """What the gate measured, in a table."""
    grid = Table(title="what can be recovered of withheld texts", show_header=False)
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row("withheld documents", f"{report['documents']:,}")
    grid.add_row("longest run of words (8 may be)", f"{report['longest_run']}")
    grid.add_row("largest share of words (5% may be)", f"{report['largest_share']:.1%}")
    grid.add_row("mean share", f"{report['mean_share']:.1%}")
    grid.add_row("mean share of names, numbers and dates", f"{report['mean_share_inside']:.1%}")
    Console().print(grid)


def _print_attrition(attrition: Attrition, output: Path) -> None:
    console = Console()
    grid = Table(title=str(output))
    for column in ("copy", "documents", "annotations", "lost"):
        grid.add_column(column, justify="left" if column == "copy" else "right")
    for fate, count in attrition.fates.items():
        own = [outcome for outcome in attrition.outcomes if outcome.fate.value == fate]
        if count:
            lost = sum(outcome.lost for outcome in own)
            grid.add_row(fate, f"{count:,}", f"{sum(outcome.annotations for outcome in own):,}", f"{lost:,}")
    console.print(grid)
    if attrition.same:
        but = f", but for {attrition.left_out} short documents without digests" if attrition.left_out else ""
        console.print(Text(f"It is the private corpus: its content digests are the same{but}."), style="green")
    else:
        console.print("It is not the whole private corpus: its content digests differ.", style="yellow")
    others = [outcome for outcome in attrition.outcomes if outcome.fate.value not in ("free", "exact", "normalised")]
    for outcome in others[:_SHOWN]:
        console.print(Text(f"{outcome.fate.value} {outcome.doc_id}"), soft_wrap=True)
    if len(others) > _SHOWN:
        console.print(f"… and {len(others) - _SHOWN} more; --json lists all")
