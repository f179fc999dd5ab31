from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk import contract, corpus
from copydesk.annotated import NotFoundError
from copydesk.corpus import Corpus, CorpusError
from copydesk.document import Edit
from layouts import document, write, write_card

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def recovered(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The paths for which `open` asked that a half done swap be finished."""
    asked: list[Path] = []
    atomic = ModuleType("copydesk.atomic")
    atomic.recover = asked.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "copydesk.atomic", atomic)
    return asked


def ships(*names: str) -> list:
    return [
        document(
            name, f"AD The {name} left port.\nA tug 🛟 followed.", [Edit(0, 3, "", "advert", "ad-line")], title=name
        )
        for name in names
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents = {"train": ships("brig", "yawl", "ketch", "sloop"), "test": ships("cutter", "dhow")}
    built = write(tmp_path_factory.mktemp("release") / "ships", documents, parts=2)
    write_card(built)
    return built


@pytest.fixture
def opened(folder: Path) -> Corpus:
    return corpus.open(folder)


class TestOpen:
    def test_takes_a_path(self, folder: Path, recovered: list[Path]) -> None:
        opened = corpus.open(str(folder))
        assert (opened.name, opened.version, opened.path) == ("ships", "1.0.0", folder)
        assert recovered == [folder]

    def test_without_a_path_opens_the_shipped_corpus(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        house = write(tmp_path / "corpus" / "house", {"train": ships("brig")})
        monkeypatch.setattr(contract, "data_folder", lambda name: tmp_path / name)
        assert corpus.open().path == house

    def test_an_existing_path_goes_before_a_shipped_name(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        shipped = write(tmp_path / "corpus" / "fleet", {"train": ships("brig")})
        monkeypatch.setattr(contract, "data_folder", lambda name: tmp_path / name)
        here = tmp_path / "here"
        here.mkdir()
        monkeypatch.chdir(here)
        assert corpus.open("fleet").path == shipped
        own = write(here / "fleet", {"train": ships("yawl")})
        assert corpus.open("fleet").path == own

    def test_an_unknown_name_lists_the_shipped_ones(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path / "corpus" / "fleet", {"train": ships("brig")})
        monkeypatch.setattr(contract, "data_folder", lambda name: tmp_path / name)
        monkeypatch.chdir(tmp_path)
        with pytest.raises(CorpusError, match=r"no corpus 'flet': .*copydesk build.* the shipped names are fleet$"):
            corpus.open("flet")

    def test_a_shipped_name_is_not_a_path(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path / "elsewhere", {"train": ships("brig")})
        (tmp_path / "corpus").mkdir()
        (tmp_path / "cwd").mkdir()
        monkeypatch.setattr(contract, "data_folder", lambda name: tmp_path / name)
        monkeypatch.chdir(tmp_path / "cwd")
        with pytest.raises(CorpusError, match="no corpus is shipped"):
            corpus.open("../../elsewhere")

    def test_a_folder_that_is_not_a_corpus(self, tmp_path: Path) -> None:
        with pytest.raises(CorpusError, match=r"is not a corpus: it has no manifest\.json; `copydesk build"):
            corpus.open(tmp_path)

    @pytest.mark.parametrize(
        "manifest", ["", "[]", "{", '{"name": "x"}', '{"name": 1, "version": 1, "counts": 1, "digests": 1}', "\x00"]
    )
    def test_a_manifest_that_is_none(self, tmp_path: Path, manifest: str) -> None:
        (tmp_path / "manifest.json").write_text(manifest)
        with pytest.raises(CorpusError, match=r"manifest\.json"):
            corpus.open(tmp_path)


class TestReading:
    def test_says_what_it_holds(self, opened: Corpus) -> None:
        assert opened.tables[:2] == ("documents", "edits")
        assert opened.tables[-1] == "articles"
        assert "sentences" in opened.layers
        assert opened.splits == ("train", "test")
        assert opened.manifest["counts"]["documents"] == {"train": 4, "test": 2}
        assert repr(opened).startswith("<Corpus ships 1.0.0: 6 documents, tables documents, edits")
        assert "<td>4</td><td>2</td>" in opened._repr_html_()

    def test_the_manifest_is_read_only(self, opened: Corpus) -> None:
        with pytest.raises(TypeError):
            opened.manifest["counts"]["documents"]["train"] = 0  # type: ignore[index]

    @pytest.mark.parametrize("name", [*contract.tables(), "articles"])
    def test_every_table_has_the_types_of_the_contract(self, opened: Corpus, name: str) -> None:
        expected = contract.articles() if name == "articles" else contract.table(name).arrow_schema
        assert opened.table(name).schema.equals(expected)
        assert opened.table(name, "test").schema.equals(expected)

    def test_rows_come_in_order_of_the_ids_and_then_of_the_text(self, opened: Corpus) -> None:
        assert opened.table("documents")["doc_id"].to_pylist() == ["brig", "cutter", "dhow", "ketch", "sloop", "yawl"]
        assert opened.table("documents", "train")["doc_id"].to_pylist() == ["brig", "ketch", "sloop", "yawl"]
        sentences = opened.table("sentences")
        keys = list(zip(sentences["doc_id"].to_pylist(), sentences["start"].to_pylist(), strict=True))
        assert keys == sorted(keys)
        assert len(keys) == 12

    def test_an_unknown_table_or_split_says_which_there_are(self, opened: Corpus) -> None:
        with pytest.raises(NotFoundError, match="no table 'sentence'; it has documents, edits"):
            opened.table("sentence")
        with pytest.raises(NotFoundError, match="no split 'dev'; it has train, test"):
            opened.scan("sentences", "dev")

    def test_a_table_without_rows_is_empty_everywhere(self, tmp_path: Path) -> None:
        write(tmp_path / "plain", {"train": [document("one", "A calm day.")]})
        plain = corpus.open(tmp_path / "plain")
        assert not (plain.path / "edits").exists()
        assert plain.table("edits").schema.equals(contract.table("edits").arrow_schema)
        assert plain.scan("edits").collect().shape == (0, len(contract.table("edits").columns))
        assert plain.dataset("edits", "train").num_rows == 0
        assert plain["one"].table("edits").num_rows == 0

    def test_a_layer_that_was_not_built_is_not_shown_as_empty(self, tmp_path: Path) -> None:
        built = write(tmp_path / "plain", {"train": [document("one", "A calm day.")]})
        manifest = json.loads((built / "manifest.json").read_text())
        for part in ("counts", "digests"):
            del manifest[part]["edits"]
        (built / "manifest.json").write_text(json.dumps(manifest))
        with pytest.raises(NotFoundError, match="no table 'edits'"):
            corpus.open(built).table("edits")

    def test_a_missing_part_is_an_error_not_fewer_rows(self, tmp_path: Path) -> None:
        built = write(tmp_path / "ships", {"train": ships("brig", "yawl")}, parts=2)
        (built / "sentences" / "train-00001-of-00002.parquet").unlink()
        with pytest.raises(CorpusError, match="files of split train are missing; `copydesk verify`"):
            corpus.open(built).table("sentences")
        (built / "sentences" / "train-00000-of-00002.parquet").unlink()
        with pytest.raises(CorpusError, match="missing"):
            corpus.open(built).table("sentences", "train")

    def test_an_open_corpus_notices_another_release_in_its_place(self, tmp_path: Path) -> None:
        opened = corpus.open(write(tmp_path / "ships", {"train": ships("brig")}))
        write(tmp_path / "next", {"train": ships("yawl")})
        (tmp_path / "ships").rename(tmp_path / "old")
        (tmp_path / "next").rename(tmp_path / "ships")
        with pytest.raises(CorpusError, match="was rebuilt since it was opened; open it again"):
            opened.table("documents")
        assert list(corpus.open(tmp_path / "ships")) == ["yawl"]

    def test_a_rebuild_that_gave_the_same_does_not_disturb(self, tmp_path: Path) -> None:
        opened = corpus.open(write(tmp_path / "ships", {"train": ships("brig")}))
        (tmp_path / "ships").rename(tmp_path / "old")
        write(tmp_path / "ships", {"train": ships("brig")})
        assert opened["brig"].document.doc_id == "brig"

    def test_the_folders_name_is_neither_a_pattern_nor_a_column(self, tmp_path: Path) -> None:
        opened = corpus.open(write(tmp_path / "day=1" / "[a-z]*", {"train": ships("brig")}))
        assert "day" not in opened.table("documents").column_names
        assert opened.scan("documents").collect().columns == list(contract.table("documents").column_names)
        assert opened["brig"].text.startswith("The brig")


class TestDocuments:
    def test_a_document_comes_with_its_own_rows(self, opened: Corpus) -> None:
        dhow = opened["dhow"]
        assert dhow.text == "The dhow left port.\nA tug 🛟 followed."
        assert [edit.reason for edit in dhow.edits] == ["advert"]
        assert dhow.table("sentences")["text"].to_pylist() == ["The dhow left port.", "A tug 🛟 followed."]
        assert dhow.table("documents")["split"].to_pylist() == ["test"]
        for name in dhow.tables:
            assert set(dhow.table(name)["doc_id"].to_pylist()) <= {"dhow"}

    def test_is_a_collection_of_ids(self, opened: Corpus) -> None:
        assert len(opened) == 6
        assert list(opened) == sorted(opened)
        assert all(doc_id in opened for doc_id in opened)
        assert [opened[doc_id].document.doc_id for doc_id in opened] == list(opened)
        assert "zebra" not in opened
        assert 3 not in opened

    def test_a_missing_document_suggests_a_close_one(self, opened: Corpus) -> None:
        with pytest.raises(KeyError, match=r"corpus ships has no document 'scoop'; did you mean sloop"):
            opened["scoop"]
        with pytest.raises(KeyError, match="iterate over it for its ids"):
            opened["' OR 1=1"]


class TestOtherReaders:
    def test_polars(self, opened: Corpus) -> None:
        import polars as pl

        for name in opened.tables:
            assert opened.scan(name, "train").collect().equals(pl.DataFrame(opened.table(name, "train")))
        assert opened.scan("sentences").collect().height == 12

    def test_datasets_equals_load_dataset(
        self, opened: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import datasets

        # A table without a row has no config: there is nothing that load_dataset could read.
        for name in (name for name in opened.tables if opened.table(name, "train").num_rows):
            theirs = datasets.load_dataset(str(opened.path), name, split="train", cache_dir=str(tmp_path / "cache"))
            ours = opened.dataset(name, "train")
            assert ours.features == theirs.features
            assert ours.to_list() == theirs.to_list()
            assert str(ours.split) == "train"
            assert ours.cache_files == []

    def test_load_dataset_streaming(self, opened: Corpus) -> None:
        import datasets

        streamed = datasets.load_dataset(str(opened.path), "sentences", split="test", streaming=True)
        assert [row["annotation_id"] for row in streamed] == opened.table("sentences", "test")[
            "annotation_id"
        ].to_pylist()

    def test_duckdb(self, opened: Corpus) -> None:
        import duckdb

        found = duckdb.sql(f"SELECT count(*), min(doc_id) FROM '{opened.path}/sentences/*.parquet'").fetchall()
        assert found == [(12, "brig")]

    def test_pandas(self, opened: Corpus) -> None:
        import pandas as pd

        frame = pd.read_parquet(opened.path / "sentences" / "train-00000-of-00002.parquet")
        assert list(frame.columns) == list(contract.table("sentences").column_names)
        assert frame.doc_id.tolist() == ["brig", "brig", "ketch", "ketch"]
        assert opened.table("sentences").to_pandas().doc_id.nunique() == 6

    def test_a_dataset_can_be_worked_on(self, opened: Corpus) -> None:
        ours = opened.dataset("sentences", "train")
        assert ours._fingerprint == opened.dataset("sentences", "train")._fingerprint
        assert ours._fingerprint != opened.dataset("sentences", "test")._fingerprint
        longest = ours.map(lambda row: {"length": row["end"] - row["start"]}).filter(lambda row: row["length"] > 19)
        assert set(longest["doc_id"]) == {"ketch", "sloop"}
        assert opened.dataset("sentences").num_rows == 12

    def test_datasets_that_is_not_installed(self, opened: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "datasets", None)
        with pytest.raises(ImportError, match="pip install datasets"):
            opened.dataset("sentences", "train")


def test_readers_do_not_import_the_press(folder: Path) -> None:
    """Opening a corpus imports no table library; reading one imports pyarrow and nothing beyond."""
    code = f"""
import sys, types
atomic = types.ModuleType("copydesk.atomic"); atomic.recover = lambda path: None
sys.modules["copydesk.atomic"] = atomic
import copydesk.corpus
opened = copydesk.corpus.open({str(folder)!r})
repr(opened), opened.tables, len(opened)
def loaded(*names): return [m for m in sys.modules if m.split(".")[0] in names or m.startswith("copydesk.layers.")]
print(loaded("pyarrow", "polars", "pandera", "datasets", "numpy", "rich", "pandas"))
opened["brig"]._repr_html_()
print(loaded("polars", "pandera", "datasets", "rich", "pandas"))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT / "src")}
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[]", "[]"]


def test_one_document_of_many_is_read_by_its_row_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [document(f"n{i:03d}", "A bell rang.") for i in range(90)]
    opened = corpus.open(write(tmp_path / "many", {"train": many}, parts=3, row_group=10))
    read: list[list[int]] = []
    read_row_groups = pq.ParquetFile.read_row_groups

    def recorded(self: pq.ParquetFile, groups: list[int], **options: object) -> pa.Table:
        read.append(groups)
        return read_row_groups(self, groups, **options)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", recorded)
    assert opened["n047"].table("sentences")["annotation_id"].to_pylist() == ["n047#sentences-0"]
    assert [groups for groups in read if groups] == [[1], [1]]


def test_a_release_of_another_contract_is_refused(tmp_path: Path) -> None:
    opened = corpus.open(write(tmp_path / "ships", {"train": ships("brig")}))
    file = opened.path / "sentences" / "train-00000-of-00001.parquet"
    pq.write_table(opened.table("sentences").drop_columns("position"), file)
    with pytest.raises(CorpusError, match=r"sentences cannot be read .*lacks position.*copydesk verify"):
        opened.table("sentences")


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    opened = corpus.open(write(tmp_path / "ships", {"train": ships("brig")}))
    file = opened.path / "sentences" / "train-00000-of-00001.parquet"
    pq.write_table(opened.table("sentences"), file, compression="none", write_page_checksum=True)
    damaged = file.read_bytes().replace(b"The brig left", b"The brig lift", 1)
    file.write_bytes(damaged)
    with pytest.raises(CorpusError, match=r"cannot be read .*; `copydesk verify` lists what is wrong"):
        opened.table("sentences")
