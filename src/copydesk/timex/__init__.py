"""The parts of the layer `times`: recognition (`grammar`), arithmetic (`calendar`), anchoring and values (`resolution`)."""
