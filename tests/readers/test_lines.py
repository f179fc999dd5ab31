import hashlib

from hypothesis import given
from hypothesis import strategies as st

from copydesk.readers.lines import Overlong, lines


@given(st.lists(st.binary(max_size=30)), st.integers(1, 40))
def test_lines_are_the_same_however_the_stream_is_cut(chunks, limit):
    data = b"".join(chunks)
    *whole, rest = data.split(b"\n")
    expected = [line + b"\n" for line in whole] + ([rest] if rest else [])
    assert list(lines(iter(chunks), limit)) == [
        line if len(line) <= limit else Overlong(len(line), hashlib.sha256(line).hexdigest()) for line in expected
    ]
