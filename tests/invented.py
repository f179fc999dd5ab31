"""Layers that no release has, for tests that must hold for any layer of the contract."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from copydesk import contract


def field(name: str, type: str = "string", arrow: str = "string", **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": type, "arrow": arrow, "description": f"The {name}.", "constraints": constraints}


INVENTED: dict[str, list[dict[str, Any]]] = {
    "animals": [
        field("animal_id"),
        field("name"),
        field("sort", enum=["BIRD", "FISH"]),
        field("legs", "integer", "int32"),
        field("weight", "number", "float64"),
        field("tame", "boolean", "bool"),
        {**field("names", "list", "list<string>"), "itemType": "string"},
    ],
    "bells": [field("rings", "integer", "int32")],
    "claims": [field("animal_id"), field("claim", enum=["boast", "oath"])],
}


@contextmanager
def contract_with(folder: Path, layers: dict[str, list[dict[str, Any]]]) -> Iterator[None]:
    """The contract with `layers` besides its own, its schemas copied to `folder`."""
    schema = folder / "schema"
    shutil.copytree(contract.data_folder("schema"), schema)
    for name, fields in layers.items():
        references = [
            {"fields": [own["name"]], "reference": {"resource": "animals", "fields": ["annotation_id"]}}
            for own in fields
            if own["name"].endswith("_id")
        ]
        declared = {"name": name, "title": name, "description": f"A row is one of the {name}.", "extends": "annotation"}
        (schema / f"{name}.json").write_text(json.dumps({**declared, "fields": fields, "foreignKeys": references}))
    data_folder = contract.data_folder
    caches = (contract.tables, contract.layers, contract.table, contract.articles, contract._read)
    try:
        contract.data_folder = lambda name: folder / name
        for cached in caches:
            cached.cache_clear()
        yield
    finally:
        contract.data_folder = data_folder
        for cached in caches:
            cached.cache_clear()
