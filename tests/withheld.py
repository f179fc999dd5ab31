"""Corpora whose texts are withheld: invented texts of raw/house, as if somebody owned them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[1] / "raw" / "house"


def records(count: int, **more: Any) -> list[dict[str, Any]]:
    """The first texts of raw/house as records with id, title, url and text, all rights reserved."""
    with (HOUSE / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if not row["encoding"]]
    found = []
    for row in rows:
        data = (HOUSE / row["file"]).read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        found.append(
            {
                "id": f"d{len(found):02}",
                "title": row["title"] or None,
                "url": row["url"],
                "text": text,
                "rights": "all-rights-reserved",
                **more,
            }
        )
    return found[:count]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """A JSON Lines file of records."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def manifest(corpus: Path) -> Mapping[str, Any]:
    """manifest.json."""
    found: Mapping[str, Any] = json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))
    return found
