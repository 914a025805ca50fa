"""What a strategy would have saved: active learning replayed on a gold file."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from tui_labeler.active_learning.advice import NAMES
from tui_labeler.cli.curves import drawn, write_svg
from tui_labeler.cli.jobs import Telling
from tui_labeler.cli.output import folder_argument, json_option, say, write_json
from tui_labeler.errors import JobError, UsageError
from tui_labeler.jobs import Failure, Partial, Report, Result

if TYPE_CHECKING:
    from tui_labeler.session.simulating import Simulation


@click.command()
@folder_argument
@click.option("--oracle", required=True, type=click.Path(), help="The right labels: id,label.")
@click.option("--strategy", help="Names, with commas. The project's when left out; see strategies.")
@click.option("--budget", default=300, show_default=True, type=click.IntRange(2))
@click.option("--batch-size", type=click.IntRange(1), help="The project's when left out.")
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(1))
@click.option("--test-share", default=0.3, show_default=True, type=click.FloatRange(0.01, 0.9))
@click.option("--target", default=0.95, show_default=True, type=click.FloatRange(0, 1))
@click.option("--pool", "largest", default=10_000, show_default=True, type=click.IntRange(10))
@click.option("--plot", type=click.Path(), help="Write the curves to an .svg file.")
@json_option
def simulate(
    folder: str,
    oracle: str,
    strategy: str | None,
    budget: int,
    batch_size: int | None,
    seeds: int,
    test_share: float,
    target: float,
    largest: int,
    plot: str | None,
    as_json: bool,
) -> None:
    """Replay active learning with known answers, against random order.

    \b
    tui-labeler simulate reviews/ --oracle gold.csv --strategy margin,ranked_batch --seeds 5
    """
    from tui_labeler.project import open_pool, open_project
    from tui_labeler.session.gold import read_gold
    from tui_labeler.session.names import check_names
    from tui_labeler.session.simulated import keep_curves
    from tui_labeler.session.simulating import Request, Simulation

    if plot and not plot.endswith(".svg"):
        raise UsageError("--plot writes .svg files.", hint=f"--plot {Path(plot).stem}.svg")
    project = open_project(Path(folder))
    check_names(project)
    if plot:
        project.check_output(Path(plot))
    request = Request(
        strategies=_strategies(strategy, project.config.active_learning.strategy),
        budget=budget,
        batch=batch_size or project.config.active_learning.batch_size,
        seeds=seeds,
        test_share=test_share,
        target=target,
        largest=largest,
    )
    pool = open_pool(project, Telling())
    simulation = Simulation(project, pool, read_gold(project, pool, Path(oracle)), request)
    if simulation.cut:
        say(f"The pool is cut to {simulation.training + simulation.held_out:,} items (--pool).")
    _run(simulation)
    keep_curves(project, pool, _accuracies(simulation))
    _tell(simulation)
    _tell_stops(simulation)
    if plot:
        write_svg(_accuracies(simulation), Path(plot), title=f"Accuracy: {project.name}")
        say(f"Curves written to {plot}")
    if as_json:
        write_json(simulation.as_json())


def _strategies(wanted: str | None, of_project: str) -> tuple[str, ...]:
    from tui_labeler.active_learning.registry import STRATEGIES
    from tui_labeler.registry import check

    names = [name.strip() for name in wanted.split(",")] if wanted else [of_project]
    for name in (name for name in names if name != of_project):
        check(STRATEGIES, name, "query strategy")
    return tuple(dict.fromkeys(names))


def _run(simulation: Simulation) -> None:
    """Run all jobs, one child process per core."""
    from tui_labeler.worker.processes import ProcessRunner

    changed = Event()
    kinds = [f"simulation-{core}" for core in range(len(os.sched_getaffinity(0)))]
    runner = ProcessRunner(log=simulation.log, notify=changed.set, secrets=simulation.secrets)
    try:
        for jobs in ([simulation.prepare_job(kinds[0])], simulation.jobs(kinds)):
            for job in jobs:
                runner.submit(job)
            ended = 0
            while ended < len(jobs):
                changed.wait()
                changed.clear()
                ended += sum(_take_in(simulation, report) for report in runner.poll())
    finally:
        runner.close()


def _take_in(simulation: Simulation, report: Report) -> bool:
    """True when a job has ended. Raises JobError when it failed."""
    match report.outcome:
        case Failure(message):
            raise JobError(message)
        case Partial(values):
            simulation.install(values)
            labels, accuracy, _ = values["curve"][-1]
            name = values["strategy"] or "all labels"
            say(f"{name}, seed {values['seed']}: {accuracy:.1%} on {labels:,}")
        case Result():
            return True
    return False


def _tell(simulation: Simulation) -> None:
    """The curves and the table, on stderr beside `--json`."""
    full, target = simulation.full, simulation.request.target
    lines = simulation.summary()
    last = max(labels for run in simulation.runs for labels, _, _ in run.curve)
    wide = max(len(line.strategy) for line in lines)
    say("")
    say(drawn(_accuracies(simulation)))
    say(
        f"\nall {simulation.training:,} labels: {full['accuracy']:.1%}, "
        f"macro F1 {full['macro_f1']:.2f} (held out: {simulation.held_out:,})"
    )
    say(f"\n{'':{wide}}  to {target:.0%} of that  against random  at {last:,}  macro F1")
    for line in lines:
        needs = f"{line.labels_to_target:,}" if line.labels_to_target else f"> {last:,}"
        ratio = f"x {line.ratio_vs_random:.2f}" if line.ratio_vs_random else "—"
        say(
            f"{line.strategy:{wide}}  {needs:>14}  {ratio:>14}  "
            f"{line.final_accuracy:>{len(f'at {last:,}')}.1%}  {line.final_macro_f1:8.2f}"
        )


def _tell_stops(simulation: Simulation) -> None:
    """Where each criterion would have stopped, and what that would have cost in accuracy."""
    for strategy in simulation.request.strategies:
        best = simulation.mean_curve(strategy)[-1][1]
        for name, (labels, accuracy, runs) in simulation.stops(strategy).items():
            say(
                f"{strategy}: {NAMES[name]} says stop at {labels:,.0f} labels "
                f"({accuracy:.1%}, {(best - accuracy) * 100:+.1f} points to come; {runs} runs)"
            )


def _accuracies(simulation: Simulation) -> dict[str, list[tuple[int, float]]]:
    return {
        name: [(labels, accuracy) for labels, accuracy, _ in simulation.mean_curve(name)]
        for name in simulation.request.strategies
    }


COMMANDS = (simulate,)
