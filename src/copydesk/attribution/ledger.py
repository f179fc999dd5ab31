"""The attributions of a text as they are found, and which quotations they have taken."""

from __future__ import annotations

from dataclasses import dataclass, field

from copydesk.attribution.clauses import BREAKS
from copydesk.attribution.marks import Quotation
from copydesk.attribution.segments import Segment
from copydesk.attribution.speakers import Cast, Source

Subject = tuple[int, int] | str | None


@dataclass(slots=True)
class Attribution:
    """One attribution: its cue (offsets, None if carried over), source, and stretches ``(start, end, kind)``."""

    cue: tuple[int, int] | None
    source: Source | None
    rule: str
    parts: list[tuple[int, int, str]] = field(default_factory=list)


Made = tuple[Attribution, int] | None  # an attribution, and the item its stretch of the segment ends at


class Ledger:
    """The attributions found so far in a text, and which quotations they have taken.

    `owner` maps a quotation's number to the attribution whose direct speech it is; `within` does so for those in its
    reported clauses. `awaited` is the attribution whose segment ended in a colon: what follows is its content.
    """

    def __init__(self, text: str, quotations: list[Quotation], cast: Cast) -> None:
        self.text = text
        self.quotations = quotations
        self.cast = cast
        self.found: list[Attribution] = []
        self.owner: dict[int, Attribution] = {}
        self.within: dict[int, Attribution] = {}
        self.awaited: Attribution | None = None

    def add(self, cue: tuple[int, int] | None, source: Source | None, rule: str) -> Attribution:
        """A new attribution without content yet."""
        attribution = Attribution(cue, source, rule)
        self.found.append(attribution)
        return attribution

    def direct(self, attribution: Attribution, k: int) -> None:
        """Quotation `k` as direct speech of `attribution`, unless another has it."""
        if k not in self.owner and k not in self.within:
            self.owner[k] = attribution
            quotation = self.quotations[k]
            attribution.parts.append((quotation.inner_start, quotation.inner_end, "direct"))

    def source(self, s: Segment, i: int, subject: Subject, previous: Attribution | None) -> Source | None:
        """The source that `subject` is, or that a verb without a subject of its own goes on from."""
        if isinstance(subject, tuple):
            return self.cast.source(self.text, s, *subject)
        if subject is None:
            return None
        if previous is not None and previous.source is not None:
            return previous.source
        return self.cast.shared(self.text, s, i)

    def clause(self, attribution: Attribution, s: Segment, first: int, last: int) -> None:
        """Items `first` to `last` (exclusive) as one stretch without marks at its edges; a lone quotation is direct."""
        while last > first and s.lows[last - 1] in BREAKS and s.lows[last - 1] != ")":
            last -= 1
        first = past_breaks(s, first, last)
        if last <= first:
            return
        quoted = [s.quotes[k] for k in range(first, last) if s.quotes[k] >= 0]
        if quoted and last - first == 1:
            self.direct(attribution, quoted[0])
            return
        self.within.update(dict.fromkeys(quoted, attribution))
        attribution.parts.append((s.starts[first], s.ends[last - 1], "mixed" if quoted else "indirect"))


def past_breaks(s: Segment, first: int, last: int) -> int:
    """The first item from `first` on that is no mark between clauses; `last` where there is none before it."""
    while first < last and s.lows[first] in BREAKS:
        first += 1
    return first
