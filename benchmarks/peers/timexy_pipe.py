"""timexy in a blank spaCy pipeline; it has no day of publication to count from."""

from __future__ import annotations

import re
from typing import Any

import spacy
import timexy  # noqa: F401 - registers the component with spaCy
from peer import Peer, Settings, Text

LAYER = "times"

_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


class Pipe(Peer):
    """The pipeline."""

    name = "timexy"

    def __init__(self) -> None:
        self.pipeline = spacy.blank("en")
        self.pipeline.add_pipe("timexy", config={"kb_id_type": "timex3", "label": "timexy", "overwrite": False})

    def tag(self, text: Text) -> Any:
        """spaCy's document."""
        return self.pipeline(text.text)

    def items(self, text: Text, said: Any) -> list[dict[str, Any]]:
        """The entities, whose ids hold the attributes of TIMEX3."""
        return [
            {"start": one.start_char, "end": one.end_char, "type": None, "value": None, "mod": None}
            | dict(_ATTRIBUTE.findall(one.kb_id_))
            for one in said.ents
        ]


def load(settings: Settings) -> list[Peer]:
    """One peer."""
    return [Pipe()]
