"""A small collection with judged rows, for the tests of reviewing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from copydesk.review import save

RAW = (
    "Sign up here\r\n\r\n"
    "TALLINN \U0001f6a2 – Some 400 soldiers from Latvia arrived on Monday, Colonel Ida Verbraak said.\r\n"
)


def collection(folder: Path, text: str = RAW) -> Path:
    """A collection of one text, `a`."""
    (folder / "texts").mkdir(parents=True)
    (folder / "texts" / "a.txt").write_bytes(text.encode())
    (folder / "manifest.csv").write_text("file,id,created,rights\na.txt,a,2024-05-15,CC0-1.0\n")
    return folder


def row(surface: str, text: str = RAW, **values: str) -> dict[str, str]:
    """An accepted row at a surface of the raw text, judged blind; `_` stands for no value."""
    start = text.index(surface)
    digest = hashlib.sha256(text.encode()).hexdigest()
    where = {"decision": "accept", "raw_start": str(start), "raw_end": str(start + len(surface)), "line": "2"}
    return {**where, "text": surface, "made": "blind", "raw_sha256": digest, **values}


def at(surface: str, text: str = RAW) -> str:
    """The raw span of a surface, as a reference names it."""
    return f"{text.index(surface)}:{text.index(surface) + len(surface)}"


TIME = {"type": "DATE", "value": "2024-05-13", "begin": "2024-05-13", "end_date": "2024-05-13", "anchor": "created"}
PERSON = {"label": "PERSON", "name": "Ida Verbraak", "chain_id": "7"}
QUOTE = {
    "attribution_id": "3", "part": "0", "kind": "indirect", "source_kind": "person", "speaker": "Ida Verbraak",
    "cue_start": at("said").partition(":")[0], "cue_end": at("said").partition(":")[2],
    "source_start": at("Colonel Ida Verbraak").partition(":")[0], "source_end": at("Ida Verbraak").partition(":")[2],
}  # fmt: skip
QUOTED = "Some 400 soldiers from Latvia arrived on Monday"


def judged(layers: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, dict[str, tuple[Mapping[str, str], ...]]]:
    """Rows of document `a` by layer."""
    return {"a": {layer: tuple(rows) for layer, rows in layers.items()}}


def keep(folder: Path, layers: Mapping[str, Sequence[Mapping[str, str]]]) -> Path:
    """Save rows of document `a` as judged in the collection `folder`."""
    save(folder / "reviewed", judged(layers))
    return folder
