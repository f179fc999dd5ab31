"""The leak gate fails: canaries planted wherever a release could hold one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk import contract
from copydesk import open as open_corpus
from copydesk.build import build
from copydesk.rights import gate
from copydesk.rights.gate import Private, ReleaseRefused, check
from copydesk.rights.withhold import private
from copydesk.validate import validate_corpus
from copydesk.verify import verify
from withheld import records, write


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Private]]:
    """A public release of six withheld and two free texts, and what it withholds."""
    folder = tmp_path_factory.mktemp("gate")
    rows = records(8)
    for row in rows[6:]:
        row["rights"] = "CC0-1.0"
    source = write(folder / "in.jsonl", rows)
    build(source, folder / "private")
    summary = build(source, folder / "public", release="public")
    assert summary.leaks is not None
    assert summary.leaks.documents == 6
    found = list(private([{"documents": open_corpus(folder / "private").table("documents")}]))
    return folder / "public", found


@pytest.fixture
def release(made: tuple[Path, list[Private]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "release"))


def words(text: str, count: int, start: int = 5) -> str:
    """Some words of the text in a row."""
    return " ".join(text.split()[start : start + count])


def part(release: Path, table: str = "documents") -> Path:
    """The largest file of a table."""
    return max((release / table).glob("*.parquet"), key=lambda path: path.stat().st_size)


def rewrite(path: Path, change: Callable[[pa.Table], pa.Table], **options: Any) -> None:
    pq.write_table(change(pq.read_table(path)), path, **options)


def replaced(table: pa.Table, column: str, doc_id: str, value: Any) -> pa.Table:
    values = [
        value if owner == doc_id else old
        for owner, old in zip(table["doc_id"].to_pylist(), table[column].to_pylist(), strict=True)
    ]
    i = table.schema.get_field_index(column)
    return table.set_column(i, table.schema.field(i), pa.array(values, table.schema.field(i).type))


def holding(release: Path, table: str, doc_id: str) -> Path:
    """The file of a table that holds a document."""
    return next(
        path
        for path in (release / table).glob("*.parquet")
        if doc_id in pq.read_table(path, columns=["doc_id"])["doc_id"].to_pylist()
    )


def in_text(release: Path, one: Private) -> None:
    rewrite(holding(release, "documents", one.doc_id), lambda t: replaced(t, "text", one.doc_id, one.text))


def in_title(release: Path, one: Private) -> None:
    rewrite(holding(release, "documents", one.doc_id), lambda t: replaced(t, "title", one.doc_id, one.title))


def in_articles(release: Path, one: Private) -> None:
    rewrite(holding(release, "articles", one.doc_id), lambda t: replaced(t, "title", one.doc_id, words(one.text, 9)))


def in_surfaces(release: Path, one: Private) -> None:
    def spill(table: pa.Table) -> pa.Table:
        rows = [
            {**row, "text": one.text[row["start"] : row["end"]]} if row["doc_id"] == one.doc_id else row
            for row in table.to_pylist()
        ]
        return pa.Table.from_pylist(rows, schema=table.schema)

    rewrite(holding(release, "quotes", one.doc_id), spill)


def in_statistics(release: Path, one: Private) -> None:
    """As a writer leaves them that nulls the cells of a column but not what was noted of it."""
    path = holding(release, "documents", one.doc_id)
    secret = words(one.text, 12).encode()
    size = len(secret)
    rewrite(path, lambda t: replaced(t, "url", one.doc_id, "x" * size), use_dictionary=False, compression="none")
    data = path.read_bytes()
    metadata = pq.ParquetFile(path).metadata
    column = next(
        metadata.row_group(0).column(i) for i in range(metadata.num_columns)
        if metadata.row_group(0).column(i).path_in_schema == "url"
    )  # fmt: skip
    assert column.statistics.max == "x" * size
    # The cell stays as it is; only statistics, in page header and footer, are overwritten.
    at = data.rindex(b"x" * size)
    path.write_bytes(data[:at] + secret + data[at + size :])


def in_metadata(release: Path, one: Private) -> None:
    rewrite(part(release, "times"), lambda t: t.replace_schema_metadata({"example": words(one.text, 9)}))


def in_an_unused_dictionary_entry(release: Path, one: Private) -> None:
    def spill(table: pa.Table) -> pa.Table:
        entries = pa.array(["publisher", words(one.text, 9)], pa.string())
        column = pa.DictionaryArray.from_arrays(pa.array([0] * table.num_rows, pa.int32()), entries)
        return table.drop_columns(["publisher"]).append_column("publisher", column)

    rewrite(part(release), spill)


def in_bytes_of_no_column(release: Path, one: Private) -> None:
    path = part(release, "places")
    data = path.read_bytes()
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    path.write_bytes(data[:footer] + b"\x28\xb5\x2f\xfd packed" * 4 + data[footer:])


def in_an_added_column(release: Path, one: Private) -> None:
    rewrite(
        holding(release, "sentences", one.doc_id),
        lambda t: t.append_column(
            "snippet",
            pa.array([words(one.text, 9) if o == one.doc_id else None for o in t["doc_id"].to_pylist()], pa.string()),
        ),
    )


def in_an_added_list(release: Path, one: Private) -> None:
    tokens = one.text.split()
    rewrite(
        holding(release, "documents", one.doc_id),
        lambda t: t.append_column(
            "tokens", pa.array([tokens if o == one.doc_id else [] for o in t["doc_id"].to_pylist()])
        ),
    )


def in_an_added_table(release: Path, one: Private) -> None:
    """A row a token, each by itself no passage."""
    (release / "tokens").mkdir()
    rows = [{"doc_id": one.doc_id, "number": i, "token": token} for i, token in enumerate(one.text.split())]
    pq.write_table(pa.Table.from_pylist(rows), release / "tokens" / "train-00000-of-00001.parquet")


def in_the_card(release: Path, one: Private) -> None:
    with (release / "README.md").open("a", encoding="utf-8") as card:
        card.write(f"\n> {words(one.text, 9)}\n")


def in_a_log(release: Path, one: Private) -> None:
    (release / "build.log").write_text(f"cannot parse: {words(one.text, 12)!r}\n", encoding="utf-8")


def in_the_manifest(release: Path, one: Private) -> None:
    path = release / "manifest.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    found["accounting"]["quarantined"] = [{"input": "a.txt", "reason": "bad_id", "detail": words(one.text, 9)}]
    path.write_text(json.dumps(found), encoding="utf-8")


def in_an_archive(release: Path, one: Private) -> None:
    (release / "texts.zst").write_bytes(pa.compress(one.text.encode() * 3, codec="zstd", asbytes=True))


PLANTS = [value for name, value in list(globals().items()) if name.startswith("in_")]


def test_a_release_as_it_is_made_passes(made: tuple[Path, list[Private]]) -> None:
    report = check(*made)
    assert 0 < report.run <= 8
    assert 0 < report.share <= 0.05
    assert report.inside > report.outside
    assert verify(made[0]) == validate_corpus(made[0]) == []


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_canary_stops_the_release(
    plant: Callable[[Path, Private], None], release: Path, made: tuple[Path, list[Private]]
) -> None:
    secret = next(one for one in made[1] if one.title and len(one.title.split()) >= 5)
    plant(release, secret)
    with pytest.raises(ReleaseRefused) as refused:
        check(release, made[1])
    if refused.value.report is not None:
        assert secret.doc_id in {over.doc_id for over in refused.value.report.over}
        assert secret.doc_id in str(refused.value)
    # The refusal itself quotes nothing.
    assert words(secret.text, 4) not in str(refused.value)


def test_eight_words_may_pass_and_nine_may_not(release: Path, made: tuple[Path, list[Private]]) -> None:
    secret = made[1][0]
    log = release / "build.log"
    text = " ".join(part for part in secret.text.split() if part.isalpha())
    only = [Private("x", text)]
    log.write_text(words(text, 8), encoding="utf-8")
    assert check(release, only).run == 8
    log.write_text(words(text, 9), encoding="utf-8")
    with pytest.raises(ReleaseRefused, match="9 words in a row"):
        check(release, only)


def test_an_address_is_a_declared_locator(release: Path, made: tuple[Path, list[Private]]) -> None:
    secret = made[1][0]
    url = "https://example.org/" + "-".join(words(secret.text, 12).split())
    for table in ("documents", "articles"):
        path = holding(release, table, secret.doc_id)
        rewrite(path, lambda t: replaced(t, "url", secret.doc_id, url), write_statistics=False)
    check(release, made[1])


def test_what_free_documents_say_is_free(release: Path, made: tuple[Path, list[Private]]) -> None:
    free = next(row for row in open_corpus(release).table("documents").to_pylist() if row["text"])
    assert free["text_release"] == "full"
    twin = Private("copy-of-it", free["text"])
    # Only a text that is withheld and free at once: duplicates inherit the stricter, so a build has none.
    assert "bytes" in next(gate.exposed(release, [twin])).where or next(gate.exposed(release, [twin])).run <= 8


def test_a_damaged_file_is_refused(release: Path, made: tuple[Path, list[Private]]) -> None:
    part(release).write_bytes(b"PAR1 and no more")
    with pytest.raises(ReleaseRefused, match="can't be read"):
        check(release, made[1])


def test_a_refused_build_leaves_the_old_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path / "in.jsonl", records(2))
    build(source, tmp_path / "out", release="public")
    before = (tmp_path / "out" / "SHA256SUMS").read_bytes()
    from copydesk.rights import withhold

    monkeypatch.setattr(withhold, "withhold", lambda run: dict(run))
    with pytest.raises(ReleaseRefused):
        build(source, tmp_path / "out", release="public")
    assert (tmp_path / "out" / "SHA256SUMS").read_bytes() == before


def test_every_layer_is_in_the_release(made: tuple[Path, list[Private]]) -> None:
    assert set(open_corpus(made[0]).layers) == set(contract.layers())
