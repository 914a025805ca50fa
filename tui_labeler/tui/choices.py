"""Which key gives which label."""

from collections.abc import Sequence

from tui_labeler.session.views import Choice

DIGITS = "123456789"
FEW = 10
"""Up to so many labels keep their keys for good; more share nine digits, best first."""


def numbered(choices: Sequence[Choice]) -> list[tuple[str, Choice]]:
    """The rows of the label panel, with their keys.

    Few labels stand in project.toml's order. Of many, the nine most probable for this item come
    first; a label with a letter of its own keeps it.
    """
    if len(choices) <= FEW:
        return [(choice.key, choice) for choice in choices]
    best = sorted(choices, key=lambda choice: -(choice.probability or 0.0))[: len(DIGITS)]
    return [
        (digit if choice.key in (*DIGITS, "0", "") else choice.key, choice)
        for digit, choice in zip(DIGITS, best, strict=True)
    ]


def label_keys(choices: Sequence[Choice]) -> dict[str, str]:
    """Key -> label name, for every key that answers."""
    keys = {key: choice.name for key, choice in numbered(choices) if key}
    if len(choices) > FEW:
        own = {c.key: c.name for c in choices if c.key and not c.key.isdecimal()}
        keys = {**own, **keys}
    return keys
