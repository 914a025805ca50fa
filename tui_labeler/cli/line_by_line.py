"""Labelling line by line: whole sentences and no drawing, so that a screen reader can follow."""

from collections.abc import Callable

from tui_labeler.errors import LabelerError
from tui_labeler.session import Session
from tui_labeler.session.views import Item, LabelView
from tui_labeler.text import printable
from tui_labeler.worker.runner import Runner

SHOWN = 20_000
"""Characters of a text that are printed."""
HELP = (
    "Answer with a key or the name of a label. a: agree with the suggestion. s: skip. "
    "x: reject, not usable. f: flag. n and words: a note. u: undo. U: redo. r: read again. "
    "?: this help and the labels. q: quit; everything is saved."
)


class LineByLine:
    """One item, one line. Items go to `show`, all talk to `say`."""

    def __init__(
        self,
        session: Session,
        runner: Runner,
        *,
        show: Callable[[str], None],
        say: Callable[[str], None],
    ) -> None:
        self._session = session
        self._runner = runner
        self._show = show
        self._say = say
        self._heard: str | None = None
        """The item that was read out; it is not read again for a mistake or a question."""
        labelling = session.labelling
        self._acts: dict[str, tuple[Callable[[], None], str]] = {
            "s": (labelling.skip, "Skipped."),
            "x": (labelling.reject, "Rejected."),
            "f": (labelling.flag, "Flag set or taken away."),
            "u": (labelling.undo, "Undone."),
            "U": (labelling.redo, "Done again."),
        }

    def greet(self) -> None:
        """What to type, and the labels."""
        if greeting := self._session.greeting():
            self._say(f"{greeting[0].upper()}{greeting[1:]}.")
        self._say(HELP)
        choices = self._session.labelling.view().choices
        for choice in choices:
            key = f"{choice.key}: " if choice.key else ""
            about = f". {choice.description}" if choice.description else ""
            self._say(f"{key}{choice.name}{about}")

    def ask(self) -> bool:
        """Print the item that is asked, once; False when nothing is left."""
        self._work()
        view = self._session.labelling.view()
        if view.item is None:
            self._say("Everything is labelled.")
            return False
        if view.item.id != self._heard:
            self._read(view, view.item)
            self._heard = view.item.id
        return True

    def take(self, line: str) -> bool:
        """Do what a line says; False when it says to quit."""
        word = line.strip()
        if word == "q":
            return False
        try:
            self._obey(word)
        except LabelerError as error:
            self._say(str(error))
        return True

    def _obey(self, word: str) -> None:
        labelling = self._session.labelling
        view = labelling.view()
        if word in ("r", ""):
            self._heard = None
            return
        if word == "?":
            self.greet()
        elif word == "a":
            labelling.agree()
            self._say(f"Saved: {view.suggestion}.")
        elif word in self._acts:
            act, done = self._acts[word]
            act()
            self._say(done)
        elif word.startswith("n "):
            labelling.note(word[2:].strip())
            self._say("Noted.")
        else:
            by_key = {choice.key: choice.name for choice in view.choices if choice.key}
            name = by_key.get(word, word)
            labelling.answer(name)
            self._say(f"Saved: {name}.")

    def _read(self, view: LabelView, item: Item) -> None:
        flagged = ", flagged" if item.flagged else ""
        where = f"{item.position} of {item.batch_size} in this batch"
        self._show(f"\nItem {item.id}, {where}{flagged}.")
        for name, value in item.show:
            self._show(f"{name}: {value}")
        self._show(printable(item.text, SHOWN))
        if item.note:
            self._show(f"Note: {item.note}")
        shares = {choice.name: choice.probability for choice in view.choices}
        if view.suggestion is not None:
            share = shares.get(view.suggestion)
            self._show(
                f"Suggested: {view.suggestion}" + ("" if share is None else f", {share:.0%}")
            )

    def _work(self) -> None:
        """Start what is due and take in what is done; never waits for a child process."""
        while True:
            for report in self._runner.poll():
                self._session.install(report)
            job = self._session.next_job()
            if job is None:
                return
            self._runner.submit(job)
