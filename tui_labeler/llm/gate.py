"""One pause for all workers when the server says "slow down", with its countdown."""

import asyncio
from collections.abc import Callable

from tui_labeler.llm.failures import Stopped

LONGEST = 600.0
"""Seconds; a server that asks for more is left alone until the person comes back."""


class Gate:
    """Closed for a while after a rate limit. `clock`: seconds, monotonic."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = 0.0
        self.times = 0
        """How often it was closed in a row."""

    @property
    def left(self) -> float:
        """Seconds until it opens."""
        return max(0.0, self._until - self._clock())

    def close(self, seconds: float) -> None:
        """Stop everybody for `seconds`. Raises Stopped where that is too long."""
        if seconds > LONGEST:
            minutes = seconds / 60
            raise Stopped("wait", f"the server asks to wait {minutes:,.0f} minutes")
        if self.left <= 0:
            self.times += 1
        self._until = max(self._until, self._clock() + seconds)

    def passed(self) -> None:
        """A request went well: the next pause is the first again."""
        if self.left <= 0:
            self.times = 0

    async def wait(self) -> None:
        """Return when the gate is open."""
        while (left := self.left) > 0:
            await asyncio.sleep(left)
