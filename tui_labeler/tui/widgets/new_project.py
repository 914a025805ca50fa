"""What stands below the questions of `init`: the data that are there, or the file to be."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.errors import LabelerError
from tui_labeler.session.new_project import NewProject
from tui_labeler.text import one_line, printable
from tui_labeler.tui.widgets.frame import EMPTY, frame
from tui_labeler.tui.widgets.pane import Pane

CELL, WIDEST = 24, 200
"""Characters of a cell in the rows that are shown; of the widest column, where there is room."""


class BelowPane(Pane):
    """The first rows of the data; on the last page the project.toml."""

    def __init__(self, project: NewProject, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._project = project
        self._first = 0

    def move(self, rows: int | None) -> None:
        """Show what is further down; None: from the start."""
        self._first = 0 if rows is None else max(0, self._first + rows)
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if self._project.question is None:
            return self._preview(width, height)
        if not self._project.columns:
            return []
        names, rows = self._project.columns, self._project.rows
        wide = [
            max(Content(one_line(cell, WIDEST)).cell_length for cell in column)
            for column in zip(names, *rows, strict=True)
        ]
        widths = [min(CELL, cells) for cells in wide]
        widest = wide.index(max(wide))
        spare = width - 4 - sum(widths) - 2 * (len(widths) - 1)
        widths[widest] = max(widths[widest], min(wide[widest], widths[widest] + spare))
        lines = [_row(names, widths, "bold $muted")]
        lines += [_row(row, widths, "$text") for row in rows]
        return frame(lines, width, height, title=Content.styled("First rows", "bold $text"))

    def _preview(self, width: int, height: int) -> Sequence[Content]:
        try:
            text = self._project.preview()
        except LabelerError as error:
            text = str(error)
        lines = [_toml(line) for line in printable(text).splitlines() if line.strip()]
        self._first = max(0, min(self._first, len(lines) - (height - 2)))
        below = Content.styled("↓ reads on", "$muted") if len(lines) > height - 2 else EMPTY
        shown = lines[self._first :]
        return frame(
            shown, width, height, title=Content.styled("project.toml", "bold $text"), remark=below
        )


def _toml(line: str) -> Content:
    """What comes after a # is muted."""
    said, sign, remark = line.partition("#")
    return Content.assemble((" " + said, "$text"), (sign + remark, "$muted"))


def _row(cells: Sequence[str], widths: Sequence[int], style: str) -> Content:
    """The cells under each other's; what is too long is cut."""
    parts = [
        Content.styled(one_line(cell, WIDEST), style).truncate(width, ellipsis=True, pad=True)
        for cell, width in zip(cells, widths, strict=True)
    ]
    return Content(" ") + Content("  ").join(parts)
