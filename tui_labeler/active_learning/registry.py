"""How the next items are picked.

A query strategy has modAL's signature, `(classifier, X_pool, n_instances=1, **kw) -> (indices,
scores)`, best first: modAL's own fit too. The classifier is a modAL learner: beside
`predict_proba` it has `X_training` and `y_training`. A strategy may name keyword arguments it
wants: `rng`, a numpy Generator, and `evidence`, what others than the model say.

A cold start picks the first items, before there is a model: the same signature, no classifier.
"""

ROOM = "tui_labeler.active_learning"

STRATEGIES = {
    "margin": f"{ROOM}.uncertainty:margin",
    "least_confident": f"{ROOM}.uncertainty:least_confident",
    "entropy": f"{ROOM}.uncertainty:entropy",
    "ranked_batch": f"{ROOM}.ranked_batch:ranked_batch",
    "cluster_uncertainty": f"{ROOM}.clusters:cluster_uncertainty",
    "density": f"{ROOM}.density:density",
    "vote_entropy": f"{ROOM}.committee:vote_entropy",
    "max_disagreement": f"{ROOM}.committee:max_disagreement",
    "bald": f"{ROOM}.committee:bald",
    "class_balanced": f"{ROOM}.class_balanced:class_balanced",
    "disagreement": f"{ROOM}.disagreement:disagreement",
    "random": f"{ROOM}.random:random",
}

COLD_STARTS = {
    "random": f"{ROOM}.random:random",
    "diverse": f"{ROOM}.clusters:diverse",
    "stratified": f"{ROOM}.stratified:stratified",
}
