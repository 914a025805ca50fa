"""Many strings in two files: UTF-8 end to end, and where each begins. Opened by mmap, read lazily.

A pool of millions of texts opens in no time and is shared between processes by the page cache.
"""

import mmap
import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate, pairwise
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, overload

CHUNK = 4096
"""Strings decoded at once when all are wanted."""


def encode(text: str) -> bytes:
    """UTF-8 that keeps lone surrogates."""
    return text.encode("utf-8", "surrogatepass")


def text_hash(text: str) -> str:
    """What tells whether a text is still the same: BLAKE2b, 8 bytes, in hex."""
    return blake2b(encode(text), digest_size=8).hexdigest()


def text_id(text: str) -> str:
    """What names the first item with this text, where the data have no ids."""
    return text_hash(text)[:12]


class Strings(Sequence[str]):
    """A frozen sequence of strings; lone surrogates are kept. Each access decodes anew."""

    __slots__ = ("_buffer", "_offsets")

    def __init__(self, buffer: memoryview, offsets: memoryview) -> None:
        """`buffer`: bytes; `offsets`: uint64 [n + 1], where each string begins and the end."""
        self._buffer = buffer
        self._offsets = offsets

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[position] for position in range(len(self))[index]]
        position = range(len(self))[index]
        start, end = self._offsets[position], self._offsets[position + 1]
        return str(self._buffer[start:end], "utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        """Decodes many at once: in ASCII, where bytes are characters, they are cut afterwards."""
        for first in range(0, len(self), CHUNK):
            offsets = self._offsets[first : first + CHUNK + 1].tolist()
            start = offsets[0]
            chunk = bytes(self._buffer[start : offsets[-1]])
            if chunk.isascii():
                text = chunk.decode("ascii")
                yield from (text[a - start : b - start] for a, b in pairwise(offsets))
            else:
                yield from map(self.__getitem__, range(first, first + len(offsets) - 1))


def map_file(path: Path) -> memoryview:
    """The bytes of a file, read-only, loaded as they are touched. Raises OSError."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def map_integers(path: Path) -> memoryview:
    """A file of uint64. Raises OSError; TypeError when it is cut off."""
    return map_file(path).cast("Q")


def map_strings(folder: Path, name: str) -> Strings:
    """What a `StringsWriter` of this name wrote. Raises OSError, TypeError, ValueError."""
    buffer, offsets = map_file(folder / f"{name}.utf8"), map_integers(folder / f"{name}.offsets")
    if not len(offsets) or offsets[0] != 0 or offsets[-1] != len(buffer):
        raise ValueError(f"{name} is damaged")
    return Strings(buffer, offsets)


class StringsWriter:
    """Writes one column; `add` takes any number of strings at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        self._file = _create(folder / f"{name}.utf8")
        self._offsets_path = folder / f"{name}.offsets"
        self._offsets = array("Q", [0])

    def add(self, encoded: Iterable[bytes]) -> None:
        """Append strings, in UTF-8."""
        parts = list(encoded)
        self._file.write(b"".join(parts))
        ends = accumulate(map(len, parts), initial=self._offsets[-1])
        next(ends)
        self._offsets.extend(ends)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if kind is None:
            write_integers(self._offsets_path, self._offsets)


def write_integers(path: Path, values: "array[int]") -> None:
    """Write uint64, as `map_integers` reads them."""
    with _create(path) as file:
        values.tofile(file)


def _create(path: Path) -> BinaryIO:
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))
