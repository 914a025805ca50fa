import numpy as np
import pytest

from tests.label_noise.test_confident import probabilities
from tui_labeler.label_noise.confident import check
from tui_labeler.label_noise.reasons import REASONS, Verdict, Witnesses, as_bits, outvoted, weigh

TRUTH = np.arange(400) % 2
GIVEN = np.where(np.arange(400) < 40, 1 - TRUTH, TRUTH)


def judged(others: Witnesses, strength: float = 1.0) -> Verdict:
    proba = probabilities(TRUTH, 2, strength=strength)
    return weigh(GIVEN, proba, check(GIVEN, proba), others)


def average_precision(quality: np.ndarray) -> float:
    wrong = (GIVEN != TRUTH)[np.argsort(quality, kind="stable")]
    return float((np.cumsum(wrong) / np.arange(1, len(wrong) + 1))[wrong].mean())


def test_without_others_the_quality_is_the_models_probability() -> None:
    proba = probabilities(TRUTH, 2, strength=1.0)
    verdict = judged(Witnesses())
    assert verdict.quality == pytest.approx(proba[np.arange(400), GIVEN])


def test_functions_that_know_something_rank_better_than_the_model_alone() -> None:
    rng = np.random.default_rng(1)
    votes = np.where(rng.random((400, 4)) < 0.8, TRUTH[:, None], 1 - TRUTH[:, None])
    votes[rng.random((400, 4)) < 0.5] = -1
    alone, together = judged(Witnesses()), judged(Witnesses(functions=votes))
    assert average_precision(together.quality) > average_precision(alone.quality) + 0.1


def test_a_function_that_votes_at_random_changes_little() -> None:
    votes = np.random.default_rng(2).integers(0, 2, (400, 1))
    alone, together = judged(Witnesses()), judged(Witnesses(functions=votes))
    assert np.abs(together.quality - alone.quality).max() < 0.05


def test_functions_that_abstain_change_nothing() -> None:
    verdict = judged(Witnesses(functions=np.full((400, 3), -1)))
    assert verdict.quality.tolist() == judged(Witnesses()).quality.tolist()
    assert not verdict.against["functions"].any()


def test_each_reason_is_given_and_lowers_the_quality() -> None:
    nobody, row = np.zeros(400, np.bool_), 50
    hint = nobody.copy()
    hint[row] = True
    copies = np.where(hint, 1 - GIVEN, -1)
    plain = judged(Witnesses()).quality[row]
    for others, name in (
        (Witnesses(copies=copies), "near-copy"),
        (Witnesses(inconsistent=hint), "inconsistent"),
        (Witnesses(hasty=hint), "hasty"),
        (Witnesses(llm=copies), "llm"),
    ):
        verdict = judged(others)
        assert as_bits(verdict)[row] >> REASONS.index(name) & 1
        assert verdict.against[name].sum() == 1
        if name != "llm":
            assert verdict.quality[row] < plain
            assert verdict.suspected[row] or name == "hasty"


def test_a_row_is_outvoted_by_more_votes_for_another_label() -> None:
    votes = np.array([[0, 1, 1], [0, 1, -1], [-1, -1, -1], [2, -1, -1]])
    assert outvoted(votes, np.array([0, 0, 0, 0])).tolist() == [True, False, False, True]


def test_labels_that_cannot_be_checked_do_not_make_others_suspects() -> None:
    """A label without a second example has probability 0 in its own row: no sign of errors."""
    y = np.concatenate([np.arange(60) % 20, np.arange(20, 60)])
    proba = probabilities(y, 60)
    proba[60:, 20:] = 0.0
    proba /= proba.sum(axis=1, keepdims=True)
    alone = weigh(y[:60], proba[:60], check(y[:60], proba[:60]), Witnesses())
    together = weigh(y, proba, check(y, proba), Witnesses())
    assert together.suspected.tolist() == [*alone.suspected.tolist(), *[False] * 40]
    assert alone.suspected.sum() < check(y, proba).is_issue.sum()
