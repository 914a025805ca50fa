"""What rules read: columns of the pool, as texts, as numbers, and by the words in them."""

import contextlib
from collections.abc import Generator, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tui_labeler.jobs import Progress
from tui_labeler.project.pool import Pool
from tui_labeler.weak_supervision.rows import number
from tui_labeler.weak_supervision.word_index import WordIndex, build_index, open_index

TEXT = "text"


class Corpus:
    """The columns of one pool; word indexes are kept in the folder `cached`."""

    def __init__(self, pool: Pool, text: str, cached: Path, project: Path) -> None:
        self.pool = pool
        self.project = project
        """The folder where list files are looked up."""
        self._text = text
        self._cached = cached
        self.numbers = cache(self._numbers)
        self.index = cache(self._index)

    def __len__(self) -> int:
        return len(self.pool)

    @property
    def columns(self) -> tuple[str, ...]:
        return (TEXT, *(name for name in self.pool.columns if name != TEXT))

    def texts(self, column: str) -> Sequence[str]:
        """The cells of a column as they are written."""
        if column in (TEXT, self._text):
            return self.pool.texts
        return self.pool.columns[column]

    def is_number(self, column: str) -> bool:
        """Whether a column holds numbers."""
        return self.pool.kinds.get(column) == "number"

    def _numbers(self, column: str) -> NDArray[np.float64]:
        """float [n]; NaN where the cell is empty."""
        found = (number(cell) for cell in self.texts(column))
        return np.fromiter((np.nan if one is None else one for one in found), np.float64)

    def _folder(self, column: str) -> Path:
        key = f"{self.pool.fingerprint} {self._text if column == TEXT else column}"
        digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8)
        return self._cached / f"index-{digest.hexdigest()}"

    def _index(self, column: str) -> WordIndex:
        """The index of a column that was prepared."""
        return open_index(self._folder(column))

    def prepare(self, column: str) -> Generator[Progress, None, None]:
        """Build the index of a column unless it is there."""
        with contextlib.suppress(OSError, ValueError):
            open_index(self._folder(column))
            return
        texts = self.texts(column)
        for done in build_index(texts, self._folder(column)):
            yield Progress("indexing the words", done, len(texts))
