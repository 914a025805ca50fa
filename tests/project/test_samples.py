"""The sample project goes where it is wanted, clean, and nothing else is touched."""

import shutil
from pathlib import Path

import pytest

import tui_labeler
from tui_labeler.errors import LabelerError, UsageError
from tui_labeler.project import open_pool, open_project
from tui_labeler.project.samples import SAMPLE, SAMPLES, copy_sample, sample_folder


@pytest.mark.parametrize("name", SAMPLES)
def test_the_copy_is_a_project(tmp_path: Path, name: str) -> None:
    copy_sample(tmp_path / "deep" / "demo", name)
    project = open_project(tmp_path / "deep" / "demo")
    said = int(SAMPLES[name].split()[0].replace(",", ""))
    assert len(open_pool(project)) == said
    assert (tmp_path / "deep" / "demo" / "README.md").is_file()


def test_what_somebody_did_in_the_checkout_stays_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "sample_projects" / SAMPLE
    shutil.copytree(sample_folder(), source, ignore=shutil.ignore_patterns("generator", ".cache"))
    for name in ("labels.sqlite", "labels.sqlite.lock", "labels.csv", ".hidden"):
        (source / name).write_text("mine")
    monkeypatch.setattr(tui_labeler, "__file__", str(tmp_path / "tui_labeler" / "__init__.py"))
    copy_sample(tmp_path / "demo")
    assert sample_folder() == source
    copied = {path.name for path in (tmp_path / "demo").iterdir()}
    assert "project.toml" in copied
    assert not copied & {"labels.sqlite", "labels.sqlite.lock", "labels.csv", ".hidden"}


@pytest.mark.parametrize("kind", ["file", "folder with something"])
def test_nothing_is_written_over(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "demo"
    if kind == "file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "mine").write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        copy_sample(target)


def test_an_installation_without_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tui_labeler, "__file__", str(tmp_path / "x" / "__init__.py"))
    with pytest.raises(LabelerError, match="no sample project"):
        copy_sample(tmp_path / "demo")
