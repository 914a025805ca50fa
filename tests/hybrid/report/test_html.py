"""The report as a page: text stays text, and the page needs nothing else."""

import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.evaluation.figure import Figure
from tui_labeler.hybrid.report import svg
from tui_labeler.hybrid.report.document import (
    Block,
    Drawing,
    Part,
    Report,
    Sentence,
    Table,
    Tile,
    percent,
)
from tui_labeler.hybrid.report.html import as_html
from tui_labeler.hybrid.report.markdown import as_markdown

HOSTILE = (
    "<script>alert(1)</script>",
    "\x1b[31mred\x00\x9b",
    "\u202eevil\u2066",
    '"><img src=x onerror=alert(1)>',
    "](javascript:x) | `code` \n# head",
    "&lt;b&gt;",
    "שלום",
    "\ud800",
)
SURE = Figure(0.8, 0.7, 0.9, 40)


class Page(HTMLParser):
    """Tags, attributes and text of a page; every tag must be closed."""

    VOID = ("meta", "br")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def full(text: str) -> Report:
    """A report with `text` in every place."""
    table = Table((text, "n"), [(text, text), ("b", "2")])
    drawings = [
        svg.curves([svg.Series(text, "model", [(10, SURE), (20, SURE)])]),
        svg.bars([svg.Bar(text, 3.0, "person", text)]),
        svg.intervals([(text, SURE, "llm"), (text, Figure(None, None, None, 0, text), "llm")]),
        svg.heatmap([text, "b"], [[0.9, 0.1], [0.2, 0.8]]),
    ]
    blocks: list[Block] = [Sentence(text), table]
    blocks += [Drawing(drawn, text, table) for drawn in drawings]
    return Report(text, text, [Tile(text, text, text)], [Part(text, text, blocks)], text)


def checked(html: str) -> Page:
    """The page, after what must hold of every page."""
    page = Page(html)
    assert page.open == []
    assert not page.tags & {"script", "img", "link", "iframe", "object", "image", "foreignobject"}
    for name, value in page.attributes:
        assert not name.startswith("on")
        assert name not in ("src", "srcset", "xlink:href")
        assert name != "href" or (value or "").startswith("#part-")
    assert "url(" not in html and "@import" not in html
    return page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    html = as_html(full(text))
    checked(html)
    assert not set(html) & {"\x1b", "\x00", "\x9b", "\u202e", "\u2066", "\ud800"}
    html.encode()


@given(st.text(max_size=60))
@settings(max_examples=50, deadline=None)
def test_any_text_keeps_the_page_whole(text: str) -> None:
    tags = checked(as_html(full("x"))).tags
    assert checked(as_html(full(text))).tags <= tags | {"bdi", "p", "span"}
    as_markdown(full(text)).encode()


def test_a_text_can_be_read_as_it_was() -> None:
    assert "1 < 2 & 3" in Page(as_html(full("1 < 2 & 3"))).text


@pytest.mark.parametrize("text", HOSTILE)
def test_drawings_are_well_formed(text: str) -> None:
    for block in full(text).parts[0].blocks:
        if isinstance(block, Drawing):
            root = ET.fromstring(block.svg)
            assert root.tag.endswith("svg")
            assert {one.tag.rpartition("}")[2] for one in root.iter()} <= {
                *("svg", "title", "text", "rect", "line", "path", "circle", "polyline", "polygon")
            }


def test_markdown_of_hostile_text() -> None:
    markdown = as_markdown(full(HOSTILE[0] + HOSTILE[4]))
    lines = markdown.splitlines()
    assert "<script" not in markdown.replace("\\<script", "")
    assert sum(line.startswith("# ") for line in lines) == 1
    tables = [line for line in lines if line.startswith("|")]
    assert all(line.replace("\\|", "").count("|") == 3 for line in tables)


def test_curves_stay_inside_their_frame() -> None:
    points = [(n, Figure(n / 100, 0.0, 1.0, 9)) for n in (1, 50, 99)]
    root = ET.fromstring(svg.curves([svg.Series("a", "model", points)], height=200))
    for one in root.iter():
        for pair in (one.get("points") or "").split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= svg.WIDTH and 0 <= y <= 200


@pytest.mark.parametrize("scores", [[0.5], [0.5, 0.5], [0.0, 1.0], [1.0, 1.0]])
def test_curves_without_a_range_can_be_drawn(scores: list[float]) -> None:
    points = [(10 * n, Figure(score, None, None, 0)) for n, score in enumerate(scores, 1)]
    ET.fromstring(svg.curves([svg.Series("a", "model", points)]))


def test_percent_says_n_or_why_not() -> None:
    assert percent(SURE) == "80.0% (70 to 90, n 40)"
    assert percent(Figure(None, None, None, 3, "n 3, needs 20")) == "— (n 3, needs 20)"
