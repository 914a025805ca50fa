"""Every command of the palette, run on every screen: something happens, or the reason is said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.robots.pilot import screen_text
from tests.tui.piloted import press, settle
from tests.tui.worked import playing, write
from tui_labeler.tui.acting import ActingScreen
from tui_labeler.tui.app import LabelerApp
from tui_labeler.tui.keys import LiveKey, live_keys
from tui_labeler.tui.modes import MODES

ENDS = {"app.back", "app.quit", "app.suspend", "functions.edit"}
"""These end the program, or need a shell."""
STILL = ("redraw", "move(", "half(", "first_line", "last_line", "step(", "page(", "scroll(")
"""Actions that change nothing where the screen is as they want it already: walked by key."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, made once."""
    return write(tmp_path_factory.mktemp("worked") / "reviews")


def titles(app: LabelerApp) -> list[str]:
    return [command.title for command in app.get_system_commands(app.screen)]


def named(app: LabelerApp, wanted: Callable[[LiveKey], bool]) -> set[str]:
    """What the palette calls the actions of some keys."""
    keys = [key for key in live_keys(app.screen) if wanted(key)]
    return {name for key in keys for name in (key.long, f"{key.long}: {key.short}")}


async def run(app: LabelerApp, pilot: Pilot[None], title: str) -> bool:
    """Run a command. Whether anything is to be seen or stored."""
    before = screen_text(app), app.session.store.last_event  # type: ignore[attr-defined]
    (command,) = [c for c in app.get_system_commands(app.screen) if c.title == title]
    if (answer := command.callback()) is not None:
        await answer
    await settle(pilot)
    return before != (screen_text(app), app.session.store.last_event)  # type: ignore[attr-defined]


async def home(app: LabelerApp, pilot: Pilot[None], mode: str) -> None:
    """Back to the first view of the screen, without a sentence."""
    while not isinstance(app.screen, ActingScreen):
        await press(pilot, "escape")
    await app.run_action(f"go('{mode}')")
    await settle(pilot)
    if "functions.back" in {key.id for key in live_keys(app.screen)}:
        await press(pilot, "escape")
    while app.screen.step_back():
        await settle(pilot)
    app.screen.say()
    await pilot.pause()


@pytest.mark.parametrize("mode", [mode.name for mode in MODES])
async def test_names_differ_and_commands_without_a_key_do_something(
    source: Path, tmp_path: Path, mode: str
) -> None:
    async with playing(source, tmp_path / "copy", mode) as (app, pilot):
        names = titles(app)
        assert len(names) == len(set(names))
        keyless = set(names) - named(app, lambda key: True)
        assert keyless >= {"colours"}
        for title in sorted(keyless):
            assert await run(app, pilot, title), title
            await home(app, pilot, mode)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [mode.name for mode in MODES])
async def test_every_command_does_something(source: Path, tmp_path: Path, mode: str) -> None:
    async with playing(source, tmp_path / "copy", mode) as (app, pilot):
        ends = named(app, lambda key: key.id in ENDS)
        still = named(app, lambda key: key.action.startswith(STILL) or key.id == f"go.{mode}")
        for title in titles(app):
            if title not in ends and title in titles(app):
                done = await run(app, pilot, title)
                assert done or title in still, f"{title}\n{screen_text(app)}"
                await home(app, pilot, mode)
