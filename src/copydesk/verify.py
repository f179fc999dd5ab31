"""Checking a release against itself: files, manifest, counts, content digests, `articles`, card.

Every fault is a finding with a stable rule id; a damaged file is a finding too, never a traceback.
"""

from __future__ import annotations

import heapq
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice, zip_longest
from operator import itemgetter
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from copydesk import card, checksums, contract, duplicates, publish
from copydesk.atomic import recover
from copydesk.digest import TableDigest, encode_rows
from copydesk.findings import Finding
from copydesk.manifest import FILE as MANIFEST
from copydesk.manifest import Manifest, ManifestError, in_order

# What a clone or a download from the Hub puts beside a release; it is not part of it.
_HUB_FILES: Final = frozenset({".git", ".gitattributes", ".cache"})
_PART: Final = re.compile(r"(\w+)-(\d{5,9})-of-\d{5,9}\.parquet", re.ASCII)
_AGAIN: Final = "get the release again, or build it again"
# pyarrow raises OSError for a bad page, its own errors and plain ValueErrors for bad metadata.
_UNREADABLE: Final = (OSError, pa.ArrowException, ValueError, OverflowError, MemoryError)


def verify(folder: Path | str) -> list[Finding]:
    """All faults of the release in `folder`, sorted; none for a whole one.

    Rules: ``verify.sums`` (SHA256SUMS damaged or missing), ``verify.missing``, ``verify.extra``, ``verify.link``,
    ``verify.checksum``, ``verify.manifest``, ``verify.accounting``, ``verify.contract``,
    ``verify.parquet`` (unreadable), ``verify.schema``, ``verify.split`` (rows of another split), ``verify.counts``,
    ``verify.digest``, ``verify.articles``, ``verify.summary``, ``verify.card``, ``verify.duplicates`` (a pair in two
    splits, or copies that are not those of the texts; looked for where nothing else was found).
    Memory is bounded by a row group a split, and by the documents that have copies.
    """
    root = Path(folder)
    recover(root)
    if not root.is_dir():
        return [_finding("missing", ".", f"there is no folder {root}; give the folder of a corpus")]
    files = _Files(root)
    findings = files.findings
    try:
        manifest = Manifest.from_json((root / MANIFEST).read_bytes())
    except ManifestError as error:
        return sorted([*findings, _finding("manifest", MANIFEST, str(error))])
    except OSError as error:
        return sorted([*findings, _finding("manifest", MANIFEST, f"it cannot be read ({error.strerror}); {_AGAIN}")])
    findings += _check_manifest(manifest)
    if not any(finding.rule in ("verify.contract", "verify.manifest") for finding in findings):
        findings += _check_content(root, manifest, files)
        findings += _check_card(root, manifest)
    if not findings:
        findings += _check_duplicates(root)
    return sorted(set(findings))


class _Files:
    """What lies below a folder, held against SHA256SUMS. Links are never followed."""

    def __init__(self, root: Path) -> None:
        self.findings: list[Finding] = []
        self.present: set[str] = set()
        self.damaged: set[str] = set()
        try:
            sums = checksums.read(root)
        except FileNotFoundError:
            sums = {}
            self.findings.append(_finding("sums", checksums.FILE, f"it is missing; {_AGAIN}"))
        except (OSError, ValueError) as error:
            sums = {}
            self.findings.append(_finding("sums", checksums.FILE, f"it is damaged ({error}); {_AGAIN}"))
        listed = {*sums, checksums.FILE}
        known = {parent.as_posix() for file in listed for parent in Path(file).parents}
        for path in self._walk(root, known):
            self.present.add(path)
            if path not in listed and sums:
                self.findings.append(_finding("extra", path, "it is not part of the release; move it elsewhere"))
        for path, digest in sums.items():
            self.damaged.add(path)
            if path not in self.present:
                self.findings.append(_finding("missing", path, f"SHA256SUMS lists it; {_AGAIN}"))
                continue
            try:
                same = checksums.of_file(root / path) == digest
            except OSError as error:
                self.findings.append(_finding("checksum", path, f"it cannot be read ({error.strerror}); {_AGAIN}"))
                continue
            if same:
                self.damaged.discard(path)
            else:
                self.findings.append(_finding("checksum", path, f"its bytes are not those of the release; {_AGAIN}"))

    def _walk(self, root: Path, known: set[str]) -> Iterator[str]:
        """Paths of regular files; a finding for whatever else is there."""
        waiting = [root]
        while waiting:
            try:
                entries = sorted(os.scandir(waiting.pop()), key=lambda entry: entry.name)
            except OSError as error:
                self.findings.append(_finding("missing", str(error.filename), f"it cannot be listed; {_AGAIN}"))
                continue
            for entry in entries:
                path = Path(entry.path).relative_to(root).as_posix()
                if path in _HUB_FILES:
                    continue
                if entry.is_symlink():
                    self.findings.append(_finding("link", path, "links are not followed; put the file itself there"))
                elif entry.is_dir(follow_symlinks=False):
                    if path not in known:
                        self.findings.append(
                            _finding("extra", path, "no such folder is in a release; move it elsewhere")
                        )
                    else:
                        waiting.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield path
                else:
                    self.findings.append(_finding("extra", path, "it is not a regular file; remove it"))


def _check_manifest(manifest: Manifest) -> Iterator[Finding]:
    expected = {name for name in contract.tables() if name in manifest.layers or not contract.table(name).is_layer}
    if set(manifest.digests) != expected or set(manifest.counts) != expected or set(manifest.num_bytes) != expected:
        yield _finding(
            "contract",
            MANIFEST,
            f"its tables are not the contract's; verify it with copydesk {manifest.versions['copydesk']}",
        )
        return
    if manifest.versions.get("contract") != publish.contract_digest([n for n in contract.tables() if n in expected]):
        yield _finding(
            "contract",
            MANIFEST,
            f"the release was made for another contract; verify it with copydesk {manifest.versions['copydesk']}, "
            "or build it again",
        )
    accounting = manifest.accounting
    try:
        balanced = accounting["inputs"] == accounting["published"] + len(accounting["quarantined"])
        all(entry["reason"] for entry in accounting["quarantined"])
    except (KeyError, TypeError):
        yield _finding("manifest", MANIFEST, f"`accounting` is damaged; {_AGAIN}")
        return
    if not balanced:
        yield _finding("accounting", MANIFEST, "inputs are not published + quarantined; build the corpus again")
    if accounting["published"] != manifest.documents:
        yield _finding(
            "accounting",
            MANIFEST,
            f"it counts {accounting['published']} published and {manifest.documents} documents; build the corpus again",
        )


class _Damaged(Exception):
    """A Parquet file that stops the reading of its config; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


class _Measured:
    """What the rows of one table come to, read in primary-key order."""

    def __init__(self) -> None:
        self.digest = TableDigest()
        self.rows: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()

    def add(self, split: str, rows: list[bytes]) -> None:
        before = self.digest.bytes
        self.digest.update_rows(rows)
        self.rows[split] += len(rows)
        self.bytes[split] += self.digest.bytes - before


def _check_content(root: Path, manifest: Manifest, files: _Files) -> Iterator[Finding]:
    again = f"does not agree with the manifest; {_AGAIN}"
    for config in (contract.ARTICLES, *manifest.counts):
        if any(Path(path).parts[0] == config for path in files.damaged):
            continue  # its checksums are findings already, and bytes known to be bad are better not parsed
        yield from (
            _finding("extra", path, "no part of the release has this name; move it elsewhere", config)
            for path in sorted(files.present)
            if Path(path).parts[0] == config and _split_of(manifest, path.removeprefix(f"{config}/")) is None
        )
        reader = _Reader(root, manifest, config, files.present)
        measured = {table: _Measured() for table in reader.tables}
        try:
            for _, split, rows_of in heapq.merge(*map(reader.documents, manifest.splits), key=itemgetter(0)):
                for table, rows in rows_of.items():
                    measured[table].add(split, rows)
        except _Damaged as damaged:
            yield damaged.finding
            continue
        yield from reader.findings
        for table, found in measured.items():
            same_digest = found.digest.hexdigest() == manifest.digests[table]
            if config == contract.ARTICLES:
                if not same_digest:
                    yield _finding("articles", table, f"what it holds of {table} {again}", config)
                continue
            if not same_digest:
                yield _finding("digest", config, f"its content {again}", config)
            if +found.rows != manifest.counts[table]:
                yield _finding("counts", config, f"it has {_told(found.rows)}, which {again}", config)
            if +found.bytes != manifest.num_bytes[table]:
                yield _finding("counts", config, f"its size {again}", config)
        if config == contract.DOCUMENTS:
            if measured[config].rows != manifest.splits:
                yield _finding("counts", config, f"{_told(measured[config].rows)}: its splits {again}", config)
            if reader.summary.as_dict() != manifest.summary:
                yield _finding("summary", MANIFEST, f"its `summary` is not that of the documents; {_AGAIN}")


def _told(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{rows[split]} rows in {split}" for split in in_order(rows)) or "no rows"


def _split_of(manifest: Manifest, file: str) -> str | None:
    """The split that a file is a part of, by its name; None where no part of this release has the name."""
    match = _PART.fullmatch(file)
    if match is None or match[1] not in manifest.splits:
        return None
    split, part, parts = match[1], int(match[2]), publish.parts_of(manifest.splits[match[1]])
    return split if part < parts and file == publish.part_name(split, part, parts) else None


class _Reader:
    """Streams a config of a release, a row group at a time, as the encoded rows of its documents.

    Of `articles` it gives the rows of the tables that it was derived from: they have to be the same ones.
    """

    def __init__(self, root: Path, manifest: Manifest, config: str, present: set[str]) -> None:
        self._root = root
        self._manifest = manifest
        self._config = config
        self._present = present
        derived = config == contract.ARTICLES
        self.tables = (contract.DOCUMENTS, *manifest.layers) if derived else (config,)
        self.findings: list[Finding] = []
        self.summary = publish.Summary()

    def documents(self, split: str) -> Iterator[tuple[str, str, dict[str, list[bytes]]]]:
        """A document's id, its split and its rows by table. Raises _Damaged."""
        schema = card.schema(self._manifest, self._config)
        files = {path.removeprefix(f"{self._config}/") for path in self._present if path.startswith(f"{self._config}/")}
        for file in sorted(file for file in files if _split_of(self._manifest, file) == split):
            path = f"{self._config}/{file}"
            try:
                with pq.ParquetFile(self._root / path, page_checksum_verification=True) as parquet:
                    if not parquet.schema_arrow.equals(schema):
                        message = f"its Arrow schema is not the contract's; {_AGAIN}"
                        raise _Damaged(_finding("schema", path, message, self._config))
                    for number in range(parquet.num_row_groups):
                        rows = parquet.read_row_group(number, use_threads=False)
                        rows.validate(full=True)
                        block = self._block(rows, path, split)
                        yield from ((doc_id, split, rows_of) for doc_id, rows_of in block.items())
            except _UNREADABLE as error:
                reason = str(error).strip().partition("\n")[0]
                raise _Damaged(
                    _finding("parquet", path, f"it cannot be read ({reason}); {_AGAIN}", self._config)
                ) from None

    def _block(self, rows: pa.Table, path: str, split: str) -> dict[str, dict[str, list[bytes]]]:
        if rows["split"].unique().to_pylist() != [split]:
            self.findings.append(_finding("split", path, f"it holds rows of another split; {_AGAIN}", self._config))
        if self._config == contract.DOCUMENTS:
            self.summary.update(rows)
        tables = _underived(rows, self._manifest.layers) if self._config == contract.ARTICLES else {self._config: rows}
        block: dict[str, dict[str, list[bytes]]] = {}
        for name, table in tables.items():
            encoded = iter(encode_rows(table))
            for doc_id, group in groupby(table["doc_id"].to_pylist()):
                block.setdefault(doc_id, {}).setdefault(name, []).extend(islice(encoded, sum(1 for _ in group)))
        return block


def _underived(articles: pa.Table, layers: Sequence[str]) -> dict[str, pa.Table]:
    """The tables that `publish.derive_articles` made `articles` of."""
    schema = contract.table(contract.DOCUMENTS).arrow_schema
    tables = {contract.DOCUMENTS: articles.select(schema.names)}
    for layer in layers:
        lists = articles[layer].combine_chunks()
        if lists.null_count:
            raise ValueError(f"{layer} is null, not an empty list")
        owners = articles.select(["doc_id", "split"]).take(pc.list_parent_indices(lists))
        struct, schema = pc.list_flatten(lists), contract.table(layer).arrow_schema
        columns = [
            owners[name] if name in owners.column_names else pc.struct_field(struct, name) for name in schema.names
        ]
        tables[layer] = pa.Table.from_arrays(columns, schema=schema)
    return tables


def _check_card(root: Path, manifest: Manifest) -> Iterator[Finding]:
    try:
        found = (root / card.FILE).read_bytes().decode("utf-8")
        expected = card.render(manifest)
    except OSError:
        return  # missing: SHA256SUMS says so
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        yield _finding("card", card.FILE, f"it cannot be compared with the manifest ({error!r}); {_AGAIN}")
        return
    if found != expected:
        pairs = zip_longest(found.split("\n"), expected.split("\n"))
        number, (is_, should) = next((i, pair) for i, pair in enumerate(pairs, 1) if pair[0] != pair[1])
        message = f"line {number} reads {_quote(is_)}, by the manifest {_quote(should)}; {_AGAIN}"
        yield _finding("card", card.FILE, message)


def _check_duplicates(root: Path) -> list[Finding]:
    tables = {name: sorted((root / name).glob("*.parquet")) for name in (contract.DOCUMENTS, "duplicates")}
    schema = contract.table("duplicates").arrow_schema
    published = pa.concat_tables([schema.empty_table(), *map(pq.read_table, tables["duplicates"])])
    with tempfile.TemporaryDirectory() as scratch:
        return duplicates.check(tables[contract.DOCUMENTS], published, Path(scratch))


def _quote(line: str | None) -> str:
    return "nothing" if line is None else repr(line if len(line) <= 80 else line[:80] + "…")


def _finding(rule: str, place: str, message: str, table: str = "") -> Finding:
    return Finding(f"verify.{rule}", table, "", place, message)
