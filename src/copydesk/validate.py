"""The gate: tables against the contract, in three levels.

- `contract`: each table by itself: columns, types, nulls, vocabularies, ranges, keys (pandera, derived from schema/),
  and what a public release withholds;
- `offsets`: spans, surfaces, raw offsets and edits against the documents;
- `references`: every id that a table names exists, and rows stand in their document's split.

A check that the schema vocabulary cannot say is named in the schema's `checks` and is a function here. This is the
only module that imports pandera. Frames are eager: on a LazyFrame pandera looks at the schema alone and passes bad
values.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import pandera.polars as pandera
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from pandera.errors import SchemaErrors

from copydesk import contract, fingerprints, licences, manifest
from copydesk.document import Alignment, AlignmentError, Edit
from copydesk.findings import Finding

Frames: TypeAlias = Mapping[str, pl.DataFrame]


class Check(NamedTuple):
    """A named check: `bad` marks the rows that break it."""

    level: str
    bad: Callable[[pl.DataFrame, Frames], pl.Series]
    message: str


def validate(tables: Mapping[str, pa.Table], *, public: bool = False) -> list[Finding]:
    """All findings of tables that belong together: those of one shard, one part of a release, or one text.

    Every table is given whole for the documents it covers. Tables outside the contract are findings too. In a `public`
    release the values of documents whose `text_release` is withheld have to be null, or may be, as the contract says
    of their columns (`contract.Column.release`); nowhere else.
    """
    findings: list[Finding] = []
    frames: dict[str, pl.DataFrame] = {}
    for name in sorted(tables):
        if name not in contract.tables():
            findings.append(_table_finding("contract.table", name, "", "the contract has no such table; remove it"))
            continue
        frame = pl.from_arrow(tables[name])
        assert isinstance(frame, pl.DataFrame)
        faults = list(_against_contract(name, frame))
        findings += faults
        if not any(fault.rule in ("contract.column", "contract.type") for fault in faults):
            frames[name] = frame
    withheld = _withheld(frames) if public else []
    for name, frame in frames.items():
        findings += _nulls(name, frame, withheld)
    if contract.DOCUMENTS not in frames:
        return findings
    # A row without an offset has its finding above; the checks of offsets go on without it.
    sound = {name: frame.drop_nulls(_offset_columns(name)) for name, frame in frames.items()}
    for name, frame in frames.items():
        for check in contract.table(name).checks:
            level, bad, message = CHECKS[check]
            rows = sound[name].filter(bad(sound[name], sound).fill_null(False))
            findings += _row_findings(f"{level}.{check}", name, rows, "", message)
        findings += _references(name, frame, frames)
    return findings


@cache
def _offset_columns(name: str) -> list[str]:
    return [column.name for column in contract.table(name).columns if column.required and column.type == "integer"]


def validate_corpus(folder: Path) -> list[Finding]:
    """All findings of a published corpus, read part by part, so that memory does not grow with it."""
    findings: list[Finding] = []
    public = _is_public(folder)
    seen: dict[str, int] = {}
    for part in _parts(folder):
        tables: dict[str, pa.Table] = {}
        for name in (n for n in contract.tables() if (folder / n).is_dir()):
            file = folder / name / part
            try:
                tables[name] = pq.read_table(file) if file.exists() else contract.table(name).arrow_schema.empty_table()
            except (pa.ArrowException, OSError) as error:
                message = f"cannot be read ({type(error).__name__}); restore it or build again"
                findings.append(_table_finding("contract.file", name, part, message))
        findings += validate(tables, public=public)
        if contract.DOCUMENTS in tables and "doc_id" in tables[contract.DOCUMENTS].column_names:
            for doc_id in tables[contract.DOCUMENTS]["doc_id"].to_pylist():
                seen[doc_id] = seen.get(doc_id, 0) + 1
    # Within a part pandera finds repeated ids; across parts only this does.
    repeated = {finding.doc_id for finding in findings if finding.rule == "contract.unique"}
    for doc_id, count in seen.items():
        if count > 1 and doc_id not in repeated:
            message = f"stands in {count} parts; publish it once"
            findings.append(Finding("contract.unique", contract.DOCUMENTS, doc_id, "doc_id", message))
    return sorted(findings)


def _is_public(folder: Path) -> bool:
    try:
        options = json.loads((folder / manifest.FILE).read_bytes())["options"]
        return bool(options.get("release") == "public")
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return False  # the strict reading; that the manifest is damaged is for `verify` to say


def _parts(folder: Path) -> list[str]:
    return sorted({file.name for name in contract.tables() for file in (folder / name).glob("*.parquet")})


# --- contract ---------------------------------------------------------------------------------------------------------


@cache
def _schema(name: str) -> pandera.DataFrameSchema:
    """The pandera schema of table `name`."""
    columns = {}
    for column in contract.table(name).columns:
        rules = column.constraints
        checks = []
        if "enum" in rules:
            checks.append(pandera.Check.isin(rules["enum"]))
        if "minimum" in rules:
            checks.append(pandera.Check.ge(rules["minimum"]))
        if "maximum" in rules:
            checks.append(pandera.Check.le(rules["maximum"]))
        if "pattern" in rules:
            checks.append(pandera.Check.str_matches(rules["pattern"]))
        columns[column.name] = pandera.Column(
            # Nulls that a public release may hold are for `_nulls` to judge, which knows the documents.
            nullable=not column.required or column.may_be_withheld,
            unique=bool(rules.get("unique")),
            checks=checks,
        )
    return pandera.DataFrameSchema(columns)


_CONSTRAINT: Final = {
    "not_nullable": ("required", "is null; give it a value"),
    "field_uniqueness": ("unique", "is not unique; give each row its own"),
    "isin": ("enum", "is outside the vocabulary of schema/{table}.json; use one of its values"),
    "greater_than_or_equal_to": ("minimum", "is below the minimum of schema/{table}.json; correct it"),
    "less_than_or_equal_to": ("maximum", "is above the maximum of schema/{table}.json; correct it"),
    "str_matches": ("pattern", "does not match the pattern of schema/{table}.json; correct it"),
}


def _against_contract(name: str, frame: pl.DataFrame) -> Iterator[Finding]:
    expected = pl.Schema(_polars_schema(name))
    if frame.columns != expected.names():
        missing = [c for c in expected.names() if c not in frame.columns]
        extra = [c for c in frame.columns if c not in expected.names()]
        what = f"missing {missing}, extra {extra}" if missing or extra else "columns are not in contract order"
        yield _table_finding("contract.column", name, "", f"{what}; write the table from the contract's Arrow schema")
        return
    wrong = [c for c, kind in expected.items() if frame.schema[c] != kind]
    for column in wrong:
        message = f"is {frame.schema[column]}, not {expected[column]}; write the table from the contract's Arrow schema"
        yield _table_finding("contract.type", name, column, message)
    if wrong:
        return
    try:
        _schema(name).validate(frame, lazy=True)
    except SchemaErrors as errors:
        yield from _pandera_findings(name, frame, errors)
    key = list(contract.table(name).primary_key)
    if len(key) > 1:
        rows = frame.filter(pl.struct(key).is_duplicated())
        yield from _row_findings(
            "contract.primary_key", name, rows, ", ".join(key), "is not unique; remove the repeated row"
        )


def _pandera_findings(name: str, frame: pl.DataFrame, errors: SchemaErrors) -> Iterator[Finding]:
    for failure in errors.failure_cases.iter_rows(named=True):
        check = str(failure["check"]).partition("(")[0]
        if check not in _CONSTRAINT:
            yield _table_finding(
                "contract.check", name, str(failure["column"]), f"fails {failure['check']}; correct it"
            )
            continue
        rule, message = _CONSTRAINT[check]
        column = str(failure["column"])
        index = failure["index"]
        if index is None:
            # pandera reports uniqueness by value.
            rows = frame.filter(pl.col(column).cast(pl.String) == str(failure["failure_case"]))
        else:
            rows = frame[int(index) : int(index) + 1]
        yield from _row_findings(f"contract.{rule}", name, rows, column, message.format(table=name))


def _withheld(frames: Frames) -> list[str]:
    """The documents whose values have to be withheld."""
    if contract.DOCUMENTS not in frames:
        return []
    return frames[contract.DOCUMENTS].filter(pl.col("text_release") == licences.WITHHELD)["doc_id"].to_list()


def _nulls(name: str, frame: pl.DataFrame, withheld: list[str]) -> Iterator[Finding]:
    """Nulls where no document's text is withheld, and values that should be withheld."""
    is_withheld = pl.col("doc_id").is_in(withheld)
    for column in contract.table(name).columns:
        if column.required and column.may_be_withheld:
            rows = frame.filter(pl.col(column.name).is_null() & ~is_withheld)
            yield from _row_findings("contract.required", name, rows, column.name, _CONSTRAINT["not_nullable"][1])
        if column.release == "never" and withheld:
            rows = frame.filter(pl.col(column.name).is_not_null() & is_withheld)
            message = "goes out, though its text is withheld; build the public release again"
            yield from _row_findings("contract.withheld", name, rows, column.name, message)


@cache
def _polars_schema(name: str) -> dict[str, pl.DataType]:
    empty = pl.from_arrow(contract.table(name).arrow_schema.empty_table())
    assert isinstance(empty, pl.DataFrame)
    return dict(empty.schema)


# --- offsets ----------------------------------------------------------------------------------------------------------


def _with_document(frame: pl.DataFrame, frames: Frames, *columns: str) -> pl.DataFrame:
    """`frame` with columns of its documents, prefixed ``document_``."""
    documents = frames[contract.DOCUMENTS].select("doc_id", pl.col(columns).name.prefix("document_"))
    return frame.join(documents, on="doc_id", how="left", maintain_order="left")


def _bad_span(frame: pl.DataFrame, _: Frames) -> pl.Series:
    return frame["end"] <= frame["start"]


def _bad_surface(frame: pl.DataFrame, frames: Frames) -> pl.Series:
    texts = dict(frames[contract.DOCUMENTS].select("doc_id", "text").iter_rows())
    doc_ids, starts, ends, surfaces = (frame[c].to_list() for c in ("doc_id", "start", "end", "text"))
    return pl.Series(
        [
            None if (text := texts.get(doc_id)) is None or surface is None else text[start:end] != surface
            for doc_id, start, end, surface in zip(doc_ids, starts, ends, surfaces, strict=True)
        ],
        dtype=pl.Boolean,
    )


def _bad_raw_span(frame: pl.DataFrame, frames: Frames) -> pl.Series:
    """Raw offsets are those that the document's edits give."""
    if "edits" not in frames:
        return pl.repeat(False, frame.height, eager=True)
    alignments = _alignments(frames)
    columns = (frame[c].to_list() for c in ("doc_id", "start", "end", "raw_start", "raw_end"))
    return pl.Series(
        [
            None
            if (alignment := alignments.get(doc_id)) is None
            else alignment.to_raw(start, end) != (raw_start, raw_end)
            for doc_id, start, end, raw_start, raw_end in zip(*columns, strict=True)
        ],
        dtype=pl.Boolean,
    )


def _alignments(frames: Frames) -> dict[str, Alignment]:
    """Each document's alignment, from its edits; where these break the law it is left out (`edit` reports them)."""
    edits: dict[str, list[Edit]] = {}
    for doc_id, *values in (
        frames["edits"]
        .select(
            "doc_id",
            "raw_start",
            "raw_end",
            # Only its length counts here, and a public release may not have more of it.
            pl.lit("x").repeat_by(pl.col("replacement_chars").fill_null(0).clip(0)).list.join(""),
            "reason",
            "rule",
        )
        .iter_rows()
    ):
        edits.setdefault(doc_id, []).append(Edit(*values))
    alignments = {}
    for doc_id, raw_chars in frames[contract.DOCUMENTS].select("doc_id", "raw_chars").iter_rows():
        try:
            alignments[doc_id] = Alignment(edits.get(doc_id, ()), raw_chars)
        except AlignmentError:
            continue
    return alignments


def _bad_edit(frame: pl.DataFrame, frames: Frames) -> pl.Series:
    known = _with_document(frame, frames, "raw_chars", "n_chars", "text_release")
    stretch = pl.col("raw_end") - pl.col("raw_start")
    length = pl.col("replacement_chars")
    before = pl.col("raw_end").shift(1).over("doc_id")
    removed = (stretch - length).sum().over("doc_id")
    bad = (
        (stretch <= 0)
        | (pl.col("replacement").str.len_chars().cast(pl.Int32) != length).fill_null(False)
        | (length > stretch)
        | (pl.col("raw_start") < before).fill_null(False)
        | (pl.col("raw_end") > pl.col("document_raw_chars"))
        | (pl.col("document_raw_chars") - removed != pl.col("document_n_chars"))
    )
    return known.select(bad.alias("bad"))["bad"]


def _bad_disjoint(frame: pl.DataFrame, _: Frames) -> pl.Series:
    return frame.select((pl.col("start") < pl.col("end").shift(1).over("doc_id")).alias("bad"))["bad"]


def _bad_text_digest(frame: pl.DataFrame, _: Frames) -> pl.Series:
    columns = (frame[c].to_list() for c in ("text", "n_chars", "text_sha256"))
    return pl.Series(
        [
            None if text is None else len(text) != n or hashlib.sha256(text.encode()).hexdigest() != digest
            for text, n, digest in zip(*columns, strict=True)
        ],
        dtype=pl.Boolean,
    )


def _bad_reservations(frame: pl.DataFrame, _: Frames) -> pl.Series:
    lists = frame["reservations"].to_list()
    return pl.Series([not all(map(licences.is_reservation, entries or ())) for entries in lists], dtype=pl.Boolean)


def _bad_fingerprints(frame: pl.DataFrame, _: Frames) -> pl.Series:
    columns = (frame[c].to_list() for c in ("doc_id", "text", "fingerprints"))
    return pl.Series(
        [
            None if text is None or found is None else fingerprints.of_paragraphs(doc_id, text) != found
            for doc_id, text, found in zip(*columns, strict=True)
        ],
        dtype=pl.Boolean,
    )


def _bad_created(frame: pl.DataFrame, _: Frames) -> pl.Series:
    return frame["created"].is_null() != frame["created_basis"].is_null()


def _bad_bounds(frame: pl.DataFrame, _: Frames) -> pl.Series:
    return frame["low"] > frame["high"]


def _bad_counts(frame: pl.DataFrame, _: Frames) -> pl.Series:
    return frame["count_low"] > frame["count_high"]


CHECKS: Final[Mapping[str, Check]] = {
    "created_has_basis": Check(
        "contract", _bad_created, "has a date without its basis or a basis without a date; give both or neither"
    ),
    "bounds": Check("contract", _bad_bounds, "its low bound is above its high one; correct the layer"),
    "counts": Check("contract", _bad_counts, "its low count is above its high one; correct the layer"),
    "text_digest": Check(
        "offsets", _bad_text_digest, "n_chars or text_sha256 is not that of the text; build the document again"
    ),
    "reservations": Check(
        "contract", _bad_reservations, "has a reservation that is none; write robots, tdmrep or meta, and a day"
    ),
    "fingerprints": Check(
        "offsets", _bad_fingerprints, "its fingerprints are not those of the text; build the document again"
    ),
    "edit": Check(
        "offsets",
        _bad_edit,
        "breaks the alignment law (order, length, or the sum of all edits); build the document again",
    ),
    "span": Check("offsets", _bad_span, "ends before it starts; correct the layer"),
    "surface": Check("offsets", _bad_surface, "its text is not documents.text[start:end]; correct the layer"),
    "raw_span": Check(
        "offsets", _bad_raw_span, "its raw offsets are not those the edits give; build the document again"
    ),
    "disjoint": Check("offsets", _bad_disjoint, "overlaps the row before it; correct the layer"),
}


# --- references -------------------------------------------------------------------------------------------------------


def _references(name: str, frame: pl.DataFrame, frames: Frames) -> Iterator[Finding]:
    for key in contract.table(name).foreign_keys:
        if key.to not in frames:
            if frame[key.column].drop_nulls().len():
                yield _table_finding("references.table", name, key.column, f"needs the table {key.to}; publish it too")
            continue
        known = frames[key.to].select(pl.col(key.to_column).alias(key.column))
        orphans = frame.filter(pl.col(key.column).is_not_null()).join(known, on=key.column, how="anti")
        message = f"names a row that {key.to} does not have; correct the reference"
        yield from _row_findings("references.foreign_key", name, orphans, key.column, message)
    if name != contract.DOCUMENTS:
        rows = _with_document(frame, frames, "split").filter(pl.col("split") != pl.col("document_split"))
        yield from _row_findings("references.split", name, rows, "split", "is not its document's split; build again")


# --- findings ---------------------------------------------------------------------------------------------------------


def _table_finding(rule: str, table: str, place: str, message: str) -> Finding:
    return Finding(rule, table, "", place, message)


def _row_findings(rule: str, name: str, rows: pl.DataFrame, column: str, message: str) -> Iterator[Finding]:
    key = contract.table(name).primary_key[-1]
    for row in rows.select("doc_id", pl.col(key).cast(pl.String).alias("key")).iter_rows():
        place = str(row[1]) if key != "doc_id" else ""
        yield Finding(rule, name, row[0] or "", " ".join(part for part in (place, column) if part), message)
