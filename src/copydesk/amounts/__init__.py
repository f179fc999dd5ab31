"""English amounts: numerals, units and the nouns they count.

What the layer `quantities` reads with; no layers themselves.
"""
