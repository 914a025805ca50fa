"""What the LLM said and cost is booked once, with what it says about items."""

from dataclasses import replace

import pytest

from tui_labeler.store import Annotation, LLMBatch, LLMRequest, Store

ONE = LLMRequest(
    key="k1",
    model="m",
    server="h:1",
    prompt=1,
    items=("a", "b"),
    answers={"a": {"label": "A", "confidence": 0.5}, "b": {"error": "no_label"}},
    paid=True,
    raw="{…}",
    tokens_in=10,
    tokens_out=2,
    cost=0.5,
    seconds=2.0,
)
SAID = Annotation(source="llm", annotator="m", item="a", label="A", version="1")


def test_a_request_is_booked_once(store: Store) -> None:
    assert store.llm.prompt("digest", "text") == 1
    assert store.llm.book([ONE], [SAID]) == 1
    assert store.llm.book([replace(ONE, cost=9.0)], []) == 0
    (found,) = store.llm.requests()
    assert replace(found, at=0.0) == ONE
    assert found.at > 0
    assert store.llm.has("k1")
    assert not store.llm.has("k2")
    assert [one.item for one in store.annotations("llm")] == ["a"]


def test_totals_count_what_was_paid(store: Store) -> None:
    assert store.llm.totals().cost == 0.0
    assert store.llm.totals().seconds is None
    store.llm.prompt("digest", "text")
    failed = replace(ONE, key="k2", paid=False, error="server", cost=0.0, tokens_in=0, tokens_out=0)
    unpriced = replace(ONE, key="k3", cost=None, seconds=4.0)
    store.llm.book([ONE, failed, unpriced], [])
    totals = store.llm.totals()
    assert (totals.requests, totals.tokens_in, totals.tokens_out) == (2, 20, 4)
    assert (totals.cost, totals.unpriced, totals.seconds) == (0.5, 12, 3.0)


def test_a_prompt_keeps_its_number(store: Store) -> None:
    assert [store.llm.prompt(digest, "x") for digest in ("p", "q", "p")] == [1, 2, 1]


@pytest.mark.fault("F098")
def test_a_batch_is_known_before_the_server_names_it(store: Store) -> None:
    store.llm.prompt("digest", "text")
    batch = LLMBatch("t", "m", 1, {"k1": ("a",), "k2": ("b", "c")})
    store.llm.put_batch(batch)
    assert store.llm.batches() == [batch]
    store.llm.put_batch(replace(batch, batch_id="b7", state="done"))
    assert [(one.batch_id, one.state) for one in store.llm.batches()] == [("b7", "done")]
