"""Every failure says what, where and what to do, and ends in its exit code."""

from pathlib import Path

import pytest

from tui_labeler import errors
from tui_labeler.errors import ExitCode, LabelerError


def every_kind(root: type[LabelerError] = LabelerError) -> list[type[LabelerError]]:
    """The exceptions of errors.py."""
    below = [kind for child in root.__subclasses__() for kind in every_kind(child)]
    return [kind for kind in (root, *below) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ({}, "no such column."),
        ({"file": "project.toml"}, "project.toml: no such column."),
        ({"file": Path("a/b.csv"), "line": 4}, "a/b.csv, line 4: no such column."),
        ({"line": 4}, "no such column."),
        ({"hint": "Known: text\nor id"}, "no such column.\n  Known: text\n  or id"),
    ],
)
def test_the_text_says_where_and_what_to_do(where: dict[str, object], text: str) -> None:
    error = LabelerError("no such column.", **where)  # type: ignore[arg-type]
    assert str(error) == text
    assert error.message == "no such column."
    assert error.file is None or isinstance(error.file, str)


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        ("LabelerError", 1),
        ("UsageError", 2),
        ("ProjectError", 3),
        ("ConfigError", 3),
        ("DataError", 3),
        ("LLMError", 4),
        ("LockedError", 5),
        ("StoreError", 1),
        ("ReadOnlyError", 1),
        ("TrustError", 1),
        ("JobError", 1),
    ],
)
def test_scripts_can_rely_on_the_exit_code(kind: str, exit_code: int) -> None:
    assert getattr(errors, kind).exit_code == exit_code


def test_the_drawing_and_the_codes_cover_every_kind() -> None:
    assert errors.__doc__ is not None
    for kind in every_kind():
        assert kind.__name__ in errors.__doc__
    codes = [kind.code for kind in every_kind()]
    assert len(set(codes)) == len(codes)


def test_an_interrupted_program_ends_as_the_shell_expects() -> None:
    assert ExitCode.INTERRUPTED == 128 + 2
