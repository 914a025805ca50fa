"""Run the command line in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.robots.projects import review_rows, write_project
from tui_labeler.cli import main


@dataclass(frozen=True)
class Ran:
    """One finished command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout."""
        values = json.loads(self.out)
        assert isinstance(values, dict)
        return values


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """`cli("status", folder, "--json")` runs it and returns code, stdout and stderr."""

    def run(*words: object) -> Ran:
        arguments = [str(word) for word in words]
        monkeypatch.setattr("sys.argv", ["tui-labeler", *arguments])
        capsys.readouterr()
        code = main.run(arguments)
        out, err = capsys.readouterr()
        return Ran(int(code), out, err)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of 60 reviews."""
    return write_project(tmp_path / "reviews", review_rows(60))
