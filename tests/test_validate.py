"""The gate catches one planted bad row per check, and passes good tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from copydesk import contract, tables
from copydesk.document import Edit
from copydesk.validate import CHECKS, validate
from test_tables import one

Tables = dict[str, pa.Table]


def good() -> Tables:
    """Two documents, one with edits, that keep the contract; each layer but `sentences` has one row."""
    raw = "JUNK The  brigade came. It left."
    edits = [Edit(0, 5, "", "advert", "label"), Edit(8, 10, " ", "whitespace", "blank")]
    first = one(raw, edits, "[The brigade came.] [It left.]")
    document, annotations = one("Calm 😀 day.", [], "[Calm 😀 day.]")
    second = (replace(document, doc_id="e", created=date(2024, 5, 1), created_basis="manifest"), annotations)
    built = tables.build([first, second], {"d": "train", "e": "test"}, ["sentences"])
    others = [name for name in contract.layers() if name != "sentences"]
    copy = {"doc_id": "e", "canonical_id": "f", "kind": "near", "similarity": 0.75, "split": "test"}
    built["duplicates"] = pa.Table.from_pylist([copy], schema=contract.table("duplicates").arrow_schema)
    return {**built, **{name: one_row(name, built["sentences"].to_pylist()[0]) for name in others}}


def one_row(layer: str, shared: dict[str, Any]) -> pa.Table:
    """One good row of a layer, on the first sentence; columns that may be null are."""
    filler = {"string": "word", "integer": 0, "number": 0.0, "boolean": True, "list": []}
    own = {
        column.name: column.constraints.get("enum", [filler.get(column.type)])[0] if column.required else None
        for column in contract.table(layer).own_columns
    }
    targets = {key.column: f"d#{key.to}-0" for key in contract.table(layer).foreign_keys if key.column in own}
    row = {**shared, **own, **targets, "annotation_id": f"d#{layer}-0"}
    schema = contract.table(layer).arrow_schema
    return pa.Table.from_pylist([{name: row[name] for name in schema.names}], schema=schema)


def planted(name: str, row: int, /, **values: Any) -> Tables:
    """Good tables with some cells of one row of one table overwritten."""
    built = good()
    rows = built[name].to_pylist()
    rows[row] |= values
    columns = {column: [r[column] for r in rows] for column in built[name].column_names}
    schema = pa.schema([pa.field(f.name, f.type) for f in built[name].schema])
    return {**built, name: pa.table(columns, schema=schema)}


def test_good_tables_pass() -> None:
    assert validate(good()) == []


CONSTRAINTS: list[tuple[str, str, Tables]] = []
for _name in contract.tables():
    for _column in contract.table(_name).columns:
        _rules = _column.constraints
        _bad = {"enum": "bogus", "pattern": "/ \n", "required": None}
        _bad |= {"minimum": _rules.get("minimum", 0) - 1, "maximum": _rules.get("maximum", 0) + 1}
        # Keys are planted below: without them a row can't be told.
        for _rule in _rules.keys() & _bad.keys() - (
            {"required"} if _column.name in ("doc_id", "annotation_id", "raw_start") else set()
        ):
            _where = f"{_name}.{_column.name}"
            CONSTRAINTS.append((f"contract.{_rule}", _where, planted(_name, 0, **{_column.name: _bad[_rule]})))
CONSTRAINTS.sort(key=lambda case: case[:2])


@pytest.mark.parametrize(("rule", "where", "broken"), CONSTRAINTS, ids=[f"{r}-{w}" for r, w, _ in CONSTRAINTS])
def test_every_constraint_of_every_column_is_kept(rule: str, where: str, broken: Tables) -> None:
    table, _, column = where.partition(".")
    found = [finding for finding in validate(broken) if finding.rule == rule and finding.table == table]
    assert any(column in finding.place for finding in found)
    assert all(finding.message.rpartition("; ")[2] for finding in found)


BAD: dict[str, Callable[[], Tables]] = {
    "contract.created_has_basis": lambda: planted("documents", 0, created=date(2024, 1, 1)),
    "contract.bounds": lambda: planted("quantities", 0, low=5.0, high=1.0),
    "contract.counts": lambda: planted("events", 0, count_low=5.0, count_high=1.0),
    "offsets.text_digest": lambda: planted("documents", 0, n_chars=3),
    "contract.reservations": lambda: planted("documents", 0, reservations=["a hunch"]),
    "offsets.fingerprints": lambda: planted("documents", 0, fingerprints=["0-5:" + 32 * "0"]),
    "offsets.edit": lambda: planted("edits", 0, replacement_chars=9),
    "offsets.span": lambda: planted("sentences", 0, end=0),
    "offsets.surface": lambda: planted("sentences", 0, text="The brigade cam3."),
    "offsets.raw_span": lambda: planted("sentences", 0, raw_start=4),
    "offsets.disjoint": lambda: planted("sentences", 1, start=3),
    "contract.unique": lambda: planted("sentences", 1, annotation_id="d#sentences-0"),
    "contract.primary_key": lambda: planted("edits", 1, raw_start=0),
    "references.foreign_key": lambda: planted("sentences", 2, doc_id="nobody"),
    "references.split": lambda: planted("sentences", 0, split="test"),
}


@pytest.mark.parametrize("rule", BAD)
def test_the_gate_catches(rule: str) -> None:
    assert rule in {finding.rule for finding in validate(BAD[rule]())}


def test_each_named_check_has_its_bad_row() -> None:
    assert {f"{check.level}.{name}" for name, check in CHECKS.items()} <= BAD.keys()


def test_each_named_check_of_the_schemas_exists() -> None:
    assert {check for name in contract.tables() for check in contract.table(name).checks} <= CHECKS.keys()


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("contract.column", lambda t: t.drop_columns(["role"])),
        ("contract.column", lambda t: t.append_column("extra", pa.nulls(t.num_rows))),
        ("contract.column", lambda t: t.select(t.column_names[::-1])),
        ("contract.type", lambda t: t.set_column(3, "start", t["start"].cast(pa.int64()))),
    ],
)
def test_a_table_of_another_shape_is_found(rule: str, broken: Callable[[pa.Table], pa.Table]) -> None:
    built = good()
    del built["events"]  # it refers to sentences
    assert [f.rule for f in validate({**built, "sentences": broken(built["sentences"])})] == [rule]


def test_a_table_outside_the_contract_is_found() -> None:
    assert [f.rule for f in validate({**good(), "gossip": pa.table({"a": [1]})})] == ["contract.table"]


def test_withheld_text_is_not_checked() -> None:
    built = good()
    documents = built["documents"]
    schema = pa.schema([pa.field(f.name, f.type) for f in documents.schema])
    nulled = documents.cast(schema).set_column(1, "text", pa.nulls(documents.num_rows, pa.large_string()))
    rules = {f.rule for f in validate({**built, "documents": nulled})}
    assert rules == {"contract.required"}
