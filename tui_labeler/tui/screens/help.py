"""The keys of the screen below, as they are bound at the moment."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from tui_labeler.tui.keys import GROUPS, LiveKey
from tui_labeler.tui.widgets.frame import EMPTY, frame
from tui_labeler.tui.widgets.pane import Pane

COLUMN = 40
KEYS = 9


class HelpScreen(ModalScreen[None]):
    """Any of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter,space", "dismiss(None)", "close", id="help.close")
    ]

    def __init__(self, label_keys: str, keys: Sequence[LiveKey]) -> None:
        super().__init__()
        self._keys = keys
        self._label_keys = label_keys

    def compose(self) -> ComposeResult:
        """One pane."""
        yield HelpPane(self._label_keys, self._keys, id="help")


class HelpPane(Pane):
    """The groups of keys in two columns."""

    def __init__(self, label_keys: str, keys: Sequence[LiveKey], *, id: str | None = None) -> None:
        super().__init__(id=id)
        groups = [_group(group.description, label_keys, keys) for group in GROUPS]
        left = [*groups[0], EMPTY, *groups[2]]
        right = [*groups[1], EMPTY, *groups[3]]
        self._body = [
            Content("  ") + one.truncate(COLUMN, pad=True) + other
            for one, other in zip_longest(left, right, fillvalue=EMPTY)
        ]
        self.styles.height = len(self._body) + 2

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        return frame(
            self._body,
            width,
            height,
            title=Content.styled("Keys on this screen", "bold $text"),
            remark=Content.styled("esc closes", "$muted"),
            style="$frame-active",
        )


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
