"""Probabilities of labels from tokens, and votes."""

from math import log

import pytest

from tui_labeler.llm.completion import Token
from tui_labeler.llm.confidence import label_probabilities, vote
from tui_labeler.llm.parsing import Said


def token(text: str, share: float = 1.0, **others: float) -> Token:
    pairs = [(text, log(share)), *((other, log(p)) for other, p in others.items())]
    return Token(text, log(share), tuple(pairs))


def test_the_token_that_decides_gives_the_shares() -> None:
    tokens = [token('{"'), token("label"), token('":"'), token("good", 0.7, bad=0.3), token('"}')]
    shares = label_probabilities(tokens, "good", ("good", "bad"))
    assert shares == pytest.approx({"good": 0.7, "bad": 0.3})


def test_a_common_beginning_decides_nothing() -> None:
    tokens = [token("card_", 1.0), token("arrival", 0.6, lost=0.4)]
    labels = ("card_arrival", "card_lost", "other")
    shares = label_probabilities(tokens, "card_arrival", labels)
    assert shares == pytest.approx({"card_arrival": 0.6, "card_lost": 0.4, "other": 0.0})


def test_mass_outside_the_labels_is_left_out() -> None:
    tokens = [token("good", 0.5, bad=0.25, maybe=0.25)]
    shares = label_probabilities(tokens, "good", ("good", "bad"))
    assert shares == pytest.approx({"good": 2 / 3, "bad": 1 / 3})


def test_a_label_that_begins_another_is_told_apart() -> None:
    tokens = [token('"'), token("C", 1.0), token('"', 0.9, **{"++": 0.1}), token("}")]
    shares = label_probabilities(tokens, "C", ("C", "C++"))
    assert shares == pytest.approx({"C": 0.9, "C++": 0.1})


def test_a_label_that_is_not_in_the_tokens_has_none() -> None:
    assert label_probabilities([token("GOOD")], "good", ("good", "bad")) == {}
    assert label_probabilities([], "good", ("good", "bad")) == {}


def test_a_vote() -> None:
    said, shares = vote([Said("a", None, "why"), Said("b"), Said("b"), Said("a")])
    assert (said.label, said.confidence, said.reason) == ("a", 0.5, "why")
    assert shares == {"a": 0.5, "b": 0.5}
