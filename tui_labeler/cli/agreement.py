"""How far LLM labels can be trusted: agreement with the person, and a quick check."""

from typing import TYPE_CHECKING

import click

from tui_labeler.cli.jobs import opened
from tui_labeler.cli.output import folder_argument, json_option, say, show, write_json
from tui_labeler.errors import ExitCode
from tui_labeler.text import one_line

if TYPE_CHECKING:
    from tui_labeler.evaluation.agreement import Agreement
    from tui_labeler.evaluation.figure import Figure
    from tui_labeler.session import Session


@click.command(epilog="Example:  tui-labeler agreement reviews/")
@folder_argument
@json_option
def agreement(folder: str, as_json: bool) -> None:
    """How well the LLM agrees with you: blind and seen apart, by label, by confidence."""
    with opened(folder, read_only=True) as session:
        report = session.agreement.report()
    if as_json:
        write_json(report.as_json())
        return
    for name in ("all", "blind", "seen"):
        show(f"{name:6} {_figures(getattr(report, name))}")
    for name, one in report.by_label.items():
        if one.figure.n:  # κ of what is always called the same is 0
            show(f"label {one_line(name, 30)}  {_share(one.figure)}")
    for name, one in report.by_model.items():
        if one.figure.n:
            show(f"model {one_line(name, 30)}  {_figures(one)}")
    for row in report.by_confidence:
        if row.right.value is not None:
            bounds = f"confidence {row.low:.0%} to {row.high:.0%}"
            show(f"{bounds:26} right {row.right.value:6.1%}  n {row.right.n}")
    for said, human, count in report.confusions:
        show(f"{one_line(said, 30)}, you {one_line(human, 30) or '(wrong)'}: {count}")
    found = report.threshold
    if found.value is None:
        show(f"threshold  — ({found.reason})")
    else:
        show(f"threshold  {found.value:.2f}")


def _figures(one: "Agreement") -> str:
    kappa = ""
    if one.kappa is not None and one.kappa_low is not None and one.kappa_high is not None:
        kappa = f"   κ {one.kappa:.2f} ({one.kappa_low:.2f} to {one.kappa_high:.2f})"
    return _share(one.figure) + kappa


def _share(figure: "Figure") -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return f"— ({figure.reason})"
    return f"{figure.value:.1%} ({figure.low:.0%} to {figure.high:.0%})  n {figure.n}"


@click.command("spot-check", epilog="Example:  tui-labeler spot-check reviews/ -n 50")
@folder_argument
@click.option("-n", "size", type=click.IntRange(min=1), default=50, help="Items to check.")
@click.option(
    "--target",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.9,
    help="The share of right labels that is enough.",
)
@json_option
def spot_check(folder: str, size: int, target: float, as_json: bool) -> int:
    """Check LLM labels: validation opens at once, and ends with a verdict."""
    from tui_labeler.session import Session

    if as_json:
        with opened(folder, read_only=True) as session:
            _write_verdict(session, target)
        return ExitCode.OK
    from tui_labeler.cli.start import open_project_folder

    shown: list[Session] = []

    def prepare(session: Session) -> None:
        shown.append(session)
        session.validation.begin(size)

    code = open_project_folder(folder, first="validate", numbers="spot-check", prepare=prepare)
    say(shown[0].agreement.verdict(target).sentence)
    return code


def _write_verdict(session: "Session", target: float) -> None:
    found, report = session.agreement.verdict(target), session.agreement.report()
    part = report.blind if found.part == "blind" else report.all
    write_json(
        {
            "agreement": {**part.as_json(), "part": found.part},
            "verdict": found.answer,
            "sentence": found.sentence,
            "target": target,
            "more_needed": found.more_needed,
        }
    )


COMMANDS = (agreement, spot_check)
