"""Layers are measured against gold: what is read, what is counted, and what people see."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from typer.testing import CliRunner, Result

from brackets import parse
from copydesk import evaluate, lexicon
from copydesk.annotated import AnnotatedDocument
from copydesk.cli import app
from copydesk.document import Alignment, Document, Edit, apply
from copydesk.evaluate import Figures, GoldError, cqe, entities, measures, places, quantities, quotes, times

TEXT = "ADVERT The convoy left Tarkov on Monday and came back two days later."
MONDAY, LATER = (TEXT.index("Monday"), TEXT.index("Monday") + 6), (TEXT.index("two days"), len(TEXT) - 1)


def row(**columns: Any) -> dict[str, Any]:
    return {"type": "DATE", "value": None, "mod": None, **columns}


def gold_file(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer `times` that finds the first Monday, and normalisation that removes a leading ADVERT."""

    def annotate(text: str, created: object, layers: list[str]) -> AnnotatedDocument:
        assert layers == ["times"]
        edits = [Edit(0, 7, "", "advert", "test")] if text.startswith("ADVERT ") else []
        clean = apply(text, edits)
        document = Document(doc_id="d", text=clean, alignment=Alignment(edits, len(text)))
        at = clean.find("Monday")
        found = [row(start=at, end=at + 6, raw_start=0, raw_end=0, value=created, rule="weekday")] if at >= 0 else []
        schema = pa.schema(
            [(name, pa.int32()) for name in ("start", "end", "raw_start", "raw_end")]
            + [(name, pa.string()) for name in ("type", "value", "mod", "rule")]
        )
        return AnnotatedDocument(document, {"times": pa.Table.from_pylist(found, schema=schema)})

    monkeypatch.setattr(evaluate, "annotate", annotate)
    monkeypatch.setattr(evaluate, "measured", lambda: ("times",))


@pytest.fixture
def gold(tmp_path: Path, layer: None) -> Path:
    spans = [row(start=a, end=b, value=value) for (a, b), value in ((MONDAY, "2026-03-02"), (LATER, "2026-03-04"))]
    return gold_file(
        tmp_path / "times.jsonl",
        {"id": "a", "dct": "2026-03-02", "text": TEXT, "timexes": spans},
        {"id": "b", "published": "2026-03-09", "text": "Nothing\u2028moved.", "timexes": []},
        {"id": "c", "text": "Monday was calm.", "timexes": [row(start=0, end=6, value="2026-03-02")]},
    )


# --- a layer on a gold set --------------------------------------------------------------------------------------------


def test_a_layer_is_scored_in_offsets_of_the_gold_text(gold: Path) -> None:
    report = evaluate.evaluate("times", gold)
    values = {name: figure.value for name, figure in report.figures.items()}
    assert values["strict.p"] == 1.0
    assert values["strict.r"] == values["by_type.DATE.recall"] == 0.6667
    # One of the two found has its day; the other text does not say when it was published.
    assert values["value_acc"] == 0.5
    assert values["mod.acc"] is None
    assert (report.documents, report.chars) == (3, len(TEXT) + 30)
    assert [(miss.kind, miss.doc_id, miss.gold, miss.rule) for miss in report.misses] == [
        ("missed", "a", "2026-03-04", ""),
        ("value", "c", "2026-03-02", "weekday"),
    ]
    assert "and came back [two days later]." in report.misses[0].context


def test_bounds_hold_the_figure_and_do_not_move(gold: Path) -> None:
    first, second = (evaluate.evaluate("times", gold, draws=200) for _ in range(2))
    assert first == second
    figure = first.figures["strict.r"]
    assert figure.low is not None and figure.high is not None and figure.value is not None
    assert figure.low < figure.value < figure.high
    assert evaluate.evaluate("times", gold, draws=0).figures["strict.r"] == evaluate.Figure(figure.value, None, None)


def test_a_text_of_which_nothing_is_left_has_no_predictions(tmp_path: Path) -> None:
    # The layer `sentences` is there in any case; nothing of this text survives normalisation.
    assert evaluate.predictions({"id": "a", "text": " \n "}, "sentences") == []


def test_a_publication_that_is_no_day_is_refused() -> None:
    with pytest.raises(GoldError, match=r"gold text a: .*write it as"):
        evaluate.predictions({"id": "a", "text": "Ships sail.", "dct": "soon"}, "sentences")


def test_all_offsets_of_a_row_are_moved_to_the_raw_text() -> None:
    edits = [Edit(0, 4, "", "advert", "test")]
    document = Document(doc_id="d", text="we say no", alignment=Alignment(edits, 13))
    offsets = {"start": 7, "end": 9, "cue_start": 3, "cue_end": 6, "source_start": None, "source_end": None}
    document_with_quotes = AnnotatedDocument(document, {"quotes": pa.Table.from_pylist([offsets])})
    [moved] = evaluate.in_raw(document_with_quotes, "quotes")
    assert list(moved.values()) == [11, 13, 7, 10, None, None]


def test_a_model_says_what_it_was_trained_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "entities.trained_on.json").write_text('{"abc": "a set"}')
    monkeypatch.setattr(evaluate.resources, "files", lambda package: tmp_path)
    assert evaluate._trained_on("entities", "abc") == "a set"
    assert evaluate._trained_on("entities", "abd") is None
    assert evaluate._trained_on("times", "abc") is None


@pytest.mark.parametrize(
    ("fault", "line", "remedy"),
    [
        ("not_json", "{", "one JSON object a line"),
        ("no_object", "[]", "`timexes`"),
        ("no_text", '{"timexes": []}', "`text`"),
        ("other_gold", '{"text": "a", "quotes": []}', r"lists: quotes\); give gold of this layer"),
        ("no_offsets", '{"text": "a", "timexes": [{"value": "2026"}]}', "give gold of this layer"),
        ("no_rows", "", "one a line"),
        ("same_id", '{"id": 1, "text": "a", "timexes": []}\n{"id": "1", "text": "b", "timexes": []}', "of its own"),
    ],
)
def test_faulty_gold_is_refused_with_the_remedy(
    fault: str, line: str, remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "measured", lambda: ("times",))
    (tmp_path / f"{fault}.jsonl").write_text(line)
    with pytest.raises(GoldError, match=remedy):
        evaluate.evaluate("times", tmp_path / f"{fault}.jsonl")


def test_what_cannot_be_measured_is_refused_with_the_remedy(gold: Path) -> None:
    with pytest.raises(GoldError, match="name one of: times"):
        evaluate.evaluate("rumours", gold)
    with pytest.raises(GoldError, match="labels is no option of the layer times; leave it out"):
        evaluate.evaluate("times", gold, labels=frozenset({"PER"}))
    with pytest.raises(GoldError, match="give a file of gold texts"):
        evaluate.evaluate("times", gold.parent)


# --- the command ------------------------------------------------------------------------------------------------------


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)], env={"COLUMNS": "120"})


def test_the_command_prints_figures_and_misses(gold: Path) -> None:
    done = run("times", gold, "--errors", "--draws", 100)
    assert done.exit_code == 0, done.output
    assert done.stdout.index("strict.f1") < done.stdout.index("value_f1") < done.stdout.index("strict.p")
    assert "[two days later]" in done.stdout and "(weekday)" in done.stdout
    assert "[two days later]" not in run("times", gold, "--draws", 0).stdout


def test_the_command_prints_json(gold: Path) -> None:
    printed = json.loads(run("times", gold, "--json", "--draws", 0).stdout)
    assert printed["figures"]["strict.p"] == {"value": 1.0, "low": None, "high": None}
    assert printed["misses"] == 2
    assert json.loads(run("times", gold, "--json", "--errors", "--draws", 0).stdout)["misses"][1]["rule"] == "weekday"


def test_the_command_refuses_options_of_another_layer(gold: Path) -> None:
    for option in (["--reporting"], ["--kinds", "direct"], ["--labels", "PER"]):
        done = run("times", gold, *option)
        assert done.exit_code == 2
        assert "leave it out" in done.stderr


# --- measures ---------------------------------------------------------------------------------------------------------


def test_pairs_are_one_to_one_and_the_best_first() -> None:
    gold, predicted = [(0, 10), (10, 20), None], [(8, 20), (0, 9), (30, 40)]
    assert sorted(measures.most_shared(gold, predicted)) == [(0, 1), (1, 0)]
    assert measures.exact_then_longest([(0, 30), (3, 5)], [(3, 5), (4, 30)]) == [(1, 0), (0, 1)]
    assert measures.exact_then_longest([(0, 3)], [(0, 3)], lambda i, j: False) == []


def test_a_largest_matching_gives_way() -> None:
    # The first would take what the second alone can have.
    agree = {(0, 0), (0, 1), (1, 0)}
    assert measures.largest_matching(2, 2, lambda i, j: (i, j) in agree) == [(0, 1), (1, 0)]


def test_figures_of_nothing() -> None:
    assert measures.prf("strict", 0, 0, 0) == {"strict.p": 0.0, "strict.r": 0.0, "strict.f1": 0.0}
    assert measures.share(0, 0) is None


def score(measure: evaluate.Measure, marked: str, gold: list[dict[str, Any]], rows: list[dict[str, Any]]) -> Figures:
    """The figures of `rows` against `gold`, whose offsets are the numbers of the brackets in `marked`."""
    text, spans = parse(marked)

    def placed(item: dict[str, Any]) -> dict[str, Any]:
        found = {"rule": "test", **item}
        if "fragments" in found:
            found["fragments"] = [spans[number] for number in found["fragments"]]
        for name in [name for name in item if name == "at" or name.endswith("_at")]:
            number, prefix = found.pop(name), name.removesuffix("at")
            found[f"{prefix}start"], found[f"{prefix}end"] = (None, None) if number is None else spans[number]
        return found

    wanted, said = [placed(item) for item in gold], [placed(item) for item in rows]
    scored = measure.score({"id": "d", "text": text, measure.gold: wanted}, measure.items(text, said))
    return measure.figures(Counter(scored.counts))


def labelled(*labels: str) -> list[dict[str, Any]]:
    return [{"at": number, "label": label} for number, label in enumerate(labels)]


def test_entities_fold_every_scheme() -> None:
    figures = score(
        entities.Measure(),
        "[Mira Holt] of [Norland] joined the [Norland Navy] on [Friday] with [Norlanders]",
        labelled("politician", "GPE", "ORG", "DATE"),
        [*labelled("PERSON", "GPE", "MIL"), {"at": 4, "label": "NORP"}],
    )
    assert (figures["strict.p"], figures["strict.r"]) == (0.75, 1.0)
    assert figures["by_label_strict.MISC.p"] == 0.0
    assert "by_label_strict.DATE.p" not in figures


def test_places_are_right_within_161_km() -> None:
    vienna = {"lat": 48.21, "lon": 16.37, "geonameid": "2761369"}
    bratislava = {"lat": 48.15, "lon": 17.11, "geonameid": 3060972}
    nowhere = {"lat": None, "lon": None, "geonameid": None}
    figures = score(
        places.Measure(),
        "from [Vienna] to [Tarkov]",
        [{"at": 0, **vienna}, {"at": 1, **nowhere}],
        [{"at": 0, **bratislava}, {"at": 1, **nowhere}],
    )
    assert figures["detection_strict.f1"] == figures["end_to_end@161km.f1"] == 1.0
    assert figures["resolution.mean_km"] == 55.3
    assert figures["resolution.geonameid_accuracy"] == 0.0


def test_parts_of_an_attribution_are_one_quote() -> None:
    figures = score(
        quotes.Measure(),
        "“[We are ready],” [Holt] [said]. “[All of us].”",
        [{"at": 0, "fragments": [0, 3], "kind": "direct", "speaker_at": 1, "cue_at": 2}],
        [
            {"at": 0, "attribution_id": "q-0", "kind": "direct", "cue_at": 2, "source_at": 1},
            {"at": 3, "attribution_id": "q-0", "kind": "direct", "cue_at": None, "source_at": None},
        ],
    )
    assert figures["content_strict.f1"] == figures["attribution_relaxed.f1"] == figures["cue.exact"] == 1.0


def test_quotes_outside_the_view_are_not_held_against() -> None:
    said = [
        {"at": 0, "attribution_id": "q-0", "kind": "direct", "cue_at": None, "source_at": None},
        {"at": 1, "attribution_id": "q-1", "kind": "indirect", "cue_at": None, "source_at": None},
    ]
    gold = [{"at": 0, "kind": "direct"}, {"at": 1, "kind": "indirect", "reporting": False}]
    marked = "“[We are ready],” and [they know it]"
    assert score(quotes.Measure(kinds=frozenset({"direct"})), marked, gold, said)["content_strict.f1"] == 1.0
    assert score(quotes.Measure(reporting=True), marked, gold, said)["content_strict.p"] == 1.0
    assert score(quotes.Measure(), marked, gold[:1], said)["content_strict.p"] == 0.5


def test_an_expression_without_value_is_right_where_none_is_predicted() -> None:
    figures = score(times.Measure(), "[once] and [later]", [row(at=0), row(at=1)], [row(at=0), row(at=1, value="2026")])
    assert figures["value_f1"] == 0.5
    assert figures["value_acc"] is None


# --- amounts in the conventions of the gold ---------------------------------------------------------------------------

AMOUNT = dict.fromkeys(("low", "high", "mod", "change", "unit", "head")) | {"kind": "count", "rule": "number"}


def exactly(amount: float, **columns: Any) -> dict[str, Any]:
    return {**AMOUNT, "low": amount, "high": amount, **columns}


def between(low: float | None, high: float | None, **columns: Any) -> dict[str, Any]:
    return {**AMOUNT, "low": low, "high": high, **columns}


@pytest.mark.parametrize(
    ("surface", "amount", "said"),
    [
        ("about 40 troops", exactly(40, mod="APPROX", head="troops"), (40, None, None, "~", "troops")),
        ("at least 12 men", between(12, None, mod="EQUAL_OR_MORE", head="men"), (12, None, None, ">=", "man")),
        ("up to 9 of the old ferries", between(None, 9, mod="EQUAL_OR_LESS"), (9, None, None, "<=", None)),
        ("9 of the old ferries", exactly(9, head="ferries"), (9, None, None, "=", "old ferry")),
        ("five to ten F-16s", between(5, 10, head="F-16s"), (None, 5, 10, "=", "F-16s")),
        ("a 5,000-strong brigade", exactly(5000, head="brigade"), (5000, None, None, "=", "strong brigade")),
        ("780", exactly(780, head="soldiers"), (780, None, None, "=", "soldiers")),
        ("7%", exactly(7, kind="percent", unit="percent", change="up"), (7, None, None, "up", "percentage")),
        ("a half", exactly(50, kind="percent", unit="percent", rule="fraction"), (0.5, None, None, "=", None)),
        ("dozens of boats", between(24, 99, mod="APPROX", rule="vague", head="boats"), (12, None, None, "=", "boats")),
        ("hundreds of boats", between(200, 999, mod="APPROX", rule="vague"), (None, 100, 1000, "=", None)),
        ("50 years old", exactly(50, kind="age", unit="year"), (50, None, None, "=", "year of age")),
        (
            "9 to 5 tons",
            between(5, 9, kind="mass", unit="tonne", rule="falling range"),
            (None, 9, 5, "=", "metric ton"),
        ),
    ],
)
def test_an_amount_in_the_conventions_of_the_gold(
    surface: str, amount: dict[str, Any], said: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cqe, "_numerals", lambda: frozenset({"five", "ten", "dozens", "hundreds"}))
    assert tuple(cqe.as_cqe(amount, surface).values()) == said


def test_currencies_go_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cqe, "_currencies", lambda: {"USD": "dollar"})
    amount = exactly(80, kind="money", unit="USD per barrel")
    assert cqe.as_cqe(amount, "$80 a barrel")["unit"] == "dollar per barrel"


def test_amounts_agree_on_value_then_on_unit_and_modifier() -> None:
    measure = quantities.Measure()
    gold = [{"start": None, "end": None, "value": 5.0, "low": None, "high": None, "modifier": "=", "unit": "feet"}]
    said = [{"start": 0, "end": 4, "value": 5.00001, "low": None, "high": None, "modifier": "~", "unit": "foot"}]
    scored = measure.score({"id": "d", "text": "five feet", "quantities": gold}, said)
    figures = measure.figures(scored.counts)
    assert (figures["bag.value_unit.f1"], figures["bag.value_modifier.f1"]) == (1.0, 0.0)
    assert figures["spans.relaxed.p"] == 0.0
    assert [miss.kind for miss in scored.misses] == ["modifier"]


@pytest.mark.parametrize("row", lexicon.load("unit_aliases"), ids=lambda row: row["alias"])
def test_unit_aliases(row: lexicon.Row) -> None:
    text, [(start, end)] = parse(row["example"])
    assert row["alias"] in text[start:end]
    assert cqe.normal_unit(row["alias"].upper()) == row["unit"]


NAMES: list[tuple[str | None, str | None]] = [
    ("Tonnes", "tonne"), ("kilometers per hour", "kilometre per hour"), ("dollar / barrel", "dollar per barrel"),
    ("square-meters", "square metre"), ("diameter", "diameter"), ("gas", "gas"), ("-", None), (None, None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "normal"), NAMES)
def test_units_are_compared_singular_and_in_one_spelling(name: str | None, normal: str | None) -> None:
    assert cqe.normal_unit(name) == normal


def test_only_layers_with_a_measure_are_measured() -> None:
    assert "sentences" not in evaluate.measured()
    with pytest.raises(GoldError, match="nothing measures the layer 'sentences'"):
        evaluate.measure("sentences")
