"""Each example in the lexicon of the layer `quotes` holds."""

from __future__ import annotations

import pytest

from brackets import document, parse
from copydesk.layers import quotes, sentences
from copydesk.lexicon import Row, load


def _quotes(text: str) -> list[quotes.Quote]:
    doc = document(text)
    return list(quotes.annotate(doc, tuple(sentences.annotate(doc)), ()))


@pytest.mark.parametrize("row", load("reporting_verbs"), ids=lambda row: row["lemma"])
def test_reporting_verbs(row: Row) -> None:
    """The verb reports what stands in brackets, and its past is the cue."""
    text, [span] = parse(row["example"])
    [quote] = _quotes(text)
    assert (quote.start, quote.end) == span
    assert text[quote.cue_start : quote.cue_end] in row["past"].split("|")


@pytest.mark.parametrize("row", load("clause_words"), ids=lambda row: f"{row['class']}-{row['word']}")
def test_clause_words(row: Row) -> None:
    """With the word in it, the sentence reports what stands in brackets."""
    text, [span] = parse(row["example"])
    assert row["word"].lower() in text.lower()
    assert span in [(quote.start, quote.end) for quote in _quotes(text)]


@pytest.mark.parametrize("row", load("source_nouns"), ids=lambda row: row["noun"])
def test_source_nouns(row: Row) -> None:
    """The noun heads a source of its kind."""
    text, [(start, end)] = parse(row["example"])
    [quote] = _quotes(text)
    assert quote.source_end == end
    assert text[start:end] == row["noun"]
    assert quote.source_kind == row["kind"]
