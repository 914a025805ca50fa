"""How fast the person works, and whether a break would do good. Never a reason to stop anybody."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui_labeler.store.records import Event

LATELY = 20
"""Answers the pace is measured on."""
PAUSE = 300.0
"""Seconds without an answer that count as a break."""
LONG = 25 * 60.0
"""Seconds of work after which a break is proposed."""
SLOWER = 1.4
"""So is one when answers take so many times longer than at the start of the stretch."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Labels per hour; None before three timed answers."""

    per_hour: float | None
    rest: bool = False
    """A break would do good."""


def pace(newest: Sequence[Event]) -> Pace:
    """The pace of the answers `newest`, newest first."""
    stretch = _stretch(newest)
    timed = [event.seconds for event in stretch if event.seconds]
    if len(timed) < 3:
        return Pace(None)
    usual = median(timed[:LATELY])
    long = stretch[0].at - stretch[-1].at >= LONG
    slower = len(timed) >= 2 * LATELY and usual > SLOWER * median(timed[-LATELY:])
    return Pace(3600 / max(usual, 0.1), rest=long or slower)


def worked(times: Sequence[float]) -> Iterator[float]:
    """Seconds of work that led to each time but the first. A pause is no work, nor is a clock that
    was set back."""
    for before, after in itertools.pairwise(times):
        yield after - before if 0 <= after - before <= PAUSE else 0.0


def _stretch(newest: Sequence[Event]) -> Sequence[Event]:
    """The answers since the last pause."""
    for place, (event, before) in enumerate(itertools.pairwise(newest)):
        if event.at - before.at > PAUSE:
            return newest[: place + 1]
    return newest


def median(values: Sequence[float]) -> float:
    """As in `statistics`, whose import would be felt at every start."""
    ranked, half = sorted(values), len(values) // 2
    return ranked[half] if len(values) % 2 else (ranked[half - 1] + ranked[half]) / 2
