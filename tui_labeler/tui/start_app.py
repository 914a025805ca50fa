"""The app before a project is open: one screen, which ends with what the person chose."""

from typing import TypeVar

from textual.screen import Screen

from tui_labeler.project.preferences import Preferences
from tui_labeler.tui.keymap import keymap
from tui_labeler.tui.terminal import check_terminal
from tui_labeler.tui.terminal_app import TerminalApp, run_to_the_end

T = TypeVar("T")


class StartApp(TerminalApp[T]):
    """Shows one screen; the screen ends it with `self.app.exit(choice)`."""

    def __init__(self, screen: Screen[None], preferences: Preferences) -> None:
        super().__init__(preferences)
        self.set_keymap(keymap(preferences, {}))
        self._first = screen

    def get_default_screen(self) -> Screen[None]:
        """Textual asks for the screen it starts with."""
        return self._first


def choose(app: StartApp[T]) -> tuple[T | None, int]:
    """Run `app`: what was chosen, None when the person left, and the exit code.

    Raises UsageError where no screen can be drawn.
    """
    check_terminal()
    code = run_to_the_end(app)
    return app.return_value, code
