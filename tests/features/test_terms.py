"""Packed strings read like a list of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.features.terms import Terms


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(codec=None), max_size=5)), st.slices(6))
def test_reads_like_a_list(strings: list[str], part: slice) -> None:
    terms = Terms.pack(strings)
    assert list(terms) == strings
    if part.step in (None, 1):
        assert list(terms[part]) == strings[part]
    if strings:
        assert terms[-1] == strings[-1]
    with pytest.raises(IndexError):
        terms[len(strings)]


def test_steps_are_refused() -> None:
    with pytest.raises(ValueError, match="steps of one"):
        Terms.pack(["a", "b"])[::2]
