"""The whole data set looked over: near-copies, imbalance, and what cleanlab's Datalab sees.

Near-copies, outliers, imbalance and order need nothing beyond the base; underperforming groups
come from Datalab, where the extra `audit` is installed.
"""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.label_noise.near_copies import near_copies

RARE = 0.1
"""A class with so small a share of what an even one would have is too small (as in cleanlab)."""
STRANGE = 0.05
"""A text with so little in common with its nearest neighbour is an outlier."""
BLOCK = 1024
REFERENCE = 2000
"""Other texts, drawn at random, that a text is compared with: bounds the time."""
SORTED = 3.0
"""Standard errors by which neighbours share a label more often than by chance: an order."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about the data that is worth a look."""

    kind: str
    """`near_duplicate`, `outlier`, `class_imbalance`, `order`, `weak_group`."""
    row: int | None
    """None: the whole data set."""
    score: float
    """In [0, 1]; the lower the worse."""
    other: int | str | None = None
    """The row of the copy, or the label that is too rare."""

    def as_json(self) -> dict[str, Any]:
        """Plain values; rows are named by whoever knows their ids."""
        return {"kind": self.kind, "row": self.row, "score": self.score, "with": self.other}


def audit(
    X: Any, rows: NDArray[np.intp], y: NDArray[np.intp], labels: Sequence[str], seed: int
) -> list[Issue]:
    """Look over `X: CSR [n, columns]`, of which `rows` have the labels `y`; worst first."""
    found = [*duplicates(X), *outliers(X, seed), *imbalance(y, labels), *order(rows, y)]
    if len(rows) and importlib.util.find_spec("datasets") is not None:
        found += weak_groups(X, rows, y, seed)
    return sorted(found, key=lambda one: (one.score, one.kind))


def duplicates(X: Any) -> list[Issue]:
    """Pairs of texts that are nearly the same; the score is their distance."""
    pairs = near_copies(X)
    distance = np.clip(1 - pairs.similarity, 0, 1)
    return [
        Issue("near_duplicate", second, score, first)
        for first, second, score in zip(
            pairs.first.tolist(), pairs.second.tolist(), distance.tolist(), strict=True
        )
    ]


def outliers(X: Any, seed: int) -> list[Issue]:
    """Texts that share almost nothing with any other; the score is the nearest one's cosine."""
    n = X.shape[0]
    if n < 3:
        return []
    chosen = np.sort(np.random.default_rng(seed).permutation(n)[:REFERENCE])
    lengths = np.maximum(np.sqrt(np.asarray(X.multiply(X).sum(axis=1)).ravel()), 1e-12)
    others = (sp.diags_array(1 / lengths[chosen]) @ X[chosen]).T.tocsr()
    found = []
    for start in range(0, n, BLOCK):
        cosines = (X[start : start + BLOCK] @ others).toarray()
        own = np.flatnonzero((chosen >= start) & (chosen < start + BLOCK))
        cosines[chosen[own] - start, own] = 0
        score = np.clip(cosines.max(axis=1) / lengths[start : start + BLOCK], 0, 1)
        strange = np.flatnonzero(score < STRANGE)
        found += [Issue("outlier", int(row + start), float(score[row])) for row in strange]
    return found


def imbalance(y: NDArray[np.intp], labels: Sequence[str]) -> list[Issue]:
    """Classes that are much rarer than in an even split; the score is their share of that."""
    if not len(y):
        return []
    even = len(y) / len(labels)
    counts = np.bincount(y, minlength=len(labels))
    return [
        Issue("class_imbalance", None, float(count / even), label)
        for label, count in zip(labels, counts, strict=True)
        if count < RARE * even
    ]


def order(rows: NDArray[np.intp], y: NDArray[np.intp]) -> list[Issue]:
    """Whether labels follow the order of the file: neighbours agree more often than by chance.

    A runs test (Wald & Wolfowitz 1940) in its normal approximation for several classes.
    """
    if len(y) < 20:
        return []
    in_file = y[np.argsort(rows)]
    agree = float((in_file[1:] == in_file[:-1]).mean())
    shares = np.bincount(y) / len(y)
    chance = float((shares**2).sum())
    error = np.sqrt(max(chance * (1 - chance), 1e-12) / (len(y) - 1))
    if agree - chance <= SORTED * error:
        return []
    return [Issue("order", None, float(np.clip(1 - (agree - chance) / (1 - chance), 0, 1)))]


def weak_groups(X: Any, rows: NDArray[np.intp], y: NDArray[np.intp], seed: int) -> list[Issue]:
    """Groups of similar texts on which a model is clearly worse, by cleanlab's Datalab."""
    from cleanlab import Datalab
    from sklearn.decomposition import TruncatedSVD
    from sklearn.naive_bayes import ComplementNB

    from tui_labeler.estimators.out_of_fold import out_of_fold

    size = min(50, X.shape[1] - 1, len(rows) - 1)
    classes, places = np.unique(y, return_inverse=True)
    if size < 2 or len(classes) < 2:
        return []
    dense = TruncatedSVD(size, random_state=seed).fit_transform(X[rows])
    pred_probs = out_of_fold(ComplementNB, X[rows], places, n_classes=len(classes), seed=seed)
    lab = Datalab({"label": places.tolist()}, label_name="label", verbosity=0)
    lab.find_issues(
        pred_probs=pred_probs, features=dense, issue_types={"underperforming_group": {}}
    )
    table = lab.get_issues("underperforming_group")
    weak = np.flatnonzero(table["is_underperforming_group_issue"].to_numpy())
    scores = table["underperforming_group_score"].to_numpy()
    return [Issue("weak_group", int(rows[place]), float(scores[place])) for place in weak]
