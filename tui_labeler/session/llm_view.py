"""What the screens show of LLM runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_labeler.session.views import LLMView
from tui_labeler.text import duration

if TYPE_CHECKING:
    from tui_labeler.session.llm_run import LLMRuns
    from tui_labeler.session.session import Session


def run_view(session: Session) -> LLMView:
    """The run alone: nothing is read from the store, so every answer may ask for it."""
    sections = session.project.config.llm
    if not sections or "llm" not in vars(session):
        return LLMView(None)
    runs = session.llm
    progress = runs.progress
    return LLMView(
        model=sections[runs.wish.llm].model,
        running=runs.running,
        message=progress.what if runs.running else runs.tally.sentence(),
        done=progress.done,
        total=progress.total,
        cost=runs.tally.cost if runs.tally.priced else None,
        tokens=runs.tally.tokens_in + runs.tally.tokens_out,
        cap=runs.cap(runs.wish),
        question=question(runs),
    )


def question(runs: LLMRuns) -> str:
    """The estimate as a question; "" while there is none."""
    if runs.estimate is None:
        return ""
    found, section = runs.estimate, runs.access.section(runs.wish.llm)
    cap = runs.cap(runs.wish)
    cost = "price not known"
    if found["cost"] is not None:
        cost = f"about ${found['cost']:.2f} ({found['price']})"
    limit = "no cap" if cap is None else f"at most ${cap:.2f} in all"
    if found["cost"] is None and cap is not None:
        limit = f"at most {cap:g} million tokens in all"
    return (
        f"Ask {section.model} at {runs.access.server(runs.wish.llm).host} about "
        f"{found['items']:,} items: {found['tokens_in'] + found['tokens_out']:,} tokens, "
        f"{cost}, {duration(found['seconds'])}, {limit}?"
    )
