"""The contract: schema/*.json, the only declaration of a column, and what follows from it.

A table is a Table Schema (Data Package v2) with two custom keys a field, `arrow` and `release`, and a list `checks`
that names Python functions of `validate`. The Arrow schema, the Hugging Face features, the data dictionary and the
references between tables are derived here; `validate` derives the pandera schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from copydesk.errors import CopydeskError

if TYPE_CHECKING:
    import pyarrow as pa

DOCUMENTS: Final = "documents"
ARTICLES: Final = "articles"
_ANNOTATION: Final = "annotation"
_SURFACE: Final = "text"
_KNOWN_CONSTRAINTS: Final = frozenset({"required", "unique", "enum", "minimum", "maximum", "pattern"})

#: What `release` says of a column in the rows of a document whose text a public release withholds: it goes out as it
#: is; as a digest, of long texts only; where its value is a name, a number or a date by its words; where it is a few
#: words and all of these in the document stay few; or never, which is what a field that says nothing means.
RELEASES: Final = ("always", "digest", "name", "number", "date", "words", "never")


class ContractError(CopydeskError, ValueError):
    """A schema file that cannot be the contract of a table."""


def data_folder(name: str) -> Path:
    """The folder `name` of the repository (``schema``, ``corpus``): in the installed package, else in the checkout."""
    package = Path(__file__).parent
    # Below `data`: a folder `corpus` beside corpus.py would look like a package of that name.
    shipped = package / "data" / name
    return shipped if shipped.is_dir() else package.parents[1] / name


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a table."""

    name: str
    type: str
    arrow: str
    description: str
    constraints: Mapping[str, Any]
    release: str

    @property
    def required(self) -> bool:
        """Whether a null is a fault, but for a value that a public release withholds."""
        return bool(self.constraints.get("required"))

    @property
    def may_be_withheld(self) -> bool:
        """Whether a public release may hold a null for the value of a document whose text it withholds."""
        return self.release != "always"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`column` of this table holds values of `to_column` of table `to`, or null."""

    column: str
    to: str
    to_column: str


@dataclass(frozen=True, slots=True)
class Table:
    """The contract of one table. `is_layer` is true for annotation tables: those that extend the shared columns."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    checks: tuple[str, ...]
    is_layer: bool

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns in contract order."""
        return tuple(column.name for column in self.columns)

    @property
    def own_columns(self) -> tuple[Column, ...]:
        """A layer's columns without the shared ones; for any other table all of them."""
        if not self.is_layer:
            return self.columns
        shared = {column["name"] for column in _read(_ANNOTATION)["fields"]}
        return tuple(column for column in self.columns if column.name not in shared)

    @property
    def arrow_schema(self) -> pa.Schema:
        """The Arrow schema: a pure function of the contract, without metadata."""
        return _arrow_schema(tuple((c.name, c.arrow, c.required and not c.may_be_withheld) for c in self.columns))


@cache
def tables() -> tuple[str, ...]:
    """The names of all declared tables: `documents`, `edits`, then the others by name."""
    found = {path.stem for path in data_folder("schema").glob("*.json")} - {_ANNOTATION}
    return (DOCUMENTS, "edits", *sorted(found - {DOCUMENTS, "edits"}))


@cache
def layers() -> tuple[str, ...]:
    """The names of the annotation tables."""
    return tuple(name for name in tables() if table(name).is_layer)


@cache
def table(name: str) -> Table:
    """The contract of table `name`. Raises ContractError for an unknown table or a schema that cannot be one."""
    declared = _read(name)
    parts = [declared]
    if "extends" in declared:
        parts.insert(0, _read(declared["extends"]))
    primary_key = tuple(declared.get("primaryKey") or parts[0]["primaryKey"])
    # Rows without their keys would be no rows: these always go out, whatever a schema says or leaves out.
    releases = dict.fromkeys((*primary_key, "doc_id", "split"), "always") | {_SURFACE: declared.get("surface", "never")}
    columns = tuple(
        _column(name, field, releases.get(field["name"]) or field.get("release", "never"))
        for part in parts
        for field in part["fields"]
    )
    if len({column.name for column in columns}) != len(columns):
        raise ContractError(f"schema/{name}.json declares a column twice")
    keys = [key for part in parts for key in part.get("foreignKeys", [])]
    return Table(
        name=name,
        title=declared["title"],
        description=declared["description"],
        columns=columns,
        primary_key=primary_key,
        foreign_keys=tuple(
            ForeignKey(key["fields"][0], key["reference"]["resource"] or name, key["reference"]["fields"][0])
            for key in keys
        ),
        checks=tuple(check for part in parts for check in part.get("checks", [])),
        is_layer=len(parts) == 2,
    )


@cache
def articles(layer_names: tuple[str, ...] | None = None) -> pa.Schema:
    """The Arrow schema of the derived config `articles`: a document, and each layer as a list of structs.

    A struct has the layer's columns but `doc_id` and `split`, which stand in the document.
    """
    import pyarrow as pa

    nested = [
        pa.field(name, pa.list_(pa.struct([f for f in table(name).arrow_schema if f.name not in ("doc_id", "split")])))
        for name in (layers() if layer_names is None else layer_names)
    ]
    return pa.schema([*table(DOCUMENTS).arrow_schema, *nested])


def features(schema: pa.Schema) -> list[dict[str, Any]]:
    """The `dataset_info.features` of a dataset card for an Arrow schema, in the notation of Hugging Face datasets."""
    return [{"name": field.name, **_feature(field.type)} for field in schema]


def dictionary(names: Sequence[str]) -> str:
    """The data dictionary of tables `names` in Markdown."""
    lines: list[str] = []
    for name in names:
        contract = table(name)
        lines += [
            f"### `{name}`",
            "",
            contract.description,
            "",
            "| column | type | null | of a withheld text | meaning |",
            "| --- | --- | --- | --- | --- |",
        ]
        for column in contract.columns:
            values = column.constraints.get("enum")
            meaning = column.description + (f" One of: {', '.join(f'`{v}`' for v in values)}." if values else "")
            null = "no" if column.required else "yes"
            meaning = meaning.replace("|", chr(92) + "|")
            lines.append(f"| `{column.name}` | {column.arrow} | {null} | {column.release} | {meaning} |")
        lines.append("")
    return "\n".join(lines)


@cache
def _read(name: str) -> Mapping[str, Any]:
    path = data_folder("schema") / f"{name}.json"
    try:
        declared = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.json")))
        raise ContractError(f"there is no table {name!r}; the contract has {known}") from None
    if declared.get("name") != name:
        raise ContractError(f"{path.name} names its table {declared.get('name')!r}; name it {name!r}")
    return MappingProxyType(declared)


def _column(table_name: str, field: Mapping[str, Any], release: str) -> Column:
    constraints = dict(field.get("constraints", {}))
    unknown = constraints.keys() - _KNOWN_CONSTRAINTS
    if unknown:
        raise ContractError(f"{table_name}.{field['name']}: nothing checks the constraint {sorted(unknown)}")
    _arrow_kind(field["arrow"])
    if release not in RELEASES:
        raise ContractError(f"{table_name}.{field['name']}: release {release!r} is not one of {', '.join(RELEASES)}")
    return Column(
        field["name"], field["type"], field["arrow"], field["description"], MappingProxyType(constraints), release
    )


def _arrow_kind(spec: str) -> tuple[str, str | None]:
    """A type's name, and its item's for ``list<item>``; only types that every reader shares are allowed."""
    primitive = (
        "string",
        "large_string",
        "int32",
        "int64",
        "float32",
        "float64",
        "bool",
        "date32",
        "timestamp[us, UTC]",
    )
    kind, item = ("list", spec[5:-1]) if spec.startswith("list<") and spec.endswith(">") else (spec, None)
    if (item or kind) not in primitive:
        raise ContractError(f"{spec!r} is not one of the portable types {', '.join(primitive)} or list<…> of one")
    return kind, item


@cache
def _arrow_schema(columns: tuple[tuple[str, str, bool], ...]) -> pa.Schema:
    import pyarrow as pa

    return pa.schema([pa.field(name, _arrow_type(arrow), nullable=not never) for name, arrow, never in columns])


def _arrow_type(spec: str) -> pa.DataType:
    import pyarrow as pa

    kind, item = _arrow_kind(spec)
    if item is not None:
        return pa.list_(_arrow_type(item))
    if kind == "timestamp[us, UTC]":
        return pa.timestamp("us", tz="UTC")
    return {"bool": pa.bool_}.get(kind, getattr(pa, kind, None))()  # type: ignore[misc]


def _feature(kind: pa.DataType) -> dict[str, Any]:
    import pyarrow as pa

    if pa.types.is_list(kind):
        item = _feature(kind.value_type)
        return {"list": item.get("struct") or item.get("dtype")}
    if pa.types.is_struct(kind):
        return {"struct": [{"name": f.name, **_feature(f.type)} for f in kind]}
    names = {"double": "float64", "float": "float32", "date32[day]": "date32"}
    return {"dtype": names.get(str(kind), str(kind))}
