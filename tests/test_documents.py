"""What people read is true: the README's code runs, generated parts are fresh, versions agree."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

import copydesk

ROOT = Path(__file__).resolve().parents[1]
_TESTED = re.compile(r"<!-- tested: readme -->(.*?)<!-- /tested: readme -->", re.DOTALL)
_CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def blocks() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return [code for part in _TESTED.findall(readme) for code in _CODE.findall(part)]


@pytest.mark.parametrize("code", blocks(), ids=lambda code: code.split("\n")[0])
def test_the_readme_runs(code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path))
    exec(compile(code, "README.md", "exec"), {})


def test_the_readme_shows_each_way_to_read() -> None:
    assert {"load_dataset", "duckdb", "polars", "pandas", "copydesk.open", "copydesk.annotate"} <= set(
        re.findall(r"load_dataset|duckdb|polars|pandas|copydesk\.\w+", "".join(blocks()))
    )


def test_generated_parts_are_fresh() -> None:
    specification = importlib.util.spec_from_file_location("renew", ROOT / "docs" / "renew.py")
    assert specification is not None
    assert specification.loader is not None
    renew = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(renew)
    for name in {part[0] for part in renew.PARTS}:
        fresh = renew.renewed(name) == (ROOT / name).read_text(encoding="utf-8")
        assert fresh, f"{name} is stale; renew it with: python docs/renew.py"


def test_one_version_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert project["version"] == copydesk.__version__
    assert f"version: {copydesk.__version__}" in citation.replace('"', "")
    assert f"## {copydesk.__version__}" in changelog


def test_each_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for requirement in project["dependencies"]:
        package = re.split(r"[\[<>=]", requirement)[0]
        assert re.search(rf"^\| {package}\b", contributing, re.MULTILINE), package
    for requirement in project["optional-dependencies"]["test"]:
        assert re.split(r"[\[<>=]", requirement)[0] in contributing
