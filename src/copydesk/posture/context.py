"""What a document has said so far about who keeps which forces where: what its later sentences leave unsaid.

"The destroyer" is the one named before, "the soldiers would leave" are those of the state whose soldiers the text is
about, and they leave where it has placed them. Each answer is one party or none: what has two candidates is not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from copydesk.posture.parties import Party
from copydesk.posture.words import HEADS

if TYPE_CHECKING:
    from copydesk.posture.rows import Event

#: So much more often than any other must an actor act to be meant where nothing but a number of soldiers is said.
_CLEARLY: Final = 2


def singular(unit: str) -> str:
    """The last noun of a unit in a form that its plural shares."""
    return unit.lower().rsplit(" ", 1)[-1].removesuffix("s")


def _kind(unit: str) -> str:
    head = HEADS.get(unit.lower()) or HEADS.get(unit.lower().rsplit(" ", 1)[-1])
    return head.kind if head is not None else ""


class Context:
    """The parties of the rows so far, a sentence counted once."""

    def __init__(self) -> None:
        self._actors: Counter[str] = Counter()
        self._hosts: Counter[str] = Counter()
        self._given: Counter[str] = Counter()
        self._parties: dict[str, Party] = {}
        self._owners: dict[str, tuple[str, ...]] = {}
        self._kinds: dict[str, str] = {}
        #: What has been done so far.
        self.actions: set[str] = set()
        #: The sentence and noun of the last soldiers that were named.
        self.people: tuple[int, str] | None = None

    def record(self, events: Iterable[Event]) -> None:
        """Take note of the rows of one sentence."""
        rows = list(events)
        # Of those who exercise together, the one that the sentence is about.
        acting = [row for row in rows if row.action != "exercise"] or rows[:1]
        acting = [row for row in acting if row.modality != "denied"]
        for code in dict.fromkeys(row.actor.code for row in acting):
            self._actors[code] += 1
        for code in dict.fromkeys(row.host.code for row in rows if row.host is not None):
            self._hosts[code] += 1
        for code in dict.fromkeys(row.host.code for row in rows if row.host is not None and row.action == "supply"):
            self._given[code] += 1
        self.actions.update(row.action for row in rows)
        owners: dict[str, list[str]] = {}
        for row in rows:
            self._parties.setdefault(row.actor.code, row.actor)
            if row.host is not None:
                self._parties.setdefault(row.host.code, row.host)
            if row.unit:
                self._kinds[_kind(row.unit)] = singular(row.unit)
                owners.setdefault(singular(row.unit), []).append(row.actor.code)
                self.people = (row.sentence, row.unit)
        self._owners.update({unit: tuple(dict.fromkeys(codes)) for unit, codes in owners.items()})

    def owner(self, unit: str) -> Party | None:
        """Whose unit of that name the text named last."""
        codes = self._owners.get(singular(unit)) or self._owners.get(self._kinds.get(_kind(unit), ""), ())
        return self._parties[codes[0]] if len(codes) == 1 else None

    def acts(self, code: str) -> bool:
        """Whether the text has said anything of the forces of that state."""
        return self._actors[code] > 0

    def knows(self, kind: str) -> bool:
        """Whether the text has said anything of forces of that kind, so that "the planes" are the jets before."""
        return kind in self._kinds

    def actor(self, *, clearly: bool = False) -> Party | None:
        """Who acts most often, the first of those; `clearly`: with no rival."""
        return self._first(self._actors, clearly=clearly)

    def host(self) -> Party | None:
        """Where most of it happens."""
        return self._first(self._hosts, clearly=False)

    def recipient(self) -> Party | None:
        """Who is given most of what is supplied."""
        return self._first(self._given, clearly=False)

    def _first(self, counts: Counter[str], *, clearly: bool) -> Party | None:
        ranked = counts.most_common(2)
        if not ranked or (clearly and len(ranked) > 1 and ranked[0][1] < _CLEARLY * ranked[1][1]):
            return None
        return self._parties[ranked[0][0]]
