"""`copydesk review`: rows out to an annotation tool and back, and where the judged ones and the machine's differ."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from copydesk.cli.console import JsonOption, LayersOption, TextsOption, errors, listed, usage

if TYPE_CHECKING:
    from copydesk.annotated import AnnotatedDocument

review = typer.Typer(help="Judge rows: out to an annotation tool, back, and what the machine says otherwise.")

DocsOption = Annotated[str | None, typer.Option("--docs", metavar="A,B,…", help="The documents wanted; default: all.")]


class Format(StrEnum):
    """What `review export` writes."""

    label_studio = "label-studio"
    csv = "csv"


class Made(StrEnum):
    """How rows were judged."""

    blind = "blind"
    corrected = "corrected"


@review.command()
def export(
    source: Annotated[Path, typer.Argument(metavar="CORPUS_OR_FOLDER", help="A corpus, or a folder of raw texts.")],
    to: Annotated[Format, typer.Option("--to", help="The format.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")],
    docs: DocsOption = None,
    layers: LayersOption = None,
    texts: TextsOption = None,
    blind: Annotated[bool, typer.Option("--blind", help="Texts without rows: to judge before seeing any.")] = False,
    utf16: Annotated[
        bool, typer.Option("--utf16", help="Offsets in UTF-16 units, for Label Studio before its version 1.5.")
    ] = False,
) -> None:
    """Write documents with their rows for an annotation tool.

    For Label Studio the labelling configuration is written too, beside FILE with the suffix .xml.
    """
    from copydesk.review import label_studio, spreadsheet
    from copydesk.review.sheets import Sheet, sheet

    with errors():
        sheets = []
        for document in _documents(source, listed(docs), listed(layers), texts or ()):
            wanted = listed(layers) or list(document.layers)
            one = sheet(document, wanted)
            sheets.append(Sheet(one.doc_id, one.layers, (), one.text) if blind else one)
        if to is Format.csv:
            output.write_text(spreadsheet.dump(sheets), encoding="utf-8", newline="")
        else:
            output.write_text(label_studio.dump(sheets, utf16=utf16), encoding="utf-8", newline="")
            wanted = list(dict.fromkeys(layer for one in sheets for layer in one.layers))
            output.with_suffix(".xml").write_text(label_studio.config(wanted), encoding="utf-8", newline="")
    rows = sum(len(one.regions) for one in sheets)
    Console(stderr=True).print(Text(f"wrote {output}: {len(sheets)} documents, {rows} rows"))


@review.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export of Label Studio (.json) or a .csv.")],
    into: Annotated[Path, typer.Option("--into", metavar="raw/COLLECTION", help="The collection the texts belong to.")],
    texts: TextsOption = None,
    made: Annotated[
        Made, typer.Option("--made", help="How the rows were judged: before any was seen, or by correcting.")
    ] = Made.corrected,
) -> None:
    """Take judged rows into raw/COLLECTION/reviewed.

    Each is checked against its surface, moved where the text has changed, or refused with the reason. A document's
    layers in FILE replace what was judged of them before. Exit 1 where something was refused.
    """
    from copydesk.review import FOLDER, label_studio, save, spreadsheet
    from copydesk.review.collection import Collection
    from copydesk.review.sheets import rows_of

    loaders = {".json": label_studio.load, ".csv": spreadsheet.load}
    if file.suffix.lower() not in loaders:
        usage(f"{file.name} is neither .json nor .csv; name what `copydesk review export` wrote, judged")
    with errors():
        sheets = list(loaders[file.suffix.lower()](file.read_bytes()))
        collection = Collection(into, texts or ())
        judged, outcomes = rows_of(sheets, collection.document, made.value)
        save(into / FOLDER, judged)
    console = Console()
    for outcome in sorted(outcomes, key=lambda one: (one.doc_id, one.layer, one.kind, one.place)):
        if outcome.kind != "kept":
            console.print(Text(str(outcome)), soft_wrap=True)
    counts = Counter(outcome.kind for outcome in outcomes)
    said = ", ".join(f"{counts[kind]} {kind}" for kind in ("kept", "moved", "refused"))
    console.print(Text(f"{into / FOLDER}: {len(judged)} documents, rows: {said}"))
    if counts["refused"]:
        raise typer.Exit(1)


@review.command()
def diff(
    folder: Annotated[Path, typer.Argument(metavar="raw/COLLECTION", help="The collection.")],
    docs: DocsOption = None,
    layers: LayersOption = None,
    texts: TextsOption = None,
    as_json: JsonOption = False,
) -> None:
    """List where judged rows and the machine's differ, with the judged rows of lower layers in place."""
    from copydesk import engine
    from copydesk.review import Review
    from copydesk.review.collection import Collection, annotate

    wanted = listed(layers)
    with errors():
        collection = Collection(folder, texts or (), listed(docs))
        judged = collection.reviewed()
        plan = engine.plan(wanted)
        found = []
        for doc_id in sorted(judged.keys() & collection.raw.keys()):
            document = collection.document(doc_id)
            if document is not None:
                reviewing = Review(document, judged[doc_id])
                annotate(document, plan, reviewing)
                found += [one for one in reviewing.disagreements if wanted is None or one.layer in wanted]
    if as_json:
        print(json.dumps([asdict(one) for one in sorted(found)], ensure_ascii=False, indent=2))
        return
    console = Console()
    for one in sorted(found):
        where = f"{one.doc_id} {one.layer} {one.raw_start}:{one.raw_end} {one.kind}"
        console.print(Text(f"{where}: reviewed {one.reviewed or '–'}, machine {one.machine or '–'}"), soft_wrap=True)
    console.print(Text(f"{len(found)} disagreements"))


def _documents(
    source: Path, docs: Sequence[str] | None, layers: Sequence[str] | None, texts: Sequence[Path]
) -> Iterator[AnnotatedDocument]:
    """The documents of a corpus, or of a raw collection with what was judged of them in place."""
    from copydesk import engine
    from copydesk.corpus import open as open_corpus
    from copydesk.review import Review
    from copydesk.review.collection import Collection, annotate

    if (source / "manifest.json").exists() or not source.exists():
        corpus = open_corpus(source)
        yield from (corpus[doc_id] for doc_id in (corpus if docs is None else docs))
        return
    collection = Collection(source, texts, docs)
    judged = collection.reviewed()
    plan = engine.plan(layers)
    for document in collection.documents():
        yield annotate(document, plan, Review(document, judged.get(document.doc_id, {})))
