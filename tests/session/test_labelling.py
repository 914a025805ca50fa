"""The Label screen's acts, without a screen."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.robots.projects import write_project
from tests.session.play import answer, work
from tui_labeler.errors import UsageError
from tui_labeler.session import Session
from tui_labeler.session.queue import REST
from tui_labeler.worker.twin import InProcessRunner

Open = Callable[[], Session]


def on_screen(session: Session) -> str | None:
    item = session.labelling.view().item
    return item.id if item else None


def test_an_answer_moves_on_and_is_there_after_reopening(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session = opened()
    asked = answer(session, gold, 4)
    following = on_screen(session)
    assert following not in asked
    again = opened()
    assert on_screen(again) == following
    assert {item: again.state[item].label for item in asked} == {i: gold[i] for i in asked}


@pytest.mark.fault("F024")
def test_undo_shows_the_item_again_across_sessions_and_batches(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session = opened()
    asked = answer(session, gold, 8)
    following = on_screen(session)
    session = opened()
    for expected in reversed(asked[3:]):
        session.labelling.undo()
        assert on_screen(session) == expected
    assert session.labelling.view().labelled == 3
    for _ in asked[3:]:
        session.labelling.redo()
    assert on_screen(session) == following
    assert session.labelling.view().labelled == 8
    assert not session.labelling.view().can_redo


@pytest.mark.fault("F110")
def test_the_last_answer_counts(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    first = on_screen(session)
    assert first is not None
    session.labelling.answer("good")
    session.labelling.undo()
    session.labelling.answer("bad")
    assert session.state[first].label == "bad"
    assert not session.labelling.view().can_redo


@pytest.mark.fault("F110")
def test_a_skipped_item_comes_back_and_a_rejected_one_does_not(
    tmp_path: Path, gold: Mapping[str, str]
) -> None:
    rows = [(f"i{n}", f"text {n}") for n in range(9)]
    sections = {"active_learning": "batch_size = 2"}
    with Session.open(write_project(tmp_path / "few", rows, sections=sections)) as session:
        skipped = on_screen(session)
        session.labelling.skip()
        rejected = on_screen(session)
        session.labelling.reject()
        rest = []
        while (item := on_screen(session)) is not None:
            rest.append(item)
            session.labelling.answer("good")
        assert rest.index(str(skipped)) == 2 * REST
        assert rejected not in rest
        assert len(rest) == 8
        with pytest.raises(UsageError, match="nothing is left"):
            session.labelling.skip()


def test_flag_and_note_stay_on_the_item(opened: Open) -> None:
    session = opened()
    item = on_screen(session)
    session.labelling.flag()
    session.labelling.note("odd one")
    view = opened().labelling.view()
    assert view.item is not None
    assert (view.item.id, view.item.flagged, view.item.note) == (item, True, "odd one")
    session = opened()
    session.labelling.flag()
    shown = session.labelling.view().item
    assert shown is not None
    assert not shown.flagged


def test_an_unknown_label_is_refused_and_nothing_is_stored(opened: Open) -> None:
    session = opened()
    before = session.store.last_event()
    with pytest.raises(UsageError, match='no label "splendid"'):
        session.labelling.answer("splendid")
    with pytest.raises(UsageError, match="no suggestion"):
        session.labelling.agree()
    with pytest.raises(UsageError, match="nothing to undo"):
        session.labelling.undo()
    assert session.store.last_event() == before


@pytest.mark.fault("F109")
def test_a_new_model_does_not_change_the_item_on_screen(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session, runner = opened(), InProcessRunner()
    answer(session, gold, 5)
    before = session.labelling.view()
    work(session, runner)
    after = session.labelling.view()
    assert after.model.number == 1
    assert (after.item, after.choices, after.suggestion) == (before.item, before.choices, None)
    session.labelling.answer("good")
    assert session.labelling.view().suggestion in ("good", "bad")


def test_what_was_on_screen_is_kept_with_the_answer(
    opened: Open, gold: Mapping[str, str], clock: Callable[[], float]
) -> None:
    session, runner = opened(), InProcessRunner()
    answer(session, gold, 6, runner)
    view = session.labelling.view()
    session.labelling.agree(seconds=2.5)
    event = list(session.store.events())[-1]
    assert view.item is not None
    assert (event.item, event.label, event.how) == (view.item.id, view.suggestion, "agreed")
    assert (event.suggestion, event.suggested_by) == (view.suggestion, "model")
    assert (event.seconds, event.blind, event.at) == (2.5, False, clock())
    assert event.batch == session.queue.slots[-1].batch.id


def test_copies_are_asked_once(tmp_path: Path) -> None:
    rows = [("a", "same words"), ("b", "same words"), ("c", "other words")]
    with Session.open(write_project(tmp_path / "copies", rows)) as session:
        seen = {}
        while (item := session.labelling.view().item) is not None:
            seen[item.id] = item.copies
            session.labelling.answer("good")
        assert seen == {"a": 1, "c": 0}


def test_answers_given_after_a_break_was_due_are_found_again(
    opened: Open, gold: Mapping[str, str], clock: FakeClock
) -> None:
    session = opened()
    for _ in range(40):
        clock.advance(60.0)
        item = session.labelling.view().item
        assert item is not None
        session.labelling.answer(gold[item.id], seconds=5.0)
    tired = session.browsing.answers("tired:")
    assert 0 < len(tired) < 20
    last = session.state.newest(1)[0]
    assert last.details == {"tired": True} and tired[0].item == last.item
