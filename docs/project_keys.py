"""docs/project_toml.md from the models of project.toml: keys, defaults, and what the code says."""

import ast
import inspect
import re
import sys
import types
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from tui_labeler.active_learning.registry import COLD_STARTS, STRATEGIES
from tui_labeler.estimators.registry import ESTIMATORS
from tui_labeler.features.registry import FEATURES
from tui_labeler.label_noise.registry import CHOICES
from tui_labeler.llm.registry import FEW_SHOT
from tui_labeler.project.config import Config
from tui_labeler.project.rules import Rule
from tui_labeler.project.sections import AutoOrShare, Section
from tui_labeler.weak_supervision.registry import LABEL_MODELS

REGISTRIES: dict[str, Iterable[str]] = {
    "estimator": ESTIMATORS,
    "features": FEATURES,
    "noise": CHOICES,
    "strategy": STRATEGIES,
    "cold_start": COLD_STARTS,
    "label_model": LABEL_MODELS,
    "few_shot_by": FEW_SHOT,
}
"""Keys whose value is a name of a registry."""
KINDS: dict[Any, str] = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def sections() -> Iterator[tuple[str, type[Section]]]:
    """The tables of project.toml with their headings, in order."""
    for name, field in Config.model_fields.items():
        many = get_origin(field.annotation) is tuple
        section = get_args(field.annotation)[0] if many else field.annotation
        if isinstance(section, type) and issubclass(section, Section):
            yield (f"[[{name}]]" if name == "labels" else f"[{name}]"), section
            if name == "weak_supervision":
                yield "[[weak_supervision.rules]]", Rule


def page() -> str:
    """The whole page."""
    lines = [
        "# project.toml",
        "",
        "What a project is: the only file a person has to write, and `tui-labeler init` writes the",
        "first one. Only the keys without a default must be there; a misspelt key is an error that",
        "names the line and the nearest good key.",
    ]
    for heading, section in sections():
        lines += ["", f"## `{heading}`", "", *_about(section)]
        lines += ["", "| key | is | default | |", "|---|---|---|---|"]
        said = docstrings(section)
        for name, field in section.model_fields.items():
            meaning = said.get(name, "").replace("|", "\\|")
            kind = _kind(section, name, field).replace("|", "\\|")
            lines.append(f"| `{name}` | {kind} | {_default(field)} | {meaning} |")
    lines += [
        *("", "## `[keys]`", ""),
        'Actions and their keys, as [keys](keys.md) lists them: `label.skip` = `"s"`.',
    ]
    return "\n".join(lines) + "\n"


def _about(section: type[Section]) -> Iterator[str]:
    """The docstring without the heading it begins with; several [llm] may stand side by side."""
    about = re.sub(
        r"^(One )?\[+[\w.]+\]+[^:,]*[:,]? ?", "", " ".join((section.__doc__ or "").split())
    )
    if about:
        yield about[0].upper() + about[1:]
    if section.__name__ == "LLMSection":
        yield "`[[llm]]` tables make a cascade: the next is asked what the one before is unsure of."


def docstrings(section: type[Section]) -> dict[str, str]:
    """Key -> the string that stands below it in the source."""
    source = inspect.getsource(sys.modules[section.__module__])
    (found,) = (
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.name == section.__name__
    )
    said = {}
    for before, node in zip(found.body, found.body[1:], strict=False):
        if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name):
            text = node.value if isinstance(node, ast.Expr) else None
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                said[before.target.id] = " ".join(text.value.split())
    return said


def _kind(section: type[Section], name: str, field: FieldInfo) -> str:
    written = inspect.get_annotations(section)[name]
    if name in REGISTRIES:
        return ", ".join(f"`{known}`" for known in REGISTRIES[name])
    return "auto, or a share from 0 to 1" if written is AutoOrShare else _named(written)


def _named(annotation: Any) -> str:
    """A type in words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _named(arguments[0]) + "".join(map(_bound, _bounds(arguments[1:])))
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin in (Union, types.UnionType):
        kinds = [_named(one) for one in arguments if one is not type(None)]
        return " or ".join(dict.fromkeys(kinds))
    if origin is tuple:
        inside = "tables" if _is_section(arguments[0]) else _named(arguments[0])
        return inside if inside == "tables" else f"list of: {inside}"
    if origin is dict or annotation is dict:
        return "table"
    return KINDS.get(annotation, "anything")


def _is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Section)


def _bounds(metadata: tuple[Any, ...]) -> Iterator[Any]:
    for one in metadata:
        yield from one.metadata if isinstance(one, FieldInfo) else [one]


def _bound(one: Any) -> str:
    match one:
        case Ge(ge):
            return f", at least {ge}"
        case Gt(gt):
            return f", above {gt}"
        case Le(le):
            return f", at most {le}"
        case Lt(lt):
            return f", below {lt}"
    return ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**must be there**"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ((), {}, ""):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return "`[" + ", ".join(f'"{one}"' for one in value) + "]`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"
