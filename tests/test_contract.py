"""The contract: the schema files, and what is derived from them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from datasets import DatasetInfo, Features

from copydesk import contract
from copydesk.contract import ContractError


def test_shared_columns_come_first() -> None:
    shared = [
        field["name"]
        for field in json.loads((contract.data_folder("schema") / "annotation.json").read_text())["fields"]
    ]
    for name in contract.layers():
        assert list(contract.table(name).column_names[: len(shared)]) == shared
        assert not {column.name for column in contract.table(name).own_columns} & set(shared)


@pytest.mark.parametrize("name", contract.tables())
def test_every_column_is_described(name: str) -> None:
    for column in contract.table(name).columns:
        assert len(column.description) > 10, column.name
        assert column.description.endswith("."), column.name


@pytest.mark.parametrize("name", contract.tables())
def test_features_are_those_that_datasets_derives(name: str) -> None:
    schema = contract.table(name).arrow_schema
    theirs = DatasetInfo(features=Features.from_arrow_schema(schema))._to_yaml_dict()["features"]
    assert contract.features(schema) == theirs


def test_features_of_articles_are_those_that_datasets_derives() -> None:
    theirs = DatasetInfo(features=Features.from_arrow_schema(contract.articles()))._to_yaml_dict()["features"]
    assert contract.features(contract.articles()) == theirs


def test_articles_nest_each_layer_without_the_columns_of_the_document() -> None:
    struct = contract.articles().field("sentences").type.value_type
    names = [struct.field(i).name for i in range(struct.num_fields)]
    assert names == [n for n in contract.table("sentences").column_names if n not in ("doc_id", "split")]


def test_types_are_those_that_every_reader_shares() -> None:
    for name in contract.tables():
        for field in contract.table(name).arrow_schema:
            item = field.type.value_type if pa.types.is_list(field.type) else field.type
            assert str(item) in {"string", "large_string", "int32", "int64", "float", "double", "bool", "date32[day]"}


def test_the_dictionary_names_every_column_and_value() -> None:
    text = contract.dictionary(contract.tables())
    for name in contract.tables():
        for column in contract.table(name).columns:
            assert f"| `{column.name}` |" in text
    assert "`headline`, `dateline`, `body`, `credit`" in text


@pytest.fixture
def schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for faulty schemas, beside a good one of the shared columns."""
    shared = (contract.data_folder("schema") / "annotation.json").read_text()
    (tmp_path / "annotation.json").write_text(shared)
    monkeypatch.setattr(contract, "data_folder", lambda _: tmp_path)
    for cached in (contract._read, contract.table, contract.tables, contract.layers):
        monkeypatch.setattr(contract, cached.__name__, cached.__wrapped__)
    return tmp_path


FIELD = {"name": "label", "type": "string", "arrow": "string", "description": "A label."}


@pytest.mark.parametrize(
    ("fault", "changes", "remedy"),
    [
        ("other_name", {"name": "gossips"}, "name it 'gossip'"),
        ("column_twice", {"fields": [FIELD, FIELD]}, "declares a column twice"),
        ("unchecked_constraint", {"fields": [{**FIELD, "constraints": {"minLength": 2}}]}, "nothing checks"),
        ("unportable_type", {"fields": [{**FIELD, "arrow": "map<string,string>"}]}, "portable types"),
    ],
)
def test_a_faulty_schema_is_refused(fault: str, changes: dict[str, object], remedy: str, schema: Path) -> None:
    declared = {
        "name": "gossip",
        "title": "t",
        "description": "d",
        "extends": "annotation",
        "fields": [FIELD],
        **changes,
    }
    (schema / "gossip.json").write_text(json.dumps(declared))
    with pytest.raises(ContractError, match=remedy):
        contract.table("gossip")


def test_an_unknown_table_is_refused_with_the_known_ones(schema: Path) -> None:
    with pytest.raises(ContractError, match="the contract has annotation"):
        contract.table("gossip")
