"""The store: what cost a human or money, on disk before the call returns.

Each method is one transaction over one connection. The SQL is in the module of each table.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from tui_labeler.errors import ReadOnlyError, StoreError
from tui_labeler.store import annotations as annotation_table
from tui_labeler.store import backup, batches, connection, events, meta, models, sittings
from tui_labeler.store import rescue as rescue_file
from tui_labeler.store.errors import NotSaved, replaced, unreadable, words_of
from tui_labeler.store.ledger import Ledger
from tui_labeler.store.lock import Lock
from tui_labeler.store.records import (
    Act,
    Annotation,
    Batch,
    BatchItem,
    Event,
    Model,
    Sitting,
    Source,
)
from tui_labeler.text import counted

BACKUP_AFTER = 50
"""New events that make a backup worth its time."""

_BACKED_UP = "last event backed up"


class Store:
    """labels.sqlite, open. One thread at a time may use it. Made by `Store.open`."""

    sitting: Sitting | None = None
    """This session, while it writes."""
    recovered = False
    """The session before this one never ended: it crashed."""

    def __init__(
        self,
        path: Path,
        opened: sqlite3.Connection,
        clock: Callable[[], float],
        *,
        lock: Lock | None = None,
        rescue_folder: Path | None = None,
    ) -> None:
        self._path = path
        self._db = opened
        self._clock = clock
        self._lock = lock
        self._rescue_folder = rescue_folder
        self._acts: list[Act] = []
        self.failure: NotSaved | None = None
        """Why nothing is saved any more."""
        self.read_only = lock is None
        self.llm = Ledger(opened, self._reading, self._writing, clock)
        if lock is not None:
            self._place = _place(path)
            last = sittings.last(opened)
            self.recovered = last is not None and last.ended is None
            with connection.transaction(opened, path, self._check_place):
                self.sitting = sittings.begin(opened, clock())

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Callable[[], float] = time.time,
        read_only: bool = False,
        rescue: Path | None = None,
    ) -> "Store":
        """Open the store at `path`, made when absent; `read_only` takes no lock and makes nothing.

        `rescue`: the folder for what this session did, should the file be lost while open.
        Raises LockedError when another session writes, and StoreError when the file is not one
        of ours, is damaged, or cannot be used.
        """
        path = path.absolute()
        if read_only:
            return cls(path, connection.readable(path), clock)
        lock = Lock(path)
        lock.acquire()
        try:
            if not os.path.lexists(path):
                connection.create(path)
            opened = connection.writable(path, clock=clock)
            try:
                return cls(path, opened, clock, lock=lock, rescue_folder=rescue)
            except BaseException:
                opened.close()
                raise
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """End the session, back up what is new, and let others write.

        Raises StoreError when the end or the backup could not be written; it is closed anyway.
        """
        try:
            if self.sitting is not None and self.failure is None:
                self._end()
        finally:
            self.sitting = None
            self._db.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def append(self, acts: Sequence[Act]) -> tuple[Event, ...]:
        """Save `acts` as one step; its number is the id of its first event.

        Raises NotSaved, and then none of them is saved.
        """
        with self._writing(acts) as sitting:
            added = events.add(self._db, acts, sitting.id, self._clock())
        self._acts += added
        return added

    def events(self, after: int = 0) -> Iterator[Event]:
        """The events with a larger id than `after`, by id."""
        with self._reading():
            return events.after(self._db, after)

    def last_event(self) -> int:
        """The id of the newest event; 0 when there is none."""
        with self._reading():
            return events.last(self._db)

    def add_batch(self, items: Sequence[BatchItem], *, strategy: str, model: int | None) -> Batch:
        """Save which items will be asked, in order. `model`: the one that ranked them."""
        with self._writing():
            return batches.add(self._db, items, strategy=strategy, model=model, at=self._clock())

    def batches(self) -> list[Batch]:
        """All batches, oldest first."""
        with self._reading():
            return batches.read(self._db)

    def add_model(self, *, labels: int, estimator: str, figures: Mapping[str, Any]) -> Model:
        """Save that a model was trained on `labels` labels. `figures`: JSON values only."""
        with self._writing():
            return models.add(
                self._db, labels=labels, estimator=estimator, figures=figures, at=self._clock()
            )

    def models(self) -> list[Model]:
        """All models, oldest first."""
        with self._reading():
            return models.every(self._db)

    def last_model(self) -> Model | None:
        """The newest model."""
        with self._reading():
            return models.last(self._db)

    def add_annotations(self, annotations: Iterable[Annotation]) -> int:
        """Save what others say, all or nothing, and return how many it were.

        One whose `at` is 0 gets the time of the clock.
        """
        with self._writing():
            return annotation_table.add(self._db, annotations, self._clock())

    def annotations(self, source: Source | None = None) -> Iterator[Annotation]:
        """The newest per (source, annotator, item), of one source or of all."""
        with self._reading():
            return annotation_table.newest(self._db, source)

    def get(self, key: str) -> str | None:
        """A fact about the project by its name, or None."""
        with self._reading():
            return meta.get(self._db, key)

    def set(self, key: str, value: str) -> None:
        """Save a fact about the project."""
        with self._writing():
            meta.put(self._db, key, value)

    def sittings(self) -> list[Sitting]:
        """All sessions that wrote, oldest first, this one included."""
        with self._reading():
            return sittings.every(self._db)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise unreadable(error, self._path) from error

    @contextmanager
    def _writing(self, pending: Sequence[Act] = ()) -> Iterator[Sitting]:
        """One transaction; `pending` is rescued when the file cannot be trusted any more."""
        if self.failure is not None:
            raise self.failure
        if self.sitting is None:
            raise ReadOnlyError("opened read-only: nothing is saved.", file=self._path)
        try:
            with connection.transaction(self._db, self._path, self._check_place):
                yield self.sitting
        except NotSaved as error:
            if error.retryable:
                raise
            self.failure = self._rescued(error, pending)
            raise self.failure from error

    def _check_place(self) -> None:
        """SQLite would go on writing into a file that was deleted, and nobody would see it."""
        if _place(self._path) != self._place:
            raise replaced(self._path)

    def _rescued(self, error: NotSaved, pending: Sequence[Act]) -> NotSaved:
        """The same error, which says where the acts of this session were written."""
        acts = [*self._acts, *pending]
        where = ""
        if acts and self._rescue_folder is not None:
            try:
                path = rescue_file.write(self._rescue_folder, acts, self._clock())
                where = f"\nWhat you did in this session ({counted(len(acts), 'act')}) is in {path}"
            except OSError as failed:
                where = f"\nIt could not be written elsewhere: {words_of(failed)}."
        return NotSaved(error.message, hint=error.hint + where, file=error.file, retryable=False)

    def _end(self) -> None:
        try:
            with self._writing() as sitting:
                sittings.end(self._db, sitting, self._clock())
        except NotSaved as error:
            if not error.retryable:
                raise
            said = f"the end of this session is {error.message}"
            hint = "What was saved before is safe."
            raise StoreError(said, hint=hint, file=self._path) from error
        last = self.last_event()
        if last - int(self.get(_BACKED_UP) or 0) > BACKUP_AFTER:
            backup.backup(self._path, self._path.parent / backup.FOLDER, self._clock)
            self.set(_BACKED_UP, str(last))


def _place(path: Path) -> tuple[int, int] | None:
    """Which file is at `path`: device and inode."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
