"""What Textual itself costs: an app with one text of ten rows that changes with every key.

`--eager`: after importing the libraries that the program can use, which it does itself only where
they are needed.
"""

import sys
from importlib import import_module
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

LIBRARIES = ("numpy", "pandas", "scipy.sparse", "sklearn.linear_model", "modAL.models", "cleanlab")
ROW = "The quick brown fox jumps over the lazy dog and runs away from it "


class EmptyApp(App[None]):
    """`1` changes the text, `q` quits."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("1", "next"), Binding("q", "quit")]
    number = 0

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(self._text(), markup=False)

    def action_next(self) -> None:
        """Another text."""
        self.number += 1
        self.query_one(Static).update(self._text())

    def _text(self) -> str:
        rows = [f"Item {self.number}"] + [f"{self.number + n} {ROW}" for n in range(9)]
        return "\n".join(rows)


if __name__ == "__main__":
    if "--eager" in sys.argv:
        for name in LIBRARIES:
            import_module(name)
    EmptyApp().run(mouse=False)
