"""What tokens cost, and that the cap holds."""

import asyncio

import pytest

from tui_labeler.llm.budget import Budget
from tui_labeler.llm.failures import Stopped, scrub
from tui_labeler.llm.prices import price_of
from tui_labeler.llm.tokens import at_most, likely


@pytest.mark.parametrize(
    ("model", "dollars"),
    [("gpt-4o", 2.5), ("gpt-4o-mini", 0.15), ("gpt-4o-mini-2024-07-18", 0.15)],
)
def test_the_longest_name_counts(model: str, dollars: float) -> None:
    assert price_of(model, None, None).of(1_000_000, 0) == dollars
    assert price_of(model, None, None).half().of(1_000_000, 0) == dollars / 2


@pytest.mark.parametrize("model", ["gpt-4o-audio", "my/gpt-4o", "llama3", "gpt-5.6"])
def test_an_unknown_model_costs_tokens(model: str) -> None:
    price = price_of(model, None, None)
    assert not price.known
    assert price.of(600_000, 400_000) == price.half().of(600_000, 400_000) == 1.0
    assert price_of(model, 1.0, 2.0).of(1_000_000, 1_000_000) == 3.0


def test_a_budget_waits_for_those_under_way() -> None:
    async def spend() -> None:
        budget = Budget(10.0)
        await budget.reserve(6.0)
        waiting = asyncio.create_task(budget.reserve(6.0))
        await asyncio.sleep(0)
        assert not waiting.done()
        budget.settle(6.0, 2.0)
        await waiting
        budget.settle(6.0, 6.0)
        assert budget.spent == 8.0
        with pytest.raises(Stopped):
            await budget.reserve(2.5)
        await budget.reserve(2.0)

    asyncio.run(spend())


def test_counts_are_above_what_is_likely() -> None:
    for text in ("", "a film", "映画はとても良かった", "x" * 1000):
        assert at_most(text) >= likely(text) > 0


def test_secrets_are_taken_out() -> None:
    text = "Incorrect key mykey-1234; also Bearer abcdefgh1 and sk-proj-abcdef123"
    assert scrub(text, "mykey-1234") == "Incorrect key [key]; also [key] and [key]"
    assert scrub("none of it", "none") == "[key] of it"
