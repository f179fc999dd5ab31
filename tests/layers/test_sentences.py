"""Sentences and their roles, on invented news copy."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from brackets import document, mark, parse
from copydesk.layers.sentences import annotate

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

SPLITS = [
    # titles, ranks, initials
    "[The order went to Lt. Gen. J. P. Orlan in Riga.] [He signed it.]",
    "[Defence chief Maj. Gen. K. Venn met Sens. Pask and Quill.] [Nobody spoke.]",
    "[George W. Orlan of St. Halver left with then-Gov. Pask.] [They flew north.]",
    "[Mr. and Mrs. Venn met Dr. Quill vs. the board.]",
    # the United States, at the end of a sentence and within one
    "[The brigade returned to the U.S.] [The ships stayed.]",
    "[The U.S. Army moved to the E.U. Council hall.]",
    "[He lives in Washington, D.C.] [It rained.]",
    "[The (U.S.) Navy left.]",
    "[Orlan Inc. shares fell.] [Halver Corp.] [The rest rose.]",
    "[He blamed the U.S.] [“We saw it,” she said.]",
    # numbers
    "[It rose 3.5 percent to No. 5 on the list.] [In 2020.] [45 people came.]",
    "[Talks open on Feb. 8 at 9 a.m. Tuesday.] [They end at 5 p.m.] [Riga waits.]",
    "[It shuts at 6 p.m. EST on Fri. March 8 for good.]",
    "[It cost $4.] [$5 was too much.]",
    "[It passed 98.6%.] [It fell.]",
    # ellipses
    "[He waited... and left.] [Then...] [She came.]",
    "[We waited . . . for the ferry.] [It sank.]",
    "[It went on…] [The rest is known.]",
    "[He was ... Minister of Ports.]",
    # quotes and brackets close with their sentence
    "[“We will stay.”] [He left.]",
    '["Go!" he said.] [She went.]',
    '["Who goes there?" Orlan Venn asked.] [Nobody answered.]',
    "[“Stop!” I said.]",
    "[``We are here.''] [They were not.]",
    "[He left. (It was late.)] [She stayed.]".replace(". (It", ".] [(It"),
    "[She shouted “Why now?” and left.]",
    "['We go.'] [They went.]",
    # not between: colon, semicolon, dash
    "[Two things are sure: The ferry sails; The port is shut — Always.]",
    # glued
    "[The brigade moved to Lithuania.][The rest stayed.]",
    "[It was over in 2020.][A year later it began.]",
    "[“It is over.”][The crowd left.]",
    '[He said "stop now."][The crowd left.]',
    '[He left."][We did not," she said.]'.replace('."][', '.]["'),
    "[They left the U.S.][The ships stayed in the U.S.Army dock.]",
    "[Why now?][Because it rained.]",
    "[He bought Amazon.com and Booking.Com for the U.S.A team.]",
    "[Write to Orla.Venn@harbour.example or http://a.example/x.Final or see Report.Final.pdf now.]",
    "[He drove to St.Halver with Dr.Venn.]",
    # small letters that begin a sentence, and those that don't
    "[He left.] [iPhone sales fell.] [al-Halver fell too.]",
    "[He saw the no. and left.]",
    "[It left the harbour.] [then it sank.]",
    "[The govt. may fall in Calif. or in Halv. river.]",
    '[“Go!” " she said.]',
    '[Orla "J.R." Venn left.]',
    "[They sang the hymn “Riga.” in a choir.]",
    "[He came to ST. HALVER with GEN. ORLAN.] [It rained.]",
    "[Jonathan J. “Red” Venn, a.k.a. “Orla”, left.]",
    "[It starts at 9 a.m. Eastern on Monday, 10 a.m. Halver time.]",
    '[He said "yes" and "...I may" to it.]',
    "[“Mr. Venn”, ”Mr. Pask”.]",
    # lists
    "[1. The port is shut.]\n[2. The ferry sails.]\n[• Nobody knows why.] [It rained.]",
    "[Yes.] [No.] [Perhaps.]",
    "[The plan B.] [The plan C.]",
    # paragraphs and white space
    "[First line.]\n\n[Second line ]",
    "  [First.]  [Second.]  \n\n\n  [Third.] \n",
]


def _marked(marked: str) -> str:
    """The bracket form with edge white space moved out of the brackets, as spans never hold it."""
    return marked.replace(" ]", "] ")


@pytest.mark.parametrize("marked", SPLITS)
def test_splits(marked: str) -> None:
    text, _ = parse(_marked(marked))
    assert mark(text, annotate(document(text))) == _marked(marked)


ROLES = [
    ("Brigade leaves Halver for good\n\nThe brigade left on Monday.\n\nIt rained.", "headline body body"),
    ("Brigade leaves Halver\nFerries stop: What now?\nThe brigade left on Monday.", "headline headline body"),
    ("Friday, January 4, 2019\n\nThe brigade left.", "dateline body"),
    (
        "Brigade leaves\nBy Orla Venn and Tomas Quill\n3 May 2024 10:15 GMT\nThe brigade left.",
        "headline credit dateline body",
    ),
    ("VILNIUS, Lithuania (AP) — The brigade left. It rained.", "dateline body body"),
    ("NAIROBI, Kenya (AP) _\n\nThe brigade left.", "dateline body"),
    ("Port shut\n\nWASHINGTON, D.C. - The port is shut.", "headline dateline body"),
    ("June 23 (Reuters) - The port is shut.", "dateline body"),
    ("PHILIPPINE SEA (June 21, 2020) – The ship left.", "dateline body"),
    ("NATO — The alliance said nothing.", "body"),
    ("The port — The only one — is shut.", "body"),
    ("The port is shut.\n\n(Reporting by Orla Venn in Riga; Editing by Tomas Quill)", "body credit"),
    ("The port is shut. (Additional reporting by Orla Venn)", "body credit"),
    ("The port is shut.\n\nOrla Venn in Riga contributed to this report.", "body credit"),
    (
        "The port is shut.\n\nOrla Venn is a staff reporter for the Harbour Gazette. Follow her on the usual sites.",
        "body credit credit",
    ),
    ("The port is shut.\n\norla.venn@harbour.example", "body credit"),
    ("https://halver.example/ferry\n\nFerry stops\n\nThe port is shut.", "body headline body"),
    ("The port is shut. (AP)", "body credit"),
    ("Ferry stops\nBy Petty Officer 3rd Class Orla Venn\nThe port is shut.", "headline credit body"),
    ("By Monday, the port was shut.", "body"),
    ("Port shut for good", "body"),
    ("Port shut for good\n\nFerries stop", "body body"),
]


@pytest.mark.parametrize(("text", "roles"), ROLES)
def test_roles(text: str, roles: str) -> None:
    assert [sentence.role for sentence in annotate(document(text))] == roles.split()


def test_numbers_count_paragraphs_and_sentences_in_them() -> None:
    found = [
        (s.paragraph, s.position) for s in annotate(document("RIGA (AP) — It left. It sank.\n\nIt rose. It stays."))
    ]
    assert found == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]


_PIECES = [*"aAbZ1. .\n!?…\"'“”()[]`-—,;:\u3000é\ud800", "U.S.", "a.m.", "Mr.", "No.", "J.", "The", " (AP) ", "By Orla"]


@given(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
@example("")
@example(" \n . ")
@example("U.S. “")
@example("at 9 a.m. (")
def test_covers_every_character_that_is_not_white_space(text: str) -> None:
    position = 0
    for sentence in annotate(document(text)):
        surface = text[sentence.start : sentence.end]
        assert sentence.start >= position
        assert surface and surface == surface.strip() and "\n" not in surface
        assert not text[position : sentence.start].strip()
        position = sentence.end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "unit",
    [".", "a. ", "A. ", '"', '."', ". . ", 'a."A ', "! ", "(", "By A ", "KYIV, ", "1", "of the the ", "Aa.Aa", '. "'],
)
def test_time_grows_with_length_only(unit: str) -> None:
    def seconds(chars: int) -> float:
        text = unit * (chars // len(unit))
        begun = time.process_time()
        for _ in annotate(document(text)):
            pass
        return time.process_time() - begun

    assert seconds(400_000) < 10 * seconds(100_000) + 0.2


@pytest.mark.parametrize("unit", [".", "a. ", '"'])
def test_a_million_characters_take_less_than_a_second(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    begun = time.process_time()
    assert sum(1 for _ in annotate(document(text))) == 1
    assert time.process_time() - begun < 1


def test_founding_text() -> None:
    path = SHARED / "seeds" / "000_fdf32aae2420c610.txt"
    if not path.exists():
        pytest.skip(f"needs {path}")
    body = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))["body"]
    found = list(annotate(document(path.read_text(encoding="utf-8")[slice(*body)])))
    assert [sum(s.paragraph == number for s in found) for number in range(8)] == [1, 2, 1, 2, 1, 2, 1, 3]
    assert {s.role for s in found} == {"body"}
