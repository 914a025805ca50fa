"""From a project and a text to the messages of a request.

What the person wrote stands in the system message; the text to label is a JSON string in the user
message, so that it cannot pass for an instruction or for another text.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import Any, TypeAlias

import jinja2
import jinja2.meta
import jinja2.sandbox
from jinja2.runtime import Context

from tui_labeler.errors import ConfigError
from tui_labeler.text import one_line

Message: TypeAlias = dict[str, str]
DEFAULT = Path(__file__).with_name("default_prompt.md")
MOST_CALCULATED = 100_000
"""What a product in a template may come to, or how long it may be."""
_SUSPICIOUS = re.compile(
    r"\b(ignore|disregard|forget|override)\b.{0,40}\b(instruction|rule|prompt|guideline|above|"
    r"previous|everything)|\b(answer|respond|reply|output)\s+(only\s+)?(with\s+)?[\"']?(?-i:[A-Z_]{3,})\b"
    r"|\bsystem\s*(prompt|message)\b|<\|",
    re.IGNORECASE | re.DOTALL,
)


def suspicious(text: str) -> bool:
    """Whether a text reads like an instruction to an LLM.

    Such a text is asked alone and is no example, so it can only ever mislead about itself.
    """
    return _SUSPICIOUS.search(text) is not None


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the person's label."""

    text: str
    label: str


@dataclass(frozen=True)
class Prompt:
    """What all requests of a run share. `labels`: (name, description)."""

    task: str
    labels: tuple[tuple[str, str], ...]
    guidelines: str = ""
    template: str = ""
    """The person's own; "": the default."""
    reason: bool = False
    choices: str = ""
    """Everything else that changes answers (model, examples, sampling), for the digest."""

    def content(self) -> str:
        """All of it as JSON: what a version number stands for."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    def digest(self) -> str:
        """Changes with anything that changes the question."""
        body = self.content() + DEFAULT.read_text("utf-8") * (not self.template)
        return blake2b(body.encode("utf-8", "replace"), digest_size=16).hexdigest()

    @property
    def names(self) -> tuple[str, ...]:
        """The labels' names, in order."""
        return tuple(name for name, _ in self.labels)

    @cached_property
    def _compiled(self) -> tuple[jinja2.Template, bool]:
        """The template, and whether it places the text itself. Raises ConfigError."""
        source = self.template or DEFAULT.read_text("utf-8")
        environment = _Sandbox(
            undefined=jinja2.StrictUndefined, trim_blocks=False, keep_trailing_newline=False
        )
        environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        environment.filters["tojson"] = _json
        try:
            names = jinja2.meta.find_undeclared_variables(environment.parse(source))
            return environment.from_string(source), "text" in names
        except jinja2.TemplateSyntaxError as error:
            raise _failed("cannot be read", error, error.lineno) from error
        except Exception as error:  # nested too deep, too long a number: Python's compiler raises
            raise _failed("cannot be read", error, None) from error

    def messages(
        self,
        text: str,
        *,
        columns: Mapping[str, str] | None = None,
        examples: Sequence[Example] = (),
        confidence: bool = False,
    ) -> list[Message]:
        """The messages that ask for the label of one text.

        `confidence`: ask how sure it is. Raises ConfigError for a template that fails.
        """
        own = self._compiled[1]
        system = self._render(text=text, columns=columns, examples=examples)
        form = self._form(confidence)
        if own:
            return [_message("system", form), _message("user", system)]
        return [
            _message("system", f"{system}\n\n{form}"),
            _message("user", _json({"text": text})),
        ]

    def messages_for_many(
        self,
        texts: Mapping[str, str],
        *,
        examples: Sequence[Example] = (),
        confidence: bool = False,
    ) -> list[Message]:
        """The messages that ask for the labels of several texts, by opaque key.

        Raises ConfigError for a template that fails or places the text itself.
        """
        if self._compiled[1]:
            raise ConfigError(
                "a prompt template that places the text itself asks for one text at a time.",
                hint="Set items_per_prompt = 1, or leave {{ text }} out of the template.",
                file="prompt.md",
            )
        system = self._render(text="", columns={}, examples=examples)
        form = (
            self._form(confidence)
            + ' There are several texts, each with a key: answer {"items": [{"key": …, "label": …}'
            ", …]}, one object of that form per key. Judge each text by itself."
        )
        items = [{"key": key, "text": text} for key, text in texts.items()]
        return [_message("system", f"{system}\n\n{form}"), _message("user", _json(items))]

    def _render(
        self, *, text: str, columns: Mapping[str, str] | None, examples: Sequence[Example]
    ) -> str:
        try:
            return self._compiled[0].render(
                task=self.task,
                labels=[{"name": name, "description": about} for name, about in self.labels],
                guidelines=self.guidelines,
                examples=[{"text": one.text, "label": one.label} for one in examples],
                text=text,
                item=dict(columns or {}),
            )
        except Exception as error:  # whatever a template of the person's comes to
            lines = [n for frame, n in walk_tb(error.__traceback__) if _is_template(frame)]
            raise _failed("fails", error, lines[-1] if lines else None) from error

    def _form(self, confidence: bool) -> str:
        parts = [f'"label": one of {_json(list(self.names))}, exactly as written']
        if confidence:
            parts.append('"confidence": how sure you are, a number from 0 to 1')
        if self.reason:
            parts.append('"reason": why, in at most fifteen words')
        return "Answer with one JSON object and nothing else: {" + ", ".join(parts) + "}."

    def schema(self, *, confidence: bool, many: bool) -> dict[str, Any]:
        """The JSON schema of an answer, strict: the label is an enum."""
        properties: dict[str, Any] = {"label": {"type": "string", "enum": list(self.names)}}
        if confidence:
            properties["confidence"] = {"type": "number"}
        if self.reason:
            properties["reason"] = {"type": "string"}
        if not many:
            return _object(properties)
        item = _object({"key": {"type": "string"}, **properties})
        return _object({"items": {"type": "array", "items": item}})


class _Sandbox(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """Jinja's own, in which a product or a power cannot fill the memory either."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        sizes = (abs(one) if isinstance(one, int | float) else len(one) for one in (left, right))
        if math.prod(sizes) > MOST_CALCULATED:
            raise jinja2.exceptions.SecurityError(
                f"{operator} is for small numbers and short texts"
            )
        return super().call_binop(context, operator, left, right)


def _failed(how: str, error: Exception, line: int | None) -> ConfigError:
    said = getattr(error, "message", None) or str(error) or type(error).__name__
    told = one_line(said, 80).rstrip(".")
    return ConfigError(f"the prompt template {how}: {told}.", file="prompt.md", line=line)


def _is_template(frame: FrameType) -> bool:
    return frame.f_code.co_filename == "<template>"


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _message(role: str, content: str) -> Message:
    """A message of characters only: half a surrogate pair cannot be sent."""
    return {"role": role, "content": content.encode("utf-8", "replace").decode()}
