"""The panes of the Functions screen: the table, and a list of items or of rules."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui_labeler.session.function_views import FunctionView, SuggestedRule, VotedItem
from tui_labeler.text import clip, one_line
from tui_labeler.tui.widgets.frame import EMPTY, column
from tui_labeler.tui.widgets.function_totals import TotalsPane
from tui_labeler.tui.widgets.rows import Rows

BAR, FEW = 7, 10
MARKS = {
    "on": ("●", "$rules"),
    "off": ("○", "$muted"),
    "failed": ("✗", "$bad"),
    "waiting": ("·", "$muted"),
}


def bar(share: float, style: str) -> Content:
    """A bar of seven cells."""
    full = round(share * BAR)
    return Content.assemble(("━" * full, style), ("─" * (BAR - full), "$track"))


WHOLE = 76
"""From this width on there is room for bars."""
NAMED = 110
"""From this width on names are shown whole, and a conflicting vote with its function."""
NO_FUNCTIONS = (
    "No rules yet. Ten of them can label thousands of items:",
    "[[weak_supervision.rules]] in project.toml needs no code;",
    'functions = "labeling_functions.py" names Python code;',
    "n proposes rules from what you have labelled so far.",
)


class FunctionTable(Rows):
    """One line per function."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.functions: tuple[FunctionView, ...] = ()
        self._words = ""

    def show(self, functions: tuple[FunctionView, ...], marked: str, words: str) -> None:
        """Other figures, or other functions; the one called `marked` is. `words`: the filter."""
        self.functions, self._words = functions, words
        names = [one.name for one in functions]
        self.at = names.index(marked) if marked in names else 0
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """What rules are, while there are none."""
        if self.functions or self._words:
            return super().lines(width, height)
        return [Content(), *(Content.styled("  " + line, "$muted") for line in NO_FUNCTIONS)]

    @property
    def chosen(self) -> FunctionView | None:
        """The marked function."""
        return self.functions[self.at] if self.at < len(self.functions) else None

    def count(self) -> int:
        """See `Rows`."""
        return len(self.functions)

    def head(self) -> list[Content]:
        """The names of the columns."""
        name, label = self._widths()
        heading = f"function  /{one_line(self._words, 17)}" if self._words else "function"
        columns = f"{clip(heading, name):{name}} {'label':{label}}"
        if self._bars:
            shares = f"{'cover':14} {'over':>6} {'confl':>6}   {'acc':{BAR}}      n"
        else:
            shares = f"{'cover':>6} {'over':>6} {'confl':>6}  acc n"
        return [Content.styled(f"  {columns} {shares}", "$muted")]

    @property
    def _bars(self) -> bool:
        return self.size.width >= WHOLE

    def _widths(self) -> tuple[int, int]:
        """Cells of the names and of the labels."""
        if self.size.width < NAMED:
            return 17, 9 if self._bars else 7
        names = max((cell_len(one_line(one.name)) for one in self.functions), default=0)
        labels = max((cell_len(_labels(one)) for one in self.functions), default=0)
        return max(17, min(names, 40)), max(9, min(labels, 24))

    def line(self, place: int, width: int) -> Content:
        """See `Rows`."""
        one = self.functions[place]
        mark, style = MARKS[one.state]
        for_name, for_label = self._widths()
        name = column(one.name, for_name)
        if one.state == "failed":
            reason = f"{one_line(one.fault, 200)} l.{one.line}"
            return Content.assemble((f"{mark} ", style), name, " ", (reason, "$bad"))
        if one.state == "off":
            return Content.assemble((f"{mark} ", style), name.stylize("$muted"), (" off", "$muted"))
        faults = f" {one.faults:,} faults" if one.faults else ""
        returns = ", ".join(f"returns {n} = {one_line(v, 12)}" for n, v in one.returns.items())
        return Content.assemble(
            (f"{mark} ", style),
            *(name, " ", column(_labels(one), for_label), " "),
            bar(one.coverage, "$rules") + " " if self._bars else EMPTY,
            f"{one.coverage:6.1%} {one.overlaps:6.1%} {one.conflicts:6.1%} ",
            Content("  ") + self._judged(one) if self._bars else _share(one),
            (faults, "$bad"),
            (f"  {returns}" if width >= NAMED else "", "$muted"),
        )

    def _judged(self, one: FunctionView) -> Content:
        n = one.correct + one.incorrect
        if not n:
            return _share(one)
        few = Content.styled(f"{'few':{BAR}}", "$muted")
        return (few if n < FEW else bar(one.correct / n, "$text")) + " " + _share(one)


def _share(one: FunctionView) -> Content:
    """`67% 15`: how many of so many are right."""
    n = one.correct + one.incorrect
    if not n:
        return Content.styled("—", "$muted")
    return Content.styled(f"{one.correct / n:4.0%} {n}", "$muted" if n < FEW else "")


def _labels(one: FunctionView) -> str:
    return "+".join(one_line(label, 12) for label in one.polarity) or "—"


class VotedPane(Rows):
    """Items of a function."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.items: Sequence[VotedItem] = ()
        self.marked = False
        """Whether the person is in this list."""

    def show(self, items: Sequence[VotedItem], *, marked: bool) -> None:
        """Other items; the mark stays at its place."""
        self.items, self.marked = items, marked
        self.redraw()

    @property
    def chosen(self) -> VotedItem | None:
        """The marked item."""
        return self.items[self.at] if self.marked and self.at < len(self.items) else None

    def count(self) -> int:
        """See `Rows`."""
        return len(self.items)

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """Without a mark while the table has it."""
        if not self.items:
            return [Content.styled(" nothing here", "$muted")]
        if self.marked:
            return super().lines(width, height)
        return [self.line(place, width) for place in range(min(height, len(self.items)))]

    def line(self, place: int, width: int) -> Content:
        """See `Rows`."""
        one = self.items[place]
        text = one_line(one.text, width)
        mark, style = "?", "$muted"
        if one.human is not None:
            mark, style = ("✓", "$good") if one.vote in (None, one.human) else ("✗", "$bad")
        others = ", ".join(
            # Of several functions that vote the same, their label is enough.
            dict.fromkeys(
                f"{one_line(name, 20)} → {vote}" if width >= NAMED else vote
                for name, vote in ((name, one_line(vote, 12)) for name, vote in one.others)
            )
        )
        against = (f"also {others} · ", "$rules") if others else ""
        return Content.assemble(
            (mark + " ", style),
            *(column(one.human or "—", 10, style), " ", column(one.id, 10), " ", against, text),
        )


class SuggestionsPane(Rows):
    """Rules that the person's labels suggest."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rules: Sequence[SuggestedRule] = ()
        self._looking = False

    def show(self, rules: Sequence[SuggestedRule] | None) -> None:
        """None: they are looked for."""
        self._looking, self.rules = rules is None, rules or ()
        self.redraw()

    @property
    def chosen(self) -> SuggestedRule | None:
        """The marked rule."""
        return self.rules[self.at] if self.at < len(self.rules) else None

    def count(self) -> int:
        """See `Rows`."""
        return len(self.rules)

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if not self.rules:
            said = "looking…" if self._looking else "your labels suggest no rule yet"
            return [Content.styled(f" {said}", "$muted")]
        return super().lines(width, height)

    def line(self, place: int, width: int) -> Content:
        """See `Rows`."""
        one = self.rules[place]
        judged = one.right + one.wrong
        return Content.assemble(
            ("+ ", "$rules"),
            *(column(one.words, 20), " → ", column(one.label, 12)),
            f" {one.right} of {judged} right  would label {one.fires:,} items",
        )


def panes() -> list[Widget]:
    """Everything between the top bar and the status line."""
    return [
        TotalsPane(id="totals"),
        FunctionTable(id="functions"),
        VotedPane(id="voted"),
        SuggestionsPane(id="suggested"),
    ]
