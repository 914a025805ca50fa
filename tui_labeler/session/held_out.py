"""A session on a part of the pool, and the gold labels of the rest, which it cannot see."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tui_labeler.errors import UsageError
from tui_labeler.project import Pool, Project
from tui_labeler.project.locations import (
    EMBEDDING_FILE,
    STORE_FILE,
    cache_folder,
    state_folder,
)
from tui_labeler.project.part import open_part
from tui_labeler.session.gold import Gold
from tui_labeler.session.session import Session
from tui_labeler.store import Store


@dataclass(frozen=True, slots=True)
class Split:
    """Which rows work may see; exact copies of a text are on one side."""

    train: tuple[int, ...]
    """All rows that are not held out, with gold or without."""
    test: Mapping[int, int]
    """Held-out row -> the place of its gold label; the first row of exact copies only."""


def split(pool: Pool, gold: Gold, share: float, seed: int) -> Split:
    """Hold out a random `share` of the gold labels, and the copies of their texts.

    Raises UsageError where one side would have too few.
    """
    rows = sorted(gold.targets)
    unseen = set(random.Random(seed).sample(rows, round(share * len(rows))))
    train = tuple(row for row in range(len(pool)) if pool.copy_of(row) not in unseen)
    known = {gold.targets[row] for row in rows if row not in unseen}
    if len(known) < 2 or not unseen:
        raise UsageError(
            "too few gold labels: both the pool and the held-out share need some.",
            hint=f"{len(rows):,} items have one; --test-share is {share:g}.",
        )
    return Split(train, {row: gold.targets[row] for row in sorted(unseen)})


def open_session(project: Project, pool: Pool, split: Split) -> Session:
    """A session, for writing, in which the held-out items do not exist.

    What was said about them before stays in the store. Raises what `Session.open` raises, and
    UsageError for a file of embeddings, which has rows for all items.
    """
    files = [name for name in project.features if name.endswith(EMBEDDING_FILE)]
    if files:
        raise UsageError(
            "the held-out items would be seen: a file of embeddings has rows for all items.",
            hint="Take it out of features for this, or put the vectors into a column of the data.",
            file=files[0],
        )
    part = open_part(pool, split.train, cache_folder(project.folder))
    path: Path = project.folder / STORE_FILE
    store = Store.open(path, rescue=state_folder())
    try:
        return Session(project, part, store)
    except BaseException:
        store.close()
        raise
