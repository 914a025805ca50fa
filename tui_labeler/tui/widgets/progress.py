"""The Progress screen's frames, side by side where there is room."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.evaluation.figure import Figure
from tui_labeler.session.money_views import LedgerView
from tui_labeler.session.progress_views import ProgressView, Reason
from tui_labeler.session.worklist import WorklistView
from tui_labeler.text import one_line
from tui_labeler.tui.widgets.costs import cost_lines
from tui_labeler.tui.widgets.frame import EMPTY, between, column, frame
from tui_labeler.tui.widgets.pane import Pane
from tui_labeler.tui.widgets.plot import bars, plot
from tui_labeler.tui.widgets.worklist import TITLE as WORKLIST
from tui_labeler.tui.widgets.worklist import worklist_lines

NUMBERS = 34
"""Cells of the right column."""
NAME = 13
FEW = 10
"""Labels below which a class is marked."""
UPPER = 9
"""Lines of the frames at the top, where there is room for others below."""
CRITERION = 46
"""Cells of a criterion, so that its threshold stays beside its value."""
NARROW = 36
"""Cells below which a criterion has no room for more than its value."""
SHORT = 4
"""Lines of the advice where costs need its room."""
Box = tuple[str, Sequence[Content]]


class ProgressPane(Pane):
    """Curve, numbers, classes, speed, and whether to stop."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: ProgressView | None = None
        self._ledger: LedgerView | None = None
        self._worklist: WorklistView | None = None
        self.by_count = False
        """The classes stand in order of their counts."""

    def show(
        self,
        view: ProgressView,
        ledger: LedgerView | None = None,
        worklist: WorklistView | None = None,
    ) -> None:
        """Show everything; with a `ledger` or a `worklist`, that in place of curve, numbers,
        classes and speed."""
        self._view, self._ledger, self._worklist = view, ledger, worklist
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        view = self._view
        if view is None:
            return []
        advice = _stop(view, width - 2)
        rest = max(0, height - len(advice) - 2)
        lines = self._progress(view, width, rest)
        if self._ledger is not None:
            costs = cost_lines(self._ledger)
            rest = max(rest, min(len(costs) + 2, height - SHORT))
            lines = _framed(("Costs", costs), width, rest) if rest > 2 else []
        if self._worklist is not None:
            work = (WORKLIST, worklist_lines(self._worklist, width - 2))
            lines = _framed(work, width, rest) if rest > 2 else []
        return [*lines, *_framed(("Should I stop?", advice), width, height - len(lines))]

    def _progress(self, view: ProgressView, width: int, rest: int) -> list[Content]:
        """Curve and numbers, and below them classes and speed, in `rest` lines."""
        upper = rest if rest < UPPER + 4 else max(UPPER, rest * 3 // 5)
        lower, left = rest - upper, width - NUMBERS
        lines: list[Content] = []
        if upper >= 4:
            curve = ("Accuracy as you label", _curve(view, left - 2, upper - 2))
            lines += _beside(curve, ("Numbers", _numbers(view)), left, upper)
        if lower:
            counts = ("Labels so far", self._counted(view, left - 2, lower - 2))
            lines += _beside(counts, ("Labels per hour", _speed(view, NUMBERS - 4)), left, lower)
        return lines

    def _counted(self, view: ProgressView, width: int, rows: int) -> list[Content]:
        counts = list(view.classes)
        if self.by_count:
            counts.sort(key=lambda pair: -pair[1])
        most = max((count for _, count in counts), default=0) or 1
        room = max(4, width - NAME - 14)
        lines = []
        for name, count in counts[: rows if len(counts) <= rows else rows - 1]:
            few = " few" if count < FEW else ""
            lines.append(
                Content.assemble(
                    *(" ", column(name, NAME, "$text"), " "),
                    (f"{'━' * round(room * count / most):<{room}}", "$model"),
                    (f" {count:>5,}", "bold $text"),
                    (few, "$rules"),
                )
            )
        if len(counts) > rows:
            lines.append(Content.styled(f" and {len(counts) - len(lines)} more", "$muted"))
        return lines


def _beside(left: Box, right: Box, width: int, height: int) -> list[Content]:
    pairs = zip(_framed(left, width, height), _framed(right, NUMBERS, height), strict=True)
    return [a + b for a, b in pairs]


def _framed(box: Box, width: int, height: int) -> list[Content]:
    title, body = box
    return frame(body, width, height, title=Content.styled(title, "bold $text"))


def _curve(view: ProgressView, width: int, height: int) -> list[Content]:
    points = [(p.labels, p.accuracy) for p in view.curve if p.accuracy.value is not None]
    if len(points) < 2 or points[0][0] == points[-1][0]:
        reason = view.accuracy.reason or "needs two models with an accuracy"
        return [EMPTY, Content.styled(f" — {one_line(reason, width - 4)}", "$muted")]
    estimate = [(point.labels, point.accuracy) for point in view.random_order]
    return plot(points, width, height, estimate)


def _numbers(view: ProgressView) -> list[Content]:
    each = "" if not view.per_hour else f"  {3600 / view.per_hour:.0f} s each"
    speed = "—" if view.per_hour is None else f"{view.per_hour:,.0f}/h{each}"
    f1 = "—" if view.macro_f1 is None else f"{view.macro_f1:.2f}"
    calibration = "—" if view.calibration is None else f"off by {view.calibration:.1%}"
    return [
        _number("labels", f"{view.labelled:,} of {view.goal:,}"),
        _number("speed", speed),
        _number("accuracy", _figure(view.accuracy)),
        _number("macro F1", f1),
        _number("confidence", calibration),
        _number("saved", view.saved),
        _number("you vs you", _figure(view.agreement_with_oneself)),
    ]


def _number(name: str, value: str) -> Content:
    return Content.assemble((f" {name:<11}", "$muted"), (one_line(value, NUMBERS - 14), "$text"))


def _figure(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return f"— {figure.reason}"
    return f"{figure.value:.1%} {figure.low * 100:.0f}–{figure.high * 100:.0f} n {figure.n:,}"


def _speed(view: ProgressView, width: int) -> list[Content]:
    if not view.speeds:
        return [Content.styled(" — after 21 answers", "$muted")]
    drawn, lately = bars(view.speeds, width - 7), f" {view.speeds[-1]:,.0f}"
    lines = [Content.assemble((" " + drawn, "$good"), (lately, "$text"))]
    if view.rest:
        lines.append(Content.styled(" A short break?", "$rules"))
    return lines


def _stop(view: ProgressView, width: int) -> list[Content]:
    """The advice, what got worse, and the criteria with their thresholds, two in a line."""
    lines = [Content.styled(f" {line}", "bold $text") for line in _wrapped(view.advice, width - 2)]
    lines += [Content.styled(f" ▲ {alert}", "$rules") for alert in view.alerts[:2]]
    cells = [_criterion(reason, min(width // 2, CRITERION)) for reason in view.criteria]
    return lines + [EMPTY.join(cells[start : start + 2]) for start in range(0, len(cells), 2)]


def _wrapped(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def _criterion(reason: Reason, width: int) -> Content:
    mark, style = ("✓", "$good") if reason.met else ("·", "$muted")
    name = Content.styled(f" {mark} {reason.name:<13}", style)
    if reason.value is None:
        why = "" if width < NARROW else f" {reason.reason}"
        return between(name + Content.styled(f"—{why}", "$muted"), EMPTY, width)
    value = f"{reason.value:.1%}"
    if reason.low is not None and reason.high is not None:
        value += f" ±{(reason.high - reason.low) * 50:.1f}"
    stop = "" if width < NARROW else f" stop {reason.threshold:.1%} "
    threshold = Content.styled(stop, "$muted")
    return between(name + Content.styled(value, "$text"), threshold, width)
