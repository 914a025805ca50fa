"""The ledger as screens, `costs` and the report show it, frozen."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tui_labeler.evaluation.figure import Figure
from tui_labeler.hybrid.ledger import MORE, Line, Price, Projection


@dataclass(frozen=True, slots=True)
class Gain:
    """What `MORE` more labels by hand cost and are expected to bring."""

    seconds: float | None
    cost: float | None
    accuracy: Figure
    """By how much it grows, as a share."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One way on data sets of planned sizes."""

    way: str
    accuracy: Figure
    share: float
    """Of the items that get a label."""
    sizes: tuple[Projection, ...]


@dataclass(frozen=True, slots=True)
class LedgerView:
    """Money and time so far, and what they say about more."""

    price: Price
    lines: tuple[Line, ...]
    seconds: float
    """Of the person, in all."""
    paid: float
    """To others, in all."""
    cost: float | None
    """Work and what was paid; None where work has no price."""
    not_counted: tuple[str, ...]
    """Sources whose cost nobody knows."""
    speed: Figure
    """Seconds per label by hand."""
    pool: int
    """Items to label: exact copies are labelled with their first."""
    by_hand: Projection | None
    """All of them by hand, at this speed."""
    more: Gain
    what_if: tuple[WhatIf, ...]

    def as_json(self) -> dict[str, Any]:
        """The object of the CLI contract."""
        return {
            "price": asdict(self.price),
            "stages": [_line(line) for line in self.lines],
            "total": {
                "seconds": self.seconds,
                "paid": self.paid,
                "cost": self.cost,
                "not_counted": list(self.not_counted),
            },
            "seconds_per_label": self.speed.as_json(),
            "by_hand": None if self.by_hand is None else asdict(self.by_hand),
            f"next_{MORE}": {
                "seconds": self.more.seconds,
                "cost": self.more.cost,
                "gain": self.more.accuracy.as_json(),
            },
            "what_if": [
                {
                    "way": one.way,
                    "accuracy": one.accuracy.as_json(),
                    "share": one.share,
                    "sizes": [_size(size) for size in one.sizes],
                }
                for one in self.what_if
            ],
        }


def _line(line: Line) -> Mapping[str, Any]:
    return {**asdict(line), "cost": line.cost, "per_1000": line.per_thousand}


def _size(size: Projection) -> Mapping[str, Any]:
    return {"items": size.items, "seconds": size.seconds, "cost": size.cost}
