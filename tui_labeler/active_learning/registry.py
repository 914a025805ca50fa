"""How the next items are picked.

A query strategy has modAL's signature, `(classifier, X_pool, n_instances=1, **kw) -> (indices,
scores)`, best first: modAL's own fit too. It may name keyword arguments it wants: `rng`, a numpy
Generator. A cold start picks the first items, before there is a model.
"""

STRATEGIES = {
    "margin": "tui_labeler.active_learning.uncertainty:margin",
    "least_confident": "tui_labeler.active_learning.uncertainty:least_confident",
    "entropy": "tui_labeler.active_learning.uncertainty:entropy",
    "random": "tui_labeler.active_learning.random:random",
}

COLD_STARTS = {
    "random": "tui_labeler.active_learning.random:random",
}
