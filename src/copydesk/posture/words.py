"""The words of force posture: what moves, what is moved, how firmly, and the small words between them.

Lexicon files ``events_*.csv``; the classes of function words are those of `clause_words.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from copydesk.lexicon import load


@dataclass(frozen=True, slots=True)
class Trigger:
    """One form of a word that names an action. `shape` is base, present, participle, past, passive or noun.

    `frame` says which arguments it takes; `particles` are words one of which must follow ("pull" "out").
    """

    lemma: str
    action: str
    frame: str
    shape: str
    particles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that counts or names forces: its `kind` (people, formation, ship, air, weapon, post) and `strength`.

    A strong head is military by itself, a weak one only with military words beside it, a compound one only before
    another noun.
    """

    kind: str
    strength: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that says how firmly: the `modality` it gives and the `place` where it stands."""

    modality: str
    place: str


def _triggers() -> dict[str, tuple[Trigger, ...]]:
    found: dict[str, list[Trigger]] = {}
    for row in load("events_triggers"):
        particles = tuple(row["particles"].split("|")) if row["particles"] else ()
        if row["pos"] == "noun":
            forms = [(form, "noun") for form in (row["lemma"], *row["present"].split("|")) if form]
        else:
            forms = [(row["lemma"], "base")]
            for shape in ("present", "participle", "past", "passive"):
                forms += [(form, shape) for form in row[shape].split("|") if form]
        for form, shape in forms:
            found.setdefault(form, []).append(Trigger(row["lemma"], row["action"], row["frame"], shape, particles))
    return {form: tuple(meanings) for form, meanings in found.items()}


def _cues() -> dict[str, tuple[Cue, ...]]:
    found: dict[str, list[Cue]] = {}
    for row in load("events_modality"):
        for form in row["forms"].split("|"):
            found.setdefault(form, []).append(Cue(row["modality"], row["place"]))
    return {form: tuple(meanings) for form, meanings in found.items()}


def _listed(table: str, class_: str) -> frozenset[str]:
    return frozenset(
        word.lower()
        for row in load(table)
        if row["class"] == class_
        for word in (row["words"].split("|") if "words" in row else [row["word"]])
    )


#: By form, in small letters: what a word of the text may be.
TRIGGERS: Final = _triggers()
CUES: Final = _cues()
#: Noun heads by form; a form of two or three words stands with blanks between them.
HEADS: Final = {row["head"].lower(): Head(row["kind"], row["strength"]) for row in load("events_units")}
PERMANENCE: Final = {form: row["permanence"] for row in load("events_permanence") for form in row["forms"].split("|")}
PLOVER: Final = {(row["action"], row["modality"]): row["code"] for row in load("events_plover")}

AUXILIARIES: Final = _listed("events_words", "auxiliary") | _listed("clause_words", "auxiliary")
BE: Final = frozenset(("be", "is", "are", "was", "were", "been", "being", "get", "gets", "got", "isn't", "aren't"))
ADVERBS: Final = _listed("events_words", "adverb") | _listed("clause_words", "adverb")
BACKED: Final = _listed("events_words", "backing")
CIVIL: Final = _listed("events_words", "civil")
MILITARY: Final = _listed("events_words", "military")
CONTROL: Final = _listed("events_words", "control")
ORDINALS: Final = _listed("events_words", "ordinal")
PARTS: Final = _listed("events_words", "part")
PASTS: Final = _listed("events_words", "past")
VERBS: Final = _listed("events_words", "verb") | PASTS
ADJECTIVES: Final = _listed("events_words", "adjective")
NOUNS_IN_ING: Final = _listed("events_words", "noun in ing")
NOUNS_IN_LY: Final = _listed("events_words", "noun in ly")
ONLY_VERBS: Final = _listed("events_words", "only verb")
PHASES: Final = _listed("events_words", "phase")
WANTING: Final = _listed("events_words", "wanting")
DESTINATIONS: Final = _listed("events_words", "destination")
BORDERS: Final = _listed("events_words", "border")
SOIL: Final = _listed("events_words", "soil")
LANDMARKS: Final = _listed("events_words", "landmark")
MINISTRIES: Final = _listed("events_words", "ministry")
#: Verbs that are about forces whatever else a sentence holds.
TELLING: Final = _listed("events_words", "telling")
COMBAT: Final = _listed("events_words", "combat")
STAGES: Final = _listed("events_words", "stage")
NATIONAL: Final = _listed("events_words", "national")
MORE: Final = _listed("events_words", "more")
MARTIAL: Final = _listed("events_words", "martial")
VOICES: Final = _listed("events_words", "voice")
CARRYING: Final = _listed("events_words", "carrying")
OWN_FORCES: Final = _listed("events_words", "own force")
COUNTRY_NOUNS: Final = _listed("events_words", "country")
ONLOOKERS: Final = _listed("events_words", "onlooker")
ABSTRACT: Final = _listed("events_words", "abstract")
FIGHT: Final = _listed("events_words", "fight")
DETERMINERS: Final = _listed("clause_words", "determiner")
PRONOUNS: Final = _listed("clause_words", "pronoun")
PREPOSITIONS: Final = (
    _listed("clause_words", "preposition")
    | frozenset(("off", "including", "aboard", "along", "as", "than", "without", "during", "via", "worth"))
) - frozenset(("after", "before", "since", "until"))
SUBORDINATORS: Final = _listed("clause_words", "subordinator")
RELATIVES: Final = frozenset(("who", "which", "that", "whom", "whose", "where"))
MODALS: Final = _listed("clause_words", "modal")
REPORTING: Final = frozenset(
    form
    for row in load("reporting_verbs")
    for column in ("present", "participle", "past")
    for form in row[column].split("|")
    if form
)

#: What stands before the name of a ship of some navy.
SHIPS: Final = frozenset(row["name"] for row in load("events_parties") if row["kind"] == "ship")

#: Forms of the verbs by which forces come, stay and go.
MOVING: Final = frozenset(
    form
    for form, meanings in TRIGGERS.items()
    if any(
        m.shape != "noun"
        and m.frame in ("arrive", "leave", "return", "replace", "move", "withdraw", "send", "supply", "expect")
        for m in meanings
    )
)
#: The words that make a sentence worth a closer look, in the forms in which they stand in a text.
SIGNALS: Final = (
    frozenset(
        form
        for word, head in HEADS.items()
        if head.kind != "post"
        for last in (word.replace("-", " ").rsplit(" ", 1)[-1],)
        for form in (last, last.capitalize(), last.upper())
    )
    | frozenset(
        form
        for word, meanings in TRIGGERS.items()
        if any(meaning.shape == "noun" for meaning in meanings)
        for last in (word.rsplit(" ", 1)[-1].rsplit("-", 1)[-1],)
        for form in (last, last.capitalize())
    )
    | SHIPS
    | frozenset(
        form
        for form, meanings in TRIGGERS.items()
        if any(meaning.lemma in TELLING and meaning.shape != "noun" for meaning in meanings)
    )
)
