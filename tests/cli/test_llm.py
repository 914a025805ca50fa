"""`llm`, `agreement`, `spot-check` and `import --as llm`, as scripts use them."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.killing import billed, run_and_kill
from tests.cli.llm_project import GOLD, ROWS
from tests.cli.llm_project import project as project
from tests.cli.llm_project import server as server
from tests.robots.llm_server import KEY, LLMServer
from tests.robots.projects import review_rows, write_project


def test_it_labels_once_and_never_pays_twice(
    cli: Callable[..., Any], project: Path, server: LLMServer
) -> None:
    ran = cli("llm", project, "--yes", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["labelled"] == 30
    assert (ran.json["cached"], ran.json["failed"], ran.json["queued"]) == (0, {}, 0)
    assert ran.json["tokens"] == {"in": 1500, "out": 150}
    assert ran.json["cost"] == pytest.approx(30 * 60 / 1e6)
    assert "Ask fake at 127.0.0.1" in ran.err
    again = cli("llm", project, "--yes", "--json").json
    assert (again["labelled"], again["cached"], again["cost"]) == (0, 30, 0.0)
    assert server.paid == billed(project) == 30
    assert cli("status", project, "--json").json["by_source"]["llm"] == 30


def test_a_dry_run_sends_nothing_and_needs_no_key(
    cli: Callable[..., Any], project: Path, server: LLMServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    ran = cli("llm", project, "--dry-run", "--limit", 10, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["estimate"]["items"] == 10
    assert ran.json["estimate"]["cost"] > 0
    shown = cli("llm", project, "--show-prompt", "r003")
    assert ROWS[3][1] in shown.out
    assert not server.asked


def test_limit_and_cap(cli: Callable[..., Any], project: Path, server: LLMServer) -> None:
    assert cli("llm", project, "--yes", "--limit", 5, "--json").json["labelled"] == 5
    ran = cli("llm", project, "--yes", "--max-cost", 0.0015, "--json")
    assert (ran.code, ran.json["stopped"]) == (4, "cap")
    assert server.paid == billed(project)
    assert server.paid * 60 / 1e6 <= 0.0015
    cli("llm", project, "--yes")
    assert server.paid == 30


def test_without_a_section_it_says_what_to_write(cli: Callable[..., Any], folder: Path) -> None:
    ran = cli("llm", folder, "--yes")
    assert ran.code == 4
    assert "[llm]" in ran.err


def test_copies_of_what_was_asked_are_told_apart(
    cli: Callable[..., Any], tmp_path: Path, project: Path
) -> None:
    rows = [*ROWS[:5], ("c000", *ROWS[0][1:])]
    folder = write_project(tmp_path / "copies", rows)
    section = (project / "project.toml").read_text().partition("[llm]")[2].partition("[data]")[0]
    with (folder / "project.toml").open("a") as file:
        file.write(f"[llm]{section}")
    ran = cli("llm", folder, "--yes", "--json")
    assert (ran.json["labelled"], ran.json["copies"], ran.json["cached"]) == (5, 1, 0)
    assert "5 labelled with 1 exact copy, 0 before" in ran.err
    again = cli("llm", folder, "--yes", "--json").json
    assert (again["labelled"], again["copies"], again["cached"]) == (0, 0, 6)


def test_what_cost_nothing_has_no_price(
    cli: Callable[..., Any], project: Path, server: LLMServer
) -> None:
    server.fault = lambda text, n: "429:quota"
    assert "\n0 labelled, 0 before.\n" in cli("llm", project, "--yes").err


def test_a_stopped_run_is_exit_4_with_the_same_object(
    cli: Callable[..., Any], project: Path, server: LLMServer
) -> None:
    server.fault = lambda text, n: "429:quota" if server.paid >= 8 else "ok"
    ran = cli("llm", project, "--yes", "--json")
    assert (ran.code, ran.json["stopped"]) == (4, "quota")
    assert ran.json["labelled"] == server.paid >= 8
    server.fault = lambda text, n: "ok"
    again = cli("llm", project, "--yes", "--json")
    assert again.json["labelled"] + again.json["cached"] == 30
    assert server.paid == billed(project) == 30


def test_a_failed_item_is_for_the_person(
    cli: Callable[..., Any], project: Path, server: LLMServer
) -> None:
    server.fault = lambda text, n: "say:perhaps" if text == ROWS[7][1] else "ok"
    ran = cli("llm", project, "--yes", "--json")
    assert ran.code == 0
    assert (ran.json["labelled"], ran.json["failed"]) == (29, {"no_label": 1})
    assert ran.json["queued"] == 1
    assert cli("llm", project, "--yes", "--json").json["labelled"] == 0
    assert server.paid == 30
    server.fault = lambda text, n: "ok"
    assert cli("llm", project, "--yes", "--again", "--json").json["labelled"] == 1


@pytest.mark.fault("F093")
def test_a_killed_run_pays_for_nothing_twice(
    cli: Callable[..., Any], project: Path, server: LLMServer
) -> None:
    """What had been asked is answered after the kill, and written down: no server has to help."""
    server.idempotent = False
    server.delay = 0.05
    run_and_kill(project, server, paid=12, child_too=False)
    server.delay = 0.0
    labelled = 0
    while labelled < 30:
        labelled = cli("llm", project, "--yes", "--json").json["cached"]
    assert server.paid == billed(project) == 30
    assert set(server.paid_texts.values()) == {1}
    assert not list(project.glob("llm-run-*"))


@pytest.mark.fault("F093")
def test_a_run_whose_processes_are_all_killed_is_billed_once(
    cli: Callable[..., Any], project: Path, server: LLMServer
) -> None:
    """What was under way is asked again under its key, which the server honours."""
    server.delay = 0.05
    run_and_kill(project, server, paid=12, child_too=True)
    server.delay = 0.0
    ran = cli("llm", project, "--yes", "--json")
    assert ran.json["labelled"] + ran.json["cached"] == 30
    assert "asked again, word for word" in ran.err
    assert server.paid == billed(project) == 30
    assert set(server.paid_texts.values()) == {1}
    assert server.conflicts == 0
    assert cli("llm", project, "--yes", "--json").json["cached"] == 30


def test_labels_made_elsewhere_are_checked(cli: Callable[..., Any], folder: Path) -> None:
    rows = review_rows(60)
    flipped = {"good": "bad", "bad": "good"}
    lines = ["model,id,confidence,label"]
    for n, (item, _, label) in enumerate(rows):
        lines.append(f"small,{item},0.{5 + n % 5},{label if n % 5 else flipped[label]}")
        lines.append(f"large,{item},,{label}")
    labels = folder / "labels_llm.csv"
    labels.write_text("\n".join(lines) + "\n")
    assert cli("import", folder, labels, "--as", "llm", "--json").json["imported"] == 120
    before = cli("agreement", folder, "--json").json
    assert (before["all"]["agreement"], before["all"]["n"]) == (None, 0)
    gold = folder / "gold.csv"
    gold.write_text("id,label\n" + "".join(f"{item},{label}\n" for item, _, label in rows[:40]))
    cli("import", folder, gold, "--as", "human")
    found = cli("agreement", folder, "--json").json
    assert found["by_model"]["large"]["agreement"] == 1.0
    assert found["by_model"]["small"]["agreement"] == 0.8
    assert found["blind"]["n"] == found["all"]["n"] == 40
    assert {"n", "low", "high", "kappa", "kappa_low", "kappa_high"} <= found["seen"].keys()
    checked = cli("spot-check", folder, "--json", "--target", 0.5).json
    assert checked["verdict"] == "yes"
    assert checked["more_needed"] == 0
    assert checked["agreement"]["n"] == 40


def test_a_cascade_asks_the_second_about_what_the_first_is_unsure_of(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with LLMServer(lambda text: GOLD[text], logprobs=False) as server:
        folder = write_project(tmp_path / "cascade", ROWS)
        entry = '[[llm]]\nmodel = "{}"\nbase_url = "{}"\nthreshold = {}\n'
        with (folder / "project.toml").open("a") as file:
            file.write(entry.format("cheap", server.url, 0.75))
            file.write(entry.format("dear", server.url, 0.75))
        ran = cli("llm", folder, "--yes", "--json")
        models = [asked.body["model"] for asked in server.asked]
    assert ran.code == 0, ran.err
    # The first answer of all came before it was known that there are no log-probabilities.
    assert models.count("cheap") == 30
    assert models.count("dear") == 1
    assert ran.json["labelled"] == 31


@pytest.mark.fault("F098")
@pytest.mark.parametrize("ends", ["completed", "expired"])
def test_a_batch_is_handed_in_and_fetched_later(
    cli: Callable[..., Any], project: Path, server: LLMServer, ends: str
) -> None:
    server.batch_ends = ends
    first = cli("llm", project, "--batch", "--yes", "--json")
    assert first.code == 0, first.err
    assert (first.json["labelled"], server.paid) == (0, 0)
    assert "submitted" in first.json["message"]
    assert cli("llm", project, "--yes").code == 4
    with sqlite3.connect(project / "labels.sqlite") as db:
        # As if the program had been killed before the batch's id was stored.
        db.execute("UPDATE llm_batch SET batch_id = NULL, state = 'sending'")
    db.close()
    done = cli("llm", project, "--batch", "--json")
    assert done.code == 0, done.err
    asked = 30 if ends == "completed" else 15
    assert done.json["labelled"] == asked * 4 // 5 == server.paid == billed(project)
    assert done.json["failed"] == {"server": asked // 5}
    assert done.json["cost"] == pytest.approx(server.paid * 60 / 1e6 / 2)
    assert len(server.batches) == 1
    rest = cli("llm", project, "--yes", "--json").json
    assert rest["labelled"] + rest["cached"] == 30


def test_a_cascade_in_batches_hands_in_one_after_the_other(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with LLMServer(lambda text: GOLD[text], logprobs=False) as server:
        folder = write_project(tmp_path / "cascade", ROWS)
        entry = '[[llm]]\nmodel = "{}"\nbase_url = "{}"\nthreshold = 0.75\nmax_cost = 1.0\n'
        with (folder / "project.toml").open("a") as file:
            file.write(entry.format("cheap", server.url) + "input_price = 1\noutput_price = 1\n")
            file.write(entry.format("dear", server.url) + "input_price = 9\noutput_price = 9\n")
        first = cli("llm", folder, "--batch", "--yes", "--json")
        assert first.code == 0, first.err
        assert "submitted" in first.json["message"]
        # Every fifth request of a batch fails, and without log-probabilities nothing is sure.
        second = cli("llm", folder, "--batch", "--yes", "--json")
        assert second.json["labelled"] == 24
        assert "submitted" in second.json["message"]
        assert "Ask dear" in second.err
        third = cli("llm", folder, "--batch", "--yes", "--json")
        assert third.json["labelled"] == 24
        models = [batch.lines[0]["body"]["model"] for batch in server.batches.values()]
        sizes = [len(batch.lines) for batch in server.batches.values()]
    assert (models, sizes) == (["cheap", "dear"], [30, 30])
    assert server.paid == billed(folder) == 48
