"""`functions`, `weak-labels` and `import --as votes`, as scripts use them."""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.robots.projects import review_rows
from tests.weak_supervision.projects import GOOD, project_with
from tui_labeler.cli.main import run

Script = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def script(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Script:
    """Runs a command with --json: its exit code and its object."""

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        arguments = [*map(str, words), "--json"]
        monkeypatch.setattr("sys.argv", ["tui-labeler", *arguments])
        capsys.readouterr()
        code = run(arguments)
        return code, json.loads(capsys.readouterr().out)

    return call


def gold_file(path: Path) -> Path:
    rows = [f"{item},{label}" for item, _, label in review_rows(120)]
    path.write_text("\n".join(["id,label", *rows]))
    return path


@pytest.mark.fault("F072")
def test_code_runs_only_after_a_yes_for_this_content(tmp_path: Path, script: Script) -> None:
    marker = tmp_path / "ran"
    code = f"open({str(marker)!r}, 'a').close()\n" + GOOD
    folder = project_with(tmp_path / "p", code)
    assert script("functions", folder)[1]["error"]["code"] == "trust"
    assert script("status", folder)[0] == 0
    assert not marker.exists()
    assert script("functions", folder, "--trust")[0] == 0
    assert marker.exists()
    assert script("functions", folder)[0] == 0
    (folder / "functions.py").write_text(code + "\nMORE = 1\n")
    assert script("functions", folder)[0] == 1


@pytest.mark.fault("F074")
def test_code_that_others_can_change_is_refused(tmp_path: Path, script: Script) -> None:
    folder = project_with(tmp_path / "p")
    (folder / "functions.py").chmod(0o666)
    code, found = script("functions", folder, "--trust")
    assert (code, found["error"]["code"]) == (1, "trust")
    assert "everybody can write" in found["error"]["message"]


@pytest.mark.fault("F082")
def test_no_key_reaches_the_code_of_a_folder(
    tmp_path: Path, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "hunter2")
    code = (
        "import os\ndef lf_key(text):\n    return 'bad' if 'OPENAI_API_KEY' in os.environ else 0\n"
    )
    folder = project_with(tmp_path / "p", code)
    found = script("functions", folder, "--trust")[1]
    assert found["functions"][0]["polarity"] == ["good"]


def test_the_object_of_functions(tmp_path: Path, script: Script) -> None:
    folder = project_with(tmp_path / "p")
    gold = gold_file(tmp_path / "gold.csv")
    code, found = script("functions", folder, "--trust", "--oracle", gold)
    assert code == 0
    lovely = next(one for one in found["functions"] if one["name"] == "lf_lovely")
    fires = [label for _, text, label in review_rows(120) if "lovely" in text]
    assert lovely["coverage"] == pytest.approx(len(fires) / 120)
    assert (lovely["correct"], lovely["incorrect"]) == (len(fires), 0)
    assert (lovely["empirical_accuracy"], lovely["faults"]) == (1.0, 0)
    assert found["label_model"]["name"] == "majority_vote"
    assert "2 functions vote" in found["label_model"]["reason"]
    unjudged = script("functions", folder)[1]["functions"][0]
    assert (unjudged["empirical_accuracy"], unjudged["n"]) == (None, 0)


def test_weak_labels_leave_only_silent_items_empty(tmp_path: Path, script: Script) -> None:
    folder = project_with(tmp_path / "p")
    out = tmp_path / "weak.csv"
    code, found = script("weak-labels", folder, "--trust", "-o", out)
    with out.open(newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert code == 0 and len(rows) == 120
    for item, text, _ in review_rows(120):
        votes = {"good"} if "lovely" in text else set()
        votes |= {"bad"} if "dull" in text else set()
        label = rows[item]["label"]
        assert (label in votes) if votes else label == ""
        assert float(rows[item]["p_good"]) + float(rows[item]["p_bad"]) == pytest.approx(1)
    assert found["abstained"] == sum(row["label"] == "" for row in rows.values())
    assert found["labelled"] + found["abstained"] == 120


def test_votes_from_elsewhere_count_like_functions(tmp_path: Path, script: Script) -> None:
    folder = project_with(tmp_path / "p", None)
    votes = tmp_path / "votes.csv"
    votes.write_text("theirs,id,other\ngood,r000,\nB,r001,good\n,r002,bad\nx,r003,\ngood,zz,\n")
    code, found = script("import", folder, votes, "--as", "votes", "--map", "B=bad")
    assert (code, found["imported"], found["unknown_ids"], found["unknown_labels"]) == (0, 4, 1, 1)
    found = script("functions", folder)[1]
    shares = {one["name"]: one["coverage"] for one in found["functions"]}
    assert shares == {"theirs": pytest.approx(2 / 120), "other": pytest.approx(2 / 120)}
    assert found["conflicts"] == pytest.approx(1 / 120)


def test_wrong_use_is_said(tmp_path: Path, script: Script) -> None:
    folder = project_with(tmp_path / "p", None)
    assert script("functions", folder)[0] == 2
    assert script("weak-labels", folder, "--label-model", "atuo")[1]["error"]["message"].endswith(
        'Did you mean "auto"?'
    )
    text = (folder / "project.toml").read_text()
    (folder / "project.toml").write_text(
        text.replace("[weak_supervision]", '[weak_supervision]\nlabel_model = "x"')
    )
    code, found = script("functions", folder)
    assert (code, found["error"]["code"]) == (3, "config")
    assert os.path.basename(found["error"]["file"]) == "project.toml" and found["error"]["line"]


def test_the_end_model_is_judged_when_asked_for(tmp_path: Path, script: Script) -> None:
    folder = project_with(tmp_path / "p")
    assert script("functions", folder, "--trust")[1]["end_model"] is None
    few = script("functions", folder, "--end-model")[1]["end_model"]
    assert (few["value"], few["n"]) == (None, 0) and few["reason"]
    assert script("import", folder, gold_file(tmp_path / "gold.csv"), "--as", "human")[0] == 0
    judged = script("functions", folder, "--end-model")[1]["end_model"]
    assert judged["n"] == 120 and 0.9 < judged["low"] < judged["value"] <= judged["high"]
