"""What SQLite's error codes mean to the person who labels: saved, and worth a retry, or not."""

import sqlite3
from pathlib import Path

from tui_labeler.errors import StoreError
from tui_labeler.text import one_line


class NotSaved(StoreError):
    """A write that did not happen: nothing of it is in the file.

    `retryable`: the same call may succeed later, on the same store. Otherwise the store takes no
    more writes, because what the disk holds is not known.
    """

    code = "not_saved"

    def __init__(
        self, message: str, *, retryable: bool, hint: str = "", file: Path | str | None = None
    ) -> None:
        super().__init__(message, hint=hint, file=file)
        self.retryable = retryable


_PERMISSION = (
    "not saved: no permission to write.",
    "Make the folder and the file writable again, then try again.",
)
_BUSY = (
    "not saved: database busy.",
    "Another program has the file open (an sqlite3 shell, a copy): close it, then try again.",
)
_TRY_AGAIN = {
    sqlite3.SQLITE_FULL: ("not saved: disk full.", "Free some space, then try again."),
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _PERMISSION,
    sqlite3.SQLITE_PERM: _PERMISSION,
    sqlite3.SQLITE_CANTOPEN: _PERMISSION,
    sqlite3.SQLITE_IOERR_WRITE: (
        "not saved: the disk takes no more (quota, file size limit, or a failing disk).",
        "Make room, then try again.",
    ),
}
"""By extended code where there is one, else by primary code."""


def code_of(error: sqlite3.Error) -> int:
    """SQLite's extended result code; 0 for an error of the Python module itself."""
    return getattr(error, "sqlite_errorcode", 0)


def words_of(error: sqlite3.Error | OSError) -> str:
    """What SQLite or the system says, without numbers and names of files."""
    return one_line(getattr(error, "strerror", None) or str(error), 80)


def not_saved(error: sqlite3.Error, path: Path) -> StoreError:
    """The failed write as a sentence; NotSaved unless what was to be written is at fault."""
    if isinstance(error, sqlite3.IntegrityError):
        return StoreError(f"not saved: {one_line(str(error), 120)}.", file=path)
    code = code_of(error)
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return replaced(path)
    found = _TRY_AGAIN.get(code) or _TRY_AGAIN.get(code & 0xFF)
    if found is not None:
        message, hint = found
        return NotSaved(message, hint=hint, retryable=True, file=path)
    # An fsync that failed may have dropped pages: a second one can succeed without writing them.
    return NotSaved(
        f"not saved: {one_line(str(error), 60)}.",
        hint="Nothing more is written. Quit, check the disk, and open the project again.",
        retryable=False,
        file=path,
    )


def replaced(path: Path) -> NotSaved:
    """Another file, or none, is where the store was opened."""
    return NotSaved(
        f"{path.name} was deleted or replaced while open.",
        hint="Nothing more is written. Quit, put the file back, and open the project again.",
        retryable=False,
        file=path,
    )


def unreadable(error: sqlite3.Error, path: Path, hint: str = "") -> StoreError:
    """The failed read, or look at the file, as a sentence."""
    code = code_of(error) & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return foreign(path)
    if code == sqlite3.SQLITE_CORRUPT:
        return StoreError("the file is damaged.", hint=hint, file=path)
    if code == sqlite3.SQLITE_BUSY:
        return StoreError("database busy.", hint=_BUSY[1], file=path)
    return StoreError(f"cannot be used: {one_line(str(error), 60)}.", hint=hint, file=path)


def foreign(path: Path) -> StoreError:
    """A file that this program did not make."""
    return StoreError(
        "not a tui-labeler database; it was left as it is.",
        hint="Move it away, or give the project another folder.",
        file=path,
    )
