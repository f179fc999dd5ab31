"""The parts of the layer `times`.

`grammar` (over the language of `patterns`) finds expressions, `expression` reads their words, `resolution` gives them
meaning: with `context` (tense, style, anchors), `calendar` (arithmetic), and the kinds of expression `dates`, `parts`,
`relative`, `lengths` and `clocks`.
"""
