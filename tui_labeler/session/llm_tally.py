"""What a run has done so far."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tui_labeler.store.records import LLMRequest


@dataclass(slots=True)
class Tally:
    """The counts of one run."""

    labelled: int = 0
    """Items that were asked about and got a label."""
    copies: int = 0
    """Exact copies of these: nobody was asked, and they have the label too."""
    failed: Counter[str] = field(default_factory=Counter)
    cached: int = 0
    cost: float = 0.0
    """US dollars, as far as prices are known."""
    priced: bool = True
    """All prices are known."""
    tokens_in: int = 0
    tokens_out: int = 0
    stopped: str | None = None
    """What ended the run before its end."""
    message: str = ""
    said: list[str] = field(default_factory=list)
    """What the person should know about the server."""

    def take(self, request: LLMRequest, with_copies: Callable[[str], Sequence[str]]) -> None:
        """Count a request that is booked. `with_copies`: an item and those with the same text."""
        self.cost += request.cost or 0.0
        self.priced &= request.cost is not None
        self.tokens_in += request.tokens_in
        self.tokens_out += request.tokens_out
        for item, said in request.answers.items():
            if said.get("error"):
                self.failed[said["error"]] += 1
            else:
                self.labelled += 1
                self.copies += len(with_copies(item)) - 1

    def sentence(self) -> str:
        """How the run ended, why first: a small screen shows no more; "" before the first."""
        parts = [self.message] if self.message else []
        if self.labelled:
            parts.append(labelled(self.labelled, self.copies))
        if failed := self.failed.total():
            kinds = ", ".join(kind.replace("_", " ") for kind, _ in self.failed.most_common(2))
            parts.append(f"{failed:,} failed ({kinds})")
        if self.cost:
            parts.append(f"${self.cost:.4f}")
        how = "stopped" if self.stopped else "done"
        return f"LLM {how}: " + ", ".join(parts) if parts else ""


def labelled(items: int, copies: int) -> str:
    """How many, in words.

    >>> labelled(10, 1), labelled(2000, 0)
    ('10 labelled with 1 exact copy', '2,000 labelled')
    """
    also = f"{copies:,} exact {'copy' if copies == 1 else 'copies'}"
    return f"{items:,} labelled" + (f" with {also}" if copies else "")
