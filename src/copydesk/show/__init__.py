"""A document with its annotations, to look at: in the terminal, as a page, in a notebook.

Any layer of the contract is shown, also one that nobody thought of here. Text is data: nothing in a document is taken
for markup, an escape sequence or a direction of writing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from copydesk.annotated import AnnotatedDocument

if TYPE_CHECKING:
    from rich.console import RenderableType


def terminal(
    annotated: AnnotatedDocument, layers: Sequence[str] | None = None, width: int | None = 100
) -> RenderableType:
    """What a rich console prints: facts, the text with `layers` (all, if None) marked, a legend with counts, the edits.

    The text is `width` columns wide at most, or as wide as the console. Marks are readable without colour too.
    Raises NotFoundError for a layer that the document does not have.
    """
    from copydesk.show.console import render
    from copydesk.show.view import view

    return render(view(annotated, layers), width)


def html(annotated: AnnotatedDocument, layers: Sequence[str] | None = None) -> str:
    """One self-contained page: no script, no outside reference, and a content security policy that allows none.

    Raises NotFoundError for a layer that the document does not have.
    """
    from copydesk.show.page import page
    from copydesk.show.view import view

    return page(view(annotated, layers))


def fragment(annotated: AnnotatedDocument, layers: Sequence[str] | None = None) -> str:
    """The text with its marks and legend for a notebook: a `style` and a `div` that leave the rest of the page alone.

    Raises NotFoundError for a layer that the document does not have.
    """
    from copydesk.show import page
    from copydesk.show.view import view

    return page.fragment(view(annotated, layers))
