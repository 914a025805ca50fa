"""One writer at a time, however the one before ended."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from tests.conftest import FakeClock
from tests.store.conftest import fill, label, saved
from tui_labeler.errors import ExitCode, LockedError, StoreError
from tui_labeler.store import Store
from tui_labeler.store.lock import Lock, holder

FORKING = """
import os, pathlib, sys
from tui_labeler.store import Store
store = Store.open(pathlib.Path(sys.argv[1]))
if os.fork() == 0:
    print(os.getpid(), flush=True)
sys.stdin.read()
os._exit(0)
"""


@pytest.mark.fault("F007")
def test_a_second_writer_is_told_who_has_it(path: Path, store: Store) -> None:
    with pytest.raises(LockedError) as refused:
        Store.open(path)
    assert store.sitting is not None
    for part in (store.sitting.user, store.sitting.host, f"pid {os.getpid()}", "since 19"):
        assert part in refused.value.message
    assert "--read-only" in refused.value.hint
    assert "unlock" in refused.value.hint
    assert "--force" not in refused.value.hint
    assert refused.value.exit_code == ExitCode.LOCKED


def test_reading_needs_no_lock(path: Path, store: Store) -> None:
    store.append([label("a")])
    assert saved(path) == ["a"]
    store.append([label("b")])


@pytest.mark.fault("F009")
def test_another_host_needs_force(path: Path, store: Store) -> None:
    with sqlite3.connect(path) as outside:
        outside.execute("UPDATE sitting SET host = 'gpu\x1b[31m03'")
    outside.close()
    with pytest.raises(LockedError, match=r"on gpu␛\[31m03") as refused:
        Store.open(path)
    assert "unlock" in refused.value.hint and "--force" in refused.value.hint


def test_the_lock_is_free_after_close(path: Path, clock: FakeClock) -> None:
    fill(path, 1, clock)
    assert holder(path) is None
    fill(path, 1, clock)
    assert len(saved(path)) == 2


def test_closing_twice_does_not_free_the_lock_of_another(path: Path) -> None:
    first = Store.open(path)
    first.close()
    with Store.open(path):
        first.close()
        with pytest.raises(LockedError):
            Store.open(path)


def test_trying_leaves_the_lock_file_as_it_is(path: Path, store: Store) -> None:
    lock_file = Path(f"{path}.lock")
    lock_file.write_text("kept")
    with pytest.raises(LockedError):
        Lock(path).acquire()
    assert lock_file.read_text() == "kept"


def test_no_flock_is_said_and_nothing_softer_is_taken(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def missing(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", missing)
    with pytest.raises(StoreError, match="no locks"):
        Store.open(path)
    assert not path.exists()


def test_a_lock_file_that_is_a_link_is_not_followed(path: Path, tmp_path: Path) -> None:
    Path(f"{path}.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="lock"):
        Store.open(path)
    assert not (tmp_path / "elsewhere").exists()


def test_a_killed_holder_frees_it_even_while_its_forked_child_lives(path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", FORKING, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdin is not None and parent.stdout is not None
    with parent.stdin, parent.stdout:
        child = int(parent.stdout.readline())
        with pytest.raises(LockedError, match=f"pid {parent.pid}"):
            Store.open(path)
        parent.kill()
        assert parent.wait() == -signal.SIGKILL
        os.kill(child, 0)
        with Store.open(path) as store:
            assert store.recovered
            assert [one.ended is None for one in store.sittings()] == [True, True]
    with Store.open(path) as store:
        assert not store.recovered


def test_a_failed_open_gives_the_lock_back(path: Path) -> None:
    path.write_bytes(b"")
    with pytest.raises(StoreError):
        Store.open(path)
    with filelock.FileLock(f"{path}.lock", timeout=0):
        pass
