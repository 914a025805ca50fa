"""[llm] of project.toml: who is asked, how, and for how much."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from tui_labeler.project.sections import (
    Amount,
    AutoOrShare,
    Count,
    Name,
    Section,
    problem,
    wrong_value,
)

USUAL_KEY = "OPENAI_API_KEY"


def _environment_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value) or value.startswith("sk"):
        raise wrong_value("must be the name of an environment variable, and never the key itself")
    return value


class LLMSection(Section):
    """[llm], or one of several [[llm]]."""

    model: Name
    """As the server calls it."""
    base_url: Name | None = None
    """Any OpenAI-compatible server; None: OpenAI."""
    api_key_env: Annotated[str, AfterValidator(_environment_name)] = USUAL_KEY
    """The environment variable that holds the key. The usual one is not sent to a server on this
    machine that project.toml names."""
    few_shot: Annotated[int, Field(ge=0)] = 8
    """Labels of the person in the prompt."""
    threshold: AutoOrShare = "auto"
    """Confidence below which an item goes to the person."""
    max_cost: Amount | None = None
    """US dollars, never exceeded; millions of tokens where the price is not known."""
    input_price: Amount | None = None
    """US dollars per million tokens, where the model is not known."""
    output_price: Amount | None = None
    """The same for answers."""
    prompt: Name | None = None
    """A template file in the project folder."""
    temperature: Amount = 0.0
    max_tokens: Count | None = None
    """Of one answer, hidden reasoning included; None: what suits the model."""
    concurrency: Annotated[int, Field(ge=1, le=256)] = 8
    """Requests at the same time."""
    few_shot_by: Name = "balanced"
    """Which of the person's labels are examples."""
    reason: bool = False
    """Ask for a short reason."""
    confidence: Literal["auto", "logprobs", "claimed", "vote"] = "auto"
    """`auto`: token probabilities where the server gives them, else what the model claims."""
    samples: Annotated[int, Field(ge=2, le=50)] = 5
    """Requests per item when confidence is a vote."""
    items_per_prompt: Annotated[int, Field(ge=1, le=100)] = 1
    """Items asked about in one request."""
    precision: Annotated[float, Field(gt=0, lt=1)] = 0.9
    """What `threshold = "auto"` has to keep on validated items."""
    timeout: Annotated[float, Field(gt=0)] = 60.0
    """Seconds for one request, from connecting to the last byte."""

    @model_validator(mode="before")
    @classmethod
    def _no_secrets(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and "api_key" in values:
            raise problem(
                "a key must not stand in project.toml: others read it too. Put it into the "
                "environment variable OPENAI_API_KEY, or name another one with api_key_env, "
                "and take a new key if this file was shared",
                "api_key",
            )
        return values
