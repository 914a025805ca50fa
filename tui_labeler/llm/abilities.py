"""What a server can do, found out with the first request and then left alone.

Servers reject parameters they do not know, or ignore them in silence. The first request asks for
everything; each refusal takes away what it names.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, TypeAlias

Form: TypeAlias = Literal["schema", "object", "text"]


@dataclass(frozen=True, slots=True)
class Abilities:
    """The parameters that are sent."""

    form: Form = "schema"
    """A JSON schema with the labels as an enum, any JSON object, or just text."""
    logprobs: bool = True
    seed: bool = True
    temperature: bool = True
    limit: Literal["max_completion_tokens", "max_tokens"] = "max_completion_tokens"
    swapped: bool = False
    """The other name of the limit was tried already."""
    known: bool = False
    """Settled by an answer."""

    @classmethod
    def from_json(cls, values: Mapping[str, Any] | None) -> "Abilities":
        """What `asdict` wrote; nothing known where there is nothing."""
        return cls(**values) if values else cls()

    def as_json(self) -> dict[str, Any]:
        """To be kept for the next run."""
        return asdict(self)

    def without(self, complaint: str) -> "Abilities | None":
        """Less, because the server said `complaint`; None when nothing is left to take away."""
        text = complaint.lower()
        if self.limit in text and not self.swapped:
            other = "max_tokens" if self.limit != "max_tokens" else "max_completion_tokens"
            return replace(self, limit=other, swapped=True)  # type: ignore[arg-type]
        for name in ("logprobs", "seed", "temperature"):
            if name in text and getattr(self, name):
                return replace(self, **{name: False})  # type: ignore[arg-type]
        if any(word in text for word in ("response_format", "json", "schema", "grammar")):
            return self._plainer()
        least = replace(self, logprobs=False, seed=False, form="text")
        return None if self == least or text.startswith("422") else least

    def _plainer(self) -> "Abilities | None":
        if self.form == "schema":
            return replace(self, form="object")
        return replace(self, form="text") if self.form == "object" else None

    def sentence(self) -> str:
        """What the person should know about it, once."""
        form = {
            "schema": "answers follow a JSON schema with the labels",
            "object": "no JSON schema: answers are JSON objects",
            "text": "no structured output: answers are read from plain text",
        }[self.form]
        sure = "from token probabilities" if self.logprobs else "as the model claims it"
        return f"{form}; confidence {sure}"
