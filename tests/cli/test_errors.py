"""`errors`: the JSON contract, on labels that came with a file."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.robots.projects import BAD, review_rows, write_project
from tests.robots.projects import GOOD as GOOD_WORDS
from tui_labeler.label_noise.registry import NOISE
from tui_labeler.session import Session

ROWS = review_rows(120)
GOLD = {row[0]: row[2] for row in ROWS}
WRONG = {"r004", "r031", "r077"}


def given_csv(path: Path) -> Path:
    """A labelled CSV in which three labels are wrong."""
    lines = ["id,text,label"]
    for item, text, label in ROWS:
        flipped = {"good": "bad", "bad": "good"}[label] if item in WRONG else label
        lines.append(f"{item},{text},{flipped}")
    path.write_text("\n".join(lines) + "\n")
    return path


def test_is_this_labelled_csv_right_takes_two_commands(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    data = given_csv(tmp_path / "labelled.csv")
    assert cli("init", tmp_path / "p", "--data", data).code == 0
    ran = cli("errors", tmp_path / "p", "--json")
    assert ran.code == 0
    values = ran.json
    assert values["checked"] == 120
    assert len(WRONG & {one["id"] for one in values["suspects"][:4]}) >= 2
    first = values["suspects"][0]
    assert set(first) == {
        "id",
        "given_label",
        "suggested_label",
        "label_quality",
        "self_confidence",
        "is_label_issue",
        "reasons",
    }
    matrix = values["noise_matrix"]
    assert sorted(matrix["labels"]) == ["bad", "good"]
    assert [sum(row) for row in matrix["true_to_observed"]] == pytest.approx([1, 1])
    assert sum(map(sum, matrix["joint"])) == pytest.approx(1)
    assert not (tmp_path / "p" / "labels.sqlite").exists(), "nothing was written"


def test_all_lists_every_label_by_quality(cli: Callable[..., Ran], tmp_path: Path) -> None:
    cli("init", tmp_path / "p", "--data", given_csv(tmp_path / "labelled.csv"))
    suspects = cli("errors", tmp_path / "p", "--all", "--json").json["suspects"]
    qualities = [one["label_quality"] for one in suspects]
    assert len(suspects) == 120 and qualities == sorted(qualities)
    assert all(0 <= quality <= 1 for quality in qualities)
    assert {one["id"] for one in suspects[:12]} >= WRONG
    shown = cli("errors", tmp_path / "p")
    assert "120 labels checked" in shown.out and "→" in shown.out


def test_a_project_without_labels_is_a_sentence(cli: Callable[..., Ran], folder: Path) -> None:
    ran = cli("errors", folder)
    assert ran.code == 2
    assert "there are no labels to check" in ran.err
    assert "there are no labels of an LLM" in cli("errors", folder, "--source", "llm").err


def test_labels_of_one_kind_are_a_sentence(cli: Callable[..., Ran], tmp_path: Path) -> None:
    rows = [(item, text, "good") for item, text, _ in ROWS]
    sections = {"data": 'given_labels = "label"'}
    columns = ("id", "text", "label")
    folder = write_project(tmp_path / "p", rows, columns=columns, sections=sections)
    ran = cli("errors", folder, "--json")
    assert ran.code == 1
    assert "two kinds of labels" in ran.json["error"]["message"]


def test_ways_to_train_are_compared_on_the_random_sample(
    cli: Callable[..., Ran], folder: Path
) -> None:
    with Session.open(folder) as session:
        for _ in range(40):
            item = session.labelling.view().item
            assert item is not None
            session.labelling.answer(GOLD[item.id])
    options = cli("errors", folder, "--compare", "--json").json["options"]
    assert [one["noise"] for one in options] == list(NOISE)
    assert {one["n"] for one in options} == {40}
    assert all(0 <= one["low"] <= one["accuracy"] <= one["high"] <= 1 for one in options)
    assert "discount" in cli("errors", folder, "--compare").out


def test_audit_names_items_by_their_ids(cli: Callable[..., Ran], tmp_path: Path) -> None:
    rows = [*ROWS, ("copy", ROWS[0][1].upper(), ROWS[0][2]), ("odd", "zzz qqq", "good")]
    folder = write_project(
        tmp_path / "p",
        rows,
        columns=("id", "text", "label"),
        sections={"data": 'given_labels = "label"'},
    )
    issues = cli("audit", folder, "--json").json["issues"]
    pairs = {(one["kind"], one["id"], one["with"]) for one in issues}
    assert ("near_duplicate", "copy", "r000") in pairs
    assert ("outlier", "odd", None) in pairs
    assert "near_duplicate" in cli("audit", folder).out


def test_rules_are_heard(cli: Callable[..., Ran], tmp_path: Path) -> None:
    cli("init", tmp_path / "p", "--data", given_csv(tmp_path / "labelled.csv"))
    toml = tmp_path / "p" / "project.toml"
    rules = [("good_words", GOOD_WORDS, "good"), ("bad_words", BAD, "bad")]
    for name, words, label in rules:
        toml.write_text(
            toml.read_text() + f'\n[[weak_supervision.rules]]\nname = "{name}"\n'
            f'keywords = {json.dumps(words)}\nlabel = "{label}"\n'
        )
    ran = cli("errors", tmp_path / "p", "--json")
    assert ran.code == 0, ran.err
    suspects = ran.json["suspects"]
    assert {one["id"] for one in suspects[:3]} == WRONG
    assert all("functions" in one["reasons"] for one in suspects[:3])


def test_labels_of_the_functions_can_be_checked(cli: Callable[..., Ran], tmp_path: Path) -> None:
    rows = [(item, text, "") for item, text, _ in ROWS]
    rules = "".join(
        f'\n[[weak_supervision.rules]]\nname = "{label}"\nlabel = "{label}"\n'
        f"keywords = {json.dumps(words[:2])}\n"
        for label, words in (("good", GOOD_WORDS), ("bad", BAD))
    )
    folder = write_project(tmp_path / "p", [row[:2] for row in rows])
    assert "no labels of the functions" in cli("errors", folder, "--source", "weak").err
    (folder / "project.toml").write_text((folder / "project.toml").read_text() + rules)
    found = cli("errors", folder, "--source", "weak", "--all", "--json").json
    labelled = cli("weak-labels", folder, "-o", tmp_path / "weak.csv", "--json").json["labelled"]
    assert 0 < found["checked"] == labelled < len(ROWS)
    assert not any("functions" in one["reasons"] for one in found["suspects"]), "they do not judge"


def test_given_labels_are_exported_as_they_are_checked(
    cli: Callable[..., Ran], tmp_path: Path
) -> None:
    cli("init", tmp_path / "p", "--data", given_csv(tmp_path / "labelled.csv"))
    better, out = tmp_path / "better.csv", tmp_path / "out.csv"
    better.write_text(f"id,label\nr004,{GOLD['r004']}\n")
    assert cli("import", tmp_path / "p", better, "--as", "given").code == 0
    assert cli("export", tmp_path / "p", "-o", out, "--source", "given").code == 0
    rows = {row["id"]: row for row in csv.DictReader(out.read_text().splitlines())}
    wrong = {item for item, row in rows.items() if row["label"] != GOLD[item]}
    assert len(rows) == 120 and wrong == WRONG - {"r004"}
    assert (rows["r004"]["how"], rows["r000"]["how"]) == ("better.csv", "")
