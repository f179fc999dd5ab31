"""A collection as reviewing sees it: its documents as they are now, annotated with or without what was judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from copydesk import engine, tables
from copydesk.annotated import AnnotatedDocument
from copydesk.document import Document
from copydesk.errors import CopydeskError
from copydesk.normalize import EmptyTextError, normalize
from copydesk.raw import RawText, read, resolve_duplicates
from copydesk.review.anchoring import Review
from copydesk.review.rows import FOLDER, Rows, load

#: Stands in for a split, which only a build knows.
_NO_SPLIT = "none"


class CollectionError(CopydeskError):
    """A document that is asked for and isn't there; the message ends with the remedy."""


class Collection:
    """The documents of the raw collection in `folder`, with its texts from `texts` where they are elsewhere.

    Holds the raw texts of `only` these documents (default: all).
    Raises SourceError where the texts can't be read, CollectionError where one of `only` is not there.
    """

    def __init__(self, folder: Path, texts: Sequence[Path] = (), only: Sequence[str] | None = None) -> None:
        self.folder = folder
        wanted = None if only is None else frozenset(only)
        items = (item for item in read(folder, texts=texts) if isinstance(item, RawText))
        found = sorted((raw for raw in items if wanted is None or raw.doc_id in wanted), key=lambda raw: raw.doc_id)
        groups = (resolve_duplicates(list(group))[0] for _, group in groupby(found, key=lambda raw: raw.doc_id))
        self.raw: Mapping[str, RawText] = {raw.doc_id: raw for raw in groups if raw is not None}
        if missing := sorted((wanted or frozenset()) - self.raw.keys()):
            raise CollectionError(
                f"{folder} has no text of {', '.join(missing)}; mend the id, or say --texts where it is"
            )

    def reviewed(self) -> Rows:
        """What was judged. Raises FindingsError where that can't be read."""
        return load(self.folder / FOLDER)

    def document(self, doc_id: str) -> Document | None:
        """A document as it is now; None where there is no such text or nothing is left of it."""
        try:
            return normalize(self.raw[doc_id]) if doc_id in self.raw else None
        except EmptyTextError:
            return None

    def documents(self) -> Iterator[Document]:
        """The documents in order of their ids."""
        return (document for doc_id in self.raw if (document := self.document(doc_id)) is not None)


def annotate(document: Document, plan: Sequence[engine.Layer], review: Review | None = None) -> AnnotatedDocument:
    """A document with the rows of the layers of `plan`, those that were judged in their place."""
    spans = engine.run(document, plan, review.settle if review else None)
    judged = {document.doc_id: review.layers} if review else {}
    built = tables.build([(document, spans)], {document.doc_id: _NO_SPLIT}, list(spans), {}, judged)
    return AnnotatedDocument(document, built)
