"""SHA256SUMS as sha256sum reads it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from copydesk import checksums
from corpora import texts


def test_sha256sum_agrees(tmp_path: Path) -> None:
    checksums.write(texts(tmp_path, {"b/c.txt": "two", "a.txt": "one"}))
    done = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "a.txt: OK\nb/c.txt: OK\n"
    assert checksums.read(tmp_path)["a.txt"] == checksums.of_file(tmp_path / "a.txt")


@pytest.mark.parametrize("line", ["", "short  a.txt\n", f"{'0' * 64} a.txt\n", f"{'0' * 64}  a.txt\n" * 2])
def test_a_damaged_file_is_refused(line: str, tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text(line)
    with pytest.raises(ValueError, match="is not a digest"):
        checksums.read(tmp_path)
