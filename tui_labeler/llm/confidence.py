"""How sure an LLM is: token log-probabilities over the labels, what it claims, or a vote."""

from collections import Counter
from collections.abc import Sequence
from math import exp

from tui_labeler.llm.completion import Token
from tui_labeler.llm.parsing import Said

LOGPROBS, CLAIMED, VOTE = "logprobs", "claimed", "vote"


def label_probabilities(
    tokens: Sequence[Token], label: str, labels: Sequence[str]
) -> dict[str, float]:
    """The probability of each of `labels`, in [0, 1] with sum 1; empty where it cannot be read.

    Walks the tokens that spell `label`. At each of them the alternatives give their mass to the
    labels they could still become, equally where several could.
    """
    start = _position(tokens, label)
    if start is None:
        return {}
    mass = dict.fromkeys(labels, 0.0)
    written, reached = "", 1.0
    for token in tokens[start:]:
        open_labels = [name for name in labels if name.startswith(written)]
        if len(open_labels) <= 1:
            break
        text = _piece(token.text, first=not written)
        for other, logprob in token.others:
            piece = _piece(other, first=not written)
            if piece == text or not piece:
                continue
            could = [name for name in open_labels if _could_be(name, written + piece)]
            for name in could:
                mass[name] += reached * exp(min(0.0, logprob)) / len(could)
        reached *= exp(min(0.0, token.logprob))
        written += text
    mass[label] += reached
    total = sum(mass.values())
    return {name: share / total for name, share in mass.items()} if total > 0 else {}


def _position(tokens: Sequence[Token], label: str) -> int | None:
    """The token at which the label begins: its last mention, as `{"label": "…"}` may be echoed."""
    text = "".join(token.text for token in tokens)
    at = text.rfind('"label"')
    at = text.find(label, max(at + 7, 0) if at >= 0 else 0)
    if at < 0:
        return None
    seen = 0
    for number, token in enumerate(tokens):
        seen += len(token.text)
        if seen > at:
            return number
    return None


def _piece(token: str, *, first: bool) -> str:
    """The part of a token that belongs to the label."""
    return token.lstrip(' "{:') if first else token


def _could_be(name: str, start: str) -> bool:
    """Whether `start` is the beginning of `name`, perhaps with the closing quote behind it."""
    return name.startswith(start) or start.rstrip('"} \n').strip() == name


def vote(answers: Sequence[Said]) -> tuple[Said, dict[str, float]]:
    """The label most answers give (the earlier one wins a tie), and the share of each label."""
    counts = Counter(answer.label for answer in answers)
    shares = {label: count / len(answers) for label, count in counts.items()}
    winner = max(counts, key=counts.__getitem__)
    first = next(answer for answer in answers if answer.label == winner)
    return Said(winner, shares[winner], first.reason), shares
