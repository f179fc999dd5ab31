"""Who moves or keeps which forces where, as one sentence says it.

The parts of the layer `events`: `words` holds the lexicon, `scene` cuts a sentence into phrases, `parties` says which
state or body a name stands for, `arguments` and `complements` find what stands before and behind a word, `modality` how
firmly it is said, `whose` and `where` who acts and where; `verbs` and `nouns` read the words that act, `rows` makes
rows of them, `context` keeps what later sentences leave unsaid, `reader` puts them together.
"""
