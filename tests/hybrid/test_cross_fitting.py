"""What is said of the machines' labels is true of the labels nobody checks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.typing import NDArray

from tests.robots.steps import ended
from tui_labeler.evaluation.figure import NEEDED, share
from tui_labeler.features.build import Features
from tui_labeler.hybrid.cross_fitting import judge
from tui_labeler.hybrid.machines import Heard, Machines, Task

N, ANSWERED = 400, 60


def machines(
    X: NDArray[np.float32], said: NDArray[np.intp], sample: NDArray[np.intp], threshold: float
) -> Machines:
    """A naive Bayes on counts `X`, and an LLM that says `said`; no two texts are equal."""
    task = Task(
        k=2,
        human=[],
        sample=sample.tolist(),
        rejected=[],
        votes=[],
        label_model="auto",
        opinions={"llm": [[row, label, None] for row, label in enumerate(said.tolist())]},
        model=True,
        estimator="multinomial_nb",
        parameters={"alpha": 0.01},
        threshold=threshold,
        human_weight=2.0,
        seed=0,
    )
    words = sp.csr_array(X)
    built = Features(Path(), words, {"words": slice(0, words.shape[1])}, {})
    return Machines(task, built, np.arange(len(X)))


def near_copies(rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Texts in pairs with words of their own, and labels that nothing but the pair tells: who has
    seen a label knows that of the other one too."""
    pair = np.repeat(np.arange(N // 2), 2)
    X = np.zeros((N, N), np.float32)
    X[np.arange(N), pair] = 1 + np.arange(N) % 2
    X[np.arange(N), N // 2 + rng.integers(0, N // 2, N)] = 1
    return X, rng.integers(0, 2, N // 2)[pair]


@dataclass(frozen=True)
class Played:
    """One pool, an LLM that is right 13 times in 20, and a person who answered a sample."""

    machines: Machines
    human: NDArray[np.intp]
    truth: NDArray[np.intp]
    heard: Heard


def play(seed: int, *, threshold: float = 0.0, answered: int = ANSWERED) -> Played:
    rng = np.random.default_rng(seed)
    X, truth = near_copies(rng)
    order = rng.permutation(N)
    llm, sample = truth.copy(), order[:answered]
    llm[order[np.arange(N) % 20 < 7]] ^= 1
    human = np.full(N, -1)
    human[sample] = truth[sample]
    all_of_them = machines(X, llm, sample, threshold)
    _, first = ended(all_of_them.first(human))
    _, heard = ended(all_of_them.hear(human, first))
    return Played(all_of_them, human, truth, heard)


def judged_rows(played: Played) -> list[tuple[int, bool]]:
    progress, found = ended(judge(played.machines, played.human, played.heard))
    assert all(step.total for step in progress)
    return found


def test_the_figure_is_true_of_the_labels_nobody_checks() -> None:
    judged, unchecked, naive = [], [], []
    for seed in range(6):
        played = play(seed)
        judged += judged_rows(played)
        right = played.heard.combined.probabilities.argmax(axis=1) == played.truth
        unchecked.append(right[played.human < 0].mean())
        naive.append(right[played.human >= 0].mean())
    figure = share(sum(right for _, right in judged), len(judged))
    assert figure.n == 6 * ANSWERED
    assert figure.low is not None and figure.high is not None
    assert figure.low <= np.mean(unchecked) <= figure.high
    assert np.mean(naive) > figure.high, "machines that saw the answers look better than they are"


def test_only_what_the_machines_would_keep_is_judged() -> None:
    every, sure = play(0), play(0, threshold=0.75)
    kept = {row for row, _ in judged_rows(sure)}
    assert kept < {row for row, _ in judged_rows(every)}


def test_a_small_sample_is_not_worth_the_time() -> None:
    played = play(0, answered=NEEDED - 1)
    assert judged_rows(played) == []


def test_of_a_large_pool_the_final_model_learns_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_labeler.hybrid.machines.LESSON", 100)
    played = play(0)
    assert played.heard.learned == 100
    assert not np.isnan(played.heard.sources[-1].probabilities).any(), "it speaks of all texts"
    assert len(judged_rows(played)) == ANSWERED
    again = play(0).heard.combined.probabilities
    np.testing.assert_array_equal(again, played.heard.combined.probabilities)


def test_a_fold_without_a_row_of_the_sample_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    played, heard = play(0, answered=NEEDED), []
    hear = Machines.hear_without

    def told(self: Machines, human: Any, held: Any, *others: Any) -> Any:
        heard.append(len(held))
        return hear(self, human, held, *others)

    monkeypatch.setattr("tui_labeler.hybrid.cross_fitting.FOLDS", 40)
    monkeypatch.setattr(Machines, "hear_without", told)
    assert len(judged_rows(played)) == NEEDED
    assert min(heard) > 0 and sum(heard) == NEEDED
