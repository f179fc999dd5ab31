"""The house: imports point one way, readers import little, one word for one thing."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk import contract, engine

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "copydesk"

#: Packages that hold the parts of a layer which is too large for one module.
PARTS = {"timex", "amounts", "names", "attribution", "geo", "posture"}

#: From bottom to top. A module imports at run time only modules of rows below its own.
ROWS = (
    {"copydesk", "errors"},
    {"document", "findings", "contract", "lexicon", "models", "digest", "checksums", "splits", "fingerprints"},
    {"manifest", "licences", "pipeline", "duplicates"},
    {"atomic"},
    {"raw", "readers", "normalize", *PARTS},
    {"layers"},
    {"engine", "annotated", "show", "workers"},
    {"tables", "corpus", "card", "shards", "kept"},
    {"review"},
    {"validate", "verify", "publish", "merge"},
    {"rights"},
    {"build"},
    {"evaluate"},
    {"cli"},
    {"__main__"},
)
#: What may be imported within a row.
SIDEWAYS = {
    ("raw", "readers"), ("readers", "raw"), ("normalize", "raw"), ("annotated", "show"), ("show", "annotated"),
    ("verify", "publish"),
}  # fmt: skip

#: Only these modules may name these packages, anywhere.
ALLOWED = {
    "pandera": {"validate"},
    "datasets": {"corpus"},
    "typer": {"cli"},
    "rich": {"cli", "show"},
    "ftfy": {"normalize"},
    "spacy": {"layers"},
    "ray": {"workers"},
}


def unit(path: Path) -> str:
    """The module or package below copydesk that a file belongs to."""
    parts = path.relative_to(SRC).with_suffix("").parts
    return "copydesk" if parts == ("__init__",) else parts[0]


def imports(path: Path) -> set[str]:
    """The modules a file imports when it runs; those under TYPE_CHECKING are not."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in node.body
        for inner in ast.walk(child)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


FILES = sorted(SRC.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_point_one_way(path: Path) -> None:
    row = {name: i for i, names in enumerate(ROWS) for name in names}
    own = unit(path)
    assert own in row, f"give {own} a row in ROWS"
    for module in imports(path):
        if not module.startswith("copydesk."):
            continue
        other = module.split(".")[1]
        if other in row and other != own:
            assert row[other] < row[own] or (own, other) in SIDEWAYS, f"{path.name} imports {module} from above"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_heavy_packages_have_their_places(path: Path) -> None:
    for module in imports(path):
        package = module.partition(".")[0]
        if package in ALLOWED:
            assert unit(path) in ALLOWED[package], f"{path.name} imports {package}"


@pytest.mark.parametrize("path", sorted((SRC / "layers").glob("*.py")), ids=lambda path: path.stem)
def test_a_layer_imports_no_layer_and_no_table_library(path: Path) -> None:
    for module in imports(path):
        assert not module.startswith("copydesk.layers"), f"{path.name} imports {module}"
        assert module.partition(".")[0] not in {"pandera", "polars", "pyarrow", "datasets", "pathlib", "os"}
        if module.startswith("copydesk."):
            assert module.split(".")[1] in {"document", "errors", "lexicon", "models", *PARTS}


@pytest.mark.parametrize("name", contract.layers())
def test_a_layer_has_one_name_everywhere(name: str) -> None:
    assert (ROOT / "schema" / f"{name}.json").is_file()
    assert (SRC / "layers" / f"{name}.py").is_file()
    assert (ROOT / "tests" / "layers" / f"test_{name}.py").is_file()
    assert engine.plan([name])[-1].name == name
    assert contract.table(name).name == name


def test_each_module_has_its_test() -> None:
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests").rglob("test_*.py")}
    modules = {path.stem for path in SRC.glob("*.py")} - {"__init__", "__main__"}
    assert modules <= tested


def test_readers_import_no_layer_and_no_press() -> None:
    code = (
        "import sys, json, copydesk; copydesk.open; copydesk.Corpus;"
        "print(json.dumps(sorted(m for m in sys.modules if m.partition('.')[0] in"
        " ('pandera', 'datasets', 'polars', 'pyarrow', 'ftfy', 'numpy') or m.startswith('copydesk.layers'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_no_document_id_stands_in_the_source() -> None:
    ids = {path.stem for path in (ROOT / "raw").glob("*/texts/*")}
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not [doc_id for doc_id in ids if doc_id in text], path


def cpu_seconds(code: str) -> float:
    """The least CPU time of five interpreters that run `code`."""
    measured = f"import os; {code}; t = os.times(); print(t.user + t.system)"
    runs = [
        subprocess.run([sys.executable, "-c", measured], capture_output=True, text=True, check=True) for _ in range(5)
    ]
    return min(float(run.stdout) for run in runs)


def test_importing_costs_next_to_nothing() -> None:
    assert cpu_seconds("import copydesk; copydesk.open") - cpu_seconds("pass") < 0.15
