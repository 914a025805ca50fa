"""Finding items: the person's answers, any text of the pool, and everything about one item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from tui_labeler.session.drawing import PREVIEW, answer_view, row_of
from tui_labeler.session.explain import explain
from tui_labeler.session.views import Answer, Details, Fact

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

MOST = 200
"""Items in a list."""


class Browsing:
    """Lists of items. A query is words, all of which stand in the text or in the id, and
    `label:NAME`, `flag:`, `note:`, `skip:`, `reject:`, `tired:`."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def answers(self, query: str = "") -> tuple[Answer, ...]:
        """The person's answers that match, newest first."""
        state = self.session.state
        every = (answer_view(self.session, e) for e in state.newest(len(state.items)))
        matches = _matcher(self.session, query)
        return tuple(islice((a for a in every if matches(a.item, self._text(a.item))), MOST))

    def search(self, query: str) -> tuple[Answer, ...]:
        """Items of the pool that match, in the order of the data; of copies the first only."""
        matches = _matcher(self.session, query)
        pool = self.session.pool
        found = (
            row
            for row, (item, text) in enumerate(zip(pool.ids, pool.texts, strict=True))
            if matches(item, text) and pool.copy_of(row) == row
        )
        return tuple(self._entry(pool.ids[row]) for row in islice(found, MOST))

    def likely(self, label: str) -> tuple[Answer, ...]:
        """Answers that may belong to `label`, a new one: those whose texts share most words with
        its name and description; of equals, those the model doubts most come first."""
        entry = next(x for x in self.session.project.config.labels if x.name == label)
        words = set(f"{entry.name} {entry.description}".replace("_", " ").casefold().split())
        words = {word for word in words if len(word) > 2}
        ranked = sorted(self._labelled(), key=lambda item: self._rank(item, words))
        return tuple(self._entry(item) for item in islice(ranked, MOST))

    def _labelled(self) -> Iterator[str]:
        for item, answer in self.session.state.answers():
            if answer.kind == "label" and self.session.pool.row(item) is not None:
                yield item

    def _rank(self, item: str, words: set[str]) -> tuple[int, float]:
        text = self._text(item).casefold()
        learned = self.session.learning.learned
        label = self.session.state[item].label
        doubt = 0.5
        if learned is not None and label in learned.labels:
            doubt = learned.probabilities(row_of(self.session, item))[label]
        return -sum(word in text for word in words), doubt

    def details(self, item: str) -> Details:
        """Everything known about `item`."""
        session = self.session
        row = row_of(session, item)
        learned = session.learning.learned
        shares = learned.probabilities(row) if learned else {}
        copies = session.pool.copies_of(row)
        facts = [
            Fact("text", f"{len(session.pool.texts[row]):,} characters, {copies or 'no'} copies")
        ]
        facts += [Fact(name, values[row]) for name, values in session.pool.columns.items()]
        facts += [
            Fact(f"model: {name}", f"{share:.1%}")
            for name, share in sorted(shares.items(), key=lambda pair: -pair[1])
        ]
        facts += [
            Fact(f"{said.source} {said.annotator}".strip(), said.label or "no label")
            for said in explain(session, item).chain
        ]
        if note := session.state[item].note:
            facts.append(Fact("note", note))
        return Details(item, session.pool.texts[row], tuple(facts))

    def _text(self, item: str) -> str:
        row = self.session.pool.row(item)
        return "" if row is None else self.session.pool.texts[row]

    def _entry(self, item: str) -> Answer:
        state = self.session.state[item]
        if state.answer is not None:
            return answer_view(self.session, state.answer)
        return Answer(item, "open", None, self._text(item)[:PREVIEW], None, state.flagged)


def _matcher(session: Session, query: str) -> Callable[[str, str], bool]:
    """Whether an item's id and text match all of `query`."""
    tests = [_test(session, word) for word in query.split()]
    return lambda item, text: all(test(item, text) for test in tests)


def _test(session: Session, word: str) -> Callable[[str, str], bool]:
    state = session.state
    name, colon, value = word.partition(":")
    match name if colon else "":
        case "label":
            wanted = value.casefold()
            return lambda item, _: (
                (label := state[item].label) is not None and (label.casefold().startswith(wanted))
            )
        case "flag":
            return lambda item, _: state[item].flagged
        case "note":
            return lambda item, _: bool(state[item].note)
        case "tired":
            return lambda item, _: (
                (a := state[item].answer) is not None and bool((a.details or {}).get("tired"))
            )
        case "skip" | "reject":
            return lambda item, _: (a := state[item].answer) is not None and a.kind == name
    folded = word.casefold()
    return lambda item, text: folded in text.casefold() or folded in item.casefold()
