"""`copydesk annotate` and `copydesk show`: one document, as JSON or to look at."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from copydesk.cli.console import EntitiesOption, LayersOption, errors, listed, usage

if TYPE_CHECKING:
    from copydesk.annotated import AnnotatedDocument


def annotate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A text file; - for standard input.")],
    created: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day of publication, where the text does not say it.")
    ] = None,
    layers: LayersOption = None,
    entities: EntitiesOption = None,
) -> None:
    """Annotate one text and print it as JSON.

    Printed are its document, its edits and the rows of each layer, with every column of the contract.
    """
    with errors():
        document = _annotate_file(file, created, listed(layers), entities)
        print(json.dumps(_as_json(document), ensure_ascii=False, indent=2, default=str))


def show(
    doc: Annotated[str, typer.Argument(metavar="DOC", help="A document's id in the corpus, or a text file.")],
    corpus: Annotated[
        Path | None, typer.Option("--corpus", metavar="CORPUS", help="A corpus folder or a shipped name.")
    ] = None,
    layers: LayersOption = None,
    entities: EntitiesOption = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write one self-contained page instead.")] = None,
) -> None:
    """Show a document with its layers."""
    from copydesk import show as rendering
    from copydesk.corpus import open as open_corpus

    if entities is not None and not Path(doc).is_file():
        usage("--entities goes with a text file; a corpus has the entities it was built with")
    with errors():
        document = _annotate_file(Path(doc), None, None, entities) if Path(doc).is_file() else open_corpus(corpus)[doc]
        names = listed(layers)
        if html is not None:
            html.write_text(rendering.html(document, names), encoding="utf-8")
            Console(stderr=True).print(Text(f"wrote {html}"))
        else:
            Console().print(rendering.terminal(document, names))


def _annotate_file(
    file: Path, created: str | None, layers: Sequence[str] | None, entities: str | None
) -> AnnotatedDocument:
    from copydesk.build import annotate as run
    from copydesk.readers.decoding import decode

    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    text, _, _ = decode(data)
    return run(text, created, layers, entities=entities)


def _as_json(document: AnnotatedDocument) -> dict[str, Any]:
    rows = {name: document.table(name).to_pylist() for name in ("documents", "edits", *document.layers)}
    return {"document": rows.pop("documents")[0], **rows}
