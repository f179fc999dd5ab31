"""Write raw/open/manifest.csv from the texts it describes: ``python training/open_manifest.py FILE.jsonl…``.

What goes in says where a text is found, under which licence, and which text is meant; no word of it goes in.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "raw" / "open" / "manifest.csv"
COLUMNS = ("id", "url", "created", "publisher", "rights", "text_release", "language", "raw_sha256")
#: Works of the US government are in the public domain there: SPDX names that by its mark.
RIGHTS = {"LicenseRef-US-government-work": "CC-PDDC", "CC-BY-2.5": "CC-BY-2.5"}

#: Their licences would let the texts be passed on. They stay where they are all the same: the corpus shows that a
#: release without its texts can be checked, used and made whole.
RELEASE = "withheld"


def main(files: list[str]) -> None:
    """One row a record, in the order of the ids."""
    records = [json.loads(line) for file in files for line in Path(file).read_text("utf-8").splitlines() if line]
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(COLUMNS)
        for record in sorted(records, key=lambda record: str(record["id"])):
            digest = hashlib.sha256(record["text"].encode("utf-8", "surrogatepass")).hexdigest()
            said = (record["id"], record["url"], record["published"], record["publisher"])
            table.writerow((*said, RIGHTS[record["rights"]], RELEASE, "en", digest))


if __name__ == "__main__":
    main(sys.argv[1:])
