"""What LLMs say about the items: one model or several side by side, and what counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_labeler.store.records import Annotation

if TYPE_CHECKING:
    from tui_labeler.session.session import Session


@dataclass(frozen=True, slots=True)
class LLMLabel:
    """The label that counts for an item."""

    label: str
    confidence: float | None
    annotators: tuple[str, ...]
    """The models that say so."""
    models: int
    """How many models were asked."""
    version: str
    """The number of the prompt; "" for labels made elsewhere."""
    shares: Mapping[str, float]
    """The probability of each label, as far as it is known."""

    @property
    def by(self) -> str:
        """Who says so: a model and its prompt, or how many of how many models."""
        if self.models > 1:
            return f"{len(self.annotators)} of {self.models} models"
        return self.annotators[0] + (f" · prompt v{self.version}" if self.version else "")


class LLMLabels:
    """The newest label of each model for each item, read from the store once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._by_item: dict[str, dict[str, Annotation]] | None = None

    def add(self, annotations: Sequence[Annotation]) -> None:
        """Store labels made elsewhere."""
        self.session.store.add_annotations(annotations)
        self.take(annotations)

    def take(self, annotations: Iterable[Annotation]) -> None:
        """Take in what was just stored."""
        if self._by_item is not None:
            self._add(self._by_item, annotations)

    def _all(self) -> dict[str, dict[str, Annotation]]:
        if self._by_item is None:
            self._by_item = {}
            self._add(self._by_item, self.session.store.annotations("llm"))
        return self._by_item

    def _add(
        self, by_item: dict[str, dict[str, Annotation]], annotations: Iterable[Annotation]
    ) -> None:
        for one in annotations:
            if one.label is not None and self.session.pool.row(one.item) is not None:
                by_item.setdefault(one.item, {})[one.annotator] = one

    def __len__(self) -> int:
        return len(self._all())

    def items(self) -> list[str]:
        """The items with a label of the project, in the order in which they got one."""
        return [item for item in self._all() if self.of(item) is not None]

    def by_model(self, item: str) -> dict[str, Annotation]:
        """Model -> what it says about `item`; labels that the project still has."""
        names = self.session.project.label_names
        said = self._all().get(item, {})
        return {name: one for name, one in said.items() if one.label in names}

    def models(self) -> list[str]:
        """All models that have said something."""
        return sorted({name for said in self._all().values() for name in said})

    def of(self, item: str) -> LLMLabel | None:
        """The label that counts: of the last [[llm]] that has one (a cascade ends with the
        dearest), else what most models say; in a tie the most confident one's."""
        said = self.by_model(item)
        if not said:
            return None
        cascade = [one.model for one in self.session.project.config.llm if one.model in said]
        if cascade:
            return _single(said[cascade[-1]], len(said))
        if len(said) == 1:
            return _single(next(iter(said.values())), 1)
        return _majority(said)

    def shares(self, item: str) -> Mapping[str, float]:
        """What the Label screen shows beside the labels; empty where nothing is known."""
        found = self.of(item)
        return found.shares if found is not None else {}


def _single(one: Annotation, models: int) -> LLMLabel:
    assert one.label is not None
    shares = one.distribution
    if not shares:
        shares = {} if one.confidence is None else {one.label: one.confidence}
    return LLMLabel(one.label, one.confidence, (one.annotator,), models, one.version, shares)


def _majority(said: Mapping[str, Annotation]) -> LLMLabel:
    """Confidence is the share of the models that agree."""
    votes = Counter(one.label for one in said.values() if one.label is not None)
    sure = {
        label: max((one.confidence or 0.0) for one in said.values() if one.label == label)
        for label in votes
    }
    label = max(votes, key=lambda name: (votes[name], sure[name]))
    shares = {name: count / len(said) for name, count in votes.items()}
    agreeing = tuple(sorted(name for name, one in said.items() if one.label == label))
    return LLMLabel(label, shares[label], agreeing, len(said), "", shares)
