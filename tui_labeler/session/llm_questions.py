"""Which items an LLM is asked about, and which of the person's labels are its examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_labeler.llm.failures import FINAL

if TYPE_CHECKING:
    from tui_labeler.llm.journal import Sent
    from tui_labeler.session.llm_access import LLMAccess
    from tui_labeler.session.session import Session

CASCADE_THRESHOLD = 0.8
"""Below it the next [[llm]] is asked, until a threshold can be found on validated items."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person wants asked."""

    llm: int = 0
    """Which [[llm]]; the second one is asked what the first is unsure of."""
    limit: int | None = None
    max_cost: float | None = None
    again: bool = False
    """Ask again what an older prompt was asked, and what failed for good."""
    batch: bool = False
    """Through the server's batch service."""
    items: frozenset[str] | None = None
    """Nothing but these; None: the whole pool."""


class LLMQuestions:
    """Chooses from the pool, as things stand."""

    def __init__(self, session: Session, access: LLMAccess) -> None:
        self.session, self._access = session, access

    def rows(self, wish: Wish) -> list[int]:
        """The rows that the wish asks about, in random order; of exact copies only the first."""
        pool, state = self.session.pool, self.session.state
        asked = self.asked_before(wish)
        known = self.known(wish) | self.session.llm.books.under_way() | asked
        unsure = self._unsure(wish)
        most = None if wish.limit is None else max(0, wish.limit - len(asked))
        found: list[int] = []
        for row in pool.order:
            item = pool.ids[row]
            answer = state[item].answer
            rejected = answer is not None and answer.kind == "reject"
            if pool.copy_of(row) != row or rejected or item in known:
                continue
            if unsure is not None and item not in unsure:
                continue
            if wish.items is not None and item not in wish.items:
                continue
            if most is not None and len(found) >= most:
                break
            found.append(row)
        return found

    def unanswered(self, wish: Wish) -> list[Sent]:
        """What a killed run had asked this LLM, and nobody knows the answer to."""
        known, section = self.known(wish), self._access.section(wish.llm)
        sent = self.session.llm.books.unanswered(section.model, self._access.server(wish.llm).host)
        return [one for one in sent if not known.issuperset(one.items)]

    def asked_before(self, wish: Wish) -> set[str]:
        """The items of `unanswered`."""
        return {item for sent in self.unanswered(wish) for item in sent.items}

    def known(self, wish: Wish) -> set[str]:
        """Items that need not be asked: they have an answer, or failed for good."""
        model = self._access.section(wish.llm).model
        labels = self.session.llm_labels
        current = self._version(wish.llm)
        known = set()
        for item in labels.items():
            said = labels.by_model(item).get(model)
            if said is not None and (not wish.again or said.version == current):
                known.add(item)
        if not wish.again:
            for request in self.session.store.llm.requests():
                if request.model == model:
                    failed = {i for i, a in request.answers.items() if a.get("error") in FINAL}
                    known |= failed
        return known

    def _unsure(self, wish: Wish) -> set[str] | None:
        """What the LLM before it left to this one; None: everything."""
        if wish.llm == 0:
            return None
        model = self._access.section(wish.llm - 1).model
        confident = self.session.agreement.confident(model) or _usually_confident
        labels = self.session.llm_labels
        sure = set()
        for item in labels.items():
            said = labels.by_model(item).get(model)
            if said is not None and confident(said.confidence or 0.0):
                sure.add(item)
        return set(self.session.pool.ids) - sure

    def examples(self) -> list[tuple[int, str]]:
        """(row, label) of what may be an example, oldest answer first."""
        pool = self.session.pool
        taboo = set(self.session.validation.sample.items)
        answers = sorted(
            (answer.id, item, answer.label)
            for item, answer in self.session.state.answers()
            if answer.label is not None and item not in taboo
        )
        rows = ((pool.row(item), label) for _, item, label in answers)
        return [(row, label) for row, label in rows if row is not None]

    def _version(self, llm: int) -> str:
        """The number of the prompt as it is; "" for one that was never used."""
        number = self.session.store.llm.prompt_number(self._access.prompt(llm).digest())
        return "" if number is None else str(number)


def _usually_confident(confidence: float) -> bool:
    return confidence >= CASCADE_THRESHOLD
