"""The app on an open project: its screens and the work behind them."""

import contextlib
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from textual.message import Message

from tui_labeler.jobs import Job, Report
from tui_labeler.project.locations import state_folder
from tui_labeler.project.preferences import Preferences
from tui_labeler.tui.choices import label_keys
from tui_labeler.tui.keys import live_keys, span
from tui_labeler.tui.protocols import OpenProject, RunnerFactory
from tui_labeler.tui.screens.help import HelpScreen
from tui_labeler.tui.screens.label import LabelScreen
from tui_labeler.tui.session_thread import SessionThread
from tui_labeler.tui.terminal import check_terminal
from tui_labeler.tui.terminal_app import TerminalApp, run_to_the_end
from tui_labeler.worker.processes import ProcessRunner


class LabelerApp(TerminalApp[None]):
    """Draws an open project. The session is called on one thread of its own, in order."""

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
        preferences: Preferences | None = None,
        *,
        keymap: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        preferences = preferences or Preferences()
        super().__init__(preferences, clock=clock)
        self.session = session
        self.session_thread = SessionThread()
        self._runner = make_runner(self._notify_reports)
        self.set_keymap(dict(keymap or {}))
        hold_guard = preferences.screen.hold_guard_ms / 1000
        self.add_mode(
            "label",
            lambda: LabelScreen(
                session.labelling, self.session_thread, hold_guard=hold_guard, clock=clock
            ),
        )

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

    def action_help(self) -> None:
        """The keys of this screen."""
        screen = self.screen
        keys = ""
        if isinstance(screen, LabelScreen) and screen.shown is not None:
            keys = span(label_keys(screen.shown.choices))
        self.push_screen(HelpScreen(keys, live_keys(screen)))

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


def run_app(
    session: OpenProject,
    preferences: Preferences | None = None,
    *,
    keymap: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> int:
    """Draw `session` until the person quits, then close it. Returns the exit code.

    `keymap`: what `tui.keymap` made of the person's keys; `log` takes what background work prints.
    Raises UsageError where no screen can be drawn.
    """
    check_terminal()
    path = log or state_folder() / "worker.log"
    app = LabelerApp(
        session,
        lambda notify: ProcessRunner(log=path, notify=notify),
        preferences,
        keymap=keymap,
    )
    return run_to_the_end(app, app.close)
