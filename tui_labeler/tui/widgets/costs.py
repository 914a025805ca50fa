"""The ledger on the Progress screen: who cost what, and what more labels would."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from tui_labeler.hybrid.ledger import MORE, SIZES, Line, dollars, hours, points
from tui_labeler.session.money_views import LedgerView, WhatIf
from tui_labeler.text import one_line
from tui_labeler.tui.widgets.frame import EMPTY

NAME, CELL = 21, 10


def cost_lines(view: LedgerView) -> list[Content]:
    """Everything about costs in lines of 76 cells, the most important first."""
    heads = ("labels", "time", "paid", "in all", "per 1,000")
    lines = [Content.styled(_wide_row("", heads), "$muted")]
    lines += [Content.styled(_line(line), "$text") for line in view.lines]
    amounts = ("", hours(view.seconds), dollars(view.paid), dollars(view.cost), "")
    total = _wide_row("total", amounts)
    lines += [Content.styled(total, "bold $text"), *_by_hand(view)]
    if view.what_if:
        sizes = [f"{size:,}" for size in SIZES]
        lines += [EMPTY, Content.styled(_row("for so many items", sizes) + "  accuracy", "$muted")]
        lines += [Content.styled(_what_if(one), "$text") for one in view.what_if]
    return lines


def _wide_row(name: str, cells: Sequence[str]) -> str:
    """For headings of two words."""
    return _row(name, cells, NAME - 1, CELL + 1)


def _row(name: str, cells: Sequence[str], first: int = NAME, width: int = CELL) -> str:
    return f" {one_line(name, first):{first}}" + "".join(f"{cell:>{width}}" for cell in cells)


def _line(line: Line) -> str:
    amounts = (dollars(line.paid), dollars(line.cost), dollars(line.per_thousand))
    name = f"{line.stage} · {line.source}"
    return _wide_row(name, (f"{line.labels:,}", hours(line.seconds), *amounts))


def _by_hand(view: LedgerView) -> Iterator[Content]:
    if not view.price.known:
        yield Content.styled(" [costs] per_human_hour in project.toml prices your time.", "$rules")
    if view.by_hand is None:
        yield Content.styled(f" by hand: — {view.speed.reason}", "$muted")
        return
    everything = _amount(view.by_hand.seconds, view.by_hand.cost)
    yield Content.styled(f" all {view.pool:,} items by hand: {everything}", "$text")
    more = f"{_amount(view.more.seconds, view.more.cost)}, accuracy {points(view.more.accuracy)}"
    yield Content.styled(f" {MORE} more labels: {more}", "$text")


def _amount(seconds: float | None, cost: float | None) -> str:
    """The time, and the money where time has a price."""
    return hours(seconds) if cost is None else f"{hours(seconds)}, {dollars(cost)}"


def _what_if(one: WhatIf) -> str:
    cells = [hours(s.seconds) if s.cost is None else dollars(s.cost) for s in one.sizes]
    figure = one.accuracy
    accuracy = "—" if figure.value is None else f"{figure.value:.1%} n {figure.n:,}"
    share = "" if one.share == 1 else f" · covers {one.share:.0%}"
    return f"{_row(one.way, cells)}  {accuracy}{share}"
