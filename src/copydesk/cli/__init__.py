"""The command line. Exit codes: 0, 1 for findings or a build that cannot be, 2 for usage."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from copydesk import __version__
from copydesk.cli.annotate import annotate, show
from copydesk.cli.build import build
from copydesk.cli.check import validate, verify
from copydesk.cli.evaluate import evaluate
from copydesk.cli.review import review
from copydesk.cli.rights import leaks, rehydrate, takedown
from copydesk.cli.tables import schema, stats

app = typer.Typer(
    name="copydesk",
    help="Scraped news texts in, an annotated corpus out that people can check, share and cite.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# In the order of `copydesk --help`.
for command in (build, annotate, validate, verify, rehydrate, leaks, takedown, show, stats, schema, evaluate):
    app.command()(command)
app.add_typer(review, name="review")


def main() -> None:
    """Run the command line; every expected error ends in a message with its remedy, not in a traceback."""
    try:
        app()
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is left to say.
        sys.stderr.close()
        sys.exit(0)


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    if version:
        print(f"copydesk {__version__}")
        raise typer.Exit
