"""What went wrong between bytes and characters: byte order marks, undecodable bytes, mojibake, entities, NFC.

ftfy judges what is mojibake (Speer, R.: ftfy, https://ftfy.readthedocs.io); each change it makes is kept as an edit.
Quotation marks, ligatures and widths are left as they are. Nothing here lengthens a text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Final

import ftfy
from ftfy.badness import is_bad

from copydesk.document import Edit, apply
from copydesk.normalize.draft import Draft

_SURROGATE: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\udc80-\udcff]+|[\ud800-\udfff]")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Mojibake is two or more characters for one, none of them ASCII but for a lost no-break space, and never made of the
# usual punctuation alone: in every encoding that ftfy knows the first byte reads as a letter or a rarer sign.
_SUSPECT: Final = re.compile(
    "[^\x00-\x7f\u00a0£€•–—…‘’“”](?:[^\x00-\x7f]| )|[£€•–—…‘’“”\u00a0][^\x00-\x7f\u00a0£€•–—…‘’“”]"
)
# ftfy takes a blank for the second byte of "à": it may belong to the run before it.
_RUN: Final = re.compile(r"[^\x00-\x7f]+(?: (?=\S))?")
# A letter with the accents of European scripts: nearly all that is decomposed, and quick to find.
_ACCENTED: Final = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_COMBINING_RUN: Final = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
# Beyond this many characters a line that ftfy changed unpredictably is left alone: difflib is quadratic.
_DIFF_LIMIT: Final = 2_000


def repair(text: str) -> tuple[Edit, ...]:
    """The edits that repair the encoding of `text`, in its own offsets, in order and disjoint."""
    if text.isascii() and "&" not in text:
        return ()
    draft = Draft(text)
    for step in (_byte_order_mark, _surrogates, _mojibake, _entities, _accents, _compose):
        draft = draft.then(list(step(draft.text)))
    return draft.edits


def _byte_order_mark(text: str) -> Iterator[Edit]:
    if text.startswith("\ufeff"):
        yield Edit(0, 1, "", "encoding", "byte_order_mark")


def _surrogates(text: str) -> Iterator[Edit]:
    """Two halves of a pair are one character; undecodable bytes and lone halves are U+FFFD: a reader sees the gap."""
    try:
        text.encode()
        return
    except UnicodeEncodeError:
        pass
    for match in _SURROGATE.finditer(text):
        found = match.group()
        if len(found) == 2 and found[0] < "\udc00":
            pair = found.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            yield Edit(*match.span(), pair, "encoding", "surrogate_pair")
        else:
            escaped = "\udc80" <= found[0] <= "\udcff"
            yield Edit(*match.span(), "\ufffd", "undecodable", "byte" if escaped else "surrogate")


def _mojibake(text: str) -> Iterator[Edit]:
    if not _SUSPECT.search(text):
        return
    position = 0
    for line in text.splitlines(keepends=True):
        if _SUSPECT.search(line) and is_bad(line):
            fixed, plan = ftfy.fix_encoding_and_explain(line)
            if fixed != line:
                yield from _changes(line, fixed, position, lambda run, plan=plan: ftfy.apply_plan(run, plan))  # type: ignore[misc]
        position += len(line)


def _changes(line: str, fixed: str, offset: int, fix: Callable[[str], str]) -> Iterator[Edit]:
    """`fixed` as edits of `line`: run by run of non-ASCII characters where that gives the same, else by difflib."""
    edits: list[Edit] = []
    for match in _RUN.finditer(line):
        try:
            replacement = fix(match.group())
        except UnicodeError:
            edits = []
            break
        if replacement != match.group():
            edits.append(Edit(*match.span(), replacement, "encoding", "mojibake"))
    if apply(line, edits) != fixed:
        if len(line) > _DIFF_LIMIT:
            return
        edits = [
            Edit(a, b, fixed[c:d], "encoding", "mojibake")
            for tag, a, b, c, d in SequenceMatcher(None, line, fixed, autojunk=False).get_opcodes()
            if tag != "equal"
        ]
    for edit in edits:
        if len(edit.replacement) <= edit.raw_end - edit.raw_start:
            yield Edit(edit.raw_start + offset, edit.raw_end + offset, edit.replacement, edit.reason, edit.rule)


def _entities(text: str) -> Iterator[Edit]:
    if "&" not in text:
        return
    for match in _ENTITY.finditer(text):
        character = html.unescape(match.group())
        if character != match.group():
            yield Edit(*match.span(), character, "encoding", "html_entity")


def _accents(text: str) -> Iterator[Edit]:
    """NFC of letters with accents."""
    if text.isascii():
        return
    for match in _ACCENTED.finditer(text):
        composed = unicodedata.normalize("NFC", match.group())
        if composed != match.group() and len(composed) <= len(match.group()):
            yield Edit(*match.span(), composed, "encoding", "nfc")


def _compose(text: str) -> Iterator[Edit]:
    """NFC (Unicode Standard Annex 15), one combining sequence at a time, where it does not lengthen."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return
    for match in _COMBINING_RUN.finditer(text):
        run = match.group()
        if unicodedata.is_normalized("NFC", run):
            continue
        edits = list(_sequences(run))
        if apply(run, edits) != unicodedata.normalize("NFC", run) and all(
            unicodedata.normalize("NFC", run[e.raw_start : e.raw_end]) == e.replacement for e in edits
        ):
            # Starters that compose with each other (Hangul, some Indic vowels): the run is one sequence.
            whole = unicodedata.normalize("NFC", run)
            edits = [Edit(0, len(run), whole, "encoding", "nfc")] if len(whole) <= len(run) else edits
        for edit in edits:
            start = match.start() + edit.raw_start
            yield Edit(start, match.start() + edit.raw_end, edit.replacement, "encoding", "nfc")


def _sequences(run: str) -> Iterator[Edit]:
    starts = [i for i, char in enumerate(run) if i == 0 or not unicodedata.combining(char)]
    for start, end in zip(starts, [*starts[1:], len(run)], strict=True):
        sequence = run[start:end]
        composed = unicodedata.normalize("NFC", sequence)
        if composed != sequence and len(composed) <= len(sequence):
            yield Edit(start, end, composed, "encoding", "nfc")
