"""Connections to labels.sqlite that have been checked, and the one way to write through them.

A rollback journal rather than WAL: the file can be copied while idle, read in a folder without
write permission and kept on NFS, and one label per key needs no more speed.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from tui_labeler.errors import StoreError
from tui_labeler.store import backup, files, schema, sittings
from tui_labeler.store.errors import code_of, foreign, not_saved, unreadable, words_of
from tui_labeler.store.schema import MIGRATIONS, Migration
from tui_labeler.text import one_line

SQLITE_VERSION = sqlite3.sqlite_version
QUICK_CHECK_LIMIT = 2**30
"""Bytes above which the whole file is read only after a crash."""

_NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")
"""How a journal ends that belongs to a write over several files (SQLite's file format, 3.0)."""
_BUSY_SECONDS = 5.0
_PRAGMAS = ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "foreign_keys = OFF")
_WRITER_PRAGMAS = ("journal_mode = DELETE", "synchronous = EXTRA")


def create(path: Path) -> None:
    """Make a new store, under a temporary name first, so that no crash leaves half of one.

    Raises StoreError.
    """
    try:
        temporary = files.private_file(path.parent, f".{path.name}-", ".new")
        try:
            with closing(_connect(temporary, "rw")) as connection:
                schema.migrate(connection)
            files.publish(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except sqlite3.Error as error:
        raise not_saved(error, path) from error
    except OSError as error:
        raise StoreError(
            f"cannot be made: {words_of(error)}.",
            hint="Make the folder writable and free some space.",
            file=path,
        ) from error


def writable(
    path: Path, *, clock: Callable[[], float], migrations: Sequence[Migration] = MIGRATIONS
) -> sqlite3.Connection:
    """Connect to an existing store, check it, and bring its schema up to date.

    Raises StoreError, and then has changed nothing, unless it is a journal left by a crash.
    """
    _check_file(path)
    with _opened(path, "rw") as connection:
        _check_schema(connection, path, migrations)
        last = sittings.last(connection)
        crashed = last is not None and last.ended is None
        if crashed or path.stat().st_size <= QUICK_CHECK_LIMIT:
            _check_pages(connection, path)
            _check_cells(connection, path)
        for pragma in _WRITER_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if schema.version(connection) < len(migrations):
            backup.before_migration(path, len(migrations), clock)
            schema.migrate(connection, migrations)
        connection.execute("PRAGMA foreign_keys = ON")
    return connection


def readable(path: Path, *, migrations: Sequence[Migration] = MIGRATIONS) -> sqlite3.Connection:
    """Connect for reading only; where there is no file, to an empty store in memory.

    A store of an older version is read through a copy in memory.
    """
    if not path.exists() and not path.is_symlink():
        return _in_memory(migrations)
    _check_file(path)
    with _opened(path, "ro") as connection:
        _replay_journal(connection, path)
        _check_schema(connection, path, migrations)
        if path.stat().st_size <= QUICK_CHECK_LIMIT:
            _check_cells(connection, path)
        if schema.version(connection) < len(migrations):
            copy = _in_memory(migrations, connection)
            connection.close()
            return copy
    return connection


@contextmanager
def transaction(
    connection: sqlite3.Connection, path: Path, before_commit: Callable[[], None]
) -> Iterator[None]:
    """All or nothing, and durable at the end.

    `before_commit` may veto by raising. Raises NotSaved when the file cannot take it and
    StoreError when SQLite cannot hold a value; the connection can be used again afterwards.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        before_commit()
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise not_saved(error, path) from error
        if isinstance(error, UnicodeEncodeError):
            raise StoreError(
                f'not saved: "{one_line(str(error.object), 60)}" holds half of a surrogate pair, '
                "which is no character.",
                hint="Remove it (it was shown as \ufffd) and try again.",
                file=path,
            ) from error
        raise


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _in_memory(
    migrations: Sequence[Migration], source: sqlite3.Connection | None = None
) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    if source is not None:
        source.backup(memory)
    schema.migrate(memory, migrations)
    return memory


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """A connection that stays open, unless the block raises; then SQLite's errors are ours."""
    with ExitStack() as undo:
        try:
            connection = _connect(path, mode)
            undo.callback(connection.close)
            yield connection
        except sqlite3.Error as error:
            raise unreadable(error, path, backup.restore_hint(path)) from error
        undo.pop_all()


def _check_file(path: Path) -> None:
    """Refuse what SQLite would follow, or would take for a new database."""
    files.check_regular(path)
    if path.stat().st_size == 0:
        raise StoreError(
            "the file is empty, so its labels are gone.",
            hint=backup.restore_hint(path, otherwise="To start anew, delete the empty file."),
            file=path,
        )
    _check_journal(path)


def _check_journal(path: Path) -> None:
    """Refuse a journal that names another file, for SQLite would delete that: ours name none."""
    journal = Path(f"{path}-journal")
    if not journal.is_file():
        return
    try:
        with journal.open("rb") as file:
            file.seek(-len(_NAMES_ANOTHER), os.SEEK_END)
            end = file.read()
    except OSError:
        return
    if end == _NAMES_ANOTHER:
        raise StoreError(
            "this journal names another file, so this program did not write it.",
            hint="Move it away; " + backup.restore_hint(path),
            file=journal,
        )


def _check_schema(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]
) -> None:
    version = schema.version(connection)
    if version < 1:
        raise foreign(path)
    if version > len(migrations):
        raise StoreError(
            f"made by a newer version of tui-labeler (schema {version}, "
            f"this one knows {len(migrations)}); it was left as it is.",
            hint="Upgrade:  pip install -U tui-labeler",
            file=path,
        )
    stranger = schema.stranger(connection, migrations)
    if stranger is not None:
        raise StoreError(
            f"unexpected schema object: {one_line(stranger, 60)}.",
            hint="Somebody changed this file; it is not used. " + backup.restore_hint(path),
            file=path,
        )


def _check_pages(connection: sqlite3.Connection, path: Path) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise StoreError(
            f"the file is damaged: {one_line(verdict, 60)}.",
            hint=backup.restore_hint(path),
            file=path,
        )


def _check_cells(connection: sqlite3.Connection, path: Path) -> None:
    table = schema.odd_table(connection)
    if table is not None:
        raise StoreError(
            f'the table "{table}" holds what this program did not write.',
            hint="Somebody changed this file; it is not used. " + backup.restore_hint(path),
            file=path,
        )


def _replay_journal(reader: sqlite3.Connection, path: Path) -> None:
    """Take back the write that a crash cut off, which a read-only connection may not do."""
    try:
        schema.version(reader)
    except sqlite3.OperationalError as error:
        if code_of(error) != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        with closing(_connect(path, "rw")) as writer:
            schema.version(writer)
