"""The sample project is what its README says: reproducible, sized, and of the stated difficulty."""

import csv
import json
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tui_labeler.cli import main
from tui_labeler.project.project import open_project

SAMPLE = Path(__file__).resolve().parents[2] / "sample_projects" / "support_tickets"
LABELS = ["BILLING", "DELIVERY", "REPAIR", "HOW_TO", "CANCEL", "ACCOUNT", "PRAISE", "SAFETY"]


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def gold() -> dict[str, str]:
    return {row["id"]: row["label"] for row in rows("gold.csv")}


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", str(SAMPLE / "generator" / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    measured: dict[str, Any] = json.loads(run("figures.py", "--json").stdout)
    return measured


def test_the_generator_reproduces_the_files_byte_for_byte() -> None:
    check = run("build.py", "--check")
    assert (check.returncode, check.stdout, check.stderr) == (0, "", "")


def test_every_ticket_has_a_right_label_a_given_one_and_one_by_the_llm() -> None:
    tickets, answers = rows("tickets.csv"), rows("llm_labels.csv")
    assert list(tickets[0]) == ["id", "channel", "date", "subject", "text", "given_label"]
    assert list(answers[0]) == ["id", "label", "confidence", "model"]
    ids = [ticket["id"] for ticket in tickets]
    assert len(set(ids)) == len(ids) >= 3000
    assert list(gold()) == ids == [answer["id"] for answer in answers]
    assert all(ticket["text"].strip() for ticket in tickets)
    assert {ticket["channel"] for ticket in tickets} == {"mail", "web", "chat", "phone"}
    for labels in (gold().values(), (t["given_label"] for t in tickets)):
        assert set(labels) == set(LABELS)
    assert all(0 < float(answer["confidence"]) < 1 for answer in answers)


def test_dates_go_with_the_ids() -> None:
    dates = [ticket["date"] for ticket in rows("tickets.csv")]
    assert dates == sorted(dates)


def test_one_label_is_rare_and_the_others_are_not() -> None:
    counts = Counter(gold().values())
    total = sum(counts.values())
    assert 0.015 <= counts.pop("SAFETY") / total <= 0.025
    assert min(counts.values()) >= 0.05 * total


def test_the_project_opens_with_these_labels_and_rules() -> None:
    config = open_project(SAMPLE).config
    assert [label.name for label in config.labels] == LABELS
    assert all(label.description for label in config.labels)
    assert config.data.given_labels == "given_label"
    assert {rule.label for rule in config.weak_supervision.rules} == set(LABELS)
    assert (SAMPLE / str(config.project.guidelines)).is_file()


@pytest.mark.parametrize(
    ("quotation", "label"),
    [
        ("I only need the £29, I don't want any fuss.", "SAFETY"),
        ("The broken pedal is not the problem, I hold it on with tape.", "DELIVERY"),
        ("if its not here by sat im out. so where is it", "DELIVERY"),
        ("I take back the grumble.", "PRAISE"),
        ("before you send the fire brigade: NO smoke, NO heat", "REPAIR"),
    ],
)
def test_the_guidelines_quote_tickets_with_their_right_labels(quotation: str, label: str) -> None:
    guidelines = " ".join((SAMPLE / "guidelines.md").read_text(encoding="utf-8").split())
    assert guidelines.partition(quotation)[2].partition("→ ")[2].startswith(label)
    right = gold()
    assert {right[t["id"]] for t in rows("tickets.csv") if quotation in t["text"]} == {label}


def test_awkward_characters_are_there() -> None:
    together = "\x00".join(ticket["text"] for ticket in rows("tickets.csv"))
    pieces = ("\n> ", '"', "“", "£", "é", "🚲", "你", "=SUM(", "<B>")
    assert all(piece in together for piece in pieces)


def test_the_folder_is_at_most_one_megabyte() -> None:
    files = (file for file in SAMPLE.rglob("*") if file.is_file())
    written = (file for file in files if file.suffix in {".csv", ".txt", ".jsonl", ".py", ".md"})
    assert sum(file.stat().st_size for file in written) <= 1_000_000


def test_the_task_is_neither_trivial_nor_hopeless(figures: dict[str, Any]) -> None:
    assert 0.88 <= figures["accuracy"] <= 0.95
    assert figures["accuracy_handwritten"] < figures["accuracy_generated"] - 0.2
    assert 0.02 <= figures["copy_share"] <= 0.04


def test_the_given_labels_err_as_people_do(figures: dict[str, Any]) -> None:
    assert figures["given_errors"] == pytest.approx(0.08, abs=0.001)
    right = gold()
    confusions = Counter((right[t["id"]], t["given_label"]) for t in rows("tickets.csv"))
    assert confusions["BILLING", "ACCOUNT"] > 3 * confusions["BILLING", "HOW_TO"]
    assert confusions["SAFETY", "REPAIR"] > confusions["SAFETY", "PRAISE"]


def test_the_llm_errs_and_half_knows_it(figures: dict[str, Any]) -> None:
    assert 0.83 <= figures["llm_accuracy"] <= 0.87
    assert figures["llm_recall_of_safety"] < figures["llm_accuracy"] - 0.1
    assert 0.65 <= figures["llm_confidence"]["auroc"] <= 0.85


def test_no_phrase_gives_the_generator_away(figures: dict[str, Any]) -> None:
    assert figures["most_repeated_8gram"]["rows"] <= 8
    assert figures["most_repeated_sentence"]["rows"] <= 10


def tour(command: str) -> list[str]:
    """The words of the tour's line that runs `command`."""
    lines = (SAMPLE / "README.md").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(f"tui-labeler {command} "))
    return shlex.split(line, comments=True)[1:]


def run_tour(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The import and the pipeline of the tour, in a copy at `folder`/tickets."""
    assert main.run(tour("import")) == 0
    capsys.readouterr()
    assert main.run([*tour("pipeline"), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_home: Path) -> Path:
    """A folder to be in, with a copy of the project in it."""
    shutil.copytree(SAMPLE, tmp_path / "tickets", ignore=shutil.ignore_patterns("generator"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_pipeline_of_the_tour_runs(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the first 300 tickets, the rest is more of the same, and with a quick estimator."""
    data, config = (copied / "tickets" / name for name in ("tickets.csv", "project.toml"))
    with config.open("a") as file:
        file.write('\n[model]\nestimator = "logistic_regression"\n')
    with data.open(newline="") as file:
        kept = list(csv.reader(file))[:301]
    with data.open("w", newline="") as file:
        csv.writer(file).writerows(kept)
    found = run_tour(copied, capsys)
    assert sum(stage["labels"] for stage in found["stages"]) == 150
    assert [stage["name"] for stage in found["stages"] if stage["skipped"]] == []
    assert found["cost"] == pytest.approx(45.0)
    assert found["final"]["accuracy"] > found["full_data"]["accuracy"] - 0.08


@pytest.mark.slow
def test_the_final_model_is_nearly_as_good_as_one_of_all_labels(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run_tour(copied, capsys)
    assert found["final"]["accuracy"] >= found["full_data"]["accuracy"] - 0.01
    assert found["final"]["accuracy"] > found["manual_only"]["accuracy"] + 0.05
