"""A project that is only looked at: an answer is refused in a sentence, and one walks on."""

from pathlib import Path

from tests.robots.pilot import screen_text
from tests.robots.projects import review_rows, write_project
from tests.tui.piloted import press, settle
from tui_labeler.project.preferences import Preferences
from tui_labeler.project.screen import ScreenSection
from tui_labeler.session import Session
from tui_labeler.tui.app import LabelerApp
from tui_labeler.worker.twin import InProcessRunner


async def test_a_key_that_saves_nothing_does_not_hold_the_screen(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "reviews", review_rows(20))
    with Session.open(folder) as session:
        session.labelling.answer("good")
    session = Session.open(folder, read_only=True)
    liked = Preferences(ScreenSection(hold_guard_ms=0))
    app = LabelerApp(session, lambda notify: InProcessRunner(notify=notify), liked)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1")
        assert "opened read-only: nothing is saved" in screen_text(app)
        assert "NOT SAVED" not in screen_text(app)
        await press(pilot, "P")
        assert app.current_mode == "progress"
    app.close()
