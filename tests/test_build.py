"""From raw to corpus: nothing is lost, nothing is half done, and the same input gives the same corpus."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import crashes
from bad.faults import FAULTS
from copydesk import build as building
from copydesk import engine
from copydesk.atomic import TargetBusyError, TargetError
from copydesk.build import BuildError, annotate, build
from copydesk.corpus import open as open_corpus
from copydesk.document import Document, apply
from copydesk.engine import LayerError
from copydesk.findings import FindingsError
from copydesk.splits import SplitError
from copydesk.validate import validate_corpus
from copydesk.verify import verify
from corpora import TEXT, digests, jsonl, records, texts


def test_inputs_are_published_or_quarantined(tmp_path: Path) -> None:
    source = texts(
        tmp_path / "in",
        {
            "a.txt": TEXT,
            "b.txt": "Ships sail.",
            "empty.txt": "",
            "nul.txt": b"a\x00b\x00c" * 50,
            "README.md": "no text",
        },
    )
    summary = build(source, tmp_path / "out")
    assert summary.inputs == 4
    assert summary.published == 2
    assert sorted((q.input, q.reason) for q in summary.quarantined) == [("empty.txt", "empty"), ("nul.txt", "binary")]
    assert [i.input for i in summary.ignored] == ["README.md"]
    accounting = json.loads((tmp_path / "out" / "manifest.json").read_text())["accounting"]
    assert accounting["inputs"] == accounting["published"] + len(accounting["quarantined"]) == 4
    assert accounting["quarantined"][0].keys() == {"input", "reason", "detail", "sha256"}
    assert validate_corpus(tmp_path / "out") == []
    assert verify(tmp_path / "out") == []


def test_a_text_of_which_nothing_is_left_is_quarantined(tmp_path: Path) -> None:
    source = texts(tmp_path / "in", {"a.txt": TEXT, "hollow.txt": "\u200b\u200b \u202a\n"})
    summary = build(source, tmp_path / "out")
    assert [(q.input, q.reason) for q in summary.quarantined] == [("hollow.txt", "empty")]


def test_two_inputs_with_one_id(tmp_path: Path) -> None:
    rows = [
        {"id": "x", "text": "One."},
        {"id": "x", "text": "Two."},
        {"id": "y", "text": "Same."},
        {"id": "y", "text": "Same."},
    ]
    summary = build(jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out")
    assert [q.reason for q in summary.quarantined] == ["duplicate_id"] * 3
    assert list(open_corpus(tmp_path / "out")) == ["y"]


def test_a_layer_that_fails_costs_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = engine.run

    def failing(document: Document, layers: Any, settle: Any = None) -> Any:
        if "sail" in document.text:
            raise LayerError("sentences: ValueError: no luck")
        return run(document, layers)

    monkeypatch.setattr(engine, "run", failing)
    source = texts(tmp_path / "in", {"a.txt": TEXT, "b.txt": "Ships sail."})
    summary = build(source, tmp_path / "out")
    assert [(q.input, q.reason) for q in summary.quarantined] == [("b.txt", "layer_error")]
    assert summary.published == 1


def test_findings_stop_the_build_and_leave_the_old_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = texts(tmp_path / "in", {"a.txt": TEXT})
    build(source, tmp_path / "out")
    before = (tmp_path / "out" / "SHA256SUMS").read_bytes()
    made = building.tables.build

    def corrupt(*args: Any) -> Any:
        tables = made(*args)
        return {**tables, "edits": tables["edits"].slice(1)}

    monkeypatch.setattr(building.tables, "build", corrupt)
    texts(source, {"b.txt": "“Ships sail.”"})  # or the shard would be the one kept from before
    with pytest.raises(FindingsError, match="offsets"):
        build(source, tmp_path / "out")
    assert (tmp_path / "out" / "SHA256SUMS").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [".copydesk-out", "in", "out"]
    assert sorted(p.name for p in (tmp_path / ".copydesk-out").iterdir()) == ["kept", "lock"]


def test_a_source_without_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"holds no text; name a folder"):
        build(texts(tmp_path / "in", {"README.md": "nothing"}), tmp_path / "out")
    with pytest.raises(BuildError, match=r"1 empty.*mend the inputs"):
        build(texts(tmp_path / "in2", {"a.txt": ""}), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_collection_whose_texts_are_absent_is_left_alone(tmp_path: Path) -> None:
    source = texts(tmp_path / "in", {"a.txt": TEXT, "manifest.csv": "file,id\na.txt,a\n"})
    build(source, tmp_path / "out")
    before = (tmp_path / "out" / "SHA256SUMS").read_bytes()
    (source / "a.txt").unlink()
    summary = build(source, tmp_path / "out")
    assert summary.skipped
    assert [a.input for a in summary.absent] == ["a.txt"]
    assert (tmp_path / "out" / "SHA256SUMS").read_bytes() == before


def test_an_unknown_layer_is_refused_before_any_text_is_read(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="no layer 'rumours'"):
        build(tmp_path / "nowhere", tmp_path / "out", layers=["rumours"])


#: Inputs of many megabytes: each takes seconds through all layers.
LARGE = {"line_of_50_megabytes", "cell_of_a_megabyte", "csv_row_beyond_the_cap", "parquet_bomb"}


@pytest.mark.parametrize(
    "fault", [pytest.param(name, marks=pytest.mark.slow) if name in LARGE else name for name in FAULTS]
)
def test_a_fault_costs_no_other_text(fault: str, tmp_path: Path) -> None:
    source = texts(tmp_path / "in", {"aa.txt": TEXT, "zz.jsonl": '{"id": "r1", "text": "Ships sail."}\n'})
    before = tables_of(build(source, tmp_path / "before").target, ("aa", "r1"))
    outcome = FAULTS[fault](source)
    summary = build(source, tmp_path / "after")
    assert summary.inputs == 2 + len(outcome.published) + len(outcome.quarantined)
    assert {(q.input, q.reason) for q in summary.quarantined} == set(outcome.quarantined.items())
    assert set(open_corpus(summary.target)) == {"aa", "r1", *outcome.published}
    assert tables_of(summary.target, ("aa", "r1")) == before
    assert validate_corpus(summary.target) == []
    assert verify(summary.target) == []


def tables_of(corpus: Path, doc_ids: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    """All rows of some documents."""
    opened = open_corpus(corpus)
    return {
        name: [row for doc_id in doc_ids for row in opened[doc_id].table(name).to_pylist()]
        for name in ("documents", "edits", *opened.layers)
    }


# --- the same input, the same corpus ----------------------------------------------------------------------------------


def test_digests_do_not_depend_on_order_or_workers(tmp_path: Path) -> None:
    rows = records(400)
    build(jsonl(tmp_path / "in.jsonl", rows), tmp_path / "one")
    random.Random(7).shuffle(rows)
    build(jsonl(tmp_path / "in.jsonl", rows), tmp_path / "two", workers=2)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert (tmp_path / "one" / "SHA256SUMS").read_bytes() == (tmp_path / "two" / "SHA256SUMS").read_bytes()


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8", "LANG": "C"},
    ],
)
def test_digests_do_not_depend_on_the_environment(tmp_path: Path, environment: dict[str, str]) -> None:
    source = texts(tmp_path / "in", {"a.txt": TEXT, "b/c.txt": "İstanbul’da ships sail on Friday."})
    build(source, tmp_path / "here")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    subprocess.run(
        [sys.executable, "-m", "copydesk", "build", "../in", "-o", "out"],
        cwd=elsewhere, env={**os.environ, **environment}, check=True, capture_output=True,
    )  # fmt: skip
    assert (tmp_path / "here" / "manifest.json").read_bytes() == (elsewhere / "out" / "manifest.json").read_bytes()


# --- only what changed is done again ----------------------------------------------------------------------------------


def kept_by(corpus: Path) -> dict[str, int]:
    """The shards kept beside a corpus, and when each was put there."""
    return {path.name: path.stat().st_ctime_ns for path in (corpus.parent / f".copydesk-{corpus.name}/kept").iterdir()}


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_a_changed_text_redoes_one_shard(tmp_path: Path, count: int) -> None:
    rows = records(count)
    build(jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out", layers=["sentences"])
    before = kept_by(tmp_path / "out")
    rows[count // 2]["text"] += " More came."
    random.Random(3).shuffle(rows)
    build(jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out", layers=["sentences"])
    after = kept_by(tmp_path / "out")
    assert len(after) == len(before) >= 3
    assert len(after.items() & before.items()) == len(before) - 1
    build(tmp_path / "in.jsonl", tmp_path / "fresh", layers=["sentences"])
    assert (tmp_path / "out" / "SHA256SUMS").read_bytes() == (tmp_path / "fresh" / "SHA256SUMS").read_bytes()


def test_other_layers_redo_all(tmp_path: Path) -> None:
    source = texts(tmp_path / "in", {"a.txt": TEXT})
    build(source, tmp_path / "out", layers=["sentences"])
    before = kept_by(tmp_path / "out")
    build(source, tmp_path / "out", layers=["sentences", "times"])
    assert not kept_by(tmp_path / "out").keys() & before.keys()
    assert open_corpus(tmp_path / "out").layers == ("sentences", "times")


def test_a_damaged_shard_is_done_again(tmp_path: Path) -> None:
    source = texts(tmp_path / "in", {"a.txt": TEXT})
    before = digests(build(source, tmp_path / "out").target)
    (damaged,) = (tmp_path / ".copydesk-out" / "kept").glob("*/documents.arrow")
    damaged.write_bytes(damaged.read_bytes()[:-40])
    assert digests(build(source, tmp_path / "out").target) == before


def test_a_build_that_fails_late_loses_no_shard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = texts(tmp_path / "in", {"a.txt": TEXT})

    def fails(*_: Any, **__: Any) -> None:
        raise OSError("no luck")

    with monkeypatch.context() as patched:
        patched.setattr(building, "write_release", fails)
        with pytest.raises(OSError, match="no luck"):
            build(source, tmp_path / "out")
    before = kept_by(tmp_path / "out")
    build(source, tmp_path / "out")
    assert kept_by(tmp_path / "out") == before


# --- splits -----------------------------------------------------------------------------------------------------------


def test_splits_as_asked_for(tmp_path: Path) -> None:
    rows = [{**row, "date": f"2024-0{1 + i % 5}-10"} for i, row in enumerate(records(20))]
    source = jsonl(tmp_path / "in.jsonl", rows)
    summary = build(source, tmp_path / "out", layers=["sentences"], split="time:2024-03-01,2024-05-01")
    assert summary.splits == {"train": 8, "validation": 8, "test": 4}
    summary = build(source, tmp_path / "out", layers=["sentences"], split="seen:0.5,unseen:0.5")
    assert summary.splits.keys() == {"seen", "unseen"}
    assert len(summary.moves) == 20
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["options"]["split"] == "seen:0.5,unseen:0.5"
    with pytest.raises(SplitError, match="make them add up to 1"):
        build(tmp_path / "nowhere", tmp_path / "out", split="seen:0.5")


@pytest.mark.parametrize("additions", [3, pytest.param(100, marks=pytest.mark.slow)])
def test_a_document_moves_only_if_its_component_gained_a_member(tmp_path: Path, additions: int) -> None:
    draw = random.Random(additions)
    rows = records(60)
    build(jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out", layers=["sentences"])
    before = splits_of(tmp_path / "out")
    moved = 0
    for addition in range(additions):
        copied = draw.choice(rows)
        text = copied["text"].replace("Monday", "Sunday") if draw.random() < 0.7 else records(61 + addition)[-1]["text"]
        rows.append({"id": f"a{addition:05}", "text": text, "date": "2024-05-12"})
        summary = build(jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out", layers=["sentences"])
        after = splits_of(tmp_path / "out")
        changed = {doc_id for doc_id, split in before.items() if after[doc_id] != split}
        assert {move.doc_id for move in summary.moves} == changed
        component = {f"a{addition:05}"}
        pairs = [set(row.values()) for row in duplicates_of(tmp_path / "out")]
        while grown := [pair for pair in pairs if pair & component and pair - component]:
            component.update(*grown)
        assert changed <= component
        before, moved = after, moved + len(changed)
    assert moved


def splits_of(corpus: Path) -> dict[str, str]:
    """The split of each document of a corpus."""
    tables = [pq.read_table(path) for path in (corpus / "documents").glob("*.parquet")]
    return {row["doc_id"]: row["split"] for table in tables for row in table.to_pylist()}


def duplicates_of(corpus: Path) -> list[dict[str, str]]:
    """The pairs of a corpus."""
    tables = [pq.read_table(path) for path in (corpus / "duplicates").glob("*.parquet")]
    return [row for table in tables for row in table.select(["doc_id", "canonical_id"]).to_pylist()]


# --- what ends a worker -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["segv", pytest.param("kill", marks=pytest.mark.slow)])
def test_a_text_that_ends_its_worker_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    rows = records(40)
    rows[17]["text"] += f" <{fault}>"
    source = jsonl(tmp_path / "in.jsonl", rows)
    with monkeypatch.context() as patched:
        patched.setattr(building, "run_shard", crashes.run_shard)
        summary = build(source, tmp_path / "out", layers=["sentences"], workers=2)
    detail = "r00017: its worker crashed, or it took more time or memory than a text may"
    assert [(q.input, q.reason, q.detail) for q in summary.quarantined] == [("in.jsonl", "worker_crash", detail)]
    assert summary.published == 39
    assert verify(tmp_path / "out") == []
    rows.pop(17)
    build(jsonl(tmp_path / "less.jsonl", rows), tmp_path / "less", layers=["sentences"])
    places = {name: table for name, table in digests(tmp_path / "less").items() if name != "documents"}
    assert digests(tmp_path / "out").items() >= places.items()
    # The next build tries the text again.
    assert build(source, tmp_path / "out", layers=["sentences"], workers=2).quarantined == ()


# --- killed at any moment ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """A source, its corpus as first published, and the seconds a fresh build takes."""

    source: Path
    out: Path
    seconds: float

    @property
    def command(self) -> list[str]:
        """A build by two workers."""
        options = ["--layers", "sentences,times", "--workers", "2"]
        return [sys.executable, "-m", "copydesk", "build", str(self.source), "-o", str(self.out), *options]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("killed")
    site = Site(jsonl(folder / "in.jsonl", records(2_000)), folder / "out", 0)
    began = time.monotonic()
    subprocess.run(site.command, check=True, capture_output=True)
    return replace(site, seconds=time.monotonic() - began)


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(20))
def test_a_killed_build_leaves_the_old_corpus_and_the_next_one_goes_on(site: Site, moment: int) -> None:
    before = digests(site.out)
    total = len(kept_by(site.out))
    shutil.rmtree(site.out.parent / f".copydesk-{site.out.name}" / "kept")  # or there would be nothing to do
    draw = random.Random(moment)
    process = subprocess.Popen(
        site.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(draw.uniform(0.2, 1.0) * site.seconds)
    # All of it at once, as when the machine dies; or the build alone, and its workers live on for a moment.
    (os.killpg if draw.random() < 0.5 else os.kill)(process.pid, signal.SIGKILL)
    process.wait()
    assert verify(site.out) == []
    assert digests(site.out) == before
    kept = site.out.parent / f".copydesk-{site.out.name}" / "kept"
    finished = kept_by(site.out) if kept.is_dir() else {}
    subprocess.run(site.command, check=True, capture_output=True)
    assert len(kept_by(site.out)) == total
    # What was finished is not done again; an orphan may have finished one or two more in the meantime.
    assert finished.items() <= kept_by(site.out).items()
    assert digests(site.out) == before
    assert verify(site.out) == []


# --- on a cluster -----------------------------------------------------------------------------------------------------


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a Ray cluster of two nodes on this machine."""
    utils = pytest.importorskip("ray.cluster_utils", reason="the extra [ray] is not installed")
    roots = (Path(building.__file__).parents[1], Path(__file__).parent)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([*map(str, roots), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    nodes = utils.Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    nodes.add_node(num_cpus=1)
    nodes.wait_for_nodes()
    yield nodes.address
    nodes.shutdown()


@pytest.mark.slow
def test_a_cluster_of_two_nodes_makes_the_same_corpus(
    tmp_path: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = records(900)
    source = jsonl(tmp_path / "in.jsonl", rows)
    build(source, tmp_path / "here", layers=["sentences", "times"])
    build(source, tmp_path / "there", layers=["sentences", "times"], ray=cluster)
    assert (tmp_path / "here" / "SHA256SUMS").read_bytes() == (tmp_path / "there" / "SHA256SUMS").read_bytes()
    rows[17]["text"] += " <segv>"
    monkeypatch.setattr(building, "run_shard", crashes.run_shard)
    summary = build(jsonl(source, rows), tmp_path / "there", layers=["sentences", "times"], ray=cluster)
    assert [(q.detail.partition(":")[0], q.reason) for q in summary.quarantined] == [("r00017", "worker_crash")]
    assert summary.published == 899


# --- where it cannot be published -------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of a few megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={getattr(request, 'param', 3)}m", "tmpfs", str(disk)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"cannot mount a tmpfs here: {error}")
    yield disk
    subprocess.run(["umount", disk], check=True)


# The first disk is full of inputs, the second of finished shards, the third of the release.
@pytest.mark.parametrize(("small_disk", "workers"), [(3, 1), (6, 1), (6, 2), (9, 1)], indirect=["small_disk"])
def test_a_full_disk_leaves_the_old_corpus(tmp_path: Path, small_disk: Path, workers: int) -> None:
    out = small_disk / "out"
    build(jsonl(tmp_path / "in.jsonl", records(20)), out, layers=["sentences"])
    before = (out / "SHA256SUMS").read_bytes()
    noise = random.Random(5)
    rows = [{"id": f"n{i:05}", "text": f"Ships sail. {noise.randbytes(1_000).hex()}"} for i in range(2_000)]
    with pytest.raises(TargetError, match=r"no space is left beside .*out \(No space.*, which is untouched; free some"):
        build(jsonl(tmp_path / "more.jsonl", rows), out, layers=["sentences"], workers=workers)
    assert (out / "SHA256SUMS").read_bytes() == before
    assert verify(out) == []
    build(tmp_path / "in.jsonl", out, layers=["sentences"])
    assert (out / "SHA256SUMS").read_bytes() == before


def test_a_file_that_may_not_grow_leaves_the_old_corpus(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="limits the size of files")
    rows = records(300)
    source = jsonl(tmp_path / "in.jsonl", rows[:20])
    build(source, tmp_path / "out", layers=["sentences"])
    before = (tmp_path / "out" / "SHA256SUMS").read_bytes()
    jsonl(source, rows)
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard[1]))
    try:
        with pytest.raises(TargetError, match=r"no space is left .*File too large"):
            build(source, tmp_path / "out", layers=["sentences"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, hard)
    assert (tmp_path / "out" / "SHA256SUMS").read_bytes() == before


def test_a_read_only_target_is_an_error_with_its_remedy(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    (tmp_path / "fixed").mkdir(mode=0o500)
    with pytest.raises(TargetError, match="give a target in a folder you may write to"):
        build(texts(tmp_path / "in", {"a.txt": TEXT}), tmp_path / "fixed" / "out")


def test_a_read_only_disk_leaves_the_old_corpus(tmp_path: Path, small_disk: Path) -> None:
    source = texts(tmp_path / "in", {"a.txt": TEXT})
    before = digests(build(source, small_disk / "out").target)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(TargetError, match="Read-only file system; give a target in a folder you may write to"):
        build(source, small_disk / "out")
    assert digests(small_disk / "out") == before
    assert verify(small_disk / "out") == []


def test_of_two_builds_at_once_the_second_is_refused(tmp_path: Path) -> None:
    source = texts(tmp_path / "in", {"a.txt": TEXT})

    def meanwhile(stage: str, *_: Any) -> None:
        if stage == "publish":
            with pytest.raises(TargetBusyError, match=r"another build is publishing to .*wait until it has ended"):
                build(source, tmp_path / "out")
            refused.append(stage)

    refused: list[str] = []
    build(source, tmp_path / "out", progress=meanwhile)
    assert refused == ["publish"]
    assert verify(tmp_path / "out") == []


# --- one text in memory -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("created", ["2023-06-26", "2023-06-26T10:30:00Z", date(2023, 6, 26), datetime(2023, 6, 26, 1)])  # noqa: DTZ001
def test_created_may_be_a_date_a_datetime_or_a_string(created: Any) -> None:
    done = annotate("Ships sail.", created=created)
    assert (done.document.created, done.document.created_basis) == (date(2023, 6, 26), "argument")


def test_created_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="write it as 2023-06-26"):
        annotate("Ships sail.", created="last Monday")


def test_an_annotated_text_keeps_the_laws() -> None:
    done = annotate(TEXT)
    assert done.text == apply(TEXT, done.edits)
    assert done.document.created == date(2024, 5, 13)
    rows = done.table("sentences").to_pylist()
    assert len(rows) >= 4
    for row in rows:
        assert done.text[row["start"] : row["end"]] == row["text"]
        assert row["text"].split() == TEXT[row["raw_start"] : row["raw_end"]].split()


def test_only_the_layers_wanted() -> None:
    assert annotate("Ships sail.", layers=["sentences"]).layers == ("sentences",)
    assert annotate("Ships sail.", layers=[]).layers == ()


def test_a_text_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing is left"):
        annotate(" \n")


def test_in_memory_and_published_rows_agree(tmp_path: Path) -> None:
    build(texts(tmp_path / "in", {"a.txt": TEXT}), tmp_path / "out")
    published = open_corpus(tmp_path / "out")["a"].table("sentences").drop_columns(["annotation_id", "doc_id", "split"])
    assert annotate(TEXT).table("sentences").drop_columns(["annotation_id", "doc_id", "split"]) == published
