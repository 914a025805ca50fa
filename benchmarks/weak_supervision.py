"""How good label models are on real and synthetic votes, and how fast, with Snorkel beside them.

    python -m benchmarks.weak_supervision quality [--snorkel PYTHON] [--seeds 5]
    python -m benchmarks.weak_supervision speed [--snorkel PYTHON] [--rows 100000]

`--snorkel`: a Python of another environment in which Snorkel 0.10 is installed; it runs on the
same votes, in the same run. Accuracy is over all rows. Without human labels the largest class
stands where nothing fires, for every model, and a tie of t labels counts 1 / t where one of them is
right; with human labels each model's own answer counts. "LR" is a logistic regression on the votes
of the human-labelled rows alone. "end": TF-IDF and logistic regression trained on the weak labels.
"""

import argparse
from collections.abc import Iterator
from functools import partial
from statistics import fmean
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from benchmarks.beside_snorkel import ask_snorkel
from benchmarks.votes import Votes, draw, fitted, loss, real, right, sample_project, synthetic
from benchmarks.weak_speed import speed
from tui_labeler.weak_supervision.downstream import train
from tui_labeler.weak_supervision.registry import LABEL_MODELS

END_SEEDS = 2


def on_votes(votes: Votes, rows: Any) -> Any:
    """Labels of a logistic regression on the votes and abstentions of `rows`."""
    X = np.stack([vote == votes.L for vote in range(-1, votes.k)]).reshape(-1, votes.L.shape[1]).T
    return LogisticRegression(max_iter=500).fit(X[rows], votes.y[rows]).predict(X)


def quality(snorkel: str | None, seeds: int) -> Iterator[str]:
    """The table of accuracies, as Markdown."""
    yield "| votes | coverage | model | 0 labels | 50 | 200 | log-loss (0) | end, 0 | 50 | 200 |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for votes in (real("youtube_spam"), real("agnews"), sample_project()):
        yield from rows_of_models(votes, snorkel, seeds)
    for m, k in ((10, 2), (10, 4), (30, 2), (30, 4)):
        for seed in (3, 4):
            yield from rows_of_models(synthetic(10_000, m, k, seed), snorkel, seeds)


def rows_of_models(votes: Votes, snorkel: str | None, seeds: int) -> Iterator[str]:
    """What every model makes of one set of votes."""
    end = EndModel(votes) if votes.texts is not None else None
    start = f"| {votes.name} | {(votes.L >= 0).any(axis=0).mean():.3f} |"
    for name in LABEL_MODELS:
        _, proba = fitted(name, votes)
        found, ends = [alone(proba, votes)], []
        if end:
            ends.append(end.right(proba, draw(votes, 0, 0)[0]))
        for n in (50, 200):
            drawn = [draw(votes, n, seed)[0] for seed in range(seeds)]
            models = [fitted(name, votes, human) for human in drawn]
            found.append(fmean(right(labels, votes) for labels, _ in models))
            if end:
                few = list(zip(models, drawn, strict=True))[:END_SEEDS]
                ends.append(fmean(end.right(model[1], human) for model, human in few))
        after = shown(ends) if end else "| |"
        yield f"{start} {name} | {shown(found)} | {loss(proba, votes):.3f} | {after} |"
    lr = [
        fmean(right(on_votes(votes, draw(votes, n, seed)[1]), votes) for seed in range(seeds))
        for n in (50, 200)
    ]
    yield f"{start} LR on their votes | | {shown(lr)} | | | | |"
    if snorkel:
        proba, _ = ask_snorkel(snorkel, votes)
        after = f"{end.right(proba, draw(votes, 0, 0)[0]):.3f}" if end else ""
        found_alone = f"{alone(proba, votes):.3f} | | | {loss(proba, votes):.3f}"
        yield f"{start} Snorkel, 500 epochs | {found_alone} | {after} | | |"
    if votes.best is not None:
        best = f"{alone(votes.best, votes):.3f} | | | {loss(votes.best, votes):.3f}"
        yield f"{start} Bayes-optimal | {best} | | | |"


def shown(figures: list[float]) -> str:
    """Cells of a table."""
    return " | ".join(f"{figure:.3f}" for figure in figures)


def alone(proba: Any, votes: Votes) -> float:
    """The accuracy of probabilities that no human label helped with."""
    best = proba >= proba.max(axis=1, keepdims=True) - 1e-9
    best[~(votes.L >= 0).any(axis=0)] = np.arange(votes.k) == np.bincount(votes.y).argmax()
    return float((best[np.arange(len(votes.y)), votes.y] / best.sum(axis=1)).mean())


class EndModel:
    """What TF-IDF and logistic regression make of weak labels."""

    def __init__(self, votes: Votes) -> None:
        assert votes.texts is not None
        read = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)
        self.votes, self.X = votes, read.fit_transform(votes.texts)
        self.fires = (votes.L >= 0).any(axis=0)

    def right(self, proba: Any, human: Any) -> float:
        """Its accuracy over all rows."""
        made = partial(LogisticRegression, C=10, max_iter=500)
        model = train(made, self.X, proba, self.fires, human)
        best = model.classes_[model.predict_proba(self.X).argmax(axis=1)]
        return right(best, self.votes)


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["quality", "speed"])
    parser.add_argument("--snorkel")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=100_000)
    asked = parser.parse_args()
    with threadpool_limits(1):
        table = (
            quality(asked.snorkel, asked.seeds)
            if asked.what == "quality"
            else speed(asked.snorkel, asked.rows)
        )
        for row in table:
            print(row, flush=True)


if __name__ == "__main__":
    main()
