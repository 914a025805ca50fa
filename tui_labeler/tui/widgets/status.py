"""The lines under the labels: the last answers, the model and its accuracy, that all is saved."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.evaluation.figure import Figure
from tui_labeler.session.views import Answer, LabelView, ModelView
from tui_labeler.text import one_line
from tui_labeler.tui.widgets.frame import EMPTY
from tui_labeler.tui.widgets.llm_run import llm_run
from tui_labeler.tui.widgets.saved import SavedLine, margin

MARKS = {
    "label": ("✓", "$good"),
    "skip": ("↷", "$muted"),
    "reject": ("✗", "$muted"),
    "open": ("○", "$muted"),
}


class StatusPane(SavedLine):
    """One line or two; the only part of the screen that changes while the person reads."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: LabelView | None = None
        self.sidebar = False
        """The model and the last answers stand in the sidebar."""

    def show(self, view: LabelView) -> None:
        """Show the state behind the screen."""
        self._view = view
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if self._view is None:
            return [margin(self._message, EMPTY, width)]
        state = self._state(self._view, width)
        return [state] if height < 2 else [self._last(width), state]

    def _state(self, view: LabelView, width: int) -> Content:
        """The message, which must be read whole, or else the run of an LLM, or else the model and
        its accuracy."""
        run = llm_run(view.llm)
        if self._message or run or self.sidebar:
            return margin(self._message or run, self.mark, width)
        figure = EMPTY
        if view.model.number is not None:
            of = view.model.accuracy
            on = "" if of.value is None else f" n {of.n:,}"
            figure = Content.assemble(("accuracy ", "$muted"), accuracy(of), (on, "$muted"), "  ")
        return margin(model_state(view.model), figure + self.mark, width)

    def _last(self, width: int) -> Content:
        """As many of the last answers as fit, newest first."""
        assert self._view is not None
        undo = EMPTY
        if self._view.can_undo:
            undo = Content.assemble(("u", "bold $key"), (" undo", "$muted"))
        room = width - 2 - undo.cell_length - 2
        line = Content.styled("last  ", "$muted")
        if not self._view.last:
            line += Content.styled("nothing answered yet", "$muted")
        for answer in self._view.last:
            entry = answer_entry(answer)
            if line.cell_length + entry.cell_length > room:
                break
            line = line + entry + "   "
        return margin(line, undo, width)


def answer_mark(answer: Answer) -> tuple[str, str]:
    """The shape of an answer, with its style."""
    return ("⚑", "$rules") if answer.flagged else MARKS[answer.kind]


def answer_entry(answer: Answer) -> Content:
    """`✓ billing #102 2s`."""
    seconds = "" if answer.seconds is None else f" {answer.seconds:.0f}s"
    mark, style = answer_mark(answer)
    return Content.assemble(
        (mark + " ", style),
        (one_line(answer.label or answer.kind, 24), "$text"),
        (f" #{one_line(answer.item, 10)}{seconds}", "$muted"),
    )


def model_state(model: ModelView) -> Content:
    """What the model is doing, in words."""
    if model.training:
        return Content.assemble(("◐ ", "$model"), ("retraining…", "$muted"))
    if model.number is None:
        return Content.assemble(("○ ", "$model"), (one_line(model.message, 74), "$muted"))
    parts = [
        ("● ", "$model"),
        (f"model {model.number} on {model.labels:,} labels", "$muted"),
    ]
    if model.message:
        parts.append((" · " + one_line(model.message, 60), "$rules"))
    return Content.assemble(*parts)


def accuracy(figure: Figure) -> Content:
    """`84.2% (77–90)`: with its 95 % interval; or a dash and why."""
    if figure.value is None:
        reason = f" ({one_line(figure.reason, 30)})" if figure.reason else ""
        return Content.styled("—" + reason, "$muted")
    interval = ""
    if figure.low is not None and figure.high is not None:
        interval = f" ({100 * figure.low:.0f}–{100 * figure.high:.0f})"
    return Content.assemble((f"{figure.value:.1%}", "bold $text"), (interval, "$muted"))
