"""The app on an open project: its screens and the work behind them."""

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.events import CursorPosition
from textual.message import Message
from textual.screen import Screen

from tui_labeler.errors import LabelerError
from tui_labeler.jobs import Job, Report
from tui_labeler.project.locations import state_folder
from tui_labeler.project.preferences import Preferences
from tui_labeler.registry import load
from tui_labeler.tui.acting import ActingScreen
from tui_labeler.tui.drawn import Drawn
from tui_labeler.tui.keys import live_keys, span
from tui_labeler.tui.modes import GO_KEYS, MODES, Desk, Mode
from tui_labeler.tui.protocols import OpenProject, RunnerFactory
from tui_labeler.tui.screens.help import HelpScreen
from tui_labeler.tui.session_thread import SessionThread
from tui_labeler.tui.terminal import check_terminal
from tui_labeler.tui.terminal_app import TerminalApp, run_to_the_end
from tui_labeler.worker.processes import ProcessRunner

T = TypeVar("T")


class LabelerApp(TerminalApp[None]):
    """Draws an open project. The session is called on one thread of its own, in order."""

    DEFAULT_MODE = "label"
    BINDINGS: ClassVar[list[BindingType]] = GO_KEYS

    class Reported(Message):
        """Background work has something to say."""

        def can_replace(self, message: Message) -> bool:
            """One poll takes all there is."""
            return isinstance(message, LabelerApp.Reported)

    def __init__(
        self,
        session: OpenProject,
        make_runner: RunnerFactory,
        preferences: Preferences | None = None,
        *,
        keymap: Mapping[str, str] | None = None,
        first: str = "label",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.DEFAULT_MODE = first  # type: ignore[misc]
        preferences = preferences or Preferences()
        super().__init__(preferences, clock=clock)
        self.session = session
        self.session_thread = SessionThread()
        self._painted = False
        self._runner = make_runner(self._notify_reports)
        self.set_keymap(dict(keymap or {}))
        guard = preferences.screen.hold_guard_ms / 1000
        self._drawn = Drawn(self._to_terminal, clock)
        desk = Desk(session, self.session_thread, guard, clock, self._drawn if guard else None)
        for mode in MODES:
            self.add_mode(mode.name, partial(_make_screen, mode, desk))

    # --- what is drawn -----------------------------------------------------------------------

    def _to_terminal(self, sequence: str) -> None:
        if self._driver is not None:
            self._driver.write(sequence)

    def on_cursor_position(self, event: CursorPosition) -> None:
        """The terminal answers; the keys that came before it are dealt with first."""
        self.screen.call_later(self._drawn.answer, event.x, event.y)

    # --- background work ---------------------------------------------------------------------

    def _notify_reports(self) -> None:
        """Called in the runner's thread; after the end there is nobody left to tell."""
        with contextlib.suppress(RuntimeError):
            self.post_message(self.Reported())

    def painted(self) -> None:
        """Now the processor is free for the background."""
        super().painted()
        self._painted = True
        self.run_worker(self._greet(), group="jobs")
        self.on_acting_screen_acted()

    async def _greet(self) -> None:
        """It looks at every answer: behind the first screen, not before it."""
        if greeting := await self._in_background(self.session.greeting, ""):
            self._say(greeting)

    def on_acting_screen_acted(self) -> None:
        """An act may have made work due."""
        if self._painted:
            self.run_worker(self._start_jobs(), group="jobs")

    def on_acting_screen_cancel(self, message: ActingScreen.Cancel) -> None:
        """Stop background work; the screen has told the session."""
        self._runner.cancel(message.kind)

    def on_labeler_app_reported(self) -> None:
        """Hand the reports to the session."""
        if reports := self._runner.poll():
            self.run_worker(self._install(reports), group="jobs")

    async def _in_background(self, call: Callable[[], T], otherwise: T) -> T:
        """The value of `call()` on the session's thread; when it fails, the reason is said."""
        try:
            return await self.session_thread.run(call)
        except LabelerError as error:
            self._say(error.message)
            return otherwise

    async def _start_jobs(self) -> None:
        jobs: list[Job] = await self._in_background(self._due, [])
        for job in jobs:
            self._runner.submit(job)
        if jobs:
            await self._refresh_state()

    def _due(self) -> list[Job]:
        return list(iter(self.session.next_job, None))

    async def _install(self, reports: list[Report]) -> None:
        install = self.session.install
        if any([await self._in_background(partial(install, one), False) for one in reports]):
            await self._refresh_state()
        await self._start_jobs()

    async def _refresh_state(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, ActingScreen):
                await screen.refresh_state()

    # --- actions -----------------------------------------------------------------------------

    def action_help(self) -> None:
        """The keys of this screen."""
        screen = self.screen
        keys = span(screen.label_keys()) if isinstance(screen, ActingScreen) else ""
        self.push_screen(HelpScreen(keys, live_keys(screen)))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every key's action by name, and what the screen offers beside its keys."""
        yield from super().get_system_commands(screen)
        if isinstance(screen, ActingScreen):
            for name, meaning, action in screen.commands():
                yield SystemCommand(name, meaning, partial(self.run_action, action, screen))

    async def action_go(self, mode: str) -> None:
        """To another screen; what is on this one stays."""
        if isinstance(self.screen, ActingScreen) and mode != self.current_mode:
            await self.switch_mode(mode)

    async def action_step_screens(self, steps: int) -> None:
        """To the next screen in the tab bar, round and round."""
        names = [mode.name for mode in MODES]
        await self.action_go(names[(names.index(self.current_mode) + steps) % len(names)])

    def action_step_back(self) -> None:
        """One step back on the screen, then to the Label screen; from there, out."""
        if isinstance(self.screen, ActingScreen) and self.screen.step_back():
            return
        if self.current_mode == self.DEFAULT_MODE:
            self.exit()
        else:
            self.switch_mode(self.DEFAULT_MODE)

    # --- the end -----------------------------------------------------------------------------

    def close(self) -> str:
        """Stop background work, close the session. Returns its last words."""
        self._runner.close()
        try:
            goodbye = self.session_thread.run_blocking(self.session.goodbye)
            self.session_thread.run_blocking(self.session.close)
        finally:
            self.session_thread.close()
        return goodbye


def _make_screen(mode: Mode, desk: Desk) -> ActingScreen[Any]:
    screen: type[ActingScreen[Any]] = load(mode.screen)
    return screen(desk)


def run_app(
    session: OpenProject,
    preferences: Preferences | None = None,
    *,
    keymap: Mapping[str, str] | None = None,
    log: Path | None = None,
    first: str = "label",
) -> int:
    """Draw `session` until the person quits, then close it. Returns the exit code.

    `keymap`: what `tui.keymap` made of the person's keys; `log` takes what background work prints;
    `first`: the name of the mode to begin with.
    Raises UsageError where no screen can be drawn.
    """
    check_terminal()
    path = log or state_folder() / "worker.log"
    app = LabelerApp(
        session,
        lambda notify: ProcessRunner(log=path, notify=notify, secrets=session.secrets),
        preferences,
        keymap=keymap,
        first=first,
    )
    return run_to_the_end(app, app.close)
