"""What the stopping criteria say together, in one sentence. Imports nothing heavy."""

from collections.abc import Mapping, Sequence
from typing import Any

MORE = 50
"""Labels whose gain is estimated."""
NAMES = {
    "budget": "budget spent",
    "overall_uncertainty": "uncertainty",
    "kappa_average": "models agree",
    "classification_change": "changed",
    "accuracy_plateau": "gain per 100",
    "expected_gain": f"gain next {MORE}",
}
"""Criterion -> what it is called on screen."""
STABLE = ("kappa_average", "classification_change")
FLAT = ("accuracy_plateau", "expected_gain")

SPENT = "Stop: the budget is spent."
FLAT_AND_STABLE = "You can stop: predictions are stable, and accuracy has stopped growing."


def says_stop(sentence: str) -> bool:
    """Whether `advice` gave a sentence that says stop."""
    return sentence in (SPENT, FLAT_AND_STABLE)


def advice(criteria: Sequence[Mapping[str, Any]]) -> str:
    """Stop when predictions are stable *and* accuracy has stopped growing; else why not yet."""
    by_name = {criterion["name"]: criterion for criterion in criteria}
    if not by_name:
        return "Too early to say: there is no model yet."
    if "budget" in by_name and by_name["budget"]["met"]:
        return SPENT
    stable = any(by_name[name]["met"] for name in STABLE)
    flat = any(by_name[name]["met"] for name in FLAT)
    if stable and flat:
        return FLAT_AND_STABLE
    change, gain = by_name["classification_change"], by_name["expected_gain"]
    if change["value"] is None:
        return "Too early to say: there is only one model."
    if not stable:
        return (
            f"Not yet: predictions changed on {change['value']:.1%} of the pool "
            f"(stop below {change['threshold']:.1%})."
        )
    if gain["value"] is None:
        return f"Not yet: predictions are stable, but accuracy {gain['reason']}."
    return (
        f"Not yet: predictions are stable, but the next {MORE} labels may still bring "
        f"{max(gain['high'], 0) * 100:.1f} points."
    )
