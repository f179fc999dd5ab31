"""A layer's values as cells of CSV, and back: the columns of the contract, references and offsets apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from copydesk import contract
from copydesk.contract import Column
from copydesk.errors import CopydeskError

#: Columns that refer to another row of their own layer, or hold a plain word.
_OWN: Final = {("times", "anchor")}
_SPAN: Final = re.compile(r"(\d+):(\d+)")


class ValueFault(CopydeskError, ValueError):
    """A cell that its column cannot hold; the message says what it can."""


@cache
def references(layer: str) -> Mapping[str, str]:
    """The columns of a layer that refer to rows, and the layers these stand in."""
    table = contract.table(layer)
    own = {column.name for column in table.own_columns}
    found = {key.column: key.to for key in table.foreign_keys if key.column in own}
    return {**found, **{column: layer for at, column in _OWN if at == layer}}


@cache
def pairs(layer: str) -> tuple[str, ...]:
    """What a layer points to in the text without a row for it: ``cue`` where it has `cue_start` and `cue_end`."""
    names = [column.name for column in contract.table(layer).own_columns]
    starts = [name.removesuffix("_start") for name in names if name.endswith("_start")]
    return tuple(name for name in starts if f"{name}_end" in names)


@cache
def plain(layer: str) -> tuple[Column, ...]:
    """The columns of a layer that hold values: neither references nor offsets."""
    offsets = {f"{name}_{side}" for name in pairs(layer) for side in ("start", "end")}
    # `anchor` may refer or say a word: it is with the references.
    return tuple(c for c in contract.table(layer).own_columns if c.name not in offsets | references(layer).keys())


def span(cell: str) -> tuple[int, int] | None:
    """The span that a reference names; None where the cell is no span."""
    match = _SPAN.fullmatch(cell)
    return (int(match[1]), int(match[2])) if match else None


def cell(value: object) -> str:
    """A value as a cell; the empty one for None."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case list() | tuple():
            return ";".join(cell(item) for item in value)
        case date():
            return value.isoformat()
    return str(value)


def value(column: Column, text: str | None) -> Any:
    """What a cell says in `column`; None for an empty one, but an empty list. Raises ValueFault."""
    if not text:
        if column.type == "list":
            return ()
        if column.required:
            raise ValueFault(f"{column.name} is empty; fill it in")
        return None
    try:
        parsed = _parsed(column, text)
    except ValueError:
        raise ValueFault(f"{column.name} is {text!r}; write it as {column.type}") from None
    limits = column.constraints
    if "enum" in limits and parsed not in limits["enum"]:
        raise ValueFault(f"{column.name} is {text!r}; it is one of {', '.join(limits['enum'])}")
    if "pattern" in limits and re.search(limits["pattern"], text) is None:
        raise ValueFault(f"{column.name} is {text!r}; write it as {limits['pattern']}")
    if ("minimum" in limits and parsed < limits["minimum"]) or ("maximum" in limits and parsed > limits["maximum"]):
        bounds = f"{limits.get('minimum', '')} to {limits.get('maximum', '')}"
        raise ValueFault(f"{column.name} is {text}; it goes from {bounds}".rstrip())
    return parsed


def _parsed(column: Column, text: str) -> Any:
    match column.type:
        case "integer":
            return int(text)
        case "number":
            return float(text)
        case "date":
            return date.fromisoformat(text)
        case "boolean":
            return {"true": True, "false": False}.get(text.lower()) if text.lower() in ("true", "false") else int("x")
        case "list":
            return tuple(int(item) for item in text.split(";"))
    return text
