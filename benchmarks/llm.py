"""What the LLM part promises, measured: `python -m benchmarks.llm > benchmarks/llm.md`.

On recorded gpt-4o labels (politeness_gpt4o) with the gold as the person: how often the interval of
the agreement covers the truth, what calibration gains, what a threshold keeps on items that were
not validated. Against a server on this machine that takes 200 ms: answers a second at 16 requests
at a time, and the time from a key to the next item on the Label screen, without a run and with one.
"""

import argparse
import csv
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.rows import Row, tell
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


def fixed(
    session: Session, items: dict[str, Recorded], size: int, wanted: float
) -> tuple[float, float, float, float]:
    """`threshold = wanted`, on claimed and on calibrated confidence: the share of the other items
    that stays the LLM's, and how much of that is right (nan: nothing stays), over 20 samples."""
    stays, right, total = [0, 0], [0, 0], 0
    for sample in samples(session, size, 20):
        fitted = calibrate(_points(items, set(sample), inside=True))
        assert fitted is not None
        rest = _points(items, set(sample), inside=False)
        total += len(rest)
        for at, chance in enumerate((float, fitted[0])):
            kept = [is_right for confidence, is_right in rest if chance(confidence) >= wanted]
            stays[at] += len(kept)
            right[at] += sum(kept)
    share = [
        hits / count if count else float("nan") for hits, count in zip(right, stays, strict=True)
    ]
    return stays[0] / total, share[0], stays[1] / total, share[1]


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


def key_latency(answers: int = 40, rows: int = 6_000) -> tuple[list[float], list[float]]:
    """Milliseconds from a label's key to the next item, without a run and while one goes on."""
    from benchmarks.screen import running
    from tests.robots.llm_server import KEY, LLMServer
    from tests.robots.projects import review_rows, write_project

    found: list[list[float]] = []
    with tempfile.TemporaryDirectory() as place, LLMServer(lambda _: "good", delay=0.2) as server:
        os.environ |= {"XDG_STATE_HOME": f"{place}/state", "OPENAI_API_KEY": KEY}
        section = f'model = "fake"\nbase_url = "{server.url}"\nconcurrency = 16'
        sections = {"llm": section, "active_learning": "batch_size = 1000\nblind_share = 0.0"}
        write_project(Path(place) / "p", review_rows(rows), sections=sections)
        command = [sys.executable, "-m", "tui_labeler", f"{place}/p"]
        with running(command) as (program, shown, _):
            program.quiet(8.0)
            for asking in (False, True):
                if asking:
                    for keys in ("V", "b", "\r", "L"):
                        program.press(keys)
                        program.quiet(4.0)
                times = []
                for _ in range(answers):
                    program.quiet(0.1)
                    sent = program.press("1")
                    shown, at = program.item(shown)
                    times.append(1000 * (at - sent))
                found.append(sorted(times))
                assert (0 < server.paid < rows) is asking
    return found[0], found[1]


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=DATA)
    told = parser.parse_args()
    print(
        f"# The LLM part, measured\n\nBy `python -m benchmarks.llm`, {time.strftime('%Y-%m-%d')}."
    )
    with politeness(told.data) as (session, items):
        _recorded_page(session, items)
    rate = throughput()
    calm, asking = key_latency()
    load = os.getloadavg()[0]
    print(f"\n## Against a server that takes 200 ms\n\nLoad of this machine: {load:.1f}.\n")
    print("| | | goal |\n|---|--:|--:|")
    print(f"| answers a second, 16 at a time | {rate:.1f} ({rate / 80:.0%} of 80) | 85 % |")
    tell(
        Row(
            "LLM answers, 1,000 of 200 ms, 16 at a time",
            "s by the clock",
            1000 / rate,
            at_most=14.7,
        )
    )
    for name, times in (("without a run", calm), ("during a run", asking)):
        middle, slow = statistics.median(times), times[int(0.95 * (len(times) - 1))]
        print(f"| key to next item {name}, p50 / p95 ms | {middle:.0f} / {slow:.0f} | |")


def _recorded_page(session: Session, items: dict[str, Recorded]) -> None:
    truth = sum(one.right for one in items.values()) / len(items)
    print(f"\n## Recorded gpt-4o labels of politeness: {truth:.1%} of {len(items):,} right\n")
    print(f"{coverage(session, items)} of {SAMPLES} intervals cover that (samples of {SIZE}).\n")
    print("| validated | log loss as claimed | calibrated |\n|--:|--:|--:|")
    for size in (50, 100, 200, 600):
        before, after = calibration(session, items, size)
        print(f"| {size} | {before:.3f} | {after:.3f} |")
    print('\n`threshold = "auto"`: of 100 samples, on the items outside.\n')
    print("| validated | precision wanted | finds one | and keeps it | finds none |")
    print("|--:|--:|--:|--:|--:|")
    for size in (100, 300):
        for wanted in (0.6, 0.7, 0.75, 0.8, 0.9):
            found, kept, none = thresholds(session, items, size, wanted)
            print(f"| {size} | {wanted:.0%} | {found} | {kept} | {none} |")
    print("\nA fixed threshold: what stays the LLM's, and how much of it is right.\n")
    print("| validated | threshold | as claimed: stays | right | calibrated: stays | right |")
    print("|--:|--:|--:|--:|--:|--:|")
    for size in (100, 600):
        for wanted in (0.6, 0.7, 0.8, 0.9):
            a, b, c, d = fixed(session, items, size, wanted)
            right = f"{d:.1%}" if c else "—"
            print(f"| {size} | {wanted} | {a:.0%} | {b:.1%} | {c:.0%} | {right} |")


if __name__ == "__main__":
    main()
