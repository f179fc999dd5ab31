"""The founding text, read in place, through the whole press: its gold beside it decides."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copydesk import annotate
from copydesk.build import build
from copydesk.corpus import open as open_corpus
from copydesk.raw import RawText
from copydesk.rights.copies import Fate, Known, judge
from copydesk.rights.rehydrate import Attrition, RehydrationError, rehydrate
from copydesk.validate import validate_corpus
from copydesk.verify import verify

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
GOLD_FILE = next(SEEDS.glob("*.gold.json"), None)
pytestmark = pytest.mark.skipif(GOLD_FILE is None, reason="the founding text is not there: ../shared/seeds")


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    assert GOLD_FILE is not None
    found: dict[str, Any] = json.loads(GOLD_FILE.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def raw(gold: dict[str, Any]) -> str:
    return (SEEDS / f"{gold['id']}.txt").read_bytes().decode()


def rows(raw: str, layer: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = annotate(raw).table(layer).to_pylist()
    return found


def test_only_the_body_is_left_and_it_maps_back(raw: str, gold: dict[str, Any]) -> None:
    done = annotate(raw)
    start, end = gold["body"]
    assert done.text == raw[start:end]
    assert done.document.alignment.to_raw(0, len(done.text)) == (start, end)
    for i in range(len(done.text)):
        at, behind = done.document.alignment.to_raw(i, i + 1)
        assert raw[at:behind] == done.text[i]
    assert {row["paragraph"] for row in done.table("sentences").to_pylist()} == set(range(gold["n_paragraphs"]))


def test_what_the_text_says_of_itself(raw: str, gold: dict[str, Any]) -> None:
    document = annotate(raw).document
    assert (document.created, document.created_basis) == (date.fromisoformat(gold["published"]), "header")
    assert (document.publisher, document.publisher_basis) == (gold["publisher"]["name"], "boilerplate")
    assert document.agency is None


def test_sentences_lie_where_the_events_of_the_gold_lie(raw: str, gold: dict[str, Any]) -> None:
    spans = {(row["raw_start"], row["raw_end"]) for row in rows(raw, "sentences")}
    assert {(event["sentence_start"], event["sentence_end"]) for event in gold["events"]} <= spans


def test_times(raw: str, gold: dict[str, Any]) -> None:
    found = {(r["raw_start"], r["raw_end"]): (r["type"], r["value"], r["mod"]) for r in rows(raw, "times")}
    wanted = {(g["start"], g["end"]): (g["type"], g["value"], g["mod"]) for g in gold["times"]}
    assert found == wanted


def test_quantities(raw: str, gold: dict[str, Any]) -> None:
    fields = ("kind", "low", "high", "mod", "change", "unit", "head")
    found = {(r["raw_start"], r["raw_end"]): tuple(r[f] for f in fields) for r in rows(raw, "quantities")}
    wanted = {(g["start"], g["end"]): tuple(g[f] for f in fields) for g in gold["quantities"]}
    assert found == wanted


def test_events(raw: str, gold: dict[str, Any]) -> None:
    fields = ("actor", "action", "host", "unit", "count_low", "count_high", "permanence", "modality", "asserted_by")
    places = {row["annotation_id"]: (row["raw_start"], row["raw_end"]) for row in rows(raw, "sentences")}
    found = [(places[row["sentence_id"]], *(row[name] for name in fields)) for row in rows(raw, "events")]
    gold_rows = [
        ((event["sentence_start"], event["sentence_end"]), *(event[name] for name in fields), event["optional"])
        for event in gold["events"]
    ]
    required = [row[:-1] for row in gold_rows if not row[-1]]
    optional = {row[:4] for row in gold_rows if row[-1]}
    assert [row for row in required if row not in found] == []
    assert [row for row in found if row not in required and row[:4] not in optional] == []


def test_it_is_published_and_its_gold_is_no_input(gold: dict[str, Any], tmp_path: Path) -> None:
    summary = build(SEEDS, tmp_path / "out")
    assert (summary.inputs, summary.published) == (1, 1)
    assert sorted(i.input for i in summary.ignored) == sorted([f"{gold['id']}.gold.json", "README.md"])
    assert list(open_corpus(tmp_path / "out")) == [gold["id"]]
    assert open_corpus(tmp_path / "out")[gold["id"]].document.raw_sha256 == gold["sha256"]
    assert validate_corpus(tmp_path / "out") == []
    assert verify(tmp_path / "out") == []


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The private corpus of the founding text, and its public release."""
    folder = tmp_path_factory.mktemp("founding")
    build(SEEDS, folder / "private")
    summary = build(SEEDS, folder / "public", release="public")
    assert summary.leaks is not None
    assert summary.leaks.run <= 8
    assert summary.leaks.share <= 0.05
    return folder / "private", folder / "public"


def rehydrated(releases: tuple[Path, Path], gold: dict[str, Any], raw: str, folder: Path) -> Attrition:
    """What becomes of the founding text with `raw` for a copy."""
    (folder / "copies").mkdir()
    (folder / "copies" / f"{gold['id']}.txt").write_text(raw, encoding="utf-8", newline="")
    return rehydrate(releases[1], folder / "copies", folder / "out")


def test_it_is_published_withheld_and_comes_back_from_the_raw_file(
    releases: tuple[Path, Path], gold: dict[str, Any], tmp_path: Path
) -> None:
    private, public = releases
    assert open_corpus(public)[gold["id"]].text == ""
    assert verify(public) == validate_corpus(public) == []
    attrition = rehydrate(public, SEEDS, tmp_path / "out")
    assert ([outcome.fate for outcome in attrition.outcomes], attrition.same) == ([Fate.EXACT], True)
    assert open_corpus(tmp_path / "out").manifest["digests"] == open_corpus(private).manifest["digests"]


def body(raw: str, gold: dict[str, Any]) -> list[str]:
    start, end = gold["body"]
    return raw[start:end].split("\n\n")


def other_boilerplate(raw: str, gold: dict[str, Any]) -> str:
    text = "\n\n".join(body(raw, gold))
    return f"ADVERTISEMENT\n\n{text}\n\nShare this article\n\nSign up for our newsletter\n"


def retyped_quotes(raw: str, gold: dict[str, Any]) -> str:
    return raw.replace("“", '"').replace("”", '"').replace("’", "'").replace("‘", "'")


def paragraph_added(raw: str, gold: dict[str, Any]) -> str:
    line = "Fishermen on the quay said that they had seen nothing of all this, and went back to mending their nets."
    return raw.replace(body(raw, gold)[3], f"{line}\n\n{body(raw, gold)[3]}")


def paragraph_cut(raw: str, gold: dict[str, Any]) -> str:
    return raw.replace(body(raw, gold)[3] + "\n\n", "")


def another_article(raw: str, gold: dict[str, Any]) -> str:
    return "The town's oldest bakery will close in autumn. Its owner, Bo Lind, said that nobody wants rye bread. " * 9


@pytest.mark.parametrize(
    ("disturb", "fate"),
    [
        (retyped_quotes, Fate.NORMALISED),
        (other_boilerplate, Fate.NORMALISED),
        (paragraph_added, Fate.ALIGNED),
        (paragraph_cut, Fate.ALIGNED),
    ],
)
def test_disturbed_copies_get_the_right_class(
    disturb: Any, fate: Fate, releases: tuple[Path, Path], gold: dict[str, Any], raw: str, tmp_path: Path
) -> None:
    copy = disturb(raw, gold)
    assert copy != raw
    attrition = rehydrated(releases, gold, copy, tmp_path)
    assert [outcome.fate for outcome in attrition.outcomes] == [fate]
    assert attrition.same == (fate is Fate.NORMALISED)
    assert validate_corpus(tmp_path / "out") == verify(tmp_path / "out") == []
    # A paragraph more loses nothing; a paragraph less loses what stood in it.
    assert (attrition.outcomes[0].lost > 0) == (disturb is paragraph_cut)


def test_another_article_under_its_id_is_wrong(
    releases: tuple[Path, Path], gold: dict[str, Any], raw: str, tmp_path: Path
) -> None:
    with pytest.raises(RehydrationError, match="is one of"):
        rehydrated(releases, gold, another_article(raw, gold), tmp_path)
    known = Known.of({n: t.to_pylist() for n, t in open_corpus(releases[1])[gold["id"]].tables.items()})
    copy = RawText(doc_id=gold["id"], text=another_article(raw, gold), file="", sha256="0" * 64)
    assert judge(known, [copy]).fate is Fate.WRONG
