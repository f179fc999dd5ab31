"""The parts of the layer `places`: the gazetteer, and which of the places of one name a document means."""
