"""What all our apps share: colours, signals, a few keys, and a calm end whatever happens."""

import asyncio
import contextlib
import gc
import locale
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.events import Key
from textual.screen import Screen
from textual.worker import WorkerFailed

from tui_labeler.errors import ExitCode
from tui_labeler.project.preferences import Preferences
from tui_labeler.text import printable
from tui_labeler.tui.crash import own_mistake
from tui_labeler.tui.glyphs import glyphs
from tui_labeler.tui.keys import APP_KEYS, live_keys
from tui_labeler.tui.pasting import filter_pastes
from tui_labeler.tui.screens.help import HelpScreen
from tui_labeler.tui.terminal import takes_lines, watch
from tui_labeler.tui.theme import DARK, THEMES, remember, remembered, theme_for

T = TypeVar("T")
SIGNALS = (
    *(signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT),
    *(signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU),  # what batch systems warn with
)
STDIN = 0
TWICE = 1.0
"""Seconds between two ctrl+c that quit."""


@runtime_checkable
class Speaking(Protocol):
    """A screen with a line for a sentence."""

    def say(self, message: str) -> None: ...


@runtime_checkable
class TakesKeys(Protocol):
    """A screen that is asked before a key is looked up among the bindings."""

    def take_key(self, event: Key) -> bool:
        """Whether it was a key for the screen; then it has been carried out."""


class TerminalApp(App[T]):
    """An app in the colours the person likes, which ends as they expect."""

    TITLE = "tui-labeler"
    CSS_PATH = Path(__file__).with_name("labeler.tcss")
    BINDINGS: ClassVar[list[BindingType]] = APP_KEYS

    def __init__(
        self, preferences: Preferences, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        color = preferences.screen.color
        plain = color == "never" or (color == "auto" and bool(os.environ.get("NO_COLOR")))
        # Textual reads the variable itself, and counts an empty one.
        os.environ.pop("NO_COLOR", None)
        if plain:
            os.environ["NO_COLOR"] = "1"
        super().__init__(ansi_color=True if plain else None)
        self.animation_level = "none"
        encoding = locale.getencoding()
        self.glyph_table = glyphs(preferences.screen.glyphs, encoding, os.environ)
        self.mouse = preferences.screen.mouse
        self._clock = clock
        self._interrupted_at = -TWICE
        for theme in THEMES:
            self.register_theme(theme)
        depth = None if plain else self.console.color_system
        last = None if os.environ.get("TEXTUAL_THEME") else remembered()
        self.theme = theme_for(depth, os.environ, preferences.screen.theme or last)
        for name in set(self.available_themes) - {theme.name for theme in THEMES}:
            self.unregister_theme(name)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our names, for the moment before one of our themes is chosen."""
        return DARK

    def on_mount(self) -> None:
        """A signal ends the app as `q` does, with the terminal restored; so does a hang-up."""
        self.set_class(bool(self.glyph_table), "-plain-borders")
        self.theme_changed_signal.subscribe(self, lambda theme: remember(theme.name))
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in SIGNALS:
                loop.add_signal_handler(number, self._end_by, number)
            loop.add_signal_handler(signal.SIGCONT, self._go_on)
            watch(STDIN, partial(self._hung_up, loop))

    def on_key(self, event: Key) -> None:
        """A key is for the screen that is there when its turn comes: who types ahead has opened a
        dialog with the key before, and writes into it."""
        if isinstance(self.screen, TakesKeys) and self.screen.take_key(event):
            event.prevent_default()

    def on_ready(self) -> None:
        """The first layout is done, and will be painted."""
        self.call_after_refresh(self.painted)

    def painted(self) -> None:
        """The person sees the first screen. Garbage is looked for in what is made from here on."""
        if not self.is_headless:
            gc.freeze()
            gc.enable()

    def _hung_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called in another thread, perhaps when all is over."""
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(self._end_by, signal.SIGHUP)

    def _end_by(self, number: signal.Signals) -> None:
        self.exit(return_code=128 + number)

    def _go_on(self) -> None:
        """SIGCONT wakes what ctrl+z has put to sleep. It comes after SIGTERM too, from systemd and
        `timeout`; Textual would begin anew, and at the end leave the terminal in its own mode."""
        if self.return_code is not None:  # it is about to end
            return
        driver: Any = self._driver
        if getattr(driver, "_must_signal_resume", True):  # private: another Textual may not have it
            driver.resume_application_mode()
        elif takes_lines(STDIN):
            # After SIGSTOP the shell has set its terminal up as it likes it.
            with self.suspend():
                pass
        else:
            self.action_redraw()

    # --- actions -----------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every key's action by name, and the colours."""
        keys = [key for key in live_keys(screen) if key.id not in ("app.palette", "app.interrupt")]
        shared = {key.long for key in keys if sum(key.long == k.long for k in keys) > 1}
        for key in keys:
            name = f"{key.long}: {key.short}" if key.long in shared else key.long
            yield SystemCommand(name, " ".join(key.keys), partial(self._run, key.action, screen))
        yield SystemCommand("colours", "dark, light, the terminal's own", self.action_change_theme)

    async def _run(self, action: str, screen: Screen[object]) -> None:
        if not await self.run_action(action, screen):
            await self.run_action(action, self)

    def action_command_palette(self) -> None:
        """All commands by name, asked for in letters that every terminal has."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder="a few letters of a command"))

    def action_help(self) -> None:
        """The keys of this screen."""
        self.push_screen(HelpScreen("", live_keys(self.screen)))

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
        if isinstance(self.screen, Speaking):
            self.screen.say(message)

    # --- the end -----------------------------------------------------------------------------

    @property
    def crash(self) -> Exception | None:
        """What ended the app, if it was a mistake of ours."""
        error = self._exception
        return error.error if isinstance(error, WorkerFailed) else error  # type: ignore[return-value]

    def _fatal_error(self) -> None:
        """Textual would print a traceback with locals, which hold texts."""
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()


def run_to_the_end(app: TerminalApp[Any], close: Callable[[], str] = str) -> int:
    """Run `app`, then `close` whatever happened, and print the last words it returns.

    Returns the exit code.
    """
    filter_pastes()
    try:
        app.run(mouse=app.mouse)
    finally:
        last_words = close()
    if app.crash is not None:
        print(own_mistake(app.crash), file=sys.stderr)
        return ExitCode.FAILED
    code = app.return_code or ExitCode.OK
    if last_words and code != 128 + signal.SIGHUP:
        print(printable(last_words))
    return code
