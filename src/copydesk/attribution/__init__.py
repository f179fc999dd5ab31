"""Who says what in a text: quotation marks, reporting cues, the clauses they govern, and those who speak.

The parts of the layer `quotes`: `marks` pairs quotation marks, `segments` cuts the text into stretches in which one
quotation is one item, `cues` knows the reporting words, `clauses` finds what a cue governs, `subjects` the
phrase beside it, `speakers` who that is; `reports` and `reader` put them together.
"""
