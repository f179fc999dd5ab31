"""Faulty inputs, one function each, named after the fault. Each writes into a folder and says what must come of it."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import random
import socket
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

PROSE = "The harbour master of Port Elsin said on Tuesday that two ferries were late.\n"


@dataclass(frozen=True)
class Outcome:
    """The quarantined inputs with their reasons, and the ids of what is published all the same, with their flags."""

    quarantined: dict[str, str] = field(default_factory=dict)
    published: dict[str, tuple[str, ...]] = field(default_factory=dict)


FAULTS: dict[str, Callable[[Path], Outcome]] = {}


def fault(build: Callable[[Path], Outcome]) -> Callable[[Path], Outcome]:
    FAULTS[build.__name__] = build
    return build


def one(reason: str, name: str = "bad.txt") -> Outcome:
    return Outcome({name: reason})


def prose(n: int) -> str:
    """Text that packs like text: `n` sentences of random words."""
    dice = random.Random(n)
    letters = "etaoinshrdlucmfw"
    words = ["".join(dice.choices(letters, k=dice.randint(2, 9))) for _ in range(3000)]
    return "".join(" ".join(dice.choices(words, k=12)).capitalize() + ".\n" for _ in range(n))


def records(n: int) -> str:
    return "".join(json.dumps({"id": f"n{i}", "text": f"Report {i}. {prose(20)}"}) + "\n" for i in range(n))


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return sink.getvalue().to_pybytes()


def table(folder: Path, name: str, **columns: object) -> None:
    pq.write_table(pa.table(columns), folder / name)


@fault
def empty_file(folder: Path) -> Outcome:
    (folder / "bad.txt").write_bytes(b"")
    return one("empty")


@fault
def only_white_space(folder: Path) -> Outcome:
    (folder / "bad.txt").write_text("\ufeff \n\u00a0\t\r\n\u3000")
    return one("empty")


@fault
def empty_jsonl(folder: Path) -> Outcome:
    (folder / "bad.jsonl").write_text("\n\n")
    return one("empty", "bad.jsonl")


@fault
def empty_csv(folder: Path) -> Outcome:
    (folder / "bad.csv").write_bytes(b"")
    return one("empty", "bad.csv")


@fault
def empty_parquet(folder: Path) -> Outcome:
    (folder / "bad.parquet").write_bytes(b"")
    return one("empty", "bad.parquet")


@fault
def nul_in_text(folder: Path) -> Outcome:
    (folder / "bad.txt").write_bytes(PROSE.encode() + b"\0" + PROSE.encode())
    return one("binary")


@fault
def utf_16_without_bom(folder: Path) -> Outcome:
    (folder / "bad.txt").write_bytes(PROSE.encode("utf-16-le"))
    return one("binary")


@fault
def control_characters(folder: Path) -> Outcome:
    (folder / "bad.txt").write_bytes(bytes(range(1, 32)) + b"some letters")
    return one("binary")


@fault
def picture_named_txt(folder: Path) -> Outcome:
    (folder / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + b"IHDR" * 9)
    return one("binary")


@fault
def gzip_named_txt(folder: Path) -> Outcome:
    (folder / "bad.txt").write_bytes(gzip.compress(PROSE.encode()))
    return one("binary")


@fault
def gzip_named_jsonl(folder: Path) -> Outcome:
    (folder / "bad.jsonl").write_bytes(gzip.compress(records(3).encode()))
    return one("binary", "bad.jsonl")


@fault
def too_long_text(folder: Path) -> Outcome:
    with (folder / "bad.txt").open("wb") as file:
        file.truncate(2**26 + 1)
    return one("too_long")


@fault
def truncated_gzip_text(folder: Path) -> Outcome:
    (folder / "bad.txt.gz").write_bytes(gzip.compress(prose(50).encode())[:-20])
    return one("truncated", "bad.txt.gz")


@fault
def truncated_gzip_records(folder: Path) -> Outcome:
    packer = zlib.compressobj(wbits=31)
    whole = packer.compress(records(3).encode()) + packer.flush(zlib.Z_SYNC_FLUSH)
    (folder / "bad.jsonl.gz").write_bytes(
        whole + packer.compress(b'{"id": "n3", "te') + packer.flush(zlib.Z_SYNC_FLUSH)
    )
    return Outcome({"bad.jsonl.gz: after record 3": "truncated"}, {"n0": (), "n1": (), "n2": ()})


@fault
def truncated_zstd(folder: Path) -> Outcome:
    (folder / "bad.txt.zst").write_bytes(zstd(prose(50).encode())[:-5])
    return one("truncated", "bad.txt.zst")


@fault
def corrupt_gzip(folder: Path) -> Outcome:
    data = bytearray(gzip.compress(prose(50).encode()))
    data[-8] ^= 1  # the checksum
    (folder / "bad.txt.gz").write_bytes(data)
    return one("corrupt", "bad.txt.gz")


@fault
def gzip_in_name_only(folder: Path) -> Outcome:
    (folder / "bad.txt.gz").write_text(PROSE)
    return one("corrupt", "bad.txt.gz")


@fault
def zstd_in_name_only(folder: Path) -> Outcome:
    (folder / "bad.jsonl.zst").write_text(records(1))
    return one("corrupt", "bad.jsonl.zst")


@fault
def gzip_bomb(folder: Path) -> Outcome:
    packer = zlib.compressobj(9, wbits=31)
    with (folder / "bad.txt.gz").open("wb") as file:
        for _ in range(100):
            file.write(packer.compress(b"boom " * 200_000))
        file.write(packer.flush())
    return one("bomb", "bad.txt.gz")


@fault
def hundred_to_one_bomb(folder: Path) -> Outcome:
    block = random.Random(0).randbytes(1500).hex().encode()
    data = gzip.compress((block * 60 + b"\n") * 100)
    assert 90 < (len(block) * 60 + 1) * 100 / len(data) < 300
    (folder / "bad.txt.gz").write_bytes(data)
    return one("bomb", "bad.txt.gz")


@fault
def zstd_bomb(folder: Path) -> Outcome:
    (folder / "bad.csv.zst").write_bytes(zstd(b"id,text\n" + b"x" * 50_000_000))
    return one("bomb", "bad.csv.zst")


@fault
def parquet_bomb(folder: Path) -> Outcome:
    text = PROSE * 4000
    table(folder, "bad.parquet", id=[f"n{i}" for i in range(400)], text=[text] * 400)
    size = (folder / "bad.parquet").stat().st_size
    fits = max(64 * size, 2**20) // len(text)
    return Outcome({f"bad.parquet: after record {fits}": "bomb"}, {f"n{i}": () for i in range(fits)})


@fault
def broken_json(folder: Path) -> Outcome:
    lines = [
        '{"id": "n1", "text": "A fine line."}',
        '{"id": "n2", "text": ',
        '{"id": "n3", "text": "Another fine line."}',
    ]
    (folder / "bad.jsonl").write_text("\n".join(lines))
    return Outcome({"bad.jsonl: line 2": "bad_json"}, {"n1": (), "n3": ()})


@fault
def json_that_is_no_object(folder: Path) -> Outcome:
    (folder / "bad.jsonl").write_text('["text"]\n7\nnull\n"text"\n')
    return Outcome({f"bad.jsonl: line {n}": "bad_json" for n in range(1, 5)})


@fault
def json_nested_too_deeply(folder: Path) -> Outcome:
    (folder / "bad.jsonl").write_text('{"text": ' + "[" * 100_000 + "\n")
    return Outcome({"bad.jsonl: line 1": "bad_json"})


@fault
def json_number_of_5000_digits(folder: Path) -> Outcome:
    (folder / "bad.jsonl").write_text('{"text": "fine", "n": ' + "7" * 5000 + "}\n")
    return Outcome({"bad.jsonl: line 1": "bad_json"})


@fault
def no_text_in_records(folder: Path) -> Outcome:
    lines = ['{"id": "n1"}', '{"id": "n2", "text": null}', '{"id": "n3", "text": 7}', '{"id": "n4", "text": " \\n"}']
    (folder / "bad.jsonl").write_text("\n".join(lines))
    reasons = ("no_text", "no_text", "no_text", "empty")
    return Outcome({f"bad.jsonl: line {n}": reason for n, reason in enumerate(reasons, 1)})


@fault
def line_beyond_the_cap(folder: Path) -> Outcome:
    with (folder / "bad.jsonl").open("w") as file:
        file.write('{"id": "n1", "text": "A fine line."}\n{"id": "n2", "text": "')
        for _ in range(70):
            file.write("x" * 2**20)
        file.write('"}\n{"id": "n3", "text": "Another fine line."}\n')
    return Outcome({"bad.jsonl: line 2": "too_long"}, {"n1": (), "n3": ()})


@fault
def line_of_50_megabytes(folder: Path) -> Outcome:
    (folder / "bad.jsonl").write_text(json.dumps({"id": "n1", "text": "blah " * 10_000_000}) + "\n")
    return Outcome({}, {"n1": ()})


@fault
def lone_surrogates(folder: Path) -> Outcome:
    (folder / "bad.jsonl").write_text('{"id": "n1", "text": "half \\ud83d a smile", "title": "\\udc00 off"}\n')
    return Outcome({}, {"n1": ()})


@fault
def id_that_climbs(folder: Path) -> Outcome:
    ids = ["../../etc/passwd", "a/b", "", "x" * 129, "né", "a\nb", 7, True]
    lines = [json.dumps({"id": said, "text": f"Text {n}."}) for n, said in enumerate(ids)]
    (folder / "bad.jsonl").write_text("\n".join(lines))
    return Outcome(
        {f"bad.jsonl: line {n}": "bad_id" for n in (1, 2, 4, 5, 6, 8)},
        {"7": (), hashlib.sha256(b"Text 2.").hexdigest()[:16]: ()},
    )


@fault
def file_name_that_is_no_id(folder: Path) -> Outcome:
    for name in (b"two words.txt", b"new\nline.txt", b"caf\xe9.txt", "Über.txt".encode()):
        (folder / os.fsdecode(name)).write_text(PROSE)
    return Outcome(dict.fromkeys(("two words.txt", "new\\nline.txt", "caf\\udce9.txt", "Über.txt"), "bad_id"))


@fault
def link(folder: Path) -> Outcome:
    (folder / "bad.txt").symlink_to(folder / "good.txt")
    (folder / "broken.txt").symlink_to("/nowhere")
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to("self.txt")
    return Outcome(dict.fromkeys(("bad.txt", "broken.txt", "loop", "self.txt"), "not_regular_file"))


@fault
def fifo_and_socket(folder: Path) -> Outcome:
    os.mkfifo(folder / "bad.txt")
    here = Path.cwd()
    os.chdir(folder)  # a socket's path is at most 108 bytes
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("socket.jsonl")
    finally:
        os.chdir(here)
    return Outcome(dict.fromkeys(("bad.txt", "socket.jsonl"), "not_regular_file"))


@fault
def cp1252_that_claims_utf_8(folder: Path) -> Outcome:
    (folder / "bad.txt").write_bytes("“Café” – naïve, said the maître.".encode("cp1252"))
    (folder / "manifest.csv").write_text("file,encoding\nbad.txt,utf-8\n")
    return Outcome({}, {"bad": ("encoding_mismatch",)})


@fault
def encoding_that_is_none(folder: Path) -> Outcome:
    names = ("zlib", "rot13", "unicode_escape", "../../x", "no-such", "punycode", "a" * 99)
    for n, name in enumerate(names):
        (folder / f"bad{n}.txt").write_text(f"A fine line under {name}.")
    rows = "".join(f"bad{n},{name}\n" for n, name in enumerate(names))
    (folder / "manifest.csv").write_text("file,encoding\n" + rows)
    return Outcome({}, {f"bad{n}": ("encoding_mismatch",) for n in range(len(names))})


@fault
def impossible_dates(folder: Path) -> Outcome:
    dates = ["2023-02-30", "03/04/2023", "yesterday", "0000-00-00", 1687737600123, ["2023-06-26"], "x" * 99999]
    lines = [json.dumps({"id": f"n{n}", "text": f"Text {n}.", "date": said}) for n, said in enumerate(dates)]
    (folder / "bad.jsonl").write_text("\n".join(lines))
    return Outcome({}, {f"n{n}": ("created_unreadable",) for n in range(len(dates))})


@fault
def manifest_that_contradicts_itself(folder: Path) -> Outcome:
    (folder / "bad.txt").write_text(PROSE)
    (folder / "manifest.csv").write_text("file,rights,title\nbad.txt,CC0-1.0,Late\nbad,all-rights-reserved,Late\n")
    return Outcome({}, {"bad": ("manifest_conflict",)})


@fault
def unclosed_quote(folder: Path) -> Outcome:
    (folder / "bad.csv").write_text('id,text\nn1,Fine.\nn2,"Never closed\nn3,Swallowed.\n')
    return Outcome({"bad.csv: after record 1": "corrupt"}, {"n1": ()})


@fault
def quote_inside_a_quoted_cell(folder: Path) -> Outcome:
    (folder / "bad.csv").write_text('id,text\nn1,Fine.\nn2,"He said "no" twice"\nn3,Unsure where it begins.\n')
    return Outcome({"bad.csv: after record 1": "corrupt"}, {"n1": ()})


@fault
def comma_in_an_unquoted_cell(folder: Path) -> Outcome:
    (folder / "bad.csv").write_text("id,text\nn1,Fine.\nn2,Well, no.\nn3,Fine again.\n")
    return Outcome({"bad.csv: row 2": "corrupt"}, {"n1": (), "n3": ()})


@fault
def csv_row_without_text(folder: Path) -> Outcome:
    (folder / "bad.csv").write_text("id,text\nn1,Fine.\nn2\nn3,\n\nn4,Fine again.\n")
    return Outcome({"bad.csv: row 2": "no_text", "bad.csv: row 3": "empty"}, {"n1": (), "n4": ()})


@fault
def csv_row_beyond_the_cap(folder: Path) -> Outcome:
    with (folder / "bad.csv").open("w") as file:
        file.write('id,text\nn1,Fine.\nn2,"')
        for _ in range(70):
            file.write(("x" * 1023 + "\n") * 1024)
        file.write('"\nn3,Fine again.\n')
    return Outcome({"bad.csv: after record 1": "too_long"}, {"n1": ()})


@fault
def cell_of_a_megabyte(folder: Path) -> Outcome:
    with (folder / "bad.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["id", "text"], ["n1", PROSE * 20_000]])
    return Outcome({}, {"n1": ()})


@fault
def parquet_cut_short(folder: Path) -> Outcome:
    table(folder, "bad.parquet", id=["n1"], text=[PROSE])
    data = (folder / "bad.parquet").read_bytes()
    (folder / "bad.parquet").write_bytes(data[: len(data) // 2])
    return one("corrupt", "bad.parquet")


@fault
def parquet_page_overwritten(folder: Path) -> Outcome:
    text = [f"{n}. {prose(40)}" for n in range(60)]
    columns = pa.table({"id": [f"n{n}" for n in range(60)], "text": text})
    pq.write_table(columns, folder / "bad.parquet", row_group_size=20, write_page_checksum=True, use_dictionary=False)
    place = pq.ParquetFile(folder / "bad.parquet").metadata.row_group(2).column(1)
    data = bytearray((folder / "bad.parquet").read_bytes())
    end = place.data_page_offset + place.total_compressed_size
    data[end - 50 : end] = bytes(50)
    (folder / "bad.parquet").write_bytes(data)
    return Outcome({"bad.parquet: after record 40": "corrupt"}, {f"n{n}": () for n in range(40)})


@fault
def parquet_that_is_none(folder: Path) -> Outcome:
    (folder / "bad.parquet").write_text(PROSE)
    return one("corrupt", "bad.parquet")


@fault
def parquet_string_that_is_not_utf_8(folder: Path) -> Outcome:
    raw = pa.array([b"caf\xe9 open", b"half \xed\xa0\xbd smile"]).view(pa.string())
    table(folder, "bad.parquet", id=["n1", "n2"], text=raw)
    return Outcome({}, {"n1": (), "n2": ()})
