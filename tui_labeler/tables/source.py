"""Opening a file somebody else made: only regular files, never a bomb, always with line numbers."""

import codecs
import gzip
import io
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from tui_labeler.errors import DataError

MAX_EXPANDED = 4 << 30
"""Bytes a .gz file may expand to."""
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16's, with which it begins
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/+[^/]")
_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20


def lies_in(path: Path, folder: Path) -> bool:
    """Whether a file is in a folder, links followed: never an error, even for links in a circle."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def check_regular(path: Path) -> None:
    """Raise DataError unless `path` is a regular file (or a link to one) on this machine."""
    if _URL.match(str(path)):
        raise DataError("only local files are read.", hint="Download it first.", file=path)
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DataError("there is no such file.", file=path) from error
    except (OSError, ValueError) as error:
        raise DataError(f"the file cannot be opened: {error}.", file=path) from error
    if stat.S_ISDIR(mode):
        raise DataError("this is a folder, not a file.", file=path)
    if not stat.S_ISREG(mode):
        raise DataError("this is a pipe or a device, not a file.", file=path)


@contextmanager
def open_text(path: Path, *, encoding: str, newline: str | None) -> Iterator[IO[str]]:
    """The text of a file, expanded if its name ends in .gz.

    Lone surrogates in UTF-8 are let through, as `atomic_write`'s users write them. Raises DataError
    with the line for bytes that are not in `encoding`, for damaged gzip and unreadable files.
    """
    check_regular(path)
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    try:
        with (
            _open_binary(path) as binary,
            io.TextIOWrapper(
                binary, encoding=encoding, errors="surrogatepass", newline=newline
            ) as text,
        ):
            yield text
    except UnicodeError as error:
        raise DataError(
            f"the file is not written in {encoding.removesuffix('-sig')}.",
            hint=_encoding_hint(path),
            file=path,
            line=_line_of_bad_byte(path, encoding),
        ) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError("this is no gzip file, or it is damaged or cut off.", file=path) from error
    except OSError as error:
        raise DataError(f"the file cannot be read: {error.strerror}.", file=path) from error


def _open_binary(path: Path) -> BinaryIO:
    if path.suffix.lower() != ".gz":
        return path.open("rb")
    return cast(BinaryIO, io.BufferedReader(_Expanded(path), _CHUNK))


class _Expanded(io.RawIOBase):
    """An expanded .gz file that ends in an error when it grows past MAX_EXPANDED."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = gzip.open(path, "rb")  # noqa: SIM115 - closed in close()
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = self._file.readinto(buffer)
        self._read += count
        if self._read > MAX_EXPANDED:
            raise DataError(
                f"the file expands to more than {MAX_EXPANDED:,} bytes.",
                hint="Expand it yourself if you trust it.",
                file=self._path,
            )
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def _line_of_bad_byte(path: Path, encoding: str) -> int:
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    line = 1
    with _open_binary(path) as file:
        while chunk := file.read(_CHUNK):
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeError as error:
                if isinstance(error, UnicodeDecodeError):
                    good = error.object[: error.start]
                    line += good.decode(encoding, "ignore").count("\n")
                break
    return line


def marked_encoding(start: bytes) -> str | None:
    """The encoding that the mark stands for with which a file starts."""
    return next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)


def _encoding_hint(path: Path) -> str:
    with _open_binary(path) as file:
        start = file.read(4)
    if start.startswith(_GZIP):
        return "It is compressed, and its name does not say so: expand it."
    guess = marked_encoding(start) or "cp1252"
    return f'Save it as UTF-8, or say what it is: encoding = "{guess}" under [data], perhaps.'
