"""Which documents repeat each other: candidates from an index of fingerprints, each verified on the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from copydesk.duplicates import shingles
from copydesk.duplicates.shingles import Hashes, WordHashes

#: A pair is near where half of all their shingles, taken together, are in both (Jaccard).
NEAR: Final = (1, 2)
#: A document is contained in a longer one that holds four fifths of its shingles.
CONTAINED: Final = (4, 5)
#: Shorter texts (in words) have exact copies only: in so few, one changed word is another message.
NEAR_WORDS: Final = 8
#: Shorter texts are contained only in what opens with them, as a headline that a feed gives for the story: elsewhere
#: a sentence is quoted more often than copied.
CONTAINED_WORDS: Final = 25
#: Digits of a similarity.
DIGITS: Final = 4

#: A fingerprint of more documents is crowded: see `_crowded`.
CROWD: Final = 32
#: How many neighbours a document is compared with in a crowd.
_NEIGHBOURS: Final = 2
#: Of the fingerprints, crowded ones aside, of the one that has fewer, candidates share at least one in nine, and of
#: those beyond its opening one in five. Near texts share two in five, however the changes are scattered; 25 words
#: within a longer text share at least two of 18.
_SHARED: Final = 9
_SHARED_BEYOND: Final = 5
#: Fingerprints in memory at a time, and candidates whose texts are.
_INDEX_ROWS: Final = 4_000_000
_BATCH: Final = 10_000

Ranks: TypeAlias = npt.NDArray[np.int64]
Texts: TypeAlias = Callable[[Sequence[str]], Mapping[str, str]]

FINGERPRINTS: Final = pa.schema(
    [
        ("doc_id", pa.large_string()),
        ("created", pa.date32()),
        ("n_chars", pa.int32()),
        ("n_words", pa.int32()),
        ("key", pa.string()),
        ("fingerprints", pa.large_list(pa.uint64())),
    ]
)
PAIRS: Final = pa.schema(
    [
        pa.field("doc_id", pa.large_string(), nullable=False),
        pa.field("canonical_id", pa.large_string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("similarity", pa.float64(), nullable=False),
    ]
)


def fingerprints(documents: pa.Table) -> pa.Table:
    """What `find` has to know of `documents` (read: `doc_id`, `text`, `created`): one row a document that has a text.

    It is of the document alone, so shards make theirs side by side.
    """
    known = WordHashes()
    rows = []
    columns = (documents[name].to_pylist() for name in ("doc_id", "created", "text"))
    for doc_id, created, text in zip(*columns, strict=True):
        if text is None:
            continue
        hashes = shingles.word_hashes(text, known)
        kept = shingles.fingerprints(shingles.shingles(hashes)) if hashes.size >= NEAR_WORDS else hashes[:0]
        rows.append((doc_id, created, len(text), hashes.size, shingles.key(hashes), kept))
    values = [pa.array([row[i] for row in rows], field.type) for i, field in enumerate(FINGERPRINTS)]
    return pa.Table.from_arrays(values, schema=FINGERPRINTS)


def find(fingerprints: Sequence[Path], texts: Texts) -> pa.Table:
    """The pairs of documents that repeat each other, of the Arrow IPC files that hold the rows of `fingerprints`.

    A row has `doc_id`, `canonical_id` (the fuller of the two: longer, then earlier, then of the smaller id), `kind`
    and `similarity`; rows ascend by both ids. Copies with the same words are rows to the fullest of them, which alone
    is compared further. `texts` gives texts by their ids and is asked for few at a time. The table does not depend on
    the order of files and rows. Of the fingerprints, one range of hashes is in memory at a time.
    """
    index = _Index.read(fingerprints)
    exact = np.flatnonzero(index.first != np.arange(index.first.size))
    pairs = [(index.ids[b], index.ids[int(index.first[b])], "exact", 1.0) for b in exact.tolist()]
    pairs += _verified(index, _candidates(index), texts)
    pairs.sort()
    columns = list(zip(*pairs, strict=True)) if pairs else [()] * len(PAIRS)
    return pa.table(columns, schema=PAIRS)


@dataclass(frozen=True, slots=True)
class _Index:
    """All documents by rank, the fullest being 0, and where their fingerprints are."""

    ids: pl.Series
    #: The rank of the fullest document with the same words.
    first: Ranks
    #: The ranks of a file's rows, and its lists of fingerprints (memory-mapped).
    files: tuple[tuple[Ranks, pa.LargeListArray], ...]
    rows: int

    @classmethod
    def read(cls, paths: Sequence[Path]) -> _Index:
        tables = []
        for path in paths:
            with pa.memory_map(str(path)) as file:
                tables.append(pa.ipc.open_file(file).read_all())
        facts = pa.concat_tables([FINGERPRINTS.empty_table(), *tables]).drop_columns("fingerprints")
        frame = pl.DataFrame(facts).with_row_index("row")
        frame = frame.sort(
            ["n_chars", "created", "doc_id"], descending=[True, False, False], nulls_last=True
        ).with_row_index("rank")
        first = frame.select(pl.col("rank").min().over("key"))["rank"].to_numpy().astype(np.int64)
        ranks = frame.sort("row")["rank"].to_numpy().astype(np.int64)
        bounds = np.cumsum([0, *(table.num_rows for table in tables)])
        lists = [pa.chunked_array(table["fingerprints"], pa.large_list(pa.uint64())) for table in tables]
        files = tuple(
            (ranks[start:end], pa.concat_arrays(column.chunks or [pa.array([], column.type)]))
            for (start, end), column in zip(pairwise(bounds), lists, strict=True)
        )
        rows = sum(len(column.flatten()) for _, column in files)
        return cls(frame["doc_id"], first, files, rows)

    def ranges(self) -> Iterator[tuple[Hashes, Ranks]]:
        """Fingerprints with the ranks of their documents, sorted by both: one range of hashes after another."""
        parts = -(-self.rows // _INDEX_ROWS)
        for part in range(parts):
            hashes, ranks = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
            for own, column in self.files:
                values = column.flatten().to_numpy()
                owners = np.repeat(own, np.diff(column.offsets.to_numpy()))
                # The range of a hash goes by its high half, so that the product stays within 64 bits.
                chosen = ((values >> np.uint64(32)) * np.uint64(parts) >> np.uint64(32)) == part
                chosen &= self.first[owners] == owners
                hashes.append(values[chosen])
                ranks.append(owners[chosen])
            values, owners = np.concatenate(hashes), np.concatenate(ranks)
            order = np.lexsort((owners, values))
            yield values[order], owners[order]


def _candidates(index: _Index) -> Iterator[tuple[int, int]]:
    """Pairs of ranks (fuller, other), ascending, that share enough fingerprints to be worth reading."""
    documents = index.first.size
    kept = np.zeros(documents, dtype=np.int64)
    crowded = np.zeros(documents, dtype=np.int64)
    found = [pl.DataFrame(schema={"pair": pl.Int64, "shared": pl.UInt32})]
    for hashes, ranks in index.ranges():
        kept += np.bincount(ranks, minlength=documents)
        starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if hashes.size else np.empty(0, np.intp)
        lengths = np.diff(np.r_[starts, hashes.size])
        many = np.repeat(lengths > CROWD, lengths)
        crowded += np.bincount(ranks[many], minlength=documents)
        left = np.repeat(starts + lengths, lengths) - np.arange(hashes.size) - 1
        pairs = [*_few(ranks, np.where(many, 0, left)), *_crowded(ranks, starts[lengths > CROWD], many, left)]
        codes = [fuller * documents + other for fuller, other in pairs]
        found.append(pl.DataFrame({"pair": np.concatenate([np.empty(0, np.int64), *codes])})
                     .group_by("pair").agg(pl.len().cast(pl.UInt32).alias("shared")))  # fmt: skip
    counted = pl.concat(found).group_by("pair").agg(pl.col("shared").sum()).sort("pair")
    pair, shared = counted["pair"].to_numpy(), counted["shared"].to_numpy().astype(np.int64)
    fuller, other = pair // max(documents, 1), pair % max(documents, 1)
    # In a crowd not every pair is counted, so that its fingerprints are not asked for either.
    own = kept - crowded
    least = np.minimum(own[fuller], own[other])
    enough = (shared * _SHARED >= least) & (shared * _SHARED_BEYOND >= least - shingles.OPENING)
    yield from zip(fuller[enough].tolist(), other[enough].tolist(), strict=True)


def _few(ranks: Ranks, left: npt.NDArray[np.intp]) -> Iterator[tuple[Ranks, Ranks]]:
    """All pairs within each run of equal hashes; `left` is how many rows of its run come after a row."""
    rows = np.arange(ranks.size)
    for ahead in range(1, CROWD):
        rows = rows[left[rows] >= ahead]
        if not rows.size:
            return
        yield ranks[rows], ranks[rows + ahead]


def _crowded(
    ranks: Ranks, starts: npt.NDArray[np.intp], many: npt.NDArray[np.bool_], left: npt.NDArray[np.intp]
) -> Iterator[tuple[Ranks, Ranks]]:
    """Each document of a crowded fingerprint with the fullest, and with its neighbours by fullness.

    All pairs of a crowd would be a square. A crowd is boilerplate, or one story in many copies. In the first case the
    story's own fingerprints find its copies; in the second the fullest copy has a fingerprint of every stretch that
    the others kept, so that each of them is compared with the one that will stand for it.
    """
    rows = np.flatnonzero(many)
    leader = starts[np.searchsorted(starts, rows, side="right") - 1]
    later = leader != rows
    yield ranks[leader[later]], ranks[rows[later]]
    for ahead in range(1, _NEIGHBOURS + 1):
        # The leader's own neighbours are above.
        near = rows[(left[rows] >= ahead) & later]
        yield ranks[near], ranks[near + ahead]


@dataclass(frozen=True, slots=True)
class _Text:
    """The shingles of a text: each once, sorted; and the first of them, in text order."""

    shingles: Hashes
    opening: Hashes
    n_words: int

    @classmethod
    def read(cls, text: str, known: WordHashes) -> _Text:
        hashes = shingles.word_hashes(text, known)
        found = shingles.shingles(hashes)
        return cls(np.unique(found), np.unique(found[: 2 * CONTAINED_WORDS]), hashes.size)


def _verified(
    index: _Index, candidates: Iterator[tuple[int, int]], texts: Texts
) -> Iterator[tuple[str, str, str, float]]:
    """The candidates that are copies, by all of their shingles."""
    read: dict[int, _Text] = {}
    while batch := list(islice(candidates, _BATCH)):
        ids = {rank: index.ids[rank] for rank in sorted({rank for pair in batch for rank in pair})}
        # Candidates ascend, so what a family of copies is compared with is often there from the batch before.
        read = {rank: read[rank] for rank in ids.keys() & read.keys()}
        fetched = texts([doc_id for rank, doc_id in ids.items() if rank not in read])
        known = WordHashes()
        read |= {rank: _Text.read(fetched[ids[rank]], known) for rank in ids.keys() - read.keys()}
        for fuller, other in batch:
            said = _compared(read[fuller], read[other])
            if said is not None:
                yield ids[other], ids[fuller], *said


def _compared(fuller: _Text, other: _Text) -> tuple[str, float] | None:
    """Kind and similarity of a pair by its shingles; in whole numbers, so that no rounding decides."""
    own, shared = other.shingles.size, _common(fuller.shingles, other.shingles)
    union = fuller.shingles.size + own - shared
    if shared * NEAR[1] >= union * NEAR[0]:
        return "near", round(shared / union, DIGITS)
    if other.n_words < CONTAINED_WORDS:
        shared = _common(fuller.opening, other.shingles)
    if shared * CONTAINED[1] >= own * CONTAINED[0]:
        return "contained", round(shared / own, DIGITS)
    return None


def _common(some: Hashes, others: Hashes) -> int:
    return int(np.intersect1d(some, others, assume_unique=True).size)
