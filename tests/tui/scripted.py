"""A session and a runner that do as they are told, and remember what they were asked."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from threading import Event

from tui_labeler.errors import LabelerError, UsageError
from tui_labeler.evaluation.figure import Figure
from tui_labeler.jobs import Job, Report
from tui_labeler.project.preferences import Preferences
from tui_labeler.project.screen import ScreenSection
from tui_labeler.session.views import (
    Answer,
    Choice,
    Details,
    Fact,
    Item,
    LabelView,
    ModelView,
    Overview,
)
from tui_labeler.tui.app import LabelerApp

TICKET = (
    "I was charged twice for my subscription this month and the refund button just spins forever. "
    "Can you please check my card and cancel the second payment? I have the two receipts here, "
    "both dated 3 March, and support chat keeps closing on me."
)
LABELS = ("billing", "refund", "technical", "account", "other")
SHARES = (0.46, 0.41, 0.08, 0.03, 0.02)
NO_FIGURE = Figure(None, None, None, 14, "n 14, needs 20")
UNTRAINED = ModelView(None, 0, NO_FIGURE, False, "no model yet: it needs two labels")
TRAINED = ModelView(3, 130, Figure(0.842, 0.811, 0.873, 120), False)


def item(number: int, text: str = TICKET) -> Item:
    """The item `number` of a batch of ten."""
    return Item(f"{4820 + number}", f"{number}: {text}", (), "query", "margin", 0.95, number, 10)


def choices(names: Iterable[str] = LABELS, shares: Iterable[float] = SHARES) -> tuple[Choice, ...]:
    """Labels with their digits and what the model says."""
    pairs = zip(names, [*shares, *[0.0] * 200], strict=False)
    return tuple(
        Choice(name, str((position + 1) % 10) if position < 10 else "", probability=share)
        for position, (name, share) in enumerate(pairs)
    )


def view(number: int = 1) -> LabelView:
    """The screen at item `number`."""
    return LabelView(
        project="support tickets",
        item=item(number),
        choices=choices(),
        suggestion="billing",
        labelled=136 + number,
        budget=500,
        pool=5000,
        last=(
            Answer("102", "label", "billing", "My card was debited two times", 2.0),
            Answer("77", "label", "refund", "When do I get my money back?", 9.0),
            Answer("4410", "skip", None, "asdf asdf", 1.0),
            Answer("9", "label", "other", "Do you ship to Malta?", 4.0, flagged=True),
        ),
        model=TRAINED,
        can_undo=True,
    )


class ScriptedLabelling:
    """Walks through `views`; `calls` is what was asked, `failures` what the next acts raise."""

    def __init__(self, views: Iterable[LabelView]) -> None:
        self.views = list(views)
        self.at = 0
        self.blind = False
        self.calls: list[tuple[str, object]] = []
        self.seconds: list[float | None] = []
        self.failures: deque[LabelerError] = deque()
        self.gate = Event()
        self.gate.set()

    def view(self) -> LabelView:
        return self.views[self.at]

    def _act(self, name: str, argument: object = None, step: int = 0) -> None:
        self.gate.wait(5)
        if self.failures:
            raise self.failures.popleft()
        self.calls.append((name, argument))
        self.at = max(0, min(self.at + step, len(self.views) - 1))

    def answer(self, name: str, *, seconds: float | None = None) -> None:
        self.seconds.append(seconds)
        self._act("answer", name, 1)

    def agree(self, *, seconds: float | None = None) -> None:
        self._act("agree", self.view().suggestion, 1)

    def skip(self, *, seconds: float | None = None) -> None:
        self._act("skip", step=1)

    def reject(self, *, seconds: float | None = None) -> None:
        self._act("reject", step=1)

    def flag(self) -> None:
        self._act("flag")
        shown = self.views[self.at].item
        assert shown is not None
        flagged = replace(shown, flagged=not shown.flagged)
        self.views[self.at] = replace(self.views[self.at], item=flagged)

    def note(self, text: str) -> None:
        self._act("note", text)
        shown = self.views[self.at].item
        assert shown is not None
        self.views[self.at] = replace(self.views[self.at], item=replace(shown, note=text))

    def undo(self) -> None:
        if self.at == 0:
            raise UsageError("nothing to undo")
        self._act("undo", step=-1)

    def redo(self) -> None:
        self._act("redo", step=1)

    def visit(self, item: str) -> None:
        self._act("visit", item)

    def leave(self) -> None:
        self._act("leave")
        self.views[self.at] = replace(self.views[self.at], visiting=False)

    def look_back(self, steps: int) -> None:
        self._act("look_back", steps)

    def set_blind(self, blind: bool) -> None:
        self.blind = blind
        self._act("set_blind", blind)


class ScriptedBrowsing:
    """Always the same items."""

    def __init__(self, found: Iterable[Answer]) -> None:
        self.found = tuple(found)

    def answers(self, query: str = "") -> tuple[Answer, ...]:
        return tuple(answer for answer in self.found if query in answer.text)

    search = answers

    def likely(self, label: str) -> tuple[Answer, ...]:
        return self.found

    def details(self, item: str) -> Details:
        return Details(item, TICKET, (Fact("channel", "mail \x1b[31m"), Fact("model", "46%")))


class ScriptedLabelSet:
    """Remembers what was asked."""

    def __init__(self, calls: list[tuple[str, object]]) -> None:
        self._calls = calls

    def add(self, name: str, *, description: str = "", key: str = "") -> None:
        self._calls.append(("add", (name, description, key)))

    def rename(self, old: str, new: str) -> None:
        self._calls.append(("rename", (old, new)))

    def merge(self, old: str, into: str) -> None:
        self._calls.append(("merge", (old, into)))

    def retire(self, old: str) -> None:
        self._calls.append(("retire", old))


class ScriptedProject:
    """One with guidelines."""

    def read_guidelines(self) -> str:
        return "# Guidelines\n\nA refund is money back. \x1b[2J"


class ScriptedLearning:
    """Takes the wish."""

    def __init__(self, calls: list[tuple[str, object]]) -> None:
        self._calls = calls

    def ask_now(self) -> None:
        self._calls.append(("ask_now", None))


class ScriptedSession:
    """A session whose jobs and reports are given."""

    secrets = frozenset[str]()

    def __init__(self, *views: LabelView) -> None:
        self.labelling = ScriptedLabelling(views or [view(n) for n in range(1, 6)])
        self.jobs: deque[Job] = deque()
        self.installed: list[Report] = []
        self.on_install: Callable[[], None] = lambda: None
        self.closed = False
        calls = self.labelling.calls
        self.browsing = ScriptedBrowsing(self.labelling.views[0].last)
        self.label_set = ScriptedLabelSet(calls)
        self.learning = ScriptedLearning(calls)
        self.project = ScriptedProject()
        self.waiting: dict[str, int] = {}

    def overview(self) -> Overview:
        shown = self.labelling.view()
        goal = shown.budget or shown.pool
        return Overview(shown.project, shown.labelled, goal, self.waiting)

    def next_job(self) -> Job | None:
        return self.jobs.popleft() if self.jobs else None

    def install(self, report: Report) -> bool:
        self.installed.append(report)
        self.on_install()
        return True

    def close(self) -> None:
        self.closed = True

    def greeting(self) -> str:
        return ""

    def goodbye(self) -> str:
        return "5 labels. next: tui-labeler tickets"


class ScriptedRunner:
    """Takes jobs and never runs them; the test says what they report."""

    def __init__(self, notify: Callable[[], None]) -> None:
        self.notify = notify
        self.submitted: list[Job] = []
        self.reports: list[Report] = []
        self.closed = False

    def submit(self, job: Job) -> None:
        self.submitted.append(job)

    def poll(self) -> list[Report]:
        reports, self.reports = self.reports, []
        return reports

    def running(self, kind: str) -> bool:
        return any(job.kind == kind for job in self.submitted)

    def cancel(self, kind: str) -> None:
        self.submitted = [job for job in self.submitted if job.kind != kind]

    def close(self) -> None:
        self.closed = True


class ScriptedApp(LabelerApp):
    """The app on a scripted session, without the hold guard unless it is asked for."""

    def __init__(
        self,
        session: ScriptedSession | None = None,
        *,
        hold_guard: float = 0.0,
        keymap: Mapping[str, str] | None = None,
        clock: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.script = session or ScriptedSession()
        self.runners: list[ScriptedRunner] = []

        def make(notify: Callable[[], None]) -> ScriptedRunner:
            self.runners.append(ScriptedRunner(notify))
            return self.runners[0]

        screen = ScreenSection(hold_guard_ms=round(hold_guard * 1000))
        super().__init__(self.script, make, Preferences(screen), keymap=keymap, clock=clock)
        self.theme = "labeler-dark"

    @property
    def calls(self) -> list[tuple[str, object]]:
        """What the session was asked to do."""
        return self.script.labelling.calls
