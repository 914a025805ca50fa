"""What a pipeline needs of whoever runs its jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from tui_labeler.jobs import Job

if TYPE_CHECKING:
    from tui_labeler.session.session import Part


class Workshop(Protocol):
    """Whoever runs jobs to their end."""

    def finish(self, part: Part) -> None:
        """Run everything that is due for a part of the session."""

    def run(self, job: Job) -> Mapping[str, Any]:
        """Run one job and return its result. Raises JobError."""
