"""Many short strings as one block of bytes: opened in no time, and never unpickled."""

from collections.abc import Iterable, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray


class Terms(Sequence[str]):
    """`terms[i]` is `blob[offsets[i]:offsets[i + 1]]` in UTF-8; a slice shares the block."""

    def __init__(self, blob: NDArray[np.uint8], offsets: NDArray[np.int64]) -> None:
        self.blob = blob
        self.offsets = offsets

    @classmethod
    def pack(cls, strings: Iterable[str]) -> "Terms":
        """The same strings, packed."""
        encoded = [string.encode("utf-8", "surrogatepass") for string in strings]
        offsets = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(item) for item in encoded], out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> "Terms": ...
    def __getitem__(self, index: int | slice) -> "str | Terms":
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step != 1:
                raise ValueError("terms are sliced in steps of one")
            return Terms(self.blob, self.offsets[start : max(start, stop) + 1])
        place = range(len(self))[index]
        start, stop = self.offsets[place], self.offsets[place + 1]
        return self.blob[start:stop].tobytes().decode("utf-8", "surrogatepass")
