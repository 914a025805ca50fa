"""Who may see API keys: the jobs of the LLM, and nobody else's code."""

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

LLM = "llm"
"""The only kind of job whose environment holds API keys."""


def environment_for(
    kind: str, environment: Mapping[str, str], secrets: Collection[str]
) -> dict[str, str]:
    """`environment` for jobs of `kind`. `secrets`: variables that hold keys, whatever their name;
    those named `…_API_KEY` always do."""
    return {
        name: value
        for name, value in environment.items()
        if kind == LLM or not (name in secrets or name.endswith("_API_KEY"))
    }


@contextmanager
def hidden(kind: str, secrets: Collection[str]) -> Iterator[None]:
    """This process's own environment as `environment_for` has it, for a while."""
    whole = dict(os.environ)
    kept = environment_for(kind, whole, secrets)
    away = {name: value for name, value in whole.items() if name not in kept}
    for name in away:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(away)
