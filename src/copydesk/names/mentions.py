"""From labelled words to mentions: trimmed as the annotation guide says, and of one mind about a document.

A document is its own best lexicon: who stands there in full decides the surname, and most uses of a name decide the
rest (Krishnan & Manning, "An Effective Two-Stage Model for Exploiting Non-Local Dependencies", ACL 2006).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from copydesk.names import features, knowledge
from copydesk.names.evidence import Evidence
from copydesk.names.gazetteer import LONGEST, gazetteer
from copydesk.names.model import LABELS

_POSSESSIVE = frozenset(("'s", "’s", "'S", "’S", "'", "’"))
_ARTICLES = frozenset(["the", "The", "THE", "a", "A", "an", "An"])
#: Marks that no name begins or ends with.
_EDGES = frozenset("'\"“”‘’`,;:!?-–—(/&*#·•|[]{}<>") | {"…", "..."}
_UNITS = frozenset(("head-unit", "head-formation"))
_ARMS = frozenset(("head-arm", "head-force"))
_TITLES = frozenset(("honorific", "rank", "office", "modifier"))
_ORDINAL = re.compile(r"[1-9]\d{0,2}(?:st|nd|rd|th|d)|First|Second|Third|Fourth|Fifth")
#: Most words of a numbered unit's name.
_LONGEST_UNIT = 6
#: What an armed force is called in small print after its people's name.
_FORCES = frozenset((("army",), ("navy",), ("air", "force"), ("armed", "forces"), ("marines",), ("coast", "guard")))
_KINDS = {"ORG": "ORG", "MIL": "ORG", "GPE": "LOC", "LOC": "LOC", "NORP": "NORP"}
_ARABIC_ARTICLES = frozenset(("al", "el", "ul", "ad", "an", "ar", "as", "at", "az"))
_OF_PEOPLE = frozenset(("given", "family"))
_BRACKETS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at tokens ``[start, end)``; `kind` is PER, ORG, LOC or NORP, `rule` what found it.

    `label` is the entity's label (GPE or LOC …) where whoever found it knows more than the kind.
    """

    start: int
    end: int
    kind: str
    rule: str
    label: str | None = None


def mentions(words: Sequence[str], evidence: Evidence, labels: Sequence[Sequence[int]]) -> list[Mention]:
    """The mentions that `labels` say (see `Recognizer.label`), trimmed and made consistent: in order, disjoint."""
    trim = (cut for mention in _spans(evidence, labels) if (cut := trimmed(words, mention)))
    modelled = [part for mention in trim for part in _parted(words, mention)]
    modelled = _with_states(words, evidence, _by_the_body(words, evidence, modelled))
    sure = [
        *(Mention(start, end, "", "lexicon") for start, end in evidence.listed),
        *_units(words, evidence),
    ]
    settled = _with_sure(words, modelled, sorted(sure, key=lambda mention: (mention.start, -mention.end)))
    named = [mention for mention in settled if mention.kind != "MISC"]
    others = [mention for mention in settled if mention.kind == "MISC"]
    named = _without_ventures(words, [_numbered(words, mention) for mention in _with_forces(words, named)])
    return _without_ventures(words, _consistent(words, evidence, named, others))


def _spans(evidence: Evidence, labels: Sequence[Sequence[int]]) -> Iterator[Mention]:
    for (start, _), run in zip(evidence.runs, labels, strict=True):
        i, n = 0, len(run)
        while i < n:
            label = run[i]
            end = i + 1
            if label:
                # An inside label stands next to its begin label in LABELS.
                while end < n and run[end] == label + 1:
                    end += 1
                kind = LABELS[label][2:]
                yield Mention(start + i, start + end, kind, "model")
            i = end


def _parted(words: Sequence[str], mention: Mention) -> Iterator[Mention]:
    """`mention`, or the two names in it: a country and what it has ("Norway's Troms"), a body and where it goes."""
    start, end = mention.start, mention.end
    for i in range(start + 1, end - 1):
        if words[i] in _POSSESSIVE and _is_country(words[start:i]):
            yield Mention(start, i, "LOC", "lexicon")
            yield replace(mention, start=i + 1)
            return
        if words[i] == "to" and mention.kind == "ORG":
            after = i + 1 + (words[i + 1] in _ARTICLES)
            if _is_country(words[after:end]):
                yield replace(mention, end=i)
                yield Mention(after, end, "LOC", "lexicon")
                return
    yield mention


def _is_country(words: Sequence[str]) -> bool:
    entry = knowledge.lookup(" ".join(words))
    return entry is not None and entry.label == "GPE" and (entry.link or "").startswith("ISO:")


def _by_the_body(words: Sequence[str], evidence: Evidence, found: list[Mention]) -> list[Mention]:
    """`found`, those in headlines cut to the names that the body has: in title case all words look like names."""
    setting = evidence.setting
    body: dict[str, str] = {}
    for mention in found:
        if setting[mention.start] == "plain" and mention.kind != "MISC":
            body.setdefault(" ".join(words[mention.start : mention.end]), mention.kind)
            if mention.kind == "PER":
                body.setdefault(words[mention.end - 1], "PER")
    longest = min(LONGEST, max((name.count(" ") + 1 for name in body), default=0))
    kept: list[Mention] = []
    for mention in found:
        start, end = mention.start, mention.end
        if setting[start] != "title" or end - start < 3 or " ".join(words[start:end]) in body:
            kept.append(mention)
            continue
        names = []
        while start < end:
            for size in range(min(longest, end - start), 0, -1):
                kind = body.get(" ".join(words[start : start + size]))
                if kind:
                    names.append(Mention(start, start + size, kind, "document"))
                    start += size
                    break
            else:
                start += 1
        kept += names or [mention]
    return kept


def _with_states(words: Sequence[str], evidence: Evidence, found: list[Mention]) -> list[Mention]:
    """`found` with the abbreviated states after a place and a comma ("Halver, Mont.")."""
    states = knowledge.states()
    openings = {phrase.partition(" ")[0] for phrase in states}
    added: list[Mention] = []
    for i in range(2, len(words)):
        if words[i] not in openings or words[i - 1] != "," or evidence.setting[i] == "capitals":
            continue
        before = words[i - 2]
        size = next((n for n in (4, 2, 1) if " ".join(words[i : i + n]) in states and i + n <= len(words)), 0)
        if size and before[0].isupper() and len(before) > 1:
            added.append(Mention(i, i + size, "LOC", "state"))
    if not added:
        return found
    owner = {i: state for state in added for i in range(state.start, state.end)}
    kept = []
    for mention in found:
        first = next((owner[i] for i in range(mention.start, mention.end) if i in owner), None)
        if first is None:
            kept.append(mention)
        elif mention.start < first.start - 1:
            # What ran over the comma ends before it.
            kept.append(replace(mention, end=first.start - 1))
    return sorted([*kept, *added], key=lambda mention: mention.start)


def trimmed(words: Sequence[str], mention: Mention) -> Mention | None:
    """`mention` without article, title, possessive and stray marks at its edges; None where nothing is left."""
    start, end = mention.start, mention.end
    if mention.kind == "MISC" and "," in words[start:end]:
        # Titles and wars end at a comma; what follows is looked at by itself.
        end = words.index(",", start)
    while start < end and (words[start] in _EDGES or words[start] in _POSSESSIVE):
        start += 1
    if end - start > 1 and words[start] in _ARTICLES and mention.kind != "PER":
        start += 1
    while end > start and (words[end - 1] in _EDGES or words[end - 1] in _POSSESSIVE):
        end -= 1
    while end - start > 1 and mention.kind != "PER" and "head-calendar" in gazetteer().words.get(words[end - 1], ()):
        end -= 1
    if end - start > 1 and (words[end - 1] in _BRACKETS and _BRACKETS[words[end - 1]] not in words[start:end]):
        end -= 1
    if start >= end:
        return None
    kind = mention.kind
    last = gazetteer().words.get(words[end - 1], ())
    if kind == "PER" and end - start > 1 and "head-place" in last and _OF_PEOPLE.isdisjoint(last):
        kind = "LOC"
    if kind == "PER":
        start = after_titles(words, start, end)
    if start > 1 and words[start - 1] == "-" and words[start - 2].lower() in _ARABIC_ARTICLES:
        start -= 2
    return replace(mention, start=start, end=end, kind=kind)


def _units(words: Sequence[str], evidence: Evidence) -> Iterator[Mention]:
    """Units by their words: "41st Mechanised Brigade", "Destroyer Squadron 9", "Halver Carrier Strike Group"."""
    listed = gazetteer().words
    for start, end in evidence.runs:
        ordinal = -1
        for i in range(start, end):
            if _ORDINAL.fullmatch(words[i]):
                ordinal = i
            elif not words[i][0].isupper():
                ordinal = -1
            elif not _UNITS.isdisjoint(listed.get(words[i], ())):
                numbered = i + 1 < len(words) and words[i + 1].isdigit()
                of_arms = i > start and not _ARMS.isdisjoint(listed.get(words[i - 1], ()))
                if 0 <= i - ordinal < _LONGEST_UNIT and ordinal >= 0:
                    yield Mention(ordinal, i + 1, "ORG", "unit")
                elif numbered or of_arms:
                    first = i
                    while first > start and words[first - 1][0].isupper() and i - first < _LONGEST_UNIT:
                        first -= 1
                    if first < i:
                        yield Mention(first, i + 1 + numbered, "ORG", "unit")


def _with_sure(words: Sequence[str], found: list[Mention], sure: Sequence[Mention]) -> list[Mention]:
    """`found` with the names that are `sure`: they stand for what the model cut them into or overlooked.

    The kind of one that the lexicon lists is the lexicon's.
    """
    owner = [-1] * len(words)
    for k, mention in enumerate(found):
        owner[mention.start : mention.end] = [k] * (mention.end - mention.start)
    dropped: set[int] = set()
    added: list[Mention] = []
    floor = 0
    for name in sure:
        start, end, kind = name.start, name.end, name.kind
        if words[start] in _ARTICLES:
            start += 1
        if not kind:
            entry = knowledge.lookup(" ".join(words[start:end]).replace("’", "'"))
            kind = _KINDS[entry.label] if entry else ""
        inside = set(owner[start:end]) - {-1}
        # Longest name wins: what reaches beyond the sure one is left alone, unless a unit were lost in another thing.
        longer = {k for k in inside if found[k].start < start or found[k].end > end}
        if name.rule == "unit":
            longer = {k for k in longer if found[k].kind != "MISC"}
        if not kind or start < floor or longer:
            continue
        floor = end
        if any((found[k].start, found[k].end, found[k].kind) == (start, end, kind) for k in inside):
            continue
        dropped |= inside
        added.append(Mention(start, end, kind, name.rule))
    kept = [mention for k, mention in enumerate(found) if k not in dropped]
    return sorted([*kept, *added], key=lambda mention: mention.start)


def _with_forces(words: Sequence[str], found: list[Mention]) -> list[Mention]:
    """`found` with a state's or people's name and its armed force as one ("Hungarian army")."""
    joined: list[Mention] = []
    for mention in found:
        following = tuple(words[mention.end : mention.end + 2])
        size = 1 if following[:1] in _FORCES else 2 if following in _FORCES else 0
        if size and mention.kind == "NORP":
            joined.append(Mention(mention.start, mention.end + size, "ORG", "force"))
        else:
            joined.append(mention)
    return joined


def _numbered(words: Sequence[str], mention: Mention) -> Mention:
    """A unit's name with the number that follows it ("Destroyer Squadron 9")."""
    end = mention.end
    last = gazetteer().words.get(words[end - 1], ())
    if mention.kind == "ORG" and end < len(words) and words[end].isdigit() and not _UNITS.isdisjoint(last):
        return replace(mention, end=end + 1, rule="unit")
    return mention


def _without_ventures(words: Sequence[str], found: list[Mention]) -> list[Mention]:
    """`found` without ships, hulls, operations, wars, models and party marks: the guide names none of them."""
    listed = gazetteer().words

    def kinds(i: int) -> tuple[str, ...]:
        return listed.get(words[i], ()) if 0 <= i < len(words) else ()

    seen = [(m, kinds(m.start - 1), kinds(m.start), kinds(m.end - 1), kinds(m.end)) for m in found]
    ships = {
        tuple(words[mention.start + ("head-ship" in first) : mention.end])
        for mention, before, first, _, _ in seen
        if "head-ship" in before or "head-ship" in first
    }
    kept = []
    for mention, before, first, last, after in seen:
        start, end = mention.start, mention.end
        if "head-ship" in before or "head-ship" in first:
            continue
        if ships and tuple(words[start:end]) in ships:
            titled = not _TITLES.isdisjoint(before) or (start > 1 and words[start - 1] == ".")
            if not titled:
                continue
        if "head-venture" in before or tuple(words[end : end + 2]) == ("-", "class"):
            continue
        if "head-system" in last and any("head-weapon" in kinds(i) for i in range(start, end - 1)):
            continue
        if "head-thing" in after or ("head-thing" in last and end - start > 1 and mention.kind != "PER"):
            continue
        if "org-company" in last and end < len(words) and words[end][0].isdigit():
            continue
        if words[start] in ("Operation", "Exercise") and end - start > 1:
            continue
        if end - start == 1 and "head-hull" in first and end < len(words) and words[end][0].isdigit():
            continue
        if end - start == 3 and words[start + 1] == "-" and words[start] in ("D", "R", "I") and words[start - 1] == "(":
            continue
        kept.append(mention)
    return kept


def after_titles(words: Sequence[str], start: int, end: int) -> int:
    """Where the name begins in ``words[start:end]``, after its titles; at least one word is left."""
    listed = gazetteer()
    while end - start > 1:
        for size in range(min(4, end - start - 1), 0, -1):
            phrase = " ".join(words[start : start + size])
            kinds = listed.words.get(phrase, ()) if size == 1 else listed.phrases.get(phrase, ())
            if any(kind in _TITLES for kind in kinds) and "given" not in kinds:
                start += size
                break
        else:
            return start
        while end - start > 1 and words[start] in ".-,":
            start += 1
    return start


def _consistent(
    words: Sequence[str], evidence: Evidence, found: list[Mention], others: Sequence[Mention]
) -> list[Mention]:
    """`found` with one kind for one name, surnames after their full names, and the uses that were overlooked.

    `others` are names of other things, in which nothing was overlooked.
    """
    surfaces = [" ".join(words[mention.start : mention.end]) for mention in found]
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention, surface in zip(found, surfaces, strict=True):
        votes[surface][mention.kind] += 1
    kinds = {surface: min(count, key=lambda kind: (-count[kind], kind)) for surface, count in votes.items()}
    surnames = {
        words[mention.end - 1]
        for mention, surface in zip(found, surfaces, strict=True)
        if mention.end - mention.start > 1 and kinds[surface] == "PER" and len(words[mention.end - 1]) > 2
    }
    for surname in surnames:
        if votes[surname]["PER"] or not _is_listed_place(surname):
            kinds[surname] = "PER"
    settled = [
        mention if mention.kind == kinds[surface] else replace(mention, kind=kinds[surface], rule="document")
        for mention, surface in zip(found, surfaces, strict=True)
    ]
    taken = bytearray(len(words))
    for mention in (*settled, *others):
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    sure = {surface: kind for surface, kind in kinds.items() if surface in surnames or votes[surface].total() > 1}
    return sorted([*settled, *_overlooked(words, evidence, taken, sure)], key=lambda mention: mention.start)


def _is_listed_place(word: str) -> bool:
    return any(kind in ("country", "state", "large-city", "capital") for kind in gazetteer().words.get(word, ()))


def _overlooked(words: Sequence[str], evidence: Evidence, taken: bytearray, kinds: dict[str, str]) -> Iterator[Mention]:
    """Further uses of the names of `kinds` at words that are not yet `taken`; marks them."""
    small = {word for word in words if word.islower()}
    sizes: defaultdict[str, set[int]] = defaultdict(set)
    for name in kinds:
        first, _, rest = name.partition(" ")
        if rest or (len(name) > 2 and name.lower() not in small and features.is_candidate(name)):
            sizes[first].add(name.count(" ") + 1)
    for start, end in evidence.runs:
        for i in range(start, end):
            if taken[i]:
                continue
            for size in sorted(sizes.get(words[i], ()), reverse=True):
                kind = kinds.get(" ".join(words[i : i + size]))
                if kind is not None and not any(taken[i : i + size]):
                    yield Mention(i, i + size, kind, "document")
                    taken[i : i + size] = b"\1" * size
                    break
