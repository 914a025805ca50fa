"""The app: screens, background work, signals, and a calm end whatever happens."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.worker import WorkerFailed

from tui_labeler.errors import ExitCode
from tui_labeler.jobs import Job, Report
from tui_labeler.project.locations import state_folder
from tui_labeler.tui.choices import label_keys
from tui_labeler.tui.crash import write_crash_log
from tui_labeler.tui.keys import APP_KEYS, live_keys, span
from tui_labeler.tui.protocols import OpenProject, RunnerFactory
from tui_labeler.tui.screens.help import HelpScreen
from tui_labeler.tui.screens.label import HOLD_GUARD, LabelScreen
from tui_labeler.tui.session_thread import SessionThread
from tui_labeler.tui.terminal import check_terminal
from tui_labeler.tui.theme import DARK, THEMES, theme_for
from tui_labeler.worker.processes import ProcessRunner

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
TWICE = 1.0
"""Seconds between two ctrl+c that quit."""


class LabelerApp(App[None]):
    """Draws an open project. The session is called on one thread of its own, in order."""

    TITLE = "tui-labeler"
    CSS_PATH = Path(__file__).with_name("labeler.tcss")
    BINDINGS: ClassVar[list[BindingType]] = APP_KEYS
    DEFAULT_MODE = "label"

    class Reported(Message):
        """Background work has something to say."""

        def can_replace(self, message: Message) -> bool:
            """One poll takes all there is."""
            return isinstance(message, LabelerApp.Reported)

    def __init__(
        self,
        session: OpenProject,
        make_runner: RunnerFactory,
        *,
        hold_guard: float = HOLD_GUARD,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._plain = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=True if self._plain else None)
        self.animation_level = "none"
        self.session = session
        self.session_thread = SessionThread()
        self._runner = make_runner(self._notify_reports)
        self._clock = clock
        self._interrupted_at = -TWICE
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = theme_for(self.console.color_system, os.environ)
        for name in set(self.available_themes) - {theme.name for theme in THEMES}:
            self.unregister_theme(name)
        self.add_mode(
            "label",
            lambda: LabelScreen(
                session.labelling, self.session_thread, hold_guard=hold_guard, clock=clock
            ),
        )

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our names, for the moment before one of our themes is chosen."""
        return DARK

    def on_mount(self) -> None:
        """A signal ends the app as `q` does, with the terminal restored."""
        if not self.is_headless:
            for number in SIGNALS:
                asyncio.get_running_loop().add_signal_handler(number, self._end_by, number)

    def _end_by(self, number: signal.Signals) -> None:
        self.exit(return_code=128 + number)

    # --- background work ---------------------------------------------------------------------

    def _notify_reports(self) -> None:
        """Called in the runner's thread; after the end there is nobody left to tell."""
        with contextlib.suppress(RuntimeError):
            self.post_message(self.Reported())

    def on_label_screen_acted(self) -> None:
        """An act may have made work due."""
        self.run_worker(self._start_jobs(), group="jobs")

    def on_labeler_app_reported(self) -> None:
        """Hand the reports to the session."""
        if reports := self._runner.poll():
            self.run_worker(self._install(reports), group="jobs")

    async def _start_jobs(self) -> None:
        jobs = await self.session_thread.run(self._due)
        for job in jobs:
            self._runner.submit(job)
        if jobs:
            await self._refresh_state()

    def _due(self) -> list[Job]:
        return list(iter(self.session.next_job, None))

    async def _install(self, reports: list[Report]) -> None:
        def install() -> bool:
            return any([self.session.install(report) for report in reports])

        if await self.session_thread.run(install):
            await self._refresh_state()
        await self._start_jobs()

    async def _refresh_state(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, LabelScreen):
                await screen.refresh_state()

    # --- actions -----------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every key's action by name, and the colours."""
        for key in live_keys(screen):
            if key.id not in ("app.palette", "app.interrupt"):
                yield SystemCommand(
                    key.long, " ".join(key.keys), lambda key=key: self._run(key.action, screen)
                )
        yield SystemCommand("colours", "dark, light, the terminal's own", self.action_change_theme)

    async def _run(self, action: str, screen: Screen[object]) -> None:
        await self.run_action(action, screen)

    def action_help(self) -> None:
        """The keys of this screen."""
        screen = self.screen
        keys = ""
        if isinstance(screen, LabelScreen) and screen.shown is not None:
            keys = span(label_keys(screen.shown.choices))
        self.push_screen(HelpScreen(keys, live_keys(screen)))

    def action_step_back(self) -> None:
        """One step back; from the first screen, out."""
        self.exit()

    def action_redraw(self) -> None:
        """Send the whole screen again."""
        self.refresh(layout=True)

    def action_saved(self) -> None:
        """Calm the habit of saving."""
        self._say("everything is already saved")

    def action_interrupt(self) -> None:
        """ctrl+c: the second within a second quits."""
        now = self._clock()
        if now - self._interrupted_at < TWICE:
            self.exit(return_code=ExitCode.INTERRUPTED)
        self._interrupted_at = now
        self._say("q quits, and all is saved; so does ctrl+c twice")

    def _say(self, message: str) -> None:
        if isinstance(self.screen, LabelScreen):
            self.screen.say(message)

    # --- the end -----------------------------------------------------------------------------

    @property
    def crash(self) -> Exception | None:
        """What ended the app, if it was a mistake of ours."""
        error = self._exception
        return error.error if isinstance(error, WorkerFailed) else error  # type: ignore[return-value]

    def _fatal_error(self) -> None:
        """Textual would print a traceback with locals, which hold texts; `run_app` says it."""
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    def close(self) -> str:
        """Stop background work, close the session. Returns its last words."""
        self._runner.close()
        try:
            goodbye = self.session_thread.run_blocking(self.session.goodbye)
            self.session_thread.run_blocking(self.session.close)
        finally:
            self.session_thread.close()
        return goodbye


def run_app(
    session: OpenProject, *, log: Path | None = None, hold_guard: float = HOLD_GUARD
) -> int:
    """Draw `session` until the person quits, then close it. Returns the exit code.

    `log` takes what background work prints; label keys are refused for `hold_guard` seconds after
    an item was painted. Raises UsageError where no screen can be drawn.
    """
    check_terminal()
    if os.environ.get("NO_COLOR") == "":
        del os.environ["NO_COLOR"]  # empty means not set; Textual counts it
    path = log or state_folder() / "worker.log"
    app = LabelerApp(
        session, lambda notify: ProcessRunner(log=path, notify=notify), hold_guard=hold_guard
    )
    try:
        app.run(mouse=False)
    finally:
        goodbye = app.close()
    if app.crash is not None:
        _tell_crash(app.crash)
        return ExitCode.FAILED
    code = app.return_code or ExitCode.OK
    if code != 128 + signal.SIGHUP:
        print(goodbye)
    return code


def _tell_crash(error: BaseException) -> None:
    path = write_crash_log(error, state_folder())
    where = f" Details: {path}" if path else ""
    print(
        f"tui-labeler stopped because of a mistake of its own.{where}\n"
        "Every answer up to the last one shown as saved is safe; the same command goes on.",
        file=sys.stderr,
    )
