"""Answers texts with textacy's quotations, a line of JSON each: ``python textacy_server.py MODEL``.

Runs in the environment that has textacy, so it imports nothing of this checkout.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def quotes(doc: Any, found: Any) -> list[dict[str, Any]]:
    """The (speaker, cue, content) triples `found` as items of gold: content inside its marks."""
    return [
        {
            "start": (content := doc[one.content.start + 1 : one.content.end - 1]).start_char,
            "end": content.end_char,
            "kind": "direct",
            "speaker_start": one.speaker[0].idx,
            "speaker_end": one.speaker[-1].idx + len(one.speaker[-1]),
            "cue_start": one.cue[0].idx,
            "cue_end": one.cue[-1].idx + len(one.cue[-1]),
        }
        for one in found
    ]


def main(model: str) -> None:
    """Say who answers, then answer line by line."""
    try:
        import spacy
        import textacy
        from textacy.extract import direct_quotations
    except ImportError as error:
        print(json.dumps({"absent": f"not installed ({error}); pip install textacy in that environment"}))
        return
    try:
        pipeline = spacy.load(model)
    except OSError:
        remedy = f"run there: python -m spacy download {model}, or name another: --model NAME|PATH"
        print(json.dumps({"absent": f"textacy needs a spaCy model, and {model!r} is not in its environment; {remedy}"}))
        return
    print(json.dumps({"name": f"textacy {textacy.__version__}"}), flush=True)
    for line in sys.stdin:
        doc = pipeline(json.loads(line))
        try:
            found = list(direct_quotations(doc))
        except ValueError:  # an odd number of quotation marks
            found = []
        print(json.dumps({"quotes": quotes(doc, found)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
