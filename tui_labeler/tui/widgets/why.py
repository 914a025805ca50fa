"""Why an item is asked, in plain words."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.session.views import Choice, Item
from tui_labeler.text import one_line

REASONS = {
    "cold": "a first look around",
    "random": "random sample",
    "repeat": "consistency check",
    "search": "you looked for it",
}
HESITATES = {
    *("margin", "least_confident", "entropy", "ranked_batch"),
    *("cluster_uncertainty", "density", "class_balanced"),
}
"""Strategies that ask where the model is not sure."""
AHEAD = 0.2
"""From this difference on the model does not hesitate, though it may be less sure than elsewhere:
the newest one can be surer than the one that has chosen."""
OTHERWISE = {
    **dict.fromkeys(("vote_entropy", "max_disagreement", "bald"), "models disagree about it"),
    "disagreement": "the model, the LLM and the rules disagree",
    "resolution": "rules, LLM and model together are not sure",
    "diverse": "unlike those before it",
    "stratified": "a first look at every label",
}


def why(item: Item, ranked: Sequence[Choice]) -> list[Content]:
    """The same reason at length and, where it can be shorter, in short.

    `ranked`: the two best labels; without probabilities what the model says is hidden.
    """
    known = REASONS.get(item.why) or OTHERWISE.get(item.strategy)
    if known:
        return [_reason(known)]
    if item.strategy not in HESITATES:
        score = "" if item.score is None else f" {item.score:.2f}"
        return [_reason(one_line(item.strategy, 24) + score)]
    shares = [
        f"{one_line(choice.name, 24)} {choice.probability:.0%}"
        for choice in ranked
        if choice.probability is not None
    ]
    if len(shares) < 2:
        return [_reason("the model hesitates")]
    first, second = shares
    if sure(ranked):
        return [
            _reason(f"among the model's least sure: {first}, {second}"),
            _reason(f"least sure: {first}, {second}"),
        ]
    return [
        _reason(f"the model hesitates between {first} and {second}"),
        _reason(f"{first} or {second}?"),
    ]


def sure(ranked: Sequence[Choice]) -> bool:
    """Whether the best of these labels is well ahead of the second."""
    first, second = (choice.probability or 0 for choice in ranked[:2])
    return first - second >= AHEAD


def _reason(words: str) -> Content:
    return Content.assemble(("why: ", "$muted"), (words, "bold $text"))
