"""Line by line: the screen-less way to the same session."""

import io
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tui_labeler.session import Session

Cli = Callable[..., Ran]


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    text = "".join(f"{line}\n" for line in lines)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8"))


def test_keys_names_and_acts(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "1", "bad", "s", "x", "f", "1", "u", "U", "nonsense", "q")
    ran = cli("ask", folder)
    assert ran.code == 0
    assert 'no label "nonsense"' in ran.err
    with Session.open(folder) as session:
        assert [event.kind for event in session.store.events()] == [
            *("label", "label", "skip", "reject", "flag", "label", "undo", "undo"),
        ]
        assert session.state.by_label == {"good": 2, "bad": 1}


def test_the_model_learns_in_between(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, *(["1", "2"] * 5), "a")
    ran = cli("ask", folder)
    assert "%" in ran.out
    with Session.open(folder) as session:
        assert [batch.model for batch in session.store.batches()] == [None, 1]
        assert list(session.store.events())[-1].how == "agreed"


def test_the_end_of_the_input_ends_it(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, *(["1"] * 70))
    ran = cli("ask", folder)
    assert ran.code == 0
    assert "Everything is labelled." in ran.err
    assert "60 labels in" in ran.err
    assert "60 of 60 labelled" in ran.err


def test_an_item_is_read_out_once(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "nonsense", "?", "f", "n a thought", "1", "r", "q")
    ran = cli("ask", folder)
    items = [line.split(",")[0] for line in ran.out.splitlines() if line.startswith("Item ")]
    assert len(items) == 3
    assert items[0] != items[1] == items[2]
    assert ran.err.count("1: good") == 2
    for said in ("Saved: good.", "Flag set", "Noted."):
        assert said in ran.err
    assert "\x1b" not in ran.out + ran.err


def test_there_is_not_always_something_to_agree_with(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "a", "q")
    assert "no suggestion" in cli("ask", folder).err


def test_who_was_cut_off_hears_that_nothing_is_lost(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "1", "q")
    cli("ask", folder)
    with closing(sqlite3.connect(folder / "labels.sqlite")) as database, database:
        database.execute("UPDATE sitting SET ended = NULL")
    typed(monkeypatch, "q")
    assert cli("ask", folder).err.startswith(
        "The last session was cut off; nothing is lost: 1 labelled."
    )
    typed(monkeypatch, "q")
    assert "cut off" not in cli("ask", folder).err


def test_without_an_input_nothing_is_asked(folder: Path) -> None:
    closed: list[str | Path] = [
        "sh",
        "-c",
        'exec "$@" <&-',
        "sh",
        sys.executable,
        "-m",
        "tui_labeler",
        "ask",
        folder,
    ]
    ended = subprocess.run(closed, capture_output=True, text=True)
    assert ended.returncode == 0 and "0 of 60 labelled" in ended.stderr
