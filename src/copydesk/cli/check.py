"""`copydesk validate` and `copydesk verify`: whether a corpus keeps its promises."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copydesk.cli.console import CorpusArgument, JsonOption, corpus_folder, errors, print_findings


def validate(corpus: CorpusArgument = None, as_json: JsonOption = False) -> None:
    """Check a corpus against the contract.

    Columns and values, offsets, references. Exits 1 where there are findings: made for CI.
    """
    from copydesk.validate import validate_corpus

    with errors():
        folder = corpus_folder(corpus)
        findings = validate_corpus(folder)
    print_findings(findings, as_json, f"{folder} keeps the contract")


def verify(
    corpus: CorpusArgument = None,
    takedowns: Annotated[
        Path | None,
        typer.Option("--takedown", metavar="FILE", help="A list of takedowns: is any of it in the corpus?"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check that a corpus is what was published, and holds nothing that was taken down.

    Files, checksums, content digests, counts and the card. Exits 1 where there are findings.
    """
    from copydesk.verify import verify as run

    with errors():
        folder = corpus_folder(corpus)
        findings = run(folder)
        if takedowns is not None and not findings:
            from copydesk.corpus import Corpus
            from copydesk.rights import takedown

            findings = takedown.check(Corpus(folder), takedown.load(takedowns))
    print_findings(findings, as_json, f"{folder} is what was published")
