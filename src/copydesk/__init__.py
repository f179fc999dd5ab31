"""Copydesk turns scraped news texts into an annotated corpus that people can check, share and cite.

>>> import copydesk
>>> corpus = copydesk.open()                       # the corpus that ships with the package
>>> sentences = corpus.table("sentences")          # a pyarrow Table
>>> document = copydesk.annotate("…", created="2023-06-26")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "1.0.0"

__all__ = ["AnnotatedDocument", "Corpus", "annotate", "open"]

if TYPE_CHECKING:
    from copydesk.annotated import AnnotatedDocument
    from copydesk.build import annotate
    from copydesk.corpus import Corpus, open

_HOMES = {
    "AnnotatedDocument": "copydesk.annotated",
    "Corpus": "copydesk.corpus",
    "annotate": "copydesk.build",
    "open": "copydesk.corpus",
}


def __getattr__(name: str) -> Any:
    # Readers pay nothing for the press: a name's module is imported when the name is first used.
    if name not in _HOMES:
        raise AttributeError(f"module 'copydesk' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
