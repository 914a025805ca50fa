"""A report as Markdown: its plots are the tables of their numbers."""

from collections.abc import Iterator, Sequence

from tui_labeler.hybrid.markdown import plain
from tui_labeler.hybrid.report.document import Drawing, Part, Report, Sentence, Table


def as_markdown(report: Report) -> str:
    """The text. Nothing in it that comes from outside is markup."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield from (f"# {plain(report.title)}", "")
    if report.task:
        yield from (plain(report.task), "")
    for tile in report.tiles:
        remark = f" ({plain(tile.remark)})" if tile.remark else ""
        yield f"- {plain(tile.name)}: {plain(tile.value)}{remark}"
    yield ""
    for part in report.parts:
        yield from _part(part)
    yield plain(report.footer)


def _part(part: Part) -> Iterator[str]:
    yield from (f"## {plain(part.title)}", "", plain(part.lead), "")
    for block in part.blocks:
        match block:
            case Sentence(text):
                yield from (plain(text), "")
            case Table():
                yield from (*_table(block), "")
            case Drawing(_, caption, table):
                yield from (plain(caption), "", *_table(table), "")


def _table(table: Table) -> Iterator[str]:
    yield _row(table.columns)
    yield _row(
        ["--:" if place >= table.numbers_from else "---" for place in range(len(table.columns))],
        safe=True,
    )
    yield from map(_row, table.rows)


def _row(cells: Sequence[str], *, safe: bool = False) -> str:
    return "| " + " | ".join(cell if safe else plain(cell) for cell in cells) + " |"
