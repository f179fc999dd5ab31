"""`copydesk review`: out, back, and the differences; and a build that takes what came back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from copydesk.cli import app
from copydesk.corpus import open as open_corpus
from review.cases import PERSON, RAW, TIME, collection, keep, row


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COLUMNS", "200")
    yield


@pytest.mark.parametrize(("to", "file"), [("label-studio", "out.json"), ("csv", "out.csv")])
def test_out_and_back(to: str, file: str, tmp_path: Path) -> None:
    raw = collection(tmp_path / "raw" / "wire")
    out = tmp_path / file
    done = run("review", "export", str(raw), "--to", to, "-o", str(out), "--layers", "times,quotes")
    assert done.exit_code == 0, done.output
    assert out.with_suffix(".xml").exists() == (to == "label-studio")
    done = run("review", "import", str(out), "--into", str(raw), "--made", "blind")
    assert done.exit_code == 0, done.output
    assert "2 kept, 0 moved, 0 refused" in done.stdout
    assert (raw / "reviewed" / "sets.csv").read_text().count("blind") == 2
    done = run("build", str(raw), "-o", str(tmp_path / "corpus"))
    assert done.exit_code == 0, done.output
    assert open_corpus(tmp_path / "corpus").table("times")["annotator"].to_pylist() == ["reviewed"]
    assert "0 disagreements" in run("review", "diff", str(raw)).stdout


def test_out_of_a_corpus(tmp_path: Path) -> None:
    raw = collection(tmp_path / "raw" / "wire")
    assert run("build", str(raw), "-o", str(tmp_path / "corpus")).exit_code == 0
    out = tmp_path / "out.csv"
    done = run("review", "export", str(tmp_path / "corpus"), "--to", "csv", "-o", str(out), "--docs", "a")
    assert done.exit_code == 0, done.output
    assert run("review", "import", str(out), "--into", str(raw)).exit_code == 0


def test_blind_texts_go_out_without_rows(tmp_path: Path) -> None:
    raw = collection(tmp_path / "raw" / "wire")
    out = tmp_path / "out.json"
    assert run("review", "export", str(raw), "--to", "label-studio", "-o", str(out), "--blind").exit_code == 0
    (task,) = json.loads(out.read_text())
    assert task["annotations"] == [{"result": []}]


def test_what_is_refused_is_listed_and_exits_1(tmp_path: Path) -> None:
    raw, other = collection(tmp_path / "raw" / "wire"), collection(tmp_path / "raw" / "other", "Something else.")
    out = tmp_path / "out.csv"
    assert run("review", "export", str(raw), "--to", "csv", "-o", str(out), "--layers", "times").exit_code == 0
    done = run("review", "import", str(out), "--into", str(other))
    assert done.exit_code == 1
    assert "refused: a times line 2: neither its surface nor its surroundings are there" in done.stdout
    assert "0 kept, 0 moved, 1 refused" in done.stdout


def test_diff_lists_what_the_machine_says_otherwise(tmp_path: Path) -> None:
    raw = collection(tmp_path / "raw" / "wire")
    keep(raw, {"times": [row("Monday", **{**TIME, "value": "2024-05-20"})]})
    done = run("review", "diff", str(raw))
    assert "value: reviewed 2024-05-20, machine 2024-05-13" in done.stdout
    (one,) = json.loads(run("review", "diff", str(raw), "--json").stdout)
    assert (one["layer"], one["kind"]) == ("times", "value")


def test_a_build_counts_the_differences(tmp_path: Path) -> None:
    raw = collection(tmp_path / "raw" / "wire")
    keep(raw, {"times": [row("Monday", **{**TIME, "value": "2024-05-20"})]})
    done = run("build", str(raw), "-o", str(tmp_path / "corpus"))
    assert "judged rows and the machine's differ: times 1" in done.stdout


def test_a_build_stops_at_a_row_that_cannot_be_anchored_and_names_its_line(tmp_path: Path) -> None:
    raw = collection(tmp_path / "raw" / "wire")
    keep(raw, {"times": [row("Latvia", type="DATE"), row("Monday", **TIME) | {"text": "Friday"}]})
    done = run("build", str(raw), "-o", str(tmp_path / "corpus"))
    assert done.exit_code == 1
    assert "reviewed/times.csv, line 3: text is 'Friday', but 'Monday' stands there" in done.stderr
    assert not (tmp_path / "corpus").exists()


def test_a_build_knows_all_documents_that_were_judged(tmp_path: Path) -> None:
    raw = collection(tmp_path / "raw" / "wire")
    keep(raw, {"entities": [row("Ida Verbraak", **PERSON)]})
    (raw / "manifest.csv").write_text("file,id\na.txt,renamed\n")
    done = run("build", str(raw), "-o", str(tmp_path / "corpus"))
    assert done.exit_code == 1
    assert "the collection has no text of this id" in done.stderr


def test_texts_from_elsewhere(tmp_path: Path) -> None:
    raw = tmp_path / "raw" / "open"
    raw.mkdir(parents=True)
    (raw / "manifest.csv").write_text("id,created\na,2024-05-15\nb,2024-05-15\n")
    (tmp_path / "mine.jsonl").write_text(json.dumps({"id": "a", "text": RAW}) + "\n")
    keep(raw, {"times": [row("Monday", **TIME)]})
    texts = ("--texts", str(tmp_path / "mine.jsonl"))
    done = run("build", str(raw), *texts, "-o", str(tmp_path / "corpus"))
    assert done.exit_code == 0, done.output
    assert "absent texts" in done.stdout
    done = run("evaluate", "times", str(raw), *texts, "--draws", "0", "--json")
    assert json.loads(done.stdout)["figures"]["strict.f1"]["value"] == 1.0
    assert run("build", str(raw), "-o", str(tmp_path / "other")).stdout.startswith("open: none of its 2 texts is here")


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (["review", "import", "out.txt", "--into", "raw"], "name what `copydesk review export` wrote"),
        (["review", "diff", "nowhere"], "name a folder"),
        (["review", "export", "raw", "--to", "csv", "-o", "x.csv", "--docs", "nobody"], "mend the id"),
        (["build", "--texts", "raw"], "name the collection that the texts belong to"),
        (["evaluate", "times", "gold.jsonl", "--texts", "raw"], "a gold file holds its texts"),
        (["evaluate", "times", "raw"], "judge some first"),
    ],
)
def test_usage_errors_exit_2_with_the_remedy(
    arguments: list[str], remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collection(tmp_path / "raw")
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert remedy in done.stderr
