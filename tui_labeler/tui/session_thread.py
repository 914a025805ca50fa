"""The one thread in which the session lives, so that a busy database never stops the keys."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class SessionThread:
    """Runs calls one after another in a single thread; they are awaited from the screens."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="session")

    async def run(self, call: Callable[[], T]) -> T:
        """The value of `call()`, or what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)

    def run_blocking(self, call: Callable[[], T]) -> T:
        """As `run`, for the time when no loop is running."""
        return self._executor.submit(call).result()

    def close(self) -> None:
        """Wait for the call under way; it may be a commit."""
        self._executor.shutdown()
