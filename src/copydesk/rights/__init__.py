"""Rights: what a public release withholds, the gate that proves it, rehydration, and takedowns.

A public release holds the whole of every document whose `text_release` is ``full``. Of the others it holds offsets,
types, normalised values and ids, and of their words only names, numbers, dates and a few nouns (see docs/rights.md).
"""
