"""What the LLM part promises, measured: `python -m benchmarks.llm [--data FOLDER] [--throughput]`.

On recorded gpt-4o labels (politeness_gpt4o) with the gold as the person: how often the interval of
the agreement covers the truth, what calibration gains, and whether `threshold = "auto"` keeps its
precision on items that were not validated. With `--throughput`: answers a second from a server on
this machine that takes 200 ms, at 16 requests at a time.
"""

import argparse
import csv
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tui_labeler.evaluation.agreement import agreement
from tui_labeler.evaluation.calibration import Point, calibrate, log_loss, lowest_threshold
from tui_labeler.session import Session
from tui_labeler.session.exchange import import_labels
from tui_labeler.session.validation_sample import Sample, draw

SAMPLES = 100
SIZE = 100
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True)
class Recorded:
    """An item as the LLM and the gold have it."""

    right: bool
    confidence: float
    pair: tuple[str, str]


@contextmanager
def politeness(data: Path) -> Iterator[tuple[Session, dict[str, Recorded]]]:
    """A session with the recorded labels imported, and every item as it really is."""
    source = data / "politeness_gpt4o"
    folder = Path(tempfile.mkdtemp(prefix="politeness-"))
    try:
        shutil.copy(source / "data.csv", folder / "data.csv")
        (folder / "project.toml").write_text(
            '[project]\nname = "politeness"\n[data]\nfile = "data.csv"\ntext = "text"\nid = "id"\n'
            '[[labels]]\nname = "polite"\n[[labels]]\nname = "impolite"\n'
        )
        with (source / "gold.csv").open(newline="") as file:
            gold = {row["id"]: row["label"] for row in csv.DictReader(file)}
        with Session.open(folder) as session:
            import_labels(session, source / "llm_labels.csv", source="llm", mapping={})
            yield session, dict(_recorded(session, gold))
    finally:
        shutil.rmtree(folder)


def _recorded(session: Session, gold: dict[str, str]) -> Iterator[tuple[str, Recorded]]:
    for item in session.llm_labels.items():
        said = session.llm_labels.of(item)
        if said is not None and item in gold:
            pair = (said.label, gold[item])
            yield item, Recorded(pair[0] == pair[1], said.confidence or 0.0, pair)


def samples(session: Session, size: int, count: int = SAMPLES) -> Iterator[tuple[str, ...]]:
    """Validation samples as the session draws them, with `count` different seeds."""
    project = session.project
    for seed in range(count):
        section = project.config.project.model_copy(update={"seed": seed})
        config = project.config.model_copy(update={"project": section})
        session.project = replace(project, config=config)
        yield draw(session, Sample(), size).items
    session.project = project


def coverage(session: Session, items: dict[str, Recorded]) -> int:
    """In how many samples of 100 the reported interval covers the true agreement."""
    truth = sum(one.right for one in items.values()) / len(items)
    covered = 0
    for sample in samples(session, SIZE):
        figure = agreement([items[item].pair for item in sample]).figure
        assert figure.low is not None and figure.high is not None
        covered += figure.low <= truth <= figure.high
    return covered


def calibration(session: Session, items: dict[str, Recorded], size: int) -> tuple[float, float]:
    """Mean log loss on the items outside the sample, before and after calibration."""
    before = after = 0.0
    for sample in samples(session, size, 20):
        fitted = calibrate(_points(items, set(sample), inside=True))
        assert fitted is not None
        rest = _points(items, set(sample), inside=False)
        before += log_loss(rest)
        after += log_loss([(fitted[0](confidence), right) for confidence, right in rest])
    return before / 20, after / 20


def thresholds(
    session: Session, items: dict[str, Recorded], size: int, wanted: float
) -> tuple[int, int, int]:
    """Of 100 samples: how many find a threshold, keep its precision outside, find none."""
    kept = found = 0
    for sample in samples(session, size):
        threshold = lowest_threshold(_points(items, set(sample), inside=True), wanted).value
        if threshold is None:
            continue
        found += 1
        rest = _points(items, set(sample), inside=False)
        above = [right for confidence, right in rest if confidence >= threshold]
        kept += not above or sum(above) / len(above) >= wanted
    return found, kept, SAMPLES - found


def _points(items: dict[str, Recorded], sample: set[str], *, inside: bool) -> list[Point]:
    return [
        (one.confidence, one.right) for item, one in items.items() if (item in sample) is inside
    ]


def throughput(count: int = 1000, concurrency: int = 16, delay: float = 0.2) -> float:
    """Answers a second, from the first request of the run to the last answer booked."""
    from tests.robots.llm_server import LLMServer
    from tests.robots.projects import review_rows, write_project
    from tui_labeler.session.llm_questions import Wish
    from tui_labeler.worker.processes import ProcessRunner

    rows = review_rows(count)
    gold = {text: label for _, text, label in rows}
    folder = Path(tempfile.mkdtemp(prefix="throughput-"))
    with LLMServer(lambda text: gold[text], delay=delay) as server:
        section = f'model = "fake"\nbase_url = "{server.url}"\nconcurrency = {concurrency}'
        write_project(folder / "p", rows, sections={"llm": section})
        with Session.open(folder / "p") as session:
            runner = ProcessRunner(log=session.worker_log)
            session.llm.wish = Wish()
            session.llm.start()
            began = 0.0
            while session.llm.busy:
                if (job := session.llm.next_job()) is not None:
                    runner.submit(job)
                time.sleep(0.02)
                if server.asked and not began:
                    began = time.monotonic()
                for report in runner.poll():
                    session.llm.install(report)
            seconds = time.monotonic() - began
            runner.close()
            assert session.llm.tally.labelled == count == server.paid
    shutil.rmtree(folder)
    return count / seconds


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--throughput", action="store_true")
    told = parser.parse_args()
    if told.throughput:
        rate = throughput()
        print(f"throughput: {rate:.1f} answers a second, {rate / 80:.0%} of the ideal 80")
        return
    with politeness(told.data) as (session, items):
        truth = sum(one.right for one in items.values()) / len(items)
        print(f"true agreement {truth:.1%} on {len(items):,} items")
        print(f"coverage: {coverage(session, items)} of {SAMPLES} intervals (n {SIZE})")
        for size in (50, 100, 200, 600):
            before, after = calibration(session, items, size)
            print(f"log loss, {size} validated: {before:.3f} as claimed, {after:.3f} calibrated")
        for size in (100, 300):
            for wanted in (0.6, 0.7, 0.75, 0.8, 0.9):
                found, kept, none = thresholds(session, items, size, wanted)
                print(
                    f"auto threshold, {size} validated, wanted {wanted:.0%}: "
                    f"found {found}, kept {kept}, none {none}"
                )


if __name__ == "__main__":
    main()
