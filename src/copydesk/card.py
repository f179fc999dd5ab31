"""The dataset card: README.md of a release, a pure function of its manifest and the contract.

The front matter is what `datasets` and the Hub read. Whatever comes from data (names, languages, rights) is written
there as a double-quoted scalar and escaped in the body, so that no title can become markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from copydesk import contract
from copydesk.manifest import Manifest, in_order

FILE: Final = "README.md"

# Identifiers of https://huggingface.co/docs/hub/repositories-licenses, by SPDX id in lower case.
_LICENCES: Final = frozenset(
    {"apache-2.0", "cc0-1.0", "mit", "odbl", "odc-by", "pddl"}
    | {f"cc-{terms}-{version}.0" for terms in ("by", "by-sa", "by-nc") for version in (2, 3, 4)}
    | {f"cc-{terms}-{version}.0" for terms in ("by-nc-nd", "by-nc-sa") for version in (3, 4)}
    | {"cc-by-2.5", "cc-by-nd-4.0", "cc-by-nc-sa-2.0"}
)
_SPDX_NAMES: Final = {"odbl-1.0": "odbl", "odc-by-1.0": "odc-by", "pddl-1.0": "pddl"}
_SIZES: Final = (
    (10**3, "n<1K"),
    (10**4, "1K<n<10K"),
    (10**5, "10K<n<100K"),
    (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"),
    (10**9, "100M<n<1B"),
)
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./*-]*")
_YAML_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def render(manifest: Manifest) -> str:
    """The text of README.md."""
    return "\n".join(["---", *_yaml(front_matter(manifest)), "---", "", *_body(manifest), ""])


def front_matter(manifest: Manifest) -> dict[str, Any]:
    """The metadata of the card.

    Each config carries the content digest as its `description`: `datasets` keys its cache by the card's metadata and
    the folder's base name, and would otherwise hand out the first of two releases in folders of one name.
    """
    languages = sorted({tag.split("-")[0].lower() for tag in manifest.summary["languages"]})
    matter: dict[str, Any] = {
        "pretty_name": manifest.name,
        "license": _licences(manifest.summary["rights"]),
        "language": [tag for tag in languages if re.fullmatch("[a-z]{2,3}", tag)],
        "size_categories": [next((name for limit, name in _SIZES if manifest.documents < limit), "n>1T")],
        "task_categories": ["token-classification"] if manifest.layers else [],
        "tags": ["news", "stand-off-annotation", *(["synthetic"] if _all_synthetic(manifest) else [])],
        "configs": [],
        "dataset_info": [],
    }
    for config in configs(manifest):
        splits = in_order(_rows(manifest, config))
        digest = manifest.digest if config == contract.ARTICLES else manifest.digests[config]
        matter["configs"].append(
            {
                "config_name": config,
                **({"default": True} if config == contract.ARTICLES else {}),
                "version": "1.0.0",
                "description": f"sha256:{digest}",
                "data_files": [{"split": split, "path": f"{config}/{split}-*.parquet"} for split in splits],
            }
        )
        size = _bytes(manifest, config)
        matter["dataset_info"].append(
            {
                "config_name": config,
                "features": contract.features(schema(manifest, config)),
                "splits": [
                    {"name": split, "num_bytes": size[split], "num_examples": _rows(manifest, config)[split]}
                    for split in splits
                ],
                "dataset_size": sum(size.values()),
            }
        )
    return {key: value for key, value in matter.items() if value != []}


def configs(manifest: Manifest) -> list[str]:
    """The configs of a release: `articles`, then every table that has a row, in contract order."""
    return [contract.ARTICLES, *(name for name in contract.tables() if manifest.counts.get(name))]


def schema(manifest: Manifest, config: str) -> Any:
    """The Arrow schema (`pyarrow.Schema`) of a config of this release."""
    return contract.articles(manifest.layers) if config == contract.ARTICLES else contract.table(config).arrow_schema


def _rows(manifest: Manifest, config: str) -> Mapping[str, int]:
    return manifest.splits if config == contract.ARTICLES else manifest.counts[config]


def _bytes(manifest: Manifest, config: str) -> Mapping[str, int]:
    if config != contract.ARTICLES:
        return manifest.num_bytes[config]
    parts = (contract.DOCUMENTS, *manifest.layers)
    return {split: sum(manifest.num_bytes[name].get(split, 0) for name in parts) for split in manifest.splits}


def _all_synthetic(manifest: Manifest) -> bool:
    return bool(manifest.summary["synthetic"] == manifest.documents)


def _licences(rights: Mapping[str, int]) -> list[str]:
    names = {_SPDX_NAMES.get(name.lower(), name.lower()) for name in rights}
    known = names & _LICENCES
    return sorted(
        known | ({"unknown"} if "unknown" in names else set()) | ({"other"} if names - known - {"unknown"} else set())
    )


def _body(manifest: Manifest) -> Iterator[str]:
    summary, accounting = manifest.summary, manifest.accounting
    splits = in_order(manifest.splits)
    yield f"# {text(manifest.name)}"
    yield ""
    yield (
        f"{_count(manifest.documents, 'news text')} ({summary['chars']:,} characters) with stand-off annotations, made "
        f"by copydesk {text(manifest.versions['copydesk'])}. Every annotation says where it stands in the clean text "
        "and in the raw text (half-open, in Unicode code points), and which rule or model made it."
    )
    yield ""
    if _all_synthetic(manifest):
        yield "**Every text here was invented for this corpus. None of them reports anything that happened.**"
        yield ""
    elif summary["synthetic"]:
        invented = _count(summary["synthetic"], "text")
        yield f"{invented} of these were invented (`synthetic` is true): they report nothing that happened."
        yield ""
    withheld = summary["text_release"].get("withheld", 0)
    if withheld:
        yield from _withheld(manifest, withheld)
    if summary["created"]:
        first, last = summary["created"]
        yield f"The documents that say when they were published are from {text(first)} to {text(last)}."
        yield ""
    yield "## What is in it"
    yield ""
    yield "| config | a row is | " + " | ".join(splits) + " |"
    yield "| --- | --- |" + " ---: |" * len(splits)
    for config in configs(manifest):
        rows = _rows(manifest, config)
        cells = " | ".join(f"{rows.get(split, 0):,}" for split in splits)
        yield f"| `{config}` | {_row_is(config)} | {cells} |"
    empty = [f"`{name}`" for name in contract.tables() if name in manifest.counts and not manifest.counts[name]]
    if empty:
        yield ""
        yield f"Without a row here, and so without a file: {', '.join(empty)}."
    missing = [name for name in ("train", "validation", "test") if name not in manifest.splits]
    if missing:
        yield ""
        told = " and ".join(f"`{name}`" for name in missing)
        yield f"No document fell into {told}; a split without documents is left out."
    yield ""
    yield from _loading(
        splits[0], next((name for name in manifest.layers if manifest.counts[name]), contract.DOCUMENTS)
    )
    yield "## Layers"
    yield ""
    for layer in manifest.layers:
        yield f"- `{layer}`: {contract.table(layer).description}"
    if not manifest.layers:
        yield "None: the texts and their edits only."
    yield ""
    yield "## Accounting"
    yield ""
    yield (
        f"{_count(accounting['inputs'], 'input')} came in: {accounting['published']:,} published, "
        f"{_quarantined(accounting):,} quarantined. `manifest.json` lists each with its reason."
    )
    reasons = reasons_of(accounting)
    if reasons:
        yield ""
        yield "| reason | inputs |"
        yield "| --- | ---: |"
        for reason, count in sorted(reasons.items()):
            yield f"| {text(reason)} | {count:,} |"
    if manifest.takedowns:
        yield ""
        yield f"Taken down: {_count(len(manifest.takedowns), 'document')}; `manifest.json` lists the tombstones."
    yield ""
    yield "## Licence"
    yield ""
    yield (
        "A licence of this dataset covers its annotations. The texts belong to those who wrote or published them; "
        "the rights of each stand in `documents.rights`:"
    )
    yield ""
    for rights, count in sorted(summary["rights"].items()):
        yield f"- {_count(count, 'document')}: {text(rights)}"
    yield ""
    yield "## Integrity and citation"
    yield ""
    yield f"The content digest of this release is `{manifest.digest}`."
    yield "`sha256sum -c SHA256SUMS` checks the files, `copydesk verify` the content, the counts and this card too."
    yield ""
    yield "```bibtex"
    yield f"@misc{{{_key(manifest.name)},"
    yield f"  title = {{{_bibtex(manifest.name)}}},"
    yield f"  version = {{copydesk {_bibtex(manifest.versions['copydesk'])}}},"
    yield f"  note = {{Content digest sha256:{manifest.digest}}}"
    yield "}"
    yield "```"


def _withheld(manifest: Manifest, count: int) -> Iterator[str]:
    if manifest.options.get("release") != "public":
        yield f"{_count(count, 'document')} may not be shared as text (`text_release` is `withheld`)."
        yield ""
        return
    yield (
        f"**The text of {_count(count, 'document')} is withheld** from this release. Of these texts the "
        "release holds offsets, types, normalised values and ids, and of their words only names, numbers, dates and a "
        "few nouns: no quotation, no sentence, no headline."
    )
    yield ""
    yield "With copies of your own, the corpus comes back whole; each copy is told to be exact, normalised or another:"
    yield ""
    yield "```sh"
    yield "copydesk rehydrate path/to/this/folder --texts path/to/your/copies -o corpus"
    yield "```"
    yield ""


def _loading(split: str, table: str) -> Iterator[str]:
    yield "## How to load it"
    yield ""
    yield "```python"
    yield "corpus = 'path/to/this/folder'"
    yield ""
    yield "from datasets import load_dataset"
    yield f"articles = load_dataset(corpus, split='{split}')"
    yield f"rows = load_dataset(corpus, '{table}', split='{split}')"
    yield ""
    yield "import duckdb"
    yield f"""duckdb.sql(f"FROM '{{corpus}}/{table}/*.parquet'")"""
    yield ""
    yield "import polars"
    yield f"polars.scan_parquet(f'{{corpus}}/{table}/*.parquet').collect()"
    yield ""
    yield "import pandas"
    yield f"pandas.read_parquet(f'{{corpus}}/{table}')"
    yield ""
    yield "import copydesk"
    yield f"copydesk.open(corpus).table('{table}')"
    yield "```"
    yield ""


def _row_is(config: str) -> str:
    if config == contract.ARTICLES:
        return "a document with each layer as a list: all of the corpus in one config, derived from the others"
    first = contract.table(config).description.partition(". ")[0].removeprefix("A row is ").rstrip(".")
    return first.partition(":")[0]


def reasons_of(accounting: Mapping[str, Any]) -> dict[str, int]:
    """How many inputs were quarantined for each reason."""
    counts: dict[str, int] = {}
    for entry in accounting["quarantined"]:
        counts[entry["reason"]] = counts.get(entry["reason"], 0) + 1
    return counts


def _quarantined(accounting: Mapping[str, Any]) -> int:
    return len(accounting["quarantined"])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def text(value: str) -> str:
    """`value` as Markdown inside a line: whatever could be markup there, a bare link included, is escaped."""
    line = " ".join("".join(char if char.isprintable() else " " for char in value).split())
    return re.sub(r"([!-+/:-@\[-`{-~]|(?<=[Ww]{3})\.)", r"\\\1", line)


def _bibtex(value: str) -> str:
    return " ".join(re.sub(r"[^\w .,:-]", " ", value).split())


def _key(value: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-") or "corpus"


def _yaml(value: Mapping[str, Any] | list[Any], indent: int = 0) -> Iterator[str]:
    """Block YAML of mappings, lists and scalars. An empty list or mapping is not needed here and not written."""
    pad = " " * indent
    if isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(item, Mapping | list):
                yield f"{pad}{key}:"
                yield from _yaml(item, indent if isinstance(item, list) else indent + 2)
            else:
                yield f"{pad}{key}: {scalar(item)}"
        return
    for item in value:
        if isinstance(item, Mapping | list):
            first, *rest = _yaml(item, indent + 2)
            yield f"{pad}- {first.lstrip(' ')}"
            yield from rest
        else:
            yield f"{pad}- {scalar(item)}"


def scalar(value: str | int | bool) -> str:
    """A YAML scalar: plain only where it cannot be read as anything else, otherwise double-quoted."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _YAML_WORDS:
        return value
    # JSON escapes astral characters as surrogate pairs, which YAML does not join: escape by code point instead.
    quoted = "".join(
        char if char.isprintable() else f"\\U{ord(char):08X}"
        for char in value.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{quoted}"'
