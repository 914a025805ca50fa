"""A project that somebody has open is freed: by asking, or by taking it so that nothing is lost."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.store.conftest import label, saved
from tui_labeler.errors import LockedError, StoreError
from tui_labeler.store import Store
from tui_labeler.store.takeover import take_over

SESSION = """
import pathlib, signal, sys
from tests.store.conftest import label
from tui_labeler.store import Store
store = Store.open(pathlib.Path(sys.argv[1]))
store.append([label("of the other")])
if sys.argv[2] == "polite":
    def end(*_):
        store.close()
        sys.exit(0)
    signal.signal(signal.SIGTERM, end)
else:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("open", flush=True)
for line in sys.stdin:
    try:
        store.append([label("too late")])
        print("saved", flush=True)
    except Exception as error:
        print(error.message.replace(chr(10), " "), flush=True)
"""


@contextmanager
def other_session(path: Path, manner: str) -> Iterator["subprocess.Popen[str]"]:
    """Another process with the store open."""
    with subprocess.Popen(
        [sys.executable, "-c", SESSION, str(path), manner],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def tell(process: "subprocess.Popen[str]", line: str) -> str:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return process.stdout.readline()


def test_nobody_has_it(path: Path) -> None:
    assert take_over(path, force=False) == "Nobody has this project open."
    Store.open(path).close()
    assert take_over(path, force=True) == "Nobody has this project open."


def test_a_session_of_ours_saves_and_quits(path: Path) -> None:
    with other_session(path, "polite") as process:
        assert f"pid {process.pid}" in take_over(path, force=False)
        assert process.wait(5) == 0
    with Store.open(path) as store:
        assert not store.recovered
        assert saved(path) == ["of the other"]


def test_one_that_does_not_answer_keeps_it_unless_forced(path: Path) -> None:
    with other_session(path, "deaf") as process:
        waits: list[float] = []
        with pytest.raises(LockedError, match="does not answer") as refused:
            take_over(path, force=False, patience=0.5, pause=waits.append)
        assert "--force" in refused.value.hint
        assert sum(waits) == pytest.approx(0.5)
        assert tell(process, "append") == "saved\n"

        said = take_over(path, force=True, patience=0.1, pause=waits.append)
        assert "was taken" in said
        with Store.open(path) as store:
            store.append([label("mine")])
            assert "replaced while open" in tell(process, "append")
        assert saved(path) == ["of the other", "too late", "mine"]


@pytest.mark.fault("F009")
def test_a_session_of_another_host_is_never_signalled(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append(pid))
    with other_session(path, "polite") as process:
        with closing(sqlite3.connect(path)) as outside, outside:
            outside.execute("UPDATE sitting SET host = 'gpu\x1b[31m03'")
        with pytest.raises(LockedError, match=r"on gpu␛\[31m03 cannot be asked"):
            take_over(path, force=False)
        assert process.poll() is None
        take_over(path, force=True)
        assert killed == []


def test_a_number_that_was_given_anew_is_never_signalled(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append(number))
    with (
        other_session(path, "polite"),
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger,
    ):
        with closing(sqlite3.connect(path)) as outside, outside:
            outside.execute("UPDATE sitting SET pid = ?", (stranger.pid,))
        with pytest.raises(LockedError, match="cannot be asked"):
            take_over(path, force=False)
        assert killed == []


def test_a_session_of_another_user_is_not_ours_to_ask(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    with other_session(path, "polite") as process:
        with monkeypatch.context() as patch:
            patch.setattr(os, "kill", forbidden)
            with pytest.raises(LockedError, match="cannot be asked"):
                take_over(path, force=False)
        assert process.poll() is None


def test_a_folder_that_cannot_be_written_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with other_session(path, "deaf"):
        monkeypatch.setattr("tempfile.mkstemp", fails)
        with pytest.raises(StoreError, match="No space left"):
            take_over(path, force=True, patience=0.0)
        monkeypatch.undo()
        with pytest.raises(LockedError):
            Store.open(path)
        assert saved(path) == ["of the other"]
