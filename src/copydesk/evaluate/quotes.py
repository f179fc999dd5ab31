"""The layer `quotes` against gold attributions of cue, source and content (Pareti 2015; Newell et al. 2018, PolNeAR).

What is compared is the letters and digits that a stretch covers; marks, brackets and white space are not. Content is
right where the same are covered (strict), where the share of the common ones is at least a half (relaxed), or where any
is (overlap). Speaker and cue are judged over relaxed pairs.

Gold can be narrowed to kinds, or to what has a reporting cue. What is then outside is neither wanted nor held against:
a prediction paired with it, or left over and overlapping it or itself outside, is not counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeAlias

from copydesk.evaluate import Counts, Figures, Miss, Row, Scored
from copydesk.evaluate.measures import around, one_to_one, prf, share, unpaired

Cover: TypeAlias = frozenset[int]

_VIEWS: Final[dict[str, Callable[[float], bool]]] = {
    "strict": lambda likeness: likeness == 1.0,
    "relaxed": lambda likeness: likeness >= 0.5,
    "overlap": lambda likeness: likeness > 0,
}


@dataclass(frozen=True, slots=True)
class Measure:
    """Gold `quotes` with `start, end, kind`, `speaker_*`, `cue_*`, perhaps `fragments` and `reporting`.

    `kinds` are the kinds of gold to look at (default: all); `reporting` looks only at gold with a reporting cue.
    """

    gold: ClassVar[str] = "quotes"
    headline: ClassVar[tuple[str, ...]] = (
        "content_strict.f1", "content_relaxed.f1", "attribution_relaxed.f1", "speaker.overlap",
    )  # fmt: skip

    kinds: frozenset[str] = frozenset()
    reporting: bool = False

    def items(self, text: str, annotations: Sequence[Row]) -> list[dict[str, Any]]:
        """An item for each attribution: its rows are its fragments.

        Its kind is theirs, or mixed where they differ; its cue and source are those of the first row that has one.
        """
        parts: dict[Any, list[Row]] = {}
        for row in annotations:
            parts.setdefault(row["attribution_id"], []).append(row)
        items = []
        for rows in parts.values():
            kinds = {row["kind"] for row in rows}
            cued = next((row for row in rows if row["cue_start"] is not None), rows[0])
            sourced = next((row for row in rows if row["source_start"] is not None), rows[0])
            items.append(
                {
                    "start": min(row["start"] for row in rows),
                    "end": max(row["end"] for row in rows),
                    "fragments": [[row["start"], row["end"]] for row in rows],
                    "kind": kinds.pop() if len(kinds) == 1 else "mixed",
                    "speaker_start": sourced["source_start"],
                    "speaker_end": sourced["source_end"],
                    "cue_start": cued["cue_start"],
                    "cue_end": cued["cue_end"],
                    "rule": rows[0]["rule"],
                }
            )
        return items

    def score(self, row: Row, items: Sequence[Row]) -> Scored:
        """Compare a gold text with items for it."""
        text, gold = row["text"], row[self.gold]
        there = [_cover(text, _stretches(item)) for item in gold]
        here = [_cover(text, _stretches(item)) for item in items]
        wanted, meant = [self._wanted(item) for item in gold], [self._wanted(item) for item in items]
        inside = _union(cover for cover, care in zip(there, wanted, strict=True) if care)
        outside = _union(cover for cover, care in zip(there, wanted, strict=True) if not care)
        said = _union(cover for cover, care in zip(here, meant, strict=True) if care) - (outside - inside)
        counts: Counts = Counter({"gold": sum(wanted), "predicted": len(items)})
        counts.update({"chars hit": len(inside & said), "chars": len(said), "gold chars": len(inside)})
        counts.update(("kind", str(item.get("kind"))) for item, care in zip(gold, wanted, strict=True) if care)
        likenesses = _likenesses(there, here)
        misses: list[Miss] = []

        def miss(kind: str, item: Row, want: object, got: object, rule: object = "") -> None:
            context = around(text, item["start"], item["end"])
            misses.append(Miss(kind, row["id"], context, str(want or ""), str(got or ""), str(rule or "")))

        for view, enough in _VIEWS.items():
            pairs = one_to_one((-likeness, i, j) for likeness, i, j in likenesses if enough(likeness))
            left = unpaired(len(items), (j for _, j in pairs))
            spurious = [j for j in left if meant[j] and not here[j] & outside]
            counts[view] += sum(wanted[i] for i, _ in pairs)
            counts[view, "left out"] += sum(not wanted[i] for i, _ in pairs) + len(left) - len(spurious)
            if view != "relaxed":
                continue
            for i, j in pairs:
                if wanted[i]:
                    for kind, want, got in _compare(counts, text, gold[i], items[j], there[i] == here[j]):
                        miss(kind, gold[i], want, got, items[j].get("rule"))
            for i in unpaired(len(gold), (i for i, _ in pairs)):
                if wanted[i]:
                    miss("missed", gold[i], gold[i].get("kind"), None)
            for j in spurious:
                miss("spurious", items[j], None, items[j].get("kind"), items[j].get("rule"))
        return Scored(counts, tuple(misses))

    def figures(self, counts: Counts) -> Figures:
        """The figures of summed counts."""
        gold, hits = counts["gold"], counts["relaxed"]

        def counted(right: int, view: str) -> tuple[int, int, int]:
            return right, right + max(0, counts["predicted"] - right - counts[view, "left out"]), gold

        figures: Figures = {
            **prf("content_strict", *counted(counts["strict"], "strict")),
            **prf("content_relaxed", *counted(hits, "relaxed")),
            **prf("content_overlap", *counted(counts["overlap"], "overlap")),
            **prf("chars", counts["chars hit"], counts["chars"], counts["gold chars"]),
            **prf("attribution_relaxed", *counted(counts["attributed"], "relaxed")),
        }
        for role in ("speaker", "cue"):
            for judged in ("exact", "overlap", "head") if role == "speaker" else ("exact", "overlap"):
                figures[f"{role}.{judged}"] = share(counts[role, judged], counts[role])
        figures["speaker.null_acc"] = share(counts["unnamed right"], counts["unnamed"])
        figures["kind_acc"] = share(counts["kind right"], hits)
        for kind in sorted(key[1] for key in counts if isinstance(key, tuple) and key[0] == "kind"):
            figures[f"recall_by_kind.{kind}.recall"] = share(counts["kind hit", kind], counts["kind", kind])
        return figures

    def _wanted(self, item: Row) -> bool:
        return (not self.kinds or item.get("kind") in self.kinds) and (
            not self.reporting or item.get("reporting", True)
        )


def _compare(counts: Counts, text: str, wanted: Row, got: Row, exact: bool) -> list[tuple[str, object, object]]:
    """Count one relaxed pair; what differs, as (name, gold, predicted)."""
    differences: list[tuple[str, object, object]] = []
    counts["kind hit", str(wanted.get("kind"))] += 1
    counts["kind right"] += wanted.get("kind") == got.get("kind")
    if wanted.get("kind") != got.get("kind"):
        differences.append(("kind", wanted.get("kind"), got.get("kind")))
    if not exact:
        differences.append(("span", _surface(text, wanted), _surface(text, got)))
    for role in ("speaker", "cue"):
        there, here = _cover(text, _stretches(wanted, role)), _cover(text, _stretches(got, role))
        names = _surface(text, wanted, role), _surface(text, got, role)
        right = bool(there & here) or (not there and not here)
        if role == "speaker":
            counts["attributed"] += right
        if there:
            counts[role] += 1
            counts[role, "exact"] += there == here
            counts[role, "overlap"] += right
            counts[role, "head"] += bool(names[1]) and _head(names[0]) == _head(names[1])
        elif role == "speaker":
            counts["unnamed"] += 1
            counts["unnamed right"] += right
        if not right and (there or role == "speaker"):
            differences.append((role, *names))
    return differences


def _likenesses(there: Sequence[Cover], here: Sequence[Cover]) -> list[tuple[float, int, int]]:
    """The Jaccard likeness of each two covers that share anything, as (likeness, i, j)."""
    covering: dict[int, set[int]] = defaultdict(set)
    for j, cover in enumerate(here):
        for position in cover:
            covering[position].add(j)
    return [
        (len(cover & here[j]) / len(cover | here[j]), i, j)
        for i, cover in enumerate(there)
        for j in set().union(*(covering[position] for position in cover if position in covering))
    ]


def _stretches(item: Row, role: str = "") -> list[tuple[int, int]]:
    prefix = f"{role}_" if role else ""
    if item.get(f"{prefix}fragments"):
        return [(start, end) for start, end in item[f"{prefix}fragments"]]
    start, end = item.get(f"{prefix}start"), item.get(f"{prefix}end")
    return [] if start is None or end is None else [(start, end)]


def _cover(text: str, stretches: Iterable[tuple[int, int]]) -> Cover:
    return frozenset(
        i for start, end in stretches for i in range(max(0, start), min(end, len(text))) if text[i].isalnum()
    )


def _union(covers: Iterable[Cover]) -> Cover:
    return frozenset().union(*covers)


def _surface(text: str, item: Row, role: str = "") -> str:
    """The words of an item, or of its speaker or cue."""
    return item.get(role) or " ".join(text[start:end] for start, end in _stretches(item, role))


def _head(name: str) -> str:
    """The last capitalised word of a name, else its last word, in lower case."""
    words = [word for word in (piece.strip(".,;:'\"“”’()") for piece in name.split()) if word]
    capitals = [word for word in words if word[:1].isupper()]
    return (capitals or words or [""])[-1].lower()
