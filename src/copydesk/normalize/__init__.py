"""A raw text becomes a document: the passes of normalisation, each a list of edits, in the order they run.

encoding -> characters -> broken words -> metadata and header -> boilerplate -> white space. Every pass reads the text
that the pass before it left and returns edits in that text's offsets; `Draft` composes them into edits of the raw text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from copydesk import licences
from copydesk.document import Alignment, Document, Edit
from copydesk.errors import CopydeskError
from copydesk.normalize import boilerplate, broken_words, characters, encoding, metadata, whitespace
from copydesk.normalize.draft import Draft

if TYPE_CHECKING:
    from copydesk.raw import RawText

T = TypeVar("T")


class EmptyTextError(CopydeskError, ValueError):
    """Nothing is left of a text after normalisation."""


def normalize(raw: RawText) -> Document:
    """The document that `raw` holds. A value of the manifest wins over what the text says of itself.

    Raises EmptyTextError where no text is left.
    """
    draft = Draft(raw.text)
    draft = draft.then(encoding.repair(draft.text))
    draft = draft.then(characters.clean(draft.text))
    draft = draft.then(broken_words.mend(draft.text))
    given = raw.metadata
    said = metadata.read(draft.text, collected=given.collected)
    publisher, publisher_basis = _first((_line(given.publisher), "manifest"), (said.publisher, said.publisher_basis))
    if said.header is not None:
        draft = draft.then([Edit(said.header.start, said.header.end, "", "header", "date_header")])
    draft = draft.then(boilerplate.find(draft.text, site=publisher))
    draft = draft.then(whitespace.tidy(draft.text))
    if not draft.text:
        raise EmptyTextError("nothing is left of the text after normalisation; give a text that has words")

    flags = {*raw.flags, *said.flags}
    created, created_basis = _first((given.created, "manifest"), (said.created, said.created_basis))
    agency, agency_basis = _first((_line(given.agency), "manifest"), (said.agency, said.agency_basis))
    reservations, _ = licences.reservations(given.reservations)
    decided = licences.decide(
        given.rights, given.text_release, agency=agency, reservations=reservations, synthetic=given.synthetic
    )
    return Document(
        doc_id=raw.doc_id,
        text=draft.text,
        alignment=Alignment(draft.edits, len(raw.text)),
        title=_line(given.title),
        created=created,
        created_basis=created_basis,
        language=given.language,
        publisher=publisher,
        publisher_basis=publisher_basis,
        agency=agency,
        agency_basis=agency_basis,
        url=given.url,
        collected=given.collected,
        rights=decided.rights,
        reservations=reservations,
        text_release=decided.text_release,
        synthetic=given.synthetic,
        flags=tuple(sorted({*flags, *decided.flags})),
        raw_file=raw.file or None,
        raw_sha256=raw.sha256,
        raw_encoding=raw.encoding,
    )


def _first(*candidates: tuple[T | None, str | None]) -> tuple[T | None, str | None]:
    """The first value that is there, with its basis."""
    return next(((value, basis) for value, basis in candidates if value is not None), (None, None))


def _line(text: str | None) -> str | None:
    """A field of the manifest as one clean line; None where nothing is left."""
    if text is None:
        return None
    draft = Draft(text)
    for step in (encoding.repair, characters.clean, whitespace.tidy):
        draft = draft.then(step(draft.text))
    return " ".join(draft.text.split()) or None
