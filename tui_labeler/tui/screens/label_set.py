"""The label set changes while labelling: the dialogs of add, rename, merge and retire."""

from collections.abc import Callable, Sequence

from textual.content import Content

from tui_labeler.session.views import Answer, LabelView
from tui_labeler.text import one_line
from tui_labeler.tui.acting import ActingScreen
from tui_labeler.tui.screens.finder import FinderScreen
from tui_labeler.tui.screens.form import FormScreen

COMMANDS = {
    "add": ("label set: add a label", "and look which answers may belong to it"),
    "rename": ("label set: rename a label", "its answers follow"),
    "merge": ("label set: merge two labels", "the answers of the first get the second"),
    "retire": ("label set: retire a label", "its items are asked again"),
}
"""Operation -> its name in the palette, and what it does. Each can be undone."""


class LabelSetDialogs:
    """Asks what is needed, then acts through the screen, one operation at a time."""

    def __init__(self, screen: ActingScreen[LabelView], offer: Callable[[str], None]) -> None:
        self._screen = screen
        self._session = screen.desk.session
        self._offer = offer
        """Show the answers that may belong to a new label."""

    def run(self, operation: str, view: LabelView) -> None:
        """Begin `operation`, one of `COMMANDS`."""
        if operation == "add":
            self._add()
            return
        ask = {"rename": self._rename, "merge": self._merge, "retire": self._retire}[operation]
        self._pick(f"{operation.capitalize()} which label?", view, lambda old: ask(old, view))

    def _pick(self, title: str, view: LabelView, then: Callable[[str], None]) -> None:
        self._screen.app.push_screen(
            FinderScreen(view, title), lambda name: None if name is None else then(name)
        )

    def _fill(
        self, title: Content, fields: Sequence[str], then: Callable[[list[str]], None]
    ) -> None:
        self._screen.app.push_screen(
            FormScreen(title, fields), lambda values: None if values is None else then(values)
        )

    def _add(self) -> None:
        def add(values: list[str]) -> None:
            name, description, key = values
            self._screen.act(
                lambda: self._session.label_set.add(name, description=description, key=key),
                then=lambda: self._offer(name),
            )

        fields = ["name", "what it means (may stay empty)", "a free letter (may stay empty)"]
        self._fill(Content("A new label"), fields, add)

    def _rename(self, old: str, _: LabelView) -> None:
        title = Content(f"Another name for {one_line(old, 30)}")
        self._fill(
            title,
            ["new name"],
            lambda values: self._screen.act(lambda: self._session.label_set.rename(old, values[0])),
        )

    def _merge(self, old: str, view: LabelView) -> None:
        def merge(into: str) -> None:
            self._screen.act(lambda: self._session.label_set.merge(old, into))

        self._pick(f"{one_line(old, 30)} becomes a part of", view, merge)

    def _retire(self, old: str, _: LabelView) -> None:
        self._screen.act(lambda: self._session.label_set.retire(old))


def candidates(found: Sequence[Answer], query: str) -> Sequence[Answer]:
    """Those of `found` whose text or label has all words of `query`."""
    words = query.casefold().split()
    return [
        answer
        for answer in found
        if all(word in f"{answer.text} {answer.label}".casefold() for word in words)
    ]
