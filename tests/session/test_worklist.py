"""What the next ten minutes are best spent on."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.session.play import answer, work
from tests.session.test_resolved import gold, mixed, rows  # noqa: F401
from tui_labeler.session import Session
from tui_labeler.session.worklist import USUAL, Entry, Work
from tui_labeler.worker.twin import InProcessRunner


@pytest.fixture
def busy(mixed: Session, gold: Mapping[str, str]) -> Iterator[Session]:  # noqa: F811
    """Everybody spoke, 24 answers of 3 seconds, suspects found, everything resolved."""
    runner = InProcessRunner()
    for _ in range(24):
        work(mixed, runner)
        item = mixed.labelling.view().item
        assert item is not None
        mixed.labelling.answer(gold[item.id], seconds=3.0)
    mixed.checks.watched = True
    mixed.worklist.refresh()
    work(mixed, runner)
    yield mixed


def entries(session: Session) -> dict[Work, Entry]:
    return {one.work: one for one in session.worklist.view().entries}


def test_best_first_with_reasons(busy: Session) -> None:
    view = busy.worklist.view()
    assert view.message == ""
    worth = [one.per_minute for one in view.entries]
    assert worth == sorted(worth, reverse=True)
    assert {"label", "check", "validate"} <= {one.work for one in view.entries}
    assert all(one.why and one.screen in "LVFE" for one in view.entries)


def test_the_speed_is_the_persons_own_once_measured(busy: Session) -> None:
    found = entries(busy)
    assert (found["label"].seconds, found["label"].measured) == (3.0, True)
    assert (found["check"].seconds, found["check"].measured) == (USUAL["check"], False)
    assert found["label"].count == found["label"].waiting, "96 items at 3 s are less than 10 min"


def test_a_slower_person_gets_less_done(busy: Session, gold: Mapping[str, str]) -> None:  # noqa: F811
    before = entries(busy)["label"].per_minute
    for _ in range(21):
        item = busy.labelling.view().item
        assert item is not None
        busy.labelling.answer(gold[item.id], seconds=30.0)
    after = entries(busy)["label"]
    assert after.seconds == 30.0
    assert after.count == 20
    assert after.per_minute < before


def test_before_anything_is_worked_out_it_says_so(tmp_path: Path, mixed: Session) -> None:  # noqa: F811
    view = mixed.worklist.view()
    assert view.message == "not worked out yet"
    assert {one.work for one in view.entries} <= {"validate"}


def test_what_is_answered_is_not_listed_again(busy: Session, gold: Mapping[str, str]) -> None:  # noqa: F811
    before = entries(busy)["label"].waiting
    answer(busy, gold, 6)
    assert entries(busy)["label"].waiting == before - 6
