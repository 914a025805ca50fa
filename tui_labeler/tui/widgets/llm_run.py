"""How far an LLM run is, on the status line of whatever screen one is on."""

from textual.content import Content

from tui_labeler.session.views import LLMView
from tui_labeler.text import one_line
from tui_labeler.tui.widgets.frame import EMPTY


def llm_run(llm: LLMView) -> Content:
    """What it does or waits for, how far it is, and what it has cost; empty without a run."""
    if not llm.running:
        return EMPTY
    done = f" · {llm.done:,} of {llm.total:,}" if llm.total else ""
    cost = f" · {llm.tokens:,} tokens" if llm.cost is None else f" · ${llm.cost:.4f}"
    return Content.styled(f"◆ LLM: {one_line(llm.message, 60)}{done}{cost}", "$llm")
