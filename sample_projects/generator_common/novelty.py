"""Keeps phrases from coming back: a draft is refused when it would repeat what is used up."""

import re
from collections import Counter

NGRAM = 8
ROWS_PER_NGRAM = 7
ROWS_PER_SENTENCE = 10


def words(text: str) -> list[str]:
    return re.findall(r"[\w'/]+", text.lower())


def ngrams(text: str, n: int = NGRAM) -> set[tuple[str, ...]]:
    tokens = words(text)
    return {tuple(tokens[at : at + n]) for at in range(len(tokens) - n + 1)}


def long_sentences(text: str) -> set[tuple[str, ...]]:
    """The sentences of more than six words."""
    sentences = (tuple(words(part)) for part in re.split(r"[.!?…\n]+", text))
    return {sentence for sentence in sentences if len(sentence) > 6}


class Novelty:
    """In how many rows each 8-gram and each sentence stands so far, and every whole text."""

    def __init__(self) -> None:
        self._texts: set[tuple[str, ...]] = set()
        self._ngrams: Counter[tuple[str, ...]] = Counter()
        self._sentences: Counter[tuple[str, ...]] = Counter()

    def admits(self, text: str) -> bool:
        return (
            tuple(words(text)) not in self._texts
            and all(self._ngrams[ngram] < ROWS_PER_NGRAM for ngram in ngrams(text))
            and all(self._sentences[one] < ROWS_PER_SENTENCE for one in long_sentences(text))
        )

    def add(self, text: str) -> None:
        self._texts.add(tuple(words(text)))
        self._ngrams.update(ngrams(text))
        self._sentences.update(long_sentences(text))
