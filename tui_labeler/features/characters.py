"""Runs of two to four characters: the columns for languages without spaces between words."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tui_labeler.features.counted import Counts, Keys, count, counting
from tui_labeler.features.tfidf import CHUNK, Columns, Reading, weigh

SPACES = re.compile(r"\s\s+")
LENGTHS = range(2, 5)
BITS = 16
"""An n-gram is one integer: four characters' numbers of 16 bits, 0 where there is none."""
MOST = (1 << BITS) - 1
"""Characters first met after this many others count as one and the same."""
CODE_POINTS = 0x110000


def characters(
    texts: Sequence[str], min_df: int, max_df: float = 1.0, folder: Path | None = None
) -> Reading:
    """TF-IDF of 2- to 4-grams of characters (case ignored, runs of white space as one space).

    The same figures as `TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True,
    min_df=min_df, max_df=max_df)`. `folder`: where counts wait on disk meanwhile.
    """
    alphabet = _Alphabet()
    with counting(folder) as counted:
        for start in range(0, len(texts), CHUNK):
            end = min(start + CHUNK, len(texts))
            counted.add(_counts([texts[row] for row in range(start, end)], alphabet))
            yield end
        X, keys = weigh(counted, min_df, max_df)
    return Columns(X, alphabet.decode(keys))


class _Alphabet:
    """Numbers from 1 for the characters met so far, in the order they are met."""

    def __init__(self) -> None:
        self._number = np.zeros(CODE_POINTS, np.uint64)
        self._met = "\0"

    def numbers(self, text: str) -> NDArray[np.uint64]:
        """The number of each character."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        new = np.unique(codes[self._number[codes] == 0])
        self._number[new] = np.minimum(np.arange(len(new)) + len(self._met), MOST)
        self._met += "".join(map(chr, new.tolist()))
        return self._number[codes]

    def decode(self, keys: Keys) -> list[str]:
        """The characters of each n-gram."""
        shifts = np.arange(max(LENGTHS) - 1, -1, -1, dtype=np.uint64) * np.uint64(BITS)
        found: list[str] = []
        for start in range(0, len(keys), CHUNK):
            table = (keys[start : start + CHUNK, None] >> shifts) & np.uint64(MOST)
            found += ["".join(self._met[n] for n in row if n) for row in table.tolist()]
        return found


def _counts(texts: Sequence[str], alphabet: _Alphabet) -> Counts:
    """Count the n-grams of `texts`; characters not yet in `alphabet` are added to it."""
    folded = [SPACES.sub(" ", text.lower()) for text in texts]
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) for text in folded])
    numbers = alphabet.numbers("".join(folded))
    keys = np.empty(len(LENGTHS) * len(numbers), np.uint64)
    rows_of_keys = np.empty(len(keys), np.int32)
    grams, filled = numbers << np.uint64(BITS * (max(LENGTHS) - 1)), 0
    for length in LENGTHS:
        behind = length - 1
        shift = np.uint64(BITS * (max(LENGTHS) - length))
        grams = grams[:-1] | (numbers[behind:] << shift)
        inside = rows[behind:] == rows[: max(0, len(rows) - behind)]
        place = slice(filled, filled := filled + int(inside.sum()))
        keys[place], rows_of_keys[place] = grams[inside], rows[behind:][inside]
    return count(keys[:filled], rows_of_keys[:filled], len(texts))
