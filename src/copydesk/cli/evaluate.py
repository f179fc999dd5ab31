"""`copydesk evaluate`: a layer measured against gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from copydesk.cli.console import JsonOption, TextsOption, errors, listed, usage

if TYPE_CHECKING:
    from copydesk.evaluate import Figure, Report


def evaluate(
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="The layer to measure.")],
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD",
            help="Gold texts (.jsonl), one JSON object a line; or raw/COLLECTION, for what was judged blind in it.",
        ),
    ],
    texts: TextsOption = None,
    labels: Annotated[
        str | None, typer.Option(metavar="PER,ORG,…", help="entities: look only at these coarse labels.")
    ] = None,
    kinds: Annotated[str | None, typer.Option(metavar="direct,…", help="quotes: look only at these kinds.")] = None,
    reporting: Annotated[
        bool, typer.Option("--reporting", help="quotes: look only at those with a reporting cue.")
    ] = False,
    draws: Annotated[int, typer.Option(min=0, metavar="N", help="Bootstrap draws for the intervals.")] = 1000,
    misses: Annotated[
        bool, typer.Option("--errors", help="Show every miss as text, with the rule that spoke.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure a layer against gold: strict, relaxed and value figures with 95 % intervals."""
    from copydesk.evaluate import evaluate as against_gold
    from copydesk.evaluate.reviewed import evaluate as against_reviewed

    if texts and not gold.is_dir():
        usage("--texts goes with raw/COLLECTION; a gold file holds its texts")
    options: dict[str, object] = {
        name: frozenset(names) for name, given in (("labels", labels), ("kinds", kinds)) if (names := listed(given))
    }
    if reporting:
        options["reporting"] = True
    with errors():
        if gold.is_dir():
            report = against_reviewed(layer, gold, texts or (), draws=draws, options=options)
        else:
            report = against_gold(layer, gold, draws=draws, **options)
    if as_json:
        from dataclasses import asdict

        row = asdict(report)
        print(json.dumps(row if misses else {**row, "misses": len(report.misses)}, ensure_ascii=False, indent=2))
    else:
        _print_report(report, misses)


def _print_report(report: Report, misses: bool) -> None:
    console = Console()
    grid = Table("figure", "value", "95 % interval", title=f"{report.layer} on {report.gold}")
    for column in grid.columns[1:]:
        column.justify = "right"
    rest = [name for name in report.figures if name not in report.headline]
    for names, style in ((report.headline, "bold"), (rest, "")):
        for name in names:
            grid.add_row(name, *_figure(report.figures[name]), style=style)
        grid.add_section()
    console.print(grid)
    console.print(Text(f"{report.documents:,} documents, {report.chars:,} characters, SHA-256 {report.digest}"))
    if report.trained_on is not None:
        console.print(Text(f"seen in training as {report.trained_on}: these figures flatter the layer"), style="yellow")
    for miss in report.misses if misses else ():
        said = f"{miss.gold or '–'} → {miss.predicted or '–'}" + (f"  ({miss.rule})" if miss.rule else "")
        console.print(Text(f"{miss.kind:10} {miss.doc_id}  {miss.context}  {said}"), soft_wrap=True)


def _figure(figure: Figure) -> tuple[str, str]:
    value = "–" if figure.value is None else f"{figure.value:,.4f}"
    return value, "" if figure.low is None or figure.high is None else f"{figure.low:,.4f} – {figure.high:,.4f}"
