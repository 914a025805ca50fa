"""Caches and state lie where only this user sees them."""

import os
import stat
from pathlib import Path

import pytest

from tui_labeler.errors import LabelerError
from tui_labeler.project.locations import cache_folder, state_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_cache_is_in_the_project(tmp_path: Path) -> None:
    assert cache_folder(tmp_path) == tmp_path / ".cache" == cache_folder(tmp_path)
    assert mode(tmp_path / ".cache") == 0o700


@pytest.mark.parametrize("obstacle", ["file", "link", "link inside", "pipe inside", "read-only"])
def test_or_in_the_cache_of_the_user(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch, obstacle: str
) -> None:
    if obstacle == "file":
        (tmp_path / ".cache").write_text("")
    elif obstacle == "link":
        (tmp_path / ".cache").symlink_to(own_home)
    elif "inside" in obstacle:
        (tmp_path / ".cache" / "votes").mkdir(parents=True)
        planted = tmp_path / ".cache" / "votes" / "one.npy"
        os.mkfifo(planted) if "pipe" in obstacle else planted.symlink_to(own_home)
    else:
        real = os.access
        monkeypatch.setattr(os, "access", lambda path, how: path != tmp_path and real(path, how))
    folder = cache_folder(tmp_path)
    assert folder.is_relative_to(own_home / ".cache")
    assert mode(folder) == 0o700
    assert folder == cache_folder(tmp_path / "." / "x" / "..")
    other = tmp_path / "other"
    assert cache_folder(other).name != folder.name


def test_state(own_home: Path) -> None:
    assert state_folder() == own_home / ".local/state/tui-labeler"
    assert mode(state_folder()) == 0o700


def test_a_home_that_cannot_be_used_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(LabelerError, match="cannot be used: Not a directory") as refused:
        state_folder()
    assert "XDG_STATE_HOME" in refused.value.hint
