"""The model that is taken away: a scikit-learn pipeline from text to label, nothing of ours in it.

Words and characters together, so that it works for languages without spaces too.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline, make_union

from tui_labeler.errors import JobError
from tui_labeler.estimators.classifier import few_per_class
from tui_labeler.jobs import Progress, told_as
from tui_labeler.label_noise.linear import train
from tui_labeler.label_noise.soft_regression import Training

FOLDS = 5
LARGE = 1_000
"""From so many texts on, terms of a single text are left out."""


def text_features(n: int) -> FeatureUnion:
    """What the model reads, for `n` training texts; not fitted."""
    min_df = 2 if n >= LARGE else 1
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=min_df, dtype=np.float32)
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=min_df, dtype=np.float32
    )
    return make_union(words, characters)


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Texts with their labels."""

    texts: Sequence[str]
    labels: Sequence[str]
    weights: NDArray[np.float64]
    """[n] 1: a certain label."""
    sure: NDArray[np.bool_]
    """[n] the person's own label."""
    groups: NDArray[np.intp]
    """[n] the same number: copies of a text."""

    def __getitem__(self, rows: NDArray[np.intp]) -> "Labelled":
        """Some of them."""
        return Labelled(
            [self.texts[row] for row in rows.tolist()],
            [self.labels[row] for row in rows.tolist()],
            self.weights[rows],
            self.sure[rows],
            self.groups[rows],
        )


def fit(labelled: Labelled, noise: str, seed: int) -> Generator[Progress, None, Pipeline]:
    """Train, with the choice `noise` of `label_noise.registry`.

    Raises JobError for fewer than two different labels or texts without words.
    """
    names = sorted(set(labelled.labels))
    if len(names) < 2:
        raise JobError("a model needs labels of at least two kinds.")
    features = text_features(len(labelled.texts))
    yield Progress("reading the texts")
    try:
        X = features.fit_transform(list(labelled.texts))
    except ValueError as error:
        if "empty vocabulary" in str(error):
            raise JobError("the labelled texts hold no words to learn from.") from None
        raise
    targets = np.eye(len(names))[np.searchsorted(names, labelled.labels)]
    learner = yield from train(
        Training(X, targets, labelled.weights),
        names,
        noise,
        sure=labelled.sure,
        seed=seed,
        groups=labelled.groups,
    )
    return make_pipeline(features, learner)


def held_out_predictions(
    labelled: Labelled, noise: str, seed: int
) -> Generator[Progress, None, NDArray[Any] | None]:
    """The label each text gets from a model that saw no text of its group.

    Returns label names [n]; None where no label has two groups, so that nothing can be held out.
    """
    names, group = np.asarray(labelled.labels), labelled.groups
    _, first = np.unique(group, return_index=True)
    counts = np.unique(names[first], return_counts=True)[1]
    folds = min(FOLDS, int(counts.max(initial=0)))
    if folds < 2:
        return None
    fold = np.zeros(len(names), np.intp)
    with few_per_class():
        splits = StratifiedKFold(folds, shuffle=True, random_state=seed).split(first, names[first])
        for number, (_, held) in enumerate(splits):
            fold[np.isin(group, group[first[held]])] = number
    predicted = np.empty(len(names), dtype=names.dtype)
    for number in range(folds):
        inside, held = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if len(set(names[inside])) < 2:
            return None
        part = fit(labelled[inside], noise, seed)
        model = yield from told_as(Progress("judging the model", number, folds), part)
        predicted[held] = model.predict(labelled[held].texts)
    return predicted
