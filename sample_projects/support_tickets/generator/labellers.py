"""Two labellers who err where such labellers err: a tired person, and an LLM. Both are simulated.

Neither has read a word: both are told the right label and what else is in the ticket.
"""

from collections.abc import Sequence
from random import Random

from concerns import NEIGHBOURS
from tickets import Ticket

GIVEN_ERRORS = 0.08
LURE = {"plain": 1, "quoted": 2, "aside": 4, "demand": 6, "sarcasm": 2}
"""How much more often a tired person errs on a mixture than on a plain ticket."""
SHORT = 8  # words

LLM_ERRORS = {"plain": 0.06, "quoted": 0.14, "aside": 0.22, "demand": 0.32, "sarcasm": 0.45}
LLM_MISSES_SAFETY = 0.35
RIGHT, RIGHT_ON_MIXTURES, WRONG = (8.0, 1.2), (6.0, 1.6), (4.5, 1.9)
"""Confidence: the two parameters of a beta distribution."""


def given_labels(tickets: Sequence[Ticket], rng: Random) -> list[str]:
    """The right label, but for 8 % of the tickets; mixtures and short texts attract errors."""
    order = sorted(
        range(len(tickets)),
        key=lambda at: rng.random() ** (1 / _temptation(tickets[at])),
        reverse=True,
    )
    wrong = set(order[: round(GIVEN_ERRORS * len(tickets))])
    return [
        _mistaken(ticket, _plausible(ticket), rng) if at in wrong else ticket.concern.label
        for at, ticket in enumerate(tickets)
    ]


def llm_labels(tickets: Sequence[Ticket], rng: Random) -> list[tuple[str, float]]:
    """(label, confidence) for each ticket; the confidence is lower, on average, where it errs."""
    answers = []
    for ticket in tickets:
        concern = ticket.concern
        likely = LLM_ERRORS[concern.how]
        if concern.label == "SAFETY":
            likely = max(likely, LLM_MISSES_SAFETY)
        wrong = rng.random() < likely
        label = _mistaken(ticket, 0.85, rng) if wrong else concern.label
        mixed = concern.how != "plain"
        shape = WRONG if wrong else RIGHT_ON_MIXTURES if mixed else RIGHT
        answers.append((label, min(0.99, max(0.2, round(rng.betavariate(*shape), 2)))))
    return answers


def _temptation(ticket: Ticket) -> float:
    short = len(ticket.text.split()) < SHORT
    rare = ticket.concern.label == "SAFETY"
    return LURE[ticket.concern.how] * (2 if short else 1) * (2 if rare else 1)


def _plausible(ticket: Ticket) -> float:
    """The chance that a person's error goes to what else is in the ticket: not to any remark."""
    return 0.8 if ticket.concern.also in NEIGHBOURS[ticket.concern.label] else 0.0


def _mistaken(ticket: Ticket, lured: float, rng: Random) -> str:
    """A wrong label: what else is in the ticket, or a neighbour of the right one."""
    concern = ticket.concern
    if concern.also and rng.random() < lured:
        return concern.also
    neighbours = NEIGHBOURS[concern.label]
    return rng.choices(list(neighbours), list(neighbours.values()))[0]
