"""manifest.json: what a release is, as a pure function of its inputs and semantic options.

It holds no time, path, worker count or version of a library: the same texts give the same manifest everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Self

from copydesk.digest import release_digest
from copydesk.errors import CopydeskError

FILE: Final = "manifest.json"
RELEASE_FORMAT: Final = 2
"""The layout of a release: its files, this manifest, the card. It rises when an old release would no longer verify."""

_FIRST_SPLITS: Final = ("train", "validation", "test")


class ManifestError(CopydeskError, ValueError):
    """A manifest.json that is none of ours, or a damaged one."""


def in_order(splits: Iterable[str]) -> list[str]:
    """Split names as people list them: train, validation, test, then others by name."""
    rank = {name: i for i, name in enumerate(_FIRST_SPLITS)}
    return sorted(splits, key=lambda name: (rank.get(name, len(rank)), name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What manifest.json says. Mappings by table hold every contract table of the release, those without rows too."""

    name: str
    layers: tuple[str, ...]
    """The annotation tables of the release."""
    splits: Mapping[str, int]
    """Documents by split; only splits that hold one."""
    counts: Mapping[str, Mapping[str, int]]
    """Rows by table and split; a split without a row of the table is left out, and so is its file."""
    num_bytes: Mapping[str, Mapping[str, int]]
    """Size of these rows as canonical JSON (see `digest`): unlike a file's, it is a function of the content alone."""
    digests: Mapping[str, str]
    """Content digests by table. `articles` has none: it is derived, and `verify` derives it again."""
    summary: Mapping[str, Any]
    """Facts of the documents: characters, first and last `created`, languages, rights, synthetic, text_release."""
    accounting: Mapping[str, Any]
    """`inputs` = `published` + `quarantined`, and where each quarantined input failed."""
    options: Mapping[str, Any]
    versions: Mapping[str, Any]
    """`copydesk`, `contract` (the digest of the tables' columns and keys) and `release` (the layout)."""
    private: Mapping[str, Any] = field(default_factory=dict)
    """Of a public release, the content `digests` of the private corpus that it was made of, without the `left_out`
    withheld documents that are too short for a digest. Empty for a private one."""
    takedowns: Sequence[Mapping[str, str]] = ()
    """Tombstones: `id`, `date` and `reason` of each document that was taken down."""

    @property
    def digest(self) -> str:
        """The content digest of the release: of the digests of its tables."""
        return release_digest(self.digests)

    @property
    def documents(self) -> int:
        """How many documents the release holds."""
        return sum(self.splits.values())

    def to_json(self) -> str:
        """The text of manifest.json: sorted keys, two spaces, a final line feed."""
        plain = {"digest": self.digest, **asdict(self)}
        return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read manifest.json. Raises ManifestError where it is damaged, or is another program's."""
        try:
            plain = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ManifestError(f"it is not JSON ({error}); build the corpus again") from None
        if not is_ours(plain):
            raise ManifestError("it is not the manifest of a copydesk corpus; give the folder of one")
        if plain["versions"].get("release") != RELEASE_FORMAT:
            raise ManifestError(
                f"the release has layout {plain['versions'].get('release')!r}, this copydesk reads {RELEASE_FORMAT}; "
                f"read it with copydesk {plain['versions']['copydesk']}, or build it again"
            )
        digest = plain.pop("digest", None)
        names = {declared.name for declared in fields(cls)}
        if plain.keys() != names:
            odd = ", ".join(sorted(plain.keys() ^ names))
            raise ManifestError(f"its keys are not those of a manifest ({odd}); build the corpus again")
        layers = plain.pop("layers")
        if not (_is_list(layers) and isinstance(plain["name"], str)):
            raise ManifestError("`name` or `layers` is damaged; build the corpus again")
        for key in ("splits", "summary", "accounting", "options", "private"):
            if not isinstance(plain[key], dict):
                raise ManifestError(f"`{key}` is damaged; build the corpus again")
        if not isinstance(plain["takedowns"], list) or not all(_is_mapping_of(t, str) for t in plain["takedowns"]):
            raise ManifestError("`takedowns` is damaged; build the corpus again")
        for key, kind in (("digests", str), ("splits", int)):
            if not _is_mapping_of(plain[key], kind):
                raise ManifestError(f"`{key}` is damaged; build the corpus again")
        for key in ("counts", "num_bytes"):
            if not isinstance(plain[key], dict) or not all(_is_mapping_of(v, int) for v in plain[key].values()):
                raise ManifestError(f"`{key}` is damaged; build the corpus again")
        manifest = cls(layers=tuple(layers), **plain)
        if digest != manifest.digest:
            raise ManifestError("`digest` is not that of its `digests`; build the corpus again")
        return manifest


def is_ours(plain: object) -> bool:
    """Whether a parsed manifest.json was written by copydesk, whatever its version."""
    return (
        isinstance(plain, dict)
        and isinstance(plain.get("versions"), dict)
        and isinstance(plain["versions"].get("copydesk"), str)
        and isinstance(plain.get("digests"), dict)
    )


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_mapping_of(value: object, kind: type) -> bool:
    return isinstance(value, dict) and all(type(item) is kind for item in value.values())
