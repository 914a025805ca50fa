"""What the labels cost so far, and what more of them would."""

from typing import TYPE_CHECKING

import click

from tui_labeler.cli.jobs import hear_functions, opened
from tui_labeler.cli.output import folder_argument, json_option, show, write_json
from tui_labeler.hybrid.ledger import MORE, SIZES, dollars, hours, points
from tui_labeler.text import clip, one_line

if TYPE_CHECKING:
    from tui_labeler.hybrid.ledger import Line
    from tui_labeler.session.money_views import LedgerView, WhatIf


@click.command()
@folder_argument
@json_option
def costs(folder: str, as_json: bool) -> None:
    """What the labels cost so far in money and time, and what more of them would.

    Time is measured, pauses left out; its price is [costs] in project.toml.
    """
    with opened(folder, read_only=True) as session:
        hear_functions(session)
        found = session.money.view()
    if as_json:
        write_json(found.as_json())
        return
    _tell(found)


def _tell(found: "LedgerView") -> None:
    show(f"{'':26}{'labels':>8}  {'your time':>9}  {'paid':>8}  {'in all':>8}  {'per 1,000':>9}")
    for line in found.lines:
        show(_line(line))
    total = dollars(found.cost)
    show(f"{'total':36}{hours(found.seconds):>9}  {dollars(found.paid):>8}  {total:>8}")
    if found.not_counted:
        show("not counted: " + ", ".join(one_line(name, 40) for name in found.not_counted))
    if not found.price.known:
        show("[costs] per_human_hour in project.toml says what your time costs.")
    show("")
    if found.speed.value is None or found.by_hand is None:
        show(f"a label by hand: — ({found.speed.reason})")
    else:
        bounds = f"{found.speed.low:.1f} to {found.speed.high:.1f}, n {found.speed.n:,}"
        show(f"a label by hand takes {found.speed.value:.1f} s ({bounds})")
        everything = f"{hours(found.by_hand.seconds)}, {dollars(found.by_hand.cost)}"
        show(f"all {found.pool:,} items by hand: {everything}")
        more = f"{hours(found.more.seconds)}, {dollars(found.more.cost)}"
        show(f"{MORE} more labels: {more}; accuracy {points(found.more.accuracy)}")
    if found.what_if:
        show("")
        show(
            f"{'what if there were':26}" + "".join(f"{size:>18,}" for size in SIZES) + "  accuracy"
        )
    for way in found.what_if:
        show(_what_if(way))


def _line(line: "Line") -> str:
    name = f"{line.stage:9} {clip(one_line(line.source), 15):15}"
    return (
        f"{name} {line.labels:>8,}  {hours(line.seconds):>9}  {dollars(line.paid):>8}  "
        f"{dollars(line.cost):>8}  {dollars(line.per_thousand):>9}"
    )


def _what_if(one: "WhatIf") -> str:
    cells = "".join(f"{hours(s.seconds):>9} {dollars(s.cost):>8}" for s in one.sizes)
    share = "" if one.share == 1 else f" of {one.share:.0%} of the items"
    figure = one.accuracy
    accuracy = f"— ({figure.reason})"
    if figure.value is not None and figure.low is not None and figure.high is not None:
        accuracy = f"{figure.value:.1%} ({figure.low:.0%} to {figure.high:.0%})"
    return f"{clip(one_line(one.way), 25):26}{cells}  {accuracy}{share}"


COMMANDS = (costs,)
