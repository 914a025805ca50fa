"""What a file of labeling functions imports: `labeling_function`, `preprocessor`, in Snorkel's way.

from tui_labeler import labeling_function

@labeling_function()
def lf_good(x):
    return "POSITIVE" if "good" in x.text.lower() else None
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any


class LabelingFunction:
    """A function of one row that votes for a label or abstains.

    It returns a label's name, an integer, or None or -1 to abstain. `resources` are passed on as
    keywords; each of `pre` takes the row and returns the one that is passed on.
    """

    def __init__(
        self,
        name: str,
        f: Callable[..., Any],
        resources: Mapping[str, Any] | None = None,
        pre: Sequence[Callable[[Any], Any]] | None = None,
    ) -> None:
        self.name = name
        self.function = f
        self.resources = MappingProxyType(dict(resources or {}))
        self.pre = tuple(pre or ())
        self.__doc__ = f.__doc__

    def __call__(self, x: Any) -> Any:
        """The vote on a row."""
        for one in self.pre:
            x = one(x)
        return self.function(x, **self.resources)

    def __repr__(self) -> str:
        return f"LabelingFunction({self.name!r})"


def labeling_function(
    name: str | None = None,
    resources: Mapping[str, Any] | None = None,
    pre: Sequence[Callable[[Any], Any]] | None = None,
) -> Callable[[Callable[..., Any]], LabelingFunction]:
    """Make the decorated function a `LabelingFunction`, called like it unless `name` is given.

    Raises TypeError where the parentheses are forgotten.
    """
    if callable(name):
        raise TypeError("write @labeling_function(), with parentheses")

    def decorate(f: Callable[..., Any]) -> LabelingFunction:
        return LabelingFunction(name or f.__name__, f, resources, pre)

    return decorate
