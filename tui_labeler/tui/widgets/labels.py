"""The labels, their keys, and what the model, the LLM and the rules say: always at one place."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from textual.content import Content

from tui_labeler.session.views import Choice, LabelView
from tui_labeler.text import one_line
from tui_labeler.tui.choices import FEW, numbered
from tui_labeler.tui.widgets.frame import EMPTY, frame
from tui_labeler.tui.widgets.pane import Pane

Piece: TypeAlias = str | Content | tuple[str, str]
VOTES = 5
WIDE = 100
SHORTEST_BAR = 8


class Columns(NamedTuple):
    """Cells of each column; 0: the view has nothing for it."""

    name: int
    model: int
    llm: int
    rules: int
    description: int


class LabelsPane(Pane):
    """A row per label, or, where there is little room, several labels in a row."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: LabelView | None = None
        self._rows: list[tuple[str, Choice]] = []
        self._crowded = False
        """Several labels share a row."""

    def show(self, view: LabelView) -> None:
        """Show the labels of `view`'s item."""
        self._view, self._rows = view, numbered(view.choices)
        self.redraw()

    def wanted(self, available: int) -> int:
        """The height that suits the labels, at most `available`, and the same for every item."""
        if self._view is None or self._view.item is None:
            return 0
        rows = len(self._rows) + (1 if self._many else 0)
        full = rows + 3
        return min(full, max(3, available))

    @property
    def _many(self) -> bool:
        return self._view is not None and len(self._view.choices) > FEW

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if self._view is None or self._view.item is None:
            return []
        room = height - 2
        if room < 1:
            return []
        needed = len(self._rows) + (1 if self._many else 0)
        self._crowded = room < needed
        if not self._crowded:
            columns = self._columns(width - 2)
            body = [self._heading(columns)] if room > needed else []
            body += [self._row(key, choice, columns) for key, choice in self._rows]
            body += [self._finder_row()] if self._many else []
        else:
            body = self._grid(width - 2, room)
        return frame(body, width, height, title=self._title(), remark=self._remark())

    def _columns(self, width: int) -> Columns:
        """Wide enough for every label of the project, so that no column moves between items."""
        assert self._view is not None
        choices = [choice for _, choice in self._rows]
        wide = width >= WIDE
        longest = max(Content(one_line(choice.name)).cell_length for choice in self._view.choices)
        llm = (14 if wide else 6) if any(c.llm is not None for c in choices) else 0
        rules = VOTES if any(c.votes is not None for c in choices) else 0
        model = 30 if wide else 16
        others = 3 + 2 + 5 + (llm + 7 if llm else 0) + (rules + 2 if rules else 0) + 3
        name = min(longest, max(1, width - others - SHORTEST_BAR))
        model = max(4, min(model, width - others - name))
        used = others + name + model
        described = any(c.description for c in choices)
        left = width - used - 2
        return Columns(name, model, llm, rules, left if described and left >= 12 else 0)

    def _heading(self, columns: Columns) -> Content:
        parts = [(" " * (columns.name + 5), ""), (f"{'model':<{columns.model + 7}}", "$model")]
        if columns.llm:
            parts.append((f"{'LLM':<{columns.llm + 7}}", "$llm"))
        if columns.rules:
            parts.append(("rules", "$rules"))
        return Content.assemble(*parts)

    def _row(self, key: str, choice: Choice, columns: Columns) -> Content:
        assert self._view is not None
        best = choice.name == self._view.suggestion
        strong = "bold " if best else ""
        name = Content.styled(one_line(choice.name), strong + "$text")
        parts: list[Piece] = [
            (f" {one_line(key, 1):1} ", "bold $key"),
            name.truncate(columns.name, ellipsis=True, pad=True),
            "  ",
            *_bar(choice.probability, columns.model, "$model", strong),
            "  ",
        ]
        if columns.llm:
            parts += [*_bar(choice.llm, columns.llm, "$llm", strong), "  "]
        if columns.rules:
            parts.append(_votes(choice.votes))
        parts.append(("◀ " if best else "  ", "bold $good"))
        if columns.description:
            description = one_line(choice.description, columns.description)
            parts.append((description, "$muted"))
        return Content.assemble(*parts)

    def _finder_row(self) -> Content:
        assert self._view is not None
        mass = sum(choice.probability or 0.0 for _, choice in self._rows)
        parts = [
            (" l ", "bold $key"),
            (f"type to find any of {len(self._view.choices)} labels …", "$muted"),
        ]
        if mass:
            parts.append((f"   these nine: {mass:.0%} likely", "$muted"))
        return Content.assemble(*parts)

    def _grid(self, width: int, rows: int) -> list[Content]:
        """The labels without bars, down the columns, as many columns as it takes."""
        assert self._view is not None
        count = -(-len(self._rows) // max(1, rows))
        cell = width // count
        lines = [EMPTY] * min(rows, len(self._rows))
        for position, (key, choice) in enumerate(self._rows):
            best = choice.name == self._view.suggestion
            share = "" if choice.probability is None else f"{choice.probability:4.0%}"
            tail = Content.assemble((share, "$model"), ("◀" if best else " ", "bold $good"))
            name = Content.styled(one_line(choice.name), "bold $text" if best else "$text")
            room = max(1, cell - 4 - tail.cell_length)
            lines[position % rows] += Content.assemble(
                (f" {one_line(key, 1):1} ", "bold $key"),
                name.truncate(room, ellipsis=True, pad=True),
                tail,
                " ",
            )
        return lines

    def _title(self) -> Content:
        assert self._view is not None
        count = len(self._view.choices)
        if self._view.visiting:
            return Content.assemble(
                ("Out of turn", "bold $text"),
                ("  ", ""),
                ("q", "bold $key"),
                (" goes on", "$muted"),
            )
        if not self._many:
            return Content.styled("Which label?", "bold $text")
        known = any(choice.probability is not None for choice in self._view.choices)
        title = Content.styled(f"{'Best' if known else 'First'} 9 of {count} labels", "bold $text")
        if self._crowded:
            title += Content.assemble("  ", ("l", "bold $key"), (" finds any", "$muted"))
        return title

    def _remark(self) -> Content:
        assert self._view is not None
        view = self._view
        if view.suggestion is not None:
            return Content.assemble(
                ("a", "bold $good"),
                (" agree with ", "$muted"),
                (one_line(view.suggestion, 56), "bold $text"),
            )
        if view.blind:
            return Content.styled("blind: nothing is suggested for this one", "$muted")
        if view.model.number is not None:
            return Content()
        # How far it is changes while the item stays: the status line tells that.
        return Content.styled(view.model.message.partition(":")[0], "$muted")


def _bar(share: float | None, width: int, style: str, strong: str) -> list[Piece]:
    """A bar of `width` cells and a number of five."""
    if share is None:
        return [("─" * width, "$track"), ("    ·", "$muted")]
    full = max(0, min(width, round(share * width)))
    return [
        ("━" * full, style),
        ("─" * (width - full), "$track"),
        (f"{share:5.0%}", strong + style),
    ]


def _votes(votes: int | None) -> tuple[str, str]:
    """Amber triangles, one per rule; from six on, their number."""
    if not votes:
        return (f"{'·':<{VOTES}}", "$muted")
    shown = "▲" * votes if votes < VOTES else f"▲{votes}"
    return (f"{shown:<{VOTES}}", "$rules")
