"""The whole data set looked over: what is found in it, by the ids of its items."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui_labeler.jobs import Job
from tui_labeler.session.asked import Asked

if TYPE_CHECKING:
    from tui_labeler.session.checks import Checks

AUDIT = "tui_labeler.label_noise.jobs:audit"
PREVIEW = 200


@dataclass(frozen=True, slots=True)
class DataIssue:
    """Something about the data that is worth a look."""

    kind: str
    """`near_duplicate`, `outlier`, `class_imbalance`, `order`, `weak_group`."""
    id: str | None
    """None: the whole data set."""
    score: float
    """In [0, 1]; the lower the worse."""
    other: str | None
    """The item it is a copy of, or the label that is too rare."""
    text: str = ""
    """The first characters of the item."""

    def as_json(self) -> dict[str, Any]:
        """The object of the CLI contract."""
        return {"kind": self.kind, "id": self.id, "score": self.score, "with": self.other}


@dataclass(frozen=True, slots=True)
class AuditView:
    """What there is to show."""

    issues: tuple[DataIssue, ...] | None
    """Worst first; None: the data were not looked over yet. Of very many, not all."""
    counts: Mapping[str, int]
    """How many there are of each kind."""
    message: str
    """How far it is, or why it failed."""
    with_groups: bool
    """Whether the extra that finds weak groups is installed."""


class Audit(Asked):
    """Looks over the texts, and the labels where there are some."""

    def __init__(self, checks: Checks) -> None:
        super().__init__(checks.session.messages)
        self.checks = checks
        self._issues: tuple[DataIssue, ...] | None = None
        self._counts: Mapping[str, int] = {}

    def job(self) -> Job:
        """See `Asked`; never refused, texts without labels can be looked over."""
        return Job("learner", AUDIT, self.checks.data())

    def take_in(self, values: Mapping[str, Any]) -> None:
        """See `Asked`."""
        pool = self.checks.session.pool

        def named(one: Mapping[str, Any]) -> DataIssue:
            row, other = one["row"], one["with"]
            return DataIssue(
                kind=one["kind"],
                id=None if row is None else pool.ids[row],
                score=one["score"],
                other=pool.ids[other] if isinstance(other, int) else other,
                text="" if row is None else pool.texts[row][:PREVIEW],
            )

        self._issues = tuple(named(one) for one in values["issues"])
        self._counts = values["counts"]

    def view(self) -> AuditView:
        """What is known."""
        found = importlib.util.find_spec("datasets") is not None
        return AuditView(self._issues, self._counts, self.message, found)
