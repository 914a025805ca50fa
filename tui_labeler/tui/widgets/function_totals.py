"""All labeling functions in one line, and under it what a person should know."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.evaluation.figure import NEEDED, Figure
from tui_labeler.session.function_views import FunctionsView
from tui_labeler.text import counted, one_line
from tui_labeler.tui.widgets.frame import EMPTY
from tui_labeler.tui.widgets.pane import Pane


class TotalsPane(Pane):
    """One line for all functions, and one for what a person should know."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: FunctionsView | None = None

    def show(self, view: FunctionsView) -> None:
        """Show the totals of `view`."""
        self._view = view
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        view = self._view
        if view is None:
            return []
        to_do = _to_do(view)
        if not view.message and to_do:
            rows = Content.styled(to_do, "$bad").wrap(width - 2)[:height]
            if len(rows) > 1:
                return [Content(" ") + row for row in rows]
        totals = _totals(view) if view.functions else EMPTY
        return [totals, Content(" ") + self._news(view, to_do)]

    def _news(self, view: FunctionsView, to_do: str) -> Content:
        if view.message:
            return Content.styled(one_line(view.message, 200), "$muted")
        if to_do:
            return Content.styled(to_do, "$bad")
        if view.warnings:
            return Content.styled(f"! {one_line(view.warnings[0], 200)}", "$rules")
        reason = f"label model {one_line(view.reason, 200)}" if view.reason else ""
        return Content.styled(reason, "$muted")


def _to_do(view: FunctionsView) -> str:
    """What only the person can put right; it is shown whole, in both lines where it is long."""
    if view.problem:
        line = "" if view.problem_line is None else f"line {view.problem_line}, "
        return f"✗ {line}{one_line(view.problem, 200)}"
    return f"{one_line(view.trust, 200)}; T trusts it" if view.trust else ""


def _totals(view: FunctionsView) -> Content:
    """`12 functions cover 61%, conflict 13%  right: vote 80%, model 85%  n 79`."""
    judged = [("vote", view.vote_accuracy)]
    if view.model and view.model != "majority_vote":
        judged.append(("model", view.accuracy))
    if view.end_model is not None:
        judged.append(("end", view.end_model.accuracy))
    shares = (Content.assemble(name, " ", _percent(figure.value)) for name, figure in judged)
    return Content.assemble(
        f" {counted(len(view.functions), 'function')} cover {view.coverage:.0%},",
        f" conflict {view.conflicts:.0%}",
        ("  right: ", "$muted"),
        Content(", ").join(shares),
        _judged_on(view.vote_accuracy),
    )


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.0%}"


def _judged_on(figure: Figure) -> str:
    needed = "" if figure.value is not None else f", needs {NEEDED}"
    return f"  n {figure.n}{needed}"
