from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import releases
from copydesk import card, checksums, contract, publish
from copydesk.findings import Finding
from copydesk.manifest import Manifest
from copydesk.verify import verify

TRAIN = "train-00000-of-00002.parquet"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verified") / "pier"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(publish, "DOCUMENTS_A_PART", 10)
        monkeypatch.setattr(publish, "DOCUMENTS_A_ROW_GROUP", 5)
        releases.write(folder, [releases.document(number) for number in range(40)])
    return folder


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "DOCUMENTS_A_PART", 10)


@pytest.fixture
def release(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "pier"))


def rules(findings: list[Finding]) -> set[str]:
    assert all(
        finding.message.rstrip().endswith(("again", "elsewhere", "remove it", "there", "corpus"))
        for finding in findings
    )
    return {finding.rule.removeprefix("verify.") for finding in findings}


def test_a_whole_release_has_no_finding(whole: Path) -> None:
    assert verify(whole) == []
    assert verify(str(whole)) == []


FILES = ["README.md", "SHA256SUMS", "manifest.json"] + [
    f"{config}/{split}-0000{part}-of-00002.parquet"
    for config in ("articles", *contract.tables())
    for split in releases.SPLITS
    for part in range(2)
    if (config, split) != ("edits", "train")
]


@pytest.mark.parametrize("file", FILES)
def test_any_flipped_bit_is_found(release: Path, file: str) -> None:
    original = (release / file).read_bytes()
    chance = random.Random(file)
    for _ in range(3):
        at, bit = chance.randrange(len(original)), 1 << chance.randrange(8)
        (release / file).write_bytes(original[:at] + bytes([original[at] ^ bit]) + original[at + 1 :])
        assert verify(release), f"bit {bit} of byte {at}"


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".parquet")])
def test_a_flipped_bit_of_data_is_found_by_its_content_too(release: Path, file: str) -> None:
    """Also where somebody wrote SHA256SUMS anew; bits of a page's or the file's own statistics carry no content."""
    original = (release / file).read_bytes()
    chance = random.Random(file)
    for _ in range(3):
        at = chance.randrange(4, len(original) // 2)
        (release / file).write_bytes(original[:at] + bytes([original[at] ^ 1]) + original[at + 1 :])
        checksums.write(release)
        found = rules(verify(release))
        assert found <= {"parquet", "digest", "counts", "articles", "schema", "split", "summary"}


def test_a_missing_an_extra_and_an_unknown_file(release: Path) -> None:
    (release / "sentences" / TRAIN).unlink()
    (release / "sentences" / "notes.txt").write_text("mine")
    (release / ".hidden").write_text("mine")
    (release / "more" / "deep").mkdir(parents=True)
    (release / "edits" / "empty").mkdir()
    assert {(f.rule, f.place) for f in verify(release)} == {
        ("verify.missing", f"sentences/{TRAIN}"),
        ("verify.extra", "sentences/notes.txt"),
        ("verify.extra", ".hidden"),
        ("verify.extra", "more"),
        ("verify.extra", "edits/empty"),
    }


def test_links_are_found_and_not_followed(release: Path) -> None:
    (release / "README.md").rename(release.parent / "README.md")
    (release / "README.md").symlink_to(release.parent / "README.md")
    (release / "loop").symlink_to(release)
    assert {(f.rule, f.place) for f in verify(release)} >= {
        ("verify.link", "README.md"),
        ("verify.missing", "README.md"),
        ("verify.link", "loop"),
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_found_and_not_read(release: Path) -> None:
    (release / "manifest.json").unlink()
    os.mkfifo(release / "pipe")
    assert rules(verify(release)) == {"extra", "missing", "manifest"}


def test_a_clone_of_the_hub_verifies(release: Path) -> None:
    (release / ".git").mkdir()
    (release / ".git" / "HEAD").write_text("ref: refs/heads/main")
    (release / ".gitattributes").write_text("*.parquet filter=lfs")
    assert verify(release) == []


def test_no_folder_no_release(tmp_path: Path) -> None:
    assert rules(verify(tmp_path / "absent")) == {"missing"}
    assert rules(verify(tmp_path)) == {"sums", "manifest"}


@pytest.mark.parametrize(
    "text",
    ["", "x", "0" * 64 + "  a\n" + "0" * 64 + "  a\n", "0" * 64 + " a\n", "G" * 64 + "  a\n", "\xff\xfe"],
)
def test_damaged_sums_are_a_finding(release: Path, text: str) -> None:
    (release / "SHA256SUMS").write_bytes(text.encode("latin-1"))
    assert "sums" in rules(verify(release))


def test_sums_that_point_out_of_the_folder_read_nothing_there(release: Path) -> None:
    secret = release.parent / "secret"
    secret.write_text("secret")
    with (release / "SHA256SUMS").open("a") as stream:
        stream.write(f"{checksums.of_file(secret)}  ../secret\n")
    assert rules(verify(release)) == {"missing"}


def resign(release: Path) -> None:
    """What somebody does who edits a release and wants nobody to see."""
    checksums.write(release)


def edited(release: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """The manifest edited, and card and sums made to fit it where they can be."""
    path = release / "manifest.json"
    plain = json.loads(path.read_text())
    change(plain)
    path.write_text(json.dumps(plain))
    resign(release)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda m: m["counts"]["sentences"].update(train=1), "counts"),
        (lambda m: m["num_bytes"]["sentences"].update(train=1), "counts"),
        (lambda m: m["splits"].update(train=11), "counts"),
        (lambda m: m["summary"]["rights"].update(MIT=1), "summary"),
        (lambda m: m["summary"].pop("rights"), "card"),
        (lambda m: m["accounting"].update(inputs=1), "accounting"),
        (lambda m: m["accounting"].update(published=1, inputs=2), "accounting"),
        (lambda m: m["accounting"].pop("quarantined"), "manifest"),
        (lambda m: m["accounting"].update(quarantined=7), "manifest"),
        (lambda m: m["digests"].update(sentences="0" * 64), "manifest"),
        (lambda m: m["versions"].update(contract="0"), "contract"),
        (lambda m: m["versions"].update(release=99), "manifest"),
        (lambda m: m.update(layers=[]), "contract"),
        (lambda m: m.update(layers=["nothing"]), "contract"),
        (lambda m: m["counts"].pop("edits"), "contract"),
        (lambda m: m.update(splits=[1]), "manifest"),
        (lambda m: m.update(counts={"sentences": "x"}), "manifest"),
        (lambda m: m.update(name=7), "manifest"),
        (lambda m: m.pop("options"), "manifest"),
        (lambda m: m.update(name="other"), "card"),
    ],
)
def test_an_edited_manifest_is_found(release: Path, change: Callable[[dict[str, Any]], object], rule: str) -> None:
    edited(release, change)
    assert rule in {finding.rule.removeprefix("verify.") for finding in verify(release)}


@pytest.mark.parametrize("size", [-1, 0, 10**12])
def test_an_absurd_split_size_is_found_at_once(release: Path, size: int) -> None:
    edited(release, lambda manifest: manifest["splits"].update(train=size))
    assert verify(release)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("num_examples: ", "num_examples: 1"),
        ("dtype: int32", "dtype: int64"),
        ("description: ", "description: x"),
        ("- split: test", "- split: tests"),
        ("- config_name: sentences", "- config_name: sentence"),
        ("# pier", "# peer"),
    ],
)
def test_a_card_that_disagrees_is_found(release: Path, old: str, new: str) -> None:
    text = (release / "README.md").read_text()
    assert old in text
    (release / "README.md").write_text(text.replace(old, new, 1))
    resign(release)
    assert rules(verify(release)) == {"card"}


def rewrite(path: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    pq.write_table(change(pq.ParquetFile(path).read()), path)
    resign(path.parents[1])


def replaced(column: str, change: Callable[[pa.Array], pa.Array]) -> Callable[[pa.Table], pa.Table]:
    def apply(table: pa.Table) -> pa.Table:
        at = table.schema.get_field_index(column)
        return table.set_column(at, table.schema.field(at), change(table[column]))

    return apply


def test_a_changed_cell_is_found_in_the_table_or_in_articles(release: Path) -> None:
    rewrite(release / "sentences" / TRAIN, replaced("rule", pc.utf8_upper))
    assert {(f.rule, f.table) for f in verify(release)} == {("verify.digest", "sentences")}


def test_articles_that_disagree_with_the_tables_are_found(release: Path) -> None:
    rewrite(release / "articles" / TRAIN, replaced("title", pc.utf8_upper))
    assert {(f.rule, f.table, f.place) for f in verify(release)} == {("verify.articles", "articles", "documents")}


def test_rows_in_another_order_are_found(release: Path) -> None:
    rewrite(release / "sentences" / TRAIN, lambda table: table.take(list(range(table.num_rows))[::-1]))
    assert rules(verify(release)) == {"digest"}


def test_a_lost_row_is_found(release: Path) -> None:
    rewrite(release / "sentences" / TRAIN, lambda table: table.slice(1))
    assert rules(verify(release)) == {"digest", "counts"}


def test_rows_of_another_split_are_found(release: Path) -> None:
    a, b = release / "documents" / TRAIN, release / "documents" / TRAIN.replace("train", "test")
    a.rename(release / "x")
    b.rename(a)
    (release / "x").rename(b)
    resign(release)
    assert "split" in rules(verify(release))


def test_another_schema_is_found(release: Path) -> None:
    rewrite(release / "sentences" / TRAIN, lambda table: table.drop_columns(["confidence"]))
    assert rules(verify(release)) == {"schema"}


def test_a_part_that_is_signed_but_no_part_is_found(release: Path) -> None:
    shutil.copy(release / "sentences" / TRAIN, release / "sentences" / "train-00007-of-00009.parquet")
    resign(release)
    assert rules(verify(release)) == {"extra"}


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"PAR1PAR1", os.urandom(0) + b"\x00" * 4096])
def test_what_is_no_parquet_is_a_finding(release: Path, damage: bytes) -> None:
    (release / "sentences" / TRAIN).write_bytes(damage)
    assert "checksum" in rules(verify(release))
    resign(release)
    assert rules(verify(release)) == {"parquet"}


def test_a_truncated_file_is_a_finding(release: Path) -> None:
    path = release / "articles" / TRAIN
    path.write_bytes(path.read_bytes()[:-100])
    resign(release)
    assert rules(verify(release)) == {"parquet"}


def test_parts_and_row_groups_may_be_many(release: Path) -> None:
    manifest = Manifest.from_json((release / "manifest.json").read_text())
    assert card.configs(manifest) == ["articles", *contract.tables()]
    assert pq.ParquetFile(release / "documents" / TRAIN).num_row_groups == 2
