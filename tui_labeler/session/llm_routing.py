"""Who gets an item after the LLM: confident labels stay the LLM's, the rest goes to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_labeler.session.session import Session


class LLMRouting:
    """By the threshold of project.toml, or the one that validation supports."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def queued(self) -> int:
        """Items that need the person: the LLM failed at them, or is less sure than it has to be."""
        confident = self.session.agreement.confident()
        labels, state, pool = self.session.llm_labels, self.session.state, self.session.pool
        asked = {item for item in labels.items() if not state[item].settled}
        unsure = 0
        if confident is not None:
            for item in asked:
                said = labels.of(item)
                assert said is not None
                unsure += said.confidence is not None and not confident(said.confidence)
        failed = {
            item
            for request in self.session.store.llm.requests()
            for item, answer in request.answers.items()
            if answer.get("error") and labels.of(item) is None and pool.row(item) is not None
        }
        return unsure + sum(not state[item].settled for item in failed)

    def confident_rows(self) -> list[int]:
        """Rows whose LLM label is sure enough: the person is not asked about them."""
        if not len(self.session.llm_labels):
            return []
        confident = self.session.agreement.confident()
        if confident is None:
            return []
        pool, labels = self.session.pool, self.session.llm_labels
        found = []
        for item in labels.items():
            said, row = labels.of(item), pool.row(item)
            if said is not None and row is not None and confident(said.confidence or 0.0):
                found.append(row)
        return found
