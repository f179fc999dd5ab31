from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import releases
from copydesk import checksums, contract, publish
from copydesk.digest import TableDigest
from copydesk.manifest import Manifest, ManifestError
from copydesk.publish import ReleaseError, derive_articles, write_release

CONFIGS = ("articles", *contract.tables())


@pytest.fixture(scope="module")
def rows() -> list[dict[str, list[dict[str, Any]]]]:
    return [releases.document(number) for number in range(90)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts and row groups small enough for a test to have several."""
    monkeypatch.setattr(publish, "DOCUMENTS_A_PART", 10)
    monkeypatch.setattr(publish, "DOCUMENTS_A_ROW_GROUP", 5)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, list[dict[str, Any]]]]) -> Iterator[Path]:
    """A release of several parts, shared by the tests that only read."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(publish, "DOCUMENTS_A_PART", 10)
        monkeypatch.setattr(publish, "DOCUMENTS_A_ROW_GROUP", 5)
        folder = tmp_path_factory.mktemp("published") / "pier"
        releases.write(folder, rows)
        yield folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def expected(rows: list[dict[str, list[dict[str, Any]]]], config: str, split: str) -> list[dict[str, Any]]:
    table = releases.tables([one for one in rows if one["documents"][0]["split"] == split])
    found = derive_articles(table, contract.layers()) if config == "articles" else table[config]
    listed: list[dict[str, Any]] = found.to_pylist()
    return listed


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("size", [1, 7, 90])
def test_how_rows_arrive_does_not_change_a_byte(
    tmp_path: Path, release: Path, rows: list[dict[str, list[dict[str, Any]]]], size: int
) -> None:
    releases.write(tmp_path / "other", rows, size=size)
    assert checksums.read(tmp_path / "other") == checksums.read(release)


def test_environment_and_place_do_not_change_a_byte(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, releases;"
        "releases.write(pathlib.Path(sys.argv[1]), [releases.document(n) for n in range(20)])"
    )
    found = []
    for seed, zone, locale in (("0", "UTC", "C"), ("1234", "Asia/Tokyo", "C.UTF-8")):
        place = tmp_path / seed
        place.mkdir()
        path = os.pathsep.join([str(Path(publish.__file__).parents[1]), str(Path(releases.__file__).parent)])
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        subprocess.run([sys.executable, "-c", code, "release"], check=True, cwd=place, env=environment)
        found.append(checksums.read(place / "release"))
    assert found[0] == found[1]


def test_every_part_of_a_split_holds_the_same_documents_in_all_tables(release: Path) -> None:
    for split, size in Manifest.from_json((release / "manifest.json").read_text()).splits.items():
        parts = -(-size // 10)
        assert parts == 3
        for part in range(parts):
            name = f"{split}-{part:05}-of-{parts:05}.parquet"
            documents = pq.read_table(release / "documents" / name)["doc_id"].to_pylist()
            assert len(documents) == min(10, size - part * 10)
            for config in CONFIGS:
                file = release / config / name
                if file.exists():
                    ids = pq.ParquetFile(file).read()["doc_id"].to_pylist()
                    assert set(ids) <= set(documents)
                    assert ids == sorted(ids)


def test_files_carry_checksums_zstd_and_the_schema_of_the_contract(release: Path) -> None:
    for path in release.rglob("*.parquet"):
        file = pq.ParquetFile(path)
        config = path.parent.name
        schema = contract.articles() if config == "articles" else contract.table(config).arrow_schema
        assert file.schema_arrow.equals(schema)
        assert set(file.metadata.metadata) == {b"ARROW:schema"}
        assert file.metadata.num_rows > 0
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"
        pq.ParquetFile(path, page_checksum_verification=True).read()


def test_the_manifest_counts_and_digests_what_was_written(
    release: Path, rows: list[dict[str, list[dict[str, Any]]]]
) -> None:
    manifest = Manifest.from_json((release / "manifest.json").read_text())
    tables = releases.tables(rows)
    for name in contract.tables():
        digest = TableDigest()
        digest.update(tables[name])
        assert manifest.digests[name] == digest.hexdigest()
        assert sum(manifest.counts[name].values()) == tables[name].num_rows
        assert sum(manifest.num_bytes[name].values()) == digest.bytes
    assert manifest.splits == releases.split_sizes(rows)
    assert manifest.summary["rights"] == {"CC0-1.0": 90}
    assert manifest.to_json() == (release / "manifest.json").read_text()


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"versions": {"copydesk": "1"}, "digests": {}}', "[" * 100_000])
def test_another_manifest_is_refused(damage: str) -> None:
    with pytest.raises(ManifestError):
        Manifest.from_json(damage)


def test_an_edited_digest_is_refused(release: Path) -> None:
    text = (release / "manifest.json").read_text()
    digest = Manifest.from_json(text).digests["documents"]
    with pytest.raises(ManifestError, match="`digest`"):
        Manifest.from_json(text.replace(digest, "0" * 64))


def test_sha256sum_reads_the_sums(release: Path) -> None:
    try:
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=release, check=True)
    except FileNotFoundError:
        pytest.skip("there is no sha256sum")
    files = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    assert set(checksums.read(release)) == files - {"SHA256SUMS"}


# Every reader of the README reads a local folder as it is.


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("streaming", [False, True])
def test_load_dataset(
    release: Path, rows: list[dict[str, list[dict[str, Any]]]], tmp_path: Path, config: str, streaming: bool
) -> None:
    from datasets import Features, load_dataset

    manifest = Manifest.from_json((release / "manifest.json").read_text())
    for split in manifest.splits:
        if config != "articles" and split not in manifest.counts[config]:
            continue
        found = load_dataset(str(release), config, split=split, streaming=streaming, cache_dir=str(tmp_path))
        schema = contract.articles() if config == "articles" else contract.table(config).arrow_schema
        assert found.features == Features.from_arrow_schema(schema)
        assert list(found) == expected(rows, config, split)


def test_articles_is_the_default_config(release: Path, tmp_path: Path) -> None:
    from datasets import load_dataset

    assert "sentences" in load_dataset(str(release), split="train", cache_dir=str(tmp_path)).features


def test_a_new_release_in_a_folder_of_the_same_name_is_not_read_from_the_cache(tmp_path: Path) -> None:
    from datasets import load_dataset

    for version, count in (("a", 9), ("b", 9)):
        documents = [releases.document(n, sentences=1) for n in range(count)]
        for one in documents:
            one["documents"][0]["title"] = version
        releases.write(tmp_path / version / "pier", documents)
        found = load_dataset(
            str(tmp_path / version / "pier"), "documents", split="train", cache_dir=str(tmp_path / "c")
        )
        assert set(found["title"]) == {version}


def test_duckdb_polars_and_pandas(release: Path, rows: list[dict[str, list[dict[str, Any]]]]) -> None:
    sentences = [row for one in rows for row in one["sentences"]]
    surfaces = sorted(row["text"] for row in sentences)
    pattern = f"{release}/sentences/*.parquet"
    assert sorted(text for (text,) in duckdb.sql(f"SELECT text FROM '{pattern}'").fetchall()) == surfaces
    assert sorted(pl.scan_parquet(pattern).collect()["text"].to_list()) == surfaces
    assert sorted(pd.read_parquet(release / "sentences")["text"]) == surfaces
    (count,) = duckdb.sql(f"SELECT sum(len(sentences)) FROM '{release}/articles/*.parquet'").fetchall()[0]
    assert count == len(surfaces)
    articles = pl.scan_parquet(f"{release}/articles/*.parquet").explode("sentences", empty_as_null=False).collect()
    assert articles.height == len(surfaces)


# What is absent stays absent.


def test_a_table_without_rows_has_neither_file_nor_config(tmp_path: Path) -> None:
    from datasets import get_dataset_config_names, load_dataset

    documents = [releases.document(n, sentences=0 if n % 3 else 2) for n in range(12)]
    for one in documents:
        one["edits"] = []
    manifest = releases.write(tmp_path / "pier", documents)
    assert manifest.counts["edits"] == {}
    assert set(manifest.counts["sentences"]) == {"train"}
    assert not (tmp_path / "pier" / "edits").exists()
    assert names(tmp_path / "pier" / "sentences") == ["train-00000-of-00001.parquet"]
    assert "edits" not in get_dataset_config_names(str(tmp_path / "pier"))
    for config in ("sentences", "articles"):
        assert load_dataset(str(tmp_path / "pier"), config, split="train", cache_dir=str(tmp_path / "c")).num_rows


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("streaming", [False, True])
def test_a_part_without_rows_has_no_file_and_the_split_loads(tmp_path: Path, streaming: bool) -> None:
    from datasets import load_dataset

    documents = [releases.document(n, split="train", sentences=int(n >= 24)) for n in range(30)]
    releases.write(tmp_path / "pier", documents)
    assert names(tmp_path / "pier" / "sentences") == ["train-00002-of-00003.parquet"]
    found = load_dataset(
        str(tmp_path / "pier"), "sentences", split="train", streaming=streaming, cache_dir=str(tmp_path / "c")
    )
    assert len(list(found)) == 6


def test_a_release_may_leave_layers_out(tmp_path: Path) -> None:
    documents = [releases.document(n) for n in range(6)]
    manifest = releases.write(tmp_path / "pier", documents, layers=())
    assert manifest.layers == ()
    assert set(manifest.digests) == set(contract.tables()) - set(contract.layers())
    assert "sentences" not in pq.ParquetFile(tmp_path / "pier/articles/train-00000-of-00001.parquet").schema_arrow.names


# A faulty run is refused before anything of it is believed.


def faulty(kind: str, tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    documents, sentences = tables["documents"], tables["sentences"]
    match kind:
        case "no table":
            return {name: table for name, table in tables.items() if name != "edits"}
        case "schema":
            return tables | {"sentences": sentences.append_column("more", pa.nulls(sentences.num_rows))}
        case "document order":
            return tables | {"documents": documents.take(list(range(documents.num_rows))[::-1])}
        case "twice":
            return tables | {"documents": pa.concat_tables([documents, documents.slice(documents.num_rows - 1)])}
        case "row order":
            return tables | {"sentences": sentences.take(list(range(sentences.num_rows))[::-1])}
        case "orphan":
            return tables | {"documents": documents.slice(0, documents.num_rows - 1)}
    raise AssertionError(kind)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("no table", "lacks the table edits"),
        ("schema", "has not the contract's Arrow schema"),
        ("document order", "not in doc_id order"),
        ("twice", "not in doc_id order"),
        ("row order", "not in the order of its documents"),
        ("orphan", "belongs to no document"),
    ],
)
def test_a_faulty_run_is_refused(tmp_path: Path, kind: str, told: str) -> None:
    documents = [releases.document(n) for n in range(9)]
    with pytest.raises(ReleaseError, match=told):
        write_release(
            tmp_path / "pier",
            [faulty(kind, releases.tables(documents))],
            split_sizes=releases.split_sizes(documents),
            accounting={"inputs": 9, "published": 9, "quarantined": []},
            options={},
            name="pier",
        )


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ({"train": 3, "validation": 3, "test": 4}, "to hold 4 documents and got 3"),
        ({"train": 3, "validation": 3}, "lacks"),
        ({}, "no document is left"),
    ],
)
def test_split_sizes_that_are_not_those_of_the_documents_are_refused(
    tmp_path: Path, sizes: dict[str, int], told: str
) -> None:
    with pytest.raises(ReleaseError, match=told):
        releases.write(tmp_path / "pier", [releases.document(n) for n in range(9)], split_sizes=sizes)


def test_runs_out_of_order_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="not in doc_id order after 'doc-00008'"):
        releases.write(tmp_path / "pier", [releases.document(n) for n in (7, 8, 5, 6)], size=2)


def test_a_release_is_never_written_into_another(tmp_path: Path) -> None:
    releases.write(tmp_path / "pier", [releases.document(n) for n in range(3)])
    with pytest.raises(FileExistsError):
        releases.write(tmp_path / "pier", [releases.document(n) for n in range(3)])
