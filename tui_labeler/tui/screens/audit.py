"""The whole data set looked over, as a text over the Errors screen."""

from collections.abc import Callable

from textual.content import Content

from tui_labeler.session.audit import AuditView, DataIssue
from tui_labeler.text import one_line
from tui_labeler.tui.screens.reading import ReadingScreen
from tui_labeler.tui.session_thread import SessionThread
from tui_labeler.tui.widgets.frame import EMPTY

LOOK_EVERY = 0.3
"""Seconds between two looks whether the answer is there."""
SHOWN = 50
"""Issues of a kind that are listed."""
WIDTH = 72
"""Characters of a line, so that each issue has one."""
KINDS = {
    "near_duplicate": "near-copies of another item",
    "outlier": "outliers: texts that share almost nothing with any other",
    "class_imbalance": "rare labels: far from an even share",
    "order": "the labels follow the order of the file: shuffle it before it is split",
    "weak_group": "weak groups: similar items that a model gets wrong more often",
}


class AuditScreen(ReadingScreen):
    """Waits for the answer and shows it."""

    def __init__(self, read: Callable[[], AuditView], thread: SessionThread) -> None:
        super().__init__("The whole data set", [Content("looking over the data …")])
        self._read = read
        self._thread = thread
        self._shown: AuditView | None = None

    def on_mount(self) -> None:
        """Look, and look again."""
        self.set_interval(LOOK_EVERY, self._look)
        self._look()

    def _look(self) -> None:
        self.run_worker(self._show(), group="audit", exclusive=True)

    async def _show(self) -> None:
        view = await self._thread.run(self._read)
        if view != self._shown:
            self._shown = view
            self.pane.show(audit_paragraphs(view))


def audit_paragraphs(view: AuditView) -> list[Content]:
    """Kind by kind, worst first."""
    if view.issues is None:
        return [Content(one_line(view.message, 200) or "looking over the data …")]
    lines = []
    for kind, title in KINDS.items():
        count = view.counts.get(kind, 0)
        if not count:
            continue
        number = f"{count:,}  " if kind != "order" else ""
        lines += [Content.styled(f"{number}{title}", "bold $text")]
        some = [one for one in view.issues if one.kind == kind and kind != "order"][:SHOWN]
        lines += [_line(one) for one in some]
        if count > len(some) > 0:
            lines.append(Content.styled(f"  … and {count - len(some):,} more", "$muted"))
        lines.append(EMPTY)
    if not view.counts:
        lines += [Content.styled("nothing to report", "$good"), EMPTY]
    if not view.with_groups:
        extra = 'Weak groups need the extra:  pip install "tui-labeler[audit]"'
        lines.append(Content.styled(extra, "$muted"))
    return lines


def _line(one: DataIssue) -> Content:
    other = "" if one.other is None else f" {one_line(one.other, 20)}"
    of = f" of{other}" if one.kind == "near_duplicate" else other
    found = Content.assemble(
        (f"  {one.score:4.2f}", "$rules"),
        (f" {one_line(one.id, 16)}" if one.id is not None else "", "$text"),
        (f"{of}  ", "$muted"),
    )
    return found + Content.styled(one_line(one.text, WIDTH - found.cell_length), "$muted")
