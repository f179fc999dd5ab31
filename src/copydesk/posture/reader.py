"""The events of a document, sentence by sentence: which words act, on whom, where, and how firmly."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from copydesk.posture.nouns import Nouns
from copydesk.posture.rows import Event
from copydesk.posture.scene import Scene, scene
from copydesk.posture.verbs import Verbs
from copydesk.posture.whose import within
from copydesk.posture.words import HEADS, MOVING, SIGNALS, Trigger

if TYPE_CHECKING:
    from copydesk.layers.sentences import Sentence

#: Years after which what is told is history, not news.
_HISTORY: Final = 25
#: Tokens beyond which a sentence is no sentence.
_LONGEST: Final = 400
#: Words for forces that make a text one about forces.
_MARTIAL: Final = 2


class Reader(Verbs, Nouns):
    """One document as its events are read."""

    def events(self) -> Iterator[Event]:
        """The events in text order."""
        told: tuple[int, bool] = (-1, False)
        for number, sentence, first, last in self._worth_reading():
            made = self._scene(number, first, last)
            told = self._told(sentence.paragraph, number, told)
            if told[1]:
                continue
            found = list(self._in_scene(made))
            # Whose soldiers do not come are not "the soldiers" of the next sentence.
            named = [event.actor for event in found if event.modality != "denied"]
            named = named or ([] if found else self._named(made))
            if named:
                self._last_actors = (number, named)
            for event in found:
                if event.unit and event.host:
                    self._known[event.unit.lower(), event.host.code] = event.action
            found = list(_distinct(found))
            self.context.record(found)
            yield from found

    def _worth_reading(self) -> Iterator[tuple[int, Sentence, int, int]]:
        """The sentences with a word that may name forces or an action: number, sentence, first token, token behind."""
        tokens = self.tokens
        starts = [sentence.start for sentence in self.sentences]
        names = {name[-1] for name in self.ships}
        signals = SIGNALS | names if names else SIGNALS
        hits = [i for i, word in enumerate(tokens.words) if word in signals]
        self._martial = sum(_is_strong(tokens.words[i]) for i in hits) >= _MARTIAL
        if self._martial:
            # In a text about forces "another 170 arrived" is about them too.
            signals = signals | MOVING
            hits = [i for i, word in enumerate(tokens.words) if word in signals]
        seen = -1
        for i in hits:
            number = bisect_right(starts, tokens.starts[i]) - 1
            if number == seen or number < 0:
                continue
            seen = number
            sentence = self.sentences[number]
            first = bisect_left(tokens.starts, sentence.start)
            last = min(bisect_left(tokens.starts, sentence.end), first + _LONGEST)
            if sentence.role in ("headline", "body"):
                yield number, sentence, first, last

    def _scene(self, number: int, first: int, last: int) -> Scene:
        tokens = self.tokens
        start, end = tokens.starts[first], tokens.ends[last - 1]
        return scene(
            number,
            tokens.words[first:last],
            tokens.starts[first:last],
            tokens.ends[first:last],
            within(self.entities, start, end),
            within(self.quantities, start, end),
            within(self.times, start, end),
            self.ships,
        )

    def _told(self, paragraph: int, number: int, before: tuple[int, bool]) -> tuple[int, bool]:
        """Whether a sentence tells history, by its times or, where it has none, by those of its paragraph."""
        sentence = self.sentences[number]
        text = self.text[sentence.start : sentence.end]
        if "World War" in text or "Civil War" in text:
            return paragraph, True
        if self.today is None:
            return paragraph, False
        back = number
        while back >= 0 and self.sentences[back].paragraph == paragraph:
            own = self.sentences[back]
            days = [
                time.end_date
                for _, time in within(self.times, own.start, own.end)
                if time.end_date is not None
                and not self.text[max(0, time.start - 7) : time.start].lower().endswith("since ")
            ]
            if days:
                return paragraph, max(days).year < self.today.year - _HISTORY
            back -= 1
        return paragraph, False

    def _in_scene(self, s: Scene) -> Iterator[Event]:
        taken: set[tuple[int, str]] = set()
        drafts: list[Event] = []
        for start, end, trigger, shapes in _grouped(s):
            if (start, trigger.action) in taken:
                continue
            made = list(self._by_noun(s, start, end, trigger)) if trigger.shape == "noun" else []
            if trigger.shape != "noun":
                made = list(self._by_verb(s, start, end, trigger, shapes))
            if made:
                taken.add((start, trigger.action))
                drafts += made
        used = {draft.unit_at for draft in drafts if draft.rank == 0}
        kept = [draft for draft in drafts if draft.rank == 0 or draft.unit_at not in used]
        used |= {draft.unit_at for draft in kept}
        if any(draft.action in ("exercise", "train") for draft in kept):
            used |= {phrase.head for phrase in s.phrases}
        kept += [draft for draft in self._bare(s) if draft.unit_at not in used]
        kept.sort(key=lambda draft: (draft.start, draft.end))
        yield from kept


def _is_strong(word: str) -> bool:
    head = HEADS.get(word.lower())
    return head is not None and head.strength in ("strong", "compound")


def _grouped(s: Scene) -> Iterator[tuple[int, int, Trigger, frozenset[str]]]:
    """The triggers of a sentence, the shapes of one word and frame together."""
    shapes: dict[tuple[int, str, str], tuple[int, Trigger, set[str]]] = {}
    for start, end, trigger in s.triggers():
        key = (start, trigger.lemma, trigger.frame)
        if key in shapes:
            shapes[key][2].add(trigger.shape)
        else:
            shapes[key] = (end, trigger, {trigger.shape})
    for (start, _, _), (end, trigger, found) in shapes.items():
        yield start, end, trigger, frozenset(found)


def _distinct(events: Sequence[Event]) -> Iterator[Event]:
    """One row a sentence, actor, action, host and unit: the first, unless a later one has the count."""
    kept: dict[tuple[str, str, str | None, str | None, bool], Event] = {}
    for event in events:
        host = event.host.code if event.host else None
        key = (event.actor.code, event.action, host, event.unit, event.modality == "denied")
        if key not in kept or (kept[key].amount is None and event.amount is not None):
            kept[key] = event
    for event in kept.values():
        yield event
