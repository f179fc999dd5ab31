"""What a check found: collected, sorted, and raised or printed once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from copydesk.errors import CopydeskError


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault of a corpus.

    `rule` is a stable id such as ``offsets.surface``; `place` is a row's id, a column or a file; `doc_id` is '' where
    the fault is not one document's. `message` ends with the remedy.
    """

    rule: str
    table: str
    doc_id: str
    place: str
    message: str

    def __str__(self) -> str:
        where = " ".join(part for part in (self.table, self.doc_id, self.place) if part)
        return f"{self.rule}: {where}: {self.message}"


class FindingsError(CopydeskError):
    """Findings that stop a build. The message shows the first of them and says how many there are."""

    shown = 20

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        lines = [str(finding) for finding in self.findings[: self.shown]]
        if len(self.findings) > self.shown:
            lines.append(f"… and {len(self.findings) - self.shown} more")
        super().__init__("\n".join([f"{len(self.findings)} findings", *lines]))


def as_json(findings: Iterable[Finding]) -> str:
    """Findings as a JSON array of objects, sorted."""
    return json.dumps([asdict(finding) for finding in sorted(findings)], ensure_ascii=False, indent=2)
