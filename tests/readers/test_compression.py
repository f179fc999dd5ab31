import gzip
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bad.faults import prose, zstd
from copydesk.raw import RawText, read
from copydesk.readers.compression import chunks
from copydesk.readers.inputs import LIMITS, Fault, Limits

PACK = {"gzip": gzip.compress, "zstd": zstd, None: bytes}


def content(data, compression, limits=LIMITS):
    return b"".join(chunks(io.BytesIO(data), compression, limits))


@pytest.mark.parametrize("compression", PACK)
@given(st.binary(), st.integers(0, 300_000))
def test_what_was_packed_comes_out(compression, data, padding):
    data += random.Random(padding).randbytes(padding)
    assert content(PACK[compression](data), compression) == data


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_members_follow_one_another(compression):
    pack = PACK[compression]
    assert content(pack(b"one ") + pack(b"") + pack(b"two"), compression) == b"one two"


def test_a_gzip_file_may_be_padded_with_zeros():
    assert content(gzip.compress(b"one") + bytes(100_000), "gzip") == b"one"


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_text_that_packs_well_is_no_bomb(compression):
    data = (prose(400) * 50).encode()
    packed = PACK[compression](data)
    if compression == "gzip":
        packed = b"".join(gzip.compress(data[i : i + 2**15]) for i in range(0, len(data), 2**15))
        assert len(packed) * 64 > len(data)
        assert content(packed, compression) == data
    short = b" " * 2**20
    assert content(PACK[compression](short), compression) == short


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
@pytest.mark.parametrize(
    ("limits", "detail"),
    [(LIMITS, "over 64 bytes for each"), (Limits(ratio=2**20, stream_bytes=3 * 2**20), "over 3,145,728 bytes in all")],
)
def test_a_bomb_is_stopped(compression, limits, detail):
    given = 0
    with pytest.raises(Fault, match="bomb") as caught:
        for chunk in chunks(io.BytesIO(PACK[compression](bytes(20 * 2**20))), compression, limits):
            given += len(chunk)
    assert detail in caught.value.detail
    assert given <= 5 * 2**20


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_a_stream_that_ends_early_is_truncated_wherever_it_ends(compression):
    packed = PACK[compression](prose(20).encode())
    for end in range(1, len(packed)):
        with pytest.raises(Fault) as caught:
            content(packed[:end], compression)
        assert caught.value.reason == "truncated"


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_what_follows_a_stream_but_is_none_is_corrupt(compression):
    with pytest.raises(Fault, match="corrupt"):
        content(PACK[compression](b"one") + b"something else", compression)


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_fault_or_in_content(data):
    for compression in ("gzip", "zstd"):
        for head in (b"", PACK[compression](b"one two three")[:20]):
            try:
                content(head + data, compression)
            except Fault as fault:
                assert fault.reason in ("truncated", "corrupt")


def test_gzip_gives_all_that_comes_before_the_break():
    text = prose(2000).encode()
    packed = gzip.compress(text)
    read = b""
    with pytest.raises(Fault):
        for chunk in chunks(io.BytesIO(packed[: len(packed) // 2]), "gzip", LIMITS):
            read += chunk
    assert text.startswith(read)
    assert len(read) > 0.45 * len(text)


@pytest.mark.parametrize(("suffix", "compression"), [(".gz", "gzip"), (".zst", "zstd"), (".GZ", "gzip")])
def test_all_formats_are_read_compressed(suffix, compression, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.BufferOutputStream()
    pq.write_table(pa.table({"id": ["p"], "text": ["One."]}), table)
    formats = {
        "a.txt": b"One.",
        "b.jsonl": b'{"id": "j", "text": "One."}',
        "c.csv": b"id,text\nc,One.\n",
        "d.tsv": b"id\ttext\nt\tOne.\n",
        "e.parquet": table.getvalue().to_pybytes(),
    }
    for name, data in formats.items():
        (tmp_path / (name + suffix)).write_bytes(PACK[compression](data))
    items = list(read(tmp_path))
    assert all(isinstance(item, RawText) for item in items)
    assert [(raw.doc_id, raw.text) for raw in items] == [(doc_id, "One.") for doc_id in "ajctp"]
    assert len({raw.sha256 for raw in items}) == 1
