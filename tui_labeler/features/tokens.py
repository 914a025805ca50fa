"""Words as numbers, all of many texts at once: a Python string is made of each distinct word, not
of each time it stands in a text.

A word is known by a polynomial of its characters modulo 2**64, which differences of running sums
give for all words together.
"""

import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Unsigned: TypeAlias = NDArray[np.uint64]
Places: TypeAlias = NDArray[np.intp]

PIECE = 1 << 18
"""Characters read at once, or one text that has more: bounds the memory."""
SHORTEST = 2
"""Characters of a word."""
BASE = 0x9E3779B97F4A7C15
"""Of the polynomial. Odd: it has an inverse."""


class Vocabulary:
    """The words read so far, in the order in which they were first met: the place is the number."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._hashes: Unsigned = np.empty(0, np.uint64)
        self._numbers: Unsigned = np.empty(0, np.uint64)

    def read(self, texts: Sequence[str]) -> tuple[Unsigned, NDArray[np.int32]]:
        r"""The number of each word (`\w\w+`, case ignored) as they stand, and the row of its text.

        Words not yet known are added.
        """
        numbers, rows = [np.empty(0, np.uint64)], [np.empty(0, np.int32)]
        for first, piece in _pieces([text.lower() for text in texts]):
            joined = "\n".join(["", *piece, ""])
            codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
            starts, ends = _borders(codes)
            numbers.append(self._numbered(_hashes(codes, starts, ends), joined, starts, ends))
            text_ends = np.cumsum([len(text) + 1 for text in piece])
            within = np.searchsorted(text_ends, starts, side="right")
            rows.append((first + within).astype(np.int32))
        return np.concatenate(numbers), np.concatenate(rows)

    def _numbered(self, hashes: Unsigned, joined: str, starts: Places, ends: Places) -> Unsigned:
        """The number of each word of `joined`."""
        distinct, first, place = np.unique(hashes, return_index=True, return_inverse=True)
        at = np.searchsorted(self._hashes, distinct)
        new = np.ones(len(distinct), bool)
        inside = at < len(self._hashes)
        new[inside] = self._hashes[at[inside]] != distinct[inside]
        met = np.flatnonzero(new)[np.argsort(first[new])]
        numbers = np.empty(len(distinct), np.uint64)
        numbers[~new] = self._numbers[at[~new]]
        numbers[met] = np.arange(len(self.words), len(self.words) + len(met), dtype=np.uint64)
        spans = zip(starts[first[met]].tolist(), ends[first[met]].tolist(), strict=True)
        self.words += [joined[start:end] for start, end in spans]
        self._hashes = np.insert(self._hashes, at[new], distinct[new])
        self._numbers = np.insert(self._numbers, at[new], numbers[new])
        return numbers[place]


def _pieces(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """The texts in pieces of about `PIECE` characters, each with the row of its first text."""
    start = size = 0
    for row, text in enumerate(texts):
        if size and size + len(text) > PIECE:
            yield start, texts[start:row]
            start, size = row, 0
        size += len(text) + 1
    if size:
        yield start, texts[start:]


def _borders(codes: NDArray[np.uint32]) -> tuple[Places, Places]:
    """Where words start, and where they end; the first and last character are in no word."""
    inside = _in_words(1 << int(codes.max()).bit_length())[codes]
    borders = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = borders[::2], borders[1::2]
    kept = ends - starts >= SHORTEST
    return starts[kept], ends[kept]


@lru_cache
def _in_words(limit: int) -> NDArray[np.bool_]:
    r"""Which characters below `limit` are `\w`."""
    codes = range(min(limit, sys.maxunicode + 1))
    return np.array([chr(code).isalnum() or code == ord("_") for code in codes])


def _hashes(codes: NDArray[np.uint32], starts: Places, ends: Places) -> Unsigned:
    """The polynomial of the characters from each start to its end."""
    size = 1 << len(codes).bit_length()
    sums = codes * _powers(BASE, size)[: len(codes)]
    np.cumsum(sums, out=sums)
    found: Unsigned = sums[ends - 1] - sums[starts - 1]
    return found * _powers(pow(BASE, -1, 1 << 64), size)[starts]


@lru_cache(maxsize=2)
def _powers(base: int, n: int) -> Unsigned:
    """The first `n` powers of `base` modulo 2**64."""
    factors = np.full(n, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)
