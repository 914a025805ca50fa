"""What each way of saving work adds: final models with 5 % of the items answered by the person.

    python -m benchmarks.hybrid RESULTS [SET ...] [--seeds 1] [--columns "all,+ weak"] [--table]

Runs what RESULTS, a file of JSON lines, does not have yet, and adds a line for each run: it can be
stopped at any time. `--table` writes the tables of what is there.

Each cell is one run of `tui-labeler pipeline --oracle` on a project made for it, in which only the
named sources have a say. 30 % of the items are held out before anything starts. The person answers
5 % of the items (of all of them; they come from the other 70 %). All models are the project's
default estimator on text alone. The LLM labels of politeness_gpt4o were recorded from a real LLM,
those of support_tickets are simulated; nothing is paid here. "cleaning" takes in the labels that
came with the data, with their errors. Human work is priced at $0.30 a label.
"""

import argparse
import csv
import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any, TypeAlias

from benchmarks.datasets import folder as data_folder
from tui_labeler.cli.pipeline import with_oracle
from tui_labeler.project import open_pool, open_project
from tui_labeler.project.init import create, guess
from tui_labeler.session import Session
from tui_labeler.session.exchange import import_labels
from tui_labeler.session.gold import read_gold
from tui_labeler.session.held_out import open_session, split
from tui_labeler.session.vote_imports import import_votes

SAMPLES = Path(__file__).resolve().parents[1] / "sample_projects"
SETS = ("support_tickets", "movie_reviews", "youtube_spam", "politeness_gpt4o", "agnews")
TEST_SHARE = 0.3
ANSWERED = 0.05
COLUMNS = {
    "+ active learning": ("model",),
    "+ weak": ("rules", "model"),
    "+ LLM": ("llm", "model"),
    "+ cleaning": ("given", "model"),
    "all": ("rules", "llm", "given", "model"),
}
Cell: TypeAlias = tuple[str, tuple[str, ...], int]
"""Set, who is heard, seed."""
PRICE = "[costs]\nper_human_label = 0.30\n"


def has(name: str, source: str) -> bool:
    """Whether a set has something for a source to say."""
    made_here = (SAMPLES / name).is_dir()
    return {
        "rules": made_here or (data_folder() / name / "lf_votes.csv").is_file(),
        "llm": _llm_labels(name).is_file(),
        "given": name == "support_tickets",
        "model": True,
    }[source]


def _llm_labels(name: str) -> Path:
    root = SAMPLES if (SAMPLES / name).is_dir() else data_folder()
    return root / name / "llm_labels.csv"


def make_project(name: str, target: Path, sources: Sequence[str], seed: int) -> Path:
    """A project of the set with its votes and LLM labels; returns its gold file."""
    if (SAMPLES / name).is_dir():
        shutil.copytree(SAMPLES / name, target)
        gold = target / "gold.csv"
    else:
        gold = data_folder() / name / "gold.csv"
        with gold.open(newline="", encoding="utf-8") as file:
            labels = sorted({row["label"] for row in csv.DictReader(file)})
        data = data_folder() / name / "data.csv"
        create(target, data, guess(data, text="text", id="id", labels=labels), in_place=True)
    config = target / "project.toml"
    said = "".join(f'"{source}", ' for source in sources)
    text = re.sub(r"(?m)^\[project\]\n", f"[project]\nseed = {seed}\n", config.read_text())
    price = "" if "[costs]" in text else PRICE
    config.write_text(f"{text}\n[resolution]\nsources = [{said}]\n{price}")
    with Session.open(target) as session:
        if session.functions.code.question():
            session.functions.trust()
        if _llm_labels(name).is_file():
            import_labels(session, _llm_labels(name), source="llm", mapping={})
        if not (SAMPLES / name).is_dir() and has(name, "rules"):
            import_votes(session, data_folder() / name / "lf_votes.csv", mapping={})
    return gold


def run(name: str, sources: Sequence[str], seed: int) -> dict[str, Any]:
    """One pipeline: what it says, and how right the machines' labels are that it keeps."""
    started = time.process_time()
    with tempfile.TemporaryDirectory() as temporary:
        target = Path(temporary) / name
        gold = make_project(name, target, sources, seed)
        with gold.open(newline="", encoding="utf-8") as file:
            budget = round(ANSWERED * sum(1 for _ in csv.DictReader(file)))
        outcome = with_oracle(target, gold, budget, TEST_SHARE)
        right = kept_and_right(target, gold)
    return {
        **outcome.as_json(),
        "kept": len(right),
        "right": fmean(right) if right else None,
        "cpu_seconds": time.process_time() - started,
    }


def kept_and_right(target: Path, oracle: Path) -> list[bool]:
    """Of each label that the machines decided in the end: whether it is right."""
    project = open_project(target)
    whole = open_pool(project)
    gold = read_gold(project, whole, oracle)
    part = split(whole, gold, TEST_SHARE, project.config.project.seed)
    with open_session(project, whole, part) as session:
        decided = ((row, session.resolved.of(at)) for at, row in enumerate(part.train))
        return [
            one.label == project.label_names[gold.targets[row]]
            for row, one in decided
            if one is not None and one.label and one.decided != "human" and row in gold.targets
        ]


def wanted(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns that a set has something for, each with who is heard in it."""
    for column, sources in COLUMNS.items():
        heard = tuple(one for one in sources if has(name, one))
        if column in ("all", "+ active learning") or heard != ("model",):
            yield column, heard


def measure(results: Path, sets: Sequence[str], columns: Sequence[str], seeds: int) -> None:
    """Run what is missing, seed by seed."""
    for seed in range(seeds):
        for name in sets:
            for column, heard in wanted(name):
                if column not in columns or (name, heard, seed) in read(results):
                    continue
                found = {"set": name, "heard": heard, "seed": seed, **run(name, heard, seed)}
                with results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(found) + "\n")


def read(results: Path) -> dict[Cell, dict[str, Any]]:
    """What was measured."""
    lines = results.read_text("utf-8").splitlines() if results.exists() else []
    found = map(json.loads, lines)
    return {(one["set"], tuple(one["heard"]), one["seed"]): one for one in found}


def tables(known: Mapping[Cell, dict[str, Any]]) -> Iterator[str]:
    """The accuracy on the held-out share; and what the last stage says of the labels."""
    yield HEAD
    honest = [HONEST_HEAD]
    for name in SETS:
        found = {
            column: [one for (of, who, _), one in known.items() if (of, who) == (name, heard)]
            for column, heard in wanted(name)
        }
        if any(found.values()):
            yield line(name, found)
        honest += [honest_line(one) for one in found["all"]]
    yield ""
    yield from honest


def line(name: str, found: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """A row of the first table: means over seeds."""
    every = found["all"] or next(runs for runs in found.values() if runs)

    def mean(runs: Sequence[Mapping[str, Any]], part: str) -> str:
        return f"{fmean(one[part]['accuracy'] for one in runs):.3f}" if runs else ""

    answers = fmean(sum(stage["labels"] for stage in one["stages"]) for one in every)
    cells = [name, str(len(every)), str(every[0]["final"]["n"]), f"{answers:.0f}"]
    cells += [f"${fmean(one['cost'] for one in every):.2f}", mean(every, "manual_only")]
    cells += [mean(found.get(column, ()), "final") for column in COLUMNS]
    cells.append(mean(every, "full_data"))
    gaps = [one["final"]["accuracy"] - one["full_data"]["accuracy"] for one in found["all"]]
    cells.append(f"{100 * fmean(gaps):+.1f}" if gaps else "")
    return "| " + " | ".join(cells) + " |"


def honest_line(one: Mapping[str, Any]) -> str:
    """A row of the second table: a run in which all are heard."""
    stage = one["stages"][-2]
    said = f"— (n {stage['n']})"
    if stage["accuracy"] is not None:
        bounds = f"{stage['low']:.1%} to {stage['high']:.1%}, n {stage['n']}"
        said = f"{stage['accuracy']:.1%} ({bounds})"
    cells = [one["set"], str(one["seed"]), said, f"{one['right']:.1%}", f"{one['kept']:,}"]
    return "| " + " | ".join(cells) + " |"


HEAD = (
    "| set | seeds | held out | answers | cost | manual only | "
    + " | ".join(COLUMNS)
    + " | all gold | all − gold, points |\n"
    + "|---" * (8 + len(COLUMNS))
    + "|"
)
HONEST_HEAD = (
    "| set | seed | the last stage says | of the machines' labels that it keeps are right | these |"
    "\n|---|---|---|---|---|"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--columns", default=",".join(COLUMNS))
    parser.add_argument("--table", action="store_true")
    asked = parser.parse_args()
    if not asked.table:
        measure(asked.results, asked.sets, asked.columns.split(","), asked.seeds)
    for row in tables(read(asked.results)):
        print(row)


if __name__ == "__main__":
    main()
