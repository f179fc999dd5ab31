"""A text on its way from raw to clean: passes of edits, composed into edits of the raw text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.document import Edit, apply


@dataclass(frozen=True, slots=True)
class Draft:
    """The text so far, and the edits that turn the raw text into it."""

    text: str
    edits: tuple[Edit, ...] = ()

    def then(self, edits: Sequence[Edit]) -> Draft:
        """The draft after `edits`, which are in offsets of `text`, in order and disjoint."""
        if not edits:
            return self
        composed = compose(self.text, self.edits, edits) if self.edits else tuple(edits)
        return Draft(apply(self.text, edits), composed)


def compose(middle: str, first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """One list of edits that does what `first` (raw -> middle) and then `second` (middle -> clean) do.

    Edits that overlap in the middle text become one. It takes reason and rule of the edit that removed most, since
    that says why the stretch is gone: a teaser with the line breaks around it went as a teaser, not as white space.
    """
    spans: list[tuple[int, int, Edit, bool]] = []
    shift = 0
    for edit in first:
        start = edit.raw_start - shift
        spans.append((start, start + len(edit.replacement), edit, False))
        shift += edit.raw_end - edit.raw_start - len(edit.replacement)
    spans.extend((edit.raw_start, edit.raw_end, edit, True) for edit in second)
    spans.sort(key=lambda span: (span[0], span[1]))

    composed: list[Edit] = []
    group: list[tuple[int, int, Edit, bool]] = []
    high = shift = 0
    for span in spans:
        if group and span[0] >= high:
            shift = _close(middle, group, high, shift, composed)
            group = []
            high = 0
        group.append(span)
        high = max(high, span[1])
    if group:
        _close(middle, group, high, shift, composed)
    return tuple(composed)


def _close(middle: str, group: list[tuple[int, int, Edit, bool]], high: int, shift: int, composed: list[Edit]) -> int:
    """Append the one edit that a group of overlapping edits comes to. `shift` is raw minus middle before the group;
    returned is the shift behind it."""
    low = group[0][0]
    behind = shift + sum(e.raw_end - e.raw_start - len(e.replacement) for _, _, e, late in group if not late)
    if len(group) == 1:
        _, _, edit, late = group[0]
        if late:
            edit = Edit(low + shift, high + shift, edit.replacement, edit.reason, edit.rule)
        composed.append(edit)
        return behind
    pieces: list[str] = []
    position = low
    named = max((edit for _, _, edit, _ in group), key=_removed)
    for start, end, edit, late in group:
        if late:
            pieces += [middle[position:start], edit.replacement]
            position = end
    pieces.append(middle[position:high])
    composed.append(Edit(low + shift, high + behind, "".join(pieces), named.reason, named.rule))
    return behind


def _removed(edit: Edit) -> int:
    return edit.raw_end - edit.raw_start - len(edit.replacement)
