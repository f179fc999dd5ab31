"""Who moves or keeps which forces where, as one sentence says it.

The parts of the layer `events`: `words` holds the lexicon, `scene` cuts a sentence into phrases, `parties` says which
state or body a name stands for, `arguments` finds what belongs to a verb or noun, `modality` how firmly it is said;
`reader` puts them together.
"""
