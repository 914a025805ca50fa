"""The sample of LLM labels that a person judges: random, in proportion, frozen, a fifth blind."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

BLIND_EVERY = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """The items to judge, in order."""

    items: tuple[str, ...] = ()
    blind: frozenset[str] = frozenset()


def draw(session: Session, sample: Sample, count: int) -> Sample:
    """`sample` with `count` more items behind it, as far as there are any."""
    start = len(sample.items)
    rng = random.Random(f"{session.project.config.project.seed} {start}")
    strata = _strata(session, sample)
    drawn = [
        item
        for label, share in _shares(strata, count).items()
        for item in rng.sample(strata[label], share)
    ]
    rng.shuffle(drawn)
    items = (*sample.items, *drawn)
    blind = {
        rng.choice(items[at : at + BLIND_EVERY]) for at in range(start, len(items), BLIND_EVERY)
    }
    return Sample(items, sample.blind | blind)


def _strata(session: Session, sample: Sample) -> dict[str, list[str]]:
    """LLM label -> the items that may be drawn; of exact copies only the first."""
    pool, taken = session.pool, set(sample.items)
    strata: dict[str, list[str]] = defaultdict(list)
    for item in sorted(session.llm_labels.items()):
        row, answer = pool.row(item), session.state[item].answer
        rejected = answer is not None and answer.kind == "reject"
        said = session.llm_labels.of(item)
        if row is None or said is None or pool.copy_of(row) != row:
            continue
        if item not in taken and not rejected:
            strata[said.label].append(item)
    return strata


def _shares(strata: dict[str, list[str]], count: int) -> dict[str, int]:
    """How many items of each label: in proportion, by largest remainders."""
    total = sum(len(items) for items in strata.values())
    count = min(count, total)
    exact = {label: count * len(items) / total for label, items in strata.items()}
    shares = {label: int(share) for label, share in exact.items()}
    by_remainder = sorted(exact, key=lambda label: shares[label] - exact[label])
    for label in by_remainder[: count - sum(shares.values())]:
        shares[label] += 1
    return shares
