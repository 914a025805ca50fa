"""The whole data set looked over: near-copies, imbalance, and what cleanlab's Datalab sees.

Near-copies, outliers, imbalance and order need nothing beyond the base; underperforming groups
come from Datalab, where the extra `audit` is installed.
"""

import importlib.util
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.jobs import Progress
from tui_labeler.label_noise.committee import LEARNED
from tui_labeler.label_noise.drawn import drawn
from tui_labeler.label_noise.near_copies import lengths, near_copies

RARE = 0.1
"""A class with so small a share of what an even one would have is too small (as in cleanlab)."""
STRANGE = 0.05
"""A text with so little in common with its nearest neighbour is an outlier."""
BLOCK = 1024
REFERENCE = 2000
"""Other texts, drawn at random, that a text is compared with: bounds the time."""
LISTED = 10_000
"""Issues of one kind that are listed; all are counted."""
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


@dataclass(frozen=True, slots=True)
class Issues:
    """All issues of one kind."""

    kind: str
    count: int
    worst: Sequence[Issue]
    """At most `LISTED`, worst first."""


def audit(
    X: Any, rows: NDArray[np.intp], y: NDArray[np.intp], labels: Sequence[str], seed: int
) -> Generator[Progress, None, list[Issues]]:
    """Look over `X: CSR [n, columns]`, of which `rows` have the labels `y`; kinds without an issue
    are left out."""
    copies = yield from duplicates(X)
    strange = yield from outliers(X, seed)
    found = [copies, strange, imbalance(y, labels), order(rows, y)]
    if len(rows) and importlib.util.find_spec("datasets") is not None:
        yield Progress("looking for weak groups")
        found.append(weak_groups(X, rows, y, seed))
    return [one for one in found if one.count]


def duplicates(X: Any) -> Generator[Progress, None, Issues]:
    """Pairs of texts that are nearly the same; the score is their distance."""
    pairs = yield from near_copies(X)
    distance = np.clip(1 - pairs.similarity, 0, 1)
    return _worst("near_duplicate", pairs.second, distance, pairs.first)


def _worst(
    kind: str,
    rows: NDArray[np.intp],
    scores: NDArray[np.float64],
    others: NDArray[np.intp] | None = None,
) -> Issues:
    order = np.argsort(scores, kind="stable")[:LISTED]
    partners = [None] * len(order) if others is None else others[order].tolist()
    each = zip(rows[order].tolist(), scores[order].tolist(), partners, strict=True)
    return Issues(kind, len(rows), [Issue(kind, *one) for one in each])


def outliers(X: Any, seed: int) -> Generator[Progress, None, Issues]:
    """Texts that share almost nothing with any other; the score is the nearest one's cosine."""
    n = X.shape[0]
    nearest = np.ones(n)
    if n >= 3:
        chosen = np.sort(np.random.default_rng(seed).permutation(n)[:REFERENCE])
        length = np.maximum(lengths(X), 1e-12)
        others = (sp.diags_array(1 / length[chosen]) @ X[chosen]).T.tocsr()
        for start in range(0, n, BLOCK):
            yield Progress("looking for outliers", start, n)
            cosines = (X[start : start + BLOCK] @ others).toarray()
            own = np.flatnonzero((chosen >= start) & (chosen < start + BLOCK))
            cosines[chosen[own] - start, own] = 0
            nearest[start : start + BLOCK] = cosines.max(axis=1) / length[start : start + BLOCK]
    strange = np.flatnonzero(nearest < STRANGE)
    return _worst("outlier", strange, np.clip(nearest[strange], 0, 1))


def imbalance(y: NDArray[np.intp], labels: Sequence[str]) -> Issues:
    """Classes that are much rarer than in an even split; the score is their share of that."""
    even = len(y) / len(labels)
    found = [
        Issue("class_imbalance", None, float(count / even), label)
        for label, count in zip(labels, np.bincount(y, minlength=len(labels)), strict=True)
        if count < RARE * even
    ]
    return Issues("class_imbalance", len(found), sorted(found, key=lambda one: one.score))


def order(rows: NDArray[np.intp], y: NDArray[np.intp]) -> Issues:
    """Whether labels follow the order of the file: neighbours agree more often than by chance.

    A runs test (Wald & Wolfowitz 1940) in its normal approximation for several classes.
    """
    none = Issues("order", 0, [])
    if len(y) < 20:
        return none
    in_file = y[np.argsort(rows)]
    agree = float((in_file[1:] == in_file[:-1]).mean())
    shares = np.bincount(y) / len(y)
    chance = float((shares**2).sum())
    error = np.sqrt(max(chance * (1 - chance), 1e-12) / (len(y) - 1))
    if agree - chance <= SORTED * error:
        return none
    score = float(np.clip(1 - (agree - chance) / (1 - chance), 0, 1))
    return Issues("order", 1, [Issue("order", None, score)])


def weak_groups(X: Any, rows: NDArray[np.intp], y: NDArray[np.intp], seed: int) -> Issues:
    """Groups of similar texts on which a model is clearly worse, by cleanlab's Datalab; of very
    many labels a part is looked at."""
    from cleanlab import Datalab
    from sklearn.decomposition import TruncatedSVD
    from sklearn.naive_bayes import ComplementNB

    from tui_labeler.estimators.out_of_fold import out_of_fold

    part = drawn(y, rows, LEARNED, np.random.default_rng(seed))
    rows, y = rows[part], y[part]
    size = min(50, X.shape[1] - 1, len(rows) - 1)
    classes, places = np.unique(y, return_inverse=True)
    if size < 2 or len(classes) < 2:
        return Issues("weak_group", 0, [])
    texts = X[rows]
    dense = TruncatedSVD(size, random_state=seed).fit_transform(texts)
    pred_probs = out_of_fold(ComplementNB, texts, places, n_classes=len(classes), seed=seed)
    lab = Datalab({"label": places.tolist()}, label_name="label", verbosity=0)
    lab.find_issues(
        pred_probs=pred_probs, features=dense, issue_types={"underperforming_group": {}}
    )
    table = lab.get_issues("underperforming_group")
    weak = np.flatnonzero(table["is_underperforming_group_issue"].to_numpy())
    scores = table["underperforming_group_score"].to_numpy()
    return _worst("weak_group", rows[weak], scores[weak])
