"""The keys of the screen below, as they are bound at the moment."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size

from tui_labeler.tui.keys import GROUPS, LiveKey
from tui_labeler.tui.screens.reading import ReadingScreen
from tui_labeler.tui.widgets.frame import EMPTY
from tui_labeler.tui.widgets.scroll import ScrollPane

COLUMN = 38
KEYS = 9
TWO_COLUMNS = 78


class HelpScreen(ReadingScreen):
    """The key that opened it closes it too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "dismiss(None)", "close", id="help.close")
    ]

    def __init__(self, label_keys: str, keys: Sequence[LiveKey]) -> None:
        super().__init__("", [])
        self.pane = HelpPane(label_keys, keys, id="help")


class HelpPane(ScrollPane):
    """The groups of keys, in two columns where there is room."""

    def __init__(self, label_keys: str, keys: Sequence[LiveKey], *, id: str | None = None) -> None:
        super().__init__("Keys on this screen", [], "esc closes", id=id)
        self._groups = [_group(group.description, label_keys, keys) for group in GROUPS]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as its keys."""
        return len(self._wrapped(width)) + 2

    def _wrapped(self, width: int) -> list[Content]:
        answer, look, back, views = self._groups
        if width < TWO_COLUMNS:
            lines = [*answer, EMPTY, *look, EMPTY, *back, EMPTY, *views]
            return [Content("  ") + line for line in lines]
        left, right = [*answer, EMPTY, *back], [*look, EMPTY, *views]
        return [
            Content("  ") + one.truncate(COLUMN, pad=True) + other
            for one, other in zip_longest(left, right, fillvalue=EMPTY)
        ]


def _group(name: str, label_keys: str, keys: Sequence[LiveKey]) -> list[Content]:
    lines = [Content.styled(name, "bold $text")]
    if name == GROUPS[0].description and label_keys:
        lines.append(_line(label_keys, "give that label, next item"))
    joined: dict[str, list[LiveKey]] = {}
    for key in keys:
        if key.group == name:
            joined.setdefault(key.long, []).append(key)
    return lines + [_line(_names(same), long) for long, same in joined.items()]


def _names(keys: Sequence[LiveKey]) -> str:
    """The first two keys of one action, the first of each of several that belong together."""
    return " ".join(keys[0].keys[:2] if len(keys) == 1 else [key.keys[0] for key in keys])


def _line(keys: str, meaning: str) -> Content:
    return Content.assemble((f"{keys:<{KEYS}} ", "bold $key"), (meaning, "$text"))
