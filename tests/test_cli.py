"""The command line: what it prints, how it exits, and that every error ends with its remedy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from copydesk.cli import app
from corpora import TEXT, texts


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    source = texts(tmp_path / "raw" / "wire", {"a.txt": TEXT, "b.txt": "Ships sail.", "empty.txt": ""})
    done = run("build", str(source), "-o", str(tmp_path / "corpus" / "wire"))
    assert done.exit_code == 0, done.output
    return tmp_path / "corpus" / "wire"


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, arguments, input=stdin)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COLUMNS", "200")
    yield


def test_build_says_what_went_in_and_what_came_out(tmp_path: Path) -> None:
    source = texts(tmp_path / "in", {"a.txt": TEXT, "empty.txt": ""})
    done = run("build", str(source), "-o", str(tmp_path / "out"))
    assert done.exit_code == 0
    assert "quarantined empty.txt: empty" in done.stdout
    assert "in: annotate 1 of 1" in done.stderr


def test_build_of_every_collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts(
        tmp_path / "raw", {"one/texts/a.txt": TEXT, "two/b.txt": TEXT, "three/manifest.csv": "file,id\nabsent.txt,c\n"}
    )
    monkeypatch.chdir(tmp_path)
    done = run("build")
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "corpus").glob("[!.]*")) == ["one", "two"]
    assert "three: none of its 1 texts is here; skipped" in done.stdout


def test_build_of_one_collection_knows_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts(tmp_path / "raw", {"one/texts/a.txt": TEXT, "two/b.txt": TEXT})
    monkeypatch.chdir(tmp_path)
    assert run("build", "raw/one").exit_code == 0
    assert [path.name for path in (tmp_path / "corpus").glob("[!.]*")] == ["one"]


@pytest.mark.parametrize(
    ("fault", "arguments", "remedy"),
    [
        ("no_raw_folder", ["build"], "name a folder of texts"),
        ("output_without_source", ["build", "-o", "out"], "name the folder of texts too"),
        ("no_output", ["build", "."], "-o OUT"),
        ("absent_source", ["build", "nowhere", "-o", "out"], "name a folder or a file that is there"),
        ("unknown_layer", ["build", "texts", "-o", "out", "--layers", "rumours"], "the layers are"),
        ("not_a_corpus", ["validate", "texts"], "is not a corpus"),
        ("unknown_corpus", ["verify", "nowhere"], "give the folder of a corpus"),
        ("unknown_document", ["show", "nobody", "--corpus", "corpus"], "nobody"),
        ("bad_created", ["annotate", "texts/a.txt", "--created", "Monday"], "2023-06-26"),
        ("unknown_table", ["schema", "gossip"], "the contract has"),
    ],
)
def test_usage_errors_exit_2_with_the_remedy(
    fault: str, arguments: list[str], remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(texts(tmp_path, {"texts/a.txt": TEXT}))
    if "corpus" in arguments:
        run("build", "texts", "-o", "corpus")
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert remedy in done.stderr
    assert "Traceback" not in done.output


def test_validate_and_verify_pass_a_good_corpus(corpus: Path) -> None:
    assert run("validate", str(corpus)).exit_code == 0
    assert run("verify", str(corpus)).exit_code == 0
    assert json.loads(run("validate", str(corpus), "--json").stdout) == []


def test_verify_and_validate_exit_1_with_findings(corpus: Path) -> None:
    part = next((corpus / "sentences").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-40])
    for command in ("validate", "verify"):
        done = run(command, str(corpus))
        assert done.exit_code == 1, done.output
        findings = json.loads(run(command, str(corpus), "--json").stdout)
        assert findings
        assert findings[0].keys() == {"rule", "table", "doc_id", "place", "message"}


def test_annotate_prints_the_document_its_edits_and_layers(tmp_path: Path) -> None:
    file = texts(tmp_path, {"a.txt": TEXT}) / "a.txt"
    printed = json.loads(run("annotate", str(file), "--created", "2024-05-14").stdout)
    assert printed["document"]["created"] == "2024-05-14"
    assert printed["edits"][0]["reason"] == "header"
    assert printed["sentences"][0]["doc_id"] == printed["document"]["doc_id"]
    assert json.loads(run("annotate", "-", stdin=TEXT.encode()).stdout)["document"]["created"] == "2024-05-13"


def test_show_in_the_terminal_and_as_a_page(corpus: Path, tmp_path: Path) -> None:
    assert "Ida Verbraak" in run("show", "a", "--corpus", str(corpus)).stdout
    page = tmp_path / "page.html"
    assert run("show", "a", "--corpus", str(corpus), "--html", str(page)).exit_code == 0
    assert "Ida Verbraak" in page.read_text(encoding="utf-8")


def test_show_takes_a_text_file_too(tmp_path: Path) -> None:
    file = texts(tmp_path, {"a.txt": TEXT}) / "a.txt"
    assert "Ida Verbraak" in run("show", str(file)).stdout


def test_stats(corpus: Path) -> None:
    done = run("stats", str(corpus))
    assert done.exit_code == 0, done.output
    assert "sentences.role" in done.stdout
    counts = json.loads(run("stats", str(corpus), "--json").stdout)["counts"]
    assert sum(counts["documents"].values()) == 2


def test_schema_prints_the_data_dictionary() -> None:
    assert "### `sentences`" in run("schema").stdout
    one = run("schema", "edits").stdout
    assert "### `edits`" in one
    assert "### `sentences`" not in one


def test_version() -> None:
    assert run("--version").stdout.startswith("copydesk ")


def test_entities_of_an_outside_tool_go_with_texts_only(corpus: Path) -> None:
    done = run("show", "a", "--corpus", str(corpus), "--entities", "spacy:any")
    assert done.exit_code == 2
    assert "--entities goes with a text file" in done.stderr


def test_a_tool_that_is_not_there_is_told_what_is(tmp_path: Path) -> None:
    source = texts(tmp_path / "in", {"a.txt": TEXT})
    done = run("build", str(source), "-o", str(tmp_path / "out"), "--entities", "halver:model")
    assert done.exit_code == 2
    assert "what can is spacy:MODEL" in done.stderr
