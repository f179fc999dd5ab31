"""The commands of rights: build --release public, leaks, rehydrate, takedown, verify --takedown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from copydesk import open as open_corpus
from copydesk.cli import app
from withheld import manifest, records, write


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`raw/post/in.jsonl`, built to `corpus/post` and, public, to `corpus/post-public`."""
    folder = tmp_path_factory.mktemp("cli")
    write(folder / "raw" / "post" / "in.jsonl", records(3))
    assert run("build", folder / "raw" / "post").exit_code == 0
    done = run("build", folder / "raw" / "post", "--release", "public")
    assert done.exit_code == 0
    assert "longest run of words" in done.stdout
    return folder


def test_a_public_release_goes_to_a_folder_of_its_own(folder: Path) -> None:
    private, public = folder / "corpus" / "post", folder / "corpus" / "post-public"
    assert manifest(private)["options"]["release"] == "private"
    assert manifest(public)["options"]["release"] == "public"
    assert open_corpus(private).table("documents")["text"].null_count == 0
    assert open_corpus(public).table("documents")["text"].null_count == 3
    for corpus in (private, public):
        assert run("verify", corpus).exit_code == run("validate", corpus).exit_code == 0


def test_leaks_measures_a_release(folder: Path) -> None:
    private, public = folder / "corpus" / "post", folder / "corpus" / "post-public"
    report = json.loads(run("leaks", public, "--private", private, "--json").stdout)
    assert (report["documents"], report["over"]) == (3, [])
    assert run("leaks", public, "--private", private).exit_code == 0
    leaking = run("leaks", private, "--private", private, "--json")
    assert leaking.exit_code == 1
    assert {over["doc_id"] for over in json.loads(leaking.stdout)["over"]} == {"d00", "d01", "d02"}


def test_rehydrate_tells_what_became_of_each(folder: Path, tmp_path: Path) -> None:
    public, copies = folder / "corpus" / "post-public", folder / "raw" / "post"
    done = run("rehydrate", public, "--texts", copies, "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert "It is the private corpus" in done.stdout
    assert manifest(tmp_path / "out")["digest"] == manifest(folder / "corpus" / "post")["digest"]
    some = write(tmp_path / "some.jsonl", records(2))
    done = run("rehydrate", public, "--texts", some, "-o", tmp_path / "out", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["fates"]["missing"] == 1


def test_takedown_then_build_then_verify(folder: Path, tmp_path: Path) -> None:
    private, listed = folder / "corpus" / "post", tmp_path / "takedown.csv"
    done = run("takedown", "--doc", "d01", "--corpus", private, "--date", "2024-06-01", "--list", listed)
    assert done.exit_code == 0
    assert "1 new" in done.stdout
    assert run("verify", private).exit_code == 0
    found = run("verify", private, "--takedown", listed, "--json")
    assert found.exit_code == 1
    # d02 is the same wire story in another paper: it goes too.
    assert [finding["doc_id"] for finding in json.loads(found.stdout)] == ["d01", "d02"]
    built = run("build", folder / "raw" / "post", "-o", tmp_path / "out", "--takedown", listed)
    assert built.exit_code == 0
    assert run("verify", tmp_path / "out", "--takedown", listed).exit_code == 0


def test_a_takedown_without_the_text_says_that_copies_stay_unknown(tmp_path: Path) -> None:
    done = run("takedown", "--doc", "a", "--list", tmp_path / "takedown.csv")
    assert done.exit_code == 0
    assert "not known again" in " ".join(done.stdout.split())
    assert run("takedown", "--person", "Ida Verbraak", "--list", tmp_path / "takedown.csv").exit_code == 2


def test_a_withheld_document_can_be_shown(folder: Path, tmp_path: Path) -> None:
    done = run("show", "d00", "--corpus", folder / "corpus" / "post-public")
    assert done.exit_code == 0
    assert "copydesk rehydrate" in " ".join(done.stdout.split())
    page = tmp_path / "page.html"
    assert run("show", "d00", "--corpus", folder / "corpus" / "post-public", "--html", page).exit_code == 0
    assert "copydesk rehydrate" in page.read_text(encoding="utf-8")
