"""The Functions screen: which rules to trust. The table lives while the file is edited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from tui_labeler.session.function_views import (
    FunctionsView,
    FunctionView,
    SuggestedRule,
    VotedItem,
    Which,
)
from tui_labeler.session.views import Choice
from tui_labeler.text import one_line
from tui_labeler.tui.acting import ActingScreen
from tui_labeler.tui.choices import DIGITS, label_keys
from tui_labeler.tui.editor import edit
from tui_labeler.tui.keys import FUNCTIONS_KEYS
from tui_labeler.tui.modes import Desk
from tui_labeler.tui.screens.filter import FilterScreen
from tui_labeler.tui.widgets.function_totals import TotalsPane
from tui_labeler.tui.widgets.functions import (
    FunctionTable,
    SuggestionsPane,
    VotedPane,
    panes,
)
from tui_labeler.tui.widgets.rows import Rows

LOOK_EVERY = 0.5
"""Seconds between two looks at the files."""
LIST_TITLES = {"fires": "items", "conflicts": "conflicts", "misses": "misses"}
ABOVE_LIST = 30
PREVIEWED = 40
"""Items below the table, at most."""
IN_TABLE = frozenset({"list", "edit", "reload", "switch", "sort", "suggest", "train", "trust"})
ORDERS = {
    "file": lambda one: 0,
    "coverage": lambda one: -one.coverage,
    "accuracy": lambda one: one.correct / max(1, one.correct + one.incorrect),
    "conflicts": lambda one: -one.conflicts,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the screen shows at a time."""

    view: FunctionsView
    functions: tuple[FunctionView, ...]
    """Those that are wanted, in the order that is wanted."""
    items: tuple[VotedItem, ...]
    suggestions: tuple[SuggestedRule, ...] | None


class FunctionsScreen(ActingScreen[Shown]):
    """A table of functions; below it, or in its place, items of the marked one."""

    BINDINGS = FUNCTIONS_KEYS
    MODE = "functions"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._functions = desk.session.functions
        self._voted = desk.session.voted_items
        self._name: str = ""
        """The marked function."""
        self._which: Which = "fires"
        self._listing = False
        self._said: str | None = None
        """In a list: only items the person gave this label."""
        self._suggesting = False
        self._order = "file"
        self._words: str = ""
        """Only functions with these in their name or labels; in a list, items with them."""

    def compose_body(self) -> Iterable[Widget]:
        """Totals, table, items."""
        yield from panes()

    async def on_mount(self) -> None:
        """Files are watched while this screen is looked at."""
        self.set_interval(LOOK_EVERY, self._look)

    def _look(self) -> None:
        if self.is_current and not self.acting:
            self.run_worker(self._poll(), group="poll", exclusive=True)

    async def _poll(self) -> None:
        if await self.desk.thread.run(self._functions.poll):
            self.post_message(self.Acted())

    def read(self) -> Shown:
        """See `ActingScreen`."""
        view: FunctionsView = self._functions.view()
        words = self._words
        wanted = () if self._listing else words.casefold().split()
        functions = [one for one in view.functions if one.says(wanted)]
        functions.sort(key=ORDERS[self._order])
        names = [one.name for one in functions]
        if self._name not in names:
            self._name = names[0] if names else ""
        limit = 500 if self._listing else PREVIEWED
        items = self._voted.items(
            self._which,
            self._name,
            human=self._said,
            words=words if self._listing else "",
            limit=limit,
        )
        return Shown(view, tuple(functions), tuple(items), self._functions.suggestions)

    # --- showing -----------------------------------------------------------------------------

    def show(self, view: Shown) -> None:
        """See `ActingScreen`."""
        self.query_one(TotalsPane).show(view.view)
        words = "" if self._listing else self._words
        self.query_one(FunctionTable).show(view.functions, self._name, words)
        voted = self.query_one(VotedPane)
        voted.show(view.items, marked=self._listing)
        voted.border_title = voted.drawable(Content(self._title()))
        voted.border_subtitle = Content(self._interval())
        self.query_one(SuggestionsPane).show(view.suggestions)
        self._fit()
        self.refresh_bindings()
        self.show_keys()

    def _title(self) -> str:
        if self._which == "uncovered":
            return " items without a vote "
        if not self._name:
            return " items "
        said = "" if self._said is None else f" · you said {one_line(self._said, 16)}"
        said += f" · /{one_line(self._words, 16)}" if self._words and self._listing else ""
        return f" {one_line(self._name, ABOVE_LIST)} · {LIST_TITLES[self._which]}{said} "

    def _interval(self) -> str:
        """How sure one can be of the marked function's accuracy."""
        chosen = self.query_one(FunctionTable).chosen
        figure = chosen.accuracy if chosen is not None else None
        if figure is None or figure.low is None or figure.high is None:
            return ""
        return f" right {figure.low:.0%} to {figure.high:.0%} (95 %, n {figure.n}) "

    def _fit(self) -> None:
        self.query_one(FunctionTable).display = not (self._listing or self._suggesting)
        empty = self.query_one(FunctionTable).count() == 0 and not self._listing
        self.query_one(VotedPane).set_class(self._suggesting or empty, "-hidden")
        self.query_one(SuggestionsPane).display = self._suggesting
        self.query_one(VotedPane).set_class(not self._listing, "-preview")

    def _rows(self) -> Rows:
        """The lines the keys move in."""
        if self._suggesting:
            return self.query_one(SuggestionsPane)
        return self.query_one(VotedPane) if self._listing else self.query_one(FunctionTable)

    def _again(self) -> None:
        """Read and show once more."""
        self.act(lambda: None)

    # --- acting ------------------------------------------------------------------------------

    def label_keys(self) -> Mapping[str, str]:
        """Labels can be given in a list of items."""
        if not self._listing:
            return {}
        labels = self.desk.session.project.config.labels
        places = [*DIGITS, "0"]
        return label_keys(
            [
                Choice(label.name, label.key or (places[at] if at < len(places) else ""))
                for at, label in enumerate(labels)
            ]
        )

    def give(self, label: str) -> None:
        """See `ActingScreen`."""
        pane = self.query_one(VotedPane)
        chosen = pane.chosen
        if chosen is not None:
            self.act(lambda: self._voted.label(chosen.id, label), lambda: pane.move(1))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a list, letters may be labels."""
        if action in IN_TABLE:
            return not (self._listing or self._suggesting)
        if action == "filter":
            return not self._suggesting
        if action == "bucket":
            return self._listing and "b" not in self.label_keys()
        if action == "open":
            return not self._listing
        if action == "close_list":
            return self._listing or self._suggesting
        return True

    # --- actions -----------------------------------------------------------------------------

    def action_move(self, lines: int) -> None:
        """Mark another line."""
        self._rows().move(lines)
        chosen = self.query_one(FunctionTable).chosen
        if not (self._listing or self._suggesting) and chosen and chosen.name != self._name:
            self._name, self._which = chosen.name, "fires"
            self._again()

    def action_open(self) -> None:
        """The items of the marked function; of suggested rules, keep the marked one."""
        if self._suggesting:
            rule = self.query_one(SuggestionsPane).chosen
            if rule is not None:
                self.act(lambda: self._functions.accept(rule))
        elif not self._listing:
            self.action_list("fires")

    def action_list(self, which: Which) -> None:
        """A list of items."""
        self._which, self._listing, self._words = which, True, ""
        self.query_one(VotedPane).at = 0
        self._again()

    def action_close_list(self) -> None:
        """Back to the table."""
        self._listing = self._suggesting = False
        self._which, self._said, self._words = "fires", None, ""
        self._again()

    def action_bucket(self) -> None:
        """Only the items that got the next label from the person; after the last: all again."""
        names = [None, *self.desk.session.project.label_names]
        self._said = names[(names.index(self._said) + 1) % len(names)]
        self._again()

    def action_filter(self) -> None:
        """Show only some functions, or some items of a list."""

        def take(words: str | None) -> None:
            if words is not None:
                self._words = words
                self._again()

        what, hint = ("items", "words") if self._listing else ("functions", "words, a label")
        self.app.push_screen(FilterScreen(f"Show only {what} with", self._words, hint), take)

    def action_suggest(self) -> None:
        """Rules that the labels suggest."""
        self._suggesting = True
        self.query_one(SuggestionsPane).at = 0
        self.act(self._functions.suggest)

    def action_reload(self) -> None:
        """Run what changed or failed."""
        self.act(self._functions.reload, then=lambda: self.say("what changed or failed runs again"))

    def action_switch(self) -> None:
        """Switch the marked function off or on."""
        if self._name:
            self.act(lambda: self._functions.switch(self._name))

    def action_sort(self) -> None:
        """The next order."""
        names = [*ORDERS]
        self._order = names[(names.index(self._order) + 1) % len(names)]
        self.act(lambda: None, lambda: self.say(f"sorted by {self._order}"))

    def action_train(self) -> None:
        """How good is a model that learns from their labels?"""
        self.act(self._functions.end_model.ask)

    def action_trust(self) -> None:
        """Yes to the code in this folder."""
        self.act(self._functions.trust, then=lambda: self.say("trusted for this session"))

    def action_undo(self) -> None:
        """Take the last label back."""
        self.act(self.desk.session.labelling.undo)

    def action_edit(self) -> None:
        """Open the marked function in the person's editor."""
        chosen = self.query_one(FunctionTable).chosen
        session = self.desk.session
        path = session.functions.code.path
        if chosen is None or chosen.kind == "rule" or path is None:
            path = session.project.file
        line = chosen.line if chosen is not None and chosen.line else 1
        failed = edit(self.app, path, line)
        if failed:
            self.say(failed, "$rules")
        else:
            self._look()
