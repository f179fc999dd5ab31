"""Reporting verbs: the content before, after or around each, and whose it is."""

from __future__ import annotations

from copydesk.attribution.clauses import BREAKS, DASHES, After, after, finite, is_clause, right_edge
from copydesk.attribution.cues import (
    ADVERBS,
    AUXILIARIES,
    BE,
    FINITE,
    FORMS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    TIMES,
    Cue,
)
from copydesk.attribution.frames import as_said
from copydesk.attribution.ledger import Attribution, Ledger, Made, Subject, past_breaks
from copydesk.attribution.segments import QUOTED, Segment
from copydesk.attribution.subjects import phrase_after, subject_before

_LONGEST_SUBJECT = 40
_INVERTED = frozenset(("say", "add", "report", "write", "explain", "note", "warn"))
_NAME_GOES_ON = frozenset(("of", "for", "to", "against"))
_LEADS = frozenset(("and", "but", "so", "or", ",", "yet"))


def verb(ledger: Ledger, s: Segment, i: int, cue: Cue, claimed: int, previous: Attribution | None) -> Made:
    """What the verb at item `i` reports; `previous` is the attribution before it, items before `claimed` are taken."""
    subject = subject_before(s, i)
    if cue.kind == "naming":
        return None if _passive(s, i) else _naming(ledger, s, i, subject, previous)
    content, rest = after(s, i, cue)
    if cue.kind not in ("telling", "asking") and _passive(s, i) and (content is None or content.link in ("bare", "wh")):
        return None
    before = s.lows[i - 1] if i else ""
    if (before in (",", QUOTED) or before in DASHES) and cue.shape in ("past", "present") and cue.kind != "telling":
        made = _inverted(ledger, s, i, cue, content, claimed)
        if made:
            return made
    if isinstance(subject, tuple) and subject[0] > 0:
        left = subject[0] - 1
        follows = s.lows[i + 1] if i + 1 < s.size else ""
        if (
            s.lows[left] == "as"
            and follows != "to"
            and (left == 0 or s.lows[left - 1] in BREAKS or s.lows[left - 1] == QUOTED)
        ):
            return as_said(ledger, s, i, left, claimed, subject, rest)
        if cue.kind == "putting":
            return None
        if (_complete(ledger, s, left) and not _at_once(s, i, content)) or not _leads_on(ledger, s, i, content):
            made = _far_quotation(ledger, s, i, subject, rest) if s.lows[left] == "," else None
            made = made or _before(ledger, s, i, left, claimed, cue, subject, rest)
            if made:
                return made
    if content is None or (cue.kind in ("voicing", "putting") and content.link not in ("quote", "colon", "that")):
        return None
    if content.link == "bare" and (cue.kind == "asking" or _passive(s, i)):
        return None
    if content.link == "bare" and cue.lemma not in ("say", "add") and not is_clause(s, content.start):
        return None
    return _after(ledger, s, i, content, subject, previous)


def _complete(ledger: Ledger, s: Segment, at: int) -> bool:
    """Whether item `at` is a quotation that is nobody's yet and leads on: it ends in a comma or the like."""
    k = s.quotes[at]
    return k >= 0 and k not in ledger.owner and ledger.text[ledger.quotations[k].inner_end - 1] in ",?!—–-…"


def _leads_on(ledger: Ledger, s: Segment, i: int, content: After | None) -> bool:
    """Whether what follows the verb at `i` must be its content, so that nothing before it is."""
    if content is None:
        return False
    if content.link in ("that", "colon"):
        return True
    if content.link == "quote":
        opening = ledger.text[ledger.quotations[s.quotes[content.start]].inner_start]
        return opening.isupper() or s.lows[content.start - 1] != ","
    if content.start == i + 1:
        return True
    return content.link == "bare" and s.lows[content.start] in PRONOUNS and finite(s, content.start, s.size)


def _after(ledger: Ledger, s: Segment, i: int, content: After, subject: Subject, previous: Attribution | None) -> Made:
    """Content to the right of the cue at item `i`."""
    start, cue = content.start, (s.starts[i], s.ends[i])
    if content.link == "colon" and start >= s.size:
        attribution = ledger.add(cue, ledger.source(s, i, subject, previous), "colon after")
        ledger.awaited = attribution
        return attribution, start
    edge, why = right_edge(s, start, fronted=_fronted(s, i, subject))
    if edge <= start:
        return None
    attribution = ledger.add(cue, ledger.source(s, i, subject, previous), f"{content.link} after, {why}")
    if s.quotes[start] >= 0 and content.link in ("quote", "colon") and _speech(ledger, s, start, edge):
        done = start
        while done < s.size and s.quotes[done] >= 0:
            ledger.direct(attribution, s.quotes[done])
            done += 1
        return attribution, done
    ledger.clause(attribution, s, start, edge)
    if why == "colon" and edge + 2 >= s.size:
        ledger.direct(attribution, s.quotes[edge + 1])
    return attribution, start + (content.link == "quote")


def _speech(ledger: Ledger, s: Segment, at: int, edge: int) -> bool:
    """Whether the quotation at `at` is speech by itself, not a fragment of the clause that ends at `edge`."""
    if edge <= at + 1:
        return True
    quotation = ledger.quotations[s.quotes[at]]
    full = ledger.text[quotation.inner_end - 1] in ".,!?…—" or ledger.text[quotation.inner_start].isupper()
    return full and (s.lows[at - 1] in (",", ":") or s.lows[at - 1] in DASHES or edge < at + 3)


def _inverted(ledger: Ledger, s: Segment, i: int, cue: Cue, content: After | None, claimed: int) -> Made:
    """``"...," said X``: the subject follows the verb."""
    if content is not None and (
        content.link in ("that", "colon") or (content.link == "quote" and content.start == i + 1)
    ):
        return None
    phrase = phrase_after(s, i + 1)
    if phrase is None:
        return None
    quoted = s.quotes[i - 1] >= 0 or (i > 1 and s.quotes[i - 2] >= 0)
    follower = s.lows[phrase[1] + 1] if phrase[1] + 1 < s.size else ""
    ends = not follower or follower in BREAKS or follower in TIMES or follower in PREPOSITIONS or follower in RELATIVES
    speaks = s.lows[phrase[0]] not in PRONOUNS and ledger.cast.can_speak(s, *phrase)
    if not quoted and (cue.lemma not in _INVERTED or not ends or not speaks):
        return None
    return _before(ledger, s, i, i - 1, claimed, cue, phrase, phrase[1] + 1)


def _before(
    ledger: Ledger, s: Segment, i: int, left: int, claimed: int, cue: Cue, subject: tuple[int, int], rest: int
) -> Made:
    """Content that ends at item `left` (a comma or a quotation), before ``subject verb`` or ``verb subject``."""
    if s.quotes[left] >= 0:
        last = left
    elif s.lows[left] == "," or s.lows[left] in DASHES:
        last = left - 1
    else:
        return None
    first = past_breaks(s, claimed if claimed <= last else 0, last)
    if last < first:
        return None
    if s.quotes[last] >= 0 and last > first and s.lows[last - 1] == ":":
        first = last
    lead = first
    while lead < last and (s.quotes[lead] >= 0 or s.lows[lead] in _LEADS):
        lead += 1
    quoted = lead == last and s.quotes[last] >= 0
    if s.quotes[last] < 0:
        if cue.shape == "participle" and s.lows[i - 1] not in AUXILIARIES:
            return None
        interrupted = rest + 1 < s.size and s.lows[rest] == "," and s.lows[rest + 1] in FINITE
        if cue.kind == "voicing" or not (interrupted or (last > first and finite(s, first, last + 1))):
            return None
    attribution = ledger.add((s.starts[i], s.ends[i]), ledger.cast.source(ledger.text, s, *subject), "before")
    if quoted:
        for k in range(first, last + 1):
            if s.quotes[k] >= 0:
                ledger.direct(attribution, s.quotes[k])
    else:
        ledger.clause(attribution, s, first, last + 1)
    return attribution, _resumed(ledger, s, attribution, max(rest, i + 1), quoted, inverted=subject[0] > i)


def _resumed(ledger: Ledger, s: Segment, attribution: Attribution, rest: int, quoted: bool, *, inverted: bool) -> int:
    """The second part of a report that its attribution interrupts; the item it ends at."""
    k = rest
    if inverted:  # an apposition may stand between
        while k < s.size and s.quotes[k] < 0 and k - rest < _LONGEST_SUBJECT and s.lows[k] not in FORMS:
            k += 1
    elif k < s.size and s.lows[k] == ",":
        k += 1
        k += quoted and k < s.size and s.lows[k] in ("and", "but")
    if (
        k < s.size
        and s.quotes[k] >= 0
        and (k == rest or s.lows[k - 1] in (",", ":", "and", "but") or s.lows[k - 1] in DASHES)
    ):
        while k < s.size and s.quotes[k] >= 0:
            ledger.direct(attribution, s.quotes[k])
            k += 1
        return k
    if quoted or inverted or rest + 1 >= s.size or s.lows[rest] != ",":
        return rest
    first = rest + 1
    if s.lows[first].endswith("ing") or s.lows[first] in ("who", "which", "a", "an", "according"):
        return rest
    edge, _ = right_edge(s, first)
    if edge - first < 2:
        return rest
    ledger.clause(attribution, s, first, edge)
    return edge


def _far_quotation(ledger: Ledger, s: Segment, i: int, subject: tuple[int, int], rest: int) -> Made:
    """``"...," X, an A of B, one of the Cs, said``: only appositions stand between the quotation and its verb."""
    for k in range(subject[0] - 1, max(-1, i - _LONGEST_SUBJECT), -1):
        if s.quotes[k] >= 0:
            if s.quotes[k] in ledger.owner or ledger.text[ledger.quotations[s.quotes[k]].inner_end - 1] not in ",?!—":
                return None
            phrase = phrase_after(s, k + 1)
            if phrase is None:
                return None
            attribution = ledger.add((s.starts[i], s.ends[i]), ledger.cast.source(ledger.text, s, *phrase), "before")
            ledger.direct(attribution, s.quotes[k])
            return attribution, _resumed(ledger, s, attribution, rest, True, inverted=False)
        if s.lows[k] in FORMS or s.lows[k] in AUXILIARIES or s.lows[k] in (":", ";"):
            return None
    return None


def late_quotation(ledger: Ledger, s: Segment, i: int, previous: Attribution | None) -> None:
    """``X replied with a smile: "..."``: a quotation at the end belongs to the cue before it."""
    last = s.size - 1
    if last <= i or s.quotes[last] < 0 or s.lows[last - 1] not in (":", ",") or s.quotes[last] in ledger.owner:
        return
    if s.lows[last - 1] == "," and ledger.text[ledger.quotations[s.quotes[last]].inner_start].islower():
        return
    attribution = ledger.add(
        (s.starts[i], s.ends[i]), ledger.source(s, i, subject_before(s, i), previous), "quote later"
    )
    ledger.direct(attribution, s.quotes[last])


def _naming(ledger: Ledger, s: Segment, i: int, subject: Subject, previous: Attribution | None) -> Made:
    """An object with a quoted judgement: ``called it "a ruin"``; not a name: ``a boat called "Ruin"``."""
    first = i + 1 + (i + 1 < s.size and s.lows[i + 1] in ("for", "on", "upon"))
    if first < s.size and s.quotes[first] >= 0 and FORMS[s.lows[i]].shape == "past":
        return None
    for k in range(first, min(s.size, first + 14)):
        if s.lows[k] in (":", ";", "and", "who", ",") or s.lows[k] in FORMS:
            return None
        if s.quotes[k] >= 0:
            end = k + 1
            while end < s.size and (s.lows[end] in _NAME_GOES_ON or not _closes_name(s, end)):
                end += 1
            attribution = ledger.add((s.starts[i], s.ends[i]), ledger.source(s, i, subject, previous), "naming")
            ledger.clause(attribution, s, first, end)
            return attribution, end
    return None


def _closes_name(s: Segment, k: int) -> bool:
    """Whether the item at `k` cannot belong to the noun phrase that a quotation before it began."""
    low = s.lows[k]
    return (
        low in BREAKS
        or low in _LEADS
        or low in PREPOSITIONS
        or low in RELATIVES
        or low in SUBORDINATORS
        or low in AUXILIARIES
        or low in ADVERBS
        or low in TIMES
        or low in FORMS
        or low in ("as", "than")
    )


def _at_once(s: Segment, i: int, content: After | None) -> bool:
    """Whether a clause follows the verb at `i` directly."""
    if content is None or content.link not in ("bare", "that"):
        return False
    return content.start == i + 1 + (content.link == "that") and is_clause(s, content.start)


def _passive(s: Segment, i: int) -> bool:
    """Whether the form at `i` is passive: a form of "be" before it, adverbs between."""
    if FORMS[s.lows[i]].shape not in ("past", "passive"):
        return False
    k = i - 1
    while k >= 0 and (s.lows[k] in ADVERBS or s.lows[k].endswith("ly")):
        k -= 1
    return k >= 0 and (s.lows[k] in BE or (s.lows[k].endswith(("'s", "’s")) and s.lows[k] in PRONOUNS))


def _fronted(s: Segment, i: int, subject: Subject) -> bool:
    """Whether the verb at `i` stands in a clause before the main one: "After she said ...", "Asked whether ..."."""
    if i == 0:
        return True
    if isinstance(subject, tuple):
        return subject[0] <= 2 and any(low in SUBORDINATORS for low in s.lows[: subject[0]])
    return s.lows[0] in SUBORDINATORS and i < 3
