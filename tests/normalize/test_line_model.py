"""The line model: features are places in the weights, and scores are sums of integers."""

from __future__ import annotations

import pytest

from copydesk.normalize import line_model

PAGE = ["Home", "Ferry fares", "The ferry lines said on Monday that the fares would rise.", "Read more", "1 2 3"]
REASONS: list[str | None] = ["template", None, None, "related", None]


def test_every_feature_has_a_weight() -> None:
    words = {"ferry": 0, "said": 1}
    features = line_model.line_features(PAGE, REASONS, words)
    assert len(features) == len(PAGE)
    assert all(0 <= place < line_model.size(words) for places in features for place in places)
    context = line_model.context_features([3000, 100, -2000, 500, 0], PAGE)
    assert all(0 <= place < line_model.N_CONTEXT for places in context for place in places)


def test_the_first_and_the_last_word_have_weights_of_their_own() -> None:
    places = line_model.line_features(["ferry fares said", "x"], [None, None], {"ferry": 0, "said": 1})[0]
    assert set(range(line_model.N_LINE, line_model.N_LINE + 6)) & set(places) == {
        line_model.N_LINE + offset for offset in (0, 1, 2, 5)
    }


@pytest.mark.parametrize(
    ("values", "stretch"),
    [([], (0, 0)), ([-1, -2], (0, 0)), ([-1, 2, -1, 3, -4, 3], (1, 4)), ([2, -5, 2], (0, 1))],
)
def test_the_densest_stretch(values: list[int], stretch: tuple[int, int]) -> None:
    assert line_model.densest(values) == stretch


def test_the_trained_model_tells_a_menu_from_a_story() -> None:
    menu = ["Home", "Sport", "Weather", "Business", "Contact"]
    totals = line_model.totals(menu + PAGE[2:3] * 4, [None] * 9, line_model.trained())
    assert min(totals[:5]) > max(totals[5:])
    assert all(isinstance(total, int) for total in totals)
