"""A sentence as its words, each with a class, and its noun phrases, each with what it names.

No parser: classes come from the lexicon and from neighbours, a noun phrase is what stands between the words that can't
be in one (Abney, "Parsing by Chunks", 1991). Each step is linear in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from copydesk.posture.words import (
    ADJECTIVES,
    ADVERBS,
    AUXILIARIES,
    CIVIL,
    CUES,
    DETERMINERS,
    HEADS,
    MILITARY,
    MODALS,
    NATIONAL,
    NOUNS_IN_ING,
    NOUNS_IN_LY,
    ONLY_VERBS,
    ORDINALS,
    PASTS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    REPORTING,
    SHIPS,
    SUBORDINATORS,
    TRIGGERS,
    VERBS,
    Head,
    Trigger,
)

if TYPE_CHECKING:
    from copydesk.layers.entities import Entity
    from copydesk.layers.quantities import Quantity
    from copydesk.layers.times import Time

#: Word classes. NOUN is whatever is no other: nouns, adjectives, unknown verbs.
NOUN, ENTITY, NUMBER, DETERMINER, POSSESSIVE, HYPHEN = "noun", "entity", "number", "det", "poss", "hyphen"
ADVERB, PREPOSITION, AUXILIARY, MODAL, NEGATION, VERB = "adv", "prep", "aux", "modal", "neg", "verb"
PRONOUN, CONJUNCTION, SUBORDINATOR, RELATIVE, TIME, MARK = "pron", "conj", "sub", "rel", "time", "mark"

_IN_PHRASE: Final = frozenset((NOUN, ENTITY, NUMBER, DETERMINER, POSSESSIVE, HYPHEN))
_NEGATIONS: Final = frozenset(("not", "never"))
_MARKS: Final = frozenset(',;:.!?()[]"“”«»„—–…/&')
_LONGEST_HEAD: Final = 3
#: Aircraft by their designation: "B-1s", "MiG-29s", "CH-47".
_AIRCRAFT: Final = re.compile(r"(?:A|AH|AV|B|C|CH|E|EA|EC|F|FA|HH|KC|MH|MQ|MiG|P|RC|RQ|Su|Tu|U|UH|V)-\d{1,3}[A-Z]?s")
_PLANES: Final = Head("air", "strong")
_SHIP: Final = Head("ship", "strong")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase ``[start, end)`` in tokens of the scene; `head` is its last noun.

    `unit` is what the lexicon says of the head, if it names forces, and `unit_start` where that name begins;
    `entities` are the mentions in it, `amount` the position of the quantity that counts its head.
    """

    start: int
    end: int
    head: int
    unit: Head | None
    unit_start: int
    entities: tuple[int, ...]
    amount: int | None


@dataclass(slots=True)
class Scene:
    """One sentence. Lists run over its tokens; numbers of entities, quantities, times are those of their layers."""

    number: int
    start: int
    end: int
    words: list[str]
    lows: list[str]
    starts: list[int]
    ends: list[int]
    entity_at: list[int]
    amount_at: list[int]
    time_at: list[int]
    kinds: list[str] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    phrase_at: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)

    def phrase(self, i: int) -> Phrase | None:
        """The noun phrase that covers token `i`."""
        if 0 <= i < len(self.words) and self.phrase_at[i] >= 0:
            return self.phrases[self.phrase_at[i]]
        return None

    def low(self, i: int) -> str:
        """Token `i` in small letters, "" outside the sentence."""
        return self.lows[i] if 0 <= i < len(self.lows) else ""

    def kind(self, i: int) -> str:
        """The class of token `i`, MARK outside the sentence."""
        return self.kinds[i] if 0 <= i < len(self.kinds) else MARK

    def triggers(self) -> Iterator[tuple[int, int, Trigger]]:
        """The words that may name an action: first token, the token after the last, and a meaning."""
        for i, low in enumerate(self.lows):
            if self.entity_at[i] >= 0 and self.kinds[i] != VERB:
                continue
            for size in (3, 2):
                if i + size <= len(self) and (meanings := TRIGGERS.get(_joined(self.lows, i, i + size))):
                    yield from ((i, i + size, meaning) for meaning in meanings)
            for meaning in TRIGGERS.get(low, ()):
                if meaning.shape == "noun":
                    if self.kinds[i] != VERB:
                        yield i, i + 1, meaning
                elif self.kinds[i] in (VERB, AUXILIARY) or meaning.lemma == "present":
                    yield from ((i, end, meaning) for end in self._with_particle(i, meaning))

    def _with_particle(self, i: int, meaning: Trigger) -> Iterator[int]:
        """Where the verb at `i` ends with its particle, which follows at once or after the object."""
        if not meaning.particles:
            yield i + 1
            return
        if self.low(i + 1) in meaning.particles and self.low(i + 1):
            yield i + 2
            return
        phrase = self.phrase(i + 1)
        if (phrase is not None and self.low(phrase.end) in meaning.particles and self.low(phrase.end)) or (
            "" in meaning.particles and self.low(i + 1) not in ("up", "down", "over", "together")
        ):
            yield i + 1


def _joined(lows: Sequence[str], start: int, end: int) -> str:
    """Tokens as one form; a hyphen stands without blanks."""
    return " ".join(lows[start:end]).replace(" - ", "-")


def scene(
    number: int,
    words: list[str],
    starts: list[int],
    ends: list[int],
    entities: Sequence[tuple[int, Entity]],
    amounts: Sequence[tuple[int, Quantity]],
    times: Sequence[tuple[int, Time]],
    ships: Container[tuple[str, ...]] = (),
) -> Scene:
    """The sentence of these tokens, with the numbered entities, quantities and times that lie in it.

    `ships` are the names that the text elsewhere gives to ships.
    """
    made = Scene(
        number=number,
        start=starts[0],
        end=ends[-1],
        words=words,
        lows=[word.lower().replace("’", "'") for word in words],
        starts=starts,
        ends=ends,
        entity_at=_cover(starts, ends, [(i, entity.start, entity.end) for i, entity in entities]),
        amount_at=_cover(starts, ends, [(i, amount.start, amount.end) for i, amount in amounts]),
        time_at=_cover(starts, ends, [(i, time.start, time.end) for i, time in times]),
    )
    _classify(made)
    _chunk(made, dict(amounts), dict(entities), ships)
    _join_partitives(made)
    return made


def _cover(starts: Sequence[int], ends: Sequence[int], spans: Sequence[tuple[int, int, int]]) -> list[int]:
    """For each token the number of the span it lies in, else -1. Spans are in order."""
    covered = [-1] * len(starts)
    at = 0
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        while at < len(spans) and spans[at][2] <= start:
            at += 1
        if at < len(spans) and spans[at][1] < end:
            covered[i] = spans[at][0]
    return covered


def _classify(s: Scene) -> None:
    for i, low in enumerate(s.lows):
        s.kinds.append(_kind(s, i, low))


def _kind(s: Scene, i: int, low: str) -> str:
    """The class of token `i`; those before it have theirs."""
    before = s.kinds[i - 1] if i else MARK
    if low in ("'s", "'"):
        return POSSESSIVE
    if low == "-":
        return HYPHEN
    if before == HYPHEN and low in ADVERBS:
        return NOUN  # "largest-ever"
    if low in _MARKS:
        return MARK
    if s.entity_at[i] >= 0:
        return ENTITY
    if s.time_at[i] >= 0 and low not in PREPOSITIONS and not _describes(s, i):
        return TIME
    if low in _NEGATIONS:
        return NEGATION
    if low in MODALS and s.words[i] != "May":
        return MODAL
    if low in AUXILIARIES:
        return AUXILIARY
    if low in ("and", "or", "but", "nor", "then"):
        return CONJUNCTION
    if low == "that" and before in (NOUN, ENTITY, TIME, VERB, MARK):
        return RELATIVE
    if low in RELATIVES and low != "that":
        return RELATIVE
    if s.amount_at[i] >= 0:
        return NUMBER if low[0].isdigit() or low not in HEADS else NOUN
    if low in DETERMINERS:
        return DETERMINER
    if low in PRONOUNS:
        return PRONOUN
    if low in SUBORDINATORS or low == "whether":
        return SUBORDINATOR
    if low in PREPOSITIONS:
        return PREPOSITION
    if _is_verb(s, i, low, before):
        return VERB
    if low == "due" and s.low(i + 1) == "to":
        return ADVERB
    if before in (DETERMINER, POSSESSIVE) and low in ADVERBS and not low.endswith("ly"):
        return NOUN  # "the first tanks"
    if low in ADVERBS or (low.endswith("ly") and len(low) > 4 and s.words[i].islower() and low not in NOUNS_IN_LY):
        return ADVERB
    if low[0].isdigit():
        return NUMBER
    return NOUN


def _describes(s: Scene, i: int) -> bool:
    """Whether a time word only describes a noun: "annual drills", "a nine-month deployment"."""
    return s.lows[i] in ("annual", "yearly", "monthly", "weekly", "daily", "quarterly") or "-" in s.lows[i - 1 : i + 2]


def _is_verb(s: Scene, i: int, low: str, before: str) -> bool:
    """Whether a form that the lexicon has as a verb, or that looks like one, is one here."""
    after = s.lows[i + 1] if i + 1 < len(s) else ""
    if before == HYPHEN and not (s.low(i - 2) == "forward" and TRIGGERS.get(low)):
        return False
    if after == "-":
        return False
    if (low in ("set", "sets") and after == "sail") or (low in ("take", "takes", "took", "taken") and after == "part"):
        return True
    if before == ENTITY and low.endswith("s") and _is_opening(s, i - 1) and after in HEADS and after.endswith("s"):
        return any(meaning.shape == "present" for meaning in TRIGGERS.get(low, ()))  # "Britain trains recruits"
    if i > 3 and s.lows[i - 1] == "," == s.lows[i - 3] and s.kinds[i - 2] == ADVERB:
        return s.kinds[i - 4] == MODAL and low.isalpha()  # "will, however, take part"
    led = s.lows[i - 1] if i else ""
    if (led == "to" or before == MODAL) and low not in HEADS and low.isalpha() and s.words[i].islower():
        sure = before == MODAL or after in DETERMINERS or after in TRIGGERS
        if sure:
            return low not in ADVERBS and low not in AUXILIARIES
    shapes = {meaning.shape for meaning in TRIGGERS.get(low, ())}
    governs = any(cue.place == "governor" for cue in CUES.get(low, ())) or low in REPORTING
    if low in PASTS and before not in (DETERMINER, POSSESSIVE, NUMBER):
        return True
    if not shapes - {"noun"} and not governs:
        if low in ADJECTIVES or low in NOUNS_IN_ING or low in MILITARY or low in HEADS or not s.words[i].islower():
            return False
        if low in VERBS:
            return before not in (DETERMINER, POSSESSIVE) and s.low(i - 1) not in MILITARY
        if low.endswith("ed") and len(low) > 4:
            return not (before in (DETERMINER, POSSESSIVE, NUMBER) and after.isalpha() and after not in PREPOSITIONS)
        return low.endswith("ing") and len(low) > 5 and before not in (DETERMINER, POSSESSIVE, NOUN, NUMBER)
    tensed = bool(shapes & {"past", "passive", "participle"}) or (governs and low.endswith(("ed", "ing")))
    led = s.lows[i - 1] if i else ""
    at = i
    while i and s.kinds[i - 1] == ADVERB and led != "to":
        i -= 1
        led = s.lows[i - 1] if i else ""
    before = s.kinds[i - 1] if i else MARK
    if led == "to" or before in (MODAL, NEGATION) or led in ("do", "does", "did"):
        return True
    if tensed:
        if low in HEADS:
            return False
        if before in (DETERMINER, POSSESSIVE) and after == "of" and low.endswith("ing"):
            return False
        described = before in (DETERMINER, POSSESSIVE) and after not in ("of", "the", "a", "by", "in", "to")
        return not (described and after.isalpha())
    if low in ("drill", "drills", "exercise", "exercises"):
        return False
    if low in ONLY_VERBS:
        return before not in (DETERMINER, POSSESSIVE)
    if before not in (ENTITY, NOUN, NUMBER, PRONOUN, RELATIVE, TIME, CONJUNCTION):
        return False
    if before == NOUN and s.lows[i - 1] in MILITARY and not low.endswith("s"):
        return s.lows[i - 1] in HEADS and s.lows[i - 1].endswith("s")
    if after == "to" and before == NOUN and not s.lows[i - 1].endswith("s"):
        return False
    following = s.entity_at[at + 1] >= 0 or s.amount_at[at + 1] >= 0 if at + 1 < len(s) else False
    if governs and after.endswith("ing"):
        return True
    return (
        following or after in DETERMINERS or after in ("in", "at", "to", "more", "its", "there", "additional", "from")
    )


def _is_opening(s: Scene, i: int) -> bool:
    """Whether the name at `i` opens the sentence or a clause behind a mark."""
    while i and s.entity_at[i - 1] == s.entity_at[i]:
        i -= 1
    return not i or s.kinds[i - 1] in (MARK, CONJUNCTION) or (i == 1 and s.kinds[0] == DETERMINER)


def _chunk(
    s: Scene, amounts: dict[int, Quantity], entities: dict[int, Entity], ships: Container[tuple[str, ...]]
) -> None:
    """Noun phrases: the longest runs of words that can be in one; a determiner begins another."""
    s.phrase_at = [-1] * len(s)
    start = None
    for i in range(len(s) + 1):
        kind = s.kind(i)
        inside = kind in _IN_PHRASE or (kind in (PREPOSITION, CONJUNCTION) and _within_amount(s, i))
        begins = kind == DETERMINER and start is not None and not _within_amount(s, i)
        begins = begins and s.kinds[i - 1] != DETERMINER  # "all its troops"
        parts = start is not None and _starts_anew(s, i)
        if start is not None and (not inside or begins or parts):
            _add(s, start, i, amounts, entities, ships)
            start = None
        if inside and start is None:
            start = i


def _within_amount(s: Scene, i: int) -> bool:
    return 0 < i < len(s) and s.amount_at[i] >= 0 and s.amount_at[i] == s.amount_at[i - 1]


def _starts_anew(s: Scene, i: int) -> bool:
    """Whether a phrase begins at `i` right behind another: "gave Kyiv | 20 tanks"."""
    if not 0 < i < len(s) or s.kinds[i - 1] != ENTITY or s.entity_at[i] == s.entity_at[i - 1]:
        return False
    return (s.amount_at[i] >= 0 and s.amount_at[i] != s.amount_at[i - 1]) or (
        s.kinds[i] == ENTITY and s.lows[i - 1] in HEADS
    )


def _add(
    s: Scene,
    start: int,
    end: int,
    amounts: dict[int, Quantity],
    entities: dict[int, Entity],
    ships: Container[tuple[str, ...]],
) -> None:
    while end > start and s.kinds[end - 1] in (HYPHEN, POSSESSIVE) and s.lows[end - 1] == "-":
        end -= 1
    if end == start:
        return
    head = end - 1
    while head > start and s.kinds[head] in (POSSESSIVE, DETERMINER):
        head -= 1
    inner = tuple(dict.fromkeys(s.entity_at[k] for k in range(start, end) if s.entity_at[k] >= 0))
    unit, unit_start, head = _ship(s, start, end, head) or (*_unit(s, start, end, head, entities), head)
    if unit is None and s.kinds[end - 1] != POSSESSIVE:
        name = next((k for k in range(start, head + 1) if tuple(s.words[k : head + 1]) in ships), None)
        unit, unit_start = (_SHIP, name) if name is not None else (None, head)
    amount = None
    for k in range(head, start - 1, -1):
        found = s.amount_at[k]
        if found >= 0 and amounts[found].kind == "count":
            counted = (amounts[found].head or "").lower().rsplit(" ", 1)[-1]
            if counted == s.lows[head] or s.ends[head] == amounts[found].end:
                amount = found
            break
    for k in range(start, end):
        s.phrase_at[k] = len(s.phrases)
    s.phrases.append(Phrase(start, end, head, unit, unit_start, inner, amount))


def _join_partitives(s: Scene) -> None:
    """Make one phrase of "600 of its 4,000 soldiers" and "the second of three batteries": so many of those forces."""
    joined: list[Phrase] = []
    for phrase in s.phrases:
        whole = joined[-1] if joined else None
        if (
            whole is not None
            and phrase.unit is not None
            and whole.unit is None
            and whole.end + 1 == phrase.start
            and s.lows[whole.end] == "of"
            and not whole.entities
            and (s.kinds[whole.head] == NUMBER or s.lows[whole.head] in ORDINALS)
        ):
            joined[-1] = replace(phrase, start=whole.start, amount=whole.amount)
        else:
            joined.append(phrase)
    s.phrases = joined
    for number, phrase in enumerate(joined):
        s.phrase_at[phrase.start : phrase.end] = [number] * (phrase.end - phrase.start)


def _ship(s: Scene, start: int, end: int, head: int) -> tuple[Head, int, int] | None:
    """A ship by its name, "USS Hopewell": the noun before the name is the unit ("the destroyer USS Hopewell")."""
    at = next((k for k in range(start, end - 1) if s.words[k] in SHIPS), None)
    if at is None:
        k = head
        while k > start and s.words[k][:1].isupper() and s.lows[k] not in HEADS:
            k -= 1
        size = 2 if k > start and _joined(s.lows, k - 1, k + 1) in HEADS else 1
        found = HEADS.get(_joined(s.lows, k - size + 1, k + 1))
        named = k < head and found is not None and found.kind == "ship" and s.words[k].islower()
        return (_SHIP, k - size + 1, k) if named else None
    if s.kinds[end - 1] == POSSESSIVE or (HEADS.get(s.lows[head], _SHIP).kind not in ("ship", "formation")):
        return None
    for size in range(min(_LONGEST_HEAD, at - start), 0, -1):
        found = HEADS.get(_joined(s.lows, at - size, at))
        if found is not None and found.kind == "ship":
            return _SHIP, at - size, at - 1
    if s.lows[head] in HEADS and s.lows[head] != "carrier":
        return None
    return _SHIP, at, head


def _unit(s: Scene, start: int, end: int, head: int, entities: dict[int, Entity]) -> tuple[Head | None, int]:
    """What the head of a phrase is among forces, and where its name begins."""
    if s.kinds[end - 1] == POSSESSIVE:
        return None, head
    mention = s.entity_at[head]
    if mention >= 0:
        strike = entities[mention].label == "ORG" and _joined(s.lows, max(start, head - 1), head + 1) in HEADS
        if entities[mention].label != "MIL" and not strike:
            return None, head
        first = head
        while first > start and s.entity_at[first - 1] == mention:
            first -= 1
        if (people := HEADS.get(s.lows[head])) is not None and people.kind == "people":
            return Head("people", "strong"), head
        named = any(s.lows[k] in HEADS and HEADS[s.lows[k]].kind == "formation" for k in range(first, head + 1))
        return Head("formation" if named else "service", "strong"), first
    for size in range(min(_LONGEST_HEAD, head - start + 1), 0, -1):
        first = head - size + 1
        found = HEADS.get(_joined(s.lows, first, head + 1))
        if found is None and size == _LONGEST_HEAD and _AIRCRAFT.fullmatch("".join(s.words[first : head + 1])):
            found = _PLANES
        if found is None or any(s.entity_at[k] >= 0 for k in range(first, head)):
            continue
        if any(s.lows[k] in CIVIL and s.entity_at[k] < 0 for k in range(start, first)):
            return None, head
        if (
            found.kind == "service"
            and not s.lows[head].endswith("ies")
            and any(s.kinds[k] == NUMBER for k in range(start, first))
        ):
            return None, head  # "21 military and civilian staff"
        if found.strength == "compound":
            # "a tank" and "a soldier" are units where they are what is counted or sent.
            return (Head(found.kind, "weak"), first)
        if found.strength == "weak" and (
            any(s.lows[k] in MILITARY for k in range(start, first)) or _named(s, start, first, found, entities)
        ):
            return Head(found.kind, "strong"), first
        return found, first
    return None, head


def _named(s: Scene, start: int, first: int, found: Head, entities: dict[int, Entity]) -> bool:
    """Whether a nationality or an armed force before a weak head makes it military: "Russian forces"."""
    labels = {entities[s.entity_at[k]].label for k in range(start, first) if s.entity_at[k] >= 0}
    if "MIL" in labels:
        return True
    return s.lows[first] in NATIONAL and bool(labels & {"NORP", "GPE", "ORG"})
