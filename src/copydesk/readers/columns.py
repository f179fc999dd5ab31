"""The vocabulary of the manifest: which column a field is, and what its value means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import TypeVar

from copydesk import lexicon
from copydesk.readers.inputs import Metadata

_MAX_VALUE = 4096  # characters; longer than any URL that works, so longer is no metadata

_NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z]+")
# Metadata goes into tables and cards on one line, and Arrow crashes on lone surrogates.
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")

_TIME = r"[0-9]{2}:?[0-9]{2}(:?[0-9]{2}([.,][0-9]{1,9})?)?\s?(Z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)?"
_ISO = re.compile(rf"([0-9]{{4}})(-?)([0-9]{{2}})\2([0-9]{{2}})([T\s]{_TIME})?", re.IGNORECASE)
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905
_RFC_2822 = re.compile(
    rf"((mon|tue|wed|thu|fri|sat|sun),\s*)?([0-9]{{1,2}})\s+({'|'.join(_MONTHS)})\s+([0-9]{{4}})"
    r"(\s+[0-9]{2}:[0-9]{2}(:[0-9]{2})?(\s+([+-][0-9]{4}|[a-z]{1,4}))?)?",
    re.IGNORECASE | re.ASCII,
)

_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

_T = TypeVar("_T")


def columns(names: Iterable[str], text_column: str | None = None) -> dict[str, list[str]]:
    """The columns of the vocabulary among `names`: each with the names that stand for it, the likeliest first.

    Case and punctuation don't count: ``Pub Date``, ``pub_date`` and ``pubDate`` are one. `text_column` names the text
    and ends the guessing about it.
    """
    vocabulary = _vocabulary()
    found: dict[str, list[tuple[int, str]]] = {}
    for name in dict.fromkeys(names):
        entry = vocabulary.get(_bare(name))
        if name == text_column:
            found["text"] = [(-1, name)]
        elif entry is not None and not (text_column is not None and entry[0] == "text"):
            found.setdefault(entry[0], []).append((entry[1], name))
    return {column: [name for _, name in sorted(ranked)] for column, ranked in found.items()}


@cache
def _vocabulary() -> dict[str, tuple[str, int]]:
    return {_bare(row["alias"]): (row["column"], rank) for rank, row in enumerate(lexicon.load("manifest_columns"))}


def _bare(name: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", name[:200].casefold())


def known(values: Mapping[str, object], names: Mapping[str, list[str]]) -> dict[str, object]:
    """A record's values by column: of several names for one column, the first that has a value."""
    result: dict[str, object] = {}
    for column, candidates in names.items():
        for name in candidates:
            value = values.get(name)
            if value is not None and not (isinstance(value, str) and not value.strip()):
                result[column] = value
                break
    return result


def metadata(values: Mapping[str, object]) -> tuple[Metadata, set[str]]:
    """Metadata from values by column, and a flag ``<column>_unreadable`` for each value that could not be used."""
    flags: set[str] = set()

    def read(column: str, reading: Callable[[object], _T | None]) -> _T | None:
        value = values.get(column)
        result = reading(value)
        if result is None and value is not None:
            flags.add(f"{column}_unreadable")
        return result

    described = Metadata(
        url=read("url", _line),
        title=read("title", _line),
        created=read("created", day),
        publisher=read("publisher", _line),
        agency=read("agency", _line),
        collected=read("collected", day),
        rights=read("rights", _line),
        language=read("language", _line),
        text_release=read("text_release", _line),
        reservations=read("reservations", _line),
        synthetic=read("synthetic", _truth) or False,
    )
    return described, flags


def _truth(value: object) -> bool | None:
    return _TRUTH.get((_line(value) or "").lower())


def _line(value: object) -> str | None:
    if isinstance(value, Mapping):  # news APIs give a source as {"id": …, "name": …}
        value = value.get("name")
    if isinstance(value, int):
        value = str(value) if abs(value) < 10**18 else None
    if not isinstance(value, str) or len(value) > _MAX_VALUE:
        return None
    return _SPACE_OR_CONTROL.sub(" ", _SURROGATE.sub("\ufffd", value)).strip() or None


def day(value: object) -> date | None:
    """The day that a date or a datetime names, as written, in whatever time zone; None if it isn't one.

    Read are ISO 8601 calendar dates and datetimes, extended or basic (``20230626``), and RFC 2822. Nothing else:
    ``03/04/2023`` is two days.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return None
    text = _line(value)
    if text is None:
        return None
    try:
        if iso := _ISO.fullmatch(text):
            return date(int(iso[1]), int(iso[3]), int(iso[4]))
        if mail := _RFC_2822.fullmatch(text):
            return date(int(mail[5]), _MONTHS[mail[4].lower()], int(mail[3]))
    except ValueError:
        pass
    return None
