"""[[weak_supervision.rules]]: labeling functions that need no code.

name = "says_terrible"
keywords = ["terrible", "awful"]
label = "NEGATIVE"
"""

import re
import warnings
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from tui_labeler.project.sections import Name, Section, problem, wrong_value

BOUNDS = ("at_least", "at_most", "above", "below")


MAX_EXPRESSION = 10_000
"""Characters; to compile a million takes seconds."""


def _expression(value: str) -> str:
    if len(value) > MAX_EXPRESSION:
        raise wrong_value(f"must have at most {MAX_EXPRESSION:,} characters")
    try:
        with warnings.catch_warnings(action="ignore"):  # about what may mean more one day
            re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        raise wrong_value(f"is no regular expression: {error}") from None
    return value


Expression = Annotated[str, AfterValidator(_expression)]
Number = int | float


class Rule(Section):
    """Votes for `label` on the items that one of `keywords`, `list`, `regex`, `count` or a
    comparison of `column` finds; abstains on the others."""

    name: Name
    label: Name
    """What it votes for."""
    column: Name | None = None
    """Where to look; the text when left out."""
    keywords: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    """Words or phrases, case ignored."""
    list: Name | None = None
    """A file of the project folder with one word or phrase per line."""
    whole_words: bool = True
    """Whether keywords and lists stand for whole words or may stand inside words."""
    regex: Expression | None = None
    """As Python's `re` reads it; `(?i)` in front ignores case."""
    count: Literal["words", "characters", "exclamations", "emoji"] | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None
    equals: str | Number | None = None

    @property
    def kind(self) -> str:
        """Its name in the registry of rules."""
        for kind in ("keywords", "list", "regex", "count"):
            if getattr(self, kind) is not None:
                return kind
        return "compare"

    @model_validator(mode="after")
    def _one_kind(self) -> "Rule":
        kinds = [kind for kind in ("keywords", "list", "regex", "count") if getattr(self, kind)]
        bounds = [bound for bound in BOUNDS if getattr(self, bound) is not None]
        if len(kinds) > 1:
            raise problem(f"a rule is either {kinds[0]} or {kinds[1]}: make two", kinds[0])
        if not kinds and self.column is None:
            raise problem("a rule needs keywords, list, regex, count or column", "name")
        if self.kind in ("count", "compare"):
            if not bounds and (self.kind == "count" or self.equals is None):
                needed = "equals, " * (self.kind == "compare") + ", ".join(BOUNDS)
                raise problem(
                    f"a {self.kind} needs one of {needed}", kinds[0] if kinds else "column"
                )
        elif bounds or self.equals is not None:
            extra = bounds[0] if bounds else "equals"
            raise problem(f'"{extra}" says nothing about {self.kind}', extra)
        return self
