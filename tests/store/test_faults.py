"""A write that fails is never called saved, and nothing of it is in the file."""

import json
import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.conftest import FakeClock
from tests.store.conftest import label, saved
from tui_labeler.errors import StoreError
from tui_labeler.store import Act, Annotation, BatchItem, NotSaved, Store

BIG = Act(kind="note", item="big", note="x" * 50_000)


class Faulty:
    """A connection whose statements fail from the one that starts with `at`."""

    def __init__(self, connection: sqlite3.Connection, at: str, code: int) -> None:
        self._connection = connection
        self._at = at
        self._code = code

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        if statement.startswith(self._at):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = self._code
            raise error
        return self._connection.execute(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@contextmanager
def full_disk(store: Store, path: Path) -> Iterator[None]:
    """No page more than there are."""
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count = {pages}")
    yield
    store._db.execute("PRAGMA max_page_count = 1000000")


@contextmanager
def size_limit(store: Store, path: Path) -> Iterator[None]:
    """`ulimit -f`: writing past the end is an I/O error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def shell(store: Store, path: Path, statement: str) -> Iterator[None]:
    """An sqlite3 shell in a transaction."""
    store._db.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(path, isolation_level=None)) as outside:
        outside.execute(statement)
        outside.execute("SELECT count(*) FROM event").fetchone()
        yield


@contextmanager
def reader(store: Store, path: Path) -> Iterator[None]:
    """It reads: the COMMIT fails."""
    with shell(store, path, "BEGIN"):
        yield


@contextmanager
def writer(store: Store, path: Path) -> Iterator[None]:
    """It writes: the BEGIN fails."""
    with shell(store, path, "BEGIN EXCLUSIVE"):
        yield


@pytest.mark.fault("F003", "F004", "F010", "F011")
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (full_disk, "disk full"),
        (size_limit, "disk takes no more"),
        (reader, "database busy"),
        (writer, "database busy"),
    ],
)
def test_what_fails_now_may_be_tried_again(
    store: Store, path: Path, fault: Any, sentence: str
) -> None:
    store.append([label("before")])
    with fault(store, path):
        for write in (
            lambda: store.append([label("first"), BIG]),
            lambda: store.add_batch([BatchItem("x" * 50_000, "query")], strategy="m", model=None),
            lambda: store.set("key", "x" * 50_000),
        ):
            with pytest.raises(NotSaved, match=f"not saved: .*{sentence}") as error:
                write()
            assert error.value.retryable and error.value.hint
    assert saved(path) == ["before"]
    assert store.get("key") is None and store.batches() == []
    assert [event.id for event in store.append([label("first"), BIG])] == [2, 3]
    assert saved(path) == ["before", "first", "big"]
    assert not (path.parent / "rescue").exists()


@contextmanager
def folder_of_an_ordinary_user() -> Iterator[Path]:
    """Root may write anywhere, so it becomes nobody for as long as this lasts."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        with TemporaryDirectory() as folder:
            yield Path(folder)
            Path(folder).chmod(0o700)
    finally:
        os.seteuid(user)


@pytest.mark.fault("F006")
def test_a_folder_that_became_read_only_is_read_and_not_written() -> None:
    with folder_of_an_ordinary_user() as folder:
        path = folder / "labels.sqlite"
        with Store.open(path) as store:
            store.append([label("a")])
            folder.chmod(0o500)
            with pytest.raises(NotSaved, match="not saved: no permission") as error:
                store.append([label("b")])
            assert error.value.retryable
            folder.chmod(0o700)
            store.append([label("b")])
        Path(f"{path}.lock").unlink()
        path.chmod(0)
        with pytest.raises(StoreError, match="unable to open"):
            saved(path)
        path.chmod(0o600)
        folder.chmod(0o500)
        assert saved(path) == ["a", "b"]
        with pytest.raises(StoreError, match=r"Permission denied(.|\n)*--read-only"):
            Store.open(path)


@pytest.mark.fault("F003")
def test_a_large_import_that_does_not_fit_leaves_nothing(store: Store, path: Path) -> None:
    rows = [Annotation(source="rule", annotator="f", item=f"{n}", label="A") for n in range(9000)]
    with full_disk(store, path), pytest.raises(NotSaved, match="disk full"):
        store.add_annotations(rows)
    assert list(store.annotations()) == []
    assert store.add_annotations(rows) == 9000


def rescued(error: NotSaved) -> list[dict[str, Any]]:
    """What is in the file that the message names."""
    path = Path(error.hint.rsplit(" is in ", 1)[1])
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    return [json.loads(line) for line in path.read_text().splitlines()]


def delete(path: Path) -> None:
    path.unlink()


def replace(path: Path) -> None:
    shutil.copy(path, path.with_name("copy"))
    path.with_name("copy").replace(path)


@pytest.mark.fault("F012")
@pytest.mark.parametrize("lose", [delete, replace])
def test_a_file_lost_while_open_is_noticed_and_the_work_rescued(
    path: Path, clock: FakeClock, lose: Any
) -> None:
    with Store.open(path, clock=clock) as store:
        store.append([label("earlier session")])
    with Store.open(path, clock=clock, rescue=path.parent / "deep" / "rescue") as store:
        store.append([label("a"), Act(kind="note", item="b", note="\0")])
        lose(path)
        with pytest.raises(NotSaved, match="deleted or replaced while open") as error:
            store.append([Act(kind="note", item="c", details={"x": (1,)})])
        assert not error.value.retryable
        acts = rescued(error.value)
        assert [act["item"] for act in acts] == ["a", "b", "c"]
        assert acts[0]["label"] == "A" and acts[1]["note"] == "\0"
        assert acts[2]["details"] == {"x": [1]}
        with pytest.raises(NotSaved, match="deleted or replaced"):
            store.set("key", "value")
        assert len(list((path.parent / "deep" / "rescue").iterdir())) == 1
    if path.exists():
        assert saved(path) == ["earlier session", "a", "b"]


@pytest.mark.fault("F012")
def test_a_loss_noticed_by_another_write_rescues_too(store: Store, path: Path) -> None:
    store.append([label("a")])
    path.unlink()
    with pytest.raises(NotSaved, match="deleted or replaced") as error:
        store.add_batch([], strategy="margin", model=None)
    assert [act["item"] for act in rescued(error.value)] == ["a"]


def test_a_loss_noticed_at_the_end_is_said_and_the_lock_given_back(path: Path) -> None:
    store = Store.open(path)
    path.unlink()
    with pytest.raises(NotSaved, match="deleted or replaced"):
        store.close()
    Store.open(path).close()


def test_a_rescue_that_fails_is_said(path: Path) -> None:
    (path.parent / "file").touch()
    with Store.open(path, rescue=path.parent / "file" / "rescue") as store:
        path.unlink()
        with pytest.raises(NotSaved, match="could not be written elsewhere"):
            store.append([label("a")])


@pytest.mark.fault("F025")
@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC])
def test_after_a_failed_fsync_nothing_more_is_written(path: Path, code: int) -> None:
    with Store.open(path, rescue=path.parent / "rescue") as store:
        store.append([label("a")])
        real = store._db
        store._db = Faulty(real, "COMMIT", code)  # type: ignore[assignment]
        with pytest.raises(NotSaved, match="disk I/O error") as error:
            store.append([label("b")])
        assert not error.value.retryable
        assert [act["item"] for act in rescued(error.value)] == ["a", "b"]
        store._db = real
        with pytest.raises(NotSaved, match="disk I/O error"):
            store.append([label("c")])
    assert saved(path) == ["a"]
    with Store.open(path) as store:
        assert store.recovered


def test_a_read_that_fails_is_a_sentence(store: Store) -> None:
    real = store._db
    store._db = Faulty(real, "SELECT", sqlite3.SQLITE_BUSY)  # type: ignore[assignment]
    with pytest.raises(StoreError, match="database busy"):
        list(store.events())
    store._db = Faulty(real, "SELECT", sqlite3.SQLITE_IOERR_READ)  # type: ignore[assignment]
    with pytest.raises(StoreError, match="disk I/O error"):
        store.last_event()
    store._db = real


def test_a_reader_of_events_does_not_stop_the_next_write(store: Store, path: Path) -> None:
    store.append([label("a"), label("b")])
    reading = store.events()
    next(reading)
    with Store.open(path, read_only=True) as other:
        begun = other.events()
        next(begun)
        store.append([label("c")])
    assert [event.item for event in reading] == ["b"]
