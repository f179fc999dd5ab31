from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from copydesk import show
from copydesk.annotated import AnnotatedDocument, NotFoundError, document_from_row
from copydesk.document import Edit
from copydesk.show import page
from copydesk.show.view import view, visible
from invented import INVENTED, contract_with
from layouts import annotated, document, sentences

HOSTILE = (
    "<script>alert(1)</script> ]]> <!-- --> \"onmouseover=alert(1) x=\" 'y' &amp; <img src=https://example.org/x>\n"
    "\x1b[31mred\x1b[0m \x1b]8;;https://example.org\x07link\x1b]8;;\x07 [red]markup[/red] [/] :bell: \x9b2J\r\x00\n"
    "\u202eesrever\u202c \u2066isolate\u2069 \ud800 \u2028 \U000e0041 {{7*7}} ${x} %s"
)
VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """The elements of a page; fails where a tag is not closed by its own."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.styles: list[str] = []
        self.shown: list[str] = []
        self.text = ""
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute stands twice in {tag}"
        self.elements.append((tag, given))
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self._open.append((tag, given.get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "style":
            self.styles.append(data)
        else:
            self.shown.append(data)
        classes = {name for _, names in self._open for name in names.split()}
        if any(tag == "article" for tag, _ in self._open) and not classes & {"tag", "sentence", "cut", "cuts"}:
            self.text += data


@pytest.fixture(autouse=True)
def invented_layers(tmp_path: Path) -> Iterator[None]:
    with contract_with(tmp_path, INVENTED):
        yield


def span(text: str, of: str, **own: object) -> dict[str, object]:
    start = text.index(of)
    return {"start": start, "end": start + len(of), **own}


@pytest.fixture
def farm() -> AnnotatedDocument:
    raw = "date 2024-05-06 A gray goose 🪿 bit the old miller.\nFollow us! He boasted of it.\u00a0Read on\nAll rights."
    edits = (
        Edit(0, 16, "", "header", "header-date"),
        Edit(raw.index("Follow"), raw.index("He"), "", "share", "follow"),
        Edit(raw.index("\u00a0"), raw.index("\u00a0") + 1, " ", "whitespace", "nbsp"),
        Edit(raw.index("\nAll"), len(raw), "", "copyright", "rights"),
    )
    source = document(
        "farm.goose",
        raw,
        edits,
        title="Goose at large",
        created=date(2024, 5, 6),
        created_basis="header",
        publisher="Mill Gazette",
        publisher_basis="manifest",
        agency="Barn Wire",
        agency_basis="dateline",
        flags=("a_flag",),
        language="en-GB",
    )
    text = source.text
    layers = {
        "sentences": sentences(text),
        "animals": [
            span(text, "gray goose 🪿", sort="BIRD", legs=2, weight=3.5, tame=False, names=["Ada", "Bo"]),
            span(text, "goose 🪿 bit the old", sort="FISH"),
        ],
        "bells": [span(text, "🪿 bit", rings=3)],
        "claims": [span(text, "boasted", claim="boast", animal_id="farm.goose#animals-0")],
    }
    return annotated(source, layers)


def printed(document: AnnotatedDocument, width: int | None = 100, **console: Any) -> str:
    out = Console(width=120, file=io.StringIO(), **console)
    with out.capture() as captured:
        out.print(show.terminal(document, width=width))
    return captured.get()


def holding(text: str, **layers: list[dict[str, object]]) -> AnnotatedDocument:
    """A document of `text` and in every field; Arrow takes no lone surrogate, so the tables go without."""
    hostile = document(
        "d",
        text,
        [Edit(0, 2, "<", "share", '"><script>')],
        title=text,
        publisher=text,
        url="javascript:alert(1)",
        language='en" onload="alert(1)',
        flags=("<script>",),
    )
    return AnnotatedDocument(hostile, annotated(document("d", text.replace("\ud800", "")), layers).tables)


class TestPieces:
    def test_crossing_and_nested_marks_become_pieces(self, farm: AnnotatedDocument) -> None:
        pieces = view(farm).paragraphs[0].pieces
        assert [(piece.text, [mark.anchor for mark in piece.marks]) for piece in pieces] == [
            ("A ", []),
            ("gray ", ["animals-0"]),
            ("goose ", ["animals-0", "animals-1"]),
            ("🪿", ["animals-0", "animals-1", "bells-0"]),
            (" bit", ["animals-1", "bells-0"]),
            (" the old", ["animals-1"]),
            (" miller.", []),
        ]

    def test_pieces_are_the_text(self, farm: AnnotatedDocument) -> None:
        shown = view(farm)
        assert "\n".join("".join(p.text for p in q.pieces) for q in shown.paragraphs) == farm.text
        assert all(farm.text[p.start : p.end] == p.text for q in shown.paragraphs for p in q.pieces)
        assert [paragraph.start for paragraph in shown.paragraphs] == [0, farm.text.index("He boasted")]

    def test_a_mark_over_two_paragraphs_is_shown_in_both(self) -> None:
        text = "One goose.\n\nTwo geese."
        shown = view(annotated(document("d", text), {"bells": [span(text, "goose.\n\nTwo")]}))
        marked = [[p.text for p in q.pieces if p.marks] for q in shown.paragraphs]
        assert marked == [["goose."], ["Two"]]

    @pytest.mark.parametrize("text", ["", "\n\n", "\nA goose.\n"])
    def test_lines_without_text_are_no_paragraphs(self, text: str) -> None:
        shown = view(annotated(document("d", text)))
        assert ["".join(p.text for p in q.pieces) for q in shown.paragraphs] == text.split()[
            :0
        ] + text.strip().splitlines()
        assert Page(show.html(annotated(document("d", text)))).text.strip() == text.strip()

    def test_removed_stretches_stand_where_they_stood(self, farm: AnnotatedDocument) -> None:
        shown = view(farm)
        assert [[cut.reason for cut in paragraph.cuts] for paragraph in shown.paragraphs] == [["header"], ["share"]]
        assert [cut.reason for cut in shown.cuts_at_end] == ["copyright"]
        assert shown.reasons == (("copyright", 1, 12), ("header", 1, 16), ("share", 1, 11), ("whitespace", 1, 0))

    def test_a_stretch_removed_within_a_paragraph_stands_there(self) -> None:
        raw = "The goose [advert] left."
        shown = view(annotated(document("d", raw, [Edit(10, 19, "", "advert", "brackets")])))
        assert [(p.text, [c.reason for c in p.cuts]) for p in shown.paragraphs[0].pieces] == [
            ("The goose ", []),
            ("left.", ["advert"]),
        ]


class TestLabels:
    def test_the_first_own_string_with_an_enum_labels_a_mark(self, farm: AnnotatedDocument) -> None:
        labels = {layer.name: [mark.label for mark in layer.marks] for layer in view(farm).layers}
        assert labels["animals"] == ["BIRD", "FISH"]
        assert labels["claims"] == ["boast"]

    def test_a_layer_without_one_is_labelled_by_its_name(self, farm: AnnotatedDocument) -> None:
        assert [mark.label for layer in view(farm, ["bells"]).layers for mark in layer.marks] == ["bells"]

    def test_details_are_the_own_columns_and_the_provenance(self, farm: AnnotatedDocument) -> None:
        animals = view(farm, ["animals"]).layers[0]
        assert {name: value for name, value in animals.marks[0].details.items() if value} == {
            "sort": "BIRD",
            "legs": "2",
            "weight": "3.5",
            "tame": "no",
            "names": "Ada, Bo",
            "rule": "test",
            "annotator": "copydesk/1.0",
        }

    def test_a_reference_is_shown_as_the_anchor_it_points_to(self, farm: AnnotatedDocument) -> None:
        assert '<td><a href="#animals-0">animals-0</a></td>' in show.html(farm)

    def test_layers_are_chosen(self, farm: AnnotatedDocument) -> None:
        assert [layer.name for layer in view(farm, ["claims", "bells"]).layers] == ["claims", "bells"]
        assert view(farm, ["claims"]).sentences is None
        with pytest.raises(NotFoundError, match="no table 'clams'"):
            show.terminal(farm, ["clams"])


class TestTerminal:
    def test_marks_are_readable_without_colour(self, farm: AnnotatedDocument) -> None:
        shown = printed(farm, no_color=True)
        assert "⁰A ‹gray ‹goose ‹🪿›BIRD bit›bells the old›FISH miller." in shown
        assert "¹He ‹boasted›boast of it. Read on" in shown
        for line in ("created    2024-05-06 (header)", "publisher  Mill Gazette (manifest)", "agency     Barn Wire"):
            assert line in shown
        assert re.search(r"flags +a_flag", shown)
        assert re.search(r"‹animals› +2 +BIRD 1, FISH 1", shown)
        assert re.search(r"\[copyright\] +1 +12 characters removed", shown)

    def test_nothing_of_a_text_acts(self) -> None:
        written = printed(holding(HOSTILE), force_terminal=True, color_system="truecolor", legacy_windows=False)
        # Colour and style are what rich itself writes.
        plain = re.sub(r"\x1b\[[0-9;]*m", "", written)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain)
        assert "[red]markup[/red] [/] :bell:" in plain
        assert "⟨U+001B⟩[31mred" in plain

    def test_is_no_wider_than_asked(self, farm: AnnotatedDocument) -> None:
        assert max(map(len, printed(farm, width=40).splitlines())) <= 40


class TestPage:
    def test_is_well_formed_and_says_all(self, farm: AnnotatedDocument) -> None:
        parsed = Page(show.html(farm))
        assert parsed.text.split() == farm.text.split()
        shown = " ".join(parsed.shown)
        for said in ("Goose at large", "2024-05-06 (header)", "Barn Wire (dateline)", "a_flag", "removed: share"):
            assert said in shown
        assert len(parsed.ids) == len(set(parsed.ids))
        tags = [tag for tag, _ in parsed.elements]
        assert [tag for tag in tags if tag in ("header", "main", "footer", "h1")] == ["header", "h1", "main", "footer"]
        assert dict(parsed.elements)["html"] == {"lang": "en"}
        assert ("article", {"class": "text marked", "aria-label": "Text", "lang": "en-GB"}) in parsed.elements

    def test_the_policy_allows_the_style_by_its_hash_and_nothing_else(self, farm: AnnotatedDocument) -> None:
        parsed = Page(show.html(farm))
        [style] = parsed.styles
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policies = [given["content"] for tag, given in parsed.elements if "http-equiv" in given and tag == "meta"]
        assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]

    @pytest.mark.parametrize("render", [show.html, show.fragment])
    def test_nothing_of_a_text_acts(self, render: Callable[[AnnotatedDocument], str]) -> None:
        html = render(holding(HOSTILE, claims=[span(HOSTILE, "alert", claim="<b>")]))
        html.encode()
        parsed = Page(html)
        allowed = {"html", "head", "meta", "title", "style", "body", "header", "main", "footer", "article", "section"}
        allowed |= {"div", "p", "span", "a", "h1", "h2", "dl", "dt", "dd", "label", "input", "details", "summary"}
        allowed |= {"table", "thead", "tbody", "tr", "th", "td"}
        assert {tag for tag, _ in parsed.elements} <= allowed
        for _, given in parsed.elements:
            assert not {name for name in given if name.startswith("on") or name in ("src", "style", "srcset", "action")}
            assert given.get("href", "#").startswith("#")  # type: ignore[union-attr]
            assert given.get("lang") in (None, "en")
        assert not re.search(r"url\(|@import", "".join(parsed.styles))
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
        assert "<script>alert(1)</script> ]]> <!-- -->"[2:] in parsed.text

    def test_a_crossing_mark_is_closed_and_opened_again(self, farm: AnnotatedDocument) -> None:
        html = show.html(farm)
        opened = [given["title"] for _, given in Page(html).elements if "mark" in (given.get("class") or "").split()]
        names = [(title or "").split("\n")[0] for title in opened]
        assert names.count("animals-0") == 1
        assert names.count("animals-1") == 2
        # Its label stands once, at its end.
        assert html.count(">FISH</a>") == 1

    def test_overlapping_marks_have_lines_of_their_own(self, farm: AnnotatedDocument) -> None:
        lanes = {mark.anchor: lane for mark, lane in page._lanes(view(farm)).items()}
        assert lanes == {"bells-0": 0, "animals-1": 1, "animals-0": 2, "claims-0": 0}

    def test_every_layer_can_be_switched_off(self, farm: AnnotatedDocument) -> None:
        parsed = Page(show.html(farm))
        names = [given["name"] for tag, given in parsed.elements if tag == "input"]
        assert names[0] == "sentences"
        assert names[-1] == "removed"
        for name in names:
            assert f'input[name="{name}"]:not(:checked)' in parsed.styles[0]

    def test_is_the_same_each_time(self, farm: AnnotatedDocument) -> None:
        assert show.html(farm) == show.html(farm)

    def test_a_document_without_annotations_or_edits(self) -> None:
        parsed = Page(show.html(annotated(document("d", "A calm day."))))
        assert parsed.text == "A calm day.\n"
        assert "edits" not in parsed.ids

    def test_a_withheld_text_is_said_to_be_withheld(self, farm: AnnotatedDocument) -> None:
        tables = dict(farm.tables)
        documents = tables["documents"]
        tables["documents"] = documents.set_column(documents.column_names.index("text"), "text", [[None]])
        withheld = AnnotatedDocument(document_from_row(tables["documents"].to_pylist()[0], farm.edits), tables)
        assert "withheld from the release" in " ".join(Page(show.html(withheld)).shown)
        assert "withheld from the release" in printed(withheld)

    def test_the_fragment_leaves_the_notebook_alone(self, farm: AnnotatedDocument) -> None:
        parsed = Page(farm._repr_html_())
        assert parsed.text.split() == farm.text.split()
        assert parsed.ids == []
        assert not [given for _, given in parsed.elements if "href" in given]
        selectors = re.sub(r"@media[^{]*\{", "", parsed.styles[0])
        selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "\n", selectors, flags=re.DOTALL)
        for selector in re.split(r"[,\n]", selectors.replace("}", "")):
            assert not selector.strip() or ".copydesk" in selector, selector

    def test_colours_are_readable_on_their_grounds(self) -> None:
        """WCAG 2.2, 1.4.3: a contrast of 4.5 for text; labels stand on a ground tinted with a tenth of their colour."""
        themes = [dict(re.findall(r"--(\w+): (#\w{6})", block)) for block in page._style(0).split("@media")[:2]]
        assert [len(theme) for theme in themes] == [13, 13]
        for theme in themes:
            ground = channels(theme["ground"])
            assert contrast(channels(theme["ink"]), ground) > 7
            assert contrast(channels(theme["quiet"]), ground) > 4.5
            for slot in range(8):
                colour = channels(theme[f"c{slot}"])
                tinted = [0.1 * c + 0.9 * g for c, g in zip(colour, ground, strict=True)]
                assert contrast(colour, tinted) > 4.5, slot


def channels(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def contrast(first: list[float], second: list[float]) -> float:
    lights = []
    for colour in (first, second):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    return max(lights) / min(lights)


@pytest.mark.parametrize("harmless", ["plain", "naïve 🪿 👩‍🌾", "a\tb\nc", "\u00a0\u00ad", "שלום"])
def test_what_shows_is_left_as_it_is(harmless: str) -> None:
    assert visible(harmless) == harmless
