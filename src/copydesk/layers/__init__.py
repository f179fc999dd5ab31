"""One module a layer, one pure function each.

``annotate(document, sentences, …)`` yields the layer's annotations in text order. Its parameter names are its
dependencies: `document` is the text, every other name is another layer's annotations, as a tuple.
A layer has a schema (`schema/<layer>.json`), this module and a test (`tests/layers/test_<layer>.py`); a module here
without a schema is an unpublished layer, whose value is handed over as it is.
"""
