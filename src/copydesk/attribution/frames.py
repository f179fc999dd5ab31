"""Reports without a reporting verb: "according to", "as X said", a name and a colon, a signature."""

from __future__ import annotations

from copydesk.attribution.clauses import BREAKS, DASHES, right_edge
from copydesk.attribution.cues import DETERMINERS
from copydesk.attribution.ledger import Ledger, Made, past_breaks
from copydesk.attribution.segments import Segment
from copydesk.attribution.subjects import phrase_after


def according(ledger: Ledger, s: Segment, i: int, claimed: int) -> Made:
    """``According to X, ...`` and ``..., according to X``."""
    phrase = phrase_after(s, i + 2)
    if phrase is None:
        return None
    cue = (s.starts[i], s.ends[i + 1])
    if i == 0 or (i <= 3 and s.lows[i - 1] in (",", "and", "but", "yet")):
        comma = phrase[1] + 1
        while comma < s.size and s.lows[comma] != ",":
            comma += 1
        if comma + 1 < s.size and s.lows[comma + 1] in ("who", "which", "a", "an"):  # about the source
            later = comma + 1
            while later < s.size and s.lows[later] != ",":
                later += 1
            comma = later if later < s.size else comma
        if phrase[1] + 1 < s.size and s.lows[phrase[1] + 1] in DETERMINERS:
            comma = phrase[1]  # no comma: the clause begins with the next phrase
        if comma >= s.size - 1:
            return None
        edge, why = right_edge(s, comma + 1)
        attribution = ledger.add(cue, ledger.cast.source(ledger.text, s, *phrase), f"according to, {why}")
        ledger.clause(attribution, s, comma + 1, edge)
        return attribution, comma + 1
    last = i - 1
    while last >= 0 and s.lows[last] in BREAKS:
        last -= 1
    first = past_breaks(s, claimed if claimed <= last else 0, last)
    if last < first:
        return None
    attribution = ledger.add(cue, ledger.cast.source(ledger.text, s, *phrase), "before according to")
    ledger.clause(attribution, s, first, last + 1)
    return attribution, phrase[1] + 1


def as_said(ledger: Ledger, s: Segment, i: int, at: int, claimed: int, subject: tuple[int, int], rest: int) -> Made:
    """``As X said, ...`` and ``..., as X put it``."""
    cue, source = (s.starts[i], s.ends[i]), ledger.cast.source(ledger.text, s, *subject)
    if at == 0:
        k = rest
        while k < s.size and s.lows[k] not in (",", ":") and s.quotes[k] < 0:
            k += 1
        if k >= s.size - 1 and s.lows[-1] != ":":
            return None
        attribution = ledger.add(cue, source, "as before")
        if k >= s.size - 1:
            ledger.awaited = attribution
            return attribution, k
        first = k + (s.quotes[k] < 0)
        ledger.clause(attribution, s, first, right_edge(s, first)[0])
        return attribution, first
    last = at - 1
    while last > 0 and s.lows[last] in BREAKS:
        last -= 1
    first = claimed if claimed <= last else 0
    attribution = ledger.add(cue, source, "as after")
    ledger.clause(attribution, s, first, last + 1)
    return attribution, rest


def named_colon(ledger: Ledger, s: Segment) -> None:
    """A name, a colon, and what the named says: headlines, transcripts; "More from X:" before a quotation."""
    k = s.lows.index(":")
    if k == 0 or k + 1 >= len(s.lows):
        return
    first = 0
    if s.quotes[k + 1] >= 0 and k + 2 >= s.size:
        first = next((j for j in range(k) if ledger.cast.is_name(s.starts[j], s.ends[k - 1])), 0)
    if not ledger.cast.is_name(s.starts[first], s.ends[k - 1]):
        return
    attribution = ledger.add(
        (s.starts[k], s.ends[k]), ledger.cast.source(ledger.text, s, first, k - 1), "name and colon"
    )
    ledger.clause(attribution, s, k + 1, s.size)


def signed(ledger: Ledger, s: Segment) -> None:
    """A quotation, a dash and a name: the name signs it."""
    if (
        len(s.lows) > 2
        and s.quotes[0] >= 0
        and s.lows[1] in DASHES
        and ledger.cast.is_name(s.starts[2], s.ends[s.size - 1])
    ):
        attribution = ledger.add(None, ledger.cast.source(ledger.text, s, 2, s.size - 1), "signed")
        ledger.direct(attribution, s.quotes[0])
