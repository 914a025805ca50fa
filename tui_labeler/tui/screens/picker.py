"""The first screen of `tui-labeler` alone: the projects used lately, and how to begin one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Literal, TypeAlias

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen

from tui_labeler import __version__
from tui_labeler.session.recent import RecentProject
from tui_labeler.text import clip, one_line
from tui_labeler.tui.keys import ANSWER, LOOK, bind, live_keys
from tui_labeler.tui.widgets.frame import EMPTY, frame
from tui_labeler.tui.widgets.keybar import KeyBar
from tui_labeler.tui.widgets.pane import Pane

Choice: TypeAlias = RecentProject | Literal["new", "demo"]
NAME, LABELLED, ACCURACY, USED = 17, 21, 10, 12
"""Widths of the columns; the folder has the rest."""
METER = 10
DAY = 86_400
INVITATION = (
    ("tui-labeler init DIR --data FILE", "n   a few questions"),
    ("tui-labeler demo", "d   2,064 film reviews, ready to try"),
)


class PickerScreen(Screen[None]):
    """Ends the app with a project, "new" or "demo"."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("picker.open", "enter,o", "open", "open", "open this project", ANSWER),
        bind("picker.new", "n", "choose('new')", "new project", "begin a new project", ANSWER),
        bind("picker.demo", "d", "choose('demo')", "demo", "try the sample project", ANSWER),
        bind("picker.forget", "x", "forget", "forget", "take it from this list", ANSWER),
        bind("picker.down", "j,down", "move(1)", "down", "next project", LOOK, False),
        bind("picker.up", "k,up", "move(-1)", "up", "project before", LOOK, False),
    ]
    DEFAULT_CSS = """
    PickerScreen #projects { height: 1fr; }
    """

    def __init__(
        self,
        projects: Sequence[RecentProject],
        forget: Callable[[RecentProject], None],
        now: datetime,
    ) -> None:
        super().__init__()
        self._forget = forget
        self._projects = ProjectsPane(projects, now, id="projects")

    def compose(self) -> ComposeResult:
        """The list and the keys."""
        yield self._projects
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Show which keys there are."""
        self.query_one(KeyBar).show("", live_keys(self))

    def say(self, message: str) -> None:
        """A sentence under the list."""
        self._projects.say(message)

    def action_move(self, rows: int) -> None:
        """Mark another project."""
        self._projects.move(rows)

    def action_open(self) -> None:
        """Open the marked project, if it is there."""
        chosen = self._projects.chosen
        if chosen is None:
            self.say("no project yet: n makes one, d shows one")
        elif not chosen.found:
            self.say("this folder is not there; x takes it from the list")
        else:
            self.app.exit(chosen)

    def action_choose(self, choice: Literal["new", "demo"]) -> None:
        """Begin something."""
        self.app.exit(choice)

    def action_forget(self) -> None:
        """Take the marked project from the list."""
        chosen = self._projects.chosen
        if chosen is not None:
            self._forget(chosen)
            self._projects.remove_marked()
            self.say("taken from the list; the folder is as it was")


class ProjectsPane(Pane):
    """The table, one line marked; under it how to begin."""

    def __init__(
        self, projects: Sequence[RecentProject], now: datetime, *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._now = now
        # Asked once: a disk that is away answers slowly.
        self._entries = [(project, project.found) for project in projects]
        self._at = 0
        self._message = ""

    @property
    def chosen(self) -> RecentProject | None:
        """The marked project."""
        return self._entries[self._at][0] if self._entries else None

    def move(self, rows: int) -> None:
        """Mark the project so many rows further down."""
        self._at = max(0, min(self._at + rows, len(self._entries) - 1))
        self.say("")

    def remove_marked(self) -> None:
        """Take the marked line out."""
        del self._entries[self._at]
        self.move(0)

    def say(self, message: str) -> None:
        """A sentence under the table; "" takes it away."""
        self._message = message
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        title = Content.assemble(
            ("  tui-labeler ", "bold $text"),
            (__version__, "$muted"),
            (" · label less, learn more", "$muted"),
        )
        start = frame(
            [EMPTY.join([Content("  "), *_invitation(*line)]) for line in INVITATION],
            width,
            len(INVITATION) + 2,
            title=Content.styled("Start", "bold $text"),
        )
        room = max(1, height - 4 - len(start) - 1)
        first = max(0, self._at - room + 1)
        table = [
            self._line(project, found, position == self._at).truncate(width - 1, ellipsis=True)
            for position, (project, found) in enumerate(self._entries)
        ][first : first + room]
        if not table:
            table = [Content.styled("   no project was opened yet", "$muted")]
        message = Content.styled(f"   {self._message}", "$rules")
        return [EMPTY, title, EMPTY, _header(), *table, message, *start]

    def _line(self, project: RecentProject, found: bool, marked: bool) -> Content:
        name = clip(one_line(project.name), NAME - 1).ljust(NAME)
        parts: list[tuple[str, str]] = [
            (" ▸ " if marked else "   ", "bold $key"),
            (name, "bold $text" if marked else "$text"),
        ]
        if found:
            full = round(METER * min(1.0, project.labelled / project.goal)) if project.goal else 0
            accuracy = "—" if project.accuracy is None else f"{project.accuracy:.1%}"
            counts = f" {project.labelled:,}/{project.goal:,}"
            parts += [
                ("█" * full, "$good"),
                ("░" * (METER - full), "$frame"),
                (counts.ljust(LABELLED - METER), "$text"),
                (accuracy.ljust(ACCURACY), "$text"),
            ]
        else:
            parts.append(("folder not found".ljust(LABELLED + ACCURACY), "$rules"))
        parts += [
            (ago(project.used, self._now).ljust(USED), "$muted"),
            (one_line(at_home(project.folder)), "$muted"),
        ]
        return Content.assemble(*parts)


def _header() -> Content:
    words = ("project".ljust(NAME), "labelled".ljust(LABELLED), "accuracy".ljust(ACCURACY))
    return Content.styled("   " + "".join(words) + "last used".ljust(USED) + "folder", "$muted")


def _invitation(command: str, meaning: str) -> tuple[Content, Content]:
    return Content.styled(command.ljust(36), "$key"), Content.styled(meaning, "$muted")


def at_home(folder: str) -> str:
    """`~/data` for a folder in the home directory."""
    try:
        return str(Path("~") / Path(folder).relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return folder


def ago(used: float, now: datetime) -> str:
    """`5 min ago`, `2 h ago`, `3 days ago`, `12 May`, `May 2025`.

    >>> ago(0.0, datetime.fromtimestamp(7200.0))
    '2 h ago'
    """
    then = datetime.fromtimestamp(used)
    seconds = max(0.0, (now - then).total_seconds())
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min ago"
    if seconds < DAY:
        return f"{seconds / 3600:.0f} h ago"
    if seconds < 7 * DAY:
        days = round(seconds / DAY)
        return f"{days} days ago" if days > 1 else "yesterday"
    return f"{then.day} {then:%b}" if then.year == now.year else f"{then:%b %Y}"
