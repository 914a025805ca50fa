"""The app on a scripted session, as a program: `python -m tests.tui.program [crash|guarded]`."""

import sys
from dataclasses import replace

from tests.tui.scripted import ScriptedSession, choices, item, view
from tui_labeler.project.preferences import Preferences
from tui_labeler.project.screen import ScreenSection
from tui_labeler.tui.app import run_app

WORDS = ("charged", "twice", "refund", "receipts", "never", "arrived", "password", "delivery")


def text(number: int) -> str:
    """Three hundred characters that differ from item to item."""
    words = [WORDS[(number * 7 + step * (number % 5 + 1)) % len(WORDS)] for step in range(60)]
    return " ".join(words)[:300]


def session(count: int = 200) -> ScriptedSession:
    """Every item has another text, other shares and another suggestion."""
    views = []
    for number in range(1, count + 1):
        first = view(number)
        shares = [((number * (place + 3)) % 89) / 100 for place in range(5)]
        labels = choices(shares=shares)
        best = max(labels, key=lambda choice: choice.probability or 0.0).name
        position = replace(item(number, text(number)), position=(number - 1) % 10 + 1)
        views.append(replace(first, item=position, choices=labels, suggestion=best))
    return ScriptedSession(*views)


def main() -> int:
    """Run the app, or let an act of it fail in a way nobody foresaw."""
    opened = session()
    if "crash" in sys.argv:
        opened.labelling.views[0] = replace(opened.labelling.views[0], last=(None,))  # type: ignore[arg-type]
    guard = 150 if "guarded" in sys.argv else 0
    return run_app(opened, Preferences(ScreenSection(hold_guard_ms=guard)))


if __name__ == "__main__":
    sys.exit(main())
