"""Layers in order: the mechanism that knows no layer by name.

A layer's parameter names are its dependencies. They are read here, checked before any text is, and ordered.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final, TypeAlias

import copydesk.layers
from copydesk import __version__, contract
from copydesk.document import Document, Span
from copydesk.errors import CopydeskError

#: The `annotator` of rows made here.
ANNOTATOR: Final = f"copydesk/{'.'.join(__version__.split('.')[:2])}"


class LayerError(CopydeskError):
    """Layers that cannot be ordered or run: an unknown name, a cycle, or a layer that raised on a document."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A module of `copydesk.layers`: its function, and the layers it needs. Unpublished where it has no schema.

    `annotator` is that of its rows.
    """

    name: str
    annotate: Callable[..., Any]
    needs: tuple[str, ...]
    published: bool
    annotator: str = ANNOTATOR


@cache
def available() -> tuple[str, ...]:
    """The names of all layer modules. Adapters to outside tools (`<layer>_<tool>`) are no layers of their own."""
    found = [module.name for module in pkgutil.iter_modules(copydesk.layers.__path__)]
    return tuple(name for name in found if name.partition("_")[0] not in found or "_" not in name)


def plan(names: Iterable[str] | None = None, swaps: Mapping[str, str] | None = None) -> tuple[Layer, ...]:
    """The layers `names` (default: every published one) with all that they need, dependencies first.

    `swaps` names outside tools that stand in for layers, as in ``{"entities": "spacy:en_core_web_sm"}``.
    Raises LayerError for an unknown name, tool or cycle, and whatever CopydeskError a tool's adapter does.
    """
    swaps = swaps or {}
    wanted = list(contract.layers() if names is None else names)
    layers: dict[str, Layer] = {}
    while wanted:
        name = wanted.pop()
        if name not in layers:
            layers[name] = _swapped(name, swaps[name]) if name in swaps else _load(name)
            wanted.extend(layers[name].needs)
    if idle := swaps.keys() - layers.keys():
        raise LayerError(f"{', '.join(sorted(idle))} is swapped but not among the layers; name it in the layers too")
    graph = {name: sorted(layers[name].needs) for name in sorted(layers)}
    try:
        return tuple(layers[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise LayerError(f"layers need each other in a circle: {' -> '.join(error.args[1])}; break it") from None


#: Settles a published layer's annotations: (layer, the machine's, those of the layers before it) -> what stands.
Settle: TypeAlias = Callable[[str, tuple[Span, ...], Mapping[str, Any]], tuple[Span, ...]]


def run(document: Document, layers: Sequence[Layer], settle: Settle | None = None) -> dict[str, tuple[Span, ...]]:
    """Annotate one document with `layers`, which are in order; the annotations of the published ones, by layer.

    `settle` puts judged rows in a layer's place, so that the layers after it see that.
    Raises LayerError where a layer does, naming it; MemoryError, which is not the layer's.
    """
    values: dict[str, Any] = {}
    for layer in layers:
        try:
            value = layer.annotate(document, **{need: values[need] for need in layer.needs})
            values[layer.name] = tuple(value) if layer.published else value
        except MemoryError:
            raise
        except Exception as error:
            raise LayerError(f"{layer.name}: {type(error).__name__}: {error}") from error
        if settle is not None and layer.published:
            values[layer.name] = settle(layer.name, values[layer.name], values)
    return {layer.name: values[layer.name] for layer in layers if layer.published}


def _load(name: str) -> Layer:
    if name not in available():
        known = ", ".join(available())
        raise LayerError(f"there is no layer {name!r}; the layers are {known}")
    return _layer(name, importlib.import_module(f"copydesk.layers.{name}").annotate, ANNOTATOR)


def _swapped(name: str, choice: str) -> Layer:
    """The layer `name` as the tool of `choice` makes it, which is ``tool:model``."""
    tool, _, model = choice.partition(":")
    modules = [module.name for module in pkgutil.iter_modules(copydesk.layers.__path__)]
    tools = [module.removeprefix(f"{name}_") for module in modules if module.startswith(f"{name}_")]
    if tool not in tools or not model:
        known = ", ".join(f"{tool}:MODEL" for tool in tools) or "nothing"
        raise LayerError(f"{choice!r} cannot stand in for the layer {name!r}; what can is {known}")
    function, annotator = importlib.import_module(f"copydesk.layers.{name}_{tool}").adapter(model)
    return _layer(name, function, annotator)


def _layer(name: str, function: Callable[..., Any], annotator: str) -> Layer:
    needs = tuple(parameter for parameter in inspect.signature(function).parameters if parameter != "document")
    unknown = [need for need in needs if need not in available()]
    if unknown:
        raise LayerError(f"layer {name!r} asks for {', '.join(unknown)}, which no module of layers/ makes; rename it")
    return Layer(name, function, needs, published=name in contract.layers(), annotator=annotator)
