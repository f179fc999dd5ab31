"""The layer `places` against gold with coordinates: the measures of Gritta et al. (2020).

A Pragmatic Guide to Geoparsing Evaluation, Language Resources and Evaluation 54.

Detection: strict and relaxed over every gold place. Resolution, over pairs where both have coordinates: the share
within 161 km (100 miles), median and mean error, and the area under the curve of the log error (0 is best). End to end:
found and within 161 km, of all with coordinates.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, Final

from copydesk.evaluate import Counts, Figures, Miss, Row, Scored
from copydesk.evaluate.measures import around, common, exact_then_longest, prf, share, unpaired

_NEAR_KM: Final = 161
_EARTH_RADIUS_KM: Final = 6371.0088
#: The greatest error that the area under the curve knows: half the Earth's circumference.
_FARTHEST_KM: Final = 20039


@dataclass(frozen=True, slots=True)
class Measure:
    """Gold `places` with `start, end, lat, lon, geonameid`; coordinates in degrees, null where nobody knows."""

    gold: ClassVar[str] = "places"
    headline: ClassVar[tuple[str, ...]] = (
        "detection_relaxed.f1", "resolution.accuracy@161km", "end_to_end@161km.f1",
    )  # fmt: skip

    def items(self, text: str, annotations: Sequence[Row]) -> list[dict[str, Any]]:
        """The rows as they are, resolved or not."""
        return [{key: row[key] for key in ("start", "end", "lat", "lon", "geonameid", "rule")} for row in annotations]

    def score(self, row: Row, items: Sequence[Row]) -> Scored:
        """Compare a gold text with items for it."""
        text, gold = row["text"], row[self.gold]
        there = [(item["start"], item["end"]) for item in gold]
        here = [(item["start"], item["end"]) for item in items]
        # Only where gold marks a span twice are repeats paired one to one; otherwise they count once, as in the scorer.
        strict = len(set(there) & set(here)) if len(set(there)) == len(there) else common(there, here)
        pairs = exact_then_longest(there, here)
        counts: Counts = Counter(
            {
                "gold": len(gold),
                "predicted": len(items),
                "strict": strict,
                "relaxed": len(pairs),
                "gold located": sum(item["lat"] is not None for item in gold),
                "predicted located": sum(item.get("lat") is not None for item in items),
            }
        )
        misses: list[Miss] = []

        def miss(kind: str, place: tuple[int, int], wanted: Row, got: Row) -> None:
            said = _spoken(wanted), _spoken(got), got.get("rule") or ""
            misses.append(Miss(kind, row["id"], around(text, *place), *said))

        for i, j in pairs:
            wanted, got = gold[i], items[j]
            if wanted["lat"] is not None and got.get("lat") is not None:
                away = distance_km(wanted["lat"], wanted["lon"], got["lat"], got["lon"])
                counts[away] += 1
                if away > _NEAR_KM:
                    miss("located", there[i], wanted, got)
            elif wanted["lat"] is not None:
                miss("unresolved", there[i], wanted, got)
            if wanted.get("geonameid"):
                counts["named"] += 1
                counts["name right"] += str(got.get("geonameid")) == str(wanted["geonameid"])
        for i in unpaired(len(gold), (i for i, _ in pairs)):
            miss("missed", there[i], gold[i], {})
        for j in unpaired(len(items), (j for _, j in pairs)):
            miss("spurious", here[j], {}, items[j])
        return Scored(counts, tuple(misses))

    def figures(self, counts: Counts) -> Figures:
        """The figures of summed counts."""
        errors = sorted(error for error, times in counts.items() if isinstance(error, float) for _ in range(times))
        near = sum(error <= _NEAR_KM for error in errors)
        return {
            **prf("detection_strict", counts["strict"], counts["predicted"], counts["gold"]),
            **prf("detection_relaxed", counts["relaxed"], counts["predicted"], counts["gold"]),
            f"resolution.accuracy@{_NEAR_KM}km": share(near, len(errors)) or 0.0,
            "resolution.median_km": round(statistics.median(errors), 2) if errors else None,
            "resolution.mean_km": round(math.fsum(errors) / len(errors), 1) if errors else None,
            "resolution.auc": _area(errors),
            "resolution.geonameid_accuracy": share(counts["name right"], counts["named"]) or 0.0,
            **prf(f"end_to_end@{_NEAR_KM}km", near, counts["predicted located"], counts["gold located"]),
        }


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The great-circle distance of two points in degrees (haversine, mean radius of the Earth)."""
    a, b, c, d = map(math.radians, (lat, lon, other_lat, other_lon))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1, math.sqrt(h)))


def _area(errors: Sequence[float]) -> float | None:
    """The area under the log error of sorted `errors`, trapezoid by trapezoid (Jurgens et al. 2015)."""
    logs = [math.log(error + 1) / math.log(_FARTHEST_KM) for error in errors]
    if len(logs) < 2:
        return round(logs[0], 4) if logs else None
    return round(sum((a + b) / 2 for a, b in pairwise(logs)) / (len(logs) - 1), 4)


def _spoken(item: Row) -> str:
    if item.get("lat") is None:
        return ""
    return f"{item['lat']:.2f} {item['lon']:.2f}" + (f" ({item['geonameid']})" if item.get("geonameid") else "")
