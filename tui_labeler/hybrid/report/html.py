"""A report as one HTML file: no scripts, nothing loaded from anywhere, the same bytes each time."""

from collections.abc import Iterator, Sequence
from html import escape

from tui_labeler.hybrid.report.document import Drawing, Part, Report, Sentence, Table, Tile
from tui_labeler.hybrid.report.style import CSS
from tui_labeler.text import printable

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def as_html(report: Report) -> str:
    """The page. Every text of the report is made printable and escaped."""
    return "".join(f"{line}\n" for line in _page(report))


def _page(report: Report) -> Iterator[str]:
    title = _text(report.title)
    yield from ("<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">')
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield from (f"<title>{title}</title>", f"<style>\n{CSS}</style>", "</head>", "<body>", "<main>")
    yield from ("<header>", '<p class="kind">Labelling report</p>', f"<h1>{title}</h1>")
    if report.task:
        yield f"<p>{_text(report.task)}</p>"
    yield from ('<div class="tiles">', *map(_tile, report.tiles), "</div>")
    links = (f'<a href="#part-{n}">{_text(p.title)}</a>' for n, p in enumerate(report.parts, 1))
    yield from (f"<nav>{' '.join(links)}</nav>", "</header>")
    for number, part in enumerate(report.parts, 1):
        yield from _part(part, number)
    yield from (f"<footer>{_text(report.footer)}</footer>", "</main>", "</body>", "</html>")


def _tile(tile: Tile) -> str:
    remark = f"<span>{_text(tile.remark)}</span>" if tile.remark else ""
    return (
        f'<div class="tile"><span>{_text(tile.name)}</span><b>{_text(tile.value)}</b>{remark}</div>'
    )


def _part(part: Part, number: int) -> Iterator[str]:
    yield f'<section id="part-{number}">'
    yield from (f"<h2>{_text(part.title)}</h2>", f"<p>{_text(part.lead)}</p>")
    for block in part.blocks:
        match block:
            case Sentence(text):
                yield f"<p>{_text(text)}</p>"
            case Table():
                yield from ('<div class="wide">', *_table(block), "</div>")
            case Drawing(svg, caption, table):
                yield f"<figure>{svg}<figcaption>{_text(caption)}</figcaption>"
                yield from ("<details><summary>the numbers</summary>", *_table(table))
                yield "</details></figure>"
    yield "</section>"


def _table(table: Table) -> Iterator[str]:
    yield f"<table><thead>{_row(table.columns, table.numbers_from, 'th')}</thead><tbody>"
    yield from (_row(row, table.numbers_from, "td") for row in table.rows)
    yield "</tbody></table>"


def _row(cells: Sequence[str], numbers_from: int, kind: str) -> str:
    number = f'{kind} class="n"'
    made = (
        f"<{number if place >= numbers_from else kind}>{_text(cell)}</{kind}>"
        for place, cell in enumerate(cells)
    )
    return f"<tr>{''.join(made)}</tr>"


def _text(text: str) -> str:
    """`<bdi>` keeps a text that runs from right to left from turning its neighbours around."""
    made = escape(printable(text))
    return made if made.isascii() else f"<bdi>{made}</bdi>"
