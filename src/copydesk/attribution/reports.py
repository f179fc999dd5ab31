"""The reports of one segment: each cue in turn, and what stands without one."""

from __future__ import annotations

from copydesk.attribution.clauses import is_verb
from copydesk.attribution.cues import FORMS
from copydesk.attribution.frames import according, named_colon, signed
from copydesk.attribution.ledger import Attribution, Ledger, Made
from copydesk.attribution.segments import Segment
from copydesk.attribution.verbs import late_quotation, verb

_LONGEST_SENTENCE = 1000  # items; keeps every look around a cue, and so the whole, linear in the text


def read(ledger: Ledger, s: Segment) -> None:
    """Find the reports of segment `s`. What is longer than any sentence is none, and is left alone."""
    if len(s.lows) > _LONGEST_SENTENCE:
        return
    previous: Attribution | None = None
    claimed = 0  # items before this are taken
    bare: int | None = None  # the latest cue without content
    for i, low in enumerate(s.lows):
        made: Made = None
        if low in FORMS:
            cue = FORMS[low]
            if is_verb(s, i, cue):
                made = verb(ledger, s, i, cue, claimed, previous)
                if made is None and cue.kind != "naming":
                    bare = i
        elif low == "according" and i + 1 < s.size and s.lows[i + 1] == "to":
            made = according(ledger, s, i, claimed)
        if made:
            previous, claimed = made
            bare = None
    if not s.nested:
        if bare is not None:
            late_quotation(ledger, s, bare, previous)
        if previous is None:
            signed(ledger, s)
            if ":" in s.lows[:12]:
                named_colon(ledger, s)
