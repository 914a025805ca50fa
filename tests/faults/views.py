"""A walk that every hostile project must stand."""

from tests.robots.terminal import Terminal
from tui_labeler.tui.modes import MODES


def visit_every_view(terminal: Terminal) -> None:
    """Open every view and its help, the first one last."""
    for mode in (*MODES[1:], MODES[0]):
        terminal.press(mode.key)
        terminal.wait_for(lambda screen: "? help" in screen)
        terminal.press("?")
        terminal.wait_for("Keys on this screen")
        terminal.press("escape")
        terminal.wait_gone("Keys on this screen")
