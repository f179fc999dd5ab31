"""Trained weights: integer arrays with a model card each, made by training/."""
