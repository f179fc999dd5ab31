"""`reviewed/`: what is written is read back, and every line that cannot be is a finding with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk.findings import FindingsError
from copydesk.review.rows import load, save, with_lines, without_lines
from review.cases import PERSON, QUOTE, QUOTED, TIME, judged, row


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    rows = {"times": [row("Monday", **TIME)], "entities": [row("Ida Verbraak", **PERSON)]}
    save(tmp_path, judged(rows))
    found = load(tmp_path)
    assert {layer: [{**one, "line": "2"} for one in of] for layer, of in found["a"].items()} == {
        layer: [{**one, "doc_id": "a"} for one in of] for layer, of in rows.items()
    }


def test_saving_again_writes_the_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    one, other = row("Monday", **TIME), row("Latvia", type="DATE")
    save(tmp_path / "x", judged({"times": [one, other]}))
    save(tmp_path / "y", judged({"times": [other, one]}))
    save(tmp_path / "y", load(tmp_path / "y"))
    for name in ("times.csv", "sets.csv"):
        assert (tmp_path / "x" / name).read_bytes() == (tmp_path / "y" / name).read_bytes()


def test_a_set_replaces_what_was_judged_before_and_leaves_the_others(tmp_path: Path) -> None:
    save(tmp_path, judged({"times": [row("Monday", **TIME)], "entities": [row("Ida Verbraak", **PERSON)]}))
    none = {"decision": "none", "made": "corrected", "raw_sha256": "0" * 64}
    save(tmp_path, {"a": {"times": (none,)}})
    found = load(tmp_path)["a"]
    assert found["times"][0]["decision"] == "none"
    assert found["times"][0]["made"] == "corrected"
    assert found["entities"][0]["name"] == "Ida Verbraak"


def test_no_words_are_kept_but_names_numbers_and_dates(tmp_path: Path) -> None:
    body = "the Joint Staff of the Coast and Harbour Guard of Elsin"
    long = row("Monday", label="ORG", name=body, chain_id="0") | {"text": body}
    quote = row(QUOTED, **QUOTE)
    save(tmp_path, judged({"quotes": [quote], "times": [row("Monday", **TIME)], "entities": [long]}))
    assert "soldiers" not in (tmp_path / "quotes.csv").read_text()
    assert "Monday" in (tmp_path / "times.csv").read_text()
    assert "Harbour" not in (tmp_path / "entities.csv").read_text()
    assert load(tmp_path)["a"]["entities"][0]["name"] == "@text"


SETS = "doc_id,layer,made,raw_sha256\na,times,blind,00\n"
ROWS = "doc_id,decision,raw_start,raw_end,text,type\na,accept,3,9,,DATE\n"


@pytest.mark.parametrize(
    ("fault", "sets", "rows", "place", "message"),
    [
        ("no_set", SETS.replace("a,times", "b,times"), ROWS, "reviewed/times.csv, line 2", "add a line a,times"),
        ("no_rows", SETS + "a,quotes,blind,00\n", ROWS, "reviewed/sets.csv, line 3", "has rows, or one row"),
        ("how_unsaid", SETS.replace("blind", "quickly"), ROWS, "reviewed/sets.csv, line 2", "say blind or corrected"),
        ("empty_set_cell", SETS.replace(",00", ","), ROWS, "reviewed/sets.csv, line 2", "raw_sha256 is empty"),
        ("decision", SETS, ROWS.replace("accept", "maybe"), "reviewed/times.csv, line 2", "say accept, reject, none"),
        ("offsets", SETS, ROWS.replace("3,9", "9,3"), "reviewed/times.csv, line 2", "start before end"),
        ("no_number", SETS, ROWS.replace("3,9", "x,9"), "reviewed/times.csv, line 2", "code points of the raw text"),
        ("column", SETS, ROWS.replace("type", "kind"), "reviewed/times.csv, line 1", "unknown columns kind"),
        ("cells", SETS, ROWS.replace(",DATE", ",DATE,x"), "reviewed/times.csv, line 2", "more cells than columns"),
        ("none_and_rows", SETS, ROWS + "a,none,,,,\n", "reviewed/sets.csv, line 2", "one row whose decision is none"),
    ],
)
def test_each_fault_has_its_place_and_remedy(
    fault: str, sets: str, rows: str, place: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "sets.csv").write_text(sets)
    (tmp_path / "times.csv").write_text(rows)
    with pytest.raises(FindingsError) as raised:
        load(tmp_path)
    assert any(one.place == place and message in one.message for one in raised.value.findings), raised.value


def test_a_file_of_no_layer_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "rumours.csv").write_text(ROWS)
    with pytest.raises(FindingsError, match="no layer is called 'rumours'"):
        load(tmp_path)


def test_nothing_judged_is_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "absent") == {}


def test_another_documents_rows_do_not_change_a_documents_own(tmp_path: Path) -> None:
    save(tmp_path, judged({"times": [row("Monday", **TIME)]}))
    before = without_lines(load(tmp_path)["a"])
    save(tmp_path, {"A": {"times": (row("Monday", **TIME),)}})
    after = load(tmp_path)
    assert after["a"]["times"][0]["line"] == "3"
    assert without_lines(after["a"]) == before


def test_a_finding_gets_the_line_of_its_row(tmp_path: Path) -> None:
    from copydesk.review.rows import finding

    save(tmp_path, judged({"times": [row("Monday", **TIME)]}))
    save(tmp_path, {"A": {"times": (row("Monday", **TIME),)}})
    (found,) = with_lines([finding("times", "a", "reviewed/times.csv, row 1", "…")], load(tmp_path))
    assert found.place == "reviewed/times.csv, line 3"
