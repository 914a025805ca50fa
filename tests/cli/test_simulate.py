"""`simulate`: the JSON contract, the drawing, and sentences for what cannot be replayed."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.robots.projects import review_rows
from tui_labeler.cli.curves import drawn

Cli = Callable[..., Ran]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.csv"
    path.write_text("id,label\n" + "".join(f"{i},{label}\n" for i, _, label in review_rows(60)))
    return path


def test_json_contract(cli: Cli, folder: Path, gold: Path, tmp_path: Path) -> None:
    plot = tmp_path / "curves.svg"
    words = ["--strategy", "margin,entropy", "--budget", 25, "--seeds", 2, "--plot", plot]
    ran = cli("simulate", folder, "--oracle", gold, *words, "--json")
    assert ran.code == 0, ran.err
    values = ran.json
    assert (values["pool"], values["cut"]) == (60, False)
    assert set(values["full_data"]) == {"accuracy", "macro_f1"}
    assert [(run["strategy"], run["seed"]) for run in values["runs"]] == [
        (name, seed) for name in ("margin", "entropy", "random") for seed in (0, 1)
    ]
    for run in values["runs"]:
        assert [point["labels"] for point in run["curve"]] == [10, 20, 25]
        assert all(0 <= point["accuracy"] <= 1 for point in run["curve"])
        assert set(run["curve"][0]) == {"labels", "accuracy", "macro_f1"}
    names = [line["strategy"] for line in values["summary"]]
    assert names == ["margin", "entropy", "random"]
    by_name = {line["strategy"]: line for line in values["summary"]}
    if by_name["random"]["labels_to_target"]:
        assert by_name["random"]["ratio_vs_random"] == 1.0
    assert "all 42 labels" in ran.err and "● margin" in ran.err
    root = ET.parse(plot).getroot()
    assert len([child for child in root if child.tag.endswith("polyline")]) == 3
    again = cli("simulate", folder, "--oracle", gold, *words, "--json")
    assert again.out == ran.out


def test_a_large_pool_is_cut_and_says_so(cli: Cli, folder: Path, gold: Path) -> None:
    words = ["--pool", 40, "--budget", 12, "--seeds", 1, "--json"]
    ran = cli("simulate", folder, "--oracle", gold, *words)
    assert (ran.json["pool"], ran.json["cut"]) == (40, True)
    assert "cut to 40" in ran.err
    assert [run["strategy"] for run in ran.json["runs"]] == ["margin", "random"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,answer\nr000,good\n", 'no column "label"'),
        ("id,label\nr000,good\nr001,good\n", "no two of the project's labels"),
        ("id,label\nr000,great\nr001,awful\n", "Unknown labels: great, awful"),
    ],
)
def test_gold_that_will_not_do(
    cli: Cli, folder: Path, tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "other.csv"
    path.write_text(content)
    ran = cli("simulate", folder, "--oracle", path, "--json")
    assert ran.code == 3
    assert said in ran.err
    assert ran.json["error"]["file"] == str(path)


def test_wrong_words(cli: Cli, folder: Path, gold: Path) -> None:
    ran = cli("simulate", folder, "--oracle", gold, "--strategy", "margn")
    assert ran.code != 0 and 'Did you mean "margin"?' in ran.err
    ran = cli("simulate", folder, "--oracle", gold, "--plot", "curves.gif")
    assert ran.code == 2 and "curves.svg" in ran.err


def test_curves_are_drawn() -> None:
    lines = drawn({"up": [(10, 0.5), (20, 1.0)]}, width=20, height=3).splitlines()
    assert lines == [
        "100.0% │                   ●",
        " 75.0% │",
        " 50.0% │         " + " ●",
        "       └────────────────────",
        "       0           20 labels",
        "        ● up",
    ]
    assert drawn({"flat": [(1, 0.5)]})
