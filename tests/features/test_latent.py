"""Latent columns: near each other is what shares words with the same others."""

import numpy as np
import pytest
import scipy.sparse as sp

from tests.contracts.test_features import finished
from tui_labeler.errors import JobError
from tui_labeler.features.kinds import of_characters, of_latent
from tui_labeler.features.latent import DIMENSIONS, latent
from tui_labeler.features.material import Material
from tui_labeler.features.words import words

TEXTS = ["cats purr", "cats sleep", "kittens sleep", "cars honk", "cars brake", "trucks brake"]


def test_texts_without_a_common_word_meet() -> None:
    X = finished(words(TEXTS, 1))[0].X
    block = finished(latent([X]))[0].X.toarray()[:, :2]
    near = block @ block.T
    assert (X[[0]] @ X[[2]].T).nnz == 0
    assert near[0, 2] > near[0, 5] + 0.3


def test_rows_have_length_1() -> None:
    X = finished(words([*TEXTS, ""], 1))[0].X
    columns = finished(latent([X]))[0]
    lengths = np.linalg.norm(columns.X.toarray(), axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 1, 1, 1, 1, 0], atol=1e-5)
    assert columns.X.shape[1] <= len(TEXTS)


def test_so_many_dimensions_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    X = sp.csr_array((rng.random((500, 400)) < 0.1).astype(np.float32))
    whole = finished(latent([X]))[0].X
    assert whole.shape == (500, DIMENSIONS)
    monkeypatch.setattr("tui_labeler.features.latent.SAMPLE", 100)
    sampled, progress = finished(latent([X]))
    assert sampled.X.shape == (500, 100)
    assert progress[-1] == 500


def test_nothing_to_make_them_from_is_said() -> None:
    with pytest.raises(JobError, match="made from words or characters") as failure:
        of_latent(Material(TEXTS, {}))
    assert "features =" in failure.value.hint


def test_common_characters_of_large_pools_are_left_out() -> None:
    texts = [f"xyz {'qv' if row % 5 == 0 else 'fg' * (row % 2)}" for row in range(1001)]
    terms = set(finished(of_characters(Material(texts, {})))[0].terms)
    assert "qv" in terms and "xyz" not in terms
