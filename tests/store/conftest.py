"""What the tests of the store share: a path, an open store, and an act."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tui_labeler.store import Act, Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a project would keep its labels."""
    return tmp_path / "labels.sqlite"


@pytest.fixture
def store(path: Path, clock: FakeClock) -> Iterator[Store]:
    """A new store, open for writing."""
    with Store.open(path, clock=clock, rescue=path.parent / "rescue") as opened:
        yield opened


def label(item: str, name: str = "A") -> Act:
    """The person typed a label."""
    return Act(kind="label", item=item, label=name)


def saved(path: Path) -> list[str | None]:
    """The items of the events in the file, by a reader that takes no lock."""
    with Store.open(path, read_only=True) as reader:
        return [event.item for event in reader.events()]


def fill(path: Path, labels: int, clock: FakeClock) -> None:
    """One session that labels `labels` items and ends as it should."""
    with Store.open(path, clock=clock) as store:
        store.append([label(f"item {n}") for n in range(labels)])
