"""A layer against what was judged of a collection's texts, by the measures that gold sets are scored with.

The layer runs on the machine's output of everything below it, never on judged rows: what is measured is what a reader
gets for a text that nobody has judged. Judged rows have no surfaces in the repository, so the texts have to be there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from copydesk import engine
from copydesk.evaluate import GoldError, Report, Row, in_raw, measure, with_bounds
from copydesk.normalize import normalize
from copydesk.raw import RawText
from copydesk.review import FOLDER, Rows, load
from copydesk.review import Row as Judged
from copydesk.review.collection import Collection, annotate
from copydesk.review.values import pairs, plain, references, value

#: Where a second judge's rows of some of the texts stand, below the first one's.
SECOND: Final = "second"


def evaluate(
    layer: str,
    collection: Path,
    texts: Sequence[Path] = (),
    *,
    draws: int = 1000,
    made: str | None = "blind",
    options: Mapping[str, object] = MappingProxyType({}),
) -> Report:
    """Score `layer` on the documents of `collection` whose rows of it were judged, of which the texts are there.

    `made` is how they were judged: ``blind``, ``corrected``, or either (None). `draws` and `options` are those of
    `copydesk.evaluate.evaluate`. Raises GoldError where nothing was judged so.
    """
    sets = judged_sets(load(collection / FOLDER), layer, made)
    found = Collection(collection, texts)
    if not sets.keys() & found.raw.keys():
        how = f"judged {made}" if made else "judged"
        here = "their texts are not here; say with --texts where they are" if sets else "judge some first"
        raise GoldError(f"{collection} has no text whose {layer} were {how} to score: {here}")
    plan = engine.plan([layer])
    predicted = {}
    for doc_id in sorted(sets.keys() & found.raw.keys()):
        document = found.document(doc_id)
        predicted[doc_id] = [] if document is None else in_raw(annotate(document, plan), layer)
    return _report(layer, collection.name, {d: sets[d] for d in predicted}, predicted, found.raw, draws, options)


def agreement(layer: str, collection: Path, texts: Sequence[Path] = (), *, draws: int = 1000) -> Report:
    """The rows of the second judge scored against the first's, on the texts that both judged blind.

    Raises GoldError where there are none.
    """
    first = judged_sets(load(collection / FOLDER), layer, "blind")
    second = judged_sets(load(collection / FOLDER / SECOND), layer, "blind")
    both = sorted(first.keys() & second.keys())
    found = Collection(collection, texts)
    here = [doc_id for doc_id in both if doc_id in found.raw]
    if not here:
        raise GoldError(f"{collection} has no text here whose {layer} were judged twice; say with --texts where it is")
    predicted = {doc_id: rows(layer, second[doc_id]) for doc_id in here}
    return _report(layer, collection.name, {d: first[d] for d in here}, predicted, found.raw, draws, {})


def judged_sets(judged: Rows, layer: str, made: str | None) -> dict[str, tuple[Judged, ...]]:
    """The judged rows of `layer` by document, of those sets that were made so."""
    return {
        doc_id: layers[layer]
        for doc_id, layers in judged.items()
        if layer in layers and made in (None, layers[layer][0]["made"])
    }


def digest(sets: Mapping[str, Sequence[Judged]]) -> str:
    """The SHA-256 of judged rows, which hold the digests of their raw texts: of all that a layer is scored against."""
    lines = {doc_id: [{k: v for k, v in row.items() if k != "line"} for row in of] for doc_id, of in sets.items()}
    return hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()


def rows(layer: str, judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """Accepted rows as the layer would say them, all offsets in the raw text; what refers to other rows is null."""
    found = []
    for row in judged:
        if row["decision"] != "accept":
            continue
        said: dict[str, Any] = {column.name: value(column, row.get(column.name)) for column in plain(layer)}
        said |= dict.fromkeys(references(layer))
        for name in pairs(layer):
            for side in (f"{name}_start", f"{name}_end"):
                said[side] = int(row[side]) if side in row else None
        said |= {"start": int(row["raw_start"]), "end": int(row["raw_end"]), "rule": row["made"]}
        found.append({**said, "optional": row.get("optional") == "true"})
    return found


def in_sentences(raw: RawText, events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events with the sentence that each stands in, as `sentence_start, sentence_end` in the raw text.

    Sentences are the machine's. An event that stands in none has its own span for one.
    """
    sentences = in_raw(annotate(normalize(raw), engine.plan(["sentences"])), "sentences")
    found = []
    for event in events:
        own = event["start"], event["end"]
        holding = [(s["start"], s["end"]) for s in sentences if s["start"] <= own[0] and own[1] <= s["end"]]
        start, end = holding[0] if holding else own
        found.append({**event, "sentence_start": start, "sentence_end": end})
    return found


def _report(
    layer: str,
    name: str,
    sets: Mapping[str, Sequence[Judged]],
    predicted: Mapping[str, Sequence[Row]],
    raw: Mapping[str, RawText],
    draws: int,
    options: Mapping[str, object],
) -> Report:
    how = measure(layer, **options)
    scored = []
    for doc_id, judged in sets.items():
        text = raw[doc_id].text
        wanted = rows(layer, judged)
        # An event is right in its sentence, wherever its trigger is; its gold is not what a layer says, but where.
        items = in_sentences(raw[doc_id], wanted) if layer == "events" else how.items(text, wanted)
        gold = {"id": doc_id, "text": text, how.gold: items}
        scored.append(how.score(gold, how.items(text, predicted[doc_id])))
    return Report(
        layer=layer,
        gold=f"{name}/{FOLDER}",
        digest=digest(sets),
        documents=len(sets),
        chars=sum(len(raw[doc_id].text) for doc_id in sets),
        headline=how.headline,
        figures=with_bounds(how, [one.counts for one in scored], draws),
        misses=tuple(miss for one in scored for miss in one.misses),
        trained_on=None,
    )
