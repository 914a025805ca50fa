"""Every screen and every overlay in every theme: no cell is hidden, and ASCII stays ASCII."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.robots.controls import stray_controls
from tests.robots.pilot import emitted, screen_text, styles_equal_fg_bg
from tests.tui.piloted import press
from tests.tui.worked import playing, write
from tui_labeler.project.preferences import Preferences
from tui_labeler.project.screen import ScreenSection
from tui_labeler.session.new_project import NewProject, Told
from tui_labeler.session.recent import RecentProject
from tui_labeler.tui.app import LabelerApp
from tui_labeler.tui.glyphs import glyphs
from tui_labeler.tui.screens.picker import Choice, PickerScreen
from tui_labeler.tui.screens.wizard import WizardScreen
from tui_labeler.tui.start_app import StartApp
from tui_labeler.tui.terminal_app import TerminalApp
from tui_labeler.tui.theme import PREFIX

LOOKS = ("dark", "light", "contrast", "terminal", "no colour", "ascii")
OVERLAYS = {
    "L": [
        *(["question_mark"], ["colon"], ["l", "g"], ["n", "x"], ["h"], ["slash", "f"], ["i"]),
        *(["I"], ["left_square_bracket"], ["b"], ["z"]),
    ],
    "V": [["question_mark"], ["l"], ["n"], ["1", "A"], ["plus"]],
    "F": [["question_mark"], ["enter"], ["v"], ["n"], ["slash"], ["d"]],
    "E": [["question_mark"], ["M"], ["slash"], ["l"], ["D"], ["o"]],
    "P": [["question_mark"], ["c"], ["w"]],
}
"""Key of a screen -> the keys that open something on it; escape closes it."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, made once."""
    return write(tmp_path_factory.mktemp("worked") / "reviews")


def see(app: TerminalApp[Any], look: str, where: object) -> None:
    """Everything can be read, and nothing is sent that the terminal cannot draw."""
    shown = screen_text(app)
    assert styles_equal_fg_bg(app) == [], f"{where}\n{shown}"
    assert stray_controls(emitted(app)) == [], where
    if look == "ascii":
        assert [c for c in shown if not c.isascii()] == [], f"{where}\n{shown}"


def dress(app: TerminalApp[Any], look: str) -> None:
    """Before the app runs."""
    if look == "ascii":
        app.glyph_table = glyphs("ascii", "", {})
    app.theme = PREFIX + {"no colour": "terminal", "ascii": "dark"}.get(look, look)


@pytest.mark.parametrize("look", LOOKS)
async def test_every_screen_and_overlay(
    source: Path, tmp_path: Path, look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if look == "no colour":
        monkeypatch.setenv("NO_COLOR", "1")

    def prepare(app: LabelerApp) -> None:
        dress(app, look)

    async with playing(source, tmp_path / "copy", "label", prepare=prepare) as (app, pilot):
        for screen, overlays in OVERLAYS.items():
            await press(pilot, screen)
            see(app, look, screen)
            for keys in overlays:
                await press(pilot, *keys)
                see(app, look, (screen, keys))
                if keys[-1] not in ("1", "plus", "d", "o"):
                    await press(pilot, "escape")


@pytest.mark.parametrize("look", LOOKS)
async def test_the_picker_and_the_wizard(
    source: Path, tmp_path: Path, look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if look == "no colour":
        monkeypatch.setenv("NO_COLOR", "1")
    now = datetime(2026, 11, 22, 16, 0)
    recent = RecentProject(str(source), "reviews", 137, 500, 0.842, now.timestamp() - 9000)
    gone = RecentProject(str(tmp_path / "gone"), "old", 1, 500, None, now.timestamp())
    liked = Preferences(ScreenSection(hold_guard_ms=0))
    picker: StartApp[Choice] = StartApp(PickerScreen([recent, gone], lambda _: None, now), liked)
    wizard: StartApp[bool] = StartApp(
        WizardScreen(NewProject(Told(data=str(source / "data.csv"), folder="p"))), liked
    )
    for app, keys in ((picker, ["j", "question_mark", "escape"]), (wizard, ["enter"] * 3)):
        dress(app, look)
        async with app.run_test(size=(80, 24)) as pilot:
            await _walk(app, pilot, look, keys)


async def _walk(app: TerminalApp[Any], pilot: Pilot[Any], look: str, keys: list[str]) -> None:
    await pilot.pause()
    see(app, look, "first")
    for key in keys:
        await pilot.press(key)
        await app.workers.wait_for_complete()
        await pilot.pause()
        see(app, look, key)
