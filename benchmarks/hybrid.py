"""What each way of saving work adds: final models with 5 % of the items answered by the person.

    python -m benchmarks.hybrid [SET ...] [--seeds 1]

Each cell is one run of `tui-labeler pipeline --oracle` on a project made for it, in which only the
named sources have a say. 30 % of the items are held out before anything starts. The person answers
5 % of the items (of all of them; they come from the other 70 %). All models are the project's
default estimator on text alone. The LLM labels of politeness_gpt4o were recorded from a real LLM,
those of support_tickets are simulated; nothing is paid here. "cleaning" takes in the labels that
came with the data, with their errors. Human work is priced at $0.30 a label.
"""

import argparse
import csv
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

from benchmarks.datasets import folder as data_folder
from tui_labeler.cli.pipeline import with_oracle
from tui_labeler.project.init import create, guess
from tui_labeler.session import Session
from tui_labeler.session.exchange import import_labels
from tui_labeler.session.pipeline_views import Outcome
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


def run(name: str, sources: Sequence[str], seed: int) -> Outcome:
    """One pipeline."""
    with tempfile.TemporaryDirectory() as temporary:
        target = Path(temporary) / name
        gold = make_project(name, target, sources, seed)
        with gold.open(newline="", encoding="utf-8") as file:
            budget = round(ANSWERED * sum(1 for _ in csv.DictReader(file)))
        return with_oracle(target, gold, budget, TEST_SHARE)


def measure(name: str, seeds: int) -> Iterator[tuple[str, list[Outcome]]]:
    """The outcomes of each column the set has, one per seed."""
    known: dict[tuple[str, ...], list[Outcome]] = {}
    for column, sources in COLUMNS.items():
        heard = tuple(one for one in sources if has(name, one))
        if column in ("all", "+ active learning") or heard != ("model",):
            if heard not in known:
                known[heard] = [run(name, heard, seed) for seed in range(seeds)]
            yield column, known[heard]


def line(name: str, found: dict[str, list[Outcome]]) -> str:
    """A row of the table."""
    every = found["all"]
    answers = fmean(sum(stage.labels for stage in one.stages) for one in every)
    cost = fmean(one.cost or 0.0 for one in every)
    full = fmean(one.full_data.accuracy.value or 0.0 for one in every)
    manual = fmean(one.manual_only.accuracy.value or 0.0 for one in every)
    cells = [name, str(every[0].final.accuracy.n), f"{answers:.0f}", f"${cost:.2f}"]
    cells += [f"{manual:.3f}"]
    for column in COLUMNS:
        values = [one.final.accuracy.value or 0.0 for one in found.get(column, ())]
        cells.append(f"{fmean(values):.3f}" if values else "")
    final = fmean(one.final.accuracy.value or 0.0 for one in every)
    cells += [f"{full:.3f}", f"{100 * (final - full):+.1f}"]
    return "| " + " | ".join(cells) + " |"


HEAD = (
    "| set | held out | answers | cost | manual only | "
    + " | ".join(COLUMNS)
    + " | all gold | all − gold, points |\n"
    + "|---" * (7 + len(COLUMNS))
    + "|"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--seeds", type=int, default=1)
    asked = parser.parse_args()
    print(HEAD, flush=True)
    for name in asked.sets:
        started = time.perf_counter()
        print(line(name, dict(measure(name, asked.seeds))), flush=True)
        print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
