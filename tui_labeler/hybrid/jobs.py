"""What a worker is asked: train the final model, label a file with it."""

from collections import Counter
from collections.abc import Generator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.jobs import Progress, Result, Steps

if TYPE_CHECKING:
    from tui_labeler.hybrid.final_model import Labelled

CONFUSIONS = 5


def train(
    *,
    pool: str,
    rows: list[int],
    labels: list[str],
    weights: list[float],
    sure: list[bool],
    sample: list[int],
    noise: str,
    about: dict[str, Any],
    seed: int,
    out: str,
    state: str,
) -> Steps:
    """Train on `rows` of the pool with their `labels` and `weights`, and write the model to `out`.

    `sure`: which of them the person gave. `sample`: the rows among them that are a uniform sample
    of the pool; the figures are theirs. `noise`: what is done about wrong labels, one of
    `label_noise.registry.CHOICES`.
    `about`: `name`, `task`, `labels` ([{name, description}]), `sources` and `labelled` of the card.
    `state`: the state folder. Result: the card. Raises JobError, UsageError.
    """
    import numpy as np

    from tui_labeler.hybrid import model_folder
    from tui_labeler.hybrid.final_model import Labelled, fit
    from tui_labeler.project.pool import load_pool

    items = load_pool(Path(pool))
    labelled = Labelled(
        [items.texts[row] for row in rows],
        labels,
        np.asarray(weights, np.float64),
        np.asarray(sure, np.bool_),
        np.fromiter((items.copy_of(row) for row in rows), np.intp, len(rows)),
    )
    model = yield from fit(labelled, noise, seed)
    drawn = set(sample)
    figures = yield from _figures(labelled, [row in drawn for row in rows], noise, seed)
    card = _card(about, labels, figures, noise, seed)
    yield Result(model_folder.save(Path(out), model, card, Path(state)))


def _card(
    about: Mapping[str, Any],
    labels: list[str],
    figures: Mapping[str, Any],
    noise: str,
    seed: int,
) -> dict[str, Any]:
    import tui_labeler

    counts = Counter(labels)
    return {
        **about,
        "labels": [{**label, "n": counts[label["name"]]} for label in about["labels"]],
        "trained_on": len(labels),
        "noise": noise,
        **figures,
        "versions": {
            "tui-labeler": tui_labeler.__version__,
            **{name: version(name) for name in ("scikit-learn", "numpy", "scipy")},
        },
        "seed": seed,
    }


def predict(
    *, model: str, sha256: str, trusted: bool, file: str, out: str, text: str, state: str
) -> Steps:
    """Label `file` with a model this user has loaded before: its hash was `sha256`.

    `trusted`: they trust it, though they did not write it. Result: `rows`, `column`. Raises what
    `model_folder.load` and `predict_file` raise, TrustError where there is another model by now.
    """
    from dataclasses import asdict

    from tui_labeler.errors import TrustError
    from tui_labeler.hybrid import model_folder
    from tui_labeler.hybrid.predicting import predict_file

    saved = model_folder.load(Path(model), Path(state), trusted=trusted, known=sha256)
    if saved.card["sha256"] != sha256:
        raise TrustError("this is not the model that was asked for.", file=model)
    yield Result(asdict(predict_file(saved, Path(file), Path(out), text=text)))


def _figures(
    labelled: "Labelled", sampled: list[bool], noise: str, seed: int
) -> Generator[Progress, None, Mapping[str, Any]]:
    """Accuracy, macro F1 and confusions on the sample, by models that had not seen its texts."""
    import numpy as np

    from tui_labeler.evaluation.figure import NEEDED, Figure, share
    from tui_labeler.evaluation.scores import scores
    from tui_labeler.hybrid.final_model import held_out_predictions

    n, predicted = sum(sampled), None
    if n >= NEEDED:
        predicted = yield from held_out_predictions(labelled, noise, seed)
    if predicted is None:
        figure = share(0, n) if n < NEEDED else Figure(None, None, None, n, "too few per label")
        return {"accuracy": figure.as_json(), "macro_f1": None, "confusions": []}
    labels = labelled.labels
    names = sorted(set(labels))
    index = {name: position for position, name in enumerate(names)}
    inside = np.asarray(sampled)
    truth = np.asarray([index[name] for name in labels])[inside]
    said = np.asarray([index[name] for name in predicted])[inside]
    found = scores(truth, said, len(names))
    wrong = Counter(zip(truth[truth != said].tolist(), said[truth != said].tolist(), strict=True))
    return {
        "accuracy": found.accuracy.as_json(),
        "macro_f1": found.macro_f1,
        "confusions": [
            {"true": names[true], "predicted": names[other], "n": count}
            for (true, other), count in wrong.most_common(CONFUSIONS)
        ],
    }
