"""Sessions on small projects."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.robots.projects import review_rows, write_project
from tui_labeler.session import Session


@pytest.fixture
def gold() -> dict[str, str]:
    """The right label of every item of the project that `opened` opens."""
    return {row[0]: row[2] for row in review_rows(120)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of 120 reviews, batches of 6."""
    sections = {"active_learning": "batch_size = 6"}
    return write_project(tmp_path / "reviews", review_rows(120), sections=sections)


@pytest.fixture
def opened(folder: Path, clock: FakeClock) -> Iterator[Callable[[], Session]]:
    """Opens the project; called again it closes the session before and opens a new one."""
    sessions: list[Session] = []

    def open_it() -> Session:
        for session in sessions:
            session.close()
        sessions[:] = [Session.open(folder, clock=clock)]
        return sessions[0]

    yield open_it
    for session in sessions:
        session.close()
