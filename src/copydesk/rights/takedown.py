"""Takedowns: a list under version control of what has to go and must not come back, `raw/takedown.csv`.

A row names a document by its id or its address, or a publisher. It keeps no word of the text: digests of stretches of
25 words, of which a text has to share half to count as a copy, so that the same text under another id, in other
boilerplate or with a paragraph more is known again. A person's name is never written down either: the documents that
name the person are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from zlib import crc32

from copydesk import contract
from copydesk.errors import CopydeskError
from copydesk.findings import Finding
from copydesk.fingerprints import PARAGRAPH_WORDS, digest, words
from copydesk.normalize import EmptyTextError, normalize
from copydesk.raw import RawText

if TYPE_CHECKING:
    from copydesk.corpus import Corpus

FILE: Final = "takedown.csv"
TAKEN_DOWN: Final = "taken_down"
#: Classes of reasons: all that is published of why.
REASONS: Final = ("rights", "privacy", "court", "error", "other")

_SALT: Final = "takedown"
# Winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003): of eight places side by side, a stretch begins at the one
# where the checksum of the first words is the smallest. In copies that is at the same words, whatever stands around
# them, so that 32 common words have a common stretch. The smallest digests are kept, again the same in all copies.
_ANCHOR_WORDS: Final = 4
_PLACES: Final = 8
_MOST: Final = 32
_COPY: Final = 0.5


class TakedownError(CopydeskError, ValueError):
    """A list that can't be read, or a takedown of nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A row of the list. `date` is ISO; `sketch` holds digests of stretches, joined with blanks; '' is not known."""

    id: str = ""
    url: str = ""
    publisher: str = ""
    date: str
    reason: str
    raw_sha256: str = ""
    text_sha256: str = ""
    sketch: str = ""

    def published(self) -> dict[str, str]:
        """What a release says of it."""
        return {"id": self.id, "date": self.date, "reason": self.reason}


class Takedowns:
    """A list, ready to be asked of each input."""

    def __init__(self, rows: Iterable[Tombstone] = ()) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: (row.id, row.url, row.publisher)))
        self._keys: dict[tuple[str, str], Tombstone] = {}
        self._stretches: dict[str, list[Tombstone]] = {}
        for row in self.rows:
            for key in _keys(row.id, row.url, row.publisher, row.raw_sha256, row.text_sha256):
                self._keys.setdefault(key, row)
            for stretch in row.sketch.split():
                self._stretches.setdefault(stretch, []).append(row)

    def __len__(self) -> int:
        return len(self.rows)

    def of_input(self, raw: RawText) -> Tombstone | None:
        """The row that an input falls under, None for one that may stay."""
        said = raw.metadata
        if (named := self._named(_keys(raw.doc_id, said.url, said.publisher, raw.sha256, None))) is not None:
            return named
        if not self._stretches or _stretches(raw.text).isdisjoint(self._stretches):
            return None
        # What stands between two paragraphs of the raw text hides stretches of the clean one.
        return self._copied(raw.text) or self._copied(_clean(raw))

    def of_document(self, row: Mapping[str, Any]) -> Tombstone | None:
        """The row that a row of `documents` falls under; its text counts where it has one."""
        keys = _keys(row["doc_id"], row["url"], row["publisher"], row["raw_sha256"], row["text_sha256"])
        return self._named(keys) or (self._copied(row["text"]) if row["text"] else None)

    def published(self) -> list[dict[str, str]]:
        """The tombstones of documents, as manifest.json holds them."""
        return [row.published() for row in self.rows if row.id]

    def _named(self, keys: Iterable[tuple[str, str]]) -> Tombstone | None:
        return next((self._keys[key] for key in keys if key in self._keys), None)

    def _copied(self, text: str) -> Tombstone | None:
        if not self._stretches:
            return None
        shared: dict[int, int] = {}
        for stretch in _stretches(text):
            for row in self._stretches.get(stretch, ()):
                shared[id(row)] = shared.get(id(row), 0) + 1
        return next((r for r in self.rows if shared.get(id(r), 0) >= max(1, _COPY * len(r.sketch.split()))), None)


def find(source: Path) -> Path | None:
    """The list that goes with a source: in its folder or beside it; None where there is none."""
    return next((path for path in (source / FILE, source.resolve().parent / FILE) if path.is_file()), None)


def load(path: Path | None) -> Takedowns:
    """The list in a file; an empty one for None. Raises TakedownError: what can't be read must not be built over."""
    if path is None:
        return Takedowns()
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True))
        names = {column.name for column in fields(Tombstone)}
        if any(row.keys() != names or None in row.values() for row in rows):
            raise ValueError(f"its columns are not {', '.join(sorted(names))}")
        tombstones = [Tombstone(**row) for row in rows]
        for row in tombstones:
            date.fromisoformat(row.date)
            if row.reason not in REASONS or not (row.id or row.url or row.publisher):
                raise ValueError(f"a row of {row.date} has no known reason, or names nothing")
    except (OSError, ValueError, csv.Error) as error:
        raise TakedownError(f"{path} can't be read ({error}); mend it: no corpus is built over it") from error
    return Takedowns(tombstones)


def save(path: Path, rows: Iterable[Tombstone]) -> None:
    """Write the list, sorted, so that a version control shows what came in."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in fields(Tombstone)])
    writer.writerows(astuple(row) for row in Takedowns(rows).rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(out.getvalue(), encoding="utf-8", newline="")


def select(
    corpus: Corpus | None,
    *,
    day: date,
    reason: str,
    docs: Sequence[str] = (),
    urls: Sequence[str] = (),
    publishers: Sequence[str] = (),
    clusters: Sequence[str] = (),
    persons: Sequence[str] = (),
) -> list[Tombstone]:
    """The rows that take down these documents, addresses, publishers, clusters, and what names these persons.

    `corpus` is where they are looked up; without one only ids, addresses and publishers can be named. Near copies need
    not be: the next build knows them by their words. Raises TakedownError where nothing is meant.
    """
    if reason not in REASONS:
        raise TakedownError(f"{reason!r} is no class of reasons; say {', '.join(REASONS)}")
    if (clusters or persons) and corpus is None:
        raise TakedownError("clusters and persons are looked up in a corpus; name it with --corpus")
    wanted = {("id", doc_id) for doc_id in docs}
    wanted |= {key for url in urls for key in _keys(None, url, None, None, None)}
    wanted |= {key for name in publishers for key in _keys(None, None, name, None, None)}
    stated = {"day": day.isoformat(), "reason": reason}
    rows = [_named(publisher=name, **stated) for name in publishers]
    found: set[str] = set()
    addresses: set[tuple[str, str]] = set()
    if corpus is not None:
        named = _naming(corpus, persons) | _in_clusters(corpus, clusters)
        for document in corpus.table(contract.DOCUMENTS).to_pylist():
            keys = set(_keys(document["doc_id"], document["url"], document["publisher"], None, None))
            if document["doc_id"] in named or keys & wanted:
                found.add(document["doc_id"])
                addresses |= keys
                rows.append(_of(document, **stated))
    rows += [_named(id=doc_id, **stated) for doc_id in docs if doc_id not in found]
    rows += [_named(url=url, **stated) for url in urls if not set(_keys(None, url, None, None, None)) & addresses]
    if not rows:
        raise TakedownError("nothing in the corpus is meant by that; look for it with `copydesk stats` or `show`")
    return rows


def add(path: Path, rows: Iterable[Tombstone]) -> int:
    """Add rows to the list in a file, which is made if need be; how many are new. A known id keeps its first date."""
    known = load(path if path.exists() else None)
    keys = {(row.id, row.url if not row.id else "", row.publisher if not row.id else "") for row in known.rows}
    new = [
        row for row in rows if (row.id, row.url if not row.id else "", row.publisher if not row.id else "") not in keys
    ]
    save(path, [*known.rows, *new])
    return len(new)


def check(corpus: Corpus, takedowns: Takedowns) -> list[Finding]:
    """A finding ``takedown.present`` for each document of a release that the list names or knows by its words."""
    findings = []
    for row in corpus.table(contract.DOCUMENTS).to_pylist():
        if (tombstone := takedowns.of_document(row)) is not None:
            message = f"was taken down on {tombstone.date} ({tombstone.reason}); build the release again without it"
            findings.append(Finding("takedown.present", contract.DOCUMENTS, row["doc_id"], "", message))
    return sorted(findings)


def sketch(text: str) -> str:
    """The column `sketch`: the smallest digests of stretches of 25 words; '' for a shorter text."""
    return " ".join(sorted(_stretches(text))[:_MOST])


def _stretches(text: str) -> set[str]:
    found = words(text)
    places = range(len(found) - PARAGRAPH_WORDS + 1)
    sums = [crc32(" ".join(found[i : i + _ANCHOR_WORDS]).encode("utf-8", "surrogatepass")) for i in places]
    chosen = {min(places[i : i + _PLACES], key=sums.__getitem__) for i in places[: max(1, len(places) - _PLACES + 1)]}
    return {digest(found[i : i + PARAGRAPH_WORDS], _SALT) for i in chosen}


def _clean(raw: RawText) -> str:
    try:
        return normalize(raw).text
    except EmptyTextError:
        return ""


def _of(document: Mapping[str, Any], day: str, reason: str) -> Tombstone:
    return Tombstone(
        id=document["doc_id"],
        url=document["url"] or "",
        date=day,
        reason=reason,
        raw_sha256=document["raw_sha256"] or "",
        text_sha256=document["text_sha256"] or "",
        sketch=sketch(document["text"] or ""),
    )


def _named(day: str, reason: str, **what: str) -> Tombstone:
    return Tombstone(date=day, reason=reason, **what)


def _keys(
    doc_id: str | None, url: str | None, publisher: str | None, raw_sha256: str | None, text_sha256: str | None
) -> Iterator[tuple[str, str]]:
    """What something can be known by."""
    if doc_id:
        yield "id", doc_id
    if url:
        yield "url", address(url)
    if publisher:
        yield "publisher", " ".join(publisher.casefold().split())
    if raw_sha256:
        yield "raw", raw_sha256
    if text_sha256:
        yield "text", text_sha256


def address(url: str) -> str:
    """A URL without what does not tell pages apart: scheme, ``www.``, fragment, a slash at the end."""
    try:
        parts = urlsplit(url.strip() if "://" in url else f"//{url.strip()}")
    except ValueError:
        return url.strip()
    host = parts.netloc.casefold().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def _naming(corpus: Corpus, persons: Sequence[str]) -> set[str]:
    """The documents whose entities name one of `persons`, by canonical name or as the text has it."""
    if not persons:
        return set()
    wanted = {" ".join(name.casefold().split()) for name in persons}
    columns = [corpus.table("entities")[name].to_pylist() for name in ("doc_id", "label", "name", "text")]
    return {
        doc_id
        for doc_id, label, name, surface in zip(*columns, strict=True)
        if label == "PERSON" and wanted & {(name or "").casefold(), (surface or "").casefold()}
    }


def _in_clusters(corpus: Corpus, clusters: Sequence[str]) -> set[str]:
    if not clusters:
        return set()
    columns = [corpus.table(contract.DOCUMENTS)[name].to_pylist() for name in ("doc_id", "cluster_id")]
    found = {doc_id for doc_id, cluster in zip(*columns, strict=True) if cluster in clusters}
    if not found:
        raise TakedownError(f"corpus {corpus.name} has no cluster {', '.join(clusters)}; name its documents with --doc")
    return found
