"""Renew the generated parts of documents: ``python docs/renew.py``; with ``--check`` only say which are stale.

A part stands between ``<!-- generated: NAME -->`` and ``<!-- /generated: NAME -->``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

from copydesk import contract

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


#: Every generated part: its document, its name, and what makes it.
PARTS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("DATASHEET.md", "counts", counts),
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
