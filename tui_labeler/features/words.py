"""Words and pairs of words: the columns for languages that put spaces between words."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tui_labeler.features.counted import Counts, Keys, count, counting
from tui_labeler.features.tfidf import CHUNK, Columns, Reading, weigh
from tui_labeler.features.tokens import Vocabulary

SECOND = np.uint64(32)
"""An n-gram is one integer: its first word's number << 32 | its second's + 1, or 0 without one."""


def words(texts: Sequence[str], min_df: int, folder: Path | None = None) -> Reading:
    """TF-IDF of 1- and 2-grams of words (two letters or more, case ignored).

    The same figures as `TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=min_df)`.
    `folder`: where counts wait on disk meanwhile.
    """
    vocabulary = Vocabulary()
    with counting(folder) as counted:
        for start in range(0, len(texts), CHUNK):
            end = min(start + CHUNK, len(texts))
            counted.add(_counts([texts[row] for row in range(start, end)], vocabulary))
            yield end
        X, keys = weigh(counted, min_df)
    return Columns(X, _terms(keys, vocabulary.words))


def _counts(texts: Sequence[str], vocabulary: Vocabulary) -> Counts:
    """Count the n-grams of `texts`; words not yet in `vocabulary` are added to it."""
    numbers, rows = vocabulary.read(texts)
    first = numbers << SECOND
    paired = rows[1:] == rows[:-1]
    pairs = (first[:-1] | (numbers[1:] + np.uint64(1)))[paired]
    return count(
        np.concatenate([first, pairs]), np.concatenate([rows, rows[1:][paired]]), len(texts)
    )


def _terms(keys: Keys, names: Sequence[str]) -> list[str]:
    firsts = (keys >> SECOND).tolist()
    seconds = (keys & np.uint64(0xFFFFFFFF)).tolist()
    return [
        f"{names[first]} {names[second - 1]}" if second else names[first]
        for first, second in zip(firsts, seconds, strict=True)
    ]
