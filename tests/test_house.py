"""The raw collection `house`: what DATASHEET.md promises of it, checked on the bytes."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import ftfy
import pytest

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "raw" / "house"
SHARED = ROOT.parent / "shared"

with (HOUSE / "manifest.csv").open(encoding="utf-8", newline="") as _file:
    MANIFEST = {row["id"]: row for row in csv.DictReader(_file)}

NEAR_COPIES = ("house-002-tapa-handover-ledger", "house-003-tapa-handover-post")

# What a damage looks like in the file's bytes: enough to show that no editor or git filter has "repaired" it.
DAMAGE = [
    ("house-001-vilnius-brigade", "date header glued to a form", rb"\A date 2024-05-14 Catch the morning"),
    ("house-001-vilnius-brigade", "form that stops in mid-sentence", rb"the first edition will\n\nDutch"),
    (
        "house-001-vilnius-brigade",
        "curly mark opens, straight one closes",
        rb'\xe2\x80\x9cWe are not[^"\n]*bulldozers,"',
    ),
    ("house-002-tapa-handover-ledger", "no-break spaces", rb"Some\xc2\xa0900 British"),
    ("house-002-tapa-handover-ledger", "photo credit", rb"\nA Challenger 2 tank [^\n]* Photo: [^\n]*\n"),
    ("house-002-tapa-handover-ledger", "share line", rb"\nShare on Facebook Share on X"),
    ("house-003-tapa-handover-post", "CRLF line ends", rb"Estonia\r\n\r\nBY NEWS AGENCIES\r\n"),
    (
        "house-003-tapa-handover-post",
        "numeric entities",
        rb"alliance&#8217;s .*Estonia&#x27;s|Estonia&#x27;s .*&#8217;s",
    ),
    ("house-003-tapa-handover-post", "advertisement mark between paragraphs", rb"\r\n\r\nAdvertisement\r\n\r\nDenmark"),
    (
        "house-004-orzysz-denial",
        "UTF-8 read as cp1252 and saved again",
        rb"Poland\xc3\xa2\xe2\x82\xac\xe2\x84\xa2s Defence",
    ),
    ("house-004-orzysz-denial", "mojibake with a C1 control", rb"\xc3\xa2\xe2\x82\xac\xc2\x9d"),
    ("house-005-darwin-marines", "cp1252 quotation marks and dash", rb"\x93It wasn\x92t politics .* \x96 a forty"),
    ("house-006-amber-anchor", "UTF-8 BOM and an impossible header date", rb"\A\xef\xbb\xbfdate 1970-01-01 Amber"),
    ("house-006-amber-anchor", "lone label lines", rb"\n\nWatch below:\n\n\[embedded content\]\n\n"),
    ("house-006-amber-anchor", "teasers", rb"\n\nMORE\n\nREAD MORE: [^\n]+\n\nREAD MORE: "),
    ("house-007-bangui-trainers", "UTF-16 LE with its BOM", rb"\A\xff\xfeP\0o\0r\0t\0"),
    ("house-007-bangui-trainers", "CRLF in UTF-16", rb"\r\0\n\0\r\0\n\0"),
    ("house-008-naqoura-rotation", "impossible header date", rb"\Adate 1970-01-01 Six reporters"),
    ("house-008-naqoura-rotation", "donation appeal glued to the headline", rb"van on the road\?Irish battalion"),
    ("house-008-naqoura-rotation", "bidi marks", rb"\xe2\x80\x8f.*\xe2\x80\xaaLt\. Col\. [^\n]*\xe2\x80\xac"),
    ("house-008-naqoura-rotation", "zero-width spaces", rb"north\xe2\x80\x8b-\xe2\x80\x8beast"),
    ("house-008-naqoura-rotation", "thin space", rb"\xe2\x80\x89six months"),
    ("house-008-naqoura-rotation", "soft hyphens", rb"rein\xc2\xadforce"),
    ("house-009-cincu-leclercs", "cookie notice", rb"\AWe value your privacy .* Reject all"),
    ("house-009-cincu-leclercs", "by-line twice", "\n\n(Andreea Va\u0302lcovici)\n\n\\1\n".encode()),
    ("house-009-cincu-leclercs", "decomposed letters", "Kogălniceanu".replace("ă", "a\u0306").encode()),
    ("house-009-cincu-leclercs", "glued sentences", rb"on Wednesday\.The trains .*welcomed the step\.\xe2\x80\x9c"),
    ("house-010-kfor-reserve", "a byte that is not UTF-8", rb"around \xa0120 soldiers"),
    ("house-010-kfor-reserve", "mark that never closes", rb'follow "within days, not weeks, he said\.'),
    ("house-011-ferry-strike", "named entities", rb"seamen&rsquo;s .*&quot;about \$3m.* 290&nbsp;km"),
    ("house-011-ferry-strike", "an escaped tag", rb"&lt;br /&gt;"),
    ("house-011-ferry-strike", "navigation before the headline", rb"\AHome\nNews\n"),
    ("house-012-launchers-delivered", "Markdown image", rb"\A!\[Launcher on a trailer\]\(https://"),
    ("house-012-launchers-delivered", "caption twice", rb"\n(A launcher of [^\n.]*\.) Picture: [^\n]*\n\n\1 \("),
]


def decode(doc_id: str) -> str:
    """The text as a careful reader gets it: what the manifest declares, a BOM, UTF-8, else cp1252."""
    data = (HOUSE / "texts" / f"{doc_id}.txt").read_bytes()
    if declared := MANIFEST[doc_id]["encoding"]:
        return data.decode(declared, "surrogateescape")
    if data.startswith(b"\xff\xfe"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def words(text: str) -> list[str]:
    """Lower-case words, letters only at the start."""
    return [word.lower().replace("’", "'") for word in re.findall(r"[^\W\d_][\w'’-]*", text)]


def runs(items: list[str], n: int) -> Iterator[tuple[str, ...]]:
    return zip(*(items[i:] for i in range(n)), strict=False)


READABLE = {doc_id: ftfy.fix_text(html.unescape(decode(doc_id))) for doc_id in MANIFEST}


def test_twelve_texts_each_with_its_row() -> None:
    files = sorted(path.name for path in (HOUSE / "texts").iterdir())
    assert len(files) == 12
    assert files == sorted(f"{doc_id}.txt" for doc_id in MANIFEST)


@pytest.mark.parametrize("doc_id", MANIFEST)
def test_manifest_row(doc_id: str) -> None:
    row = MANIFEST[doc_id]
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,128}", doc_id)
    assert row["file"] == f"texts/{doc_id}.txt"
    assert row["url"].startswith("https://example.org/")
    assert (row["rights"], row["text_release"], row["synthetic"]) == ("CC0-1.0", "full", "true")
    assert row["language"] == "en"
    collected = date.fromisoformat(row["collected"])
    if row["created"]:
        assert date.fromisoformat(row["created"]) <= collected


def test_some_creation_dates_are_left_to_the_text() -> None:
    assert {bool(row["created"]) for row in MANIFEST.values()} == {True, False}


@pytest.mark.parametrize("doc_id", MANIFEST)
def test_length(doc_id: str) -> None:
    assert 200 <= len(words(READABLE[doc_id])) <= 500


@pytest.mark.parametrize(("doc_id", "damage", "pattern"), DAMAGE, ids=[f"{d[:9]}-{what}" for d, what, _ in DAMAGE])
def test_damage_is_in_the_bytes(doc_id: str, damage: str, pattern: bytes) -> None:
    data = (HOUSE / "texts" / f"{doc_id}.txt").read_bytes()
    assert re.search(pattern, data, re.DOTALL), f"{doc_id} has lost its {damage}"


def test_every_text_is_damaged() -> None:
    assert {doc_id for doc_id, _, _ in DAMAGE} == set(MANIFEST)


def test_the_cp1252_file_is_not_utf8() -> None:
    with pytest.raises(UnicodeDecodeError):
        (HOUSE / "texts" / "house-005-darwin-marines.txt").read_bytes().decode("utf-8")


def test_exactly_one_byte_is_undecodable() -> None:
    lone = {doc_id: sum("\udc80" <= char <= "\udcff" for char in decode(doc_id)) for doc_id in MANIFEST}
    assert {doc_id: n for doc_id, n in lone.items() if n} == {"house-010-kfor-reserve": 1}


def test_one_pair_of_near_copies_and_no_other() -> None:
    fivegrams = {doc_id: set(runs(words(text), 5)) for doc_id, text in READABLE.items()}
    for one, other in combinations(sorted(fivegrams), 2):
        shared = len(fivegrams[one] & fivegrams[other])
        if (one, other) == NEAR_COPIES:
            assert shared / len(fivegrams[one] | fivegrams[other]) > 0.5
        else:
            assert shared / min(len(fivegrams[one]), len(fivegrams[other])) < 0.02, (one, other)


def foreign_texts() -> Iterator[tuple[str, str]]:
    for path in sorted(SHARED.glob("seeds/*.txt")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted([*SHARED.glob("real/*.jsonl"), *SHARED.glob("gold/*/*.jsonl")]):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield path.name, "\n".join(str(row.get(key) or "") for key in ("text", "scraped", "title"))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared texts to compare with are not beside this checkout")
def test_nothing_is_borrowed() -> None:
    ours = {run: doc_id for doc_id, text in READABLE.items() for run in runs(words(text), 8)}
    # Any run of eight words holds a run of five that starts at a multiple of four: only those are looked up first.
    seeds = {run[i : i + 5] for run in ours for i in range(4)}
    borrowed = set()
    for name, text in foreign_texts():
        theirs = words(text)
        for at in range(0, len(theirs) - 4, 4):
            if tuple(theirs[at : at + 5]) in seeds:
                near = runs(theirs[max(0, at - 3) : at + 8], 8)
                borrowed |= {(ours[run], name, " ".join(run)) for run in near if run in ours}
    assert not borrowed
