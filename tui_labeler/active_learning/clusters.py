"""One of each kind: clusters of the pool, or of the part of it the model is unsure of."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from tui_labeler.active_learning.picking import Picks, best
from tui_labeler.estimators.classifier import Classifier

UNCERTAIN = 20
"""Rows clustered for each row that is asked: the most uncertain ones."""
DIMENSIONS = 50
"""Of the latent-semantic space in which the pool is clustered."""
SAMPLE = 20_000
"""Rows of a larger pool that are clustered."""


def cluster_uncertainty(
    classifier: Classifier,
    X_pool: Any,
    n_instances: int = 1,
    *,
    rng: np.random.Generator | None = None,
    **_: Any,
) -> Picks:
    """The most uncertain row of each cluster of the uncertain part of the pool (k-means).

    One cluster per row asked, as in Xu et al. 2003 and lecture notes since. Score: 1 - probability
    of the most probable class.
    """
    uncertainty = 1 - classifier.predict_proba(X_pool).max(axis=1)
    part, _scores = best(uncertainty, UNCERTAIN * n_instances)
    n = min(n_instances, len(part))
    if n == len(part):
        return best(uncertainty, n_instances)
    cluster = _k_means(_compact(X_pool[part], _seed(rng)), n, _seed(rng))
    first_of_each = np.unique(cluster, return_index=True)[1]
    return _filled(part, first_of_each, uncertainty, n)


def diverse(
    classifier: Any,
    X_pool: Any,
    n_instances: int = 1,
    *,
    rng: np.random.Generator | None = None,
    **_: Any,
) -> Picks:
    """The most typical row of each cluster of the pool, the largest cluster first.

    After TypiClust (Hacohen et al. 2022): with few labels, typical rows teach more than odd ones.
    The classifier is not looked at. Score: the share of the pool its cluster has.
    """
    seed, size = _seed(rng), X_pool.shape[0]
    n = min(n_instances, size)
    if n == 0:
        return best(np.zeros(size), 0)
    rows = np.arange(size)
    if size > SAMPLE:
        rows = np.sort(np.random.default_rng(seed).choice(size, SAMPLE, replace=False))
    space = _compact(X_pool[rows], seed)
    cluster = _k_means(space, n, seed)
    n_clusters = int(cluster.max(initial=-1)) + 1
    members = np.bincount(cluster, minlength=n_clusters)
    sums = np.zeros((n_clusters, space.shape[1]))
    np.add.at(sums, cluster, space)
    typical = (space * normalize(sums)[cluster]).sum(axis=1)
    order = np.lexsort((np.arange(len(rows)), -typical, -members[cluster]))
    first_of_each = order[np.sort(np.unique(cluster[order], return_index=True)[1])]
    share = np.zeros(size)
    share[rows] = members[cluster] / max(1, len(rows))
    return _filled(rows, first_of_each, share, n)


def _filled(
    rows: NDArray[np.intp], chosen: NDArray[np.intp], utility: NDArray[Any], n: int
) -> Picks:
    """`rows[chosen]` by `utility`; where clusters were too few, the best of the others follow."""
    first = rows[chosen]
    first = first[np.argsort(-utility[first], kind="stable")][:n]
    rest = utility.copy()
    rest[first] = -np.inf
    picks = np.concatenate([first, best(rest, n - len(first))[0]])
    return picks, utility[picks]


def _compact(X: Any, seed: int) -> NDArray[np.float64]:
    """Rows of length 1 in few dimensions: the directions in which `X` varies most.

    Columns without a value are left out: few of the pool's stand in the rows, all cost time.
    """
    if not isinstance(X, np.ndarray):
        X = X[:, np.flatnonzero(np.bincount(X.indices, minlength=X.shape[1]))]
    dimensions = min(DIMENSIONS, X.shape[0] - 1, X.shape[1])
    if dimensions < 1:
        return np.zeros((X.shape[0], 1))
    directions, strength, _ = randomized_svd(X, dimensions, n_iter=2, random_state=seed)
    found: NDArray[np.float64] = normalize(directions * strength)
    return found


def _k_means(space: NDArray[np.float64], n: int, seed: int) -> NDArray[np.intp]:
    """The cluster of each row; fewer than `n` clusters where rows are equal."""
    n = min(n, len(np.unique(space.round(9), axis=0)))
    if n < 2:
        return np.zeros(len(space), np.intp)
    kind = KMeans if len(space) < SAMPLE / 4 else MiniBatchKMeans
    found = kind(n, n_init=1, random_state=seed).fit_predict(space)
    cluster: NDArray[np.intp] = np.unique(found, return_inverse=True)[1]
    return cluster


def _seed(rng: np.random.Generator | None) -> int:
    return 0 if rng is None else int(rng.integers(2**31))
