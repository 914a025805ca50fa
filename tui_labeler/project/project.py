"""A project folder, opened: what the person wrote down, frozen."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from tui_labeler.errors import ConfigError, LabelerError, UsageError
from tui_labeler.project.config import Config
from tui_labeler.project.lines import Key, line_of
from tui_labeler.project.locations import EMBEDDING_FILE, PROJECT_FILE, STORE_FILE
from tui_labeler.project.parsing import parse
from tui_labeler.registry import nearest
from tui_labeler.tables.formats import FORMATS
from tui_labeler.tables.source import lies_in
from tui_labeler.text import printable

MOST_SENT = 1_000_000
"""Bytes that guidelines or a prompt template may have."""


@dataclass(frozen=True, slots=True)
class Project:
    """A folder, its project.toml, and the line each of its keys stands on."""

    folder: Path
    config: Config
    lines: Mapping[Key, int]

    @property
    def name(self) -> str:
        return self.config.project.name

    @property
    def file(self) -> Path:
        """project.toml itself, for messages."""
        return self.folder / PROJECT_FILE

    @property
    def label_names(self) -> tuple[str, ...]:
        """In the order of project.toml."""
        return tuple(label.name for label in self.config.labels)

    @property
    def secrets(self) -> frozenset[str]:
        """The names of the environment variables that hold API keys."""
        return frozenset(section.api_key_env for section in self.config.llm)

    @property
    def features(self) -> list[str]:
        """What the model sees of a text, as `features.build` takes it: of files their paths."""
        return [
            str(self.folder / name) if name.endswith(EMBEDDING_FILE) else name
            for name in self.config.model.features
        ]

    @property
    def data_file(self) -> Path:
        """Relative names are looked up in the folder."""
        return self.folder / self.config.data.file

    def line_of(self, *key: str | int) -> int | None:
        """The line of a key, or of the innermost table or value around it."""
        return line_of(self.lines, key)

    def read_guidelines(self) -> str:
        """The text of the guidelines; "" where there are none.

        Raises ConfigError for a file that cannot be read or lies outside the folder: an LLM will
        be sent it, and a project may come from somebody else.
        """
        name = self.config.project.guidelines
        if name is None:
            return ""
        return self._read_inside(name, "guidelines", self.line_of("project", "guidelines"))

    def read_prompt(self, llm: int) -> str:
        """The prompt template of the LLM number `llm`; "" where it has none. Raises ConfigError."""
        name = self.config.llm[llm].prompt
        if name is None:
            return ""
        line = self.line_of("llm", llm, "prompt") or self.line_of("llm", "prompt")
        return self._read_inside(name, "prompt", line)

    def check_embeddings(self, name: str) -> None:
        """Raise ConfigError unless `features` may name the file `name`: it lies in the folder."""
        self._inside(name, "embeddings", self.line_of("model", "features"))

    def check_output(self, path: Path) -> None:
        """Raise UsageError unless `path` may be written to: the project is not made of it."""
        config = self.config
        names = [
            *(STORE_FILE, f"{STORE_FILE}-journal", f"{STORE_FILE}.lock", config.data.file),
            *(config.project.guidelines, config.weak_supervision.functions),
            *(section.prompt for section in config.llm),
            *(rule.list for rule in config.weak_supervision.rules),
        ]
        own = [self.file, *(self.folder / name for name in [*names, *self.features] if name)]
        if os.path.realpath(path) in map(os.path.realpath, own):
            raise UsageError(
                "this file is a part of the project, and is not written over.",
                hint="Choose another name.",
                file=path,
            )

    def _read_inside(self, name: str, what: str, line: int | None) -> str:
        path = self._inside(name, what, line)
        try:
            if path.stat().st_size > MOST_SENT:
                raise ConfigError(
                    f"this has more than {MOST_SENT:,} bytes.",
                    hint="An LLM is sent it with every text: keep what a person would read.",
                    file=path,
                )
            return path.read_text("utf-8-sig")
        except UnicodeDecodeError:
            raise ConfigError("this is not UTF-8.", hint="Save it as UTF-8.", file=path) from None
        except OSError as error:
            raise ConfigError(f"this cannot be read: {error.strerror}.", file=path) from error

    def _inside(self, name: str, what: str, line: int | None) -> Path:
        path = self.folder / name
        if not lies_in(path, self.folder):
            raise ConfigError(
                f"the {what} must lie in the project folder.", file=self.file, line=line
            )
        if not path.is_file():
            raise ConfigError(
                f"there is no such file of {what}.",
                hint="Write one, or remove the line.",
                file=self.file,
                line=line,
            )
        return path


def open_project(folder: Path) -> Project:
    """Open the project in `folder`; nothing but project.toml is read.

    Raises UsageError where there is no project, ConfigError for what is wrong in it.
    """
    file = folder / PROJECT_FILE
    if not _is_project(folder):
        raise _no_project(folder)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise LabelerError(f"this cannot be read: {error.strerror}.", file=file) from error
    config, lines = parse(content, file)
    return Project(folder, config, lines)


def _no_project(folder: Path) -> UsageError:
    hint = "Start one: tui-labeler init " + _suggested(folder)
    if meant := _meant(folder):
        hint = f"The project may be:  tui-labeler {_argument(Path(os.path.relpath(meant)))}"
    if os.path.isdir(folder):
        return UsageError(f"there is no {PROJECT_FILE} in this folder.", hint=hint, file=folder)
    if os.path.exists(folder):
        return UsageError("this is a file, not a project folder.", hint=hint, file=folder)
    return UsageError("there is no such folder.", hint=hint, file=folder)


def _meant(folder: Path) -> Path | None:
    """The project around what is there, or beside it one of nearly that name."""
    if os.path.exists(folder):
        around = (place for place in folder.absolute().parents if _is_project(place))
        return next(around, None)
    close = nearest(folder.name, projects_in(folder.parent))
    return folder.with_name(close) if close else None


def projects_in(folder: Path) -> list[str]:
    """The names of the projects that stand in a folder; none where it cannot be read."""
    try:
        return sorted(place.name for place in folder.iterdir() if _is_project(place))
    except (OSError, ValueError):
        return []


def _is_project(folder: Path) -> bool:
    return os.path.isfile(folder / PROJECT_FILE)


def _suggested(folder: Path) -> str:
    """The arguments of `init` that make a project of this, where one can tell."""
    if os.path.isfile(folder):
        folder, tables = folder.with_suffix(""), [folder]
    else:
        tables = tables_in(folder)
    if len(tables) != 1:
        return "DIR --data FILE"
    return f"{_argument(folder)} --data {_argument(tables[0])}"


def tables_in(folder: Path) -> list[Path]:
    """The files of a folder that may hold texts, by name; none where it cannot be read."""
    try:
        files = sorted(file for file in folder.iterdir() if file.is_file())
    except (OSError, ValueError):
        return []
    names = [file.name.lower().removesuffix(".gz") for file in files]
    known = [Path(name).suffix[1:] in FORMATS for name in names]
    return [file for file, fits in zip(files, known, strict=True) if fits]


def _argument(path: Path) -> str:
    return printable(quote(str(path)))
