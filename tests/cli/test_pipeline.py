"""pipeline: every way of labelling in one command, its JSON, its budget, what it may not see."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.robots.llm_server import KEY, LLMServer
from tests.robots.projects import RULES, review_rows, write_project
from tests.session.play import answer
from tui_labeler.session import Session

Cli = Callable[..., Ran]
STAGES = ["weak", "llm", "active_learning", "clean", "final"]


def other(label: str) -> str:
    return {"good": "bad", "bad": "good"}[label]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Everybody has something to say; gold.csv and llm.csv lie beside."""
    rows = review_rows(150)
    given = [(i, text, other(y) if n % 9 == 4 else y) for n, (i, text, y) in enumerate(rows)]
    folder = write_project(
        tmp_path / "reviews",
        given,
        columns=("id", "text", "given"),
        sections={
            "data": 'given_labels = "given"',
            "weak_supervision": RULES,
            "costs": "per_human_label = 0.5",
            "model": 'estimator = "logistic_regression"',
        },
    )
    llm = [(i, other(y) if n % 5 == 2 else y, "0.9") for n, (i, _, y) in enumerate(rows)]
    write(folder / "gold.csv", ("id", "label"), [(i, y) for i, _, y in rows])
    write(folder / "llm.csv", ("id", "label", "confidence"), llm)
    return folder


def write(path: Path, head: tuple[str, ...], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def test_the_contract(cli: Cli, project: Path) -> None:
    cli("import", project, project / "llm.csv", "--as", "llm")
    ran = cli("pipeline", project, "--oracle", project / "gold.csv", "--budget", "30", "--json")
    assert ran.code == 0
    found = ran.json
    assert [stage["name"] for stage in found["stages"]] == STAGES
    answers = {stage["name"]: stage["labels"] for stage in found["stages"]}
    assert sum(answers.values()) == 30, "every answer counts"
    assert min(answers["llm"], answers["active_learning"], answers["clean"]) > 0
    assert found["cost"] == pytest.approx(15.0)
    assert found["cost_saved"] == pytest.approx(found["cost_by_hand"] - 15.0)
    for name in ("final", "manual_only", "full_data"):
        assert 0.5 < found[name]["accuracy"] <= 1
        assert 0 < found[name]["macro_f1"] <= 1
        assert found[name]["n"] == 45
    assert found["final"]["accuracy"] >= found["full_data"]["accuracy"] - 0.1
    last = found["stages"][-2]
    assert last["coverage"] > 0.9
    assert (last["accuracy"] is None) == (last["reason"] is not None)
    assert "active learning" in ran.err

    again = cli("pipeline", project, "--oracle", project / "gold.csv", "--budget", "30", "--json")
    assert again.json == found, "all is done already: the same figures, no new answer"


def test_the_first_answers_are_a_random_sample_though_rules_spoke(cli: Cli, project: Path) -> None:
    cli("import", project, project / "llm.csv", "--as", "llm")
    cli("pipeline", project, "--oracle", project / "gold.csv", "--budget", "60", "--json")
    with Session.open(project, read_only=True) as session:
        answers = sorted((event.id, item) for item, event in session.state.answers())
        slots = [session.queue.slot_of(item) for _, item in answers[:18]]
    assert {slot.item.why for slot in slots if slot} <= {"random", "cold"}
    assert None not in slots


def test_what_is_held_out_is_never_asked(cli: Cli, project: Path) -> None:
    gold = project / "gold.csv"
    cli("pipeline", project, "--oracle", gold, "--budget", "150", "--test-share", "0.4", "--json")
    with Session.open(project, read_only=True) as session:
        answered = dict(session.state.answers())
        assert len(answered) == 90, "the other 60 were held out"
        assert {answer.how for answer in answered.values()} == {"oracle"}


def test_stages_without_anything_say_why(cli: Cli, tmp_path: Path) -> None:
    folder = write_project(tmp_path / "plain", review_rows(80))
    write(folder / "gold.csv", ("id", "label"), [(row[0], row[2]) for row in review_rows(80)])
    found = cli("pipeline", folder, "--oracle", folder / "gold.csv", "--budget", "20", "--json")
    weak, llm, active, clean, final = found.json["stages"]
    assert "no labeling functions" in weak["skipped"]
    assert "no [llm]" in llm["skipped"]
    assert "no labels came" in clean["skipped"]
    assert (active["skipped"], active["labels"], final["skipped"]) == (None, 20, None)
    assert found.json["cost_saved"] is None
    assert "no price" in found.json["cost_saved_reason"]


def test_without_an_oracle_the_person_is_waited_for(cli: Cli, project: Path) -> None:
    cli("import", project, project / "llm.csv", "--as", "llm")
    ran = cli("pipeline", project, "--json")
    assert ran.code == 0
    assert f"tui-labeler {project}" in ran.err
    assert [stage["name"] for stage in ran.json["stages"]] == STAGES
    assert ran.json["full_data"]["accuracy"] is None
    assert ran.json["cost_saved"] is None
    assert "nobody knows" in ran.json["cost_saved_reason"]
    assert "--oracle" in ran.json["full_data"]["reason"]
    with Session.open(project, read_only=True) as session:
        assert session.state.last_event == 0


def test_the_final_model_is_written_and_written_again(cli: Cli, project: Path) -> None:
    gold = {
        row["id"]: row["label"]
        for row in csv.DictReader((project / "gold.csv").read_text().splitlines())
    }
    cli("pipeline", project, "--budget", "30", "--json")
    first = json.loads((project / "model" / "card.json").read_text())
    assert "human" not in first["sources"], "what the rules say is enough for a first one"
    with Session.open(project) as session:
        answer(session, gold, 30)
    ran = cli("pipeline", project, "--budget", "30", "--json")
    assert "are wanted" not in ran.err, "the budget is used up"
    card = json.loads((project / "model" / "card.json").read_text())
    assert card["sources"]["human"] >= 30
    assert ran.json["final"]["accuracy"] == card["accuracy"]["value"]
    assert ran.json["final"]["n"] == card["accuracy"]["n"] >= 20
    assert f"in {project / 'model'}" in ran.err


def test_nothing_to_learn_from_is_no_failure(cli: Cli, tmp_path: Path) -> None:
    folder = write_project(tmp_path / "plain", review_rows(30))
    ran = cli("pipeline", folder, "-o", tmp_path / "m", "--json")
    assert ran.code == 0
    assert "nothing is labelled" in ran.json["stages"][-1]["skipped"]
    assert not (tmp_path / "m").exists()


@pytest.fixture
def server() -> Iterator[LLMServer]:
    said = {text: label for _, text, label in review_rows(150)}
    with LLMServer(lambda text: said.get(text, "good")) as running:
        yield running


@pytest.fixture
def asking(project: Path, server: LLMServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project, which may ask the server for a dollar, and is seldom sure without it."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    toml = project / "project.toml"
    section = f'[llm]\nmodel = "fake"\nbase_url = "{server.url}"\nmax_cost = 1.0\n'
    section += "input_price = 1.0\noutput_price = 2.0\n[resolution]\nthreshold = 0.95\n"
    toml.write_text(toml.read_text() + section)
    return project


def test_the_llms_price_is_the_servers(cli: Cli, asking: Path, server: LLMServer) -> None:
    words = ("pipeline", asking, "--oracle", asking / "gold.csv", "--budget", "20", "--json")
    refused = cli(*words).json["stages"][1]
    assert "--yes" in refused["skipped"]
    assert server.paid == 0
    (asking / "labels.sqlite").unlink()
    found = cli(*words, "--yes").json
    llm = found["stages"][1]
    assert llm["skipped"] is None
    assert 0 < server.paid <= 105, "nothing held out is asked"
    price = server.paid * (50 * 1.0 + 5 * 2.0) / 1e6
    assert llm["cost"] == pytest.approx(0.5 * llm["labels"] + price, abs=1e-9)
    assert found["cost"] == pytest.approx(0.5 * 20 + price, abs=1e-9)
    before = server.paid
    assert cli(*words, "--yes").json == found
    assert server.paid == before


def test_what_came_out_can_be_exported_and_explained(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    cli("import", project, project / "llm.csv", "--as", "llm")
    cli("pipeline", project, "--oracle", project / "gold.csv", "--budget", "20")
    out = tmp_path / "out.csv"
    told = cli("export", project, "-o", out)
    assert told.code == 0
    assert "human 20" in told.err
    assert "--source human writes yours alone" in told.err
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert len(rows) > 120
    for row in rows[::40]:
        found = cli("explain", project, row["id"], "--json").json
        assert (found["label"], found["rule"]) == (row["label"], row["rule"])
        assert {"source", "annotator", "version", "label", "confidence", "at"} <= {
            key for one in found["chain"] for key in one
        }


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--oracle", "{p}/none.csv"], 3, "none.csv"),
        (["--oracle", "{p}/gold.csv", "--test-share", "2"], 2, "test-share"),
        (["--budget", "-1"], 2, "budget"),
        (["--oracle", "{p}/gold.csv", "-o", "{p}/m"], 2, "train"),
    ],
)
def test_wrong_use(cli: Cli, project: Path, words: list[str], code: int, says: str) -> None:
    ran = cli("pipeline", project, *(word.format(p=project) for word in words))
    assert ran.code == code
    assert says in ran.err
    assert not ran.out or json.loads(ran.out)
