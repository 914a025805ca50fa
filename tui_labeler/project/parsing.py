"""A TOML file -> its model, and every error as one sentence with its line and nearest key."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import tomli
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tui_labeler.errors import ConfigError
from tui_labeler.project.config import Config
from tui_labeler.project.lines import Key, key_lines, line_of
from tui_labeler.registry import nearest
from tui_labeler.text import one_line

Model = TypeVar("Model", bound=BaseModel)

_TYPES = {
    "string_type": 'must be text in quotes: "…"',
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list: […]",
    "too_short": "must not be empty",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
}


def parse(content: bytes, file: Path) -> tuple[Config, Mapping[Key, int]]:
    """project.toml, and the line of every key. Raises ConfigError."""
    return parse_as(Config, content, file)


def parse_as(model: type[Model], content: bytes, file: Path) -> tuple[Model, Mapping[Key, int]]:
    """The file as a `model`, and the line of every key. Raises ConfigError.

    No message holds a value of the file: it could be a secret in the wrong place.
    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        values = tomli.loads(text)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            "this is not UTF-8.", hint="Save the file as UTF-8.", file=file, line=line
        ) from None
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise _not_toml(error, content, file) from None
    lines = key_lines(text)
    try:
        return model.model_validate(_frozen(values)), MappingProxyType(lines)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        # A key that is missing is most often there, misspelt.
        present = [details for details in found if details["type"] != "missing"] or found
        first = min(present, key=lambda details: line_of(lines, _key(details)) or 0)
        raise _explained(first, lines, file, model) from None


def _frozen(value: Any) -> Any:
    """Lists become tuples, at every depth."""
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _not_toml(error: Exception, content: bytes, file: Path) -> ConfigError:
    if isinstance(error, RecursionError):
        return ConfigError("this is nested too deep.", file=file)
    reason, _, place = str(error).partition(" (at ")
    number = re.search(r"line (\d+)", place)
    line = int(number[1]) if number else len(content.splitlines())
    return ConfigError(
        f"this is not TOML: {one_line(reason, 100)}.",
        hint='Text stands in straight quotes: name = "…". A backslash is written twice.',
        file=file,
        line=line,
    )


def _key(details: ErrorDetails) -> Key:
    return tuple(details["loc"]) + tuple(details.get("ctx", {}).get("key", ()))


def _explained(
    details: ErrorDetails, lines: Mapping[Key, int], file: Path, model: type[BaseModel]
) -> ConfigError:
    context, key = details.get("ctx", {}), _key(details)
    known = _known(model, key[:-1]) if details["type"] == "extra_forbidden" else []
    sentence = _sentence(details["type"], key, context, file.name, known)
    return ConfigError(sentence, file=file, line=line_of(lines, key))


def _sentence(
    kind: str, key: Key, context: Mapping[str, Any], file: str, known: Sequence[str]
) -> str:
    names = [one_line(part, 60) for part in key if isinstance(part, str)]
    subject = f'"{names[-1]}"' if names else file
    if key and isinstance(key[-1], int):
        subject = f"every entry of {subject}"
    table = f"[{'.'.join(names[:-1])}]" if names[1:] else file
    if kind == "extra_forbidden":
        close = nearest(str(key[-1]), known)
        guess = f'Did you mean "{close}"?' if close else "Known: " + ", ".join(known) + "."
        return f"there is no {subject} in {table}. {guess}"
    if kind == "missing":
        return f"{subject} is missing in {table}."
    if kind == "sentence":
        return f"{context['sentence']}."
    if kind == "value":
        return f"{subject} {context['rest']}."
    if kind == "greater_than_equal":
        return f"{subject} must be at least {context['ge']}."
    if kind == "less_than_equal":
        return f"{subject} must be at most {context['le']}."
    if kind == "literal_error":
        return f"{subject} must be {context['expected']}.".replace("'", '"')
    return f"{subject} {_TYPES.get(kind, 'has a wrong value')}."


def _known(model: Any, table: Key) -> list[str]:
    """The keys a table of `model` may have."""
    for part in table:
        if isinstance(part, str):
            annotation = model.model_fields[part].annotation
            model = next(
                kind
                for kind in (annotation, *getattr(annotation, "__args__", ()))
                if isinstance(kind, type) and issubclass(kind, BaseModel)
            )
    return list(model.model_fields)
