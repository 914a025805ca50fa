"""Texts with given labels that are wrong here and there: by people who erred, or flipped.

Flips depend on the class: each has its own rate around the mean one, and two classes that its items
are taken for.
"""

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CHECKOUT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("TUI_LABELER_DATA") or CHECKOUT.parent / "shared" / "data")
SAMPLE = CHECKOUT / "sample_projects" / "movie_reviews"
RATES = (0.05, 0.10, 0.20)


@dataclass(frozen=True, eq=False)
class Noisy:
    """Texts with given and right labels."""

    name: str
    texts: list[str]
    gold: NDArray[np.intp]
    given: NDArray[np.intp]
    k: int
    transition: NDArray[np.float64] | None
    """[k, k] true -> given, where it is known."""


def read(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a csv by id."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def labelled(folder: Path, data: str = "data.csv") -> tuple[list[str], list[str], list[str]]:
    """Ids, texts and gold labels of a data set."""
    rows, gold = read(folder / data), read(folder / "gold.csv")
    ids = [item for item in rows if item in gold]
    return ids, [rows[item]["text"] for item in ids], [gold[item]["label"] for item in ids]


def numbered(labels: Sequence[str]) -> tuple[NDArray[np.intp], dict[str, int]]:
    """Labels as numbers."""
    index = {name: place for place, name in enumerate(sorted(set(labels)))}
    return np.array([index[label] for label in labels], np.intp), index


def real_errors() -> Noisy:
    """noisy_agnews: labels by people who err."""
    folder = DATA / "noisy_agnews"
    ids, texts, labels = labelled(folder)
    gold, index = numbered(labels)
    given = read(folder / "given_labels.csv")
    y = np.array([index[given[item]["label"]] for item in ids], np.intp)
    return Noisy("noisy_agnews", texts, gold, y, len(index), None)


def flipped(name: str, rate: float, seed: int) -> Noisy:
    """A data set with class-dependent flips of `rate` on average."""
    folder = SAMPLE if name == "movie_reviews" else DATA / name
    _, texts, labels = labelled(folder, "reviews.csv" if name == "movie_reviews" else "data.csv")
    gold, index = numbered(labels)
    k, rng = len(index), np.random.default_rng(seed)
    rates = rng.uniform(0.5, 1.5, k)
    rates *= rate * len(gold) / (rates * np.bincount(gold, minlength=k)).sum()
    transition = np.diag(1 - rates)
    for label in range(k):
        others = rng.permutation([one for one in range(k) if one != label])
        shares = (1.0,) if k == 2 else (0.7, 0.3)
        for one, share in zip(others, shares, strict=False):
            transition[label, one] = share * rates[label]
    drawn = rng.random(len(gold))[:, None] > transition[gold].cumsum(axis=1)
    given = np.minimum(drawn.sum(axis=1), k - 1)
    return Noisy(f"{name} {rate:.0%} #{seed}", texts, gold, given, k, transition)


def every(names: Sequence[str], seeds: int) -> Iterator[Noisy]:
    """All noisy sets of the tables."""
    if "noisy_agnews" in names:
        yield real_errors()
    for name in names:
        if name != "noisy_agnews":
            for rate in RATES:
                for seed in range(1, seeds + 1):
                    yield flipped(name, rate, seed)
