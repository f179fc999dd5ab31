"""The layer `quotes`: contents, cues, sources and speakers, on invented news."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brackets import document, parse
from copydesk.layers import quotes, sentences

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"


@dataclass(frozen=True)
class Entity:
    """What the layer reads of an entity."""

    start: int
    end: int
    label: str
    name: str
    role: str | None = None


PEOPLE = {
    "Mara Orlan": "PERSON",
    "Tomas Quill": "PERSON",
    "Harbour Board": "ORG",
    "Varnish Times": "ORG",
    "Reuters": "ORG",
    "Estonia": "GPE",
}
ROLES = {"Mara Orlan": "Defence Minister", "Tomas Quill": "Mayor"}


def entities(text: str) -> tuple[Entity, ...]:
    """The invented names and surnames that stand in `text`."""
    found = []
    for name, label in PEOPLE.items():
        forms = {name, name.split()[-1]} if label == "PERSON" else {name}
        for form in forms:
            at = text.find(form)
            while at >= 0:
                if form == name or not text.startswith(name, at - len(name) + len(form)):
                    found.append(Entity(at, at + len(form), label, name, ROLES.get(name)))
                at = text.find(form, at + 1)
    return tuple(sorted(found, key=lambda entity: entity.start))


def annotate(text: str) -> list[quotes.Quote]:
    doc = document(text)
    return list(quotes.annotate(doc, tuple(sentences.annotate(doc)), entities(text)))


def surface(text: str, quote: quotes.Quote) -> str:
    return text[quote.start : quote.end]


CONTENTS = [
    # direct: inside the marks, comma included
    ("direct", "“[We will stay,]” Mara Orlan said."),
    ("direct", "Mara Orlan said: “[We will stay.]”"),
    ("direct", "Mara Orlan said on Monday, “[We will stay.]”"),
    ("direct", '"[We will stay,]" said Mara Orlan, the defence minister.'),
    ("direct", "''[We will stay,]'' Mara Orlan said."),
    ("direct", "«[We will stay,]» Mara Orlan said."),
    ("direct", "„[We will stay,]“ Mara Orlan said."),
    ("direct", "‘[We will stay,]’ Mara Orlan said."),
    ("direct", "'[We will stay,]' Mara Orlan said."),
    ("direct", '“[We will stay," Mara Orlan said.'.replace("stay,", "stay,]")),
    ("direct", "“[We will stay,]” Mara Orlan, a lawyer, one of the founders, said."),
    ("direct", "“[We,]” Mara Orlan said, “[will stay.]”"),
    ("direct", "“[We will stay,]” she said. “[We like it here.]”"),
    ("direct", "“[We will stay,]” she told Reuters, referring to the board."),
    ("direct", "Mara Orlan replied with a smile: “[We will stay.]”"),
    ("direct", "As Mara Orlan put it in a speech:\n\n“[We will stay.]”"),
    ("direct", "“[We will stay.]” — Mara Orlan"),
    # indirect: the clause, without "that" and the final mark
    ("indirect", "Mara Orlan said that [the bridge was shut]."),
    ("indirect", "Mara Orlan said [the bridge was shut]."),
    ("indirect", "Mara Orlan said on Monday in Varnish that [the bridge was shut]."),
    ("indirect", "Mara Orlan said Monday [the bridge was shut]."),
    ("indirect", "Mara Orlan told reporters [the bridge was shut]."),
    ("indirect", "Mara Orlan told Reuters in an interview that [the bridge was shut]."),
    ("indirect", "[The bridge was shut], Mara Orlan said."),
    ("indirect", "[The bridge was shut], Mara Orlan said during a visit to the town of Varnish on Monday."),
    ("indirect", "[There, the bridge was shut], Mara Orlan said."),
    ("indirect", "[The bridge was shut], said Mara Orlan."),
    ("indirect", "[The bridge], Mara Orlan said, [was shut for good]."),
    ("indirect", "[The bridge was shut], according to Mara Orlan."),
    ("indirect", "According to Mara Orlan, [the bridge was shut]."),
    ("indirect", "[The bridge was shut], as Mara Orlan put it."),
    ("indirect", "Mara Orlan: [The bridge is shut]"),
    ("indirect", "Mara Orlan said [the bridge was shut] and added that [the road was open]."),
    ("indirect", "Mara Orlan denied [the bridge was shut], saying [it had never been open]."),
    ("indirect", "After Mara Orlan said [the bridge was shut], drivers turned back."),
    ("indirect", "Asked [whether the bridge was shut], drivers turned back."),
    ("indirect", "Tomas Quill was quoted as saying [the bridge was shut]."),
    ("indirect", "Tomas Quill announced [the bridge would be shut]."),
    # mixed: the whole clause
    ("mixed", "Mara Orlan said [the bridge was “a ruin” and would go]."),
    ("mixed", "Mara Orlan called [the bridge “a ruin”]."),
    ("mixed", "[The bridge is “a ruin,”] Mara Orlan said."),
]


@pytest.mark.parametrize(("kind", "marked"), CONTENTS, ids=[marked for _, marked in CONTENTS])
def test_contents(kind: str, marked: str) -> None:
    text, spans = parse(marked)
    assert sorted((text[q.start : q.end].rstrip("”"), q.kind) for q in annotate(text)) == sorted(
        (text[start:end].rstrip("”"), kind) for start, end in spans
    )


@pytest.mark.parametrize(
    "text",
    [
        "Mara Orlan condemned the attack.",
        "Mara Orlan believes the bridge is shut.",
        "Mara Orlan hopes to shut the bridge.",
        "Mara Orlan pledged to shut the bridge.",
        "Mara Orlan announced a plan.",
        "The reported attack was small.",
        "The United States shut the bridge.",
        "The so-called “peace ferry” left at noon.",
        "He read “The Bridge of Varnish” twice.",
        "Her claims were false, and the notes were lost.",
    ],
)
def test_what_is_no_report(text: str) -> None:
    assert annotate(text) == []


SOURCES = [
    ("[Mara Orlan] said the bridge was shut.", "Mara Orlan", "person"),
    ("Defence Minister [Mara Orlan] said the bridge was shut.", "Mara Orlan", "person"),
    ("[Mara Orlan], the defence minister, said the bridge was shut.", "Mara Orlan", "person"),
    ("A spokesman for the army, [Tomas Quill], said the bridge was shut.", "Tomas Quill", "person"),
    ("The bridge was shut, said [Mara Orlan], who had seen it.", "Mara Orlan", "person"),
    ("[Mara Orlan] left in the evening, saying the bridge was shut.", "Mara Orlan", "person"),
    ("[Mara Orlan and Tomas Quill] said the bridge was shut.", "Mara Orlan; Tomas Quill", "person"),
    ("The [Harbour Board] said the bridge was shut.", "Harbour Board", "organization"),
    ("The bridge was shut, [Reuters] reported.", "Reuters", "agency"),
    ("The bridge was shut, according to the [Varnish Times].", "Varnish Times", "publication"),
    ("[Estonia] said the bridge was shut.", "Estonia", "organization"),
    ("[Officials] said the bridge was shut.", None, "anonymous"),
    ("[A senior official in Estonia] said the bridge was shut.", None, "anonymous"),
    ("[A spokesman for the Harbour Board] said the bridge was shut.", None, "person"),
    ("[Tomas Quill’s deputy] said the bridge was shut.", None, "person"),
    ("The bridge was shut, [a report] said.", None, "document"),
    ("The envoy for Estonia [Mara Orlan] said the bridge was shut.", "Mara Orlan", "person"),
    ("[A friend of Mara Orlan] said the bridge was shut.", None, "person"),
    ("[Local reports] said the bridge was shut.", None, "document"),
    ("[Residents] said the bridge was shut.", None, "group"),
    ("“It is shut,” [she] said.", None, "person"),
]


@pytest.mark.parametrize(("marked", "speaker", "kind"), SOURCES, ids=[marked for marked, *_ in SOURCES])
def test_sources(marked: str, speaker: str | None, kind: str) -> None:
    text, [(start, end)] = parse(marked)
    [quote] = annotate(text)
    assert (quote.source_start, quote.source_end) == (start, end)
    assert (quote.speaker, quote.source_kind) == (speaker, kind)
    if speaker is None:
        assert quote.speaker_id is None
    else:
        assert quote.speaker_id is not None
        assert entities(text)[quote.speaker_id].name == speaker.split("; ")[0]


def test_pronouns_and_roles_stand_for_the_one_they_fit() -> None:
    text = "Defence Minister Mara Orlan left. She said the bridge was shut. The minister said the road was open."
    assert [quote.speaker for quote in annotate(text)] == ["Mara Orlan", "Mara Orlan"]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        # who is named in what is said does not say it
        ("“Tomas Quill is late,” Mara Orlan said. “Tomas Quill is ill,” she said.", ["Mara Orlan", "Mara Orlan"]),
        ("Mara Orlan spoke. Tomas Quill was ill, she said.", ["Mara Orlan"]),
        # who speaks in a quotation does not speak outside it
        (
            "“Tomas Quill said it rained,” Mara Orlan said. It was late, she said.",
            ["Mara Orlan", "Tomas Quill", "Mara Orlan"],
        ),
        # nobody is near
        ("It was late, she said.", [None]),
    ],
)
def test_whom_a_pronoun_means(text: str, speakers: list[str | None]) -> None:
    assert [quote.speaker for quote in annotate(text)] == speakers


def test_a_role_that_two_hold_is_nobody() -> None:
    text = "Mayor Tomas Quill met Defence Minister Mara Orlan. The mayor said it was late. The official said no more."
    assert [quote.speaker for quote in annotate(text)] == ["Tomas Quill", None]


def test_cue_is_null_where_speech_is_carried_over() -> None:
    text = "“The old bridge has been shut for years,” Mara Orlan said.\n\n“Nobody has asked us about the new one.”"
    first, second = annotate(text)
    assert text[first.cue_start : first.cue_end] == "said"
    assert (second.cue_start, second.cue_end) == (None, None)
    assert second.speaker == "Mara Orlan"
    assert second.attribution_id != first.attribution_id


def test_speech_over_paragraphs_is_one_attribution() -> None:
    text = "“We will stay,” Mara Orlan said. “We like it here.\n\n“It is warm.\n\n“It is dry.”\n\nThe ferry left."
    found = annotate(text)
    assert [surface(text, quote) for quote in found] == [
        "We will stay,",
        "We like it here.",
        "It is warm.",
        "It is dry.",
    ]
    assert {quote.attribution_id for quote in found} == {0}
    assert [quote.part for quote in found] == [0, 1, 2, 3]


def test_a_report_in_a_report_is_found_by_itself() -> None:
    text = "“The mayor said the bridge was shut,” Mara Orlan told Reuters."
    found = annotate(text)
    assert [(surface(text, quote), quote.kind) for quote in found] == [
        ("The mayor said the bridge was shut,", "direct"),
        ("the bridge was shut", "indirect"),
    ]


def test_quotation_in_a_quotation() -> None:
    text = "“He told me, ‘We will stay,’ and he left,” Mara Orlan said."
    assert [surface(text, quote) for quote in annotate(text)] == [
        "He told me, ‘We will stay,’ and he left,",
        "We will stay,",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "“We will stay, Mara Orlan said. The ferry left.",
        "We will stay,” Mara Orlan said. “",
        '"""',
        "“”",
        "said",
        ",said",
        "according to",
        "As",
        ":",
        "“: said",
    ],
)
def test_lone_marks_and_lone_cues_do_no_harm(text: str) -> None:
    for quote in annotate(text):
        assert surface(text, quote).strip()


PIECES = [
    "“",
    "”",
    '"',
    "'",
    "’",
    "‘",
    "''",
    "—",
    "(",
    ")",
    ",",
    ".",
    ":",
    "?",
    "\n",
    " ",
    " said ",
    "he",
    " that ",
    "Mara Orlan",
    " according to ",
    "as ",
    "called ",
    "and ",
    "the bridge was shut",
    "told ",
    "saying ",
]


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_no_text_raises_and_rows_keep_the_contract(text: str) -> None:
    found = annotate(text)
    named = entities(text)
    parts: dict[int, list[int]] = {}
    for quote in found:
        assert 0 <= quote.start < quote.end <= len(text)
        assert surface(text, quote) == surface(text, quote).strip()
        assert (quote.cue_start is None) == (quote.cue_end is None)
        assert (quote.source_start is None) == (quote.source_end is None)
        assert (quote.speaker is None) == (quote.speaker_id is None)
        if quote.speaker_id is not None:
            assert quote.speaker is not None
            assert named[quote.speaker_id].name == quote.speaker.split("; ")[0]
        parts.setdefault(quote.attribution_id, []).append(quote.part)
    assert found == sorted(found, key=lambda quote: (quote.start, -quote.end, quote.attribution_id))
    assert sorted(parts) == list(range(len(parts)))
    assert all(sorted(numbers) == list(range(len(numbers))) for numbers in parts.values())


@pytest.mark.parametrize(
    "piece",
    [
        "“",
        '"',
        "'",
        "‘a ",
        "“a ",
        "“a” ",
        "(",
        "he said ",
        "said, ",
        "“he said ",
        "according to ",
        "as he said ",
        "he said that ",
        ": ",
        "called ",
        "word ",
        "a, ",
        "1",
    ],
)
def test_a_long_run_of_anything_is_read_in_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    doc = document(text)
    stretches = tuple(sentences.annotate(doc))
    begun = time.process_time()
    list(quotes.annotate(doc, stretches, ()))
    assert time.process_time() - begun < 4


def test_the_founding_text() -> None:
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    if not seeds:
        pytest.skip("the shared seeds are not here")
    tokens = pytest.importorskip("copydesk.layers.tokens", reason="needs the layer tokens")
    named = pytest.importorskip("copydesk.layers.entities", reason="needs the layer entities")
    with seeds[0].open(encoding="utf-8", newline="") as file:
        raw = file.read()
    gold = json.loads(seeds[0].with_suffix(".gold.json").read_text(encoding="utf-8"))
    shift = gold["body"][0]
    doc = document(raw[shift:])
    stretches = tuple(sentences.annotate(doc))
    people = tuple(named.annotate(doc, tokens.annotate(doc), stretches))
    keys = ("start", "end", "kind", "cue_start", "cue_end", "source_start", "source_end", "speaker")
    found = [tuple(getattr(quote, key) for key in keys) for quote in quotes.annotate(doc, stretches, people)]
    wanted = [
        tuple(
            quote[key] if key in ("kind", "speaker") else quote[key.replace("source", "speaker")] - shift
            for key in keys
        )
        for quote in gold["quotes"]
    ]
    assert found == wanted
