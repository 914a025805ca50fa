from array import array
from pathlib import Path

import numpy as np
import pytest

from tui_labeler.errors import JobError
from tui_labeler.session.npy import CODES, open_array
from tui_labeler.session.vote_columns import open_column, write_column


@pytest.mark.parametrize("dtype", CODES)
def test_what_numpy_wrote_is_read(tmp_path: Path, dtype: str) -> None:
    values = np.array([0, 1, 1, 0, 1, 0]).astype(dtype)
    for shape in ((6,), (2, 3), (0,)):
        np.save(tmp_path / "a.npy", np.resize(values, shape))
        found, read = open_array(tmp_path / "a.npy", dtype, len(shape))
        assert found == shape
        assert list(read) == np.resize(values, shape).ravel().tolist()


def test_votes_are_written_as_numpy_would(tmp_path: Path) -> None:
    write_column(tmp_path / "votes.npy", array("h", [-1, 0, 300]))
    assert np.load(tmp_path / "votes.npy").tolist() == [-1, 0, 300]
    assert list(open_column(tmp_path / "votes.npy")) == [-1, 0, 300]


def test_what_is_no_such_array_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.zeros(4, np.float32))
    whole = path.read_bytes()
    for dtype, dimensions in (("<i2", 1), ("<f8", 1), ("<f4", 2)):
        with pytest.raises(JobError, match=r"a\.npy"):
            open_array(path, dtype, dimensions)
    for damaged in (whole[:-4], whole[:20], b"x" * 200, whole.replace(b"descr", b"dexcr")):
        path.write_bytes(damaged)
        with pytest.raises(JobError, match=r"a\.npy"):
            open_array(path, "<f4")
    np.save(path, np.array([{}], object), allow_pickle=True)
    with pytest.raises(JobError, match=r"a\.npy"):
        open_array(path, "<f4")


def test_an_empty_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.npy").touch()
    with pytest.raises(JobError, match=r"a\.npy"):
        open_array(tmp_path / "a.npy", "<f4")
