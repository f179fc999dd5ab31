"""What the commands share: their common arguments, how errors and findings are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from copydesk.findings import Finding

CorpusArgument = Annotated[
    Path | None, typer.Argument(metavar="[CORPUS]", help="A corpus folder or a shipped name; default: the one shipped.")
]
LayersOption = Annotated[str | None, typer.Option("--layers", metavar="A,B,…", help="The layers wanted; default: all.")]
EntitiesOption = Annotated[
    str | None,
    typer.Option("--entities", metavar="spacy:MODEL", help="Let a spaCy model find the entities (extra [spacy])."),
]
TextsOption = Annotated[
    list[Path] | None,
    typer.Option("--texts", metavar="FILE_OR_FOLDER", help="Where texts are that the manifest names; may be repeated."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def listed(layers: str | None) -> list[str] | None:
    return None if layers is None else [name.strip() for name in layers.split(",") if name.strip()]


def corpus_folder(corpus: Path | None) -> Path:
    from copydesk.corpus import CorpusError, locate

    folder = locate(corpus)
    if not (folder / "SHA256SUMS").exists() and not (folder / "manifest.json").exists():
        raise CorpusError(f"{folder} is not a corpus; `copydesk build FOLDER -o OUT` makes one of raw texts")
    return folder


def usage(message: str) -> NoReturn:
    Console(stderr=True).print(Text(f"copydesk: {message}"), style="red")
    raise typer.Exit(2)


@contextmanager
def errors() -> Iterator[None]:
    """Expected errors as one message; each ends with its remedy."""
    from copydesk.errors import CopydeskError
    from copydesk.findings import FindingsError

    console = Console(stderr=True)
    try:
        yield
    except FindingsError as error:
        console.print(Text(f"copydesk: {error}"), style="red")
        raise typer.Exit(1) from None
    except (CopydeskError, OSError) as error:
        console.print(Text(f"copydesk: {error}"), style="red")
        raise typer.Exit(2) from None


def print_findings(findings: Sequence[Finding], as_json: bool, clean: str) -> None:
    if as_json:
        from copydesk.findings import as_json as dump

        print(dump(findings))
    else:
        console = Console()
        for finding in sorted(findings):
            console.print(Text(str(finding)), soft_wrap=True)
        console.print(Text(f"{len(findings)} findings" if findings else clean), style="red" if findings else "green")
    if findings:
        raise typer.Exit(1)
