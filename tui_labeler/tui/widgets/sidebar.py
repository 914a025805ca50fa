"""On wide terminals: how far one is, why this item, the model, the last answers."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.session.views import Answer, LabelView, ModelView
from tui_labeler.text import one_line
from tui_labeler.tui.widgets.frame import EMPTY, between, column, frame
from tui_labeler.tui.widgets.pane import Pane
from tui_labeler.tui.widgets.status import accuracy, answer_mark, model_state
from tui_labeler.tui.widgets.topbar import meter
from tui_labeler.tui.widgets.why import REASONS, sure

NAME = 10
"""Cells of the first column."""
METER = 18


class Sidebar(Pane):
    """Four frames, one under the other."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: LabelView | None = None
        self._model: ModelView | None = None

    def show(self, view: LabelView) -> None:
        """Show everything."""
        self._view, self._model = view, view.model
        self.redraw()

    def show_state(self, view: LabelView) -> None:
        """Show the model of `view`; what belongs to the item stays."""
        self._model = view.model
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if self._view is None or self._model is None:
            return []
        boxes = [
            ("Progress", _progress(self._view)),
            ("Why this item", _why(self._view, width - 6)),
            ("Model", _model(self._model, width - 6)),
        ]
        lines: list[Content] = []
        for title, body in boxes:
            lines += _box(title, body, width, len(body) + 2)
        left = height - len(lines)
        if left >= 4:
            last = [_last(answer, width - 6) for answer in self._view.last[: left - 3]]
            last += [_undo_keys(self._view)]
            lines += _box("Last answers", last, width, left)
        return lines


def _box(title: str, body: Sequence[Content], width: int, height: int) -> list[Content]:
    indented = [Content("  ") + line for line in body]
    return frame(indented, width, height, title=Content.styled(title, "bold $text"))


def _named(name: str, *parts: Content | tuple[str, str]) -> Content:
    return Content.assemble((f"{name:<{NAME}}", "$muted"), *parts)


def _progress(view: LabelView) -> list[Content]:
    lines = []
    if view.item is not None:
        done, size = view.item.position, view.item.batch_size
        lines.append(_counted("batch", done, size))
    if view.budget:
        lines.append(_counted("budget", view.labelled, view.budget))
    left = max(0, view.pool - view.labelled)
    lines.append(_named("pool", (f"{view.pool:,}", "$text"), (f" · {left:,} open", "$muted")))
    return lines


def _counted(name: str, done: int, goal: int) -> Content:
    return _named(
        name, *meter(done, goal, METER), (f"  {done:,}", "bold $text"), (f"/{goal:,}", "$muted")
    )


def _why(view: LabelView, width: int) -> list[Content]:
    item = view.item
    if item is None:
        return [Content.styled("nothing is left", "$muted")]
    lines = [_named("asked by", (REASONS.get(item.why, one_line(item.strategy, 24)), "$text"))]
    if item.score is not None and item.why not in REASONS:
        lines.append(_named("score", (f"{item.score:.2f}", "bold $text")))
    return lines + _reading(view, width)


def _reading(view: LabelView, width: int) -> list[Content]:
    """The two best labels in words."""
    ranked = sorted(
        (c for c in view.choices if c.probability is not None), key=lambda c: -(c.probability or 0)
    )
    if view.suggestion is None or len(ranked) < 2:
        return []
    first, second = ranked[0], ranked[1]
    apart = round(100 * ((first.probability or 0) - (second.probability or 0)))
    room = max(6, (width - NAME - 5) // 2)
    names = Content.assemble(
        (one_line(first.name, room), "bold $text"),
        (" over " if sure(ranked) else " or ", "$muted"),
        (one_line(second.name, room), "$text"),
    )
    return [
        _named("reading", names),
        _named("", (f"{apart} points apart", "$muted")),
    ]


def _model(model: ModelView, width: int) -> list[Content]:
    state = model_state(model).truncate(width, ellipsis=True)
    figure = accuracy(model.accuracy)
    on = "" if model.accuracy.value is None else f"  on {model.accuracy.n} random items"
    return [state, _named("accuracy", figure, (on, "$muted"))]


def _last(answer: Answer, width: int) -> Content:
    mark, style = answer_mark(answer)
    seconds = "" if answer.seconds is None else f"{answer.seconds:.0f}s"
    left = Content.assemble(
        (mark + " ", style),
        column(answer.label or answer.kind, 12, "$text"),
        # One piece of one style: every piece costs bytes.
        Content.assemble(" #", column(answer.item, 8), " ", one_line(answer.text, 60)).stylize(
            "$muted"
        ),
    )
    return between(left, Content.styled(f" {seconds:>3}", "$muted"), width)


def _undo_keys(view: LabelView) -> Content:
    parts: list[tuple[str, str]] = []
    if view.can_undo:
        parts += [("u", "bold $key"), (" undo   ", "$muted")]
    if view.can_redo:
        parts += [("U", "bold $key"), (" redo", "$muted")]
    return Content.assemble(*parts) if parts else EMPTY
