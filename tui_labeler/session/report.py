"""The report of a project: everything the screens know, gathered into one document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import tui_labeler
from tui_labeler.hybrid.ledger import dollars, hours
from tui_labeler.hybrid.report.document import Part, Report, Tile
from tui_labeler.session import report_machines, report_person
from tui_labeler.session.money_views import LedgerView

if TYPE_CHECKING:
    from tui_labeler.evaluation.figure import Figure
    from tui_labeler.session.session import Session

_PARTS: tuple[Callable[[Session], Part | None], ...] = (
    report_person.learning_curve,
    report_person.classes,
    report_machines.llm,
    report_machines.functions,
    report_machines.label_errors,
    report_person.resolved,
    report_person.costs,
    report_person.provenance,
)


def report(session: Session) -> Report:
    """The report as things stand. The same project gives the same report: no time of day is in it
    but that of the person's acts."""
    parts = [part for make in _PARTS if (part := make(session)) is not None]
    return Report(
        title=session.project.name,
        task=session.project.config.project.task,
        tiles=_tiles(session),
        parts=parts,
        footer=f"tui-labeler {tui_labeler.__version__} · {_period(session)}",
    )


def _tiles(session: Session) -> list[Tile]:
    money = session.money.view()
    labelled, pool = session.state.by_label.total(), len(session.pool)
    tiles = [
        Tile("labelled by a person", f"{labelled:,}", f"of {pool:,} items"),
        _share("accuracy of the model", report_person.model_accuracy(session)),
    ]
    if len(session.llm_labels):
        tiles.append(_share("LLM agrees with you", session.agreement.report().all.figure))
    return [*tiles, _cost(money)]


def _share(name: str, figure: Figure) -> Tile:
    if figure.value is None or figure.low is None or figure.high is None:
        return Tile(name, "—", figure.reason)
    bounds = f"{100 * figure.low:.0f} to {100 * figure.high:.0f}"
    return Tile(name, f"{figure.value:.1%}", f"{bounds}, n {figure.n:,}")


def _cost(money: LedgerView) -> Tile:
    if money.cost is None:
        return Tile("your time", hours(money.seconds), f"and {dollars(money.paid)} paid")
    return Tile("cost", dollars(money.cost), f"{hours(money.seconds)} of work")


def _period(session: Session) -> str:
    """The days of the first and the last act, in UTC."""
    times = [event.at for event in session.store.events()]
    if not times:
        return "nothing was labelled yet"
    first, last = (f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}" for at in (times[0], times[-1]))
    return first if first == last else f"{first} to {last}"
