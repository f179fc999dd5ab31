"""The reports of one segment: for each cue its content, before, after or around it, and its source."""

from __future__ import annotations

from dataclasses import dataclass, field

from copydesk.attribution.clauses import BREAKS, DASHES, After, after, finite, is_clause, is_verb, right_edge
from copydesk.attribution.cues import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    FINITE,
    FORMS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    TIMES,
    Cue,
)
from copydesk.attribution.marks import Quotation
from copydesk.attribution.segments import QUOTED, Segment
from copydesk.attribution.speakers import Cast, Source
from copydesk.attribution.subjects import phrase_after, subject_before

Subject = tuple[int, int] | str | None
Made = tuple["Attribution", int] | None  # an attribution, and the item its stretch of the segment ends at

_LONGEST_SUBJECT = 40
_LONGEST_SENTENCE = 1000  # items; keeps every look around a cue, and so the whole, linear in the text
_INVERTED = frozenset(("say", "add", "report", "write", "explain", "note", "warn"))
_NAME_GOES_ON = frozenset(("of", "for", "to", "against"))
_LEADS = frozenset(("and", "but", "so", "or", ",", "yet"))


@dataclass(slots=True)
class Attribution:
    """One attribution: its cue (offsets, None if carried over), source, and stretches ``(start, end, kind)``."""

    cue: tuple[int, int] | None
    source: Source | None
    rule: str
    parts: list[tuple[int, int, str]] = field(default_factory=list)


class Reports:
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

    def read(self, s: Segment) -> None:
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
                    made = self._verb(s, i, cue, claimed, previous)
                    if made is None and cue.kind != "naming":
                        bare = i
            elif low == "according" and i + 1 < s.size and s.lows[i + 1] == "to":
                made = self._according(s, i, claimed)
            if made:
                previous, claimed = made
                bare = None
        if not s.nested:
            if bare is not None:
                self._late_quotation(s, bare, previous)
            if previous is None:
                self._signed(s)
                if ":" in s.lows[:12]:
                    self._named_colon(s)

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def _verb(self, s: Segment, i: int, cue: Cue, claimed: int, previous: Attribution | None) -> Made:
        subject = subject_before(s, i)
        if cue.kind == "naming":
            return None if _passive(s, i) else self._naming(s, i, subject, previous)
        content, rest = after(s, i, cue)
        if (
            cue.kind not in ("telling", "asking")
            and _passive(s, i)
            and (content is None or content.link in ("bare", "wh"))
        ):
            return None
        before = s.lows[i - 1] if i else ""
        if (before in (",", QUOTED) or before in DASHES) and cue.shape in ("past", "present") and cue.kind != "telling":
            made = self._inverted(s, i, cue, content, claimed)
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
                return self._as(s, i, left, claimed, subject, rest)
            if cue.kind == "putting":
                return None
            if (self._complete(s, left) and not _at_once(s, i, content)) or not self._leads_on(s, i, content):
                made = self._far_quotation(s, i, subject, rest) if s.lows[left] == "," else None
                made = made or self._before(s, i, left, claimed, cue, subject, rest)
                if made:
                    return made
        if content is None or (cue.kind in ("voicing", "putting") and content.link not in ("quote", "colon", "that")):
            return None
        if content.link == "bare" and (cue.kind == "asking" or _passive(s, i)):
            return None
        if content.link == "bare" and cue.lemma not in ("say", "add") and not is_clause(s, content.start):
            return None
        return self._after(s, i, content, subject, previous)

    def _complete(self, s: Segment, at: int) -> bool:
        """Whether item `at` is a quotation that is nobody's yet and leads on: it ends in a comma or the like."""
        k = s.quotes[at]
        return k >= 0 and k not in self.owner and self.text[self.quotations[k].inner_end - 1] in ",?!—–-…"

    def _leads_on(self, s: Segment, i: int, content: After | None) -> bool:
        """Whether what follows the verb at `i` must be its content, so that nothing before it is."""
        if content is None:
            return False
        if content.link in ("that", "colon"):
            return True
        if content.link == "quote":
            opening = self.text[self.quotations[s.quotes[content.start]].inner_start]
            return opening.isupper() or s.lows[content.start - 1] != ","
        if content.start == i + 1:
            return True
        return content.link == "bare" and s.lows[content.start] in PRONOUNS and finite(s, content.start, s.size)

    def _after(self, s: Segment, i: int, content: After, subject: Subject, previous: Attribution | None) -> Made:
        """Content to the right of the cue at item `i`."""
        start, cue = content.start, (s.starts[i], s.ends[i])
        if content.link == "colon" and start >= s.size:
            attribution = self.add(cue, self._source(s, i, subject, previous), "colon after")
            self.awaited = attribution
            return attribution, start
        edge, why = right_edge(s, start, fronted=_fronted(s, i, subject))
        if edge <= start:
            return None
        attribution = self.add(cue, self._source(s, i, subject, previous), f"{content.link} after, {why}")
        if s.quotes[start] >= 0 and content.link in ("quote", "colon") and self._speech(s, start, edge):
            done = start
            while done < s.size and s.quotes[done] >= 0:
                self.direct(attribution, s.quotes[done])
                done += 1
            return attribution, done
        self._clause(attribution, s, start, edge)
        if why == "colon" and edge + 2 >= s.size:
            self.direct(attribution, s.quotes[edge + 1])
        return attribution, start + (content.link == "quote")

    def _speech(self, s: Segment, at: int, edge: int) -> bool:
        """Whether the quotation at `at` is speech by itself, not a fragment of the clause that ends at `edge`."""
        if edge <= at + 1:
            return True
        quotation = self.quotations[s.quotes[at]]
        full = self.text[quotation.inner_end - 1] in ".,!?…—" or self.text[quotation.inner_start].isupper()
        return full and (s.lows[at - 1] in (",", ":") or s.lows[at - 1] in DASHES or edge < at + 3)

    def _inverted(self, s: Segment, i: int, cue: Cue, content: After | None, claimed: int) -> Made:
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
        ends = (
            not follower or follower in BREAKS or follower in TIMES or follower in PREPOSITIONS or follower in RELATIVES
        )
        speaks = s.lows[phrase[0]] not in PRONOUNS and self.cast.can_speak(s, *phrase)
        if not quoted and (cue.lemma not in _INVERTED or not ends or not speaks):
            return None
        return self._before(s, i, i - 1, claimed, cue, phrase, phrase[1] + 1)

    def _before(
        self, s: Segment, i: int, left: int, claimed: int, cue: Cue, subject: tuple[int, int], rest: int
    ) -> Made:
        """Content that ends at item `left` (a comma or a quotation), before ``subject verb`` or ``verb subject``."""
        if s.quotes[left] >= 0:
            last = left
        elif s.lows[left] == "," or s.lows[left] in DASHES:
            last = left - 1
        else:
            return None
        first = _past_breaks(s, claimed if claimed <= last else 0, last)
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
        attribution = self.add((s.starts[i], s.ends[i]), self.cast.source(self.text, s, *subject), "before")
        if quoted:
            for k in range(first, last + 1):
                if s.quotes[k] >= 0:
                    self.direct(attribution, s.quotes[k])
        else:
            self._clause(attribution, s, first, last + 1)
        return attribution, self._resumed(s, attribution, max(rest, i + 1), quoted, inverted=subject[0] > i)

    def _resumed(self, s: Segment, attribution: Attribution, rest: int, quoted: bool, *, inverted: bool) -> int:
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
                self.direct(attribution, s.quotes[k])
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
        self._clause(attribution, s, first, edge)
        return edge

    def _far_quotation(self, s: Segment, i: int, subject: tuple[int, int], rest: int) -> Made:
        """``"...," X, an A of B, one of the Cs, said``: only appositions stand between the quotation and its verb."""
        for k in range(subject[0] - 1, max(-1, i - _LONGEST_SUBJECT), -1):
            if s.quotes[k] >= 0:
                if s.quotes[k] in self.owner or self.text[self.quotations[s.quotes[k]].inner_end - 1] not in ",?!—":
                    return None
                phrase = phrase_after(s, k + 1)
                if phrase is None:
                    return None
                attribution = self.add((s.starts[i], s.ends[i]), self.cast.source(self.text, s, *phrase), "before")
                self.direct(attribution, s.quotes[k])
                return attribution, self._resumed(s, attribution, rest, True, inverted=False)
            if s.lows[k] in FORMS or s.lows[k] in AUXILIARIES or s.lows[k] in (":", ";"):
                return None
        return None

    def _late_quotation(self, s: Segment, i: int, previous: Attribution | None) -> None:
        """``X replied with a smile: "..."``: a quotation at the end belongs to the cue before it."""
        last = s.size - 1
        if last <= i or s.quotes[last] < 0 or s.lows[last - 1] not in (":", ",") or s.quotes[last] in self.owner:
            return
        if s.lows[last - 1] == "," and self.text[self.quotations[s.quotes[last]].inner_start].islower():
            return
        attribution = self.add(
            (s.starts[i], s.ends[i]), self._source(s, i, subject_before(s, i), previous), "quote later"
        )
        self.direct(attribution, s.quotes[last])

    def _naming(self, s: Segment, i: int, subject: Subject, previous: Attribution | None) -> Made:
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
                attribution = self.add((s.starts[i], s.ends[i]), self._source(s, i, subject, previous), "naming")
                self._clause(attribution, s, first, end)
                return attribution, end
        return None

    # -- "according to", "as X said" -----------------------------------------------------------------------------------

    def _according(self, s: Segment, i: int, claimed: int) -> Made:
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
            attribution = self.add(cue, self.cast.source(self.text, s, *phrase), f"according to, {why}")
            self._clause(attribution, s, comma + 1, edge)
            return attribution, comma + 1
        last = i - 1
        while last >= 0 and s.lows[last] in BREAKS:
            last -= 1
        first = _past_breaks(s, claimed if claimed <= last else 0, last)
        if last < first:
            return None
        attribution = self.add(cue, self.cast.source(self.text, s, *phrase), "before according to")
        self._clause(attribution, s, first, last + 1)
        return attribution, phrase[1] + 1

    def _as(self, s: Segment, i: int, at: int, claimed: int, subject: tuple[int, int], rest: int) -> Made:
        """``As X said, ...`` and ``..., as X put it``."""
        cue, source = (s.starts[i], s.ends[i]), self.cast.source(self.text, s, *subject)
        if at == 0:
            k = rest
            while k < s.size and s.lows[k] not in (",", ":") and s.quotes[k] < 0:
                k += 1
            if k >= s.size - 1 and s.lows[-1] != ":":
                return None
            attribution = self.add(cue, source, "as before")
            if k >= s.size - 1:
                self.awaited = attribution
                return attribution, k
            first = k + (s.quotes[k] < 0)
            self._clause(attribution, s, first, right_edge(s, first)[0])
            return attribution, first
        last = at - 1
        while last > 0 and s.lows[last] in BREAKS:
            last -= 1
        first = claimed if claimed <= last else 0
        attribution = self.add(cue, source, "as after")
        self._clause(attribution, s, first, last + 1)
        return attribution, rest

    # -- no verb -------------------------------------------------------------------------------------------------------

    def _named_colon(self, s: Segment) -> None:
        """A name, a colon, and what the named says: headlines, transcripts; "More from X:" before a quotation."""
        k = s.lows.index(":")
        if k == 0 or k + 1 >= len(s.lows):
            return
        first = 0
        if s.quotes[k + 1] >= 0 and k + 2 >= s.size:
            first = next((j for j in range(k) if self.cast.is_name(s.starts[j], s.ends[k - 1])), 0)
        if not self.cast.is_name(s.starts[first], s.ends[k - 1]):
            return
        attribution = self.add((s.starts[k], s.ends[k]), self.cast.source(self.text, s, first, k - 1), "name and colon")
        self._clause(attribution, s, k + 1, s.size)

    def _signed(self, s: Segment) -> None:
        """A quotation, a dash and a name: the name signs it."""
        if (
            len(s.lows) > 2
            and s.quotes[0] >= 0
            and s.lows[1] in DASHES
            and self.cast.is_name(s.starts[2], s.ends[s.size - 1])
        ):
            attribution = self.add(None, self.cast.source(self.text, s, 2, s.size - 1), "signed")
            self.direct(attribution, s.quotes[0])

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _source(self, s: Segment, i: int, subject: Subject, previous: Attribution | None) -> Source | None:
        if isinstance(subject, tuple):
            return self.cast.source(self.text, s, *subject)
        if subject is None:
            return None
        if previous is not None and previous.source is not None:
            return previous.source
        return self.cast.shared(self.text, s, i)

    def _clause(self, attribution: Attribution, s: Segment, first: int, last: int) -> None:
        """Items `first` to `last` (exclusive) as one stretch without marks at its edges; a lone quotation is direct."""
        while last > first and s.lows[last - 1] in BREAKS and s.lows[last - 1] != ")":
            last -= 1
        first = _past_breaks(s, first, last)
        if last <= first:
            return
        quoted = [s.quotes[k] for k in range(first, last) if s.quotes[k] >= 0]
        if quoted and last - first == 1:
            self.direct(attribution, quoted[0])
            return
        self.within.update(dict.fromkeys(quoted, attribution))
        attribution.parts.append((s.starts[first], s.ends[last - 1], "mixed" if quoted else "indirect"))


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


def _past_breaks(s: Segment, first: int, last: int) -> int:
    while first < last and s.lows[first] in BREAKS:
        first += 1
    return first


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
