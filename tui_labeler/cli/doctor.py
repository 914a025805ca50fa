"""What this machine and this terminal are, and what is odd about them, in sentences."""

import locale
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click

import tui_labeler
from tui_labeler.cli.output import json_option, show, write_json
from tui_labeler.errors import LabelerError

PACKAGES = (
    *("textual", "pandas", "scikit-learn", "modAL-python", "cleanlab", "openai", "tomli", "click"),
    *("pydantic", "tomlkit", "jinja2", "platformdirs", "filelock", "numpy", "scipy"),
    *("joblib", "threadpoolctl", "rich"),
)
"""What pyproject.toml asks for."""
EXTRAS = ("pyarrow",)
NAMES = {"is_terminal": "is a terminal", "no_color": "NO_COLOR", "screen": "GNU screen"}
"""Of the terminal's values, where the key says too little."""
LINES = "tui-labeler ask DIR asks line by line."
LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")
"""The variables that say the encoding, the strongest first."""
COLOURS = {"truecolor": "16 million", "256": "256", "standard": "16", None: "none"}


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Versions, the terminal, and what is odd about them."""
    found = examine(os.environ)
    if as_json:
        write_json(found)
        return
    for name in ("tui_labeler", "python", "sqlite", "system"):
        show(f"{name.replace('_', '-'):<16} {found[name]}")
    for name, version in found["packages"].items():
        show(f"{name:<16} {version or 'not installed'}")
    for name, value in found["terminal"].items():
        show(f"{NAMES.get(name, name):<16} {_in_words(value)}")
    show("")
    for sentence in found["odd"] or ["Nothing is odd."]:
        show(sentence)


def _in_words(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def examine(environ: Mapping[str, str]) -> dict[str, Any]:
    """The object of `doctor --json`."""
    from tui_labeler.store.connection import SQLITE_VERSION

    packages = {name: _version(name) for name in (*PACKAGES, *EXTRAS)}
    terminal = _terminal(environ)
    return {
        "tui_labeler": tui_labeler.__version__,
        "python": platform.python_version(),
        "sqlite": SQLITE_VERSION,
        "system": platform.platform(),
        "packages": packages,
        "terminal": terminal,
        "odd": [*_odd_packages(packages), *_odd_terminal(terminal, environ), *_odd_state()],
    }


def _version(package: str) -> str | None:
    from importlib import metadata  # slow to load, and every command loads this module

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _terminal(environ: Mapping[str, str]) -> dict[str, Any]:
    from rich.console import Console

    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    size = shutil.get_terminal_size(fallback=(0, 0))
    console = Console(force_terminal=True, _environ={**environ, "NO_COLOR": ""})
    return {
        "is_terminal": all(stream is not None and stream.isatty() for stream in streams),
        "term": environ.get("TERM", ""),
        "colours": COLOURS[console.color_system],
        "no_color": bool(environ.get("NO_COLOR")),
        "encoding": locale.getencoding(),
        "columns": size.columns,
        "rows": size.lines,
        "tmux": "TMUX" in environ,
        "screen": "STY" in environ,
        "ssh": "SSH_CONNECTION" in environ,
    }


def _odd_packages(packages: Mapping[str, str | None]) -> Iterator[str]:
    for name in PACKAGES:
        if packages[name] is None:
            yield f"{name} is not installed: pip install --upgrade tui-labeler"
    if packages["pyarrow"] is None:
        yield "parquet files cannot be read: pip install 'tui-labeler[parquet]'"


def _odd_terminal(terminal: Mapping[str, Any], environ: Mapping[str, str]) -> Iterator[str]:
    if not terminal["is_terminal"]:
        yield f"Input or output is no terminal: no screen can be drawn here; {LINES}"
        return
    if terminal["term"] in ("", "dumb"):
        yield f'TERM is "{terminal["term"]}": no screen can be drawn; {LINES}'
    elif terminal["no_color"]:
        yield "NO_COLOR is set: nothing is coloured. Or: tui-labeler DIR --color always"
    elif terminal["colours"] not in ("16 million", "256"):
        yield _few_colours(terminal)
    if "utf" not in terminal["encoding"].lower():
        told = next((name for name in LOCALE if environ.get(name)), LOCALE[-1])
        yield (
            f"The locale's encoding is {terminal['encoding']}, not UTF-8: only ASCII is drawn. "
            f"To see all: export {told}=C.UTF-8"
        )
    if terminal["columns"] < 60 or terminal["rows"] < 15:
        yield f"The window is {terminal['columns']}x{terminal['rows']}; the screens need 60x15."
    elif terminal["columns"] < 80 or terminal["rows"] < 24:
        yield "The window is below 80x24: it works, with less on the screen."


def _few_colours(terminal: Mapping[str, Any]) -> str:
    if terminal["term"] == "linux":
        return "The Linux console has 16 colours and few signs; a terminal on a desktop has all."
    said = f'TERM is "{terminal["term"]}", which promises few colours: 16 are used.'
    if terminal["tmux"]:
        return f'{said} For more, in ~/.tmux.conf: set -g default-terminal "tmux-256color"'
    better = "screen-256color" if terminal["screen"] else "xterm-256color"
    return f"{said} If it can do more: export TERM={better}"


def _odd_state() -> Iterator[str]:
    from tui_labeler.project.locations import state_folder

    try:
        state_folder()
    except LabelerError as error:
        yield f"Recent projects and crash logs cannot be written: {error}"


COMMANDS = (doctor,)
