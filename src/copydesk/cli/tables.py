"""`copydesk stats` and `copydesk schema`: what a corpus holds, and what its columns mean."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from copydesk import contract
from copydesk.cli.console import CorpusArgument, JsonOption, errors


def stats(corpus: CorpusArgument = None, as_json: JsonOption = False) -> None:
    """Count a corpus by table, split and value."""
    from copydesk.corpus import open as open_corpus

    with errors():
        opened = open_corpus(corpus)
        counts = {table: dict(rows) for table, rows in opened.manifest["counts"].items()}
        values = {
            f"{table}.{column.name}": dict(
                opened.scan(table)
                .select(column.name)
                .collect()[column.name]
                .drop_nulls()
                .value_counts(sort=True)
                .iter_rows()
            )
            for table in opened.tables
            if table in contract.tables()
            for column in contract.table(table).columns
            if "enum" in column.constraints
        }
    if as_json:
        print(json.dumps({"counts": counts, "values": values}, ensure_ascii=False, indent=2))
        return
    console = Console()
    splits = opened.splits
    grid = Table("table", *splits, "all", title=f"{opened.name} {opened.version}")
    for table, rows in counts.items():
        grid.add_row(table, *(f"{rows.get(split, 0):,}" for split in splits), f"{sum(rows.values()):,}")
    for column in grid.columns[1:]:
        column.justify = "right"
    console.print(grid)
    for name, found in values.items():
        if found:
            console.print(Text(f"{name}: " + ", ".join(f"{value} {n:,}" for value, n in found.items())))


def schema(
    table: Annotated[str | None, typer.Argument(metavar="[TABLE]", help="A table; default: all of them.")] = None,
) -> None:
    """Print the data dictionary of the contract, in Markdown."""
    with errors():
        print(contract.dictionary(contract.tables() if table is None else [table]))
