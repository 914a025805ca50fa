"""Why an item is asked: in words that need no knowledge of the field."""

from dataclasses import replace

import pytest

from tests.tui.scripted import choices, item
from tui_labeler.session.labelling import COMBINED
from tui_labeler.tui.widgets.why import HESITATES, OTHERWISE, REASONS, why


def said(*, asked: str = "query", strategy: str = "margin", ranked: bool = True) -> list[str]:
    two = choices()[:2] if ranked else [replace(one, probability=None) for one in choices()[:2]]
    return [line.plain for line in why(replace(item(1), why=asked, strategy=strategy), two)]


def test_the_model_hesitates_between_two_labels_at_length_and_in_short() -> None:
    assert said() == [
        "why: the model hesitates between billing 46% and refund 41%",
        "why: billing 46% or refund 41%?",
    ]


def test_a_model_that_is_surer_by_now_is_not_said_to_hesitate() -> None:
    first, second = choices()[:2]
    asked = item(1)
    two = [replace(first, probability=0.7), replace(second, probability=0.21)]
    assert [line.plain for line in why(replace(asked, why="query", strategy="margin"), two)] == [
        "why: among the model's least sure: billing 70%, refund 21%",
        "why: least sure: billing 70%, refund 21%",
    ]


def test_nothing_is_given_away_where_suggestions_are_hidden() -> None:
    assert said(ranked=False) == ["why: the model hesitates"]


@pytest.mark.parametrize("asked", REASONS)
def test_other_reasons_need_no_model(asked: str) -> None:
    assert said(asked=asked) == [f"why: {REASONS[asked]}"]


def test_a_strategy_of_the_person_is_named_with_its_score() -> None:
    assert said(strategy="my_rules:[b]odd\x1b") == ["why: my_rules:[b]odd␛ 0.95"]


def test_every_strategy_has_its_words() -> None:
    from tui_labeler.active_learning.registry import COLD_STARTS, STRATEGIES

    named = (STRATEGIES.keys() | COLD_STARTS.keys() | {COMBINED}) - {"random"}
    assert HESITATES | OTHERWISE.keys() == named
