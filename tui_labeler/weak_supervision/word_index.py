"""In which rows each word stands: rules about words look into this instead of into the texts.

A rule finds its candidates by the words they must have and looks only into those texts, so its
answer is exact. Case is ignored the way `re.IGNORECASE` does for ASCII letters.
"""

import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WORD = re.compile(r"\w+")
_CHUNK = 8192
_LIKE_ASCII = str.maketrans({"ſ": "s", "ı": "i", "İ": "i", "K": "k"})
Rows = NDArray[np.int32]
NONE: Rows = np.empty(0, np.int32)


def fold(text: str) -> str:
    """The text without case."""
    return text.lower() if text.isascii() else text.translate(_LIKE_ASCII).lower()


@dataclass(frozen=True, eq=False)
class WordIndex:
    """The rows of word w are `rows[starts[w]:starts[w + 1]]`, ascending."""

    words: Sequence[str]
    starts: NDArray[np.int64]
    rows: Rows

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words)}

    @cached_property
    def _joined(self) -> str:
        return "\n".join(self.words)

    @cached_property
    def _offsets(self) -> NDArray[np.int64]:
        lengths = np.fromiter(map(len, self.words), np.int64, len(self.words)) + 1
        return np.concatenate([[0], np.cumsum(lengths)])

    def _of(self, place: int) -> Rows:
        return self.rows[self.starts[place] : self.starts[place + 1]]

    def with_word(self, word: str) -> Rows:
        """Rows in which the folded `word` stands as a whole word, ascending."""
        place = self._places.get(word)
        return NONE if place is None else self._of(place)

    def with_part(self, part: str) -> Rows:
        """Rows in which the folded `part`, letters and digits only, stands inside a word."""
        at = [found.start() for found in re.finditer(re.escape(part), self._joined)]
        places = np.unique(np.searchsorted(self._offsets, at, "right") - 1)
        found = [self._of(place) for place in places.tolist()]
        return np.unique(np.concatenate(found)) if found else NONE


def open_index(folder: Path) -> WordIndex:
    """Map a saved index. Raises OSError, ValueError."""
    words = (folder / "words.txt").read_text("utf-8", "surrogatepass")
    starts, rows = (np.load(folder / name, mmap_mode="r") for name in ("starts.npy", "rows.npy"))
    return WordIndex(words.split("\n") if words else [], starts, rows)


def build_index(texts: Sequence[str], folder: Path) -> Iterator[int]:
    """Build the index of `texts` in `folder`; yields how many texts were read."""
    vocabulary: defaultdict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    words: list[Rows] = []
    rows: list[Rows] = []
    for start in range(0, len(texts), _CHUNK):
        end = min(start + _CHUNK, len(texts))
        found = [
            [vocabulary[word] for word in set(WORD.findall(fold(texts[row])))]
            for row in range(start, end)
        ]
        words.append(np.fromiter((word for one in found for word in one), np.int32))
        rows.append(np.repeat(np.arange(start, end, dtype=np.int32), [len(one) for one in found]))
        yield end
    every = np.concatenate(words) if words else NONE
    order = np.argsort(every, kind="stable")
    sizes = np.bincount(every, minlength=len(vocabulary))
    _save(folder, list(vocabulary), sizes, np.concatenate(rows)[order] if rows else NONE)


def _save(folder: Path, words: Sequence[str], sizes: NDArray[np.int64], rows: Rows) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".index-", suffix=".tmp", dir=folder.parent))
    (temporary / "words.txt").write_text("\n".join(words), "utf-8", "surrogatepass")
    np.save(temporary / "starts.npy", np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))
    np.save(temporary / "rows.npy", rows)
    try:
        os.rename(temporary, folder)
    except OSError:
        if not (folder / "rows.npy").is_file():
            raise
