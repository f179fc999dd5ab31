"""Compile judgements written as surfaces into reviewed rows.

``python training/judged.py COLLECTION JUDGED.jsonl… [--texts FILE_OR_FOLDER …] [--second]``

A judge reads a raw text and writes one JSON object a line: the `doc`, the `layer`, the exact `text` and which of its
occurrences it is (`n`, from 1, overlapping ones counted), then the layer's columns; what a row points to is again a
surface with its `n`. ``{"doc": …, "layer": …, "none": true}`` says that the layer has no row there. Surfaces stay out
of the repository: what is written is what `copydesk.review.save` keeps. ``--second`` is for a second pass over the same
texts. A line that cannot be placed ends the run with its place, and nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from copydesk import contract
from copydesk.document import Document
from copydesk.evaluate.reviewed import SECOND
from copydesk.findings import FindingsError
from copydesk.normalize import normalize
from copydesk.raw import RawText, read
from copydesk.review import FOLDER, save
from copydesk.review.anchoring import check
from copydesk.review.values import cell, pairs, plain, references

#: The columns that judges call otherwise.
NAMES = {
    "attribution": "attribution_id",
    "chain": "chain_id",
    "time": "time_id",
    "quantity": "quantity_id",
    "place": "place_id",
    "actor_mention": "actor_id",
    "host_mention": "host_id",
}


class Texts:
    """The raw texts of a collection and their documents, by id."""

    def __init__(self, collection: Path, elsewhere: Sequence[Path]) -> None:
        found = [item for item in read(collection, texts=elsewhere) if isinstance(item, RawText)]
        self.raw = {raw.doc_id: raw for raw in found}
        self._documents: dict[str, Document] = {}

    def document(self, doc_id: str) -> Document:
        if doc_id not in self._documents:
            self._documents[doc_id] = normalize(self.raw[doc_id])
        return self._documents[doc_id]

    def span(self, doc_id: str, said: Mapping[str, Any]) -> tuple[int, int]:
        """Where occurrence `n` of a surface stands in the raw text. Raises ValueError where there is none."""
        text, at = self.raw[doc_id].text, -1
        for _ in range(said.get("n", 1)):
            at = text.find(said["text"], at + 1)
            if at < 0:
                raise ValueError(f"{said['text']!r} has no occurrence {said.get('n', 1)}")
        return at, at + len(said["text"])


def compile_row(texts: Texts, line: Mapping[str, Any], numbers: dict[str, int]) -> dict[str, str]:
    """One judgement as a reviewed row. `numbers` are those of the document's things so far, by their names."""
    doc_id, layer = line["doc"], line["layer"]
    start, end = texts.span(doc_id, line)
    document = texts.document(doc_id)
    surface = document.text[slice(*document.alignment.to_clean(start, end))].strip()
    row = {"decision": "accept", "raw_start": str(start), "raw_end": str(end), "text": surface}
    values = {column.name for column in plain(layer)}
    for name, said in line.items():
        column = NAMES.get(name, name)
        if said is None or name == "text":
            continue
        if column in ("attribution_id", "chain_id"):
            row[column] = str(numbers.setdefault(said, len(numbers)))
        elif column == "part":
            row[column] = str(said - 1)  # a judge counts from one, the contract from nought
        elif column in values:
            row[column] = cell(said)
        elif name in pairs(layer):
            row[f"{name}_start"], row[f"{name}_end"] = map(str, texts.span(doc_id, said))
        elif column in references(layer):
            row[column] = "{}:{}".format(*texts.span(doc_id, said)) if isinstance(said, dict) else said
        elif name == "optional" and said:
            row[name] = "true"
    if layer == "places":
        row["entity_id"] = f"{start}:{end}"
    return {name: value for name, value in row.items() if value}


def with_speakers(quotes: Sequence[dict[str, str]], entities: Sequence[Mapping[str, str]]) -> None:
    """Name the speaking entity where the source of a quote is a mention of it."""
    names = {(row["raw_start"], row["raw_end"]): row["name"] for row in entities if row["decision"] == "accept"}
    for row in quotes:
        source = row.get("source_start", ""), row.get("source_end", "")
        if source in names and names[source] == row.get("speaker"):
            row["speaker_id"] = ":".join(source)


def main() -> int:
    """Compile, check every row where it will stand, and write; 1 where a line cannot be."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("collection", type=Path)
    arguments.add_argument("judged", type=Path, nargs="+")
    arguments.add_argument("--texts", type=Path, action="append", default=[])
    arguments.add_argument("--second", action="store_true")
    arguments.add_argument("--made", default="blind")
    given = arguments.parse_args()
    texts = Texts(given.collection, given.texts)
    faults: list[str] = []
    judged: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    numbers: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for path in given.judged:
        for n, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            said = json.loads(line)
            doc_id, layer = said["doc"], said["layer"]
            if doc_id not in texts.raw or layer not in contract.layers():
                print(f"{path.name}, line {n}: left out: there is no text {doc_id} here, or no layer {layer}")
                continue
            how = {"made": given.made, "raw_sha256": texts.raw[doc_id].sha256, "line": str(n)}
            try:
                none = {"decision": "none"}
                row = none if said.get("none") else compile_row(texts, said, numbers[doc_id, layer])
                judged[doc_id][layer].append({**row, **how})
            except ValueError as error:
                faults.append(f"{path.name}, line {n}: {doc_id} {layer}: {error}")
    for doc_id, layers in judged.items():
        with_speakers(layers.get("quotes", []), layers.get("entities", []))
        found = check(texts.document(doc_id), layers)
        faults += [f"{doc_id} {layer}, line {row['line']}: {message}" for layer, row, message in found]
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    target = given.collection / FOLDER / SECOND if given.second else given.collection / FOLDER
    try:
        save(target, {doc: {layer: tuple(rows) for layer, rows in of.items()} for doc, of in judged.items()})
    except FindingsError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{target}: {len(judged)} documents, {sum(len(rows) for of in judged.values() for rows in of.values())} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
