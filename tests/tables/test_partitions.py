"""The files of a folder, and where their results go."""

from pathlib import Path

import pytest

from tui_labeler.errors import DataError, UsageError
from tui_labeler.tables.partitions import partitions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files of a table, and what other programs leave beside them."""
    for name in ("b.parquet", "year=2024/a.parquet", "_SUCCESS"):
        path = tmp_path / "parts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "parts"


def test_results_lie_as_the_files_do(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    names = ("b.parquet", "year=2024/a.parquet")
    assert partitions(folder, out) == {folder / name: out / name for name in names}
    assert (out / "year=2024").is_dir()


def test_results_of_the_same_files_may_be_there(folder: Path, tmp_path: Path) -> None:
    for target in partitions(folder, tmp_path / "out").values():
        target.touch()
    assert len(partitions(folder, tmp_path / "out")) == 2


@pytest.mark.parametrize("out", ["parts", "parts/out", "other", "file"])
def test_results_never_mix_with_other_files(folder: Path, tmp_path: Path, out: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "c.parquet").touch()
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="something else"):
        partitions(folder, tmp_path / out)


@pytest.mark.parametrize("name", ["none", "empty", "parts/b.parquet"])
def test_a_folder_without_files_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="parquet files"):
        partitions(tmp_path / name, tmp_path / "out")
