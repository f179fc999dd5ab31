"""Copydesk: the layer with the sentences it needs on a normalised text, and `copydesk.annotate` as a user calls it."""

from __future__ import annotations

from typing import Any

from peer import Peer, Text

from copydesk import engine
from copydesk.build import annotate
from copydesk.document import Document
from copydesk.evaluate import Measure, measure, predictions


class Layers(Peer):
    """Several layers, and the sentences they need, as the engine runs them in a build; for its speed."""

    def __init__(self, *layers: str) -> None:
        self.name = f"copydesk {' + '.join(layers)}"
        self.plan = engine.plan(layers)
        self.documents: dict[Text, Document] = {}

    def prepare(self, text: Text) -> None:
        """Normalise a text."""
        self.documents[text] = annotate(text.text, text.created, []).document

    def tag(self, text: Text) -> Any:
        """The layers' annotations."""
        return engine.run(self.documents[text], self.plan)

    def items(self, text: Text, said: Any) -> list[dict[str, Any]]:
        """Nothing: no one gold has both."""
        return []


class Layer(Layers):
    """One layer. Its annotations are scored from the whole call, in raw offsets."""

    def __init__(self, layer: str) -> None:
        super().__init__(layer)
        self.layer = layer
        self.measure: Measure = measure(layer)

    def items(self, text: Text, said: Any) -> list[dict[str, Any]]:
        """The rows of the layer's table."""
        day = text.created.isoformat() if text.created else None
        return self.measure.items(text.text, predictions({"id": "", "text": text.text, "dct": day}, self.layer))


class Annotate(Layer):
    """All that `copydesk.annotate` does: normalisation, sentences, the layer, tables."""

    def __init__(self, layer: str) -> None:
        super().__init__(layer)
        self.name = "copydesk.annotate"

    def tag(self, text: Text) -> Any:
        """An annotated document."""
        return annotate(text.text, text.created, [self.layer])


def load(layer: str) -> list[Peer]:
    """Two peers of a layer; none where there is no such layer."""
    return [Layer(layer), Annotate(layer)]
