"""The words that report: verbs by their complement, and the small words by which clauses are told apart.

Classes of `reporting_verbs.csv`: *plain* verbs govern a bare clause ("said it would"); *clause* verbs too, but as often
a noun ("announced a plan"), which is no report; *telling* verbs name a hearer first; *asking* verbs govern questions;
*voicing* verbs carry direct speech; *naming* verbs an object with a quoted judgement ("called it “a ruin”");
*putting* is only in "as she put it".
Quirk et al., A Comprehensive Grammar of the English Language (1985), 16.31-33 and 14.28-31.
"""

from __future__ import annotations

from dataclasses import dataclass

from copydesk.lexicon import load


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of a reporting verb: base, present, participle, past or passive `shape`; `noun` if a noun too."""

    lemma: str
    kind: str
    shape: str
    noun: bool


def _forms() -> dict[str, Cue]:
    forms: dict[str, Cue] = {}
    for row in load("reporting_verbs"):
        noun = row["noun"] == "yes"
        for shape, cell in (
            ("base", row["lemma"]),
            ("passive", row["passive"]),
            ("present", row["present"]),
            ("participle", row["participle"]),
            ("past", row["past"]),
        ):
            for form in cell.split("|"):
                forms[form] = Cue(row["lemma"], row["class"], shape, noun)
    return forms


def _words(kind: str) -> frozenset[str]:
    plain = {row["word"].lower() for row in load("clause_words") if row["class"] == kind}
    return frozenset(plain | {word.replace("'", "’") for word in plain})


#: What heads a source that no name stands for, and the kind of source it is.
SOURCE_NOUNS = {row["noun"]: row["kind"] for row in load("source_nouns")}
FORMS = _forms()
#: The same with capitals, as headlines and inversions have them: what one scan of the words looks up.
SURFACES = frozenset(FORMS) | {form.capitalize() for form in FORMS} | {form.upper() for form in FORMS}

PRONOUNS = _words("pronoun")
DETERMINERS = _words("determiner")
BE = _words("be")
AUXILIARIES = BE | _words("auxiliary")
MODALS = _words("modal")
PREPOSITIONS = _words("preposition")
TIMES = _words("time")
ADVERBS = _words("adverb")
VENUES = _words("venue")
SUBORDINATORS = _words("subordinator")
RELATIVES = _words("relative")
#: Irregular pasts and common presents: with them a clause is one, though nothing else shows it.
FINITE_FORMS = _words("finite")
FINITE = AUXILIARIES | MODALS
