"""A disk whose n-th write, fsync, rename or removal fails, for SQLite and for Python alike.

SQLite is reached below its pager, by a VFS of the library that the sqlite3 module itself uses:
it is the system's, with other write, truncate, sync and delete. What Python does is reached at
os.fsync, os.replace, os.rename, os.mkdir, and at the opening of files for writing and each write to
them (what numpy writes past Python is not counted).
"""

import ctypes
import errno
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

NAME = b"faulty"
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT)
SAID = (*map(os.strerror, ERRORS), "not saved: disk", "disk I/O error", "is full")
"""One of these stands in the sentence about it."""
STANDARD = (0, 1, 2)
WRITE, TRUNCATE, SYNC, DELETE = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DELETE,
)
_Handle = ctypes.c_void_p
_Write = ctypes.CFUNCTYPE(ctypes.c_int, _Handle, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, _Handle, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, _Handle, ctypes.c_int)
_Open = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, _Handle, ctypes.c_int, ctypes.c_void_p
)
_Delete = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)


class Methods(ctypes.Structure):
    """The beginning of sqlite3_io_methods; what follows is copied as it is."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", ctypes.c_void_p),
        ("read", ctypes.c_void_p),
        ("write", _Write),
        ("truncate", _Truncate),
        ("sync", _Sync),
        ("rest", ctypes.c_void_p * 13),
    )


class VFS(ctypes.Structure):
    """sqlite3_vfs."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("size", ctypes.c_int),
        ("longest", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", _Open),
        ("delete", _Delete),
        ("rest", ctypes.c_void_p * 14),
    )


class Disk:
    """Counts what is done to the disk; fails at number `at`, and `for_good` from there on."""

    def __init__(self) -> None:
        self.done = 0
        self.at = 0
        self.for_good = False
        self.failed: list[str] = []
        self.watching = False

    def fails(self, what: str) -> bool:
        """Whether the operation that comes now fails."""
        if not self.watching:
            return False
        self.done += 1
        failing = self.done == self.at or (self.for_good and self.done > self.at > 0)
        if failing:
            self.failed.append(what)
        return failing

    @contextmanager
    def failing(self, at: int, *, for_good: bool) -> Iterator[None]:
        """Fail within the block; `at` 0: only count."""
        self.done, self.at, self.for_good, self.failed = 0, at, for_good, []
        self.watching = True
        try:
            with pytest.MonkeyPatch.context() as patch:
                self._patch(patch)
                yield
        finally:
            self.watching = False

    def _patch(self, patch: pytest.MonkeyPatch) -> None:
        for name in ("fsync", "replace", "rename", "mkdir"):
            patch.setattr(os, name, self._failing(name, getattr(os, name)))
        for module in ("io", "builtins"):
            patch.setattr(f"{module}.open", self._opening(open))

    def step(self, what: str) -> None:
        """Raises OSError, of another kind each time, when the operation that comes now fails."""
        if self.fails(what):
            number = ERRORS[self.at % len(ERRORS)]
            raise OSError(number, os.strerror(number))

    def _failing(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self.step(name)
            return real(*arguments, **options)

        return call

    def _opening(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(
            file: Any,
            mode: str = "r",
            buffering: int = -1,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
            closefd: bool = True,
            opener: Any = None,
        ) -> Any:
            if not self.watching or not set(mode) & set("wax+") or file in STANDARD:
                return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
            try:
                self.step("open")
            except OSError:
                if isinstance(file, int) and closefd:
                    os.close(file)
                raise
            raw = _File(self, file, mode.replace("b", "").replace("t", ""), closefd, opener)
            if buffering == 0:
                return raw
            buffer = (io.BufferedRandom if "+" in mode else io.BufferedWriter)(raw)
            return buffer if "b" in mode else io.TextIOWrapper(buffer, encoding, errors, newline)

        return opened


class _File(io.FileIO):
    """A file whose writes are counted, and may fail: when it is flushed, or closed."""

    def __init__(self, disk: Disk, file: Any, mode: str, closefd: bool, opener: Any) -> None:
        super().__init__(file, mode, closefd, opener)
        self._disk = disk

    def write(self, data: Any) -> int:
        """See `io.FileIO`."""
        self._disk.step("file write")
        return super().write(data)


DISK = Disk()


@cache
def install() -> object:
    """Put the VFS below the sqlite3 module, once; skips where that is not to be had.

    Returns what must not be collected while SQLite may call it.
    """
    try:
        library = ctypes.CDLL("libsqlite3.so.0")
    except OSError:
        pytest.skip("no libsqlite3.so.0: the SQLite of this Python cannot be reached")
    library.sqlite3_vfs_find.restype = ctypes.POINTER(VFS)
    system = library.sqlite3_vfs_find(None).contents
    kept = _Kept(system)
    assert library.sqlite3_vfs_register(ctypes.byref(kept.vfs), 1) == sqlite3.SQLITE_OK
    return kept


class _Kept:
    """The VFS and its callbacks."""

    def __init__(self, system: VFS) -> None:
        self.system = system
        self.methods: dict[int, Methods] = {}
        self.vfs = VFS.from_buffer_copy(system)
        self.vfs.name = NAME
        self.vfs.open = _Open(self._open)
        self.vfs.delete = _Delete(self._delete)

    def _open(self, vfs: int, name: int, file: int, flags: int, out: int) -> int:
        code: int = self.system.open(vfs, name, file, flags, out)
        place = ctypes.c_void_p.from_address(file)
        if code == sqlite3.SQLITE_OK and place.value:
            if place.value not in self.methods:
                self.methods[place.value] = _faulty(Methods.from_address(place.value))
            place.value = ctypes.addressof(self.methods[place.value])
        return code

    def _delete(self, vfs: int, name: bytes, sync: int) -> int:
        return DELETE if DISK.fails("delete") else int(self.system.delete(vfs, name, sync))


def _faulty(real: Methods) -> Methods:
    made = Methods.from_buffer_copy(real)
    write, truncate, sync = real.write, real.truncate, real.sync
    made.write = _Write(lambda *a: WRITE if DISK.fails("write") else write(*a))
    made.truncate = _Truncate(lambda *a: TRUNCATE if DISK.fails("truncate") else truncate(*a))
    made.sync = _Sync(lambda *a: SYNC if DISK.fails("sync") else sync(*a))
    return made
