import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tests.robots.steps import ended
from tui_labeler.features.tfidf import Matrix
from tui_labeler.label_noise import terms as module

TABLE = np.arange(1, 13, dtype=np.float32).reshape(3, 4)
RANGES = {"words": slice(0, 1), "latent": slice(1, 2), "categorical": slice(2, 4)}


def terms(X: Matrix, ranges: dict[str, slice], rows: NDArray[np.intp]) -> Matrix:
    return ended(module.terms(X, ranges, rows))[1]


def test_columns_that_may_be_negative_are_left_out() -> None:
    found = terms(sp.csr_array(TABLE), RANGES, np.array([2, 0]))
    assert found.toarray().tolist() == [[9, 11, 12], [1, 3, 4]]


def test_where_all_may_be_negative_all_are_taken() -> None:
    ranges = {"latent": slice(0, 1), "vectors.npy": slice(1, 4)}
    found = terms(sp.csr_array(TABLE), ranges, np.array([1]))
    assert found.toarray().tolist() == [[5, 6, 7, 8]]


def test_many_rows_are_read_in_parts() -> None:
    X = sp.csr_array(np.arange(1.0, 4001.0, dtype=np.float32).reshape(2000, 2))
    rows = np.arange(2000)[::-1]
    found = terms(X, {"words": slice(0, 2)}, rows)
    assert (found.toarray() == X.toarray()[rows]).all()


def test_no_rows() -> None:
    assert terms(sp.csr_array(TABLE), RANGES, np.empty(0, np.intp)).shape == (0, 3)
