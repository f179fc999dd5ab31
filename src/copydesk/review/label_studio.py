"""Sheets as tasks of Label Studio, and back.

A row is a region with its layer as label; each value is a control of the region (`perRegion`), each thing that it
points to a relation named after the column: to the row it refers to, else to a region labelled with the column.

Label Studio once counted UTF-16 units (issues 1008 and 1347 of HumanSignal/label-studio) and counts code points since
pull request 308 of label-studio-frontend, so tasks are written in code points, or in UTF-16 units if asked for; of a
task that comes in, the reading is taken under which most regions cover the text that they say they do.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from copydesk import contract
from copydesk.errors import CopydeskError
from copydesk.review.moved import Mark, mark
from copydesk.review.rows import DECISIONS
from copydesk.review.sheets import Region, Sheet
from copydesk.review.values import pairs, plain, references

_TEXT: Final = "text"
_LABELS: Final = "label"
_DECISION: Final = "decision"


class TaskError(CopydeskError, ValueError):
    """A file that holds no tasks of Label Studio; the message ends with the remedy."""


def dump(sheets: Iterable[Sheet], *, utf16: bool = False) -> str:
    """Sheets as a JSON array of tasks, each with its rows as one annotation."""
    return json.dumps([_task(sheet, utf16) for sheet in sheets], ensure_ascii=False, indent=1) + "\n"


def config(layers: Sequence[str]) -> str:
    """The labelling configuration of a project for these layers, as Label Studio wants it pasted."""
    points = dict.fromkeys(name for layer in layers for name in (*pairs(layer), *references(layer)))
    lines = [
        "<View>",
        # Without this, runs of blanks are drawn as one and trimmed from what is marked.
        "  <Style>.htx-text { white-space: pre-wrap; }</Style>",
        f'  <Text name="{_TEXT}" value="$text" granularity="symbol"/>',
        f'  <Labels name="{_LABELS}" toName="{_TEXT}">',
        *(f"    <Label value={quoteattr(label)}/>" for label in dict.fromkeys((*layers, *points))),
        "  </Labels>",
        "  <Relations>",
        *(f"    <Relation value={quoteattr(name)}/>" for name in points),
        "  </Relations>",
        *_choices(_DECISION, DECISIONS[:2], ""),
    ]
    for layer in layers:
        for column in plain(layer):
            name = f"{layer}.{column.name}"
            if "enum" in column.constraints:
                lines += _choices(name, column.constraints["enum"], layer)
            else:
                lines.append(f'  <TextArea name="{name}" toName="{_TEXT}" perRegion="true" whenLabelValue="{layer}"/>')
        lines += [
            f'  <TextArea name="{layer}.{name}" toName="{_TEXT}" perRegion="true" whenLabelValue="{layer}"/>'
            for name, target in references(layer).items()
            if target == layer
        ]
    return "\n".join([*lines, "</View>"]) + "\n"


def _choices(name: str, values: Sequence[str], layer: str) -> list[str]:
    when = f' whenLabelValue="{layer}"' if layer else ""
    head = f'  <Choices name="{name}" toName="{_TEXT}" perRegion="true"{when}>'
    return [head, *(f"    <Choice value={quoteattr(value)}/>" for value in values), "  </Choices>"]


def _task(sheet: Sheet, utf16: bool) -> dict[str, Any]:
    assert sheet.text is not None
    units = _units(sheet.text) if utf16 else range(len(sheet.text) + 1)
    result: list[dict[str, Any]] = []
    ids: dict[tuple[str, int, int], str] = {}
    for number, region in enumerate(sheet.regions):
        ids.setdefault((region.layer, region.mark.start, region.mark.end), f"r{number}")
    for number, region in enumerate(sheet.regions):
        where = _where(region.mark, units)
        result.append(_result(f"r{number}", _LABELS, "labels", {**where, "labels": [region.layer]}))
        for name, said in {**region.values, _DECISION: region.decision}.items():
            column = next((c for c in plain(region.layer) if c.name == name), None)
            listed = name == _DECISION or (column is not None and "enum" in column.constraints)
            kind, key = ("choices", "choices") if listed else ("textarea", "text")
            control = name if name == _DECISION else f"{region.layer}.{name}"
            value = {"start": where["start"], "end": where["end"], key: [said]}
            result.append(_result(f"r{number}", control, kind, value))
        for name, point in region.points.items():
            target = ids.get((references(region.layer).get(name, ""), point.start, point.end))
            if target is None:
                target = f"{name}-{point.start}-{point.end}"
                if not any(one.get("id") == target for one in result):
                    result.append(_result(target, _LABELS, "labels", {**_where(point, units), "labels": [name]}))
            result.append(
                {"type": "relation", "from_id": f"r{number}", "to_id": target, "direction": "right", "labels": [name]}
            )
    data = {"doc_id": sheet.doc_id, "layers": list(sheet.layers), "text": sheet.text}
    return {"data": data, "annotations": [{"result": result}]}


def _result(identity: str, control: str, kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": identity, "from_name": control, "to_name": _TEXT, "type": kind, "value": value}


def _where(at: Mark, units: Sequence[int]) -> dict[str, Any]:
    return {"start": units[at.start], "end": units[at.end], "text": at.surface}


def _units(text: str) -> list[int]:
    """The UTF-16 offset of each code point of `text`, and its length in the end."""
    return [0, *accumulate(2 if char > "\uffff" else 1 for char in text)]


def load(data: bytes) -> Iterator[Sheet]:
    """The sheets in an export of Label Studio ("JSON", not "JSON-MIN"). Raises TaskError for any other file."""
    try:
        tasks = json.loads(data)
    except ValueError as error:
        raise TaskError(f"no JSON ({error}); export the project as JSON") from None
    if not isinstance(tasks, list) or not all(isinstance(task, dict) and _data(task) for task in tasks):
        raise TaskError("no list of tasks with data.doc_id and data.text; export the project as JSON")
    for task in tasks:
        yield _sheet(task)


def _data(task: Mapping[str, Any]) -> bool:
    data = task.get("data")
    return isinstance(data, dict) and all(isinstance(data.get(name), str) for name in ("doc_id", "text"))


def _sheet(task: Mapping[str, Any]) -> Sheet:
    data = task["data"]
    doc_id, text = data["doc_id"], data["text"]
    layers = tuple(layer for layer in data.get("layers", ()) if layer in contract.layers())
    finished = [one for one in task.get("annotations") or () if not one.get("was_cancelled")]
    if len(finished) != 1:
        fault = f"it has {len(finished)} annotations; keep the one that counts"
        return Sheet(doc_id, (), (), text, faults=((f"task {task.get('id', doc_id)}", fault),))
    results = [one for one in finished[0].get("result") or () if isinstance(one, dict)]
    places = _Places(text, [one["value"] for one in results if one.get("type") == "labels"])
    marks: dict[str, Mark] = {}
    labels: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    faults: list[tuple[str, str]] = []
    for one in results:
        identity, value = str(one.get("id", "")), one.get("value") or {}
        if one.get("type") == "labels":
            found = places.mark(value)
            if found is None or len(value.get("labels") or ()) != 1:
                faults.append((f"region {identity}", "it has no place in the text or not one label; mark it again"))
                continue
            marks[identity], labels[identity] = found, value["labels"][0]
        elif said := value.get("text") or value.get("choices"):
            name = str(one.get("from_name", "")).rpartition(".")[2]
            values.setdefault(identity, {})[name] = "\n".join(said) if isinstance(said, list) else str(said)
    points: dict[str, dict[str, Mark]] = {}
    targets: set[str] = set()
    for one in results:
        if one.get("type") != "relation":
            continue
        source, target = str(one.get("from_id")), str(one.get("to_id"))
        names: list[str] = one.get("labels") or []
        if one.get("direction") == "left":
            source, target = target, source
        if source not in marks or target not in marks or len(names) != 1:
            faults.append((f"relation {source} to {target}", "it lacks an end or its one label; draw it again"))
            continue
        targets.add(target)
        points.setdefault(source, {})[names[0]] = marks[target]
    regions = []
    for identity, at in marks.items():
        if labels[identity] not in layers:
            if identity not in targets:
                message = f"nothing points to this {labels[identity]!r}, and it is no layer that was judged"
                faults.append((f"region {identity}", message))
            continue
        own = values.get(identity, {})
        decision = own.pop(_DECISION, "accept")
        regions.append(Region(labels[identity], at, own, points.get(identity, {}), decision, f"region {identity}"))
    return Sheet(doc_id, layers, tuple(regions), text, faults=tuple(faults))


class _Places:
    """The reading of a task's offsets: code points, or UTF-16 units where more regions then cover what they say."""

    def __init__(self, text: str, values: Sequence[Mapping[str, Any]]) -> None:
        self._text = text
        self._units = _units(text)
        self._utf16 = self._right(values, utf16=True) > self._right(values, utf16=False)

    def mark(self, value: Mapping[str, Any]) -> Mark | None:
        """The mark of a region; what it says to cover outweighs its offsets, if it says so."""
        span = self._span(value, self._utf16)
        if span is None:
            return None
        found = mark(self._text, *span)
        said = value.get("text")
        if not isinstance(said, str) or said == found.surface:
            return found
        return Mark(*span, said, found.left, found.right)

    def _right(self, values: Sequence[Mapping[str, Any]], *, utf16: bool) -> int:
        spans = [(self._span(value, utf16), value.get("text")) for value in values]
        return sum(span is not None and self._text[span[0] : span[1]] == said for span, said in spans)

    def _span(self, value: Mapping[str, Any], utf16: bool) -> tuple[int, int] | None:
        start, end = value.get("start"), value.get("end")
        if not (isinstance(start, int) and isinstance(end, int)):
            return None
        if utf16:
            start, end = bisect_left(self._units, start), bisect_left(self._units, end)
        return (start, end) if 0 <= start < end <= len(self._text) else None
