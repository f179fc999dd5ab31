"""JSON Lines: each line a record."""

from __future__ import annotations

import hashlib
import json
from codecs import BOM_UTF8
from collections.abc import Iterator

from copydesk.readers.decoding import decode_field, settle, utf8
from copydesk.readers.inputs import Fault, Quarantined, RawText
from copydesk.readers.lines import Overlong, lines
from copydesk.readers.records import InputFile, Records


def read(file: InputFile) -> Iterator[RawText | Quarantined]:
    """The records of a file; blank lines are none. Raises Fault where the stream can't be read on."""
    records = Records(file)
    bom, content = utf8(file.chunks())
    declared, overruled = settle(records.declared, bom)
    for n, line in enumerate(lines(content, file.limits.document_bytes), 1):
        place = f"line {n}"
        if isinstance(line, Overlong):
            detail = f"a line of {line.size:,} bytes, over {file.limits.document_bytes:,}"
            yield Quarantined(f"{file.name}: {place}", "too_long", detail, line.sha256)
            continue
        line = line.strip().removeprefix(BOM_UTF8)  # of a file that others were appended to
        if not line:
            continue
        digest = hashlib.sha256(line).hexdigest()
        text, _, mismatch = decode_field(line, declared)
        try:
            values = _object(text)
        except Fault as fault:
            yield Quarantined(f"{file.name}: {place}", fault.reason, fault.detail, digest)
            continue
        yield records.raw_text(values, place, digest, mismatch=mismatch or overruled)


def _object(line: str) -> dict[str, object]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise Fault("bad_json", f"{error.msg} at character {error.pos}") from error
    except ValueError as error:  # a number of thousands of digits
        raise Fault("bad_json", "a number that is too long") from error
    except RecursionError as error:
        raise Fault("bad_json", "nested too deeply") from error
    if not isinstance(value, dict):
        raise Fault("bad_json", f"a {type(value).__name__}, not an object")
    return value
