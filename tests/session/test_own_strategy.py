"""A query strategy of the person's own: nothing is run before they said yes."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.active_learning.test_own_strategy import LAST
from tests.robots.projects import review_rows, write_project
from tests.session.play import answer, work
from tui_labeler.errors import ConfigError, TrustError
from tui_labeler.project import open_pool, open_project
from tui_labeler.session import Session
from tui_labeler.session.gold import Gold
from tui_labeler.session.own_code import strategy_in_use
from tui_labeler.session.simulating import Request, Simulation
from tui_labeler.worker.twin import InProcessRunner

NAME = "asks:last"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a strategy that asks the last rows, and leaves a trace where it is run."""
    sections = {"active_learning": f'batch_size = 6\nrandom_share = 0\nstrategy = "{NAME}"'}
    folder = write_project(tmp_path / "own", review_rows(60), sections=sections)
    trace = folder / "trace"
    (folder / "asks.py").write_text(f"open({str(trace)!r}, 'w').close()\n{LAST}")
    return folder


def test_margin_asks_until_it_is_trusted(folder: Path, gold: Mapping[str, str]) -> None:
    with Session.open(folder) as session:
        runner = InProcessRunner()
        assert "asks.py would run" in session.functions.code.question()
        answer(session, gold, 8, runner)
        assert strategy_in_use(session) == ("margin", None)
        assert "asks:last is not trusted" in session.labelling.view().model.message
        assert session.store.batches()[-1].strategy == "margin"
        assert not (folder / "trace").exists()


def test_it_asks_after_a_yes(folder: Path, gold: Mapping[str, str]) -> None:
    with Session.open(folder) as session:
        runner = InProcessRunner()
        session.functions.trust()
        answer(session, gold, 6, runner)
        work(session, runner)
        ids = [session.pool.ids[row] for row in range(len(session.pool))]
        batch = session.store.batches()[-1]
        assert batch.strategy == NAME
        assert [item.item for item in batch.items] == [
            item for item in reversed(ids) if session.state[item].label is None
        ][:6]
    with Session.open(folder) as session:
        assert session.functions.code.question() == ""


def test_an_edit_by_somebody_asks_again(folder: Path) -> None:
    with Session.open(folder) as session:
        session.functions.trust()
    (folder / "asks.py").write_text(LAST + "\n")
    with Session.open(folder) as session:
        assert session.functions.code.question() != ""


def test_a_strategy_without_a_file_is_an_error_of_the_configuration(folder: Path) -> None:
    (folder / "asks.py").unlink()
    with pytest.raises(ConfigError, match="asks:last"):
        Session.open(folder)


def test_simulate_runs_it_only_after_a_yes(folder: Path) -> None:
    project = open_project(folder)
    pool = open_pool(project)
    right = {row[0]: row[2] for row in review_rows(60)}
    names = list(project.label_names)
    gold = Gold({row: names.index(right[pool.ids[row]]) for row in range(60)}, 0, {})
    with pytest.raises(TrustError, match="asks:last"):
        Simulation(project, pool, gold, Request(strategies=(NAME,)))
    with Session.open(folder) as session:
        session.functions.trust()
    jobs = Simulation(project, pool, gold, Request(strategies=(NAME,))).jobs(["one"])
    assert jobs[0].arguments["strategy_files"] == {NAME: str(folder / "asks.py")}
