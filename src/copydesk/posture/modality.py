"""How firmly an action is asserted: actual, past, planned, possible, requested or denied.

The tense of the verb gives a first answer; each governing word, from the nearest outwards, may change it (the idea of
Sauri and Pustejovsky, "FactBank", Language Resources and Evaluation 43, 2009).
"""

from __future__ import annotations

from collections.abc import Iterable

from copydesk.posture.arguments import DENIED, Before, before, cue_at
from copydesk.posture.scene import (
    ADVERB,
    AUXILIARY,
    MODAL,
    NEGATION,
    PREPOSITION,
    TIME,
    VERB,
    Phrase,
    Scene,
)
from copydesk.posture.words import BE, Cue


def of_verb(s: Scene, found: Before, shape: str, *, long_ago: bool) -> str:
    """The modality of a verb of which `found` stands before; `long_ago` says that a time in the past goes with it."""
    auxiliaries = found.auxiliaries
    modal = any(s_ in ("will", "would", "may", "might", "could", "can", "should", "must") for s_ in auxiliaries)
    finite_past = (shape == "past" and not auxiliaries) or any(word in ("was", "were", "did") for word in auxiliaries)
    if found.infinitive or modal:
        base = "actual"
    elif "had" in auxiliaries or (finite_past and long_ago):
        base = "past"
    else:
        base = "actual"
    return _settled(s, combined(base, found.cues), found.clause, auxiliaries)


def _settled(s: Scene, modality: str, clause: str, auxiliaries: Iterable[str]) -> str:
    """`modality` in view of the whole sentence: a condition, a question, a clause of time that lies ahead."""
    if modality in ("planned", "requested") and conditional(s):
        return "possible"
    if s.lows[-1] == "?" or "?" in s.lows[-2:]:
        return "possible" if modality in ("actual", "planned") else modality
    if clause in ("when", "once", "until", "before") and modality == "actual":
        return "planned" if not {"was", "were", "had"} & set(auxiliaries) and _ahead(s) else modality
    return modality


def conditional(s: Scene) -> bool:
    """Whether the sentence sets a condition."""
    return any(low in ("if", "unless") and s.low(i - 1) not in ("as", "even") for i, low in enumerate(s.lows))


def _ahead(s: Scene) -> bool:
    return any(low in ("will", "would", "can", "could") for low in s.lows)


def combined(base: str, cues: Iterable[Cue]) -> str:
    """`base` under cues from the nearest outwards."""
    modality = base
    for cue in cues:
        outer = cue.modality
        if outer == "denied":
            modality = "possible" if modality == "denied" else "denied"
        elif outer == "possible":
            modality = "possible" if modality != "denied" else "denied"
        elif outer == "requested":
            modality = "requested" if modality != "denied" else "possible"
        elif outer == "planned":
            modality = "planned" if modality in ("actual", "planned", "past") else modality
        elif outer == "past":
            modality = "past" if modality == "actual" else modality
    return modality


def of_noun(s: Scene, phrase: Phrase, end: int, *, long_ago: bool) -> str:
    """The modality of an action named by a noun in `phrase`; its own complements end at `end`."""
    described = (cue_at(s, k, "adjective") for k in range(phrase.start, phrase.end))
    cues = [cue for cue in described if cue is not None]
    if s.lows[phrase.start] == "no":
        cues.append(DENIED)
    base = "past" if long_ago else "actual"
    clause, auxiliaries = _governed(s, phrase, cues)
    _predicated(s, end, cues)
    return _settled(s, combined(base, cues), clause, auxiliaries)


def _governed(s: Scene, phrase: Phrase, cues: list[Cue]) -> tuple[str, list[str]]:
    """Add the cues of what governs a noun phrase: the verb whose object it is, the noun it belongs to."""
    for _ in range(4):
        j = phrase.start - 1
        while j >= 0 and s.kinds[j] in (ADVERB, TIME):
            j -= 1
        if j < 0:
            return "", []
        if s.lows[j] == "without":
            cues.append(DENIED)
        prepositional = False
        while j >= 0 and s.kinds[j] in (PREPOSITION, ADVERB, TIME):
            prepositional = prepositional or s.kinds[j] == PREPOSITION
            j -= 1
        if j >= 0 and s.kinds[j] == VERB:
            cue = cue_at(s, j, "governor")
            if cue is not None:
                cues.append(cue)
            shape = "participle" if s.lows[j].endswith("ing") else "base"
            above = before(s, j, shape)
            cues += above.cues
            return above.clause, above.auxiliaries
        if j >= 0 and prepositional and (cue := cue_at(s, j, "predicate")) is not None:
            cues.append(cue)
            return "", []
        higher = s.phrase(j) if prepositional else None
        if higher is None:
            return "", []
        if (cue := cue_at(s, higher.head, "noun")) is not None:
            cues.append(cue)
        if s.lows[higher.start] == "no":
            cues.append(DENIED)
        phrase = higher
    return "", []


def _predicated(s: Scene, j: int, cues: list[Cue]) -> None:
    """Add the cues of the verb whose subject ends before `j`: "was rejected", "will begin", "is planned"."""
    seen: list[Cue] = []
    for k in range(j, min(len(s), j + 8)):
        kind = s.kinds[k]
        if kind in (MODAL, NEGATION):
            cue = cue_at(s, k, "modal", "negation")
            if cue is not None:
                seen.append(cue)
        elif kind == AUXILIARY:
            if s.lows[k].endswith("n't"):
                seen.append(DENIED)
        elif kind == VERB:
            passive = any(s.lows[m] in BE for m in range(j, k))
            if passive and (cue := cue_at(s, k, "governor", "predicate")) is not None:
                seen.append(cue)
            break
        elif kind in (ADVERB, TIME):
            if (cue := cue_at(s, k, "predicate")) is not None and k > j:
                seen.append(cue)
        else:
            if k > j and (cue := cue_at(s, k, "predicate", "adjective")) is not None:
                seen.append(cue)
            break
    cues += reversed(seen)
