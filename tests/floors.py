"""Quality floors: what each layer must reach on a gold set, pinned with the digest of what was scored.

    python tests/floors.py --renew               raise every floor to what is measured
    python tests/floors.py --renew --lower       lower those that are no longer reached, too
    python tests/floors.py --add LAYER GOLD      pin one more set of ../shared/gold, in a line of floors.json

An option of the layer's measure goes with --add as NAME=A,B or, to switch it on, as NAME alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from copydesk.evaluate import Report, evaluate

ROOT = Path(__file__).resolve().parents[1]
GOLD = (ROOT.parent / "shared" / "gold").resolve()
FLOORS = Path(__file__).with_suffix(".json")
RENEW = "python tests/floors.py --renew"

#: A set with more characters is measured only by --run-slow: it takes seconds.
_SLOW_CHARS = 400_000


@dataclass(frozen=True, slots=True)
class Floor:
    """A line of floors.json: `gold` is a path below ../shared/gold, `floors` maps figures to their least values."""

    layer: str
    gold: str
    sha256: str = ""
    slow: bool = False
    options: dict[str, list[str] | bool] = field(default_factory=dict)
    floors: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the line is called in tests and messages."""
        options = [
            name if value is True else f"{name}={','.join(value)}" for name, value in self.options.items() if value
        ]
        return " ".join([self.layer, self.gold, *options])

    @property
    def path(self) -> Path:
        """The gold file."""
        return GOLD / self.gold


def load(path: Path = FLOORS) -> list[Floor]:
    """The pinned floors."""
    return [Floor(**line) for line in json.loads(path.read_text(encoding="utf-8"))]


def dump(floors: Iterable[Floor]) -> str:
    """The text of floors.json: one line a set, sorted."""
    lines = [json.dumps(asdict(floor)) for floor in sorted(floors, key=lambda floor: floor.name)]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def measured(floor: Floor) -> Report:
    """The figures of the layer as it is."""
    options = {name: value if value is True else frozenset(value) for name, value in floor.options.items()}
    return evaluate(floor.layer, floor.path, draws=0, **options)


def swapped(floor: Floor) -> str | None:
    """What to say where the gold file is not the one that was scored."""
    if hashlib.sha256(floor.path.read_bytes()).hexdigest() == floor.sha256:
        return None
    return f"{floor.path} is not what its floors were measured on ({floor.sha256[:12]}…); restore it or run: {RENEW}"


def faults(floor: Floor, report: Report) -> list[str]:
    """A line for each figure below its floor."""
    return [
        f"{floor.name}: {name} is {value}, its floor {least}; mend the layer or run: {RENEW} --lower"
        for name, least in floor.floors.items()
        if (value := report.figures[name].value or 0.0) < least
    ]


def renewed(floor: Floor, report: Report, *, lower: bool = False) -> Floor:
    """The floor raised to the headline figures of `report`; those that fell stay unless `lower`."""
    values = {name: report.figures[name].value or 0.0 for name in report.headline}
    floors = {name: value if lower else max(value, floor.floors.get(name, 0.0)) for name, value in values.items()}
    return replace(floor, sha256=report.digest, slow=report.chars > _SLOW_CHARS, floors=floors)


def main(arguments: list[str] | None = None, path: Path = FLOORS) -> int:
    """Renew or add; 1 where a floor is no longer reached and may not be lowered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--renew", action="store_true")
    task.add_argument("--add", nargs="+", metavar=("LAYER GOLD", "NAME=A,B"))
    parser.add_argument("--lower", action="store_true")
    given = parser.parse_args(arguments)
    floors = load(path)
    if given.add:
        if len(given.add) < 2:
            parser.error("--add takes a layer and a gold file")
        layer, gold, *options = given.add
        file = Path(gold).resolve()
        if not file.is_relative_to(GOLD):
            parser.error(f"{gold} is not below {GOLD}; pin a set that is beside the checkout")
        new = Floor(layer, file.relative_to(GOLD).as_posix(), options=dict(map(_option, options)))
        floors = [*(floor for floor in floors if floor.name != new.name), renewed(new, measured(new))]
    fallen: list[str] = []
    if given.renew:
        for i, floor in enumerate(floors):
            if not floor.path.exists():
                print(f"{floor.name}: not beside the checkout; left as it is")
                continue
            report = measured(floor)
            floors[i] = renewed(floor, report, lower=given.lower)
            fallen += [] if given.lower else faults(floor, report)
    path.write_text(dump(floors), encoding="utf-8")
    print("\n".join(fallen) or f"{len(floors)} sets pinned in {path.name}")
    return 1 if fallen else 0


def _option(given: str) -> tuple[str, list[str] | bool]:
    name, equals, value = given.partition("=")
    return name, value.split(",") if equals else True


if __name__ == "__main__":
    sys.exit(main())
