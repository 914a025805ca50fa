"""A crash log tells where, never what the texts said."""

from pathlib import Path

import pytest

from tui_labeler.tui.crash import write_crash_log


def fail(text: str) -> None:
    try:
        raise KeyError(text)
    except KeyError as error:
        raise ValueError(f"cannot show {text}") from error


@pytest.mark.fault("F043")
def test_frames_and_versions_but_no_words(tmp_path: Path) -> None:
    try:
        fail("the text of an item")
    except ValueError as error:
        path = write_crash_log(error, tmp_path)
    assert path is not None and path.stat().st_mode & 0o777 == 0o600
    log = path.read_text()
    assert "builtins.ValueError" in log and "builtins.KeyError" in log
    assert "in fail" in log and "textual" in log
    assert "the text of an item" not in log


def test_where_nothing_can_be_written_there_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert write_crash_log(ValueError(), tmp_path / "file") is None
