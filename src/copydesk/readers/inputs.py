"""What reading gives: a raw text, or the reason why there is none. Everything here is frozen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from copydesk.errors import CopydeskError

# Characters that would break or forge a line of a report: controls, bidi controls, undecodable bytes, and the
# backslash itself, so that two names never look alike.
_UNSHOWABLE = re.compile(r"[\\\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the manifest, or a record's other fields, say of a text. None where they don't say or can't be read."""

    url: str | None = None
    title: str | None = None
    created: date | None = None
    publisher: str | None = None
    agency: str | None = None
    collected: date | None = None
    rights: str | None = None
    language: str | None = None
    text_release: str | None = None
    reservations: str | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RawText:
    """One text as it came in.

    `text`: the decoded bytes before any newline or BOM handling, undecodable bytes as surrogates
    (``surrogateescape``); of a record, the field's value as it is, lone surrogates included.
    `file`: the path relative to the source, with ``/`` (the file's name if the source is a file), made showable.
    `sha256`: of a text file its bytes, decompressed, so that ``a.txt`` and ``a.txt.gz`` agree; of a record the text
    field as UTF-8 (``surrogatepass``).
    `encoding`: what the bytes were read as; None for formats whose strings carry none (JSONL, Parquet).
    `flags`: what the metadata said that could not be used, sorted: ``created_unreadable``, ``encoding_mismatch``, …
    """

    doc_id: str
    text: str
    file: str
    sha256: str
    encoding: str | None = None
    metadata: Metadata = Metadata()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An input that is not published. `sha256` is of its raw bytes, None where they could not be read.

    `doc_id` is the id it would have had, where that is known.
    """

    input: str
    reason: str
    detail: str
    sha256: str | None = None
    doc_id: str | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file of a kind that holds no texts: listed, never an input."""

    input: str
    detail: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A row of the manifest whose text is not there: listed, never an input. `doc_id` is its id, if it has one."""

    input: str
    detail: str
    doc_id: str | None = None


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A text from beside the collection (``--texts``) that its manifest doesn't name: counted, never an input.

    What it is called and where it lies is the user's own business: nothing of it gets into a release.
    """

    input: str
    detail: str


Item: TypeAlias = RawText | Quarantined | Ignored | Absent | Unclaimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one input may take.

    `document_bytes`: a text, a record, and so the memory that reading needs.
    `ratio`: decompressed over compressed bytes. News text packs 3:1 to 10:1, near copies side by side up to 50:1; a
    bomb is made at 100:1 and above (gzip ends at 1032:1). Counted from `ratio_from` bytes of output on, because a
    short run of blanks is no attack.
    `stream_bytes`: what one compressed file may hold in all. The ratio already ties work to what was sent; this ends
    it for files so large that nobody meant them as one shard.
    """

    document_bytes: int = 64 * 2**20
    ratio: int = 64
    ratio_from: int = 2**20
    stream_bytes: int = 64 * 2**30


LIMITS = Limits()


class SourceError(CopydeskError):
    """What was named as the source can't be read at all; the message ends with the remedy."""


class Fault(Exception):
    """Why an input, or the rest of one, is quarantined. Raised inside a reader, never beyond it."""

    def __init__(self, reason: str, detail: str, doc_id: str | None = None) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.doc_id = doc_id


def showable(name: str) -> str:
    """`name` with controls, bidi controls, undecodable bytes and backslashes escaped, injectively."""
    return _UNSHOWABLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), name)
