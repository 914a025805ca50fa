"""Rules that human labels suggest: words and pairs of words that speak for one label."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui_labeler.evaluation.figure import wilson
from tui_labeler.weak_supervision.word_index import WORD, fold

FEWEST = 3
"""Labelled items that must have the words."""
PRECISE = 0.8
"""The share of them that must have the label."""
BEST = 20
NGRAMS = (1, 2)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`words` speak for `label` in `right` of `right + wrong` labelled items."""

    words: str
    label: int
    right: int
    wrong: int


def suggest(texts: Mapping[int, str], labels: Mapping[int, int], n: int = BEST) -> list[Suggestion]:
    """The `n` most telling phrases of `texts` (row -> text), whose `labels` are known.

    Ranked by how far the lower end of the 95 % interval of their precision is above the share of
    the label: a phrase that is not tells nothing. Of phrases in the same items the shortest; no
    pair of words of which one alone tells as much.
    """
    rows: defaultdict[str, set[int]] = defaultdict(set)
    for row, text in texts.items():
        words = WORD.findall(fold(text))
        for size in NGRAMS:
            for at in range(len(words) - size + 1):
                rows[" ".join(words[at : at + size])].add(row)
    shares = Counter(labels[row] for row in texts)
    seen: set[frozenset[int]] = set()
    found: dict[str, tuple[float, Suggestion]] = {}
    for phrase in sorted(rows, key=lambda one: (one.count(" "), one)):
        here = frozenset(rows[phrase])
        if len(here) < FEWEST or here in seen:
            continue
        seen.add(here)
        label, right = Counter(labels[row] for row in here).most_common(1)[0]
        gain = wilson(right, len(here))[0] - shares[label] / len(texts)
        parts = [found[word] for word in phrase.split() if word in found]
        alone = max((part for part, one in parts if one.label == label), default=0.0)
        if right >= PRECISE * len(here) and gain > alone:
            found[phrase] = gain, Suggestion(phrase, label, right, len(here) - right)
    return [one for _, one in sorted(found.values(), key=_rank)[:n]]


def _rank(found: tuple[float, Suggestion]) -> tuple[float, int, str]:
    gain, one = found
    return -gain, -one.right, one.words


def unsaid(suggestions: Sequence[Suggestion], known: Sequence[str]) -> list[Suggestion]:
    """Those that no keyword of a rule says already."""
    words = {fold(keyword) for keyword in known}
    return [one for one in suggestions if one.words not in words]
