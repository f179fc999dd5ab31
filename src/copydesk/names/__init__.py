"""Finding names: words, gazetteer, features, the sequence model, the document as a whole, what a name stands for."""
