"""The fast columns are those of scikit-learn's TfidfVectorizer."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.robots.steps import ended
from tui_labeler.features.characters import characters
from tui_labeler.features.counted import Counts, Keys, count, counting
from tui_labeler.features.tfidf import Columns, Matrix, Reading, weigh
from tui_labeler.features.words import words

Kind: TypeAlias = Callable[[Sequence[str], int], Reading]
WORDS = [
    "the",
    "The",
    "cat",
    "a",
    "ΟΔΟΣ",
    "영화",
    "재미",
    "👍🏽",
    "don't",
    "x_1",
    "İstanbul",
    "\ud800",
]
TEXTS = st.lists(
    st.one_of(
        st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
        st.text(max_size=20),
        st.text("ab \n\t", max_size=20),
    ),
    min_size=1,
    max_size=12,
)
PARAMETERS: dict[Kind, dict[str, Any]] = {
    words: {"ngram_range": (1, 2)},
    characters: {"analyzer": "char", "ngram_range": (2, 4)},
}


def finished(reading: Reading) -> Columns:
    """What a reading returns in the end."""
    return ended(reading)[1]


def reference(texts: Sequence[str], min_df: int, kind: Kind) -> tuple[np.ndarray, list[str]]:
    """scikit-learn's matrix and terms; without columns where it has nothing to say."""
    vectorizer = TfidfVectorizer(
        sublinear_tf=True, dtype=np.float32, min_df=min_df, **PARAMETERS[kind]
    )
    try:
        return vectorizer.fit_transform(texts).toarray(), list(vectorizer.get_feature_names_out())
    except ValueError:
        return np.empty((len(texts), 0)), []


@pytest.mark.parametrize("kind", [words, characters])
@pytest.mark.parametrize("chunk", [3, 4096])
def test_equals_scikit_learn(kind: Kind, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    module = kind.__module__
    monkeypatch.setattr(f"{module}.CHUNK", chunk)

    @settings(max_examples=50, deadline=None)
    @given(TEXTS, st.sampled_from([1, 2]))
    @example(["", " "], 1)
    @example(["one word here", "other things there"], 2)
    @example(["ΑΣ", "ΑΣ'", "Σ"], 1)
    def check(texts: list[str], min_df: int) -> None:
        columns = finished(kind(texts, min_df))
        expected, terms = reference(texts, min_df, kind)
        assert sorted(columns.terms) == sorted(terms)
        assert columns.X.dtype == np.float32
        ours = columns.X.toarray()[:, np.argsort(np.array(columns.terms, dtype=object))]
        theirs = expected[:, np.argsort(np.array(terms, dtype=object))]
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs, atol=1e-6)

    check()


def test_most_frequent_columns_come_first() -> None:
    columns = finished(words(["rare often", "often some", "some often"], 1))
    assert columns.terms[0] == "often"
    in_texts = np.asarray((columns.X > 0).sum(axis=0)).ravel()
    assert (np.diff(in_texts) <= 0).all()


def test_progress_reaches_the_last_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_labeler.features.words.CHUNK", 2)
    assert list(words(["aa", "bb", "cc"], 1)) == [2, 3]


def test_no_texts_no_columns() -> None:
    assert finished(words([], 1)).X.shape == (0, 0)
    assert finished(characters([], 1)).X.shape == (0, 0)


def test_characters_beyond_the_alphabet_count_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_labeler.features.characters.MOST", 3)
    columns = finished(characters(["abcd", "abce"], 1))
    assert columns.X.shape[1] < 9
    np.testing.assert_array_equal(columns.X[[0]].toarray(), columns.X[[1]].toarray())


def weighed(*chunks: Counts) -> tuple[Matrix, Keys]:
    """TF-IDF of the chunks."""
    with counting(None) as counted:
        for chunk in chunks:
            counted.add(chunk)
        return weigh(counted, 1)


def test_weights_of_a_chunk_do_not_depend_on_the_chunks() -> None:
    keys = np.array([5, 5, 9, 9, 7], np.uint64)
    rows = np.array([0, 0, 0, 1, 1], np.int32)
    chunks = count(keys[:3], rows[:3], 1), count(keys[3:], rows[3:] - 1, 1)
    whole, whole_keys = weighed(count(keys, rows, 2))
    parts, part_keys = weighed(*chunks)
    np.testing.assert_array_equal(whole_keys, part_keys)
    np.testing.assert_array_equal(whole.toarray(), parts.toarray())


def test_a_term_repeated_thousands_of_times_weighs_as_in_scikit_learn() -> None:
    texts = ["so good " * 70_000, "so bad", "good"]
    theirs = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), dtype=np.float32)
    wanted = theirs.fit_transform(texts)
    found = finished(words(texts, 1))
    order = [list(found.terms).index(name) for name in theirs.get_feature_names_out()]
    np.testing.assert_allclose(found.X.toarray()[:, order], wanted.toarray(), atol=1e-6)
