"""What the lexicon knows of words and phrases, in the one form that a scan over tokens can ask.

A *class* is a short name such as ``country`` or ``given``. Classes are evidence for the sequence model and the
later passes, never a verdict: "Jordan" is a country, a given name and a river.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from copydesk.lexicon import load
from copydesk.names.words import key

#: Cities from this size on are a class of their own: the larger, the likelier the news means it.
LARGE_CITY = 300_000
#: Classes that make nothing a name by themselves.
EVIDENCE_ONLY = frozenset(
    (
        *("capital", "city", "large-city", "city-alternate", "subdivision", "given", "family"),
        *("leader", "office", "rank", "honorific", "modifier", "kind"),
    )
)
_DECISIVE = frozenset(
    ("country", "state", "loc-continent", "loc-region", "norp-nation", "force", "org-alliance", "org-agency")
)
_OF_PEOPLE = frozenset(("given", "family", "leader"))
#: Longest phrase asked for, in tokens.
LONGEST = 8


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Classes by phrase (see `words.key`), one-word phrases and longer ones apart.

    `openings` are first words of longer ones, with the number of words of the longest; `certain` are the words that are
    a name wherever they stand.
    """

    words: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]
    openings: dict[str, int]
    certain: frozenset[str]


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of a compiled gazetteer ``lexicon/gazetteer/<name>.csv[.gz]``."""
    folder = files("copydesk.lexicon") / "gazetteer"
    packed = folder / f"{name}.csv.gz"
    data = gzip.decompress(packed.read_bytes()) if packed.is_file() else (folder / f"{name}.csv").read_bytes()
    yield from csv.DictReader(io.StringIO(data.decode(), newline=""))


def _entries() -> Iterator[tuple[str, str]]:
    """Every form of the lexicon with its class."""
    for row in load("countries"):
        for form in row["forms"].split("|"):
            yield form, "country"
        if row["capital"]:
            yield row["capital"], "capital"
    for row in load("demonyms"):
        yield row["form"], f"norp-{row['kind']}"
    for row in load("regions"):
        for form in row["forms"].split("|"):
            yield form, "state" if row["label"] == "GPE" else f"loc-{row['kind']}"
    for row in load("forces"):
        for form in row["forms"].split("|"):
            yield form, "force"
    for table, prefix in (("organisations", "org"), ("agencies", "org")):
        for row in load(table):
            for form in row["forms"].split("|"):
                yield form, f"{prefix}-{row['kind'].replace(' ', '-')}"
    for row in load("offices"):
        yield row["form"], row["kind"]
        if row["kind"] in ("office", "modifier"):
            yield row["form"].title(), row["kind"]
    for row in load("leaders"):
        yield row["surname"], "leader"
    for row in load("heads"):
        if row["kind"] != "particle":
            yield row["word"], f"head-{row['kind']}"
    for area in rows("subdivisions"):
        for form in (area["name"], *filter(None, area["alternates"].split("|"))):
            yield form, "subdivision"
    for city in rows("cities"):
        large = int(city["population"]) >= LARGE_CITY
        yield city["name"], "large-city" if large else "city"
        for form in filter(None, city["alternates"].split("|")):
            yield form, "city-alternate"
    for table in ("given_names", "family_names"):
        for name in rows(table):
            yield name["name"], table.partition("_")[0]


@dataclass(frozen=True, slots=True)
class Usage:
    """How words are used in running news (training/words.py): how common in small letters, and in which clusters."""

    common: dict[str, str]
    groups: dict[str, tuple[str, str]]


@cache
def usage() -> Usage:
    """The usage of words, loaded once a process."""
    common: dict[str, str] = {}
    groups: dict[str, tuple[str, str]] = {}
    for row in rows("words"):
        if row["common"]:
            common[row["word"]] = row["common"]
        if row["group"]:
            groups[row["word"]] = (row["group"], row["subgroup"])
    return Usage(common, groups)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, compiled once a process."""
    # Sets of classes as bits while they grow: most forms share one of a few hundred sets.
    bits: dict[str, int] = {}
    found: dict[str, int] = {}
    for form, kind in _entries():
        phrase = key(form)
        found[phrase] = found.get(phrase, 0) | bits.setdefault(kind, 1 << len(bits))
    sets = {mask: tuple(sorted(kind for kind, bit in bits.items() if mask & bit)) for mask in set(found.values())}
    words: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, tuple[str, ...]] = {}
    openings: dict[str, int] = {}
    for phrase, mask in found.items():
        if " " not in phrase:
            words[phrase] = sets[mask]
        elif (size := phrase.count(" ") + 1) <= LONGEST:
            phrases[phrase] = sets[mask]
            first = phrase[: phrase.index(" ")]
            openings[first] = max(openings.get(first, 0), size)
    certain = frozenset(word for word, kinds in words.items() if _is_certain(word, kinds))
    return Gazetteer(words, phrases, openings, certain)


def _is_certain(word: str, kinds: tuple[str, ...]) -> bool:
    """Whether `word`, of these classes, is a name wherever it stands: a person may be called Chad, hardly Poland."""
    if _DECISIVE.isdisjoint(kinds):
        # "Adidas" is, "Apple" and "Congress" are not.
        of_bodies = all(kind.startswith("org-") for kind in kinds)
        return of_bodies and word.lower() not in usage().common and len(word) > 2 and word[0].isupper()
    also_people = _OF_PEOPLE.intersection(kinds)
    return len(also_people) < 2 if "country" in kinds else not also_people
