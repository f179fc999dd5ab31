"""Small sources and corpora for tests."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

TEXT = (
    "date 2024-05-13 Baltic brigade arrives\n\n"
    "VILNIUS (BWS) — Some 400 soldiers arrived on Monday. They will stay, the ministry said.\n\n"
    "“We are ready,” Colonel Ida Verbraak said. It wasn’t clear for how long."
)


def texts(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder of files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def records(count: int) -> list[dict[str, str]]:
    """Records of which none is a copy of another."""
    return [
        {"id": f"r{i:05}", "text": f"{TEXT.replace('400', str(400 + i))}\n\n{_story(i)}", "date": "2024-05-13"}
        for i in range(count)
    ]


def _story(number: int) -> str:
    """Six sentences of invented words."""
    draw = random.Random(number)
    words = ["".join(draw.choices(("ba", "du", "ki", "lo", "me", "ra", "su", "ti"), k=3)) for _ in range(60)]
    return " ".join(" ".join(words[i : i + 10]).capitalize() + "." for i in range(0, 60, 10))


def jsonl(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """A JSON Lines file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def digests(corpus: Path) -> dict[str, str]:
    """The content digests a corpus states."""
    found: dict[str, str] = json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))["digests"]
    return found
