"""`init` in a terminal: one question a page, then the project.toml that will be written."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Key
from textual.screen import Screen

from tui_labeler.errors import LabelerError
from tui_labeler.session.new_project import STEPS, NewProject, Question
from tui_labeler.text import one_line
from tui_labeler.tui.keys import ANSWER, GO_BACK, LOOK, bind, live_keys
from tui_labeler.tui.session_thread import SessionThread
from tui_labeler.tui.widgets.frame import EMPTY, frame
from tui_labeler.tui.widgets.keybar import KeyBar
from tui_labeler.tui.widgets.line import AnswerLine
from tui_labeler.tui.widgets.new_project import BelowPane
from tui_labeler.tui.widgets.pane import Pane

QUESTION_ROWS = 9
LAST_ROWS = 5
"""The last page leaves the room to the file."""
WHILE_TYPING = ("wizard.next", "wizard.back")
HINT = 1000
"""Characters of a hint: the names of a folder's files may be many."""


class WizardScreen(Screen[None]):
    """Ends the app with True once the project is made."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("wizard.next", "enter", "next", "next", "take this answer", ANSWER),
        bind("wizard.down", "down", "move(1)", "move", "next one", LOOK),
        bind("wizard.up", "up", "move(-1)", "up", "the one before", LOOK, False),
        bind("wizard.back", "escape", "step_back", "back", "the question before, or out", GO_BACK),
    ]
    AUTO_FOCUS = ""  # the line has the keys only where something is to be typed
    DEFAULT_CSS = """
    WizardScreen #steps { height: 1; background: $bar; }
    WizardScreen #line { margin: 0 2; }
    WizardScreen #below { height: 1fr; }
    """

    def __init__(self, project: NewProject) -> None:
        super().__init__()
        self._project = project
        self._work = SessionThread()
        self._busy = False
        self._question = QuestionPane(project, id="question")
        self._line = AnswerLine(self.action_next, self.take_key)
        self._ahead: list[Key] = []
        """Typed while an answer is taken, for the question that comes."""

    def compose(self) -> ComposeResult:
        """The steps, the question, a line to type in, the data or the file to be."""
        yield StepsPane(self._project, id="steps")
        yield self._question
        yield self._line
        yield BelowPane(self._project, id="below")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """The first question."""
        self._ask()

    def on_unmount(self) -> None:
        """No thread stays behind."""
        self._work.close()

    def say(self, message: str) -> None:
        """A sentence under the question."""
        self._question.say(message)

    def _ask(self) -> None:
        question = self._project.question
        self._question.show(question)
        typing = question is not None and not question.options
        self._question.styles.height = LAST_ROWS if question is None else QUESTION_ROWS
        self._line.display = typing
        self.set_focus(None)  # a line takes enter away from the keys that are shown
        keys = [key for key in live_keys(self) if not typing or key.id in WHILE_TYPING]
        if question is not None and typing:
            self._line.propose(question.answer)
            self._line.focus()
        self.query_one(StepsPane).redraw()
        self.query_one(BelowPane).move(None)
        self.query_one(KeyBar).show("", keys)
        ahead, self._ahead = self._ahead, []
        for event in ahead:
            self.app.post_message(Key(event.key, event.character))

    def take_key(self, event: Key) -> bool:
        """Called for a key that the line does not have: while an answer is taken it is kept, an
        enter only behind something typed; and on the way to the line it is typed there."""
        if self._busy:
            kept = event.is_printable or (bool(self._ahead) and not event.key.startswith("ctrl+"))
            if kept:
                self._ahead.append(event)
            return kept
        if self._line.display and event.is_printable and event.character:
            self._line.write(event.character)
            return True
        return False

    def action_next(self) -> None:
        """Take the answer, or write the project."""
        question = self._project.question
        if question is None:
            self._run(self._project.create, lambda: self.app.exit(True))
        else:
            answer = self._question.marked if question.options else self._line.value
            self._run(lambda: self._project.answer(answer), self._ask)

    def _run(self, act: Callable[[], object], then: Callable[[], None]) -> None:
        if not self._busy:
            self._busy = True
            self.set_focus(None)
            self.say("reading…")
            self.run_worker(self._carry_out(act, then))

    async def _carry_out(self, act: Callable[[], object], then: Callable[[], None]) -> None:
        """A large file is read in the thread; the page stays when it will not do."""
        try:
            await self._work.run(act)
        except LabelerError as error:
            self._busy = False
            self._ahead.clear()
            self.say(" ".join(str(error).split()))
            if self._line.display:
                self._line.focus()
        else:
            self._busy = False
            self.say("")
            then()

    def action_move(self, rows: int) -> None:
        """Mark another option; on the last page, read on."""
        if self._project.question is None:
            self.query_one(BelowPane).move(rows)
        else:
            self._question.move(rows)

    def action_step_back(self) -> None:
        """The question before; from the first one, out."""
        if self._busy:
            return
        if self._project.back():
            self.say("")
            self._ask()
        else:
            self.app.exit()


class StepsPane(Pane):
    """`New project  1 data ── 2 columns ── 3 labels ── 4 check`."""

    def __init__(self, project: NewProject, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._project = project

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        question = self._project.question
        here = len(STEPS) - 1 if question is None else question.step
        steps = [
            Content.styled(
                f" {number + 1} {name} ", "bold $tab-text on $tab" if number == here else "$muted"
            )
            for number, name in enumerate(STEPS)
        ]
        return [
            Content.styled("  New project  ", "bold $text")
            + Content.styled("──", "$frame").join(steps)
        ]


class QuestionPane(Pane):
    """The question with its options, or with room for the line; a sentence under it."""

    def __init__(self, project: NewProject, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._project = project
        self._question: Question | None = None
        self._at = 0
        self._message = ""

    @property
    def marked(self) -> str:
        """The option that is marked."""
        assert self._question is not None
        return self._question.options[self._at]

    def show(self, question: Question | None) -> None:
        """Another question; None: the last page."""
        self._question = question
        self._at = 0
        if question is not None and question.answer in question.options:
            self._at = question.options.index(question.answer)
        self.redraw()

    def move(self, rows: int) -> None:
        """Mark the option so many rows further down."""
        if self._question is not None and self._question.options:
            self._at = max(0, min(self._at + rows, len(self._question.options) - 1))
            self.say("")

    def say(self, message: str) -> None:
        """A sentence in the last line; "" takes it away."""
        self._message = message
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        message = Content.styled(f" {one_line(self._message)}", "$rules")
        said = self._project.guess.said if self._project.guess else ("",)
        if self._question is None:
            odd = " ".join(sentence for sentence in said if sentence.startswith("Odd: "))
            body = [
                Content.styled(" enter writes this file; esc goes back.", "$text"),
                Content.styled(f" {odd or 'Nothing has been written so far.'}", "$muted"),
                message,
            ]
            title = "This project.toml will be written"
            return frame(body, width, height, title=_bold(title), style="$frame-active")
        question = self._question
        hint = question.hint if question.options else ""
        facts = Content.styled(f" {hint or one_line(said[0])}", "$muted")
        rows = height - 2 - 2
        first = max(0, self._at - rows + 1)
        options = [
            self._option(option, position == self._at)
            for position, option in enumerate(question.options)
        ][first : first + rows]
        if not options:
            hints = Content.styled(one_line(question.hint, HINT), "$muted").wrap(width - 4)
            options = [EMPTY, *(Content(" ") + line for line in hints)][:rows]
        options += [EMPTY] * (rows - len(options))
        flag = Content.styled(f"flag: {question.flag}", "$muted")
        body, heading = [facts, *options, message], _bold(question.title)
        return frame(body, width, height, title=heading, remark=flag, style="$frame-active")

    def _option(self, option: str, marked: bool) -> Content:
        example = ""
        if option in self._project.columns and self._project.rows:
            example = self._project.rows[0][self._project.columns.index(option)]
        name = Content.styled(one_line(option, 30), "bold $text" if marked else "$text")
        return Content.assemble(
            (" ▸ " if marked else "   ", "bold $key"),
            name.truncate(24, ellipsis=True, pad=True),
            (" " + one_line(example, 200), "$muted"),
        )


def _bold(title: str) -> Content:
    return Content.styled(title, "bold $text")
