"""The person's part of a pipeline: what was answered on which screen, and how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui_labeler.session.pipeline_views import StageName
from tui_labeler.session.timesheet import Stage as Screen
from tui_labeler.session.timesheet import timesheet

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

SCREENS: Mapping[StageName, Screen] = {
    "llm": "validate",
    "active_learning": "label",
    "clean": "clean",
}


def by_stage(session: Session) -> Mapping[StageName, tuple[int, float]]:
    """Labels of the person that stand, and the seconds they took, by stage."""
    sheet = timesheet(session)
    found: dict[StageName, tuple[int, float]] = {"weak": (0, 0.0), "final": (0, 0.0)}
    for name, screen in SCREENS.items():
        found[name] = sheet.labels.get(screen, 0), sheet.seconds.get(screen, 0.0)
    return found
