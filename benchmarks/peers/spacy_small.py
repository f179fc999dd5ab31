"""spaCy's small English model: its entities; and a pipeline of its build without its weights, for speed alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import spacy
from peer import AbsentError, Peer, Settings, Text
from spacy.lookups import Lookups

#: Labels that stand for no person, body or place of the coarse scheme are left to the measure, which drops them.
_LABELS = {"PERSON": "PER", "PER": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}

#: What en_core_web_sm 3.8 is made of (config.cfg of the model): one encoder for tagger and parser, one for names.
_ATTRIBUTES = {"NORM": 5000, "PREFIX": 1000, "SUFFIX": 2500, "SHAPE": 2500, "SPACY": 50, "IS_SPACE": 50}
_WIDTH = 96
#: As many labels of each kind as the model has: scores are computed for each.
_TAGS, _RELATIONS, _NAMES = 50, 45, 18
_PARTS = ("NOUN", "VERB", "ADJ", "PROPN", "ADV", "ADP", "DET", "PRON", "PUNCT", "NUM")
_SEED = 1


def pipeline(model: str) -> Any:
    """The spaCy model of this name or folder. Raises AbsentError where it is not installed."""
    try:
        return spacy.load(model)
    except OSError:
        remedy = f"python -m spacy download {model}, or name another: --model NAME|PATH"
        raise AbsentError(f"spaCy has no model {model!r} here; {remedy}") from None


def untrained() -> Any:
    """A pipeline of en_core_web_sm's build with random weights: what it says is nonsense, what it costs is the same.

    Each word goes through the same matrices whatever they hold; rules give it a part of speech by its tag, and a lemma.
    """
    nlp = spacy.blank("en")
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": _WIDTH, "upstream": "tok2vec"}
    names = _encoder(dict(list(_ATTRIBUTES.items())[:4]))
    nlp.add_pipe("tok2vec", config={"model": _encoder(_ATTRIBUTES)})
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    nlp.add_pipe("parser", config={"model": _transitions("parser", listener)})
    nlp.add_pipe("ner", config={"model": _transitions("ner", names)})
    for pipe, count in (("tagger", _TAGS), ("parser", _RELATIONS), ("ner", _NAMES)):
        for number in range(count):
            nlp.get_pipe(pipe).add_label(f"{pipe}{number}")
    nlp.initialize()
    random = np.random.default_rng(_SEED)
    for pipe in ("tagger", "parser", "ner"):
        for layer in nlp.get_pipe(pipe).model.walk():
            # Layers that begin at zero would always choose the first move.
            if layer.has_param("W") and not layer.get_param("W").any():
                layer.set_param("W", random.normal(0, 0.1, layer.get_param("W").shape).astype(np.float32))
    ruler = nlp.add_pipe("attribute_ruler", before="ner")
    for number in range(_TAGS):
        ruler.add([[{"TAG": f"tagger{number}"}]], {"POS": _PARTS[number % len(_PARTS)]})
    nlp.add_pipe("lemmatizer", before="ner").initialize(lookups=_lemmas())
    return nlp


def _lemmas() -> Lookups:
    """Rules for the endings of English words, in place of tables that are a download of their own."""
    rules = {
        "noun": [["s", ""], ["ses", "s"], ["xes", "x"], ["ches", "ch"], ["shes", "sh"], ["men", "man"], ["ies", "y"]],
        "verb": [["s", ""], ["ies", "y"], ["es", "e"], ["ed", "e"], ["ed", ""], ["ing", "e"], ["ing", ""]],
        "adj": [["er", ""], ["est", ""], ["er", "e"], ["est", "e"]],
    }
    lookups = Lookups()
    for name, table in (("lemma_rules", rules), ("lemma_exc", {}), ("lemma_index", {})):
        lookups.add_table(name, table)
    return lookups


def _encoder(attributes: dict[str, int]) -> dict[str, Any]:
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": _WIDTH,
        "attrs": list(attributes),
        "rows": list(attributes.values()),
        "include_static_vectors": False,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": _WIDTH,
        "depth": 4,
        "window_size": 1,
        "maxout_pieces": 3,
    }
    return {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}


def _transitions(state: str, encoder: dict[str, Any]) -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": state,
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": encoder,
    }


class Names(Peer):
    """The model's entities; all its components run, as they do when it is called."""

    def __init__(self, model: str) -> None:
        self.pipeline = pipeline(model)
        self.name = f"spaCy {self.pipeline.meta['lang']}_{self.pipeline.meta['name']}"

    def tag(self, text: Text) -> Any:
        """spaCy's document."""
        return self.pipeline(text.text)

    def items(self, text: Text, said: Any) -> list[dict[str, Any]]:
        """Persons, bodies and places."""
        return [
            {"start": one.start_char, "end": one.end_char, "label": _LABELS[one.label_]}
            for one in said.ents
            if one.label_ in _LABELS
        ]


def load(settings: Settings) -> list[Peer]:
    """One peer."""
    return [Names(settings.model)]
