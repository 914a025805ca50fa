"""The kinds of rules: each is a function `(rule, corpus) -> rows it fires on`, ascending."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tui_labeler.errors import LabelerError
from tui_labeler.project.rules import Rule
from tui_labeler.tables.source import check_regular, lies_in
from tui_labeler.weak_supervision.corpus import TEXT, Corpus
from tui_labeler.weak_supervision.required import required_parts
from tui_labeler.weak_supervision.word_index import NONE, WORD, Rows, WordIndex, fold

LIST_LIMIT = 5_000_000
"""Bytes of a list file that are read."""
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\U0001f1e6-\U0001f1ff]")


def keywords(rule: Rule, corpus: Corpus) -> Rows:
    """Rows with one of the words or phrases; case is ignored."""
    return _with_any(rule.keywords or (), rule, corpus)


def from_list(rule: Rule, corpus: Corpus) -> Rows:
    """The same with the lines of a file in the project folder; empty ones are left out."""
    return _with_any(read_list(corpus.project, rule.list or ""), rule, corpus)


def regex(rule: Rule, corpus: Corpus) -> Rows:
    """Rows in which the expression is found."""
    column = rule.column or TEXT
    search = re.compile(rule.regex or "").search
    parts = required_parts(rule.regex or "")
    texts = corpus.texts(column)
    if parts is None:
        return _where(texts, range(len(texts)), lambda text: search(text) is not None)
    index = corpus.index(column)
    candidates = _union(index.with_part(part) for part in sorted(parts))
    return _where(texts, candidates.tolist(), lambda text: search(text) is not None)


def count(rule: Rule, corpus: Corpus) -> Rows:
    """Rows with as many words, characters, exclamation marks or emoji as the rule says."""
    measure = MEASURES[rule.count or "words"]
    texts = corpus.texts(rule.column or TEXT)
    return _between(np.fromiter(map(measure, texts), np.float64, len(texts)), rule)


def compare(rule: Rule, corpus: Corpus) -> Rows:
    """Rows whose cell equals a value, or is a number within bounds; empty cells never fire."""
    column = rule.column or TEXT
    if rule.equals is None:
        return _between(corpus.numbers(column), rule)
    if corpus.is_number(column) and not isinstance(rule.equals, str):
        return _rows(corpus.numbers(column) == rule.equals)
    wanted = str(rule.equals)
    return _where(corpus.texts(column), range(len(corpus)), lambda cell: cell == wanted)


MEASURES: dict[str, Callable[[str], int]] = {
    "words": lambda text: len(text.split()),
    "characters": len,
    "exclamations": lambda text: text.count("!") + text.count("！"),
    "emoji": lambda text: 0 if text.isascii() else len(_EMOJI.findall(text)),
}


def read_list(folder: Path, name: str) -> list[str]:
    """The lines of a list file. Raises LabelerError where there is no such file in the folder."""
    path = folder / name
    if not lies_in(path, folder):
        raise LabelerError("a list must lie in the project folder.", file=path)
    check_regular(path)
    try:
        if path.stat().st_size > LIST_LIMIT:
            raise LabelerError("this list is too long.", file=path)
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LabelerError(f"this list cannot be read: {error}", file=path) from error
    return [line.strip() for line in lines if line.strip()]


def _with_any(phrases: Sequence[str], rule: Rule, corpus: Corpus) -> Rows:
    column = rule.column or TEXT
    index, texts = corpus.index(column), corpus.texts(column)
    find = _whole if rule.whole_words else _anywhere
    return _union(find(fold(phrase), index, texts) for phrase in phrases)


def _whole(phrase: str, index: WordIndex, texts: Sequence[str]) -> Rows:
    """Rows where the phrase stands between characters that belong to no word."""
    words = WORD.findall(phrase)
    if words == [phrase]:
        return index.with_word(phrase)
    rows: Iterable[int] = range(len(texts))
    if words:
        common = (index.with_word(word) for word in words)
        rows = reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), common).tolist()
    search = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)").search
    return _where(texts, rows, lambda text: search(fold(text)) is not None)


def _anywhere(phrase: str, index: WordIndex, texts: Sequence[str]) -> Rows:
    """Rows where the phrase stands anywhere, also inside words."""
    words = WORD.findall(phrase)
    if words == [phrase]:
        return index.with_part(phrase)
    rows: Iterable[int] = range(len(texts))
    if words:
        rows = index.with_part(max(words, key=len)).tolist()
    return _where(texts, rows, lambda text: phrase in fold(text))


def _where(texts: Sequence[str], rows: Iterable[int], holds: Callable[[str], bool]) -> Rows:
    return np.fromiter((row for row in rows if holds(texts[row])), np.int32)


def _union(found: Iterable[Rows]) -> Rows:
    every = list(found)
    return np.unique(np.concatenate(every)) if every else NONE


def _between(values: NDArray[np.float64], rule: Rule) -> Rows:
    holds = ~np.isnan(values)
    for bound, within in (
        (rule.at_least, values.__ge__),
        (rule.at_most, values.__le__),
        (rule.above, values.__gt__),
        (rule.below, values.__lt__),
    ):
        if bound is not None:
            holds &= within(bound)
    return _rows(holds)


def _rows(holds: NDArray[np.bool_]) -> Rows:
    return np.flatnonzero(holds).astype(np.int32)
