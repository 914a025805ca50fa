"""Weak supervision: what the labeling functions say, how well, and the labels they make."""

import sys
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_labeler.cli.jobs import Telling, finish, opened
from tui_labeler.cli.output import folder_argument, json_option, say, show, write_json
from tui_labeler.cli.partitions import check_cluster, cluster_options, run_all
from tui_labeler.errors import JobError, TrustError, UsageError
from tui_labeler.text import one_line

if TYPE_CHECKING:
    from tui_labeler.evaluation.figure import Figure
    from tui_labeler.session import Session
    from tui_labeler.session.function_views import FunctionView

COUNTS = ("labelled", "abstained")
trust_option = click.option("--trust", is_flag=True, help="Yes, run the code of this folder.")


@click.command()
@folder_argument
@click.option("--oracle", type=click.Path(), metavar="GOLD", help="Judge by a file id,label.")
@click.option("--end-model", is_flag=True, help="Judge a model that learns from their labels, too.")
@trust_option
@json_option
def functions(folder: str, oracle: str | None, end_model: bool, trust: bool, as_json: bool) -> None:
    """Apply labeling functions and rules, and say how good they are."""
    from tui_labeler.session.gold import read_labels

    with opened(folder, read_only=True) as session:
        if oracle is not None:
            session.functions.oracle = read_labels(session.project, session.pool, Path(oracle))
        _apply(session, trust)
        if end_model:
            session.functions.end_model.take_in(finish(session.functions.end_model.job()))
        view = session.functions.view()
    if as_json:
        write_json(view.as_json())
        return
    show(f"{len(view.functions)} functions · coverage {view.coverage:.1%}")
    show(f"conflicts {view.conflicts:.1%} · label model {view.model} ({view.reason})")
    show(f"right: vote {_right(view.vote_accuracy)} · label model {_right(view.accuracy)}")
    if view.end_model is not None:
        learned = f"learned from {view.end_model.learned_from:,} weak labels and yours"
        show(f"end model {_right(view.end_model.accuracy)} · {learned}")
    width = max([8, *(len(one_line(one.name, 30)) for one in view.functions)])
    for one in view.functions:
        show(_line(one, width))
    for sentence in view.warnings:
        show(f"! {sentence}")


def _right(figure: "Figure") -> str:
    if figure.value is None:
        return f"— ({figure.reason})"
    return f"{figure.value:.1%} ({figure.low:.1%} to {figure.high:.1%}, n {figure.n})"


def _line(one: "FunctionView", width: int) -> str:
    mark = {"on": "●", "off": "○", "failed": "✗"}.get(one.state, "·")
    name = f"{mark} {one_line(one.name, 30):{width}}"
    if one.state == "failed":
        return f"{name}  {one.fault} l.{one.line}"
    judged = one.correct + one.incorrect
    accuracy = f"{one.correct / judged:4.0%} of {judged}" if judged else "   —"
    faults = f"  {one.faults:,} faults: {one.fault} l.{one.line}" if one.faults else ""
    labels = ", ".join(one_line(label, 20) for label in one.polarity)
    shares = f"{one.coverage:6.1%} {one.overlaps:6.1%} {one.conflicts:6.1%}"
    return f"{name}  {shares}  {accuracy:12} {labels}{faults}"


@click.command("weak-labels")
@folder_argument
@click.option("-o", "--output", type=click.Path(), help="The file; weak-labels.csv in DIR.")
@click.option("--label-model", metavar="M", help="Instead of the one project.toml names.")
@click.option("--data", type=click.Path(), help="Label a folder of parquet files, not the pool.")
@cluster_options
@trust_option
@json_option
def weak_labels(
    folder: str,
    output: str | None,
    label_model: str | None,
    data: str | None,
    workers: int | None,
    scheduler: str | None,
    trust: bool,
    as_json: bool,
) -> None:
    """Write what the functions say together: id, label and the probability of each label."""
    from tui_labeler.registry import check
    from tui_labeler.session.weak_labels import partition_jobs, write_weak_labels
    from tui_labeler.tables import check_target
    from tui_labeler.tables.partitions import partitions
    from tui_labeler.weak_supervision.registry import LABEL_MODELS

    if label_model is not None:
        check(LABEL_MODELS, label_model, "label model")
    if data is None and (workers or scheduler):
        raise UsageError("several workers label a folder of parquet files.", hint="--data FOLDER")
    if data is not None:
        check_cluster(workers, scheduler)
        if output is None:
            raise UsageError("where are the labels to go?", hint="-o FOLDER")
    with opened(Path(folder).absolute(), read_only=True) as session:
        path = Path(output or session.project.folder / "weak-labels.csv")
        session.project.check_output(path)
        if data is None:
            check_target(path)
        if label_model is not None:
            session.functions.label_model = label_model
        _apply(session, trust)
        model = session.functions.view()
        if data is None:
            labelled, abstained = write_weak_labels(session, path)
        else:
            parts = partitions(Path(data).absolute(), path.absolute())
            done = run_all(partition_jobs(session, parts), workers, scheduler)
            labelled, abstained = (sum(one[key] for one in done) for key in COUNTS)
            _say_faults(done)
    say(f"{labelled:,} labels written to {path}, {abstained:,} items without a vote.")
    say(model.reason)
    if as_json:
        chosen = {"name": model.model, "reason": model.reason}
        write_json({"labelled": labelled, "abstained": abstained, "label_model": chosen})


def _say_faults(done: Iterable[Mapping[str, Any]]) -> None:
    """Which functions failed on items of the files, and how often."""
    faults: Counter[str] = Counter()
    for one in done:
        faults.update(one["faults"])
    for name, count in faults.most_common():
        say(f"! {one_line(name, 30)}: {count:,} faults")


def _apply(session: "Session", trust: bool) -> None:
    """Run the functions to the end. Raises TrustError, JobError, UsageError."""
    _settle_trust(session, trust)
    run_functions(session)
    view = session.functions.view()
    if view.problem:
        raise JobError(view.problem, file=session.functions.code.path, line=view.problem_line)
    if not view.functions:
        raise UsageError(
            "this project has no labeling functions, rules or imported votes.",
            hint='project.toml, [weak_supervision]: functions = "labeling_functions.py"',
        )


def _settle_trust(session: "Session", trust: bool) -> None:
    code = session.functions.code
    question = code.question()
    if not question:
        return
    if not trust and sys.stdin.isatty():
        trust = click.confirm(f"{question}. Run it?", err=True)
    if not trust:
        raise TrustError(
            f"{question}.", hint="Nothing was run. If you trust it:  --trust", file=code.path
        )
    session.functions.trust()


def run_functions(session: "Session") -> None:
    """Run functions and rules in their child, to the end. Raises JobError."""
    from tui_labeler.worker.processes import ProcessRunner

    part, changed, telling = session.functions, threading.Event(), Telling()
    part.reload()
    runner = ProcessRunner(log=session.worker_log, notify=changed.set, secrets=session.secrets)
    try:
        while part.busy:
            job = part.next_job()
            if job is not None:
                runner.submit(job)
            changed.wait(0.5)
            changed.clear()
            for report in runner.poll():
                telling(report.outcome)
                part.install(report)
    finally:
        runner.close()
    if part.result is None:
        raise JobError(part.message or "the functions could not be applied")


COMMANDS = (functions, weak_labels)
