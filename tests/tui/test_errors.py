"""The Errors screen on a real session, without a terminal."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from tests.robots.controls import stray_controls
from tests.robots.pilot import emitted, screen_text, styles_equal_fg_bg
from tests.robots.projects import review_rows, write_project
from tests.session.play import work
from tests.tui.piloted import press, settle
from tests.tui.scripted import ScriptedRunner
from tui_labeler.project.preferences import Preferences
from tui_labeler.session import Session
from tui_labeler.session.audit import AuditView, DataIssue
from tui_labeler.tui.app import LabelerApp
from tui_labeler.tui.screens.audit import audit_paragraphs
from tui_labeler.tui.screens.errors import ErrorsScreen
from tui_labeler.worker.processes import ProcessRunner
from tui_labeler.worker.twin import InProcessRunner

ROWS = review_rows(150)
WRONG = (3, 10, 17, 24, 40, 61)
TWIN = "lovely warm funny clever scene"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Labels that came with the data, six of them wrong, and two near-copies that disagree."""
    other = {"good": "bad", "bad": "good"}
    rows = [
        (item, text, other[label] if place in WRONG else label)
        for place, (item, text, label) in enumerate(ROWS)
    ]
    rows += [("t1", TWIN + " \x1b!", "good"), ("t2", TWIN, "bad")]
    folder = write_project(
        tmp_path / "given",
        rows,
        columns=("id", "text", "label"),
        sections={"data": 'given_labels = "label"'},
    )
    with Session.open(folder) as session:
        session.suspects.watch()
        work(session, InProcessRunner())
        yield session


def app_of(session: Session) -> LabelerApp:
    """The app on the Errors screen, without the hold guard."""
    liked = Preferences()
    screen = liked.screen.model_copy(update={"hold_guard_ms": 0})
    return LabelerApp(session, ScriptedRunner, replace(liked, screen=screen), first="errors")


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (120, 40)])
async def test_the_screen_shows_both_labels_and_hides_nothing(
    session: Session, size: tuple[int, int]
) -> None:
    app = app_of(session)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        text = screen_text(app)
        first = session.suspects.view().around[0]
        assert f"Item {first.item}" in text
        assert "Given or suggested?" in text
        assert "o keep" in text and "a take it" in text
        assert not styles_equal_fg_bg(app)
        assert not stray_controls(emitted(app))


async def test_every_key_decides_and_u_takes_it_back(session: Session) -> None:
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        items = [one.item for one in session.suspects.view().around[:3]]
        await press(pilot, "a")
        assert session.state[items[0]].label is not None
        assert "✎" in screen_text(app)
        assert "1 looked at: 1 relabelled" in screen_text(app)
        await press(pilot, "o")
        answer = session.state[items[1]].answer
        assert answer is not None and answer.how == "kept" and answer.seconds is not None
        await press(pilot, "x")
        assert "3 looked at: 1 relabelled, 1 kept, 1 removed" in screen_text(app)
        for _ in range(3):
            await press(pilot, "u")
        assert session.state.by_label.total() == 0
        assert f"Item {items[0]}" in screen_text(app)


async def test_a_digit_gives_another_label_and_space_puts_off(session: Session) -> None:
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        first, second = (one.item for one in session.suspects.view().around[:2])
        await press(pilot, "space")
        assert f"Item {second}" in screen_text(app)
        await press(pilot, "1")
        assert session.state[second].label == session.project.label_names[0]
        assert session.state[first].answer is None


async def test_moving_and_filtering_and_the_noise_matrix(session: Session) -> None:
    app = app_of(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        suspects = session.suspects.view().around
        await press(pilot, "j")
        assert f"Item {suspects[1].item}" in screen_text(app)
        await press(pilot, "G")
        assert f"Item {suspects[-1].item}" in screen_text(app)
        await press(pilot, "slash", *"reason:near", "enter")
        text = screen_text(app)
        assert "of 2 suspects" in text and "nearly the same" in text
        assert not stray_controls(emitted(app))
        await press(pilot, "M")
        text = screen_text(app)
        assert "in percent" in text and "good" in text
        await press(pilot, "escape")


async def test_without_labels_it_says_so(tmp_path: Path) -> None:
    with Session.open(write_project(tmp_path / "none", ROWS)) as session:
        app = app_of(session)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            assert "There are no labels to check" in screen_text(app)
            await press(pilot, "a")
            assert session.state.last_event == 0


async def test_a_check_that_is_of_other_labels_goes_from_the_screen(session: Session) -> None:
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, ErrorsScreen)
        await screen.desk.thread.run(lambda: session.label_set.add("third"))
        await screen.refresh_state()
        await settle(pilot)
        assert "suspects, " not in screen_text(app)
        assert screen.item is None


async def test_the_whole_data_set_is_looked_over(session: Session, tmp_path: Path) -> None:
    log = tmp_path / "log"
    app = LabelerApp(session, lambda notify: ProcessRunner(log=log, notify=notify), first="errors")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "D")
        assert "looking over the data" in screen_text(app)
        deadline = monotonic() + 60
        while "near-copies" not in (shown := screen_text(app)):
            assert monotonic() < deadline, shown
            await pilot.pause(0.05)
        assert "t2 of t1" in shown or "t1 of t2" in shown
        assert not stray_controls(emitted(app)) and not styles_equal_fg_bg(app)
        await press(pilot, "escape")
        assert "near-copies" not in screen_text(app)
    app.close()


def test_what_the_audit_found_kind_by_kind() -> None:
    issues = (
        DataIssue("outlier", "a\x1b", 0.01, None, "odd [b]text"),
        DataIssue("class_imbalance", None, 0.05, "rare"),
        DataIssue("order", None, 0.2, None),
        *(DataIssue("weak_group", f"w{n}", 0.3, None, "hard") for n in range(60)),
    )
    counts = {"outlier": 1, "class_imbalance": 1, "order": 1, "weak_group": 12_345}
    view = AuditView(issues, counts, "", True)
    text = "\n".join(line.plain for line in audit_paragraphs(view))
    for part in ("1  outliers", "0.01 a", "odd [b]text", "0.05 rare", "12,345  weak groups"):
        assert part in text
    assert "\x1b" not in text and "… and 12,295 more" in text and "pip install" not in text
    nothing = "\n".join(line.plain for line in audit_paragraphs(AuditView((), {}, "", False)))
    assert "nothing to report" in nothing and "tui-labeler[audit]" in nothing
    (wait,) = audit_paragraphs(AuditView(None, {}, "no words", False))
    assert wait.plain == "no words"
