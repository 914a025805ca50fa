"""What the LLM says about the item, and how right it has been so far."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.evaluation.agreement import Agreement
from tui_labeler.session.views import Choice, ValidateView
from tui_labeler.text import one_line
from tui_labeler.tui.choices import numbered
from tui_labeler.tui.widgets.frame import EMPTY, frame
from tui_labeler.tui.widgets.llm_run import llm_run
from tui_labeler.tui.widgets.pane import Pane
from tui_labeler.tui.widgets.saved import SavedLine, margin

BAR = 14
CELL = 24


class SaysPane(Pane):
    """The LLM's label, how sure it is, and its reason when the person asks for it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: ValidateView | None = None
        self.reason = False
        """Whether the reason is shown."""

    def show(self, view: ValidateView) -> None:
        """Show what is said about the view's item."""
        self._view = view
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        view = self._view
        if view is None or view.item is None:
            return []
        if view.blind:
            body = [
                Content(" Blind: what the LLM says is hidden until you have answered."),
                EMPTY,
            ]
            remark = Content.styled("space unsure", "$muted")
            title = "Which label?"
        else:
            body = [self._said(view), self._reason(view)]
            keys = "a agree   x wrong   space unsure"
            remark = Content.styled(keys, "$muted")
            title = "Is this right?"
        heading = Content.styled(title, "bold $text")
        return frame(body, width, height, title=heading, remark=remark, style="$frame")

    def _said(self, view: ValidateView) -> Content:
        label = Content.styled(one_line(view.suggestion or "", 40), "bold $llm")
        parts = [Content.assemble(" The LLM says   ", ("◆ ", "$llm")), label]
        if view.confidence is not None:
            filled = round(view.confidence * BAR)
            bar = Content.assemble(("━" * filled, "$llm"), ("─" * (BAR - filled), "$track"))
            parts += [Content("  "), bar, Content.styled(f" {view.confidence:.0%}", "$llm")]
        parts.append(Content.styled("   " + one_line(view.by, 40), "$muted"))
        return EMPTY.join(parts)

    def _reason(self, view: ValidateView) -> Content:
        if not view.reason:
            return EMPTY
        if not self.reason:
            return Content.styled(" r shows its reason", "$muted")
        return Content.styled(f" “{one_line(view.reason, 200)}”", "$text")


class RightPane(Pane):
    """The labels with their keys, as many beside each other as fit."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[tuple[str, Choice]] = []
        self._title = ""

    def show(self, view: ValidateView) -> None:
        """Show the labels."""
        self._rows = numbered(view.choices) if view.item is not None else []
        self._title = "press your label" if view.blind else "or press the right label"
        self.redraw()

    def wanted(self, width: int) -> int:
        """The height for all labels."""
        across = max(1, (width - 2) // CELL)
        return 2 + min(4, max(1, -(-len(self._rows) // across)))

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if not self._rows:
            return []
        across = max(1, (width - 2) // CELL)
        cells = [self._cell(key, choice) for key, choice in self._rows]
        body = [EMPTY.join(cells[at : at + across]) for at in range(0, len(cells), across)]
        title = Content.styled(self._title, "bold $text")
        return frame(body, width, height, title=title, style="$frame")

    def _cell(self, key: str, choice: Choice) -> Content:
        share = "" if choice.llm is None else f" {choice.llm:.0%}"
        room = CELL - 4 - len(share)
        name = Content.styled(one_line(choice.name), "$text").truncate(room, ellipsis=True)
        made = Content.assemble((f" {one_line(key, 1):1} ", "bold $key"), name, (share, "$llm"))
        return made.truncate(CELL, pad=True)


class AgreementLine(SavedLine):
    """How much of the sample is judged, and how well the LLM agrees."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: ValidateView | None = None

    def show(self, view: ValidateView) -> None:
        """Show the figures of a view."""
        self._view = view
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`. One line: figures, or what there is to say; two: both."""
        view = self._view
        if view is None:
            return super().lines(width, height)
        running = llm_run(view.llm)
        if not view.sample:
            return [margin(self._message or running, self.mark, width)]
        figures = _figures("agreement", view.agreement)
        if view.blind_agreement.figure.n:
            figures += Content("   ") + _figures("blind", view.blind_agreement, kappa=False)
        checked = f"checked {view.sample - view.left}/{view.sample}"
        left = f"{checked} · {view.left} left, in random order, 1 in 5 blind"
        below = self._message or running or Content.styled(left, "$muted")
        if height == 1:
            return [margin(self._message or running or figures, self.mark, width)]
        return [margin(figures, EMPTY, width), margin(below, self.mark, width)]


def _figures(name: str, one: Agreement, *, kappa: bool = True) -> Content:
    figure = one.figure
    if figure.value is None or figure.low is None or figure.high is None:
        return Content.styled(f"{name} —", "$muted")
    by_chance = f"  κ {one.kappa:.2f}" if kappa and one.kappa is not None else ""
    interval = f"({100 * figure.low:.0f}–{100 * figure.high:.0f}) n {figure.n}"
    return Content.styled(f"{name} {figure.value:.1%} {interval}{by_chance}", "$text")
