"""The ledger on the Progress screen: who cost what, and what more labels would."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from tui_labeler.hybrid.ledger import MORE, SIZES, Line, dollars, hours, points
from tui_labeler.session.money_views import LedgerView, WhatIf
from tui_labeler.text import one_line
from tui_labeler.tui.widgets.frame import EMPTY

NAME = 21
CELL = 10


def cost_lines(view: LedgerView) -> list[Content]:
    """Everything about costs in lines of 76 cells, the most important first."""
    heads = ("labels", "time", "paid", "in all", "per 1,000")
    lines = [Content.styled(_row("", heads), "$muted")]
    lines += [Content.styled(_line(line), "$text") for line in view.lines]
    total = _row("total", ("", hours(view.seconds), dollars(view.paid), dollars(view.cost), ""))
    lines += [Content.styled(total, "bold $text"), *_by_hand(view)]
    if view.what_if:
        sizes = [f"{size:,}" for size in SIZES]
        lines += [EMPTY, Content.styled(_row("for so many items", sizes) + "  accuracy", "$muted")]
        lines += [Content.styled(_what_if(one), "$text") for one in view.what_if]
    return lines


def _row(name: str, cells: Sequence[str]) -> str:
    return f" {one_line(name, NAME):{NAME}}" + "".join(f"{cell:>{CELL}}" for cell in cells)


def _line(line: Line) -> str:
    amounts = (dollars(line.paid), dollars(line.cost), dollars(line.per_thousand))
    name = f"{line.stage} · {line.source}"
    return _row(name, (f"{line.labels:,}", hours(line.seconds), *amounts))


def _by_hand(view: LedgerView) -> Iterator[Content]:
    if not view.price.known:
        yield Content.styled(" [costs] per_human_hour in project.toml prices your time.", "$rules")
    if view.by_hand is None:
        yield Content.styled(f" by hand: — {view.speed.reason}", "$muted")
        return
    everything = f"{hours(view.by_hand.seconds)} {dollars(view.by_hand.cost)}"
    yield Content.styled(f" all {view.pool:,} items by hand: {everything}", "$text")
    more = f"{hours(view.more.seconds)} {dollars(view.more.cost)}"
    yield Content.styled(f" {MORE} more labels: {more}, {points(view.more.accuracy)}", "$text")


def _what_if(one: WhatIf) -> str:
    cells = [hours(s.seconds) if s.cost is None else dollars(s.cost) for s in one.sizes]
    figure = one.accuracy
    accuracy = "—" if figure.value is None else f"{figure.value:.1%} n {figure.n:,}"
    share = "" if one.share == 1 else f" · covers {one.share:.0%}"
    return f"{_row(one.way, cells)}  {accuracy}{share}"
