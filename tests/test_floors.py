"""No layer falls below its pinned floors; a floor moves only on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

import floors
from copydesk import evaluate
from copydesk.evaluate import Figure, Report
from floors import Floor


@pytest.mark.parametrize(
    "floor",
    [pytest.param(floor, id=floor.name, marks=[pytest.mark.slow] if floor.slow else []) for floor in floors.load()],
)
def test_no_layer_falls_below_its_floor(floor: Floor) -> None:
    if not floor.path.exists():
        pytest.skip(f"{floor.path} is not beside the checkout")
    assert floors.swapped(floor) is None
    assert floors.faults(floor, floors.measured(floor)) == []


def test_floors_are_written_as_the_renewal_writes_them() -> None:
    assert floors.FLOORS.read_text(encoding="utf-8") == floors.dump(floors.load())


# --- the mechanism ----------------------------------------------------------------------------------------------------

FLOOR = Floor("times", "timex/set.jsonl", sha256="old", floors={"strict.f1": 0.8, "value_f1": 0.7})


def report(strict: float, value: float, digest: str = "new") -> Report:
    figures = {"strict.f1": Figure(strict, None, None), "value_f1": Figure(value, None, None)}
    return Report("times", "set.jsonl", digest, 1, 10, ("strict.f1", "value_f1"), figures, (), None)


def test_a_figure_below_its_floor_is_named_with_the_command() -> None:
    assert floors.faults(FLOOR, report(0.8, 0.7)) == []
    [fault] = floors.faults(FLOOR, report(0.9, 0.69))
    assert "value_f1 is 0.69, its floor 0.7" in fault
    assert fault.endswith("python tests/floors.py --renew --lower")


def test_floors_rise_by_themselves_and_fall_only_when_told() -> None:
    raised = floors.renewed(FLOOR, report(0.9, 0.6))
    assert raised.floors == {"strict.f1": 0.9, "value_f1": 0.7}
    assert raised.sha256 == "new"
    assert floors.renewed(FLOOR, report(0.9, 0.6), lower=True).floors == {"strict.f1": 0.9, "value_f1": 0.6}


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(floors, "GOLD", tmp_path)
    (tmp_path / "set.jsonl").write_text("{}")
    return tmp_path / "set.jsonl"


def test_a_swapped_gold_file_is_told_from_a_worse_layer(gold: Path) -> None:
    digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert floors.swapped(Floor("times", "set.jsonl", sha256=digest)) is None
    told = floors.swapped(Floor("times", "set.jsonl", sha256="0" * 64))
    assert told is not None and told.endswith("python tests/floors.py --renew")


def test_the_command_adds_renews_and_lowers(gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "floors.json"
    path.write_text("[]\n")
    asked = []

    def measured(layer: str, gold: Path, **options: object) -> Report:
        asked.append((layer, gold.name, options))
        return current

    monkeypatch.setattr(floors, "evaluate", measured)
    current = report(0.8, 0.7)
    assert floors.main(["--add", "times", str(gold), "labels=PER,LOC", "reporting"], path) == 0
    assert asked == [("times", "set.jsonl", {"draws": 0, "labels": frozenset({"PER", "LOC"}), "reporting": True})]
    assert [floor.name for floor in floors.load(path)] == ["times set.jsonl labels=PER,LOC reporting"]
    current = report(0.9, 0.6)
    assert floors.main(["--renew"], path) == 1
    assert floors.load(path)[0].floors == {"strict.f1": 0.9, "value_f1": 0.7}
    assert floors.main(["--renew", "--lower"], path) == 0
    assert floors.load(path)[0].floors == {"strict.f1": 0.9, "value_f1": 0.6}
    gold.unlink()
    assert floors.main(["--renew"], path) == 0


def test_only_sets_beside_the_checkout_are_pinned(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        floors.main(["--add", "times", str(tmp_path / "elsewhere.jsonl")])


def test_every_pinned_layer_is_measured() -> None:
    assert {floor.layer for floor in floors.load()} <= set(evaluate.measured())
