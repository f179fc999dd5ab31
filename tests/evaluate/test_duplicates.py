"""Clusters against gold clusters: the scorer's figures, and a floor on the development set."""

from __future__ import annotations

import importlib
import json
import random
import sys
from pathlib import Path

import pytest

from copydesk.evaluate import GoldError, evaluate
from copydesk.evaluate.duplicates import predictions, scores
from duplicates import wire
from evaluate.scorers import GOLD

SETS = sorted((GOLD / "dedup").glob("*.jsonl"))


@pytest.mark.skipif(not SETS, reason=f"{GOLD} is not beside the checkout")
@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_figures_are_the_scorers(path: Path) -> None:
    sys.path.insert(0, str(GOLD))
    try:
        scorer = importlib.import_module("score_dedup")
    finally:
        sys.path.remove(str(GOLD))
    gold = {row["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    wanted = {identity: str(row["cluster"]) for identity, row in gold.items()}
    dice = random.Random(1)
    some = {i: cluster if dice.random() < 0.8 else dice.choice(list(wanted.values())) for i, cluster in wanted.items()}
    found = predictions({identity: row["text"] for identity, row in gold.items()})
    ours = {identity: found.cluster_of.get(identity, identity) for identity in gold}
    for said in (wanted, some, {i: i for i in gold}, dict.fromkeys(gold, "one"), ours):
        theirs = scorer.score(gold, [{"id": i, "cluster": cluster} for i, cluster in said.items()])
        figures = {f"pairwise.{name}": theirs["pairwise"][name] for name in ("p", "r", "f1")}
        assert scores(wanted, said) == {**figures, "ari": theirs["ari"]}


@pytest.mark.skipif(not SETS, reason=f"{GOLD} is not beside the checkout")
def test_copies_of_short_news_are_found() -> None:
    report = evaluate("duplicates", GOLD / "dedup" / "scoop_technews.dev.jsonl")
    value = report.figures["pairwise.f1"].value
    assert value is not None
    assert value >= 0.9


def test_a_report_shows_what_was_missed_and_what_was_not_one(tmp_path: Path) -> None:
    room = wire.Newsroom(3)
    story, other = "\n".join(room.story(9)), "\n".join(room.story(9))
    rows = [("a", story, 1), ("b", story, 1), ("c", other, 1), ("d", other, 2)]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps({"id": i, "text": text, "cluster": n}) + "\n" for i, text, n in rows))
    report = evaluate("duplicates", gold)
    assert [(miss.kind, miss.doc_id, miss.context) for miss in report.misses] == [
        ("missed", "a", "c"), ("missed", "b", "c"), ("spurious", "c", "d"),
    ]  # fmt: skip
    assert report.figures["pairwise.p"].value == 0.5
    assert report.figures["pairwise.r"].value == 0.3333


BROKEN = ["", "{}", "no json", '{"id": 1, "cluster": 2}', "[]", '{"id": 1, "text": 2, "cluster": 1}']


@pytest.mark.parametrize("content", BROKEN)
def test_gold_that_cannot_be_scored(tmp_path: Path, content: str) -> None:
    (tmp_path / "gold.jsonl").write_text(content)
    with pytest.raises(GoldError, match=r"give JSON objects with `id`, `text`"):
        evaluate("duplicates", tmp_path / "gold.jsonl")


def test_a_gold_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        evaluate("duplicates", tmp_path / "gold.jsonl")
