"""Which words of a text are named for which label."""

import json
from pathlib import Path

import pytest

from tui_labeler.session.terms import TERMS_FILE, Terms

WEIGHTS = {"charged": [[0, 8.0], [1, 2.0]], "charged twice": [[0, 9.0]], "refund": [[1, 7.0]]}


@pytest.fixture
def terms(tmp_path: Path) -> Terms:
    (tmp_path / TERMS_FILE).write_text(json.dumps({"kind": "words", "terms": WEIGHTS}))
    return Terms.load(tmp_path, ["billing", "refund", "other"])


def test_words_and_pairs_by_how_far_they_tell_the_two_labels_apart(terms: Terms) -> None:
    found = terms.speaking("I was Charged twice, no REFUND yet", ["billing", "refund"])
    assert found is not None and found.whole_words
    assert found.best == ("charged twice", "charged") and found.second == ("refund",)


def test_a_word_inside_another_is_none(terms: Terms) -> None:
    found = terms.speaking("surcharged refunds", ["billing", "refund"])
    assert found is not None and not found.best and not found.second


def test_characters_stand_anywhere() -> None:
    terms = Terms("characters", {"재밌": {"pos": 5.0}})
    found = terms.speaking("너무재밌어요", ["pos", "neg"])
    assert found is not None and found.best == ("재밌",) and not found.whole_words


def test_nothing_to_say_without_two_labels_or_weights(terms: Terms) -> None:
    assert terms.speaking("charged", ["billing"]) is None
    assert Terms().speaking("charged", ["billing", "refund"]) is None
