"""Everything in one command: rules, LLM, the person, cleaning, the final model."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from tui_labeler.cli.jobs import Telling, opened
from tui_labeler.cli.output import folder_argument, json_option, say, show, write_json
from tui_labeler.errors import JobError, UsageError
from tui_labeler.evaluation.figure import Figure
from tui_labeler.jobs import Failure, Job, Report, Result

if TYPE_CHECKING:
    from tui_labeler.session import Session
    from tui_labeler.session.pipeline import Pipeline
    from tui_labeler.session.pipeline_views import Outcome, Score, Stage
    from tui_labeler.session.session import Part

NEEDS_ORACLE = "needs gold labels: --oracle"
IN_CHILDREN = ("functions", "llm")


@click.command()
@folder_argument
@click.option("--oracle", type=click.Path(), metavar="GOLD", help="id,label: answers for you.")
@click.option("--budget", type=click.IntRange(0), help="Answers, all in all; 5 % when left out.")
@click.option("--test-share", default=0.3, show_default=True, type=click.FloatRange(0.01, 0.9))
@click.option("-o", "--output", type=click.Path(), help="The final model's folder; DIR/model.")
@click.option("--yes", is_flag=True, help="Pay the LLM, up to max_cost, without asking.")
@json_option
def pipeline(
    folder: str,
    oracle: str | None,
    budget: int | None,
    test_share: float,
    output: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Run every way of labelling: weak, LLM, active learning, clean, final model.

    Without --oracle your part opens in this terminal where it is needed, and the final model is
    written. What was done is kept: the same command goes on where it stopped.
    """

    def may_pay(dollars: float) -> bool:
        return yes or _says_yes(dollars)

    if oracle is not None:
        if output is not None:
            raise UsageError(
                "--oracle only measures.", hint=f"tui-labeler train {quote(folder)} -o MODEL"
            )
        outcome = with_oracle(Path(folder), Path(oracle), budget, test_share, may_pay)
    else:
        outcome = _with_person(Path(folder), budget, Path(output or f"{folder}/model"), may_pay)
    if as_json:
        write_json(outcome.as_json())
    else:
        _show(outcome)


def _says_yes(dollars: float) -> bool:
    """Ask before money is spent. Without a terminal nobody says yes."""
    if not sys.stdin.isatty():
        return False
    return click.confirm(f"Let the LLM label what is unsure, for ${dollars:.2f} at most?", err=True)


def with_oracle(
    folder: Path,
    oracle: Path,
    budget: int | None,
    test_share: float,
    may_pay: Callable[[float], bool] = lambda dollars: False,
) -> Outcome:
    """Run all stages with the person played from the gold file `oracle`. Raises LabelerError."""
    from tui_labeler.project import open_pool, open_project
    from tui_labeler.session.finished_stages import in_order
    from tui_labeler.session.gold import read_gold
    from tui_labeler.session.held_out import open_session, split
    from tui_labeler.session.judging import FINAL, FULL, MANUAL, Judge
    from tui_labeler.session.names import check_names
    from tui_labeler.session.pipeline import Pipeline
    from tui_labeler.session.pipeline_views import Outcome, Score

    project = open_project(folder)
    check_names(project)
    whole = open_pool(project, Telling())
    gold = read_gold(project, whole, oracle)
    held_out = split(whole, gold, test_share, project.config.project.seed)
    place = {row: at for at, row in enumerate(held_out.train)}
    answers = {place[row]: label for row, label in gold.targets.items() if row in place}
    with open_session(project, whole, held_out) as session, _Workshop(session) as workshop:
        work = Pipeline(session, workshop, oracle=answers, budget=budget, may_pay=may_pay)
        stages = [_told(stage) for stage in in_order(work)]
        work.prepare_final()
        judge = Judge(whole, held_out, answers)
        models = workshop.run(judge.job(session, work.spent()))["models"]
        scores = {name: Score.read(models[name]) for name in (FINAL, MANUAL, FULL)}
        stages.append(_told(work.final(scores[FINAL].accuracy)))
        return Outcome(
            stages=tuple(stages),
            final=scores[FINAL],
            manual_only=scores[MANUAL],
            full_data=scores[FULL],
            **_costs(work, stages),
        )


def _with_person(
    folder: Path, budget: int | None, model: Path, may_pay: Callable[[float], bool]
) -> Outcome:
    from tui_labeler.cli.start import has_terminal, open_project_folder
    from tui_labeler.session.pipeline import Pipeline
    from tui_labeler.session.pipeline_views import Outcome, Score

    stages = []
    with opened(folder) as session, _Workshop(session) as workshop:
        work = Pipeline(session, workshop, budget=budget, may_pay=may_pay)
        stages += [_told(work.weak()), _told(work.llm())]
        waiting = work.left()
    if waiting and has_terminal():
        say(f"{waiting:,} answers of yours are wanted: press q when you have given enough.")
        open_project_folder(str(folder))
    elif waiting:
        say(f"{waiting:,} answers of yours are wanted:  tui-labeler {quote(str(folder))}")
    with opened(folder) as session, _Workshop(session) as workshop:
        work = Pipeline(session, workshop, budget=budget)
        stages += [_told(work.active_learning()), _told(work.clean())]
        work.prepare_final()
        score, skipped = _trained(session, workshop, model)
        stages.append(_told(work.final(score.accuracy, skipped)))
        return Outcome(
            stages=tuple(stages),
            final=score,
            manual_only=Score.unknown(NEEDS_ORACLE),
            full_data=Score.unknown(NEEDS_ORACLE),
            **_costs(work, stages),
        )


def _trained(session: Session, workshop: _Workshop, model: Path) -> tuple[Score, str]:
    """Write the final model. Returns what its card says of it, and why there is none."""
    from tui_labeler.session.final import training_job
    from tui_labeler.session.pipeline_views import Score

    try:
        card = workshop.run(training_job(session, model))
    except JobError as error:
        return Score.unknown("no model"), error.message
    say(f"The final model and its card are in {model}.")
    return Score.read(card), ""


def _costs(work: Pipeline, stages: list[Stage]) -> dict[str, Any]:
    """The fields of the outcome about money."""
    parts = [stage.cost for stage in stages]
    cost = None if None in parts else sum(part or 0.0 for part in parts)
    by_hand = work.by_hand()
    why = ""
    if by_hand is None:
        why = "no price of the person's work: [costs] in project.toml"
    elif cost is None:
        why = "the price of the LLM is not known"
    elif stages[-1].accuracy.value is None:
        why = "nobody knows yet how good the model is"
    return {"cost": cost, "by_hand": by_hand, "why_no_cost": why}


def _told(stage: Stage) -> Stage:
    """Say on stderr that a stage has ended."""
    cost = "cost —" if stage.cost is None else f"${stage.cost:.2f}"
    skipped = f"  (skipped: {stage.skipped})" if stage.skipped else ""
    say(
        f"{stage.name.replace('_', ' '):16} {stage.labels:>5,} answers  {stage.coverage:6.1%} "
        f"labelled  {cost:>8}  accuracy {_figure(stage.accuracy)}{skipped}"
    )
    return stage


def _figure(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return f"— ({figure.reason})"
    return f"{figure.value:.1%} ({figure.low:.1%} to {figure.high:.1%}, n {figure.n:,})"


def _show(outcome: Outcome) -> None:
    show(f"final model         {_score(outcome.final)}")
    show(f"as many at random   {_score(outcome.manual_only)}")
    show(f"all labels          {_score(outcome.full_data)}")
    if outcome.saved is None:
        show(f"saved               — ({outcome.why_no_cost})")
    else:
        show(f"saved               ${outcome.saved:,.2f} of ${outcome.by_hand:,.2f}")


def _score(score: Score) -> str:
    f1 = "" if score.macro_f1 is None else f"  macro F1 {score.macro_f1:.3f}"
    return _figure(score.accuracy) + f1


class _Workshop:
    """Runs jobs one after the other: in this process those that only compute, in children those
    that run the functions of the folder or speak with a server. Says how far they are."""

    def __init__(self, session: Session) -> None:
        from tui_labeler.worker.processes import ProcessRunner
        from tui_labeler.worker.twin import InProcessRunner

        self._changed, self._telling = threading.Event(), Telling()
        self._children = ProcessRunner(
            log=session.worker_log, notify=self._changed.set, secrets=session.secrets
        )
        self._here = InProcessRunner(heard=self._telling, secrets=session.secrets)

    def __enter__(self) -> _Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self._children.close()

    def finish(self, part: Part) -> None:
        """Run everything that is due for a part of the session."""
        while (job := part.next_job()) is not None:
            for report in self._reports(job):
                part.install(report)

    def run(self, job: Job) -> Mapping[str, Any]:
        """Run one job and return its result. Raises JobError."""
        *_, last = self._reports(job)
        if not isinstance(last.outcome, Result):
            raise JobError(last.outcome.message if isinstance(last.outcome, Failure) else "ended")
        return last.outcome.values

    def _reports(self, job: Job) -> Iterator[Report]:
        """Everything a job reports, its `Result` or `Failure` last."""
        if job.kind in IN_CHILDREN:
            self._children.submit(job)
            ended = False
            while not ended:
                self._changed.wait()
                self._changed.clear()
                for report in self._children.poll():
                    self._telling(report.outcome)
                    ended = isinstance(report.outcome, Result | Failure)
                    yield report
        else:
            self._here.submit(job)
            yield from self._here.poll()


COMMANDS = (pipeline,)
