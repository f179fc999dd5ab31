"""What invented raw texts say of themselves."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from copydesk.normalize import metadata

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
STORY = "The ferry left on Monday with nobody aboard.\n\nIt rained all day.\n"


@pytest.mark.parametrize(
    ("text", "end", "day"),
    [
        ("date 2023-06-26 Ferry leaves", 16, date(2023, 6, 26)),
        (" date 2023-06-26\nFerry leaves", 16, date(2023, 6, 26)),
        ("\n date 2023-02-31 Ferry leaves", 18, None),
        ("\ufeffdate 2023-06-26T10:15Z Ferry leaves", 24, date(2023, 6, 26)),
        ("date 2023-06-26", 15, date(2023, 6, 26)),
    ],
)
def test_header_date(text: str, end: int, day: date | None) -> None:
    assert metadata.header_date(text) == metadata.HeaderDate(0, end, day)


@pytest.mark.parametrize(
    "text", ["", "date", "A date 2023-06-26 Ferry", "date 2023-06-267 Ferry", "dated 2023-06-26 Ferry"]
)
def test_no_header_date(text: str) -> None:
    assert metadata.header_date(text) is None


@pytest.mark.parametrize(
    ("day", "collected", "believed"),
    [
        (date(2023, 6, 26), None, True),
        (date(1970, 1, 1), None, False),
        (date(1970, 1, 2), None, True),
        (date(2023, 6, 27), date(2023, 6, 26), False),
        (date(2023, 6, 26), date(2023, 6, 26), True),
        (date(metadata.RELEASE_YEAR + 1, 12, 31), None, True),
        (date(metadata.RELEASE_YEAR + 2, 1, 1), None, False),
    ],
)
def test_plausible(day: date, collected: date | None, believed: bool) -> None:
    assert metadata.plausible(day, collected) is believed


@pytest.mark.parametrize(
    ("lead", "place", "agency", "day"),
    [
        ("VILNIUS, June 26 (Reuters) - ", "VILNIUS", "Reuters", None),
        ("NAIROBI, Kenya (AP) _ ", "NAIROBI, Kenya", "AP", None),
        ("NAIROBI, Kenya (AP) _\n\n", "NAIROBI, Kenya", "AP", None),
        ("BERLIN — ", "BERLIN", None, None),
        ("KYIV, Ukraine (AFP) – ", "KYIV, Ukraine", "AFP", None),
        ("(CNN) -- ", None, "CNN", None),
        ("(Reuters) - ", None, "Reuters", None),
        ("WASHINGTON, May 3, 2024 /PRNewswire/ -- ", "WASHINGTON", "PRNewswire", date(2024, 5, 3)),
        ("PHILIPPINE SEA (June 21, 2020) – ", "PHILIPPINE SEA", None, date(2020, 6, 21)),
        ("FORT HALVER, Ala. – March 20, 2026 – ", "FORT HALVER, Ala.", None, date(2026, 3, 20)),
        ("WASHINGTON, D.C. - ", "WASHINGTON, D.C.", None, None),
        ("SYDNEY and KUALA LUMPUR, Jul 26 2022 (IPS) - ", "SYDNEY and KUALA LUMPUR", "IPS", date(2022, 7, 26)),
        ("Port of Spain, 3 May 2024 (AFP) — ", "Port of Spain", "AFP", date(2024, 5, 3)),
        ("MOSCOW, February 31, 2024 (TASS) — ", "MOSCOW", "TASS", None),
    ],
)
def test_dateline(lead: str, place: str | None, agency: str | None, day: date | None) -> None:
    found = metadata.dateline(f"Ferry leaves\n\n{lead}{STORY}")
    assert found is not None
    assert (found.place, found.agency, found.day) == (place, agency, day)


@pytest.mark.parametrize(
    "line",
    [
        "NATO — The alliance met.",
        "VIDEO - The ferry left.",
        "The ferry — The only one — left.",
        "Orla Venn (left) - The",
    ],
)
def test_no_dateline(line: str) -> None:
    assert metadata.dateline(f"{line}\n{STORY}") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"RIGA (AP) — {STORY}", ("Associated Press", "dateline")),
        (f"RIGA, June 26 (dpa) - {STORY}", ("Deutsche Presse-Agentur", "dateline")),
        (f"RIGA, June 26 (XYZQ) - {STORY}", None),
        (f"{STORY}\n© 2024 dpa GmbH", ("Deutsche Presse-Agentur", "credit line")),
        (f"{STORY}\nThe Associated Press contributed to this report.", ("Associated Press", "credit line")),
        (f"{STORY}\n(AP) contributed to this report.", None),
        (f"{STORY}\nIt sank. (AFP)", ("Agence France-Presse", "credit line")),
        (f"{STORY}\nIt sank. (AFP)\nSource: Reuters", None),
        (f"{STORY}\nNews agency dpa reported it. The AP saw it.", None),
        (f"RIGA — {STORY}\nHe works for the plant (AP)", None),
        (f"By Orla Venn, Associated Press\n{STORY}", ("Associated Press", "credit line")),
        (f"(CNN) -- {STORY}", ("CNN", "dateline")),
        (f"{STORY}\n© 2024 CNN. All rights reserved.", None),
        (STORY, None),
    ],
)
def test_agency(text: str, found: tuple[str, str] | None) -> None:
    assert metadata.agency(text) == found


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (
            "Yes, write to me with offers, events and updates from The Harbour Gazette. Read our notice",
            "The Harbour Gazette",
        ),
        ("© 2024 The Harbour Gazette. All rights reserved.", "The Harbour Gazette"),
        ("Copyright © 2019-2024 Halver Media Ltd.", "Halver Media Ltd"),
        ("© 2024 Orla Venn", None),
        ("© 2024 Reuters", None),
        ("© 2024 CNN. All rights reserved.", "CNN"),
        ("© 2024 The Harbour Gazette\n© 2024 Halver Post", None),
        ("Sign up for our newsletter", None),
        ("He got updates from The Harbour Gazette.", None),
    ],
)
def test_publisher(line: str, name: str | None) -> None:
    assert metadata.publisher(f"{STORY}{line}\n{STORY}") == name


def test_the_copyright_of_wire_copy_names_no_publisher() -> None:
    copy = f"HALVER, Aug 22 (Ostmark Press Bureau) - {STORY}\n(c) 2024 Ostmark Press Bureau\n"
    assert metadata.read(copy).publisher is None
    assert metadata.read(copy.replace("(c) 2024 Ostmark", "(c) 2024 Halver")).publisher == "Halver Press Bureau"


def test_header_precedes_dateline() -> None:
    found = metadata.read(f"date 2024-05-04 RIGA, May 3, 2024 (AP) — {STORY}")
    assert (found.created, found.created_basis, found.flags) == (date(2024, 5, 4), "header", ())
    assert (found.agency, found.agency_basis) == ("Associated Press", "dateline")
    found = metadata.read(f"RIGA, May 3, 2024 (AP) — {STORY}")
    assert (found.created, found.created_basis) == (date(2024, 5, 3), "dateline")


@pytest.mark.parametrize("day", ["1970-01-01", "2023-02-31", "2199-01-01", "2024-06-02"])
def test_a_day_that_is_not_plausible_is_flagged(day: str) -> None:
    found = metadata.read(f"date {day} {STORY}", collected=date(2024, 6, 1))
    assert (found.created, found.created_basis, found.flags) == (None, None, (metadata.CREATED_IMPLAUSIBLE,))
    assert found.header is not None


def test_only_what_was_disbelieved_is_flagged() -> None:
    found = metadata.read(f"date 2024-05-04 RIGA, May 3, 2034 (AP) — {STORY}")
    assert (found.created, found.flags) == (date(2024, 5, 4), ())
    found = metadata.read(f"date 2199-05-04 RIGA, May 3, 2024 (AP) — {STORY}")
    assert (found.created, found.created_basis) == (date(2024, 5, 3), "dateline")
    assert found.flags == (metadata.CREATED_IMPLAUSIBLE,)


def test_a_dateline_that_says_more_goes_before_a_bare_one() -> None:
    text = f"HALVER - {STORY}" + "Menu\n" * 12 + f"RIGA (AP) — {STORY}"
    assert metadata.agency(text) == ("Associated Press", "dateline")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"Friday, January 4, 2019\u00a0\n\n\n{STORY}", date(2019, 1, 4)),
        (f"Ferry leaves\n3 May 2024 10:15 GMT\n{STORY}", date(2024, 5, 3)),
        (f"Published: 3 May 2024 | Updated: 4 May 2024\n{STORY}", date(2024, 5, 3)),
        (f"Fri, May 3, 2024 at 7:10 PM GMT+2\n{STORY}", date(2024, 5, 3)),
        (f"3 May 2024 | 4 min read\n{STORY}", date(2024, 5, 3)),
        (f"May 3, 2024 – Halver, Ostmark – Ministry of Ports\n{STORY}", date(2024, 5, 3)),
        (f"{STORY * 6}\nPublished - May 03, 2024\n", date(2024, 5, 3)),
        (f"{STORY * 6}\nDate modified: 2024-05-03\n", None),
        (f"Updated May 3, 2024\n{STORY}", None),
        (f"Friday, January 4\n{STORY}", None),
        (f"{STORY * 6}\nMay 3, 2024\n", None),
        (f"{'It rained on. ' * 30}\nMay 3, 2024\n", None),
    ],
)
def test_a_stamp_line_gives_the_day(text: str, day: date | None) -> None:
    found = metadata.read(text)
    assert (found.created, found.created_basis) == (day, "dateline" if day else None)


@pytest.mark.parametrize(
    "unit", ["1", "of the the ", "(", "© ", "© 2024 A ", "A A\n", "By A, ", "Updated 1 May ", " ", "(AP) "]
)
def test_time_grows_with_length_only(unit: str) -> None:
    begun = time.process_time()
    metadata.read(unit * (1_000_000 // len(unit)))
    assert time.process_time() - begun < 2


def test_founding_text() -> None:
    path = SHARED / "seeds" / "000_fdf32aae2420c610.txt"
    if not path.exists():
        pytest.skip(f"needs {path}")
    found = metadata.read(path.read_text(encoding="utf-8"))
    assert (found.created, found.created_basis) == (date(2023, 6, 26), "header")
    assert (found.publisher, found.publisher_basis) == ("The Independent", "boilerplate")
    assert (found.agency, found.flags) == (None, ())
