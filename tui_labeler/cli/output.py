"""What commands print: data on stdout, talk on stderr, and nothing that could steer a terminal."""

import json
import sys
from collections.abc import Mapping
from typing import Any

import click

from tui_labeler.errors import LabelerError
from tui_labeler.text import printable

SCHEMA = 1

json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON object on stdout, for scripts."
)
folder_argument = click.argument("folder", metavar="DIR", type=click.Path(path_type=str))


def say(text: str) -> None:
    """A line for the person, on stderr."""
    click.echo(printable(text), err=True)


def show(text: str) -> None:
    """A line of data, on stdout."""
    click.echo(printable(text))


def write_json(values: Mapping[str, Any]) -> None:
    """The one object of a `--json` command."""
    click.echo(json.dumps({"schema": SCHEMA, **values}, ensure_ascii=True, allow_nan=False))


def report_error(error: LabelerError) -> None:
    """Say what went wrong on stderr; with `--json`, also as an object on stdout."""
    say(str(error))
    if "--json" in sys.argv[1:]:
        details = {
            "code": error.code,
            "message": error.message,
            "file": error.file,
            "line": error.line,
        }
        write_json({"error": details})
