"""Suspected errors in a session, from the labels that came with the data to the person's word."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.robots.projects import review_rows, write_project
from tests.session.play import work
from tui_labeler.errors import UsageError
from tui_labeler.session import Session
from tui_labeler.session.checked_labels import given_labels, labels_to_check
from tui_labeler.worker.twin import InProcessRunner

ROWS = review_rows(150)
NAMES = sorted({row[2] for row in ROWS})
WRONG = (3, 10, 17, 24, 40, 61, 80, 99)
"""Rows whose given label is not the gold one."""


def other(label: str) -> str:
    """The other one of the two labels."""
    return NAMES[1 - NAMES.index(label)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose data came with labels, eight of them wrong."""
    rows = [
        (item, text, other(label) if place in WRONG else label)
        for place, (item, text, label) in enumerate(ROWS)
    ]
    return write_project(
        tmp_path / "given",
        rows,
        columns=("id", "text", "label"),
        sections={"data": 'given_labels = "label"'},
    )


@pytest.fixture
def session(folder: Path, clock: FakeClock) -> Iterator[Session]:
    """The project, opened, with its labels checked."""
    with Session.open(folder, clock=clock) as session:
        session.suspects.watch()
        work(session, InProcessRunner())
        yield session


def wrong_items() -> set[str]:
    return {ROWS[place][0] for place in WRONG}


def test_the_wrong_given_labels_are_found_and_come_first(session: Session) -> None:
    view = session.suspects.view()
    assert len(wrong_items() & {one.item for one in view.around[:4]}) >= 3
    assert wrong_items() <= {one.item for one in session.suspects.suspects(every=True)[:20]}
    assert view.checked == len(ROWS)
    first = view.around[0]
    assert (first.source, first.mark) == ("given", "open")
    assert first.suggested == other(first.given)
    assert "model" in first.reasons
    assert [one.quality for one in view.around] == sorted(one.quality for one in view.around)
    assert view.noise.labels == session.project.label_names


def test_each_decision_is_a_label_and_the_next_one_comes(session: Session) -> None:
    suspects = session.suspects
    items = [one.item for one in suspects.view().around[:4]]
    given = {session.pool.ids[row]: label for row, label in given_labels(session).items()}
    suspects.take(seconds=2.0)
    assert suspects.view().current is not None
    assert suspects.view().around[0].mark == "relabelled"
    suspects.keep()
    suspects.remove()
    suspects.answer(given[items[3]])
    state = session.state
    assert state[items[0]].label == other(given[items[0]])
    assert state[items[1]].label == given[items[1]]
    assert state[items[2]].label is None
    marks = {one.item: one.mark for one in suspects.view().around}
    assert [marks[item] for item in items] == ["relabelled", "kept", "removed", "kept"]
    looked = suspects.view().looked
    assert (looked.relabelled, looked.kept, looked.removed) == (1, 2, 1)
    assert looked.sentence() == "4 looked at: 1 relabelled, 2 kept, 1 removed"


def test_undo_takes_back_and_returns_to_the_suspect(session: Session) -> None:
    suspects = session.suspects
    before = suspects.view()
    first = before.around[0].item
    suspects.take()
    suspects.later()
    suspects.undo()
    suspects.undo()
    after = suspects.view()
    assert after.around == before.around
    assert after.current is not None and after.current.suspect.item == first
    assert after.looked.total == 0
    suspects.redo()
    assert session.state[first].label == other(before.around[0].given)


def test_later_puts_a_suspect_behind_the_others(session: Session) -> None:
    suspects = session.suspects
    first = suspects.view().around[0].item
    suspects.later()
    view = suspects.view()
    assert view.around[-1].item == first and view.around[-1].mark == "later"
    assert view.current is not None and view.current.suspect.item != first
    assert session.state[first].answer is None


def test_what_was_kept_is_not_asked_again(session: Session) -> None:
    kept = session.suspects.view().around[0]
    session.suspects.keep()
    session.checks._found = None
    work(session, InProcessRunner())
    assert session.checks.found is not None
    assert kept.item not in {one.item for one in session.suspects.suspects()}
    assert kept.item in {one.item for one in session.suspects.suspects(every=True)}


def test_what_was_kept_is_asked_again_when_the_model_is_much_surer(session: Session) -> None:
    suspects = session.suspects
    one = suspects.view().around[0]
    suspects._decide(one, "label", one.given, how="kept", against=0.5, seconds=None)
    session.checks._found = None
    work(session, InProcessRunner())
    again = {each.item: each for each in suspects.suspects()}
    assert (one.item in again) == (again.get(one.item, one).confidence > 0.7)


def test_removed_labels_are_not_checked_and_the_person_counts_more(session: Session) -> None:
    removed, kept = (one.item for one in session.suspects.view().around[:2])
    session.suspects.remove()
    session.suspects.answer(NAMES[0])
    by_row = {one.row: one for one in labels_to_check(session, "current")}
    assert session.pool.row(removed) not in by_row
    row = session.pool.row(kept)
    assert row is not None
    assert (by_row[row].source, by_row[row].label) == ("human", NAMES[0])
    assert len(labels_to_check(session, "human")) == 1
    assert len(labels_to_check(session, "given")) == len(ROWS) - 1


def test_the_filter_takes_labels_reasons_sources_and_words(session: Session) -> None:
    suspects = session.suspects
    everything = suspects.suspects()
    for text, expected in (
        (f"given:{NAMES[0]}", [one for one in everything if one.given == NAMES[0]]),
        ("reason:model", [one for one in everything if "model" in one.reasons]),
        ("source:human", []),
        (everything[0].item, [everything[0]]),
    ):
        suspects.filter(text)
        assert [one.item for one in suspects.suspects()] == [one.item for one in expected]
    assert suspects.view().message or suspects.suspects()


def test_a_check_is_there_again_after_reopening(folder: Path, session: Session) -> None:
    suspects = session.suspects.view().around
    session.close()
    with Session.open(folder) as again:
        assert again.suspects.view().around == suspects


def test_a_check_of_other_labels_is_not_used(folder: Path, session: Session) -> None:
    session.close()
    toml = folder / "project.toml"
    toml.write_text(toml.read_text() + '\n[[labels]]\nname = "third"\n')
    with Session.open(folder) as again:
        assert again.checks.found is None


def test_a_check_is_not_used_while_the_project_has_other_labels(session: Session) -> None:
    found = session.checks.found
    session.label_set.rename(NAMES[0], "renamed")
    assert session.suspects.view().around == ()
    with pytest.raises(UsageError, match="no suspect"):
        session.suspects.keep()
    session.suspects.undo()
    assert session.checks.found is found
    assert session.suspects.view().around


def test_what_a_newer_check_does_not_suspect_is_not_answered(session: Session) -> None:
    suspected = {one.item for one in session.suspects.suspects()}
    item = next(item for item in session.pool.ids if item not in suspected)
    with pytest.raises(UsageError, match="no suspect"):
        session.suspects.look_at(item)


def test_a_check_that_began_with_other_labels_is_not_used(session: Session) -> None:
    session.suspects.keep()
    session.checks._found = None
    job, runner = session.checks.next_job(), InProcessRunner()
    assert job is not None
    session.label_set.add("third")
    runner.submit(job)
    for report in runner.poll():
        session.install(report)
    assert session.checks.found is None


def test_without_labels_there_is_a_reason_and_no_job(tmp_path: Path) -> None:
    with Session.open(write_project(tmp_path / "none", ROWS)) as session:
        with pytest.raises(UsageError, match="no labels"):
            session.checks.job()
        with pytest.raises(UsageError, match="no suspect"):
            session.suspects.keep()
        assert "no labels" in session.suspects.view().message
        session.suspects.watch()
        assert "no labels" in session.suspects.view().message
