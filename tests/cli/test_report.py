"""`report` and `costs`, as scripts use them."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.conftest import FakeClock
from tests.hybrid.report.test_html import checked
from tests.robots.projects import review_rows, write_project
from tests.session.play import answer, work
from tui_labeler.session import Session
from tui_labeler.store.records import Annotation
from tui_labeler.worker.twin import InProcessRunner

Cli = Callable[..., Ran]
ROWS = review_rows(120)
GOLD = {item: label for item, _, label in ROWS}
RULE = 'name = "says_awful"\nkeywords = ["awful"]\nlabel = "bad"'


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project on which everything was done once: labels, LLM labels, a rule, a check."""
    sections = {
        "active_learning": "batch_size = 6",
        "costs": "per_human_hour = 20",
        "[weak_supervision.rules]": RULE,
    }
    folder = write_project(tmp_path_factory.mktemp("r") / "reviews", ROWS, sections=sections)
    clock, runner = FakeClock(), InProcessRunner()
    with Session.open(folder, clock=clock) as session:
        said = [
            Annotation(source="llm", annotator="m", item=item, label=label, confidence=0.9)
            for item, label in GOLD.items()
        ]
        session.llm_labels.add(said)
        for _ in range(60):
            clock.advance(7.0)
            answer(session, GOLD, 1, runner)
        session.validation.begin(20)
        while (item := session.validation.current) is not None:
            clock.advance(3.0)
            session.validation.answer(GOLD[item])
        work(session, runner)
    return folder


def test_it_tells_everything_and_the_same_each_time(cli: Cli, worked: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.csv"
    with gold.open("w", newline="") as file:
        csv.writer(file).writerows([("id", "label"), *GOLD.items()])
    simulated = cli("simulate", worked, "--oracle", gold, "--budget", 20, "--seeds", 1)
    assert simulated.code == 0, simulated.err
    pages = []
    for name in ("a.html", "b.html"):
        ran = cli("report", worked, "-o", tmp_path / name, "--json")
        assert ran.code == 0, ran.err
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    assert ran.json["parts"] == [
        *("Learning curve", "Classes", "LLM and person", "Rules", "Suspected label errors"),
        *("Resolved labels", "Costs", "Provenance"),
    ]
    page = checked(pages[0].decode())
    assert {"svg", "polygon", "table"} <= page.tags
    for words in ("random", "says_awful", "Cohen's kappa", "per 1,000 labels", "60"):
        assert words in page.text
    assert str(worked) not in page.text
    *_, together = cli("costs", worked, "--json").json["what_if"]
    assert (together["way"], together["accuracy"]["n"] > 0) == ("all of it together", True)
    assert together["sizes"][0]["seconds"] > 0
    assert together["sizes"][0]["cost"] is None, "what the imported LLM labels cost is not known"
    copy = shutil.copytree(worked, tmp_path / "elsewhere")
    cli("report", copy, "-o", tmp_path / "c.html")
    assert (tmp_path / "c.html").read_bytes() == pages[0]


def test_markdown_says_the_same(cli: Cli, worked: Path, tmp_path: Path) -> None:
    cli("report", worked, "-o", tmp_path / "r.md")
    text = (tmp_path / "r.md").read_text()
    assert text.startswith("# reviews\n")
    assert "## Costs" in text and "<svg" not in text


def test_a_project_without_labels_has_a_report(cli: Cli, folder: Path, tmp_path: Path) -> None:
    ran = cli("report", folder, "-o", tmp_path / "r.html", "--json")
    assert ran.json["parts"] == ["Costs", "Provenance"]
    checked((tmp_path / "r.html").read_text())


def test_another_ending_is_refused(cli: Cli, folder: Path, tmp_path: Path) -> None:
    ran = cli("report", folder, "-o", tmp_path / "r.pdf")
    assert (ran.code, list(tmp_path.glob("r.*"))) == (2, [])


def test_costs(cli: Cli, worked: Path) -> None:
    found = cli("costs", worked, "--json").json
    by_stage = {one["stage"]: one for one in found["stages"]}
    assert by_stage["label"]["seconds"] == pytest.approx(420)
    assert by_stage["rules"]["cost"] is None
    assert found["total"]["cost"] == pytest.approx(found["total"]["seconds"] * 20 / 3600)
    assert found["seconds_per_label"]["value"] == pytest.approx(7.0)
    assert found["by_hand"]["items"] == 120
    assert [size["items"] for size in found["what_if"][0]["sizes"]] == [1_000, 10_000, 100_000]
    shown = cli("costs", worked)
    assert "a label by hand takes 7.0 s" in shown.out
    assert "not counted: m, functions" in shown.out


def test_costs_without_a_price_say_time_only(cli: Cli, folder: Path) -> None:
    found = cli("costs", folder, "--json").json
    assert (found["total"]["cost"], found["by_hand"]) == (None, None)
    assert "per_human_hour" in cli("costs", folder).out
