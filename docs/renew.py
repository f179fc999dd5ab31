"""Renew the generated parts of documents: ``python docs/renew.py``; with ``--check`` only say which are stale.

A part stands between ``<!-- generated: NAME -->`` and ``<!-- /generated: NAME -->``.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from copydesk import contract
from copydesk.review import load

ROOT = Path(__file__).resolve().parents[1]


def data_dictionary() -> str:
    """The columns of every table."""
    return contract.dictionary(contract.tables())


def counts() -> str:
    """What the committed corpora hold."""
    lines = ["| collection | documents | characters | splits | quarantined |", "| --- | ---: | ---: | --- | ---: |"]
    for path in sorted(ROOT.glob("corpus/*/manifest.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        documents = manifest["counts"]["documents"]
        splits = ", ".join(f"{split} {n}" for split, n in documents.items())
        lines.append(
            f"| {manifest['name']} | {sum(documents.values())} | {manifest['summary']['chars']:,} | {splits}"
            f" | {len(manifest['accounting']['quarantined'])} |"
        )
    return "\n".join(lines)


def figures(kind: str) -> str:
    """The stored figures of a collection, or of two judges: the headline ones, an F1 with its precision and recall."""
    lines = ["| layer | texts | figure | value | 95 % interval | precision | recall |"]
    lines.append("| --- | ---: | --- | ---: | --- | ---: | ---: |")
    for layer, report in json.loads((ROOT / "docs" / "figures.json").read_text(encoding="utf-8"))[kind].items():
        for name in report["headline"]:
            if report["figures"][name][0] is None:
                continue  # a view that this gold has nothing for
            value, low, high = report["figures"][name]
            bounds = "" if low is None else f"{low:.3f} – {high:.3f}"
            parts = [report["figures"].get(f"{name.removesuffix('.f1')}.{side}", [None])[0] for side in "pr"]
            cells = ["–" if one is None else f"{one:.3f}" for one in (value, *parts)]
            lines.append(
                f"| {layer} | {report['documents']} | {name} | {cells[0]} | {bounds} | {cells[1]} | {cells[2]} |"
            )
    return "\n".join(lines)


def reviewed() -> str:
    """What was judged in each collection, and how."""
    lines = ["| collection | layer | judged blind | corrected | rows |", "| --- | --- | ---: | ---: | ---: |"]
    for folder in sorted(ROOT.glob("raw/*/reviewed")):
        judged = load(folder)
        for layer in sorted({layer for layers in judged.values() for layer in layers}):
            sets = [layers[layer] for layers in judged.values() if layer in layers]
            made = Counter(rows[0]["made"] for rows in sets)
            rows = sum(row["decision"] == "accept" for one in sets for row in one)
            lines.append(f"| {folder.parent.name} | {layer} | {made['blind']} | {made['corrected']} | {rows} |")
    return "\n".join(lines)


#: Every generated part: its document, its name, and what makes it.
PARTS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("DATASHEET.md", "counts", counts),
    ("DATASHEET.md", "reviewed", reviewed),
    ("DATASHEET.md", "agreement", partial(figures, "agreement")),
    ("docs/figures.md", "open", partial(figures, "open")),
    ("docs/figures.md", "house", partial(figures, "house")),
    ("docs/figures.md", "agreement", partial(figures, "agreement")),
    ("DATASHEET.md", "data-dictionary", data_dictionary),
)


def renewed(document: str) -> str:
    """The text of `document` with all its generated parts made anew. Raises ValueError where a marker is missing."""
    text = (ROOT / document).read_text(encoding="utf-8")
    for name, make in ((name, make) for owner, name, make in PARTS if owner == document):
        pattern = re.compile(rf"(<!-- generated: {name} -->\n).*?(<!-- /generated: {name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise ValueError(f"{document} has no markers for {name!r}")
        body = make().strip() + "\n"
        text = pattern.sub(lambda match, body=body: match[1] + body + match[2], text)
    return text


def main() -> int:
    """Write the renewed documents, or with --check only report; 1 where a document is stale."""
    stale = [name for name in sorted({part[0] for part in PARTS}) if renewed(name) != (ROOT / name).read_text("utf-8")]
    if "--check" not in sys.argv[1:]:
        for name in stale:
            (ROOT / name).write_text(renewed(name), encoding="utf-8")
        return 0
    for name in stale:
        print(f"{name} is stale; renew it with: python docs/renew.py")
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
