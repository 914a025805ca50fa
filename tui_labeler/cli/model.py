"""The final model: train it on the labels of a project, apply it to a file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_labeler.cli.jobs import Telling, finish, opened, resolve_labels
from tui_labeler.cli.output import folder_argument, json_option, say, write_json
from tui_labeler.cli.partitions import check_cluster, cluster_options, run_all

if TYPE_CHECKING:
    from tui_labeler.jobs import Job

PREDICT = "tui_labeler.hybrid.jobs:predict"


@click.command()
@folder_argument
@click.option("-o", "--output", required=True, type=click.Path(), help="A new folder.")
@click.option("--noise", metavar="N", help="What to do about wrong labels; errors --compare helps.")
@json_option
def train(folder: str, output: str, noise: str | None, as_json: bool) -> None:
    """Train the final model on the labels, and write it with a card that says how good it is.

    \b
    tui-labeler train reviews/ -o model/
    """
    from tui_labeler.hybrid.model_file import JOBLIB
    from tui_labeler.hybrid.model_folder import check_place
    from tui_labeler.session.final import training_job

    check_place(Path(output))
    with opened(folder, read_only=True) as session:
        resolve_labels(session)
        job = training_job(session, Path(output), noise)
    card = finish(job)
    learned, labelled = card["trained_on"], card["labelled"]
    if learned < labelled:
        say(f"learned from {learned:,} of {labelled:,} labels: all of yours, others at random")
    accuracy = card["accuracy"]
    if accuracy["value"] is None:
        say(f"accuracy — ({accuracy['reason']})")
    else:
        bounds = f"{accuracy['low']:.1%} to {accuracy['high']:.1%}"
        say(f"accuracy {accuracy['value']:.1%} ({bounds}, n {accuracy['n']:,})")
    if card["file"] == JOBLIB:
        say(
            "Whoever loads model.joblib runs what is in it: give it away with its SHA-256 "
            f"{card['sha256'][:16]}…, or install skops, which needs no such trust."
        )
    say(f"The model and its card are in {output}.  tui-labeler predict {output} FILE -o OUT")
    if as_json:
        write_json({"model": output, **card})


@click.command()
@click.argument("model", type=click.Path())
@click.argument("file", type=click.Path())
@click.option("-o", "--output", required=True, type=click.Path(), help="The file to write.")
@click.option("--text", help="The column to read; left out: named as where the model learned.")
@click.option("--trust", is_flag=True, help="Load a model that was written elsewhere: it is code.")
@cluster_options
@json_option
def predict(
    model: str,
    file: str,
    output: str,
    text: str | None,
    trust: bool,
    workers: int | None,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Label every row of a file, or of the parquet files of a folder, with a trained model.

    The columns `label`, `confidence` and one `p_` for each label stand behind those that are there;
    the name of one that is there already gets `predicted_` before it.

    \b
    tui-labeler predict model/ new.csv -o labelled.csv
    """
    from dataclasses import asdict

    from tui_labeler.hybrid.model_folder import load, other_version
    from tui_labeler.hybrid.predicting import predict_file
    from tui_labeler.project.locations import state_folder

    saved = load(Path(model), state_folder(), trusted=trust)
    if remark := other_version(saved.card):
        say(remark)
    text = text or str(saved.card.get("text", "text"))

    if Path(file).is_dir() or workers or scheduler:
        check_cluster(workers, scheduler)
        jobs = _jobs(Path(model), saved.card["sha256"], trust, text, Path(file), Path(output))
        done = run_all(jobs, workers, scheduler)
    else:
        told = predict_file(saved, Path(file), Path(output), text=text, told=Telling())
        done = [asdict(told)]
    rows, columns = sum(one["rows"] for one in done), sorted({one["column"] for one in done})
    say(f"Labels of {rows:,} rows written to {output}, column {' or '.join(columns)}")
    if as_json:
        write_json({"rows": rows, "output": output, "label_columns": columns})


def _jobs(
    model: Path, sha256: str, trust: bool, text: str, folder: Path, out: Path
) -> "dict[str, Job]":
    """What labels each of the files of a folder, by its name."""
    from tui_labeler.jobs import Job
    from tui_labeler.project.locations import state_folder
    from tui_labeler.tables.partitions import partitions

    shared = {
        "model": str(model.absolute()),
        "sha256": sha256,
        "trusted": trust,
        "text": text,
        "state": str(state_folder()),
    }
    return {
        str(part): Job("model", PREDICT, {"file": str(part), "out": str(target), **shared})
        for part, target in partitions(folder.absolute(), out.absolute()).items()
    }


COMMANDS = (train, predict)
