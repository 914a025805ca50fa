"""How fast label models, summaries, rules and labeling functions are: a part of
`benchmarks.weak_supervision`."""

import csv
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
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

GOALS = {"auto": 20, "summary": 100, "30 rules": 50, "30 Python": 1.5}
"""How the rows of `speed` begin -> so many times less than Snorkel."""


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """CPU seconds, those of child processes included: the best of some runs."""
    found = []
    for _ in range(times):
        started = cpu()
        work()
        found.append(cpu() - started)
    return min(found)


def cpu() -> float:
    """Seconds this process and its ended children have computed."""
    spent = os.times()
    return process_time() + spent.children_user + spent.children_system


def speed(snorkel: str | None, rows: int) -> Iterator[str]:
    """CPU seconds, as Markdown: label model, summary with gold, rules and Python functions."""
    votes = synthetic(rows, 30, 4, 1)
    theirs, their_proba = {"fit": 0.0, "summary": 0.0}, None
    if snorkel:
        their_proba, theirs = ask_snorkel(snorkel, votes)
    yield f"| {rows:,} rows × 30 functions | CPU seconds | Snorkel | times |"
    yield "|---|---|---|---|"
    for name in ("dawid_skene", "auto"):
        yield line(f"{name}, fit and predict", seconds(partial(fitted, name, votes)), theirs["fit"])
    yield line("summary with gold", seconds(lambda: summarise(votes.L, votes.y)), theirs["summary"])
    yield from applying(snorkel, rows)
    if their_proba is not None:
        found = (fitted("auto", votes)[1], their_proba, votes.best)
        ours, snorkels, best = (loss(proba, votes) for proba in found)
        yield f"\nlog-loss: auto {ours:.4f}, Snorkel {snorkels:.4f}, best possible {best:.4f}"


def applying(snorkel: str | None, rows: int) -> Iterator[str]:
    """Rules without code and Python functions on repeated texts of agnews."""
    base = [row["text"] for row in rows_of(folder() / "agnews" / "data.csv")]
    texts = [f"{base[at % len(base)]} {at}" for at in range(rows)]
    found = re.findall(r"[a-z]{4,}", " ".join(base[:300]).lower())
    words = list(dict.fromkeys(found))[:60:2]
    theirs = applied_by_snorkel(snorkel, texts, words) if snorkel else 0.0
    with tempfile.TemporaryDirectory() as place:
        project = Path(place)
        corpus = corpus_of(project, texts)
        spent = seconds(lambda: list(corpus.prepare(TEXT)), times=1)
        yield line("word index, built once", spent, 0.0)
        for name, task in tasks(project, words).items():
            kept = VoteFiles(project / name.split()[1])
            spent = seconds(lambda task=task, kept=kept: list(apply(task, corpus, kept)), times=1)
            yield line(f"{name}, process and files included", spent, theirs)


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
    """A rule per word, and the same in Python."""
    rules = [
        Rule(name=word, label="a", keywords=(word,))
        if at % 4
        else Rule(name=word, label="a", regex=rf"(?i)\b{word}\b")
        for at, word in enumerate(words)
    ]
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
        "30 rules (22 keywords, 8 regex)": Task(files={}, rules=rules, **common),
        "30 Python functions": Task(files={"lfs": project / "lfs.py"}, rules=[], **common),
    }


def line(what: str, ours: float, theirs: float) -> str:
    """A row of the table of speeds."""
    goal = next((times for start, times in GOALS.items() if what.startswith(start)), None)
    tell(Row(what, "s", ours, "Snorkel", theirs or None, times=goal))
    compared = f"{theirs:.2f} | {theirs / ours:.1f}×" if theirs else " | "
    return f"| {what} | {ours:.3f} | {compared} |"
