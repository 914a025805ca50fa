"""How right the machines are, told from answers that nothing they say rests on.

A person's label has a part in everything: the model learns it, the label model and the weights are
fitted to it, the final model learns from their labels of its neighbours. So what is judged on an
answer is made without it (cross-fitting: the sample is held out in folds, and all machines are
heard anew without each).

The sample is of the whole pool: what the person would have been asked anyway, because it is hard,
is in it too. So the figure is rather too low than too high for the labels that nobody checks.
"""

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from tui_labeler.evaluation.figure import NEEDED
from tui_labeler.hybrid.machines import Heard, Machines
from tui_labeler.jobs import Progress, told_as

FOLDS = 5


def judge(
    machines: Machines, human: NDArray[np.intp], heard: Heard
) -> Generator[Progress, None, list[tuple[int, bool]]]:
    """(row, right) for those rows of the sample that would have a label of the machines if the
    person had not answered them. Empty where the sample is too small for a figure.

    A model alone labels nothing; it is judged on all rows.
    """
    sample = np.asarray(machines.task.sample, np.intp)
    if len(sample) < NEEDED or not heard.sources:
        return []
    rng = np.random.default_rng(machines.task.seed)
    folds = rng.integers(0, FOLDS, len(human))[machines.groups]
    threshold = 0.0 if heard.model_alone else machines.task.threshold
    found: list[tuple[int, bool]] = []
    for number in range(FOLDS):
        fold = folds == number
        held = sample[fold[sample]]
        if not len(held):
            continue
        progress = Progress("judging the machines", number, FOLDS)
        said = yield from told_as(progress, machines.hear_without(human, held, fold, heard))
        best, sure = said.probabilities.argmax(axis=1), said.probabilities.max(axis=1)
        kept = said.spoke & (sure >= threshold)
        right = best == human[held]
        found += zip(held[kept].tolist(), right[kept].tolist(), strict=True)
    return found
