import gzip
import hashlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.raw import Quarantined, RawText, read


def only(folder):
    (item,) = read(folder)
    return item


def test_text_is_what_was_decoded_and_nothing_else(tmp_path):
    data = "\ufeff date 2023-06-26 One.\r\n\rTwo.\x0b\u2028Three.\x00"[:-1].encode()
    (tmp_path / "a.txt").write_bytes(data)
    raw = only(tmp_path)
    assert raw.text == "\ufeff date 2023-06-26 One.\r\n\rTwo.\x0b\u2028Three."
    assert (raw.encoding, raw.sha256) == ("utf-8", hashlib.sha256(data).hexdigest())


def test_a_packed_text_is_the_same_text(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"One.")
    plain = only(tmp_path)
    (tmp_path / "a.txt").unlink()
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"One."))
    packed = only(tmp_path)
    assert (plain.doc_id, plain.text, plain.sha256) == (packed.doc_id, packed.text, packed.sha256)


def test_utf_16_with_a_bom_is_no_binary(tmp_path):
    (tmp_path / "a.txt").write_bytes("\ufeffFähre".encode("utf-16-le"))
    assert (only(tmp_path).text, only(tmp_path).encoding) == ("\ufeffFähre", "utf-16-le")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary())
def test_any_bytes_are_a_text_or_have_a_reason(tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    item = only(tmp_path)
    assert item.sha256 == hashlib.sha256(data).hexdigest()
    if isinstance(item, RawText) and item.encoding in ("utf-8", "cp1252"):
        assert item.text.encode(item.encoding, "surrogateescape") == data
    assert not isinstance(item, Quarantined) or item.reason in ("empty", "binary")
