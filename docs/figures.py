"""Measure every layer on the blind texts and store the figures: ``python docs/figures.py --texts FILE_OR_FOLDER …``.

The figures of raw/open and raw/house go to docs/figures.json, with the digest of the judged rows (and so of the texts)
that were scored, and those of the second judge's rows of raw/open against the first's;
``python docs/renew.py`` makes docs/figures.md of them. ``--check`` says which are stale and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from copydesk.evaluate import GoldError, Report, measured
from copydesk.evaluate.reviewed import agreement, evaluate

ROOT = Path(__file__).resolve().parents[1]
STORED = ROOT / "docs" / "figures.json"
RAW = ROOT / "raw"


def stored(report: Report) -> dict[str, Any]:
    """A report as it is stored: what was scored, and its figures with their bounds."""
    return {
        "documents": report.documents,
        "chars": report.chars,
        "digest": report.digest,
        "headline": list(report.headline),
        "figures": {name: [one.value, one.low, one.high] for name, one in report.figures.items()},
    }


def measure(texts: list[Path]) -> dict[str, dict[str, Any]]:
    """The figures of every layer that was judged, by collection, and of two judges under `agreement`."""
    scored = {
        "open": partial(evaluate, collection=RAW / "open", texts=texts),
        "house": partial(evaluate, collection=RAW / "house"),
        "agreement": partial(agreement, collection=RAW / "open", texts=texts),
    }
    found: dict[str, dict[str, Any]] = {name: {} for name in scored}
    for name, score in scored.items():
        for layer in measured():
            try:
                found[name][layer] = stored(score(layer))
            except GoldError as error:
                print(f"{name}, {layer}: {error}", file=sys.stderr)
    return found


def main() -> int:
    """Store the figures, or with --check compare them; 1 where one is stale."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--texts", type=Path, action="append", required=True)
    arguments.add_argument("--check", action="store_true")
    given = arguments.parse_args()
    figures = json.dumps(measure(given.texts), indent=1) + "\n"
    if not given.check:
        STORED.write_text(figures, encoding="utf-8")
        return 0
    stale = STORED.read_text(encoding="utf-8") != figures
    if stale:
        print("docs/figures.json is stale; renew it with: python docs/figures.py --texts … && python docs/renew.py")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
