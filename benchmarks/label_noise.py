"""How well suspected errors are ranked, and what robust training gains: the tables of label noise.

    python -m benchmarks.label_noise ranking     ours, the usual recipe, predicted ≠ given
    python -m benchmarks.label_noise matrix      the estimated noise matrix against the true one
    python -m benchmarks.label_noise training    robust training options on held-out gold
    python -m benchmarks.label_noise relabel     accuracy gained per 100 keystrokes
    python -m benchmarks.label_noise part        when a part of the labels teaches what checks all

The real data sets are found through `TUI_LABELER_DATA`, else `../shared/data`. "The usual recipe"
is cleanlab on out-of-fold probabilities of scikit-learn's TF-IDF (words and pairs of words) with
logistic regression (C = 10, the better of 1 and 10 on noisy_agnews).
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from threadpoolctl import threadpool_limits

from benchmarks.datasets import Texts, returned
from benchmarks.noisy_sets import Noisy, every, flipped, real_errors
from tui_labeler.features.build import build
from tui_labeler.label_noise import committee, confident
from tui_labeler.label_noise.choosing import discount_is_better
from tui_labeler.label_noise.noise_matrix import noise_matrix
from tui_labeler.label_noise.registry import AUTO, CHOICES, NOISE, PLAIN
from tui_labeler.label_noise.soft_regression import Training, fit
from tui_labeler.registry import resolve

PARTS = (5_000, 10_000, 20_000)
SIZES = (100, 300, 1000, None)
"""Labels a final model is trained on; None: seven in ten of the set."""


def features(texts: list[str]) -> Any:
    """X of the words, as a project builds it."""
    with tempfile.TemporaryDirectory() as cache:
        X = returned(build(Texts(texts), ["words"], Path(cache))).X
        return type(X)((np.array(X.data), np.array(X.indices), np.array(X.indptr)), shape=X.shape)


def ours(noisy: Noisy) -> NDArray[np.float64]:
    """Held-out probabilities by the committee."""
    X = features(noisy.texts)
    found: NDArray[np.float64] = returned(
        committee.held_out(X, noisy.given, n_classes=noisy.k, seed=0)
    )
    return found


def usual(noisy: Noisy) -> NDArray[np.float64]:
    """Held-out probabilities by the usual recipe."""
    min_df = 2 if len(noisy.texts) > 1000 else 1
    X = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=min_df).fit_transform(
        noisy.texts
    )
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    model = LogisticRegression(C=10, max_iter=1000)
    proba = cross_val_predict(model, X, noisy.given, cv=folds, method="predict_proba")
    filled = np.zeros((len(noisy.given), noisy.k))
    filled[:, np.unique(noisy.given)] = proba
    return filled


def ranked(noisy: Noisy, proba: NDArray[np.float64], seconds: float) -> str:
    """The figures of one ranking."""
    wrong = noisy.gold != noisy.given
    found = confident.check(noisy.given, proba)
    quality, order = found.self_confidence, np.argsort(found.self_confidence, kind="stable")
    decided = wrong[found.is_issue]
    figures = (
        roc_auc_score(wrong, -quality),
        average_precision_score(wrong, -quality),
        wrong[order[:100]].mean(),
        wrong[order[:500]].mean(),
        decided.mean() if len(decided) else 0.0,
    )
    return " | ".join(f"{value:.3f}" for value in figures) + f" | {len(decided)} | {seconds:.1f}"


def ranking(names: Sequence[str], seeds: int) -> None:
    """Ours against the usual recipe and against "predicted ≠ given"."""
    print("| set | by | AUROC | AP | P@100 | P@500 | P at decision | decided | CPU s |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for noisy in every(names, seeds):
        for name, method in (("ours", ours), ("usual recipe", usual)):
            started = time.process_time()
            proba = method(noisy)
            seconds = time.process_time() - started
            print(f"| {noisy.name} | {name} | {ranked(noisy, proba, seconds)} |", flush=True)
        wrong = noisy.gold != noisy.given
        differs = proba.argmax(axis=1) != noisy.given
        figures = (
            roc_auc_score(wrong, differs),
            average_precision_score(wrong, differs),
            wrong[differs].mean(),
        )
        auroc, ap, precision = (f"{value:.3f}" for value in figures)
        row = f"{auroc} | {ap} | {precision} | {precision} | {precision} | {differs.sum()} | "
        print(f"| {noisy.name} | predicted ≠ given | {row} |", flush=True)


def matrix(names: Sequence[str], seeds: int) -> None:
    """Mean absolute error of the estimated transition matrix."""
    print("| set | off by, ours | off by, usual recipe | off by, no noise assumed |")
    print("|---|---|---|---|")
    for noisy in every([name for name in names if name != "noisy_agnews"], seeds):
        errors = []
        for method in (ours, usual):
            joint = confident.check(noisy.given, method(noisy)).joint
            errors.append(np.abs(noise_matrix(joint).true_to_observed - noisy.transition).mean())
        errors.append(np.abs(np.eye(noisy.k) - noisy.transition).mean())
        print(f"| {noisy.name} | " + " | ".join(f"{value:.4f}" for value in errors) + " |")


def part(names: Sequence[str], seeds: int) -> None:
    """What is lost where not all labels are learned."""
    print(
        "| set | labels | learned | AUROC | AP | P@100 | P@500 | P at decision | decided | CPU s |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    for noisy in every(names, seeds):
        n = len(noisy.given)
        for learned in (*(size for size in PARTS if size < n), n):
            committee.LEARNED, committee.WORK = learned, 0
            started = time.process_time()
            proba = ours(noisy)
            row = ranked(noisy, proba, time.process_time() - started)
            print(f"| {noisy.name} | {n:,} | {learned:,} | {row} |", flush=True)


def split(noisy: Noisy, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows to train on, and three in ten that are held out."""
    order = np.random.default_rng(seed).permutation(len(noisy.gold))
    cut = int(0.7 * len(order))
    return order[:cut], order[cut:]


def onehot(y: NDArray[np.intp], k: int) -> NDArray[np.float64]:
    """Labels as shares."""
    return np.eye(k)[y]


def training(names: Sequence[str], seeds: int) -> None:
    """Accuracy on held-out gold of every choice, trained on given labels; first on clean ones."""
    print("| set | labels | " + " | ".join(CHOICES) + " |")
    print("|---" * (len(CHOICES) + 2) + "|", flush=True)
    for noisy in [*(clean(name) for name in names), *every(names, 1)]:
        X = features(noisy.texts)
        for n in SIZES:
            if n is not None and n > 0.7 * len(noisy.gold):
                continue
            found = [accuracies(noisy, X, n, seed) for seed in range(seeds)]
            row = " | ".join(f"{np.mean([one[name] for one in found]):.4f}" for name in CHOICES)
            print(f"| {noisy.name} | {n or 'all'} | {row} |", flush=True)


def accuracies(noisy: Noisy, X: Any, n: int | None, seed: int) -> dict[str, float]:
    """The accuracy on held-out gold of every choice, trained on `n` labels; None: on all."""
    train, test = split(noisy, seed)
    train = train[:n]
    y, groups = noisy.given[train], np.arange(len(train))
    proba = returned(committee.held_out(X[train], y, n_classes=noisy.k, seed=seed))
    checked = confident.check(y, proba)
    basis = Training(X[train], onehot(y, noisy.k), np.ones(len(y)))
    found = {}
    for name in NOISE:
        option = resolve(NOISE, name, "option")
        model = fit(option(basis, checked, np.random.default_rng(seed)))
        right = model.predict_proba(X[test]).argmax(axis=1) == noisy.gold[test]
        found[name] = float(right.mean())
    better = returned(discount_is_better(basis, groups, seed))
    return {AUTO: found["discount" if better else PLAIN], **found}


def clean(name: str) -> Noisy:
    """A set without any noise."""
    noisy = real_errors() if name == "noisy_agnews" else flipped(name, 0.1, 1)
    return replace(noisy, name=f"{name}, clean", given=noisy.gold)


def relabel(names: Sequence[str], seeds: int) -> None:
    """noisy_agnews: the gold answers for the person, by our ranking and at random."""
    noisy = real_errors()
    X = features(noisy.texts)
    print("| keystrokes | ours | at random |")
    print("|---|---|---|", flush=True)
    rows: dict[int, list[list[float]]] = {}
    for seed in range(seeds):
        train, test = split(noisy, seed)
        y = noisy.given[train]
        proba = returned(committee.held_out(X[train], y, n_classes=noisy.k, seed=seed))
        worst = np.argsort(confident.check(y, proba).self_confidence, kind="stable")
        drawn = np.random.default_rng(seed).permutation(len(y))
        for keystrokes in range(0, 501, 100):
            accuracies = []
            for order in (worst, drawn):
                mended = y.copy()
                mended[order[:keystrokes]] = noisy.gold[train][order[:keystrokes]]
                basis = Training(X[train], onehot(mended, noisy.k), np.ones(len(y)))
                right = fit(basis).predict_proba(X[test]).argmax(axis=1) == noisy.gold[test]
                accuracies.append(float(right.mean()))
            rows.setdefault(keystrokes, []).append(accuracies)
    for keystrokes, found in rows.items():
        ours_, random_ = np.mean(found, axis=0)
        print(f"| {keystrokes} | {ours_:.4f} | {random_:.4f} |", flush=True)


TABLES = {
    "ranking": ranking,
    "matrix": matrix,
    "training": training,
    "relabel": relabel,
    "part": part,
}


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", choices=[*TABLES])
    parser.add_argument("--sets", default="noisy_agnews,agnews,youtube_spam,banking77")
    parser.add_argument("--seeds", type=int, default=2)
    words = parser.parse_args()
    with threadpool_limits(1):
        TABLES[words.table](words.sets.split(","), words.seeds)


if __name__ == "__main__":
    main()
