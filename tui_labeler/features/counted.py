"""Counts of n-grams, chunk after chunk: what all chunks say together stays in memory, the counts
themselves wait in a file. They are several times larger than the columns made of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, TypeAlias

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Keys: TypeAlias = NDArray[np.uint64]
Rows: TypeAlias = NDArray[np.int32]

WAITING = 1 << 20
"""N-grams of chunks that wait to become one with those known; more where more are known."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each n-gram stands in each text of a chunk."""

    keys: Keys
    """The distinct n-grams, ascending."""
    table: "sp.csr_array[Any, tuple[int, int]]"
    """[texts of the chunk, keys], in integers as small as may be."""


def count(keys: Keys, rows: Rows, texts: int) -> Counts:
    """Count `keys[i]`, an n-gram that stands in text `rows[i]` of a chunk of `texts`."""
    order = np.argsort(keys)
    first = _first_of_equals(ascending := keys[order])
    columns = np.empty(len(keys), np.int32)
    columns[order] = np.cumsum(first, dtype=np.int32) - np.int32(1)
    distinct = ascending[first]
    del order, ascending
    ones = np.ones(len(keys), np.float32)
    table = sp.csr_array((ones, (rows, columns)), shape=(texts, len(distinct)))
    table.data = table.data.astype(np.min_scalar_type(int(table.data.max(initial=0))))
    return Counts(distinct, table)


def _first_of_equals(ascending: Keys) -> NDArray[np.bool_]:
    first = np.ones(len(ascending), bool)
    first[1:] = ascending[1:] != ascending[:-1]
    return first


class Counted:
    """The counts of all chunks. Iterated over, they come back in order."""

    def __init__(self, file: IO[bytes]) -> None:
        """`file`: empty, to be written and read."""
        self.texts = 0
        self._chunks = 0
        self._file = file
        self._known: tuple[Keys, NDArray[np.int64]] = np.empty(0, np.uint64), np.empty(0, np.int64)
        self._waiting: list[tuple[Keys, NDArray[np.int64]]] = []

    def add(self, chunk: Counts) -> None:
        """The next chunk."""
        table = chunk.table
        self.texts += table.shape[0]
        self._chunks += 1
        for values in (chunk.keys, table.data, table.indices, table.indptr):
            np.save(self._file, values, allow_pickle=False)
        self._waiting.append((chunk.keys, np.bincount(table.indices, minlength=len(chunk.keys))))
        waiting = sum(len(keys) for keys, _ in self._waiting)
        if waiting > max(WAITING, len(self._known[0])):
            self.document_frequencies()

    def document_frequencies(self) -> tuple[Keys, NDArray[np.int64]]:
        """The distinct n-grams of all chunks, ascending, and how many texts have each."""
        if self._waiting:
            parts = [self._known, *self._waiting]
            keys, df = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
            order = np.argsort(keys, kind="stable")
            keys, df = keys[order], df[order]
            first = np.flatnonzero(_first_of_equals(keys))
            self._known, self._waiting = (keys[first], np.add.reduceat(df, first)), []
        return self._known

    def __iter__(self) -> Iterator[Counts]:
        self._file.seek(0)
        for _ in range(self._chunks):
            keys, *arrays = (np.load(self._file, allow_pickle=False) for _ in range(4))
            shape = len(arrays[2]) - 1, len(keys)
            yield Counts(keys, sp.csr_array(tuple(arrays), shape=shape))


@contextmanager
def counting(folder: Path | None) -> Iterator[Counted]:
    """Counts that wait in a file without a name in `folder`; None: where temporary files lie."""
    with TemporaryFile(dir=folder) as file:
        yield Counted(file)
