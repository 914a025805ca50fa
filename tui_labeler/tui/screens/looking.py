"""What the Label screen opens to look at: answers, a search, one item whole, the guidelines."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tui_labeler.errors import LabelerError
from tui_labeler.project.locations import state_folder
from tui_labeler.session.views import Answer
from tui_labeler.text import one_line
from tui_labeler.tui.acting import ActingScreen
from tui_labeler.tui.editor import edit
from tui_labeler.tui.screens.items import ItemsScreen
from tui_labeler.tui.screens.label_set import candidates
from tui_labeler.tui.screens.reading import (
    ReadingScreen,
    details_paragraphs,
    markdown_paragraphs,
)

COPY = "last_copy.txt"


class Looking:
    """Opens dialogs over a screen; the item chosen in one is visited."""

    def __init__(self, screen: ActingScreen[Any]) -> None:
        self._screen = screen
        self._session = screen.desk.session

    def history(self) -> None:
        """All answers."""
        self._list("My answers", self._session.browsing.answers)

    def search(self) -> None:
        """Any item."""
        self._list("Search the items", self._session.browsing.search)

    def offer(self, label: str) -> None:
        """The answers that may belong to a new label."""

        async def fetch() -> None:
            found = await self._screen.desk.thread.run(lambda: self._session.browsing.likely(label))
            if found:
                title = f"May some of these be {one_line(label, 30)}?"
                self._list(title, lambda query: candidates(found, query), "words")

        self._screen.run_worker(fetch(), group="offer")

    def _list(
        self,
        title: str,
        find: Callable[[str], Sequence[Answer]],
        hint: str = "words, id, label:NAME, flag:, note:, skip:, tired:",
    ) -> None:
        def visit(item: str | None) -> None:
            if item is not None:
                self._screen.act(lambda: self._session.labelling.visit(item))

        screen = ItemsScreen(title, find, self._screen.desk.thread, hint=hint)
        self._screen.app.push_screen(screen, visit)

    def details(self, item: str) -> None:
        """Everything about one item."""

        async def fetch() -> None:
            details = await self._screen.desk.thread.run(
                lambda: self._session.browsing.details(item)
            )
            title = "Item " + one_line(details.item, 40)
            self._screen.app.push_screen(ReadingScreen(title, details_paragraphs(details)))

        self._screen.run_worker(fetch(), group="look")

    def guidelines(self) -> None:
        """The guidelines, with a way to edit them."""

        async def fetch() -> None:
            try:
                text = await self._screen.desk.thread.run(self._read_guidelines)
            except LabelerError as error:
                self._screen.say(error.message, "$rules")
                return
            if not text:
                self._screen.say("no guidelines yet: name a file as  guidelines  under [project]")
                return
            screen = ReadingScreen("Guidelines", markdown_paragraphs(text), editable=True)
            self._screen.app.push_screen(screen, lambda end: self._edit() if end else None)

        self._screen.run_worker(fetch(), group="look")

    def _read_guidelines(self) -> str:
        text: str = self._session.project.read_guidelines()
        return text

    def _edit(self) -> None:
        project = self._session.project
        path = project.folder / project.config.project.guidelines
        failed = edit(self._screen.app, path)
        if failed:
            self._screen.say(failed, "$rules")
        else:
            self.guidelines()

    def copy(self, item: str, text: str) -> None:
        """To the terminal's clipboard (OSC 52), and to a file where that is not allowed."""
        content = f"{item}\t{text}"
        self._screen.app.copy_to_clipboard(content)
        path: Path = state_folder() / COPY
        path.write_text(content, encoding="utf-8", errors="surrogatepass")
        self._screen.say(f"copied #{one_line(item, 20)}, also to {path}")
