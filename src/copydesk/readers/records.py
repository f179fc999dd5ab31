"""What the readers share: the file that is read, and how a record becomes a raw text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from copydesk.readers import compression
from copydesk.readers.columns import columns, known, metadata
from copydesk.readers.decoding import refuse_controls
from copydesk.readers.files import open_regular
from copydesk.readers.inputs import Fault, Ignored, Limits, Quarantined, RawText, SourceError, showable
from copydesk.readers.manifest import Manifest, keep

ID = re.compile(r"[A-Za-z0-9._-]{1,128}")

_INK = re.compile(r"[^\s\ufeff\u200b]")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file with texts in it: where it is (`path`), how it is called (`name`), and what is known of it beforehand.

    `keys`: its names in the manifest. `named`: whether the user named this very file as the source.
    """

    path: Path
    name: str
    keys: tuple[str, ...]
    compression: str | None
    manifest: Manifest
    text_column: str | None
    limits: Limits
    named: bool

    def chunks(self) -> Iterator[bytes]:
        """The file's content, decompressed. Raises Fault."""
        with open_regular(self.path) as file:
            yield from compression.chunks(file, self.compression, self.limits)


def check(text: str, data: bytes) -> None:
    """Raises Fault ``empty`` or ``binary``. `data` is the text in a superset of ASCII."""
    if _INK.search(text) is None:
        raise Fault("empty", "no character but white space")
    refuse_controls(data)


class Records:
    """Makes raw texts of the records of one file."""

    def __init__(self, file: InputFile) -> None:
        self._file = file
        self._defaults, self._conflict = file.manifest.records(file.keys)
        self.declared = self._defaults.get("encoding")

    def raw_text(
        self,
        values: Mapping[str, object],
        place: str,
        digest: str | None,
        names: Mapping[str, list[str]] | None = None,
        encoding: str | None = None,
        mismatch: bool = False,
    ) -> RawText | Quarantined:
        """One record as a raw text, or the reason why not.

        `place` is where it stands in the file, `digest` that of its raw bytes, `names` the result of
        `columns.columns` where it is the same for all records.

        The manifest's row for the record's id outweighs the record's own fields, and these the manifest's row for the
        file: the collection's owner knows better than the scraper, and one record is told better than all.
        """
        names = columns(values, self._file.text_column) if names is None else names
        try:
            text = self._text(values, names)
            data = text.encode("utf-8", "surrogatepass")
            digest = hashlib.sha256(data).hexdigest()
            if len(data) > self._file.limits.document_bytes:
                raise Fault("too_long", f"over {self._file.limits.document_bytes:,} bytes")
            check(text, data)
            own = known(values, names)
            doc_id = _id(own.get("id"), digest)
            row, conflict = self._file.manifest.record(self._file.keys, doc_id)
            keep(row, digest, doc_id)
        except Fault as fault:
            return Quarantined(f"{self._file.name}: {place}", fault.reason, fault.detail, digest, fault.doc_id)
        described, flags = metadata({**self._defaults, **own, **row})
        if conflict or self._conflict:
            flags.add("manifest_conflict")
        if mismatch:
            flags.add("encoding_mismatch")
        return RawText(
            doc_id=doc_id,
            text=text,
            file=self._file.name,
            sha256=digest,
            encoding=encoding,
            metadata=described,
            flags=tuple(sorted(flags)),
        )

    def _text(self, values: Mapping[str, object], names: Mapping[str, list[str]]) -> str:
        if "text" not in names:
            wanted = self._file.text_column
            raise Fault("no_text", f"no field {showable(wanted)!r}" if wanted else "no field of a known name for texts")
        name = names["text"][0]
        text = values.get(name)
        if not isinstance(text, str):
            said = "null" if text is None else f"a {type(text).__name__}"
            raise Fault("no_text", f"field {showable(name[:80])!r} is {said}, not a string")
        return text


def no_text_column(file: InputFile, names: Sequence[str]) -> Ignored:
    """What becomes of a table that holds no texts: passed over in a folder, SourceError if it was named.

    Only the error shows the names: what stands in a first line may be text that must not get into a release.
    """
    if file.named:
        shown = ", ".join(showable(name[:40]) for name in names[:12])
        raise SourceError(f"{file.name} has no text column among: {shown}; name the column that holds the text")
    return Ignored(file.name, f"no text column among its {len(names)}")


def _id(value: object, digest: str) -> str:
    if value is None:
        return digest[:16]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**128:
        return valid_id(str(value))
    if not isinstance(value, str):
        raise Fault("bad_id", f"a {type(value).__name__} can't be an id")
    return valid_id(value.strip())


def valid_id(value: str) -> str:
    """`value`, if it can be a `doc_id`. Raises Fault ``bad_id``."""
    if ID.fullmatch(value) is None:
        shown = showable(value[:80]) + ("…" if len(value) > 80 else "")
        raise Fault("bad_id", f"“{shown}” does not match {ID.pattern}")
    return value
