"""Find a label by typing a few letters of it: the way for more labels than keys."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input

from tui_labeler.session.views import Choice
from tui_labeler.text import one_line
from tui_labeler.tui.answering import Choosing
from tui_labeler.tui.widgets.line import Line, LineDialog
from tui_labeler.tui.widgets.rows import Found

BAR = 5


class FinderScreen(LineDialog[str | None]):
    """Ends with the name of a label, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back", id="finder.back"),
        Binding("down,ctrl+n", "move(1)", "down", id="finder.down", priority=True),
        Binding("up,ctrl+p", "move(-1)", "up", id="finder.up", priority=True),
    ]

    def __init__(self, view: Choosing, title: str = "Find a label") -> None:
        super().__init__()
        self._title = title
        self._choices = view.choices
        self._recent = list(dict.fromkeys(a.label for a in view.last if a.label is not None))
        self._matches = Matches(id="matches")

    def compose(self) -> ComposeResult:
        """A line to type in and what matches."""
        with Vertical(classes="dialog finder") as dialog:
            dialog.border_title = Content(f"{self._title} ({len(self._choices)})")
            dialog.border_subtitle = "enter takes   arrows move   esc back"
            yield Line(placeholder="a few letters of it", max_length=200)
            yield self._matches

    def on_mount(self) -> None:
        """All labels, the likely ones first."""
        self._matches.show(find(self._choices, "", self._recent))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Other letters, other labels."""
        self._matches.show(find(self._choices, event.value, self._recent))

    def on_input_submitted(self) -> None:
        """Take the marked label; with none, go on typing."""
        if self._matches.chosen is not None:
            self.dismiss(self._matches.chosen.name)

    def action_move(self, rows: int) -> None:
        """Mark another label."""
        self._matches.move(rows)


class Matches(Found[Choice]):
    """The labels that match."""

    NOTHING = "no label matches"

    def entry(self, one: Choice, width: int, *, marked: bool) -> Content:
        """See `Found`."""
        name = Content.styled(one_line(one.name), "bold $text" if marked else "$text")
        parts: list[Content | tuple[str, str]] = [
            name.truncate(max(4, width - BAR - 7), ellipsis=True, pad=True)
        ]
        if one.probability is not None:
            full = round(one.probability * BAR)
            parts += [
                (" " + "━" * full, "$model"),
                ("─" * (BAR - full), "$track"),
                (f"{one.probability:5.0%}", "$model"),
            ]
        return Content.assemble(*parts)


def find(choices: Sequence[Choice], query: str, recent: Sequence[str]) -> list[Choice]:
    """The labels that match every word of `query`, best first.

    A name that starts with the query stands before the others, then the better match, then the
    more probable label. Without a query, the labels used lately come first.
    """
    words = query.casefold().split()
    if not words:
        rank = {name: position for position, name in enumerate(recent)}
        return sorted(choices, key=lambda c: (rank.get(c.name, len(rank)), -(c.probability or 0.0)))
    matchers = [Matcher(word) for word in words]
    scored = []
    for choice in choices:
        scores = [matcher.match(choice.name) for matcher in matchers]
        if all(scores):
            prefix = choice.name.casefold().startswith(query.casefold().strip())
            scored.append((not prefix, -sum(scores), -(choice.probability or 0.0), choice))
    return [choice for *_, choice in sorted(scored, key=lambda entry: entry[:3])]
