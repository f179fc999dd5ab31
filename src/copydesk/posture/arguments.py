"""What stands before a verb or noun that names an action: its subject, and what governs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from copydesk.posture.complements import alike
from copydesk.posture.scene import (
    ADVERB,
    AUXILIARY,
    CONJUNCTION,
    ENTITY,
    HYPHEN,
    MODAL,
    NEGATION,
    NOUN,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    VERB,
    Phrase,
    Scene,
)
from copydesk.posture.words import BE, CONTROL, CUES, PHASES, TRIGGERS, WANTING, Cue

_LONGEST_INSERTION: Final = 25
PLANNED: Final = Cue("planned", "governor")
POSSIBLE: Final = Cue("possible", "governor")
REQUESTED: Final = Cue("requested", "governor")
DENIED: Final = Cue("denied", "governor")
PAST: Final = Cue("past", "governor")


@dataclass(slots=True)
class Before:
    """What stands before a verb: its subject, that phrase's own modifiers, its auxiliaries, and cues, nearest first.

    `pronoun` is the token of a subject that is one; `infinitive` where "to" led; `clause` is what opens the clause.
    """

    subject: Phrase | None = None
    modifiers: list[tuple[str, Phrase]] = field(default_factory=list)
    pronoun: int | None = None
    auxiliaries: list[str] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    owner: Phrase | None = None
    infinitive: bool = False
    gerund: bool = False
    participle: bool = False
    clause: str = ""
    first: int = 0


def cue_at(s: Scene, i: int, *places: str) -> Cue | None:
    """The cue at token `i` that can stand in one of `places`; "ruled out" is one cue at its first word."""
    low = s.low(i)
    for form in (f"{low} {s.low(i + 1)}", low):
        for cue in CUES.get(form, ()):
            if cue.place in places:
                return cue
    return None


def before(s: Scene, i: int, shape: str) -> Before:
    """What stands before the verb at `i`, found by walking left from word to governing word."""
    found = Before(gerund=shape == "participle", participle=shape == "participle")
    j = i - 1
    while j >= 0:
        kind, low = s.kinds[j], s.lows[j]
        if kind in (ADVERB, TIME):
            if low == "longer" or (low == "no" and s.low(j + 1) == "longer"):
                found.cues.append(DENIED)
            j -= 1
        elif kind == HYPHEN and s.low(j - 1) == "forward":
            j -= 2
        elif low == "," and s.kind(j - 1) == ADVERB and s.low(j - 2) == ",":
            j -= 3  # "will, however, take part"
        elif low == "longer" and s.low(j - 1) == "no":
            found.cues.append(DENIED)
            j -= 2
        elif kind == NEGATION:
            if s.low(j + 1) != "only":
                found.cues.append(DENIED)
            j -= 1
        elif kind == MODAL:
            cue = cue_at(s, j, "modal")
            if cue is not None:
                found.cues.append(cue)
            found.auxiliaries.append(low)
            j -= 1
        elif kind == AUXILIARY:
            found.auxiliaries.append(low)
            if low.endswith("n't"):
                found.cues.append(DENIED)
            j -= 1
        elif low == "to" and not found.infinitive and kind == PREPOSITION:
            found.infinitive = True
            j = _governor(s, j - 1, found)
            if found.subject is not None or found.owner is not None:
                found.first = j + 1
                return found
        elif kind == VERB and (found.gerund or found.infinitive):
            cue = cue_at(s, j, "governor", "predicate")
            if cue is not None:
                found.cues.append(cue)
            elif low not in PHASES and not found.infinitive:
                break
            found.gerund = False
            found.participle = low.endswith("ing")
            j -= 1
        elif kind == PREPOSITION and found.gerund:
            j = _governing_noun(s, j, found)
            if found.owner is not None:
                found.first = j + 1
                return found
        elif kind == ADVERB or low in ("out", "for", "on"):
            j -= 1
            if not found.gerund:
                break
        else:
            break
    found.first = j + 1
    _subject(s, j, found, 0)
    return found


def _governor(s: Scene, j: int, found: Before) -> int:
    """Read what governs an infinitive whose "to" stands right of `j`; where to go on."""
    while j >= 0 and cue_at(s, j, "predicate") is None:
        if s.kinds[j] not in (ADVERB, TIME) and not _leads_time(s, j):
            break
        j -= 1
    cue = cue_at(s, j, "governor", "predicate", "conjunction")
    if cue is not None and s.kinds[j] in (VERB, NOUN, ADVERB, SUBORDINATOR, AUXILIARY, TIME, MODAL, PREPOSITION):
        is_noun = s.kinds[j] == NOUN and cue.place == "governor"
        if not is_noun:
            found.participle = s.lows[j].endswith("ing")
            found.cues.append(cue)
            return j - 1
    if j >= 0 and s.kinds[j] == AUXILIARY and s.lows[j] in BE:
        found.cues.append(PLANNED)
        return j
    if j >= 0 and s.kinds[j] == VERB:
        found.participle = s.lows[j].endswith("ing")
        if s.lows[j] == "used":
            found.cues.append(PAST)
        elif s.lows[j] not in PHASES:
            found.cues.append(PLANNED)
        return j - 1
    phrase = s.phrase(j)
    if phrase is None:
        found.cues.append(PLANNED)
        return j
    noun = cue_at(s, phrase.head, "noun")
    if noun is not None:
        return _through_noun(s, phrase, noun, found)
    subject, modifiers = _climbed(s, phrase)
    verb = _verb_left(s, subject.start - 1)
    if verb is not None and (control := cue_at(s, verb, "governor")) is not None:
        found.subject, found.modifiers = subject, modifiers
        wanting = s.lows[verb] in WANTING
        found.cues.append(REQUESTED if wanting else control)
        _more_cues(s, verb, found)
        return verb - 1
    if verb is not None and s.lows[verb] in CONTROL:
        found.subject, found.modifiers = subject, modifiers
        found.cues.append(REQUESTED if s.lows[verb] in WANTING else PLANNED)
        return verb - 1
    if subject.unit is not None and verb is not None:
        # "sent 200 soldiers to train": they are who does it.
        found.subject, found.modifiers = subject, modifiers
        found.cues.append(PLANNED)
        return verb - 1
    found.cues.append(PLANNED)
    if verb is not None:
        return verb - 1
    found.subject, found.modifiers = subject, modifiers
    return subject.start - 1


def _through_noun(s: Scene, phrase: Phrase, noun: Cue, found: Before) -> int:
    """Read "its plan to", "no plans to", "announced plans to": the noun's cue, its owner, what governs it."""
    found.cues.append(noun)
    if s.lows[phrase.start] in ("no", "any") and s.lows[phrase.start] == "no":
        found.cues.append(DENIED)
    if phrase.entities or s.lows[phrase.start] in ("its", "their", "his", "her"):
        found.owner = phrase
    verb = _verb_left(s, phrase.start - 1)
    if verb is None:
        if found.owner is None:
            left = phrase.start - 1
            if s.kind(left) == PREPOSITION:
                return left - 1
            return left
        return phrase.start - 1
    cue = cue_at(s, verb, "governor")
    if cue is not None:
        found.cues.append(cue)
    _more_cues(s, verb, found)
    if found.owner is not None and not phrase.entities:
        found.owner = None  # "its plans": whoever has them is the subject
    return verb - 1 if found.owner is None else phrase.start - 1


def _governing_noun(s: Scene, j: int, found: Before) -> int:
    """Read what stands before a preposition that leads a gerund: "the possibility of sending", "called for sending"."""
    found.gerund = False
    if s.lows[j] in ("without", "against"):
        found.cues.append(DENIED)
    phrase = s.phrase(j - 1)
    if phrase is not None:
        noun = cue_at(s, phrase.head, "noun")
        if noun is not None:
            return _through_noun(s, phrase, noun, found)
        if s.lows[j] == "from" and (verb := _verb_left(s, phrase.start - 1)) is not None:
            cue = cue_at(s, verb, "governor")
            if cue is not None:
                found.cues.append(cue)
            found.subject = phrase
            return verb - 1
        verb = _verb_left(s, phrase.start - 1)
        return verb - 1 if verb is not None else j - 1
    k = j - 1
    while k >= 0 and s.kinds[k] == ADVERB:
        k -= 1
    cue = cue_at(s, k, "governor")
    if cue is not None and s.kinds[k] == VERB:
        found.cues.append(cue)
        return k - 1
    return k - 1 if k >= 0 and s.kinds[k] == VERB else k


def _verb_left(s: Scene, j: int) -> int | None:
    """The verb that stands at `j`, or before prepositions and adverbs there ("called on", "agreed quickly")."""
    while j >= 0 and (s.kinds[j] in (ADVERB, PREPOSITION)):
        j -= 1
    return j if j >= 0 and s.kinds[j] == VERB else None


def _more_cues(s: Scene, verb: int, found: Before) -> None:
    """Add the cues of the verb group that ends at `verb`: "will not order"."""
    j = verb - 1
    while j >= 0 and s.kinds[j] in (ADVERB, AUXILIARY, MODAL, NEGATION):
        cue = cue_at(s, j, "modal", "negation")
        if cue is not None:
            found.cues.append(cue)
        if s.lows[j].endswith("n't") and s.kinds[j] == AUXILIARY:
            found.cues.append(DENIED)
        j -= 1


def _subject(s: Scene, j: int, found: Before, depth: int) -> None:
    """Find the subject that ends at or before `j`."""
    skipped = False
    while j >= 0:
        kind, low = s.kinds[j], s.lows[j]
        if kind in (ADVERB, TIME, NEGATION) or _leads_time(s, j) or low == "there":
            j -= 1
        elif kind == RELATIVE:
            skipped = True
            j -= 1
            if s.kind(j) == PREPOSITION:
                j -= 1
        elif low == ",":
            opening = next((k for k in range(j - 1, max(-1, j - _LONGEST_INSERTION), -1) if s.lows[k] == ","), None)
            inserted = opening is not None and s.phrase(opening - 1) is not None and s.kind(j + 1) != RELATIVE
            if inserted and opening is not None and not skipped:
                j = opening - 1
                skipped = True
            elif depth and depth < 3 and (verb := _verb_before(s, j)) is not None:
                _subject(s, verb - 1, found, depth + 1)  # "closed the camp, came back and sent"
                return
            elif skipped or s.kind(j + 1) == RELATIVE or (s.low(j - 1) == ")" and opening is None):
                j -= 1
                if s.phrase(j) is None and s.lows[j] != ")":
                    return
            else:
                if found.gerund or found.participle:
                    _main_subject(s, j, found)
                return
        elif low == ")":
            opening = next((k for k in range(j - 1, max(-1, j - _LONGEST_INSERTION), -1) if s.lows[k] == "("), None)
            if opening is None:
                return
            j = opening - 1
        elif kind == PRONOUN:
            found.pronoun = j
            if low.endswith(("'ll", "'d")):
                found.cues.append(PLANNED)
            _clause(s, j - 1, found)
            return
        elif s.phrase(j) is not None:
            phrase = s.phrase(j)
            assert phrase is not None
            found.subject, found.modifiers = _climbed(s, phrase)
            if s.lows[found.subject.start] == "no":
                found.cues.append(DENIED)
            _clause(s, found.subject.start - 1, found)
            return
        elif kind == CONJUNCTION and depth < 3:
            verb = _verb_before(s, j)
            if verb is None:
                return
            if s.low(verb - 1) == "to":
                verb = next((k for k in range(verb - 2, -1, -1) if s.kinds[k] in (VERB, AUXILIARY, NOUN)), verb)
                while verb > 0 and s.kinds[verb - 1] in (AUXILIARY, MODAL, NEGATION, ADVERB):
                    verb -= 1
            _subject(s, verb - 1, found, depth + 1)
            return
        else:
            return


def _verb_before(s: Scene, j: int) -> int | None:
    """Where the last verb group before token `j` begins."""
    verb = next((k for k in range(j - 1, -1, -1) if s.kinds[k] in (VERB, AUXILIARY)), None)
    while verb and s.kinds[verb - 1] in (AUXILIARY, MODAL, NEGATION, ADVERB):
        verb -= 1
    return verb


def _leads_time(s: Scene, j: int) -> bool:
    """Whether the word only leads a time: "in May", "until October"."""
    return s.kinds[j] in (PREPOSITION, SUBORDINATOR) and s.kind(j + 1) == TIME


def _main_subject(s: Scene, j: int, found: Before) -> None:
    """The subject of a participle behind a comma is that of the sentence: "X closed the base, sending ..."."""
    first = next((p for p in s.phrases if p.end <= j and s.kind(p.start - 1) != PREPOSITION), None)
    if first is None:
        return
    found.subject = first
    verb = next((k for k in range(first.end, j) if s.kinds[k] == VERB), None)
    if verb is not None:
        _more_cues(s, verb, found)  # "will send a company, adding 180 soldiers"


def _clause(s: Scene, j: int, found: Before) -> None:
    """Note what opens the clause whose subject begins right of `j`, and cues of the report it stands in."""
    while j >= 0 and s.kinds[j] in (ADVERB, TIME):
        j -= 1
    if j < 0:
        return
    found.clause = s.lows[j]
    k = j - 1 if s.kinds[j] == RELATIVE else j
    if s.kinds[j] == SUBORDINATOR and (cue := cue_at(s, j, "conjunction")) is not None:
        found.cues.append(cue)
        return
    told = s.phrase(k)
    if k < j and told is not None and cue_at(s, told.head, "noun") is None:
        k = _verb_left(s, told.start - 1) or k  # "denied reports that"
    cue = cue_at(s, k, "governor", "noun")
    if cue is not None and (s.kinds[k] == VERB or k < j):
        found.cues.append(cue)
        if s.kinds[k] == VERB:
            _more_cues(s, k, found)


def _climbed(s: Scene, phrase: Phrase) -> tuple[Phrase, list[tuple[str, Phrase]]]:
    """The phrase that `phrase` modifies, through prepositions and participles, and the modifiers passed on the way."""
    modifiers: list[tuple[str, Phrase]] = []
    while True:
        j = phrase.start - 1
        while j >= 0 and s.kinds[j] in (ADVERB, TIME):
            j -= 1
        if j < 0:
            return phrase, modifiers
        higher = None
        word = ""
        if s.lows[j] == "as" and s.kind(phrase.end) in (VERB, AUXILIARY, MODAL):
            return phrase, modifiers  # "as Ugandans begin to leave"
        if s.kinds[j] == PREPOSITION:
            higher = s.phrase(j - 1)
            word = s.lows[j]
            k = j - 1
            while k >= 0 and s.kinds[k] == ADVERB:
                k -= 1
            if higher is None and k >= 0 and s.kinds[k] == VERB and (above := s.phrase(k - 1)) is not None:
                shapes = {meaning.shape for meaning in TRIGGERS.get(s.lows[k], ())}
                if above.unit is not None and (shapes & {"passive", "participle"} or s.lows[k].endswith("ed")):
                    higher = above
            elif higher is None and k < j - 1:
                higher = s.phrase(k)
        elif s.lows[j] == "," and _is_place(s, phrase) and (town := s.phrase(j - 1)) is not None and _is_place(s, town):
            if town.start <= 1 and s.kinds[0] == PREPOSITION:
                return phrase, modifiers  # "In Cyprus, Turkey ..."
            higher, word = town, ","  # "Gdansk, Poland"
        elif s.kinds[j] == CONJUNCTION and (first := s.phrase(j - 1)) is not None and alike(s, first, phrase):
            higher, word = first, "and"
        if higher is None:
            return phrase, modifiers
        modifiers.append((word, phrase))
        phrase = higher


def _is_place(s: Scene, phrase: Phrase) -> bool:
    return s.kinds[phrase.head] == ENTITY
