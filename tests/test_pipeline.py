"""The pipeline's fingerprint: the same for the same code, another for any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk import pipeline
from copydesk.pipeline import fingerprint


def test_it_is_stable_and_knows_the_layers() -> None:
    first = fingerprint(["times", "sentences"], {}, {})
    assert fingerprint(["sentences", "times"], {}, {}) == first
    assert fingerprint(["sentences"], {}, {}) != first


def test_a_changed_file_of_the_package_changes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "units.csv").write_text("km,length\n")
    monkeypatch.setattr(pipeline, "__file__", str(tmp_path / "pipeline.py"))
    seen = set()
    for text in ("km,length\n", "km,distance\n"):
        (tmp_path / "lexicon" / "units.csv").write_text(text)
        pipeline._of_package.cache_clear()
        seen.add(fingerprint([], {}, {}))
    pipeline._of_package.cache_clear()
    assert len(seen) == 2


def test_a_model_in_a_folder_counts_by_its_files(tmp_path: Path) -> None:
    swaps = {"entities": f"spacy:{tmp_path}"}
    (tmp_path / "weights").write_bytes(b"1")
    first = fingerprint(["entities"], swaps, {})
    (tmp_path / "weights").write_bytes(b"2")
    assert fingerprint(["entities"], swaps, {}) != first


def test_a_model_by_name_counts_by_its_version() -> None:
    swaps = {"entities": "spacy:en_core_web_sm"}
    assert fingerprint([], swaps, {"entities": "spacy:en-3.7"}) != fingerprint([], swaps, {"entities": "spacy:en-3.8"})
