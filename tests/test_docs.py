"""The reference is what the program is, and every example of the guides runs."""

import re
from collections import Counter
from pathlib import Path

import pytest

from docs.make_reference import PAGES
from docs.project_keys import docstrings, sections
from tests.conftest import CHECKOUT
from tests.robots.projects import review_rows
from tests.test_readme import run_commands, shell_lines
from tui_labeler.project import open_project

DOCS = CHECKOUT / "docs"
ROWS = review_rows(90)
FILES = {
    "reviews.csv": ("id,text", *(f"{id},{text}" for id, text, _ in ROWS)),
    "old.csv": ("id,label", *(f"{id},{label}" for id, _, label in ROWS[:40])),
    "llm.csv": ("id,label,confidence", *(f"{id},{label},0.9" for id, _, label in ROWS)),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_up_to_date(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run: python -m docs.make_reference"


def test_every_key_is_explained() -> None:
    plain = {"name", "at_least", "at_most", "above", "below", "equals", "count", "encoding"}
    for heading, section in sections():
        missing = section.model_fields.keys() - docstrings(section).keys() - plain
        assert not missing - {"temperature"}, f"{heading}: {missing}"


def test_getting_started_runs_from_top_to_bottom(tmp_path: Path, own_home: Path) -> None:
    guide = (DOCS / "getting_started.md").read_text(encoding="utf-8")
    for name, lines in FILES.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    toml = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    commands = [line for line in shell_lines(guide) if line.startswith("tui-labeler")]
    first, *others = commands
    run_commands([first], tmp_path, own_home)
    with (tmp_path / "reviews" / "project.toml").open("a") as file:
        file.write("\n" + "\n".join(toml))
    run_commands(others, tmp_path, own_home)
    assert open_project(tmp_path / "reviews").config.weak_supervision.rules
    for made in ("weak.csv", "labels.csv", "report.html", "model/card.md", "predicted.csv"):
        assert (tmp_path / made).is_file(), made


@pytest.mark.parametrize("page", [*DOCS.glob("*.md"), CHECKOUT / "README.md"], ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    relative = [link for link in links if "://" not in link]
    assert [link for link in relative if not (page.parent / link).exists()] == []


def test_commands_in_sentences_exist() -> None:
    from tui_labeler.cli.main import commands

    named = Counter(
        word
        for page in DOCS.glob("*.md")
        for word in re.findall(r"`tui-labeler ([a-z-]+)", page.read_text(encoding="utf-8"))
    )
    assert named.keys() <= commands.commands.keys(), named
