"""How good models are on texts that were held out of everything."""

from typing import Any

from tui_labeler.jobs import Progress, Result, Steps


def evaluate(
    *,
    pool: str,
    cache: str,
    features: list[str],
    train_rows: list[int],
    test_rows: list[int],
    test_targets: list[int],
    labels: int,
    lessons: dict[str, dict[str, list[float]]],
    estimator: str,
    parameters: dict[str, Any],
    seed: int,
) -> Steps:
    """Train the estimator on each of `lessons`, from text alone, and score it on `test_rows`.

    A lesson: `rows` of the pool (all among `train_rows`), their `targets` and `weights`. What the
    features know is known from the texts of `train_rows`. Result: by lesson the figure `accuracy`
    and `macro_f1`, None for a lesson with fewer than two kinds of labels.
    """
    import numpy as np
    from threadpoolctl import threadpool_limits

    from tui_labeler.active_learning.held_out import hold_out
    from tui_labeler.estimators.classifier import make
    from tui_labeler.evaluation.scores import scores
    from tui_labeler.label_noise.jobs import open_features

    _, built = yield from open_features(pool, cache, features)
    train = np.asarray(train_rows, np.intp)
    place = np.zeros(built.X.shape[0], np.intp)
    place[train] = np.arange(len(train))
    found: dict[str, dict[str, Any] | None] = {}
    with threadpool_limits(1):
        data = hold_out(built.X, built.ranges, train, np.asarray(test_rows, np.intp))
        for name, lesson in lessons.items():
            yield Progress(f"judging: {name}")
            targets = np.asarray(lesson["targets"], np.intp)
            found[name] = None
            if len(np.unique(targets)) < 2:
                continue
            rows = place[np.asarray(lesson["rows"], np.intp)]
            model = make(estimator, parameters, seed, data)
            model.fit(data.X[rows], targets, np.asarray(lesson["weights"], np.float64))
            best = model.classes_[model.predict_proba(data.X_test).argmax(axis=1)]
            score = scores(np.asarray(test_targets), best, labels)
            found[name] = {"accuracy": score.accuracy.as_json(), "macro_f1": score.macro_f1}
    yield Result({"models": found})
