"""Finished shards, kept from build to build: what makes a build incremental, and a killed one go on where it was.

A shard's tables lie in a folder named after everything they depend on. The folder is written elsewhere and put in its
place by one rename, so that it is there whole or not at all. Its SHA256SUMS, written last, is the mark that it is done,
and finds out what a power cut or a bad disk left damaged: that is done again.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyarrow as pa

from copydesk import checksums, contract
from copydesk.digest import canonical
from copydesk.raw import Quarantined

#: The table of fingerprints, which `duplicates.find` maps into memory: it is not compressed.
FINGERPRINTS: Final = "fingerprints"

_KEY: Final = re.compile("[0-9a-f]{64}")
_RESULT: Final = "result.json"
_PLAIN: Final = pa.ipc.IpcWriteOptions()
_COMPRESSED: Final = pa.ipc.IpcWriteOptions(compression="zstd")


@dataclass(frozen=True, slots=True)
class Finished:
    """A shard that is done: where its tables lie, how many documents and characters they hold, what was quarantined.

    `disagreements` counts, by layer, where judged rows and the machine's differ.
    """

    folder: Path
    documents: int
    chars: int
    quarantined: tuple[Quarantined, ...]
    disagreements: Mapping[str, int] = field(default_factory=dict)

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table of the shard, or only some `columns` of it."""
        with pa.OSFile(str(self.path(name)), "rb") as file:
            if columns is None:
                return pa.ipc.open_file(file).read_all()
            schema = pa.ipc.open_file(file).schema
            wanted = pa.ipc.IpcReadOptions(included_fields=sorted(map(schema.get_field_index, columns)))
            return pa.ipc.open_file(file, options=wanted).read_all().select(list(columns))

    def path(self, name: str) -> Path:
        """The Arrow file of a table."""
        return self.folder / f"{name}.arrow"


@dataclass(frozen=True, slots=True)
class Kept:
    """The kept shards of one target. `folder` holds them, `work` is where new ones are written, on the same disk.

    `fingerprint` is that of the pipeline (see `pipeline`): with the digest of a shard's inputs it is the key.
    """

    folder: Path
    work: Path
    fingerprint: str

    def find(self, digest: str) -> Finished | None:
        """The shard of inputs with that `digest`, if it is there and whole; a damaged one is removed."""
        folder = self._place(digest)
        if not folder.is_dir():
            return None
        try:
            sums = checksums.read(folder)
            if {path.name for path in folder.iterdir()} == {*sums, checksums.FILE} and all(
                checksums.of_file(folder / name) == sha256 for name, sha256 in sums.items()
            ):
                result = json.loads((folder / _RESULT).read_bytes())
                quarantined = tuple(Quarantined(**entry) for entry in result["quarantined"])
                return Finished(folder, result["documents"], result["chars"], quarantined, result["disagreements"])
        except (OSError, ValueError):
            pass
        shutil.rmtree(folder)
        return None

    def put(
        self,
        digest: str,
        tables: Mapping[str, pa.Table],
        chars: int,
        quarantined: Sequence[Quarantined],
        disagreements: Mapping[str, int] = MappingProxyType({}),
    ) -> Finished:
        """Keep the `tables` of the shard of inputs with that `digest`."""
        draft = Path(tempfile.mkdtemp(prefix="shard-", dir=self.work))
        done = Finished(draft, tables[contract.DOCUMENTS].num_rows, chars, tuple(quarantined), dict(disagreements))
        for name, table in tables.items():
            options = _PLAIN if name == FINGERPRINTS else _COMPRESSED
            with (
                pa.OSFile(str(done.path(name)), "wb") as file,
                pa.ipc.new_file(file, table.schema, options=options) as out,
            ):
                out.write_table(table)
        result = {
            "documents": done.documents,
            "chars": chars,
            "quarantined": [asdict(entry) for entry in quarantined],
            "disagreements": done.disagreements,
        }
        (draft / _RESULT).write_text(canonical(result), encoding="utf-8")
        checksums.write(draft)
        # What a release withholds stands here in full: it is the builder's alone.
        self.folder.mkdir(mode=0o700, exist_ok=True)
        folder = self._place(digest)
        try:
            draft.rename(folder)
        except OSError:
            # An orphaned worker of a killed build may have put the very same shard there meanwhile.
            if not folder.is_dir():
                raise
        return replace(done, folder=folder)

    def prune(self, wanted: Iterable[Finished]) -> None:
        """Remove every shard but those `wanted`."""
        names = {shard.folder.name for shard in wanted}
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if _KEY.fullmatch(path.name) and path.name not in names:
                shutil.rmtree(path, ignore_errors=True)

    def _place(self, digest: str) -> Path:
        return self.folder / hashlib.sha256(f"{self.fingerprint} {digest}".encode()).hexdigest()
