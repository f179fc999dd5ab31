"""The command line. Exit codes: 0, 1 for findings or a build that cannot be, 2 for usage."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from copydesk import __version__, contract

if TYPE_CHECKING:
    from copydesk.annotated import AnnotatedDocument
    from copydesk.build import Progress, Summary
    from copydesk.evaluate import Figure, Report
    from copydesk.findings import Finding

app = typer.Typer(
    name="copydesk",
    help="Scraped news texts in, an annotated corpus out that people can check, share and cite.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_RAW, _CORPUS = Path("raw"), Path("corpus")

CorpusArgument = Annotated[
    Path | None, typer.Argument(metavar="[CORPUS]", help="A corpus folder or a shipped name; default: the one shipped.")
]
LayersOption = Annotated[str | None, typer.Option("--layers", metavar="A,B,…", help="The layers wanted; default: all.")]
EntitiesOption = Annotated[
    str | None,
    typer.Option("--entities", metavar="spacy:MODEL", help="Let a spaCy model find the entities (extra [spacy])."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


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


@app.command()
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
    workers: Annotated[int, typer.Option(min=1, metavar="N", help="Processes that annotate.")] = 1,
) -> None:
    """Build a corpus from raw texts.

    Every input is published or quarantined with a reason; the old corpus stays until the new one is whole.
    """
    from copydesk.build import build as run

    jobs = _jobs(source, output)
    for folder, target in jobs:
        with _errors(), _progress(folder) as progress:
            summary = run(
                folder,
                target,
                name=name,
                layers=_names(layers),
                text_column=text_column,
                entities=entities,
                workers=workers,
                progress=progress,
            )
        _print_summary(summary)


@app.command()
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
    with _errors():
        document = _annotate_file(file, created, _names(layers), entities)
        print(json.dumps(_as_json(document), ensure_ascii=False, indent=2, default=str))


@app.command()
def validate(corpus: CorpusArgument = None, as_json: JsonOption = False) -> None:
    """Check a corpus against the contract.

    Columns and values, offsets, references. Exits 1 where there are findings: made for CI.
    """
    from copydesk.validate import validate_corpus

    with _errors():
        folder = _folder(corpus)
        findings = validate_corpus(folder)
    _print_findings(findings, as_json, f"{folder} keeps the contract")


@app.command()
def verify(corpus: CorpusArgument = None, as_json: JsonOption = False) -> None:
    """Check that a corpus is what was published.

    Files, checksums, content digests, counts and the card. Exits 1 where there are findings.
    """
    from copydesk.verify import verify as run

    with _errors():
        folder = _folder(corpus)
        findings = run(folder)
    _print_findings(findings, as_json, f"{folder} is what was published")


@app.command()
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
        _usage("--entities goes with a text file; a corpus has the entities it was built with")
    with _errors():
        document = _annotate_file(Path(doc), None, None, entities) if Path(doc).is_file() else open_corpus(corpus)[doc]
        names = _names(layers)
        if html is not None:
            html.write_text(rendering.html(document, names), encoding="utf-8")
            Console(stderr=True).print(Text(f"wrote {html}"))
        else:
            Console().print(rendering.terminal(document, names))


@app.command()
def stats(corpus: CorpusArgument = None, as_json: JsonOption = False) -> None:
    """Count a corpus by table, split and value."""
    from copydesk.corpus import open as open_corpus

    with _errors():
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


@app.command()
def schema(
    table: Annotated[str | None, typer.Argument(metavar="[TABLE]", help="A table; default: all of them.")] = None,
) -> None:
    """Print the data dictionary of the contract, in Markdown."""
    with _errors():
        print(contract.dictionary(contract.tables() if table is None else [table]))


@app.command()
def evaluate(
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="The layer to measure.")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Gold texts, one JSON object a line.")],
    labels: Annotated[
        str | None, typer.Option(metavar="PER,ORG,…", help="entities: look only at these coarse labels.")
    ] = None,
    kinds: Annotated[str | None, typer.Option(metavar="direct,…", help="quotes: look only at these kinds.")] = None,
    reporting: Annotated[
        bool, typer.Option("--reporting", help="quotes: look only at those with a reporting cue.")
    ] = False,
    draws: Annotated[int, typer.Option(min=0, metavar="N", help="Bootstrap draws for the intervals.")] = 1000,
    errors: Annotated[
        bool, typer.Option("--errors", help="Show every miss as text, with the rule that spoke.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure a layer against gold: strict, relaxed and value figures with 95 % intervals."""
    from copydesk.evaluate import evaluate as run

    options: dict[str, object] = {
        name: frozenset(names) for name, given in (("labels", labels), ("kinds", kinds)) if (names := _names(given))
    }
    if reporting:
        options["reporting"] = True
    with _errors():
        report = run(layer, gold, draws=draws, **options)
    if as_json:
        from dataclasses import asdict

        row = asdict(report)
        print(json.dumps(row if errors else {**row, "misses": len(report.misses)}, ensure_ascii=False, indent=2))
    else:
        _print_report(report, errors)


# --- pieces -----------------------------------------------------------------------------------------------------------


def _jobs(source: Path | None, output: Path | None) -> list[tuple[Path, Path]]:
    """The (source, target) pairs of a build."""
    if source is None:
        if output is not None:
            _usage("-o goes with a FOLDER; name the folder of texts too")
        collections = sorted(folder for folder in _RAW.glob("*") if folder.is_dir())
        if not collections:
            _usage("there is no collection in ./raw; name a folder of texts: copydesk build FOLDER -o OUT")
        return [(folder, _CORPUS / folder.name) for folder in collections]
    if output is None:
        folder = source.resolve()
        if folder.parent.name != _RAW.name:
            _usage(f"where shall the corpus go? copydesk build {source} -o OUT")
        output = folder.parent.with_name(_CORPUS.name) / folder.name
    return [(source, output)]


def _names(layers: str | None) -> list[str] | None:
    return None if layers is None else [name.strip() for name in layers.split(",") if name.strip()]


def _folder(corpus: Path | None) -> Path:
    from copydesk.corpus import CorpusError, locate

    folder = locate(corpus)
    if not (folder / "SHA256SUMS").exists() and not (folder / "manifest.json").exists():
        raise CorpusError(f"{folder} is not a corpus; `copydesk build FOLDER -o OUT` makes one of raw texts")
    return folder


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


def _usage(message: str) -> NoReturn:
    Console(stderr=True).print(Text(f"copydesk: {message}"), style="red")
    raise typer.Exit(2)


@contextmanager
def _errors() -> Iterator[None]:
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


@contextmanager
def _progress(folder: Path) -> Iterator[Progress]:
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
    grid.add_row("characters", f"{summary.chars:,}")
    console.print(grid)
    shown = 20
    for refused in summary.quarantined[:shown]:
        console.print(Text(f"quarantined {refused.input}: {refused.reason}: {refused.detail}"))
    if len(summary.quarantined) > shown:
        console.print(f"… and {len(summary.quarantined) - shown} more in {summary.target}/manifest.json")


def _print_findings(findings: Sequence[Finding], as_json: bool, clean: str) -> None:
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


def _print_report(report: Report, errors: bool) -> None:
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
    for miss in report.misses if errors else ():
        said = f"{miss.gold or '–'} → {miss.predicted or '–'}" + (f"  ({miss.rule})" if miss.rule else "")
        console.print(Text(f"{miss.kind:10} {miss.doc_id}  {miss.context}  {said}"), soft_wrap=True)


def _figure(figure: Figure) -> tuple[str, str]:
    value = "–" if figure.value is None else f"{figure.value:,.4f}"
    return value, "" if figure.low is None or figure.high is None else f"{figure.low:,.4f} – {figure.high:,.4f}"
