"""A file is the old one or the new one, whatever happens in between."""

import errno
import fcntl
import os
import stat
from pathlib import Path

import pytest

from tui_labeler.errors import LabelerError, UsageError
from tui_labeler.tables import atomic_write


def put(path: Path, content: bytes, mode: int = 0o666) -> None:
    with atomic_write(path, mode=mode) as file:
        file.write(content)


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_the_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with atomic_write(path) as file:
        file.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("error", [RuntimeError(), KeyboardInterrupt(), SystemExit(1)])
def test_an_error_leaves_the_old_file(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "out.csv"
    put(path, b"old")
    with pytest.raises(type(error)), atomic_write(path) as file:
        file.write(b"new")
        raise error
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["out.csv"]


@pytest.mark.fault("F026")
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "out.csv"
    put(path, b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(LabelerError, match="No space left on device") as caught:
        put(path, b"new")
    monkeypatch.undo()
    assert caught.value.file == str(path)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["out.csv"]


def test_a_folder_that_cannot_be_synced_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    put(tmp_path / "out.csv", b"new")
    assert (tmp_path / "out.csv").read_bytes() == b"new"


@pytest.mark.fault("F028")
def test_bad_targets(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "fifo")
    for name, message in {
        "folder": "a folder",
        "link": "a symbolic link",
        "fifo": "a pipe or a device",
        "missing/out.csv": "folder to write to does not exist",
        "real/out.csv": "folder to write to does not exist",
        "nul\0": "cannot be written",
    }.items():
        with pytest.raises(UsageError, match=message):
            put(tmp_path / name, b"new")
    assert (tmp_path / "real").read_bytes() == b"old"


def test_permissions(tmp_path: Path) -> None:
    def mode(name: str) -> int:
        return stat.S_IMODE((tmp_path / name).stat().st_mode)

    umask = os.umask(0o027)
    try:
        put(tmp_path / "new", b"")
        put(tmp_path / "private", b"", mode=0o600)
        (tmp_path / "old").write_bytes(b"")
        (tmp_path / "old").chmod(0o700)
        put(tmp_path / "old", b"")
    finally:
        os.umask(umask)
    assert (mode("new"), mode("private"), mode("old")) == (0o640, 0o600, 0o600)


@pytest.mark.fault("F027")
def test_what_a_killed_run_left_is_removed_by_the_next_write(tmp_path: Path) -> None:
    for name in (".a.csv.0123abcd.tmp", ".b.csv.0123abcd.tmp", ".a.csv.mine.tmp"):
        (tmp_path / name).write_bytes(b"half")
    put(tmp_path / "a.csv", b"new")
    assert names(tmp_path) == [".a.csv.mine.tmp", ".b.csv.0123abcd.tmp", "a.csv"]


def test_a_file_another_process_writes_is_not_taken_for_a_stray_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with atomic_write(path) as outer:
        outer.write(b"outer")
        put(path, b"inner")
    assert path.read_bytes() == b"outer"
    assert names(tmp_path) == ["a.csv"]


def test_no_locks_on_this_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    (tmp_path / ".a.csv.0123abcd.tmp").write_bytes(b"half")
    put(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"new"
