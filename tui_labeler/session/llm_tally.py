"""What a run has done so far."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tui_labeler.store.records import LLMRequest


@dataclass(slots=True)
class Tally:
    """The counts of one run."""

    labelled: int = 0
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
                self.labelled += len(with_copies(item))

    def sentence(self) -> str:
        """How the run ended; "" before the first."""
        parts = [f"{self.labelled:,} labelled"] if self.labelled else []
        if failed := self.failed.total():
            parts.append(f"{failed:,} failed")
        if self.cost:
            parts.append(f"${self.cost:.4f}")
        if self.message:
            parts.append(self.message)
        how = "stopped" if self.stopped else "done"
        return f"LLM {how}: " + ", ".join(parts) if parts else ""
