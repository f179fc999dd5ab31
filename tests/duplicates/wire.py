"""Invented news by the thousand, and copies of it in every form that papers give them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from copydesk import duplicates

_SYLLABLES = [a + b for a in "bdgklmprst" for b in ("a", "e", "i", "un")]
_FRAMES = (
    "The {a} {n} {v} the {n} in {p} on {d}.",
    "{p} {v} {c} {n}s after a {a} {n}, officials said.",
    "A spokesman for the {n} of {p} said the {n} had {v} the {a} {n}.",
    "It was the {o} time since {d} that the {n} {v} a {n}.",
    "“We {v} the {n} and we will keep the {a} {n},” {x} {y} told reporters in {p}.",
    "According to {x} {y}, the {n} {v} {c} {n}s near {p} and then left for {p}.",
    "The {n} did not {v} the {n}, but {c} {a} {n}s were seen.",
    "Earlier on {d}, the {n} in {p} had asked the {n} for {c} {n}s.",
)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_ORDINALS = ["first", "second", "third", "fourth", "fifth"]


class Newsroom:
    """A generator of stories: frames and words are few and repeat, as they do in news."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        words = sorted({"".join(self.dice.choices(_SYLLABLES, k=self.dice.choice((2, 2, 3)))) for _ in range(4000)})
        self.dice.shuffle(words)
        self._stock = {"n": words[:900], "v": [w + "ed" for w in words[900:1200]], "a": words[1200:1500]}
        names = [word.capitalize() for word in words[1500:]]
        self._stock |= {"p": names[:150], "x": names[150:300], "y": names[300:800]}

    def sentence(self) -> str:
        """A sentence of some fifteen words."""
        text = self.dice.choice(_FRAMES)
        while "{" in text:
            slot = text[text.index("{") : text.index("}") + 1]
            text = text.replace(slot, self._word(slot[1]), 1)
        return text[0].upper() + text[1:]

    def story(self, sentences: int | None = None) -> list[str]:
        """A headline and paragraphs of one to three sentences: of some 150 to 6,000 characters."""
        left = sentences or min(60, 2 + int(self.dice.expovariate(1 / 18)))
        paragraphs = [self.sentence().rstrip(".")]
        while left > 0:
            some = min(left, self.dice.randint(1, 3))
            paragraphs.append(" ".join(self.sentence() for _ in range(some)))
            left -= some
        return paragraphs

    def _word(self, slot: str) -> str:
        if slot == "d":
            return self.dice.choice(_DAYS)
        if slot == "o":
            return self.dice.choice(_ORDINALS)
        if slot == "c":
            return str(self.dice.randint(2, 900))
        stock = self._stock[slot]
        # Few words make up most of a text (Zipf).
        return stock[min(int(self.dice.paretovariate(0.7)) - 1, len(stock) - 1) if slot in "nva" else
                     self.dice.randrange(len(stock))]  # fmt: skip


def truncated(room: Newsroom, story: Sequence[str], _: Sequence[str]) -> list[str]:
    """The beginning."""
    return list(story[: max(3, int(len(story) * room.dice.uniform(0.3, 0.9)))])


def other_headline(room: Newsroom, story: Sequence[str], _: Sequence[str]) -> list[str]:
    """Another headline and stand-first."""
    return [room.sentence().rstrip("."), room.sentence(), *story[1:]]


def other_boilerplate(room: Newsroom, story: Sequence[str], _: Sequence[str]) -> list[str]:
    """A line of another paper before it and two after it."""
    return [story[0], room.sentence(), *story[1:], room.sentence(), room.sentence()]


def reordered(room: Newsroom, story: Sequence[str], _: Sequence[str]) -> list[str]:
    """The paragraphs in another order."""
    body = list(story[1:])
    room.dice.shuffle(body)
    return [story[0], *body]


def merged(room: Newsroom, story: Sequence[str], other: Sequence[str]) -> list[str]:
    """With another story."""
    return [*story, *other] if room.dice.random() < 0.5 else [*other, *story]


FORMS: tuple[Callable[[Newsroom, Sequence[str], Sequence[str]], list[str]], ...] = (
    truncated, other_headline, other_boilerplate, reordered, merged,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """Texts by id, and the pairs of them that are copies, by form."""

    texts: Mapping[str, str]
    pairs: Mapping[frozenset[str], str]


def planted(seed: int, documents: int, copies: int) -> Planted:
    """`documents` texts, `copies` of them copies; others share background or boilerplate."""
    room = Newsroom(seed)
    stories = [room.story() for _ in range(documents - copies)]
    # A copy needs something to copy: a text of at least five sentences.
    worth = [i for i, story in enumerate(stories) if sum(p.count(". ") + 1 for p in story) > 6]
    originals = room.dice.sample(worth, copies)
    rest = [i for i in range(len(stories)) if i not in set(originals)]
    background = [" ".join(room.sentence() for _ in range(3)) for _ in range(40)]
    boilerplate = [[" ".join(room.sentence() for _ in range(2))] for _ in range(20)]
    for i in rest:
        if len(stories[i]) > 8 and room.dice.random() < 0.3:
            stories[i].insert(-1, room.dice.choice(background))
        if len(stories[i]) > 8 and room.dice.random() < 0.3:
            stories[i] += room.dice.choice(boilerplate)
    texts = {f"news.{i:06}": "\n\n".join(story) for i, story in enumerate(stories)}
    pairs: dict[frozenset[str], str] = {}
    others = room.dice.sample([i for i in rest if i in set(worth)], copies)
    for number, (i, other) in enumerate(zip(originals, others, strict=True)):
        form = FORMS[number % len(FORMS)]
        doc_id = f"copy.{number:06}"
        texts[doc_id] = "\n\n".join(form(room, stories[i], stories[other]))
        pairs[frozenset((doc_id, f"news.{i:06}"))] = form.__name__
        if form is merged:
            pairs[frozenset((doc_id, f"news.{other:06}"))] = form.__name__
    return Planted(texts, pairs)


def table(texts: Mapping[str, str], created: Mapping[str, date] | None = None) -> pa.Table:
    """Documents with what `duplicates` reads of them."""
    return pa.table(
        {
            "doc_id": pa.array(texts, pa.large_string()),
            "text": pa.array(texts.values(), pa.large_string()),
            "created": pa.array([(created or {}).get(doc_id) for doc_id in texts], pa.date32()),
            "n_chars": pa.array([len(text) for text in texts.values()], pa.int32()),
        }
    )


def write_fingerprints(folder: Path, shards: Iterable[pa.Table]) -> list[Path]:
    """The fingerprints of shards of documents, each in its file, as a build keeps them."""
    paths = []
    folder.mkdir(parents=True, exist_ok=True)
    for number, shard in enumerate(shards):
        rows = duplicates.fingerprints(shard)
        paths.append(folder / f"{number:04}.arrow")
        with pa.OSFile(str(paths[-1]), "wb") as file, pa.ipc.new_file(file, rows.schema) as out:
            out.write_table(rows)
    return paths


def cut(documents: pa.Table, size: int = 250) -> Iterator[pa.Table]:
    """Documents in shards."""
    for start in range(0, max(1, documents.num_rows), size):
        yield documents.slice(start, size)


def found(
    folder: Path, texts: Mapping[str, str], created: Mapping[str, date] | None = None, size: int = 250
) -> duplicates.Clusters:
    """The clusters of some texts."""
    documents = table(texts, created)
    paths = write_fingerprints(folder, cut(documents, size))
    pairs = duplicates.find(paths, lambda ids: {doc_id: texts[doc_id] for doc_id in ids})
    return duplicates.clusters(pairs, documents)
