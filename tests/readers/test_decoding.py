import codecs
import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.readers.decoding import codec, decode, decode_field, refuse_controls, utf8
from copydesk.readers.inputs import Fault


@given(st.binary())
@example(b"\x81\x8d\x8f\x90\x9d caf\xe9")
@example(b"\xef\xbb\xbf")
@example("müde ".encode() * 3 + b"\xff")
def test_the_bytes_can_be_had_back(data):
    text, encoding, mismatch = decode(data)
    assert not mismatch
    if encoding in ("utf-8", "cp1252"):
        assert text.encode(encoding, "surrogateescape") == data
    elif len(data) % 2 == 0:
        assert text.encode(encoding, "surrogatepass") == data
    else:
        assert (text[:-1].encode(encoding, "surrogatepass"), ord(text[-1]) & 0xFF) == (data[:-1], data[-1])


@given(st.text(), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_a_bom_names_the_encoding_and_stays(text, encoding):
    data = ("\ufeff" + text).encode(encoding, "surrogatepass") if text.isascii() else ("\ufeff" + text).encode(encoding)
    assert decode(data) == ("\ufeff" + text, encoding, False)


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        ("Zürich".encode(), None, ("Zürich", "utf-8", False)),
        ("Zürich".encode("cp1252"), None, ("Zürich", "cp1252", False)),
        (b"caf\xe9 \x81", None, ("café \udc81", "cp1252", False)),
        ("Größe, Maße".encode() + b"\xff", None, ("Größe, Maße\udcff", "utf-8", False)),
        (b"\xef\xbb\xbfcaf\xe9", None, ("\ufeffcaf\udce9", "utf-8", False)),
        ("Минск".encode("cp1251"), "windows-1251", ("Минск", "cp1251", False)),
        ("Минск".encode("koi8-r"), "KOI8-R", ("Минск", "koi8-r", False)),
        ("Минск".encode(), "ascii", ("Минск", "utf-8", True)),
        ("“ja”".encode("cp1252"), "ISO-8859-1", ("“ja”", "cp1252", False)),
        ("“ja”".encode("cp1252"), "UTF-8", ("“ja”", "cp1252", True)),
        ("\ufeffja".encode("utf-16-le"), "UTF-16", ("\ufeffja", "utf-16-le", False)),
        ("\ufeffja".encode("utf-16-be"), "utf-16", ("\ufeffja", "utf-16-be", False)),
        ("\ufeffja".encode("utf-16-be"), "utf-8", ("\ufeffja", "utf-16-be", True)),
        ("ja".encode("utf-16-le"), "utf-16-le", ("ja", "utf-16-le", False)),
        ("\ufeffjä".encode(), "utf-8-sig", ("\ufeffjä", "utf-8", False)),
        ("\ufeffjä".encode(), "latin-1", ("\ufeffjä", "utf-8", True)),
        (codecs.BOM_UTF16_LE + b"a\x00\x3d\xd8", None, ("\ufeffa\ud83d", "utf-16-le", False)),
        (codecs.BOM_UTF16_LE + b"a\x00b", None, ("\ufeffa\udc62", "utf-16-le", False)),
        (b"", None, ("", "utf-8", False)),
    ],
)
def test_the_order_of_encodings(data, declared, expected):
    assert decode(data, declared) == expected


@pytest.mark.parametrize(
    "label", ["zlib", "rot13", "unicode_escape", "punycode", "idna", "mbcs", "undefined", "no such", "../x", "a\0b", ""]
)
def test_what_is_no_text_encoding_is_refused(label):
    assert codec(label, None) is None


def test_surrogates_in_a_field_are_lone_surrogates():
    assert decode_field(b"\xed\xa0\xbd") == ("\ud83d", "utf-8", False)
    assert decode_field(b"caf\xe9") == ("café", "cp1252", False)


@given(st.text(), st.sampled_from(["utf-16-le", "utf-16-be"]), st.integers(1, 9))
def test_a_utf_16_stream_is_recoded_wherever_it_is_cut(text, encoding, size):
    data = ("\ufeff" + text).encode(encoding)
    name, stream = utf8(data[i : i + size] for i in range(0, len(data), size))
    assert (name, b"".join(stream)) == (encoding, text.encode())


def test_a_utf_16_stream_that_ends_within_a_character_is_truncated():
    with pytest.raises(Fault, match="truncated"):
        list(utf8(iter(["\ufeffone two three".encode("utf-16-le")[:-1]]))[1])


def test_escape_codes_and_tabs_are_text_and_bells_are_not():
    refuse_controls(b"\x1b[1mBulletin\x1b[0m\t\x0c\r\n")
    with pytest.raises(Fault, match="binary"):
        refuse_controls(b"\x07\x07Bulletin")


def test_decoding_is_linear():
    for data in (b"\xff" * 2**20, b"\xc3" * 2**20, b"7" * 2**20, hashlib.sha256(b"").digest() * 2**15):
        decode(data)
