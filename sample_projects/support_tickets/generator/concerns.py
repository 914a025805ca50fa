"""What a ticket is about, and what else is in it: the mixtures that the guidelines decide."""

from dataclasses import dataclass
from random import Random

SHARES = {
    "BILLING": 0.18,
    "DELIVERY": 0.18,
    "REPAIR": 0.20,
    "HOW_TO": 0.12,
    "CANCEL": 0.10,
    "ACCOUNT": 0.11,
    "PRAISE": 0.091,
    "SAFETY": 0.019,
}
NEIGHBOURS = {
    "BILLING": {"ACCOUNT": 4, "CANCEL": 3, "DELIVERY": 1, "REPAIR": 1},
    "DELIVERY": {"REPAIR": 4, "BILLING": 2, "ACCOUNT": 1, "HOW_TO": 1},
    "REPAIR": {"HOW_TO": 4, "DELIVERY": 3, "SAFETY": 1, "BILLING": 1},
    "HOW_TO": {"ACCOUNT": 5, "REPAIR": 4, "DELIVERY": 1},
    "CANCEL": {"BILLING": 4, "ACCOUNT": 4, "DELIVERY": 1},
    "ACCOUNT": {"HOW_TO": 4, "CANCEL": 2, "BILLING": 2},
    "PRAISE": {"REPAIR": 3, "DELIVERY": 3, "HOW_TO": 1},
    "SAFETY": {"REPAIR": 8, "DELIVERY": 1, "BILLING": 1},
}
"""Label -> what it is taken for, and how often."""
SARCASTIC = ("BILLING", "DELIVERY", "REPAIR", "ACCOUNT")
DEMANDING = ("BILLING", "CANCEL")
GRIEVANCES = {
    "DELIVERY": ("late", "wrong", "missed", "part"),
    "REPAIR": ("gears", "puncture", "battery", "scratch", "botched"),
    "BILLING": ("double", "price", "deposit", "fee"),
    "ACCOUNT": ("login", "appcrash", "hacked"),
}
"""Label -> the issues over which one wants one's money back, or leaves."""
UNPAID = {"BILLING": ("BILLING", "ACCOUNT"), "CANCEL": ("CANCEL",)}
"""Label -> over what nobody asks for it."""
MENTIONED = {
    "SAFETY": ("REPAIR", "DELIVERY"),
    "HOW_TO": ("REPAIR", "ACCOUNT", "DELIVERY", "CANCEL", "PRAISE"),
}
"""Label -> where a remark about it makes sense; the others make sense anywhere."""


@dataclass(frozen=True)
class Concern:
    """`label` is right; `also` is what else is in the text, and `how` it got there:

    aside    a remark on something else, on which nothing is asked
    demand   the story of `also`, at the end of which `label` is asked for
    sarcasm  praise that is none
    quoted   an earlier mail about something else
    plain    nothing else
    """

    label: str
    how: str = "plain"
    also: str | None = None


def draw_labels(count: int, rng: Random) -> list[str]:
    """About `count` labels in random order, each as often as its share says."""
    labels = [label for label, share in SHARES.items() for _ in range(round(share * count))]
    rng.shuffle(labels)
    return labels


def draw_concern(label: str, rng: Random) -> Concern:
    """What else, if anything, a ticket of this label is about."""
    draw = rng.random()
    if label in DEMANDING and draw < 0.26:
        stories = [story for story in GRIEVANCES if story not in UNPAID[label]]
        return Concern(label, "demand", rng.choice(stories))
    if label == "SAFETY" and draw < 0.3:
        return Concern(label, "demand", rng.choice(DEMANDING))
    if label in SARCASTIC and draw < 0.08:
        return Concern(label, "sarcasm", "PRAISE")
    others = [other for other in SHARES if other != label]
    if draw < 0.36:
        fitting = [other for other in others if label in MENTIONED.get(other, SHARES)]
        return Concern(label, "aside", rng.choice(fitting))
    if draw < 0.41:
        return Concern(label, "quoted", rng.choice([o for o in others if o != "SAFETY"]))
    return Concern(label)
