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

# One wire story in several papers; in the last text of the second family it stands inside a longer one.
FAMILIES = (
    {"house-002-tapa-handover-ledger", "house-003-tapa-handover-post"},
    {"house-025-palma-wire", "house-026-palma-bulletin", "house-027-palma-brief", "house-028-palma-weekend"},
)
CONTAINED = ("house-025-palma-wire", "house-028-palma-weekend")

NO_POSTURE = {
    "house-011-ferry-strike",
    "house-021-mombasa-tea",
    "house-022-cup-blackout",
    "house-030-chittagong-cyclone",
    "house-031-frigate-court",
    "house-032-war-museum",
}

# What kind of text it is, and what shows it.
FORMS = [
    ("house-010-kfor-reserve", "story with a correction note", r"^Correction, \w+\. \d+: "),
    ("house-013-aden-destroyer", "wire alert", r"^More to follow$"),
    ("house-014-bunia-denial", "agency brief", r"^NAIROBI, Aug 22 \(Two Rivers Press Bureau\) - "),
    ("house-015-coral-lantern", "naval news release", r"^CORAL SEA \(Aug\. 14, 2024\) – .*USS [\w ]+\(LPD 34\)"),
    ("house-016-adazi-tanks", "ministry's news release", r"^News release$.*^Quotes$.*^Quick facts$"),
    ("house-017-guayaquil-live", "live blog", r"(?:^\d\d:\d\d$.*?){7}"),
    ("house-018-roraima-convoy", "translated copy", r"^Translated from the Portuguese$"),
    ("house-019-sinai-transcript", "transcript", r"(?:^[A-Z]+: \S.*?){12}"),
    ("house-020-corrections", "corrections column", r"^Corrections and clarifications$(?:.*?^• ){7}"),
    ("house-022-cup-blackout", "match report", r"\b2-1\b"),
    ("house-030-chittagong-cyclone", "weather report", r"\bweather office\b"),
    ("house-031-frigate-court", "court report", r"\bcourt\b.*\bjudges found\b"),
    ("house-032-war-museum", "review", r"^Review by "),
    ("house-036-haiti-explainer", "explainer", r"(?:^[^\n.]+\?$.*?){6}"),
]

# Whose armed forces, by the adjective before them, and where that country lies.
NATIONS = {
    "Africa": ("Kenyan", "Rwandan", "Mozambican", "Ghanaian", "Ugandan", "Somali", "Togolese", "Moroccan"),
    "Americas": ("American", "Canadian", "Brazilian", "Colombian", "U.S. Army's"),
    "Asia and the Pacific": ("Australian", "Indian|Indian Air", "Philippine", "Japan Maritime", "South Korean"),
    "Europe": ("British", "German", "Dutch", "Finnish", "French", "Norwegian|Norway's own", "Polish", "Portuguese"),
    "Middle East": ("Lebanon's", "Iraq's own", "Egyptian", "Turkish", "Israeli"),
}
FORCES = r"(?:army|navy|armed forces|defence forces?|force|corps|soldiers?|troops|marines?|battalion|brigade|camp)"

# What the stories tell, by the words that tell it; each in several texts.
MOVEMENTS = {
    "station": r"\bstation(?:ed)?\b",
    "deploy": r"\bdeploy|\bsen(?:d|t)\b[^.\n]*\b(?:soldiers|troops|battalion|engineers)\b",
    "withdraw": r"\bwithdr[ae]w|\bpull \d+ soldiers\b|\bbring [^.\n]* home\b",
    "reinforce": r"\breinforce|\bfurther \d+\b|\bmore soldiers\b",
    "rotate": r"\brotat|\breliev|\btak\w+ over from\b|\bhand over to\b",
    "exercise": r"\bexercise\b",
    "supply": r"\bdeliver|\bhand(?:s|ed) over\b[^.\n]*\bbatter",
    "train": r"\btrain(?:s|ed)? [^.\n]*(?:soldiers|troops|recruits|crews)|\binstructors\b",
}
STANCES = {
    "denial": r"\bden(?:y|ies|ied)\b|\bruled out\b|\brejected\b",
    "possibility": r"\b(?:could|might|may)\b[^.\n]*\b(?:send|stay|leave|follow|move|moved|sent|reinforce)\b",
    "condition": r"\b[Ii]f\b[^.\n]*\b(?:would|could)\b|\b(?:would|could)\b[^.\n]*\bif\b|\bShould [^.\n]*\bcould\b",
    "request": r"\basked\b[^.\n]*\b(?:to|for)\b",
    "history": r"\b1[89]\d\d\b",
}
SPEECH = {
    "direct, speaker after it": r'[,.]" (?:said|says) [A-Z]|[,.]" [A-Z]\w+ (?:said|says)\b',
    "indirect": r"\b(?:said|says) (?:that )?(?:it|he|she|they|the)\b",
    "according to": r"\b[Aa]ccording to\b",
    "interrupted": r",\" (?:he|she|\w+) said, \"",
    "over two paragraphs": r'^[^"\n]*"(?:[^"\n]*"[^"\n]*")*[^"\n]*\n+"',
    "nobody named": r"\b(?:official|diplomat|officer)s?\b[^.\n]*\b(?:not|in \w+ said|with knowledge)\b",
    "an agency relayed": r"\b(?:Wire Service|Newswire|to Igarapé|over the wire)\b",
}

# The classes of residue counted in pages that extractors have cleaned, and a line of ours that is one.
RESIDUE = {
    "photo credit or caption": r"^FILE PHOTO: |\bFOTO: |\(U\.S\. Navy photo by ",
    "by-line or date alone": r"^\d+ \w{3} \d{4} \| \d min read$|^\w{3}, July 2, 2025 at ",
    "share or follow": r"^share on twitter share on facebook|^FOLLOW US @",
    "related link": r"^READ ALSO: |^Leia também: |^You may also like$",
    "copyright": r"^© Fjord Courier AS|^Meridian Newswire\. Copyright 2025\.",
    "newsletter": r"\bEnter your e-mail Subscribe\b|\bsign up to our Sunday letter\b",
    "template residue": r"\{\{site\.engine\}\}|%DATE%|\[\[widget:",
    "author's biography": r"^Ofélia Macuácua has reported from ",
    "address": r"https://tickets\.example\.org/|\bcourts@example\.org",
    "player": r"^Loading player…$|^Download audio$",
    "subscription": r"^Already a subscriber\? Sign in$|^Subscribe to continue\. ",
    "consent": r"^Cookies: .* Only necessary$",
    "advertisement mark": r"^Advertisement$",
    "comments": r"^View Comments \(58\)$|^Comments are closed",
    "embedded post": r"^Joint Command @\w+ · 38m$",
    "app": r"^Download our app for free push alerts$",
    "correction": r"^\(REFILE: corrects name ",
    "end mark": r"^-30-$",
    "dateline with agency": r"^AGADIR, Morocco, May 12 \(Meridian Newswire\) — ",
}

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
    ("house-013-aden-destroyer", "emoji outside the basic plane", "🚨 Switch on alerts .* 📲\n".encode()),
    ("house-014-bunia-denial", "agency brackets under the text", rb"\r\n\(\(nairobi\.desk@.*\)\)\r\n"),
    ("house-015-coral-lantern", "photo number and credit", rb"\n240811-N-OK117-1042 CORAL SEA .*\(U\.S\. Navy photo"),
    ("house-015-coral-lantern", "soft hyphens", rb"Expe\xc2\xadditionary"),
    ("house-016-adazi-tanks", "path of the page, contacts", rb"\AYou are here: .*\nContacts\n\nMedia Relations \|"),
    ("house-017-guayaquil-live", "flag of two astral letters, CRLF", "longer 🇪🇨,” it adds.\r\n".encode()),
    ("house-017-guayaquil-live", "emoji before a quotation mark", "\n😟 “They came past at noon, 🚚🚚 ".encode()),
    ("house-018-roraima-convoy", "decomposed letters", "BRASI\u0301LIA .* Murtinho-Prado".encode()),
    ("house-018-roraima-convoy", "residue in another language", b"\nCONTINUA DEPOIS DA PUBLICIDADE\n"),
    ("house-018-roraima-convoy", "no-break spaces in an amount", rb"R\$\xc2\xa045\xc2\xa0million"),
    ("house-019-sinai-transcript", "player label", rb"\nDownload audio\n"),
    ("house-020-corrections", "teasers after the last item", rb"\nOTHER RECENTLY AMENDED ARTICLES\n\nRome"),
    ("house-021-mombasa-tea", "template that was never filled", rb"Powered by \{\{site\.engine\}\}"),
    ("house-022-cup-blackout", "cp1252 quotation marks and dashes", rb"ended \x97 well .* \x93I did not see"),
    ("house-023-baghdad-no-date", "UTF-8 read as cp1252", rb"Iraq\xc3\xa2\xe2\x82\xac\xe2\x84\xa2s own army"),
    ("house-024-ishigaki-missiles", "site stamp glued to the headline", rb"\A\(Straits Morning Mail\) - Tokyo to put"),
    (
        "house-024-ishigaki-missiles",
        "entities",
        rb"&#8220;I learned .*October &amp;amp; November|October &amp; November",
    ),
    ("house-025-palma-wire", "agency's credit line", rb"\n\(Reporting by .*; Editing by [^\n]*\)\n"),
    ("house-026-palma-bulletin", "advertisement mark, CRLF", rb"European Union[^\n]*\r\n\r\nADVERTISEMENT\r\n"),
    ("house-027-palma-brief", "text cut off at a gate", rb"mention money\.\n\nTo keep reading, log in"),
    ("house-028-palma-weekend", "form in the middle of the story", rb"district office\.\n\nGet Savanna Dispatch"),
    (
        "house-029-skjoldalen-longread",
        "date and form glued to the headline",
        rb"\Adate 2024-11-30 For the .* please The v",
    ),
    ("house-029-skjoldalen-longread", "advertisement mark twice", rb"\n\nAdvertisement\n\nAdvertisement\n\n"),
    ("house-030-chittagong-cyclone", "a plug twice", rb"\n(Download our app [^\n]*)\n\n\1\n"),
    ("house-030-chittagong-cyclone", "soft hyphen", rb"mega\xc2\xadphones"),
    ("house-031-frigate-court", "word broken over two lines", rb"lay idle, be-\ncause"),
    ("house-032-war-museum", "navigation, a section twice", rb"\ACulture\nCulture\nBooks\n"),
    (
        "house-033-manila-batteries",
        "curly mark opens, straight one closes",
        rb'\xe2\x80\x9cWe have stopped being shy,"',
    ),
    (
        "house-034-mogadishu-trainers",
        "UTF-8 BOM, by-line over three lines",
        rb"\A\xef\xbb\xbfTurkey .*\nBy\s+Hodan Warfaqaad\n",
    ),
    ("house-035-atlas-falcon", "script and short code", rb"\Awindow\.adslots\.push\(.*\[\[widget:"),
    ("house-036-haiti-explainer", "an embed that stayed an address", rb"\nembed: https://maps\.example\.org/"),
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


def test_thirty_six_texts_each_with_its_row() -> None:
    files = sorted(path.name for path in (HOUSE / "texts").iterdir())
    assert len(files) == 36
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


def test_lengths_from_alerts_to_long_reads() -> None:
    lengths = sorted(len(words(text)) for text in READABLE.values())
    assert lengths[0] >= 80
    assert lengths[1] <= 110
    assert lengths[-3] <= 500
    assert 900 <= lengths[-2] <= lengths[-1] <= 1200


@pytest.mark.parametrize(("doc_id", "form", "pattern"), FORMS, ids=[f"{d[:9]}-{form}" for d, form, _ in FORMS])
def test_forms(doc_id: str, form: str, pattern: str) -> None:
    assert re.search(pattern, READABLE[doc_id], re.DOTALL | re.MULTILINE), f"{doc_id} is no {form}"


@pytest.mark.parametrize("region", NATIONS)
def test_armed_forces_of_every_region(region: str) -> None:
    everything = "\n".join(READABLE.values())
    found = {name for name in NATIONS[region] if re.search(rf"\b(?:{name}) (?:\w+ )?{FORCES}\b", everything, re.I)}
    assert len(found) >= 3, found


def texts_with(pattern: str) -> set[str]:
    return {doc_id for doc_id, text in READABLE.items() if re.search(pattern, text, re.MULTILINE)}


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_movements(movement: str) -> None:
    assert len(texts_with(MOVEMENTS[movement])) >= 3


@pytest.mark.parametrize("stance", STANCES)
def test_stances(stance: str) -> None:
    assert len(texts_with(STANCES[stance]) - NO_POSTURE) >= 4


@pytest.mark.parametrize("speech", SPEECH)
def test_speech(speech: str) -> None:
    assert len(texts_with(SPEECH[speech])) >= 2


@pytest.mark.parametrize("residue", RESIDUE)
def test_every_class_of_residue(residue: str) -> None:
    assert texts_with(RESIDUE[residue])


def test_some_texts_hold_no_posture() -> None:
    moved = (
        r"\b(?i:deploy|withdr[ae]w|station|rotat|reinforc|send|sent)\w*\b[^.\n]*\b(?:soldiers|troops|battalion|brigade)"
    )
    posture = texts_with(moved)
    assert not NO_POSTURE & posture
    assert len(posture) >= 20


def test_characters_of_two_utf16_units_also_under_crlf() -> None:
    astral = {doc_id for doc_id, text in READABLE.items() if any(char > "\uffff" for char in text)}
    assert len(astral) >= 3
    assert any(b"\r\n" in (HOUSE / "texts" / f"{doc_id}.txt").read_bytes() for doc_id in astral)


@pytest.mark.parametrize(("doc_id", "damage", "pattern"), DAMAGE, ids=[f"{d[:9]}-{what}" for d, what, _ in DAMAGE])
def test_damage_is_in_the_bytes(doc_id: str, damage: str, pattern: bytes) -> None:
    data = (HOUSE / "texts" / f"{doc_id}.txt").read_bytes()
    assert re.search(pattern, data, re.DOTALL), f"{doc_id} has lost its {damage}"


def test_every_text_is_damaged() -> None:
    assert {doc_id for doc_id, _, _ in DAMAGE} == set(MANIFEST)


@pytest.mark.parametrize("doc_id", ["house-005-darwin-marines", "house-022-cup-blackout"])
def test_the_cp1252_files_are_not_utf8(doc_id: str) -> None:
    with pytest.raises(UnicodeDecodeError):
        (HOUSE / "texts" / f"{doc_id}.txt").read_bytes().decode("utf-8")


def test_exactly_one_byte_is_undecodable() -> None:
    lone = {doc_id: sum("\udc80" <= char <= "\udcff" for char in decode(doc_id)) for doc_id in MANIFEST}
    assert {doc_id: n for doc_id, n in lone.items() if n} == {"house-010-kfor-reserve": 1}


def test_two_families_of_copies_and_no_other() -> None:
    fivegrams = {doc_id: set(runs(words(text), 5)) for doc_id, text in READABLE.items()}
    for one, other in combinations(sorted(fivegrams), 2):
        shared = len(fivegrams[one] & fivegrams[other]) / min(len(fivegrams[one]), len(fivegrams[other]))
        if any({one, other} <= family for family in FAMILIES):
            assert shared > 0.5, (one, other)
        else:
            assert shared < 0.02, (one, other)


def test_a_wire_story_stands_inside_a_longer_one() -> None:
    paragraphs = {doc_id: READABLE[doc_id].split("\n\n") for doc_id in CONTAINED}
    wire, longer = (paragraphs[doc_id] for doc_id in CONTAINED)
    held = [paragraph for paragraph in wire if paragraph in longer]
    assert len(held) >= 5
    assert len(READABLE[CONTAINED[1]]) > 3 * len("".join(held))


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
