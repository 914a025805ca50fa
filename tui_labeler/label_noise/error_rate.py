"""How probable it is that a label is wrong: a doubt of the model against how rarely people err.

Confident learning counts where the model disagrees; a young model disagrees often, and nearly
always because it is wrong itself. So its held-out probabilities are first made as sure as they
deserve to be (temperature scaling: Guo et al. 2017), together with the share of labels that are
wrong, by how well both explain the given labels (the noise model of Angluin and Laird 1988: a wrong
label is any of the others). Measured in `benchmarks/false_alarms.py`.
"""

import numpy as np
from numpy.typing import NDArray

USUAL = 0.03
"""The share of labels that people get wrong, before anything is known about these."""
LEAST = 0.05
"""At least so many are taken for wrong when each is judged: a look costs little."""
WEIGHT = 20
"""Labels that this is worth."""
TEMPERATURES = np.geomspace(0.4, 20, 12)
RATES = np.geomspace(0.002, 0.5, 30)
SMALLEST = 1e-9


def chance_of_error(y: NDArray[np.intp], pred_probs: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability [n] that each of `y: int [n]` is wrong, by held-out `pred_probs [n, k]`."""
    others = max(1, pred_probs.shape[1] - 1)
    prior = WEIGHT * (USUAL * np.log(RATES) + (1 - USUAL) * np.log1p(-RATES))
    best, rate, right = -np.inf, USUAL, np.ones(len(y))
    for temperature in TEMPERATURES:
        sure = _cooled(pred_probs, temperature)[np.arange(len(y)), y]
        given = np.outer(sure, 1 - RATES) + np.outer(1 - sure, RATES / others)
        fits = np.log(np.maximum(given, SMALLEST)).sum(axis=0) + prior
        if fits.max() > best:
            best, rate, right = fits.max(), RATES[fits.argmax()], sure
    rate = max(rate, LEAST)
    wrong = (1 - right) * rate / others
    chance: NDArray[np.float64] = wrong / (wrong + right * (1 - rate))
    return chance


def _cooled(pred_probs: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    logs = np.log(np.maximum(pred_probs, SMALLEST)) / temperature
    shares: NDArray[np.float64] = np.exp(logs - logs.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares
