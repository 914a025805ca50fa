"""The cap that parallel requests cannot pass: money is set aside before a request is sent."""

import asyncio
from math import inf

from tui_labeler.llm.failures import Stopped

CAP = "cap"


class Budget:
    """Money (or tokens) that may be spent. What is sent but not answered counts at its ceiling."""

    def __init__(self, limit: float | None) -> None:
        self.limit = inf if limit is None else limit
        self.spent = 0.0
        self.reserved = 0.0
        self.closed: Stopped | None = None
        """Why nothing more may be spent."""
        self._changed = asyncio.Event()

    async def reserve(self, ceiling: float) -> None:
        """Set `ceiling` aside; where it does not fit, wait until others have turned out cheaper.

        Raises Stopped when nobody is left to wait for, or the budget is closed.
        """
        while self.closed is None and self.spent + self.reserved + ceiling > self.limit:
            if self.reserved <= 0:
                raise Stopped(CAP, "the cost cap is reached")
            self._changed.clear()
            await self._changed.wait()
        if self.closed is not None:
            raise self.closed
        self.reserved += ceiling

    def close(self, why: Stopped) -> None:
        """Nothing more is spent. The first reason counts."""
        self.closed = self.closed or why
        self._changed.set()

    def settle(self, ceiling: float, cost: float) -> None:
        """What was set aside as `ceiling` did cost `cost`."""
        self.reserved = max(0.0, self.reserved - ceiling)
        if self.reserved < 1e-12:
            self.reserved = 0.0
        self.spent += cost
        self._changed.set()
