"""Bytes to raw texts: what a source holds, one text or one reason at a time.

``read`` keeps no state but the manifest, and memory for one document: its size is capped and a stream is never held
whole. Nothing in a document is used as a path, executed or obeyed; links and devices are never followed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import Path, PurePosixPath

from copydesk.readers import compression, csv, files, jsonl, parquet, text
from copydesk.readers import manifest as manifests
from copydesk.readers.inputs import (
    LIMITS,
    Absent,
    Fault,
    Ignored,
    Item,
    Limits,
    Metadata,
    Quarantined,
    RawText,
    SourceError,
    Unclaimed,
    showable,
)
from copydesk.readers.manifest import Manifest
from copydesk.readers.records import InputFile

__all__ = [
    "LIMITS",
    "Absent",
    "Ignored",
    "Item",
    "Limits",
    "Metadata",
    "Quarantined",
    "RawText",
    "SourceError",
    "Unclaimed",
    "read",
    "resolve_duplicates",
]

_READERS: dict[str, Callable[[InputFile], Iterator[Item]]] = {
    ".txt": text.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".csv": partial(csv.read, separator=","),
    ".tsv": partial(csv.read, separator="\t"),
    ".parquet": parquet.read,
}
_KINDS = ", ".join(_READERS)

_REVIEWED = "reviewed"  # beside the texts of a collection: people's corrections, no texts
_ABOUT = ("readme", "license", "licence")  # about the collection, though they may end in .txt


def read(
    source: Path | str, text_column: str | None = None, limits: Limits = LIMITS, texts: Sequence[Path | str] = ()
) -> Iterator[Item]:
    """What `source` holds, in order of its paths: a folder of texts (see the README for its shape), or one file.

    `text_column` names the field that holds the text in records; without it the field is guessed from the names in
    ``lexicon/manifest_columns.csv``. Whatever is wrong with an input comes as `Quarantined` and never ends the
    reading.

    `texts` are folders or files elsewhere that hold texts which the manifest of the folder `source` names by their
    ids: they are read as if they stood in it, under no file name, so that it doesn't matter where they were found.
    What the manifest doesn't name there comes as `Unclaimed`.

    Raises SourceError, before any text or at the named file's header, if the source itself can't be used.
    """
    path, folder = _found(source)
    if not folder:
        if texts:
            raise SourceError(f"{path.name} is no folder with a {manifests.NAME}; texts from elsewhere go with one")
        return _named(path, Manifest([]), text_column, limits)
    manifest = manifests.load(path, limits.document_bytes)
    elsewhere = [_found(one) for one in texts]
    return _collection(path, elsewhere, manifest, text_column, limits)


def _found(source: Path | str) -> tuple[Path, bool]:
    """The resolved path of a source, and whether it is a folder. Raises SourceError if it is of no use."""
    path = Path(source)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            with os.scandir(path):
                pass
            return path.resolve(), True
    except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(
            f"{showable(str(path))}: {reason}; name a folder or a file that is there and can be read"
        ) from error
    if not stat.S_ISREG(mode):
        raise SourceError(f"{path} is a {files.kind(mode)}; name a folder or a regular file")
    if _suffixes(path.name)[1] not in _READERS:
        raise SourceError(f"{path.name} is of no kind that holds texts; name a folder or a file that ends in {_KINDS}")
    # The file by the name it was called by: a link's target may end otherwise.
    return path.absolute(), False


def _named(path: Path, manifest: Manifest, text_column: str | None, limits: Limits) -> Iterator[Item]:
    stem, suffix, packed = _suffixes(path.name)
    file = InputFile(
        path=path.resolve(),
        name=showable(path.name),
        keys=(path.name, stem),
        compression=packed,
        manifest=manifest,
        text_column=text_column,
        limits=limits,
        named=True,
    )
    return _file(file, _READERS[suffix])


def _collection(
    root: Path,
    elsewhere: Sequence[tuple[Path, bool]],
    manifest: Manifest,
    text_column: str | None,
    limits: Limits,
) -> Iterator[Item]:
    yield from _folder(root, manifest, text_column, limits)
    for path, folder in elsewhere:
        for item in (_folder if folder else _named)(path, manifest, text_column, limits):
            yield _claimed(item, manifest)
    yield from manifest.absent()


def _claimed(item: Item, manifest: Manifest) -> Item:
    """An item from beside the collection as one of it, or as no concern of it."""
    match item:
        case RawText() if manifest.names(item.doc_id):
            return replace(item, file="")
        case RawText():
            return Unclaimed(item.file, f"{manifests.NAME} does not name {item.doc_id}")
        case Quarantined() if item.doc_id is not None and manifest.names(item.doc_id):
            return replace(item, input=item.doc_id)
        case Quarantined():
            return Unclaimed(item.input, f"{item.reason}: {item.detail}")
        case _:
            return Unclaimed(item.input, item.detail)


def _folder(root: Path, manifest: Manifest, text_column: str | None, limits: Limits) -> Iterator[Item]:
    only_texts = (root / "texts").is_dir() and not (root / "texts").is_symlink()
    for found in _walk(root, partial(_ignored, only_texts=only_texts)):
        if isinstance(found, (Ignored, Quarantined)):
            yield found
            continue
        path, name = found
        if name == manifests.NAME:
            continue
        inner = name.removeprefix(manifests.TEXTS) if only_texts else name
        stem, suffix, packed = _suffixes(inner)
        file = InputFile(
            path=path,
            name=showable(name),
            keys=(inner, stem),
            compression=packed,
            manifest=manifest,
            text_column=text_column,
            limits=limits,
            named=False,
        )
        yield from _file(file, _READERS[suffix])


def _walk(root: Path, ignored: Callable[[str, int], str | None]) -> Iterator[tuple[Path, str] | Ignored | Quarantined]:
    """The regular files below `root` with their names relative to it, in order; what `ignored` names is not entered."""
    stack = [(root, "")]
    while stack:
        path, name = stack.pop()
        try:
            mode = path.lstat().st_mode
            folder = stat.S_ISDIR(mode)
            if name and (detail := ignored(name, mode)):
                yield Ignored(showable(name) + "/" * folder, detail)
            elif stat.S_ISREG(mode):
                yield path, name
            elif folder:
                entries = sorted(path.iterdir(), key=lambda entry: entry.name, reverse=True)
                stack += [(entry, f"{name}/{entry.name}" if name else entry.name) for entry in entries]
            else:
                detail = f"a {files.kind(mode)} is never followed or opened"
                yield Quarantined(showable(name), "not_regular_file", detail, None)
        except OSError as error:
            yield Quarantined(showable(name), "unreadable", error.strerror or type(error).__name__, None)


def _ignored(name: str, mode: int, only_texts: bool) -> str | None:
    """Why something is passed over; None if it isn't. What is neither file nor folder isn't judged by its suffix."""
    if name.startswith(".") or "/." in name:
        return "hidden"
    if only_texts and name not in ("texts", manifests.NAME) and not name.startswith(manifests.TEXTS):
        return "beside texts/"
    if stat.S_ISDIR(mode):
        return "reviewed annotations" if name == _REVIEWED else None
    if not stat.S_ISREG(mode):
        return None
    if name.partition(".")[0].lower() in _ABOUT:
        return "about the collection"
    return None if _suffixes(name)[1] in _READERS else f"not one of {_KINDS}"


def _file(file: InputFile, reader: Callable[[InputFile], Iterator[Item]]) -> Iterator[Item]:
    """What a reader gives, and the fault that ended it as one more input."""
    n = 0
    try:
        for item in reader(file):
            n += 1
            yield item
        fault = None if n else Fault("empty", "no records")
    except Fault as raised:
        fault = raised
    if fault is not None:
        place = f"{file.name}: after record {n}" if n else file.name
        yield Quarantined(place, fault.reason, fault.detail, files.digest(file.path), fault.doc_id)


def _suffixes(name: str) -> tuple[str, str, str | None]:
    """A file's name without its suffixes, its suffix, and its compression: ``a/b.txt.gz`` is a/b, .txt and gzip."""
    suffix = PurePosixPath(name).suffix
    packed = compression.SUFFIXES.get(suffix.lower())
    if packed is not None:
        name = name.removesuffix(suffix)
        suffix = PurePosixPath(name).suffix
    return name.removesuffix(suffix), suffix.lower(), packed


def resolve_duplicates(group: Sequence[RawText]) -> tuple[RawText | None, list[Quarantined]]:
    """Which of the raw texts of one `doc_id` is published, and the others as quarantined, whatever their order.

    `group` holds at least one. Of several with one text it is the first by file, digest and metadata. Where the texts
    differ nobody can say which one the id means: none is published.
    """
    ordered = sorted(group, key=_order)
    first = ordered[0]
    if len({raw.text for raw in ordered}) == 1:
        return first, [_duplicate(raw, f"same text as {first.file or 'another'}") for raw in ordered[1:]]
    return None, [_duplicate(raw, f"{len(ordered)} inputs have this id and their texts differ") for raw in ordered]


def _duplicate(raw: RawText, detail: str) -> Quarantined:
    return Quarantined(raw.file or raw.doc_id, "duplicate_id", f"{raw.doc_id}: {detail}", raw.sha256)


def _order(raw: RawText) -> tuple[str, ...]:
    described = raw.metadata
    values = (getattr(described, column.name) for column in fields(described))
    return (raw.file, raw.sha256, raw.encoding or "", *raw.flags, "", *("" if v is None else f"={v}" for v in values))
