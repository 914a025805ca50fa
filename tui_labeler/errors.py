"""Everything that can go wrong and be explained, and the exit code each kind ends with.

LabelerError
 ├── UsageError          2  unknown command or option, no project there, no terminal
 ├── ProjectError        3  what the person wrote down is invalid
 │    ├── ConfigError       project.toml
 │    └── DataError         the data file, a file to import
 ├── LLMError            4  the LLM or the network
 ├── LockedError         5  another session has the project open
 ├── StoreError          1  labels.sqlite cannot be read or written
 │    └── ReadOnlyError     it was opened to be looked at
 ├── TrustError          1  code in a project folder that nobody has said yes to
 └── JobError            1  background work that failed

A message says what happened, where, and (the hint) what to do next.
"""

from enum import IntEnum
from pathlib import Path

from tui_labeler.text import one_line


class ExitCode(IntEnum):
    """The codes scripts rely on. A signal n ends the program with 128 + n."""

    OK = 0
    FAILED = 1
    USAGE = 2
    PROJECT = 3
    LLM = 4
    LOCKED = 5
    INTERRUPTED = 130


class LabelerError(Exception):
    """A failure that is explained to the person and never shown as a traceback."""

    exit_code = ExitCode.FAILED
    code = "failed"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        file: Path | str | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.file = None if file is None else str(file)
        self.line = line

    def __str__(self) -> str:
        """`project.toml, line 4: no such column.` and the hint, indented, below."""
        where = ""
        if self.file is not None:
            line = f", line {self.line}" if self.line is not None else ""
            where = f"{one_line(self.file)}{line}: "
        hint = "".join(f"\n  {line}" for line in self.hint.splitlines())
        return f"{where}{self.message}{hint}"


class UsageError(LabelerError):
    """The command was called in a way that cannot work."""

    exit_code = ExitCode.USAGE
    code = "usage"


class ProjectError(LabelerError):
    """The project folder holds something invalid."""

    exit_code = ExitCode.PROJECT
    code = "project"


class ConfigError(ProjectError):
    """project.toml cannot be used as it is."""

    code = "config"


class DataError(ProjectError):
    """A data file cannot be used as it is."""

    code = "data"


class LLMError(LabelerError):
    """The LLM server, its answer, the key or the network."""

    exit_code = ExitCode.LLM
    code = "llm"


class LockedError(LabelerError):
    """Another session writes to this project."""

    exit_code = ExitCode.LOCKED
    code = "locked"


class StoreError(LabelerError):
    """labels.sqlite cannot be opened, read or written."""

    code = "store"


class ReadOnlyError(StoreError):
    """The project was opened to be looked at."""

    code = "read_only"


class TrustError(LabelerError):
    """Code or a server of this project is not trusted, or can not be."""

    code = "trust"


class JobError(LabelerError):
    """Background work that ended without a result."""

    code = "job"
