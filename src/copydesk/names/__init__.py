"""Finding names: words, gazetteer, features, the sequence model, the document-level pass, and what a name stands for."""
