"""The questions of `init`, one after another; nothing is on disk before the last one is answered.

Every answer has a flag. What a flag said is not asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from tui_labeler import tables
from tui_labeler.errors import UsageError
from tui_labeler.project import init
from tui_labeler.project.init import Guess
from tui_labeler.project.project import tables_in

STEPS = ("data", "columns", "labels", "check")
SAMPLE = 8
"""Rows that are shown."""
HASH = "a hash of the text"
NO_LABELS = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the flags of `init` said; None is asked."""

    folder: str | None = None
    data: str | None = None
    text: str | None = None
    id: str | None = None
    labels: tuple[str, ...] | None = None
    given_labels: str | None = None
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One page. With `options` one of them is the answer, else a line of text."""

    step: int
    """Index into STEPS."""
    title: str
    flag: str
    answer: str
    """What is proposed."""
    options: tuple[str, ...] = ()
    hint: str = ""


class NewProject:
    """A project that is being thought of."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.guess: Guess | None = None
        self.columns: tuple[str, ...] = ()
        self.rows: tuple[tuple[str, ...], ...] = ()
        """The first rows of the data."""
        self._data = told.data or ""
        self._folder = told.folder or ""
        self._answered: list[str] = []
        if told.data is not None:
            self._look(told.data)

    # --- the questions -----------------------------------------------------------------------

    @property
    def _pages(self) -> dict[str, tuple[Callable[[], Question], Callable[[str], None]]]:
        """Name -> the question and what takes its answer, in order."""
        pages: dict[str, tuple[Callable[[], Question], Callable[[str], None]]] = {
            "data": (self._ask_data, self._look),
            "folder": (self._ask_folder, self._choose_folder),
            "text": (self._ask_text, self._choose_text),
            "id": (self._ask_id, self._choose_id),
            "given_labels": (self._ask_given, self._choose_given),
            "labels": (self._ask_labels, self._choose_labels),
        }
        return {name: page for name, page in pages.items() if getattr(self.told, name) is None}

    @property
    def question(self) -> Question | None:
        """What is asked; None: everything is answered, see `preview`."""
        pages = list(self._pages.values())
        return pages[len(self._answered)][0]() if len(self._answered) < len(pages) else None

    def answer(self, answer: str) -> None:
        """Take the answer and go to the next question. Raises LabelerError for one that will not
        do; then the question stays."""
        name, (_, take) = list(self._pages.items())[len(self._answered)]
        take(answer)
        self._answered.append(name)

    def back(self) -> bool:
        """Ask the question before again; False when there is none."""
        if self._answered:
            self._answered.pop()
            return True
        return False

    @property
    def folder(self) -> str:
        """As the person typed it."""
        return self._folder

    @property
    def known(self) -> Guess:
        """The answers so far. Raises UsageError before the data are known."""
        if self.guess is None:
            raise UsageError("which file holds the texts?", hint="Say it: --data FILE")
        return self.guess

    def preview(self) -> str:
        """The project.toml that `create` writes. Raises UsageError."""
        return init.preview(*self._made_of, in_place=self.told.in_place)

    def create(self) -> Path:
        """Make the project; returns its folder. Raises as `project.init.create`."""
        return init.create(*self._made_of, in_place=self.told.in_place).parent

    @property
    def _made_of(self) -> tuple[Path, Path, Guess]:
        return Path(self._folder).expanduser(), Path(self._data).expanduser(), self.known

    # --- data --------------------------------------------------------------------------------

    def _ask_data(self) -> Question:
        hint = "csv, tsv, jsonl, parquet; .gz of the first three"
        here = [one.name for one in tables_in(Path()) if one.name.isprintable()]
        if here:
            hint = "here: " + ", ".join(here)
        answer = self._data or (here[0] if len(here) == 1 else "")
        return Question(0, "Which file holds the texts?", "--data FILE", answer, hint=hint)

    def _look(self, data: str) -> None:
        data = data.strip()
        if not data:
            raise UsageError("type the name of a file")
        told, path = self.told, Path(data).expanduser()
        guess = init.guess(
            path, text=told.text, id=told.id, labels=told.labels, given_labels=told.given_labels
        )
        table = tables.read_rows(path, encoding=guess.encoding, separator=guess.separator)
        self.rows = tuple(cells for _, cells in islice(table.rows, SAMPLE))
        self.guess, self.columns, self._data = guess, tuple(table.columns), data

    def _ask_folder(self) -> Question:
        proposed = self._folder or Path(self._data).name.partition(".")[0] or "project"
        return Question(
            0, "Which folder shall the project be in?", "init DIR", proposed, hint="made if missing"
        )

    def _choose_folder(self, folder: str) -> None:
        folder = folder.strip()
        if not folder:
            raise UsageError("type the name of a folder")
        self._folder = folder
        init.preview(
            Path(folder).expanduser(),
            Path(self._data).expanduser(),
            replace(self.known, labels=("a", "b")),
            in_place=self.told.in_place,
        )

    # --- columns -----------------------------------------------------------------------------

    def _ask_text(self) -> Question:
        return Question(
            1, "Which column holds the text?", "--text COLUMN", self.known.text, self.columns
        )

    def _choose_text(self, column: str) -> None:
        known = self.known
        self.guess = replace(
            known,
            text=column,
            id=None if known.id == column else known.id,
            given_labels=None if known.given_labels == column else known.given_labels,
        )

    def _ask_id(self) -> Question:
        options = (HASH, *self._others(self.known.text))
        answer = self.known.id or HASH
        hint = "it must differ in every row"
        return Question(1, "Which column names a row?", "--id COLUMN", answer, options, hint)

    def _choose_id(self, column: str) -> None:
        self.guess = replace(self.known, id=None if column == HASH else column)

    # --- labels ------------------------------------------------------------------------------

    def _ask_given(self) -> Question:
        options = (NO_LABELS, *self._others(self.known.text, self.known.id))
        return Question(
            2,
            "Did labels come with the data?",
            "--given-labels COLUMN",
            self.known.given_labels or NO_LABELS,
            options,
            "they are checked rather than made",
        )

    def _choose_given(self, column: str) -> None:
        known = self.known
        if column == NO_LABELS:
            self.guess = replace(known, given_labels=None)
        elif column != known.given_labels:
            found = init.guess(Path(self._data).expanduser(), text=known.text, given_labels=column)
            if not found.labels:
                raise UsageError("this column has too many different values for labels")
            self.guess = replace(known, given_labels=column, labels=found.labels)

    def _ask_labels(self) -> Question:
        return Question(
            2,
            "Which labels are there to choose from?",
            "--labels good,bad",
            ", ".join(self.known.labels),
            hint="in this order, with commas between; they can be changed later",
        )

    def _choose_labels(self, line: str) -> None:
        proposed = self.known.labels
        labels = proposed if line.strip() == ", ".join(proposed) else split_labels(line)
        if len(set(labels)) < 2:
            raise UsageError("at least two labels are needed, with a comma between")
        if len(set(labels)) < len(labels):
            raise UsageError("a label stands there twice")
        self.guess = replace(self.known, labels=labels)

    def _others(self, *taken: str | None) -> tuple[str, ...]:
        """A column without a name can be the text, and nothing else."""
        return tuple(column for column in self.columns if column.strip() and column not in taken)


def split_labels(line: str) -> tuple[str, ...]:
    """`good, bad` -> two labels, in their order."""
    return tuple(name for part in line.split(",") if (name := part.strip()))
