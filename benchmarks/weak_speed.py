"""How fast label models, summaries, rules and labeling functions are: a part of
`benchmarks.weak_supervision`."""

import csv
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks.beside_snorkel import applied_by_snorkel, ask_snorkel
from benchmarks.datasets import folder
from benchmarks.rows import Row, tell
from benchmarks.votes import fitted, loss, rows_of, synthetic
from tui_labeler.project import open_pool, open_project
from tui_labeler.project.rules import Rule
from tui_labeler.weak_supervision.analysis import summarise
from tui_labeler.weak_supervision.applier import apply
from tui_labeler.weak_supervision.corpus import TEXT, Corpus
from tui_labeler.weak_supervision.task import Task
from tui_labeler.weak_supervision.vote_files import VoteFiles

GOALS = {
    "auto, fit and predict, 30": 30,
    "auto, fit and predict, 100": 100,
    "summary with gold, 30": 150,
    "30 keyword rules": 500,
    "30 regex rules": 70,
    "30 Python functions": 1.5,
    "one rule edited": 400,
}
"""How the rows of `speed` begin -> so many times less than Snorkel."""
APPLIED = (
    "a process is forked for it, so that a function that hangs or dies ends nothing else, and "
    "votes are written to files; the matching itself is a few milliseconds."
)
LIMITS = {
    "auto": "the estimates of Dawid and Skene are run to their end on all patterns of votes, from "
    "several starts; Snorkel fits 500 steps on a table of pairs of functions, whatever the rows.",
    "30 keyword rules": APPLIED,
    "one rule edited": APPLIED,
    "30 regex rules": "patterns that may match across words are run on each text by Python's `re`; "
    "RE2 would be a dependency, and another language of patterns.",
}
RUNS = 5


def seconds(work: Callable[[], object], times: int = RUNS) -> list[float]:
    """CPU seconds, those of child processes included."""
    found = []
    for _ in range(times):
        started = cpu()
        work()
        found.append(cpu() - started)
    return found


def cpu() -> float:
    """Seconds this process and its ended children have computed."""
    spent = os.times()
    return process_time() + spent.children_user + spent.children_system


def speed(snorkel: str | None, rows: int) -> Iterator[str]:
    """CPU seconds, as Markdown: label model, summary with gold, rules and Python functions."""
    yield f"| {rows:,} rows | CPU seconds | Snorkel | times |"
    yield "|---|---|---|---|"
    losses = []
    for m in (30, 100):
        losses += yield from models(snorkel, rows, m)
    yield from applying(snorkel, rows)
    yield from losses


def models(snorkel: str | None, rows: int, m: int) -> Generator[str, None, list[str]]:
    """Label models and summary of `m` functions; returns a line on their log-loss."""
    votes = synthetic(rows, m, 4, 1)
    theirs, their_proba = {"fit": 0.0, "summary": 0.0}, None
    if snorkel:
        their_proba, theirs = ask_snorkel(snorkel, votes)
    for name in ("dawid_skene", "auto"):
        what = f"{name}, fit and predict, {m} functions"
        yield line(what, seconds(partial(fitted, name, votes)), theirs["fit"])
    what = f"summary with gold, {m} functions"
    yield line(what, seconds(lambda: summarise(votes.L, votes.y)), theirs["summary"])
    if their_proba is None:
        return []
    found = (fitted("auto", votes)[1], their_proba, votes.best)
    ours, snorkels, best = (loss(proba, votes) for proba in found)
    tell(Row(f"auto, log-loss, {m} functions", "", ours, "Snorkel", snorkels, at_most=snorkels))
    figures = f"auto {ours:.4f}, Snorkel {snorkels:.4f}, best possible {best:.4f}"
    return [f"\nlog-loss, {m} functions: {figures}"]


def applying(snorkel: str | None, rows: int) -> Iterator[str]:
    """Rules without code and Python functions on repeated texts of agnews."""
    base = [row["text"] for row in rows_of(folder() / "agnews" / "data.csv")]
    texts = [f"{base[at % len(base)]} {at}" for at in range(rows)]
    found = re.findall(r"[a-z]{4,}", " ".join(base[:300]).lower())
    distinct = list(dict.fromkeys(found))
    words, others = distinct[:60:2], distinct[1:60:2]
    theirs = applied_by_snorkel(snorkel, texts, words) if snorkel else 0.0
    one = applied_by_snorkel(snorkel, texts, words[:1]) if snorkel else 0.0
    with tempfile.TemporaryDirectory() as place:
        project = Path(place)
        corpus = corpus_of(project, texts)
        spent = seconds(lambda: list(corpus.prepare(TEXT)), times=1)
        yield line("word index, built once", spent, 0.0)
        for at, (name, task) in enumerate(tasks(project, words).items()):
            made = partial(anew, project / f"votes-{at}", task, corpus)
            spent = seconds(made, times=RUNS if task.rules else 1)
            yield line(f"{name}, process and files included", spent, theirs)
        kept = VoteFiles(project / "edited")
        edits = iter([keywords(words[1:]) + keywords([word], "edited") for word in others])
        list(apply(replace(task, files={}, rules=next(edits)), corpus, kept))
        spent = seconds(
            lambda: list(apply(replace(task, files={}, rules=next(edits)), corpus, kept))
        )
        yield line("one rule edited of 30, process and files included", spent, one)


def anew(place: Path, task: Task, corpus: Corpus) -> None:
    """Apply all that is asked for."""
    shutil.rmtree(place, ignore_errors=True)
    list(apply(task, corpus, VoteFiles(place)))


def keywords(words: Sequence[str], name: str = "") -> list[Rule]:
    """A rule per word, called `name` or as the word."""
    return [Rule(name=name or word, label="a", keywords=(word,)) for word in words]


def corpus_of(project: Path, texts: Sequence[str]) -> Corpus:
    """A project of these texts, as labeling functions see it."""
    with (project / "data.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["text"], *([text] for text in texts)])
    (project / "project.toml").write_text(
        '[project]\nname="b"\n[data]\nfile="data.csv"\ntext="text"\n'
        '[[labels]]\nname="a"\n[[labels]]\nname="b"\n'
    )
    return Corpus(open_pool(open_project(project)), "text", project / ".cache", project)


def tasks(project: Path, words: Sequence[str]) -> dict[str, Task]:
    """A rule per word, the same as patterns across words, and in Python."""
    across = [Rule(name=word, label="a", regex=rf"(?i)\b{word}\b\s+\w+") for word in words]
    code = ["import re", "from tui_labeler import labeling_function"]
    for at, word in enumerate(words):
        code += [
            f"S{at} = re.compile(r'\\b{word}\\b').search",
            "@labeling_function()",
            f"def lf_{at}(x):\n    return 0 if S{at}(x.text.lower()) else -1",
        ]
    (project / "lfs.py").write_text("\n".join(code))
    common: dict[str, Any] = {
        "project": project,
        "text": "text",
        "id": None,
        "labels": ["a", "b"],
        "off": frozenset(),
        "seconds_per_item": 5.0,
        "memory": 4.0,
    }
    return {
        "30 keyword rules": Task(files={}, rules=keywords(words), **common),
        "30 regex rules across words": Task(files={}, rules=across, **common),
        "30 Python functions": Task(files={"lfs": project / "lfs.py"}, rules=[], **common),
    }


def line(what: str, runs: Sequence[float], theirs: float) -> str:
    """A row of the table of speeds."""
    goal = next((times for start, times in GOALS.items() if what.startswith(start)), None)
    limit = next((why for start, why in LIMITS.items() if what.startswith(start)), "")
    their = [theirs] if theirs else []
    tell(row := Row.of(what, "s", runs, ("Snorkel", their), times=goal, limit=limit))
    compared = f"{theirs:.2f} | {row.ratio:.1f}×" if row.ratio else " | "
    return f"| {what} | {row.ours:.3f} | {compared} |"
