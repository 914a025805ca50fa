"""The fault loop: the n-th step on the disk fails, for n = 1 to the last of a whole session."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conftest import FakeClock
from tests.faults import disk
from tests.faults.disk import DISK
from tests.robots.projects import review_rows, write_project
from tests.session.test_state import picture
from tui_labeler.errors import LabelerError, StoreError
from tui_labeler.jobs import Report
from tui_labeler.project.locations import STORE_FILE
from tui_labeler.session import Session
from tui_labeler.session.exchange import export_labels
from tui_labeler.session.state import State
from tui_labeler.store import NotSaved, backup
from tui_labeler.worker.twin import InProcessRunner

ROWS = review_rows(60)
GOLD = {row[0]: row[2] for row in ROWS}
ANSWERS = 40
UNDONE_AFTER = 25
TRIES = 3
"""How often the person presses a key again before they quit."""


@dataclass
class Sitting:
    """A person who labels until it is done or nothing can be saved any more."""

    folder: Path
    clock: Callable[[], float]
    said: list[tuple[str, str | None]] = field(default_factory=list)
    """What was acknowledged, in order: the kind of act, and the item that was labelled."""
    errors: list[LabelerError] = field(default_factory=list)

    def run(self) -> None:
        """Label, with the model's work in between; then copy and export."""
        with self.explained(), Session.open(self.folder, clock=self.clock) as session:
            self.label(session)
            seen = picture(session.state)
            events = list(session.store.events())
            assert seen == picture(State.fold(events[: session.state.last_event]))
        with self.explained():
            backup.backup(self.folder / STORE_FILE, self.folder / "backups", self.clock)
        with self.explained(), Session.open(self.folder, read_only=True) as session:
            export_labels(session, self.folder / "out.csv")

    def label(self, session: Session) -> None:
        """Forty answers and an undo."""
        runner = InProcessRunner()
        for number in range(ANSWERS):
            self.work(session, runner)
            item = session.labelling.view().item
            assert item is not None
            name, asked = GOLD[item.id], item.id
            self.act("label", asked, lambda name=name: session.labelling.answer(name))  # type: ignore[misc]
            if number == UNDONE_AFTER:
                self.act("undo", None, session.labelling.undo)

    def work(self, session: Session, runner: InProcessRunner) -> None:
        """Do what is due, as a front end does, and keep what comes out if that is possible."""
        try:
            while (job := session.next_job()) is not None:
                runner.submit(job)
                for report in runner.poll():
                    self.install(session, report)
        except StoreError as error:
            self.errors.append(error)

    def install(self, session: Session, report: Report) -> None:
        """A model that cannot be kept is said in the model's line."""
        try:
            session.install(report)
        except LabelerError as error:
            raise AssertionError("a model that cannot be kept stops the person") from error

    def act(self, kind: str, item: str | None, act: Callable[[], object]) -> None:
        """Act, and again when it could not be saved, as any key does. Raises StoreError."""
        for left in reversed(range(TRIES)):
            try:
                act()
            except NotSaved as error:
                self.errors.append(error)
                if not (error.retryable and left):
                    raise
            else:
                self.said.append((kind, item))
                return

    @contextmanager
    def explained(self) -> Iterator[None]:
        """A fault may end a step, but only as a sentence."""
        try:
            yield
        except LabelerError as error:
            assert error.message and "Errno" not in str(error)
            self.errors.append(error)


def check(sitting: Sitting, data: bytes) -> None:
    """What holds after every fault, with a disk that works again."""
    folder = sitting.folder
    assert (folder / "data.csv").read_bytes() == data
    if (folder / STORE_FILE).exists():
        with closing(sqlite3.connect(folder / STORE_FILE)) as shell:
            assert shell.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    with Session.open(folder, clock=sitting.clock) as session:
        events = list(session.store.events())
        assert picture(session.state) == picture(State.fold(events))
        acts: list[tuple[str, str | None]] = [(event.kind, event.item) for event in events]
        found = iter(acts)
        assert all(said in found for said in sitting.said), "an acknowledged act is lost"
        unsaid = len(events) - len(sitting.said)
        assert 0 <= unsaid <= 1, "at most the act whose fate was unknown when it failed"
        asked = session.labelling.view().item
        assert asked is not None
        session.labelling.answer(GOLD[asked.id])
    for path in folder.rglob("*"):
        wide = stat.S_IMODE(path.stat().st_mode) & 0o077
        assert not wide, f"{path.name} can be read by others"


@pytest.fixture
def private() -> Iterator[None]:
    """What the program sets when it starts."""
    old = os.umask(0o077)
    yield
    os.umask(old)


@pytest.fixture
def sitting(clock: FakeClock, private: None) -> Iterator[Callable[[str], Sitting]]:
    """Makes a person in front of a new project, in memory where there is such a folder: that the
    disk fails is our doing, that it is slow need not be."""
    disk.install()
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:

        def make(name: str) -> Sitting:
            sections = {"active_learning": "batch_size = 20"}
            return Sitting(write_project(Path(folder) / name, ROWS, sections=sections), clock)

        yield make


def steps(make: Callable[[str], Sitting]) -> int:
    """How many steps on the disk a session takes when nothing fails."""
    whole = make("whole")
    with DISK.failing(0, for_good=False):
        whole.run()
    assert whole.errors == []
    assert len(whole.said) == ANSWERS + 1
    return DISK.done


def loop(make: Callable[[str], Sitting], numbers: range) -> None:
    """Fail each of these steps, once, and then together with all after it."""
    for number in numbers:
        for for_good in (False, True):
            one = make(f"{number}{'-' * for_good}")
            data = (one.folder / "data.csv").read_bytes()
            with DISK.failing(number, for_good=for_good):
                one.run()
            assert DISK.failed, number
            check(one, data)
            shutil.rmtree(one.folder)


@pytest.mark.fault("F003", "F025", "F026", "F029")
def test_a_step_here_and_there(sitting: Callable[[str], Sitting]) -> None:
    last = steps(sitting)
    loop(sitting, range(1, last + 1, last // 8))


@pytest.mark.slow
@pytest.mark.fault("F003", "F025", "F026", "F029")
def test_every_step(sitting: Callable[[str], Sitting]) -> None:
    loop(sitting, range(1, steps(sitting) + 1))
