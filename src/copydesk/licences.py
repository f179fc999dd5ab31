"""Rights: what a manifest or a record says of them, and whether a public release may hold the text.

The vocabulary is that of SPDX (https://spdx.org/licenses), with ``all-rights-reserved`` and ``unknown``. Which licence
lets a text be passed on in a changed form (normalising changes it) stands in ``lexicon/licences.csv``; a licence that
is not listed there does not. Every doubt ends in "withheld": a text that was held back can still be released.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from copydesk import lexicon

UNKNOWN: Final = "unknown"
RESERVED: Final = "all-rights-reserved"
FULL: Final = "full"
WITHHELD: Final = "withheld"

#: Flags of `decide`: what the document's owner should look at.
UNREADABLE: Final = "rights_unreadable"
REFUSED: Final = "text_release_refused"
AGENCY: Final = "rights_of_agency"
RESERVATION: Final = "rights_reservation"
INHERITED: Final = "rights_inherited"

# https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions: idstring, LicenseRef- and DocumentRef-.
SPDX: Final = re.compile(r"(DocumentRef-[A-Za-z0-9.-]+:)?[A-Za-z0-9.-]*[A-Za-z0-9][A-Za-z0-9.-]*\+?")
_CC_URL: Final = re.compile(r"https?://creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/([0-9.]+)(/.*)?")
_PUBLIC_DOMAIN: Final = {"zero": "CC0", "mark": "CC-PDM"}
_TDM_RESERVATION: Final = {"1": "tdmrep", "0": ""}
_RESERVATION: Final = re.compile(r"(robots|tdmrep|meta)(?:[ @:]+([0-9]{4}-[0-9]{2}-[0-9]{2}))?")


@dataclass(frozen=True, slots=True)
class Decision:
    """The rights of a text, whether a public release may hold it, and flags that say why not."""

    rights: str
    text_release: str
    flags: tuple[str, ...]


def canonical(stated: str) -> str | None:
    """The SPDX id, ``all-rights-reserved`` or ``unknown`` that `stated` means; None where it means neither.

    Case and punctuation of known ids don't count (``CC BY 4.0``), addresses of Creative Commons licences are read. An
    id that the lexicon lacks is taken only where it has the form of one and was meant as one: ``LicenseRef-…``.
    """
    value = stated.strip()
    if url := _CC_URL.fullmatch(value.lower()):
        kind, terms, version = url[1], url[2], url[3]
        value = f"{_PUBLIC_DOMAIN.get(terms, terms)}-{version}" if kind == "publicdomain" else f"CC-{terms}-{version}"
    if found := _forms().get(_bare(value)):
        return found
    if value.startswith(("LicenseRef-", "DocumentRef-")) and SPDX.fullmatch(value):
        return value
    return None


def may_be_passed_on(rights: str) -> bool:
    """Whether texts under these rights (a canonical value) may be redistributed, changed as normalising does."""
    return _passed_on().get(rights, False)


def decide(
    stated: str | None,
    wanted: str | None = None,
    *,
    agency: str | None = None,
    reservations: Iterable[str] = (),
    synthetic: bool = False,
) -> Decision:
    """What holds for a text whose manifest states these rights and wants this `text_release`.

    `wanted` may be stricter than the rights, never laxer. A syndicated copy follows the stricter of publisher and
    agency: the agencies of ``lexicon/agencies.csv`` keep all rights, whatever the paper that printed the copy says. So
    does a text whose owner was seen to reserve rights.
    """
    rights = UNKNOWN if stated is None else canonical(stated)
    flags = set()
    if rights is None:
        rights = UNKNOWN
        flags.add(UNREADABLE)
    allowed = may_be_passed_on(rights)
    if not synthetic and agency in _agencies():
        flags |= {AGENCY} if allowed else set()
        allowed = False
    if any(reservations):
        flags |= {RESERVATION} if allowed else set()
        allowed = False
    if wanted == FULL and not allowed:
        flags.add(REFUSED)
    elif wanted not in (None, FULL, WITHHELD):
        flags.add("text_release_unreadable")
        allowed = False
    release = FULL if allowed and wanted != WITHHELD else WITHHELD
    return Decision(rights, release, tuple(sorted(flags)))


def reservations(stated: str | None) -> tuple[tuple[str, ...], bool]:
    """The reservations that a cell lists, sorted, and whether all of it could be read.

    ``robots; tdmrep 2024-05-01`` has two; the day is the one on which it was seen. A bare 1 or 0 is the value of
    TDMRep's ``tdm-reservation`` (https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510).
    """
    found: set[str] = set()
    sound = True
    for part in re.split(r"[;,|]", stated or ""):
        part = _TDM_RESERVATION.get(part.strip(), part.strip().lower())
        if not part:
            continue
        match = _RESERVATION.fullmatch(part)
        if match is None or not _is_day(match[2]):
            sound = False
            # What it was can't be told, but something was reserved.
            found.add("meta")
        else:
            found.add(" ".join(filter(None, match.groups())))
    return tuple(sorted(found)), sound


def is_reservation(entry: str) -> bool:
    """Whether `entry` can stand in `documents.reservations`."""
    match = _RESERVATION.fullmatch(entry)
    return match is not None and _is_day(match[2]) and entry == " ".join(filter(None, match.groups()))


def inherited(releases: Mapping[str, str], components: Mapping[str, str]) -> frozenset[str]:
    """The ids of documents that are withheld because a copy of them is.

    `releases` is each document's own `text_release`; `components` names the component of duplicate pairs of those
    that have one. Within a component the strictest holds: a free copy would otherwise give away the withheld one.
    """
    strict = {
        components[doc_id] for doc_id, release in releases.items() if release == WITHHELD and doc_id in components
    }
    return frozenset(
        doc_id for doc_id, release in releases.items() if release == FULL and components.get(doc_id) in strict
    )


def _is_day(text: str | None) -> bool:
    try:
        return text is None or bool(date.fromisoformat(text))
    except ValueError:
        return False


def _bare(value: str) -> str:
    return re.sub(r"[^a-z0-9.+©]+", " ", value.lower()).strip(" .")


@cache
def _forms() -> Mapping[str, str]:
    return MappingProxyType(
        {
            _bare(form): row["id"]
            for row in lexicon.load("licences")
            for form in (row["id"], *filter(None, row["forms"].split("|")))
        }
    )


@cache
def _passed_on() -> Mapping[str, bool]:
    return MappingProxyType({row["id"]: row["text"] == "yes" for row in lexicon.load("licences")})


@cache
def _agencies() -> frozenset[str]:
    """Wire services; a broadcaster's name on a text is most often its own page."""
    return frozenset(row["name"] for row in lexicon.load("agencies") if row["kind"] != "broadcaster")
