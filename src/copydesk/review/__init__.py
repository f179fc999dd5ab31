"""Judged rows: how they are kept, enter the build, go out to annotation tools and come back.

``raw/<collection>/reviewed/<layer>.csv`` holds the judged rows of a layer in the layer's own columns, anchored in the
raw text, and ``reviewed/sets.csv`` says of each document and layer how it was judged and in which raw text.
"""

from copydesk.review.anchoring import Disagreement, Review
from copydesk.review.rows import FOLDER, Row, Rows, load, no_such_text, save, with_lines, without_lines

__all__ = [
    "FOLDER",
    "Disagreement",
    "Review",
    "Row",
    "Rows",
    "load",
    "no_such_text",
    "save",
    "with_lines",
    "without_lines",
]
