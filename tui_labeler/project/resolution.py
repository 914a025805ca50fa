"""[resolution] of project.toml: how one label is made of what everybody says."""

from typing import Annotated, Literal

from pydantic import Field

from tui_labeler.project.sections import Section


class ResolutionSection(Section):
    """[resolution]: when what the machines say together becomes a label."""

    threshold: Annotated[float, Field(ge=0, le=1)] = 0.7
    """Probability below which an item has no label unless the person gives it one."""
    sources: tuple[Literal["rules", "llm", "given", "model"], ...] = (
        "rules",
        "llm",
        "given",
        "model",
    )
    """Who has a say beside the person."""
    human_weight: Annotated[float, Field(gt=0)] = 2.0
    """How much a label of the person counts in training; a machine's counts its probability."""
