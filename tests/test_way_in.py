"""The first ten minutes on a real terminal: picker, wizard, demo, a locked project, read-only."""

import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.robots.controls import stray_controls
from tests.robots.projects import review_rows, write_project
from tests.robots.terminal import Terminal

PROGRAM = [sys.executable, "-m", "tui_labeler"]
Start = Callable[..., Terminal]


@pytest.fixture
def start(own_home: Path, tmp_path: Path) -> Start:
    """`start("demo")` runs the program in `tmp_path` on a terminal of its own."""

    def run(*words: object, **env: str) -> Terminal:
        return Terminal(
            [*PROGRAM, *map(str, words)],
            home=own_home,
            cwd=tmp_path,
            env={"PYTHONPATH": str(CHECKOUT), **env},
        )

    return run


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """A data file."""
    path = tmp_path / "reviews.csv"
    rows = "".join(f"{id},{text},{gold}\n" for id, text, gold in review_rows(40))
    path.write_text("id,text,sentiment\n" + rows)
    return path


def labels_in(folder: Path) -> int:
    with sqlite3.connect(folder / "labels.sqlite") as store:
        found = store.execute("SELECT count(*) FROM event WHERE kind = 'label'").fetchone()[0]
    store.close()
    return int(found)


def answer(terminal: Terminal, line: str) -> None:
    """Type a line and enter, as fast as a person does."""
    terminal.type(line)
    terminal.wait_for(f"  {line}")
    terminal.press("enter")


def test_from_nothing_to_a_label_by_the_picker_and_the_wizard(
    start: Start, reviews: Path, tmp_path: Path
) -> None:
    with start() as terminal:
        terminal.wait_for("no project was opened yet")
        terminal.press("n")
        terminal.wait_for("Which file holds the texts?")
        answer(terminal, "revews.csv")
        terminal.wait_for("revews.csv: there is no such file")
        terminal.press(*["backspace"] * 10)
        terminal.wait_gone("  revews.csv")
        answer(terminal, "reviews.csv")
        terminal.wait_for("Which folder")
        terminal.press("enter")
        terminal.wait_for("holds the text?")
        terminal.press("enter")
        terminal.wait_for("names a row?")
        terminal.press("escape")
        terminal.wait_for("holds the text?")
        terminal.press("enter")
        terminal.wait_for("names a row?")
        terminal.press("enter")
        terminal.wait_for("come with the data?")
        terminal.press("up", "enter")
        terminal.wait_for("labels are there")
        terminal.press(*["backspace"] * 20)
        terminal.wait_gone("  bad, good")
        answer(terminal, "good, bad, unclear")
        terminal.wait_for('name = "reviews"')
        assert [path.name for path in tmp_path.iterdir()] == ["reviews.csv"]
        terminal.press("enter")
        shown = terminal.wait_for("3 unclear")
        assert "1 good" in shown and "2 bad" in shown
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.termios_sane()
        assert stray_controls(terminal.raw) == []
    assert 'id = "id"' in (tmp_path / "reviews" / "project.toml").read_text()

    with start() as terminal:
        terminal.wait_for("▸ reviews")
        assert "0/40" in terminal.text
        terminal.press("enter")
        terminal.wait_for("Item r")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert "next: tui-labeler" in terminal.text


def test_leaving_the_wizard_writes_nothing(start: Start, reviews: Path, tmp_path: Path) -> None:
    with start("init", "--data", reviews.name) as terminal:
        terminal.wait_for("Which folder")
        terminal.press("escape")
        assert terminal.wait_exit() == 0
        assert "Nothing was written." in terminal.text
    assert [path.name for path in tmp_path.iterdir()] == ["reviews.csv"]


def test_init_with_all_it_needs_asks_nothing(start: Start, reviews: Path, tmp_path: Path) -> None:
    with start("init", "p", "--data", reviews.name, "--labels", "good,bad") as terminal:
        assert terminal.wait_exit() == 0
        assert "Text: column" in terminal.text
    assert (tmp_path / "p" / "project.toml").exists()


def test_a_project_that_is_gone_is_shown_as_such(start: Start, tmp_path: Path) -> None:
    folder = write_project(tmp_path / "old-spam", review_rows(10))
    with start(folder) as terminal:
        terminal.wait_for("Item r")
        terminal.press("q")
        assert terminal.wait_exit() == 0
    (folder / "project.toml").unlink()
    with start() as terminal:
        terminal.wait_for("folder not found")
        terminal.press("enter")
        terminal.wait_for("not there")
        terminal.press("x")
        terminal.wait_for("no project was opened yet")
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_the_demo_opens_and_is_opened_again(start: Start, tmp_path: Path) -> None:
    with start("demo") as terminal:
        terminal.wait_for("POSITIVE")
        terminal.wait_for("in this batch")
        terminal.press("f")
        terminal.wait_for("flagged")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert "next: tui-labeler tui-labeler-demo" in terminal.text
    assert (tmp_path / "tui-labeler-demo" / "labels.sqlite").exists()
    with start() as terminal:
        terminal.wait_for("movie reviews")
        terminal.press("d")
        terminal.wait_for("flagged")
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_unlock_asks_a_live_session_to_quit(start: Start, tmp_path: Path) -> None:
    folder = write_project(
        tmp_path / "p", review_rows(20), sections={"screen": "hold_guard_ms = 0"}
    )
    with start("p") as living:
        living.wait_for("Item r")
        living.press("1")
        living.wait_for("1 good")
        with start("p") as second:
            assert second.wait_exit() == 5
            assert f"pid {living.process.pid}" in second.text
            assert "tui-labeler unlock" in second.text
        with start("unlock", "p") as unlocking:
            assert unlocking.wait_exit() == 0
            assert "saved and quit" in unlocking.text
        assert living.wait_exit() == 128 + signal.SIGTERM
        assert living.termios_sane()
    assert labels_in(folder) == 1
    with start("p") as again:
        again.wait_for("Item r")
        again.press("q")
        assert again.wait_exit() == 0


def test_line_by_line_can_be_asked_to_quit_too(start: Start, tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", review_rows(20))
    with start("ask", "p", TERM="dumb") as living:
        living.wait_for("Answer:")
        living.type("1")
        living.press("enter")
        living.wait_for("Saved: good.")
        living.wait_for("2 of 10")
        with start("unlock", "p") as unlocking:
            assert unlocking.wait_exit() == 0
        assert living.wait_exit() == 128 + signal.SIGTERM
    with sqlite3.connect(folder / "labels.sqlite") as store:
        assert store.execute("SELECT count(*) FROM sitting WHERE ended IS NULL").fetchone() == (0,)
    store.close()


def test_read_only_looks_beside_a_live_session(start: Start, tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", review_rows(20))
    with start("p") as living:
        living.wait_for("Item r")
        with start("p", "--read-only") as reader:
            reader.wait_for("Item r")
            reader.press("f")
            reader.wait_for("read-only")
            reader.press("q")
            assert reader.wait_exit() == 0
        living.press("q")
        assert living.wait_exit() == 0
    assert labels_in(folder) == 0


def test_keys_that_clash_are_refused_before_anything_is_drawn(start: Start, tmp_path: Path) -> None:
    write_project(tmp_path / "p", review_rows(20), sections={"keys": 'label.skip = "f"'})
    with start("p") as terminal:
        assert terminal.wait_exit() == 3
        assert '"label.skip" and "label.flag" have the same key "f"' in terminal.text
        assert "Free keys:" in terminal.text
        assert b"\x1b[?1049h" not in terminal.raw


def test_theme_and_colour_by_flag(start: Start, tmp_path: Path) -> None:
    write_project(tmp_path / "p", review_rows(20))
    with start("p", "--theme", "nonsense") as terminal:
        assert terminal.wait_exit() == 2
        assert 'no theme "nonsense"' in terminal.text and "dark" in terminal.text
    with start("p", "--color", "never", COLORTERM="truecolor") as terminal:
        terminal.wait_for("Item r")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert b"38;2" not in terminal.raw and b"48;2" not in terminal.raw
    with start("p", "--theme", "light", COLORTERM="truecolor") as terminal:
        terminal.wait_for("Item r")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert b"48;2;251;251;249" in terminal.raw
