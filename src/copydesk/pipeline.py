"""What a shard's tables depend on besides its inputs: the code and knowledge of this package, and what it stands on.

A kept shard is used again only while this is the same. Better once too often anew than once too seldom: every file of
the package counts, though a new option of the command line changes no row.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from copydesk import contract
from copydesk.digest import canonical

#: Libraries that have a say in what a row holds, in what the gate passes, or in how a kept shard is written.
_LIBRARIES: Final = ("ftfy", "numpy", "pandera", "polars", "pyarrow", "spacy")


def fingerprint(layers: Iterable[str], swaps: Mapping[str, str], annotators: Mapping[str, str]) -> str:
    """The digest of everything that, with its inputs, makes a shard's tables what they are: 64 hex digits.

    `layers` are the published layers, `swaps` the outside tools that stand in for some (see `engine.plan`) and
    `annotators` their names and versions; of a model that is a folder the files count too. Python's version stands for
    its `unicodedata` and `re`.
    """
    models = [_of_files(path) for choice in swaps.values() if (path := Path(choice.partition(":")[2])).is_dir()]
    return hashlib.sha256(
        canonical([sorted(layers), dict(swaps), dict(annotators), models, _of_package()]).encode()
    ).hexdigest()


@cache
def _of_package() -> tuple[str, ...]:
    folders = (Path(__file__).parent, contract.data_folder("schema"))
    return (platform.python_version(), *map(_version, _LIBRARIES), *map(_of_files, folders))


def _version(library: str) -> str:
    try:
        return f"{library} {metadata.version(library)}"
    except metadata.PackageNotFoundError:
        return f"{library} none"


def _of_files(folder: Path) -> str:
    """The digest of the names and bytes of the files below `folder`."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{digest} {path.relative_to(folder).as_posix()}\n".encode())
    return whole.hexdigest()
