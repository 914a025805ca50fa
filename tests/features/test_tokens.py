"""Words read all at once are those that a regular expression finds one after the other."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tui_labeler.features.tokens import Vocabulary

TEXTS = st.lists(st.one_of(st.text("ab_1 Σİ영\n\0", max_size=12), st.text(max_size=12)))


@pytest.mark.parametrize("piece", [1, 10, 1 << 18])
def test_words_are_those_of_a_regular_expression(
    piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_labeler.features.tokens.PIECE", piece)

    @settings(max_examples=50, deadline=None)
    @given(TEXTS, TEXTS)
    @example([], [""])
    @example(["\U00100000a"], ["\U0010ffff aa"])
    @example(["ab ba", "", "\ud800 cd"], ["ba ee \U0001d5ba\U0001d5ba"])
    def check(first: list[str], second: list[str]) -> None:
        vocabulary = Vocabulary()
        for texts in (first, second):
            numbers, rows = vocabulary.read(texts)
            found = [vocabulary.words[number] for number in numbers.tolist()]
            told = [
                (word, row)
                for row, text in enumerate(texts)
                for word in re.findall(r"\w\w+", text.lower())
            ]
            assert list(zip(found, rows.tolist(), strict=True)) == told
        assert len(set(vocabulary.words)) == len(vocabulary.words)

    check()


def test_numbers_follow_the_order_in_which_words_are_met() -> None:
    vocabulary = Vocabulary()
    numbers, rows = vocabulary.read(["zz aa zz", "mm aa"])
    assert vocabulary.words == ["zz", "aa", "mm"]
    assert (numbers.tolist(), rows.tolist()) == ([0, 1, 0, 2, 1], [0, 0, 0, 1, 1])
