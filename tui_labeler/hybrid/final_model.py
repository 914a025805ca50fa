"""The model that is taken away: a scikit-learn pipeline from text to label, nothing of ours in it.

Words and characters together, so that it works for languages without spaces too.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from tui_labeler.errors import JobError
from tui_labeler.estimators.classifier import few_per_class

FOLDS = 5
LARGE = 1_000
"""From so many texts on, terms of a single text are left out."""


def final_model(n: int, seed: int) -> Pipeline:
    """The pipeline for `n` training texts, not fitted."""
    min_df = 2 if n >= LARGE else 1
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=min_df, dtype=np.float32)
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=min_df, dtype=np.float32
    )
    learner = LogisticRegression(C=10.0, max_iter=1000, random_state=seed)
    return make_pipeline(make_union(words, characters), learner)


def fit(
    texts: Sequence[str], labels: Sequence[str], weights: ArrayLike | None, seed: int
) -> Pipeline:
    """Train on `texts` and their label names. `weights: float [n]`, 1 for a certain label.

    Raises JobError for fewer than two different labels or texts without words.
    """
    if len(set(labels)) < 2:
        raise JobError("a model needs labels of at least two kinds.")
    model = final_model(len(texts), seed)
    try:
        with few_per_class():
            model.fit(list(texts), list(labels), logisticregression__sample_weight=weights)
    except ValueError as error:
        if "empty vocabulary" in str(error):
            raise JobError("the labelled texts hold no words to learn from.") from None
        raise
    return model


def held_out_predictions(
    texts: Sequence[str], labels: Sequence[str], groups: ArrayLike, seed: int
) -> NDArray[Any] | None:
    """The label each text gets from a model that saw no text of its group.

    Returns label names [n]; None where no label has two groups, so that nothing can be held out.
    """
    names, group = np.asarray(labels), np.asarray(groups)
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
        model = fit([texts[row] for row in inside.tolist()], names[inside].tolist(), None, seed)
        predicted[held] = model.predict([texts[row] for row in held.tolist()])
    return predicted
