"""Layers are ordered by their parameter names, and a layer's fault is named."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from brackets import document
from copydesk import engine
from copydesk.document import Document, Span
from copydesk.engine import LayerError


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Layer modules made up for a test: name -> annotate."""
    functions: dict[str, Any] = {}

    def load(name: str) -> ModuleType:
        module = ModuleType(name)
        module.annotate = functions[name.rpartition(".")[2]]  # type: ignore[attr-defined]
        return module

    monkeypatch.setattr(engine, "available", lambda: tuple(functions))
    monkeypatch.setattr(engine.contract, "layers", lambda: tuple(n for n in functions if not n.startswith("raw_")))
    monkeypatch.setattr(engine.importlib, "import_module", load)
    yield functions


def test_parameter_names_are_the_dependencies(modules: dict[str, Any]) -> None:
    modules["events"] = lambda document, times, places: []
    modules["places"] = lambda document, entities: []
    modules["entities"] = lambda document: []
    modules["times"] = lambda document: []
    names = [layer.name for layer in engine.plan()]
    assert names.index("entities") < names.index("places") < names.index("events")
    assert names.index("times") < names.index("events")


def test_what_a_wanted_layer_needs_is_run_too(modules: dict[str, Any]) -> None:
    modules["entities"] = lambda document: []
    modules["places"] = lambda document, entities: []
    modules["times"] = lambda document: []
    assert [layer.name for layer in engine.plan(["places"])] == ["entities", "places"]


def test_an_unpublished_layer_serves_and_is_not_returned(modules: dict[str, Any]) -> None:
    modules["raw_words"] = lambda document: document.text.split()
    modules["entities"] = lambda document, raw_words: [Span(0, len(raw_words[0]), "first_word")]
    done = engine.run(document("Vilnius waits"), engine.plan())
    assert done == {"entities": (Span(0, 7, "first_word"),)}


def test_unknown_layer(modules: dict[str, Any]) -> None:
    modules["times"] = lambda document: []
    with pytest.raises(LayerError, match="there is no layer 'tims'; the layers are times"):
        engine.plan(["tims"])


def test_unknown_dependency(modules: dict[str, Any]) -> None:
    modules["times"] = lambda document, sentenzes: []
    with pytest.raises(LayerError, match="'times' asks for sentenzes"):
        engine.plan()


def test_cycle(modules: dict[str, Any]) -> None:
    modules["times"] = lambda document, places: []
    modules["places"] = lambda document, times: []
    with pytest.raises(LayerError, match="in a circle"):
        engine.plan()


def test_a_layer_that_raises_is_named(modules: dict[str, Any]) -> None:
    def fails(document: Document) -> Iterator[Span]:
        raise RuntimeError("no luck")
        yield

    modules["times"] = fails
    with pytest.raises(LayerError, match="times: RuntimeError: no luck"):
        engine.run(document("x"), engine.plan())


def test_short_memory_is_not_the_layers_fault(modules: dict[str, Any]) -> None:
    def fails(document: Document) -> list[Span]:
        raise MemoryError

    modules["times"] = fails
    with pytest.raises(MemoryError):
        engine.run(document("x"), engine.plan())
