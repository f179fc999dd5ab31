"""What follows a verb or noun that names an action: its objects, and the phrases behind prepositions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from copydesk.posture.scene import (
    ADVERB,
    AUXILIARY,
    CONJUNCTION,
    ENTITY,
    MARK,
    MODAL,
    NEGATION,
    NUMBER,
    PREPOSITION,
    RELATIVE,
    TIME,
    VERB,
    Phrase,
    Scene,
)
from copydesk.posture.words import PARTS, TRIGGERS

#: So far, in tokens, is looked for what follows a word.
_REACH: Final = 45
_LONGEST_INSERTION: Final = 25


@dataclass(slots=True)
class After:
    """What follows: objects, and phrases with their preposition; members of a list stand together."""

    objects: list[list[Phrase]] = field(default_factory=list)
    adjuncts: list[tuple[str, list[Phrase]]] = field(default_factory=list)
    there: bool = False
    end: int = 0


def alike(s: Scene, first: Phrase, second: Phrase) -> bool:
    """Whether two phrases joined by "and" are of one kind: two names, or two kinds of force."""
    named = s.kinds[first.head] == ENTITY and s.kinds[second.head] == ENTITY
    return named or (first.unit is not None and second.unit is not None)


def after(s: Scene, j: int) -> After:
    """What follows token `j`, up to the end of the clause."""
    found = After()
    prepositions: list[str] = []
    first = j
    limit = min(len(s), j + _REACH)
    while j < limit:
        kind, low = s.kinds[j], s.lows[j]
        phrase = s.phrase(j)
        if phrase is not None and j in (phrase.start, first):
            members, stop = _members(s, phrase)
            if prepositions:
                found.adjuncts.append((prepositions[-1], members))
            elif len(found.objects) < 2:
                found.objects.append(members)
            else:
                break
            prepositions = []
            j = stop
        elif low == "there":
            found.there = True
            j += 1
        elif low == "out" and s.low(j + 1) == "of":
            prepositions = ["from"]
            j += 2
        elif kind in (ADVERB, TIME):
            j += 1
        elif kind == PREPOSITION:
            if s.kind(j + 1) == VERB or (low == "to" and s.kind(j + 1) in (AUXILIARY, ADVERB)):
                break
            prepositions.append(low)
            j += 1
        elif (
            (kind == VERB and (found.objects or found.adjuncts or prepositions) and _is_reduced(s, j))
            or (low == "," and s.kind(j + 1) in (PREPOSITION, ADVERB, TIME) and s.low(j + 1) not in ("as", "with"))
            or (low == "," and not found.objects and found.adjuncts and _is_shifted(s, j + 1))
        ):
            j += 1
        elif low == "," and s.kind(j + 1) == RELATIVE and (resumed := _resumed(s, j + 2, limit)):
            j = resumed
        elif low in '"“”' or (kind == MARK and low == "("):
            if low == "(":
                j = next((k for k in range(j, limit) if s.lows[k] == ")"), limit)
            j += 1
        else:
            break
    found.end = j
    return found


def _is_shifted(s: Scene, j: int) -> bool:
    """Whether a counted object stands behind the place: "will take to the north, near the river, 28 tanks"."""
    phrase = s.phrase(j)
    return phrase is not None and s.kinds[j] == NUMBER and phrase.unit is not None


def _resumed(s: Scene, j: int, limit: int) -> int:
    """Where a clause goes on after a relative clause between commas, which holds `j`; 0 where it does not."""
    close = next((k for k in range(j, min(limit, j + _LONGEST_INSERTION)) if s.lows[k] == ","), None)
    return close + 1 if close is not None and s.kind(close + 1) == PREPOSITION else 0


def _is_reduced(s: Scene, j: int) -> bool:
    """Whether the participle at `j` only describes the noun before it: "troops stationed in Germany"."""
    shapes = {meaning.shape for meaning in TRIGGERS.get(s.lows[j], ())}
    passive = "passive" in shapes or (not shapes and s.lows[j].endswith("ed"))
    return passive and s.kind(j + 1) in (PREPOSITION, ADVERB, TIME) and s.phrase(j - 1) is not None


def _members(s: Scene, phrase: Phrase) -> tuple[list[Phrase], int]:
    """The phrases of a list that begins with `phrase`, and where it ends."""
    members = [phrase]
    j = phrase.end
    while True:
        k = j
        if s.low(k) == ",":
            k += 1
        if s.kind(k) == CONJUNCTION and s.lows[k] in ("and", "or"):
            k += 1
        following = s.phrase(k) if k > j else None
        if following is None or following.start != k:
            return members, j
        beyond = s.kind(following.end)
        joined = alike(s, members[-1], following) or alike(s, members[0], following)
        joined = joined or _share_head(s, members[-1], following)
        if not joined or beyond in (VERB, AUXILIARY, MODAL, NEGATION):
            return members, j
        members.append(following)
        j = following.end


def _share_head(s: Scene, first: Phrase, second: Phrase) -> bool:
    """ "Indonesian and Japanese troops": a nationality and forces of another."""
    return s.kinds[first.head] == ENTITY == s.kinds[second.start] and second.unit is not None and first.unit is None


def groups(phrases: Sequence[Phrase]) -> list[Phrase]:
    """The phrases of a list that name forces."""
    return [phrase for phrase in phrases if phrase.unit is not None]


def moved(s: Scene, right: After) -> list[Phrase]:
    """The forces that are the object of what `right` follows, also as "elements of", "a group of"."""
    if not right.objects:
        return []
    found = groups(right.objects[0])
    if not found and s.lows[right.objects[0][-1].head] in PARTS and right.adjuncts and right.adjuncts[0][0] == "of":
        found = groups(right.adjuncts[0][1])
    return found
