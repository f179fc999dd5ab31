from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import releases
from copydesk import card, contract
from copydesk.manifest import Manifest

NASTY = '"]\n---\n# <script>alert(1)</script> | `x` ![a](http://example.org) : - {b} \x07\u2028🚢\\'


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("card") / "pier"
    releases.write(folder, [releases.document(number) for number in range(30)])
    return folder


@pytest.fixture(scope="module")
def manifest(release: Path) -> Manifest:
    return Manifest.from_json((release / "manifest.json").read_text())


def parsed(text: str) -> tuple[dict[str, Any], str]:
    """Front matter as YAML reads it, and the body."""
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


def test_yaml_reads_the_front_matter_as_it_was_meant(manifest: Manifest) -> None:
    assert parsed(card.render(manifest))[0] == card.front_matter(manifest)


def test_the_card_the_files_and_the_contract_agree(release: Path, manifest: Manifest) -> None:
    from datasets import DatasetInfo, Features
    from datasets.info import DatasetInfosDict

    infos = DatasetInfosDict.from_directory(str(release))
    assert list(infos) == ["articles", *contract.tables()]
    for config, info in infos.items():
        assert isinstance(info, DatasetInfo)
        rows = manifest.splits if config == "articles" else manifest.counts[config]
        assert {name: split.num_examples for name, split in info.splits.items()} == dict(rows)
        for path in (release / config).iterdir():
            schema = pq.read_schema(path)
            assert Features.from_arrow_schema(schema) == info.features
            assert schema.equals(card.schema(manifest, config))


def test_the_card_has_what_the_hub_asks_for(manifest: Manifest) -> None:
    from huggingface_hub import DatasetCard

    data = DatasetCard(card.render(manifest)).data.to_dict()
    assert data["pretty_name"] == "pier"
    assert data["license"] == ["cc0-1.0"]
    assert data["language"] == ["en"]
    assert data["size_categories"] == ["n<1K"]
    assert [config["config_name"] for config in data["configs"] if config.get("default")] == ["articles"]
    digests = {config["config_name"]: config["description"] for config in data["configs"]}
    assert digests["sentences"] == f"sha256:{manifest.digests['sentences']}"
    assert digests["articles"] == f"sha256:{manifest.digest}"


def changed(manifest: Manifest, **summary: Any) -> Manifest:
    return dataclasses.replace(manifest, summary={**manifest.summary, **summary})


@pytest.mark.parametrize(
    ("rights", "licences"),
    [
        ({"CC0-1.0": 1}, ["cc0-1.0"]),
        ({"CC-BY-SA-4.0": 1, "CC0-1.0": 1}, ["cc-by-sa-4.0", "cc0-1.0"]),
        ({"ODbL-1.0": 1}, ["odbl"]),
        ({"all-rights-reserved": 1}, ["other"]),
        ({"unknown": 1, "CC0-1.0": 1}, ["cc0-1.0", "unknown"]),
        ({NASTY: 1}, ["other"]),
    ],
)
def test_licences_are_those_of_the_documents(manifest: Manifest, rights: dict[str, int], licences: list[str]) -> None:
    assert card.front_matter(changed(manifest, rights=rights))["license"] == licences


def test_invented_texts_are_called_so(manifest: Manifest) -> None:
    assert "Every text here was invented" in card.render(manifest)
    assert "synthetic" in card.front_matter(manifest)["tags"]
    some = card.render(changed(manifest, synthetic=7))
    assert "7 texts of these were invented" in some
    none = changed(manifest, synthetic=0)
    assert "invented" not in card.render(none)
    assert "synthetic" not in card.front_matter(none)["tags"]


def test_withheld_texts_missing_splits_and_empty_tables_are_told(manifest: Manifest) -> None:
    told = card.render(
        dataclasses.replace(
            changed(manifest, text_release={"full": 28, "withheld": 2}),
            splits={"train": 30},
            counts={**{name: {"train": 30} for name in manifest.counts}, "edits": {}},
            num_bytes={**{name: {"train": 30} for name in manifest.counts}, "edits": {}},
        )
    )
    assert "2 documents may not be shared as text" in told
    assert "No document fell into `validation` and `test`" in told
    assert "Without a row here, and so without a file: `edits`." in told


def test_the_examples_of_the_card_run(release: Path, manifest: Manifest, tmp_path: Path) -> None:
    code = card.render(manifest).split("```python\n")[1].split("```")[0]
    code = code.replace("path/to/this/folder", str(release)).partition("import copydesk")[0]
    code = code.replace("split='train'", f"split='train', cache_dir={str(tmp_path)!r}")
    found: dict[str, Any] = {}
    exec(code, found)
    assert found["articles"].num_rows == manifest.splits["train"]
    assert found["rows"].num_rows == manifest.counts["sentences"]["train"]


def test_nothing_from_data_becomes_markup(manifest: Manifest) -> None:
    nasty = dataclasses.replace(
        changed(manifest, rights={NASTY: 30}, languages={NASTY: 30}),
        name=NASTY,
        accounting={"inputs": 31, "published": 30, "quarantined": [{"input": NASTY, "reason": NASTY}]},
    )
    front, body = parsed(card.render(nasty))
    assert front["pretty_name"] == NASTY
    assert front["configs"] == parsed(card.render(manifest))[0]["configs"]
    assert len(body.splitlines()) == len(parsed(card.render(manifest))[1].splitlines())
    for markup in ("<script>", "![a](", "`x`", " | `", "http://"):
        assert markup not in body


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_one_scalar_and_one_line(value: str) -> None:
    assert yaml.safe_load(f"key: {card.scalar(value)}") == {"key": value}
    assert len(card.text(value).splitlines()) <= 1
