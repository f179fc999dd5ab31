"""Bytes to text: declared encoding, BOM, UTF-8, UTF-16 with BOM, then cp1252; nothing is ever dropped."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import chain

from copydesk.readers.inputs import Fault

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# A declared encoding is a stranger's word and Python's codecs hold more than encodings (zlib, rot13, unicode_escape,
# quadratic punycode, platform-bound mbcs), so only the families that text on the web comes in are let through.
_LABEL = re.compile(r"[A-Za-z0-9 _:.-]{1,40}", re.ASCII)
_CHARSET = re.compile(
    r"ascii|utf-(8|16|32)(-[lb]e)?|cp\d+|iso8859-\d+|koi8-[rtu]|mac-[a-z]+|gb2312|gbk|gb18030|hz|big5(hkscs)?"
    r"|shift_jis\w*|euc_\w+|iso2022_\w+|johab|tis-620|ptcp154|kz1048|hp-roman8"
)

# C0 controls that plain text doesn't use (white space, backspace and escape do occur in wire and terminal copy).
_CONTROLS = bytes(set(range(32)) - set(b"\b\t\n\v\f\r\x1b")) + b"\x7f"
_ASCII = bytes(range(128))
_CONTROL_SHARE = 20  # one in twenty; random bytes hold one in ten, the headers of old wire copy far fewer

_MAGIC = (
    (b"\x1f\x8b\x08", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\xfd7zXZ\0", "xz data"),
    (b"BZh91AY&SY", "bzip2 data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\0", "an SQLite database"),
)


def decode(data: bytes, declared: str | None = None) -> tuple[str, str, bool]:
    """The text of `data`, the encoding it was read as, and whether the declared one had to be given up.

    A BOM stays in the text as U+FEFF. A declared encoding is believed if it decodes strictly and no BOM contradicts
    it. Bytes that are UTF-8 but for fewer bad bytes than good multi-byte sequences are UTF-8 with undecodable bytes
    as surrogates; the five bytes cp1252 doesn't define come so too. A UTF-16 unit without its partner stays a lone
    surrogate, and an odd last byte `b` becomes U+DC00 + `b`.
    """
    bom = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    if declared is not None:
        name = codec(declared, bom)
        if name is not None and bom in (None, name):
            try:
                return data.decode(name), name, False
            except UnicodeDecodeError:
                pass
    mismatch = declared is not None
    if bom in ("utf-16-le", "utf-16-be"):
        even = len(data) & ~1
        text = data[:even].decode(bom, "surrogatepass") + "".join(chr(0xDC00 | byte) for byte in data[even:])
        return text, bom, mismatch
    try:
        return data.decode("utf-8"), "utf-8", mismatch
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    good = text.encode("utf-8", "ignore")
    bad = len(data) - len(good)
    multibyte = len(text) - bad - (len(good) - len(good.translate(None, _ASCII)))
    if bom == "utf-8" or multibyte > bad:
        return text, "utf-8", mismatch
    return data.decode("cp1252", "surrogateescape"), "cp1252", mismatch


def codec(label: str, bom: str | None) -> str | None:
    """Python's name of a declared encoding; None if it is unknown or no text encoding.

    As the WHATWG Encoding Standard has it, ``iso-8859-1`` means windows-1252 and ``utf-16`` without a BOM is
    little-endian.
    """
    if not _LABEL.fullmatch(label):
        return None
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    if name == "utf-8-sig":
        return "utf-8"
    if name == "utf-16":
        return bom if bom in ("utf-16-le", "utf-16-be") else "utf-16-le"
    if name == "iso8859-1":
        return "cp1252"
    return name if _CHARSET.fullmatch(name) else None


def decode_field(data: bytes, declared: str | None = None) -> tuple[str, str, bool]:
    """As `decode`, for a field inside a stream: there, surrogates that were written as UTF-8 are lone surrogates."""
    if declared is None:
        try:
            return data.decode("utf-8", "surrogatepass"), "utf-8", False
        except UnicodeDecodeError:
            pass
    return decode(data, declared)


def utf8(chunks: Iterator[bytes]) -> tuple[str | None, Iterator[bytes]]:
    """The encoding that a stream's BOM names, if it has one, and the stream as UTF-8 without that BOM.

    UTF-16 is recoded, lone surrogates included; all else goes through untouched. Raises Fault ``binary``.
    """
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= 16:
            break
    refuse_magic(head)
    for mark, name in _BOMS:
        if head.startswith(mark):
            rest = chain([head.removeprefix(mark)], chunks)
            return name, rest if name == "utf-8" else _recode(rest, name)
    return None, chain([head], chunks)


def settle(declared: str | None, bom: str | None) -> tuple[str | None, bool]:
    """The encoding that a stream's fields are declared to have, and whether its BOM says otherwise and so decides."""
    if bom is None:
        return declared, False
    return None, declared is not None and codec(declared, bom) != bom


def _recode(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
    if decoder.getstate()[0]:
        raise Fault("truncated", "UTF-16 that ends within a character")


def refuse_magic(data: bytes) -> None:
    """Raises Fault ``binary`` if `data` begins like a known format that isn't text."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise Fault("binary", f"begins like {name}")


def refuse_controls(data: bytes) -> None:
    """Raises Fault ``binary`` if over one in twenty of the bytes (ASCII or a superset of it) are control characters."""
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * _CONTROL_SHARE > len(data):
        raise Fault("binary", f"{controls:,} of {len(data):,} bytes are control characters")
