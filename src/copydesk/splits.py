"""Which split a document is published in: a function of its component of copies, never of a position or a count."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple, Self

from copydesk.errors import CopydeskError

#: Shares of the default splits; they add up to 1.
RATIOS: Final[Mapping[str, float]] = {"train": 0.8, "validation": 0.1, "test": 0.1}

_STEPS: Final = 1 << 32
_NAME: Final = re.compile(r"\w+", re.ASCII)
#: The splits of `time:`, by the number of days that bound them.
_BY_TIME: Final = {1: ("train", "test"), 2: ("train", "validation", "test")}


class SplitError(CopydeskError, ValueError):
    """A way to split that cannot be; the message ends with the remedy."""


@dataclass(frozen=True, slots=True)
class Split:
    """How documents are split: by `ratios` of a hash, or by time where there are `days`.

    `days` are the first days of the splits after the first, ascending; `ratios` then only name the splits.
    """

    ratios: Mapping[str, float] = field(default_factory=lambda: RATIOS)
    days: tuple[date, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The split that an option names: ``train:0.9,test:0.1`` or ``time:2023-01-01,2023-04-01``.

        Raises SplitError for anything else.
        """
        kind, _, rest = text.partition(":")
        return cls._by_time(rest) if kind == "time" and "-" in rest else cls._by_ratios(text)

    @classmethod
    def _by_ratios(cls, text: str) -> Self:
        shares: dict[str, Decimal] = {}
        for part in text.split(","):
            name, _, share = (piece.strip() for piece in part.partition(":"))
            try:
                value = Decimal(share)
            except InvalidOperation:
                value = Decimal(0)
            if not _NAME.fullmatch(name) or name in shares or not value.is_finite() or not 0 < value <= 1:
                raise SplitError(
                    f"{part.strip()!r} is no share of a split; write it as train:0.8,validation:0.1,test:0.1"
                )
            shares[name] = value
        if sum(shares.values()) != 1:
            raise SplitError(f"the shares of {text!r} add up to {sum(shares.values())}; make them add up to 1")
        return cls({name: float(share) for name, share in shares.items()})

    @classmethod
    def _by_time(cls, text: str) -> Self:
        try:
            days = tuple(date.fromisoformat(part.strip()) for part in text.split(","))
        except ValueError:
            days = ()
        if len(days) not in _BY_TIME or list(days) != sorted(set(days)):
            raise SplitError(
                f"time:{text} has not one or two ascending days; write the first days of validation and test, as in "
                "time:2023-01-01,2023-04-01, or that of test alone"
            )
        return cls(dict.fromkeys(_BY_TIME[len(days)], 0.0), days)

    @property
    def names(self) -> tuple[str, ...]:
        """The splits, in order."""
        return tuple(self.ratios)

    def __str__(self) -> str:
        """The option that names this split."""
        if self.days:
            return "time:" + ",".join(day.isoformat() for day in self.days)
        return ",".join(f"{name}:{share:g}" for name, share in self.ratios.items())


class Move(NamedTuple):
    """A document that another build published in another split."""

    doc_id: str
    old: str
    new: str


def assign(
    doc_ids: Sequence[str], component_of: Mapping[str, str], created: Sequence[date | None], split: Split
) -> dict[str, str]:
    """The split of each document; documents of one component are always in the same.

    `component_of` names the component of a document that has a partner in `duplicates`, `created` is parallel to
    `doc_ids`.

    By ratios, a component goes by the hash of the id of its first member: the earliest `created`, undated ones last,
    then the smallest id. So a document moves only if its component changes, and a copy that is published later moves
    nothing.

    By time, a component goes by its latest member, so that nothing in a split is of a later day than the split, nor
    copied by such: a new copy may draw a component into a later split, never itself into an earlier one. One without
    any date goes into the last split: nobody can say that it came before a day.
    """
    dated = list(zip(doc_ids, created, strict=True))
    if split.days:
        latest: dict[str, date] = {}
        for doc_id, day in dated:
            component = component_of.get(doc_id, doc_id)
            if day is not None and day >= latest.get(component, day):
                latest[component] = day
        place = {component: split.names[bisect_right(split.days, day)] for component, day in latest.items()}
        return {doc_id: place.get(component_of.get(doc_id, doc_id), split.names[-1]) for doc_id in doc_ids}
    first: dict[str, tuple[date, str]] = {}
    for doc_id, day in dated:
        if doc_id in component_of:
            member = (day or date.max, doc_id)
            first[component_of[doc_id]] = min(member, first.get(component_of[doc_id], member))
    return {
        doc_id: split_of(first[component_of[doc_id]][1] if doc_id in component_of else doc_id, split.ratios)
        for doc_id in doc_ids
    }


def moves(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Move, ...]:
    """The documents of both builds whose split is another now, by id."""
    return tuple(Move(doc_id, old[doc_id], new[doc_id]) for doc_id in sorted(old.keys() & new.keys())
                 if old[doc_id] != new[doc_id])  # fmt: skip


def split_of(key: str, ratios: Mapping[str, float] = RATIOS) -> str:
    """The split of `key`: its SHA-256's first 32 bits, as a share of their range, on the line of `ratios`."""
    point = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")
    reached = 0.0
    for name, share in ratios.items():
        reached += share
        if point < reached * _STEPS:
            return name
    return list(ratios)[-1]
