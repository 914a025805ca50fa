"""Lines in a rounded frame with a title above and a remark below."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.text import counted, one_line

EMPTY = Content()


def frame(
    body: Sequence[Content],
    width: int,
    height: int,
    *,
    title: Content,
    remark: Content = EMPTY,
    style: str = "$frame",
) -> list[Content]:
    """`height` lines of `width` cells; what does not fit is cut."""
    inner = width - 2
    side = Content.styled("│", style)
    blank = Content.blank(inner)
    lines = [fitted(line, inner) for line in body[: height - 2]]
    lines += [blank] * (height - 2 - len(lines))
    return [
        _top(title, width, style),
        *(Content.assemble(side, line, side) for line in lines),
        _bottom(remark, width, style),
    ]


def fitted(line: Content, width: int) -> Content:
    """`line` in `width` cells; where something is cut, an ellipsis says so."""
    if line.cell_length > width:
        line = line.rstrip()
    return line.truncate(width, ellipsis=True, pad=True)


def column(text: str, width: int, style: str = "") -> Content:
    """`text` from outside in `width` cells of a table, whatever the width of its signs."""
    return fitted(Content(one_line(text, width)), width).stylize(style)


def where(top: int, last: int) -> Content:
    """How much of a text is below what is seen from line `top`; `last`: where its end is seen."""
    if not last:
        return EMPTY
    below = last - top
    words = f"▼ {counted(below, 'more line')}" if below else "the end"
    return Content.styled(f"{words} · {top / last:.0%}   ", "$key")


def _top(title: Content, width: int, style: str) -> Content:
    title = title.truncate(max(0, width - 6), ellipsis=True)
    rest = width - 5 - title.cell_length
    return Content.assemble(("╭─ ", style), title, (" " + "─" * rest + "╮", style))


def _bottom(remark: Content, width: int, style: str) -> Content:
    if not remark:
        return Content.styled("╰" + "─" * (width - 2) + "╯", style)
    remark = remark.truncate(max(0, width - 6), ellipsis=True)
    rest = width - 5 - remark.cell_length
    return Content.assemble(("╰" + "─" * rest + " ", style), remark, (" ─╯", style))


def between(left: Content, right: Content, width: int) -> Content:
    """`left` at the left and `right` at the right edge, a cell apart; the left one gives way."""
    right = right.truncate(width, ellipsis=True)
    room = width - right.cell_length
    if right and left.cell_length >= room:
        left = left.truncate(max(0, room - 1), ellipsis=True)
    return fitted(left, room) + right
