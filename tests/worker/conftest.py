"""The two runners, each in a harness."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.worker.harness import Harness
from tui_labeler.worker.processes import ProcessRunner
from tui_labeler.worker.twin import InProcessRunner


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The log of the child processes."""
    return tmp_path / "state" / "worker.log"


@pytest.fixture
def processes(log: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harness]:
    """A ProcessRunner whose children can import these tests."""
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("HOUSE_PASSWORD", "sk-other")
    environment, secrets = dict(os.environ), {"HOUSE_PASSWORD"}
    harness = Harness(
        lambda notify: ProcessRunner(
            log=log, notify=notify, environment=environment, secrets=secrets
        )
    )
    yield harness
    harness.runner.close()


@pytest.fixture(params=["twin", "processes"])
def harness(request: pytest.FixtureRequest) -> Iterator[Harness]:
    """Either runner: what holds for both is tested on both."""
    if request.param == "twin":
        yield Harness(lambda notify: InProcessRunner(notify=notify))
    else:
        yield request.getfixturevalue("processes")
