"""Real articles: nobody learns more of them from a public release than the budget, and their owners get all back."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from copydesk.build import build
from copydesk.rights import gate
from copydesk.rights.copies import Fate
from copydesk.rights.rehydrate import rehydrate
from withheld import write

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold" / "quotes" / "polnear.dev.jsonl"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not GOLD.is_file(), reason="the development texts are not there: ../shared/gold/quotes"),
]


def disturbed(text: str, number: int) -> str:
    """Other marks, other white space."""
    if number % 2:
        text = text.replace("“", '"').replace("”", '"').replace("’", "'").replace("‘", "'")
    else:
        text = text.replace('"', "”").replace("'", "’")
    text = re.sub(" (?=[^ ])", lambda blank: "  " if (blank.start() + number) % 7 == 0 else " ", text)
    return "  " + text.replace("\n", "\r\n") + "\n"


def test_real_articles_are_released_without_their_texts_and_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    source = write(tmp_path / "in.jsonl", [{"id": row["id"], "text": row["text"]} for row in rows])
    spent = 0.0
    measure = gate.check

    def timed(*arguments: object) -> gate.Report:
        nonlocal spent
        begun = time.process_time()
        report = measure(*arguments)  # type: ignore[arg-type]
        spent += time.process_time() - begun
        return report

    monkeypatch.setattr(gate, "check", timed)
    begun = time.process_time()
    summary = build(source, tmp_path / "public", release="public")
    whole = time.process_time() - begun
    report = summary.leaks
    assert report is not None
    assert report.documents == len(rows) > 500
    assert report.run <= 8
    assert report.share <= 0.05
    assert report.over == ()
    assert spent < 0.2 * whole

    copies = [{"id": row["id"], "text": disturbed(row["text"], i)} for i, row in enumerate(rows)]
    attrition = rehydrate(tmp_path / "public", write(tmp_path / "copies.jsonl", copies), tmp_path / "out")
    assert attrition.fates[Fate.EXACT] + attrition.fates[Fate.NORMALISED] == len(rows)
    assert attrition.same
