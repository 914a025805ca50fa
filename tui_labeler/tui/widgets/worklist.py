"""The worklist on the Progress screen: what the next ten minutes are best spent on, and why."""

from collections.abc import Mapping, Sequence

from textual.content import Content

from tui_labeler.session.worklist import MINUTES, Entry, Work, WorklistView
from tui_labeler.text import one_line
from tui_labeler.tui.widgets.frame import between

TITLE = f"The next {MINUTES} minutes"
NAMES: Mapping[Work, str] = {
    "label": "label new items",
    "check": "check suspects",
    "validate": "validate the LLM",
    "rule": "write rules",
}


def worklist_lines(view: WorklistView, width: int) -> list[Content]:
    """Two lines per kind of work, the best first, in lines of `width` cells."""
    lines = [_entry(one, width, best=place == 0) for place, one in enumerate(view.entries)]
    found = [line for pair in lines for line in pair]
    if view.message:
        found.append(Content.styled(f" {one_line(view.message, width - 2)}", "$muted"))
    return found


def _entry(one: Entry, width: int, *, best: bool) -> Sequence[Content]:
    speed = f"{one.seconds:.0f} s each" + ("" if one.measured else ", assumed")
    head = f" {one.screen}  {NAMES[one.work]}: {one.count:,} of {one.waiting:,} ({speed})"
    worth = f"≈ {one.per_minute:.1f} put right a minute "
    line = between(Content(head), Content(worth), width)
    return (
        line.stylize("bold $text" if best else "$text"),
        Content.styled(f"      {one_line(one.why, width - 7)}", "$muted"),
    )
