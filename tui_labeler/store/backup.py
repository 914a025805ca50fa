"""Copies of labels.sqlite that were checked before they were kept."""

import shlex
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from tui_labeler.errors import StoreError
from tui_labeler.store import files, schema
from tui_labeler.store.errors import words_of
from tui_labeler.text import one_line

KEPT = 5
FOLDER = "backups"


def stamp(at: float) -> str:
    """`20250301-140209`, in UTC, so that names sort by time in every season."""
    return time.strftime("%Y%m%d-%H%M%S", time.gmtime(at))


def backup(path_of_db: Path, into_folder: Path, clock: Callable[[], float]) -> Path:
    """Copy the store as it is at one moment, check the copy, and keep the last five.

    Another process may write meanwhile. Raises StoreError; then no backup was made or dropped.
    """
    target = into_folder / f"labels-{stamp(clock())}.sqlite"
    _keep(path_of_db, target)
    # The clock may have gone back: the new copy stays whatever its name.
    others = [other for other in _newest_first(into_folder) if other != target]
    for old in others[KEPT - 1 :]:
        old.unlink(missing_ok=True)
    return target


def before_migration(path_of_db: Path, version: int, clock: Callable[[], float]) -> Path:
    """Copy the store as it was before it became `version`; these copies are all kept."""
    target = path_of_db.parent / FOLDER / f"pre-v{version}-{stamp(clock())}.sqlite"
    _keep(path_of_db, target)
    return target


def renew(path_of_db: Path) -> None:
    """Put a checked copy in the place of the store: who has the old file open can find that out.

    Raises StoreError; then the old file is in its place.
    """
    _copy(path_of_db, path_of_db)


def newest_good(folder: Path) -> Path | None:
    """The newest backup whose pages are whole."""
    return next((copy for copy in _newest_first(folder) if _good(copy)), None)


def restore_hint(path_of_db: Path, otherwise: str = "There is no good backup.") -> str:
    """How to put the newest good backup in the place of the store."""
    newest = newest_good(path_of_db.parent / FOLDER)
    if newest is None:
        return otherwise
    here, there = (one_line(shlex.quote(str(one))) for one in (newest, path_of_db))
    return f"Newest good backup: {here}\nTo use it:  mv {there} {there}.damaged; cp {here} {there}"


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("labels-*.sqlite"), reverse=True)


def _keep(source: Path, target: Path) -> None:
    if target.parent.is_symlink():
        raise StoreError("no backup was made: the folder is a symbolic link.", file=target.parent)
    _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    try:
        files.private_folder(target.parent)
        temporary = files.private_file(target.parent, ".", ".new")
        try:
            _copy_pages(source, temporary)
            if not _good(temporary):
                raise StoreError("no backup was made: the copy is damaged.", file=source)
            files.publish(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"no backup was made: {words_of(error)}.",
            hint="labels.sqlite itself is as it was.",
            file=target.parent,
        ) from error


def _copy_pages(source: Path, target: Path) -> None:
    files.check_regular(source)
    reader = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
    writer = sqlite3.connect(target)
    try:
        reader.backup(writer)
    finally:
        writer.close()
        reader.close()


def _good(copy: Path) -> bool:
    try:
        files.check_regular(copy)
    except StoreError:
        return False
    connection = sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)
    try:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        return verdict == "ok" and schema.version(connection) > 0
    except sqlite3.Error:
        return False
    finally:
        connection.close()
