"""Who said what about one item, and which of it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import UsageError
from tui_labeler.registry import nearest
from tui_labeler.session.state import ANSWERS
from tui_labeler.text import one_line

if TYPE_CHECKING:
    from tui_labeler.session.resolved import Decision
    from tui_labeler.session.session import Session

HUMAN_RULE = "the person's newest answer counts before everything else"
COPY_RULE = "the person answered an exact copy of this text"
NO_RULE = "no person has labelled it"


@dataclass(frozen=True, slots=True)
class Said:
    """One statement about an item."""

    source: str
    """`human`, `given`, `llm`, `rule`, `model`, or `resolved`: what these come to together."""
    annotator: str
    version: str
    label: str | None
    confidence: float | None
    at: float | None
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The label of an item, what it rests on, and the rule that decided."""

    item: str
    text: str
    label: str | None
    chain: tuple[Said, ...]
    rule: str

    def as_json(self) -> Mapping[str, Any]:
        """The object of the CLI contract."""
        chain = [asdict(said) for said in self.chain]
        return {"id": self.item, "label": self.label, "chain": chain, "rule": self.rule}


def explain(session: Session, item: str) -> Explanation:
    """Everything said about `item`, oldest first within its source. Raises UsageError."""
    row = session.pool.row(item)
    if row is None:
        close = nearest(item, session.pool.ids) if len(session.pool) < 100_000 else None
        raise UsageError(
            f'there is no item "{one_line(item, 60)}".'
            + (f' Did you mean "{one_line(close, 60)}"?' if close else "")
        )
    first = session.pool.ids[session.pool.copy_of(row)]
    own, copied = session.state[item], session.state[first]
    decided = own if own.label is not None else copied
    label, rule = decided.label, NO_RULE
    if label is not None:
        rule = HUMAN_RULE if decided is own else COPY_RULE
    elif not own.settled and (decision := _decision(session, row)) is not None:
        label, rule = decision.label, decision.rule
    chain = [*_answers(session, {item, first}), *_given(session, row), *_annotations(session, item)]
    chain += [*_votes(session, row), *_models(session, row)]
    return Explanation(item, session.pool.texts[row], label, tuple(chain), rule)


def _decision(session: Session, row: int) -> Decision | None:
    """What was worked out from all sources, if that is up to date."""
    resolved = session.resolved
    return resolved.of(row) if resolved.others and resolved.fresh else None


def _given(session: Session, row: int) -> list[Said]:
    """The label in the data's own column."""
    column = session.project.config.data.given_labels
    cell = "" if column is None else session.pool.columns[column][row]
    return [Said("given", f"column {column}", "", cell, None, None)] if cell else []


def _votes(session: Session, row: int) -> list[Said]:
    """The functions that vote, and what their votes mean together."""
    functions, names = session.functions, session.project.label_names
    if functions.result is None:
        return []
    said = [
        Said("rule", name, "", names[column[row]], None, None)
        for name, column in functions.columns.items()
        if column[row] >= 0
    ]
    label = functions.weak_label(row)
    if label is not None:
        shares = dict(zip(names, functions.probabilities()[row], strict=True))
        model = f"label model {functions.result['label_model']['name']}"
        said.append(Said("rule", model, "", label, shares[label], None))
    return said


def _models(session: Session, row: int) -> list[Said]:
    """The model that learned from the person, and all machines together."""
    said = []
    learned = session.learning.learned
    if learned is not None:
        shares = learned.probabilities(row)
        best = max(shares, key=shares.__getitem__)
        name = f"model {learned.number}"
        said.append(Said("model", name, str(learned.number), best, shares[best], None))
    decision = _decision(session, row)
    if decision is not None:
        best = max(decision.shares, key=decision.shares.__getitem__)
        said.append(Said("resolved", "all machines", "", best, decision.shares[best], None))
    return said


def _answers(session: Session, items: set[str]) -> list[Said]:
    """The answers that were not taken back, those replaced by a later one included."""
    standing = [event for item in sorted(items) for event in session.state.standing(item)]
    return [
        Said("human", event.how, str(event.id), event.label or event.kind, None, event.at)
        for event in sorted(standing, key=lambda event: event.id)
        if event.kind in ANSWERS
    ]


def _annotations(session: Session, item: str) -> list[Said]:
    return [
        Said(said.source, said.annotator, said.version, said.label, said.confidence, said.at)
        for said in session.store.annotations()
        if said.item == item and (said.source != "rule" or session.functions.result is None)
    ]
