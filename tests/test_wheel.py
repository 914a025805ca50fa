"""What is installed is all there: the program, its sample project, and nothing of the checkout."""

import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.robots.terminal import Terminal

FIRST_ITEM = 10.0
"""Seconds from the command to the first item, the first start of an installation included."""


def test_the_wheel_is_told_to_hold_the_sample() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["tui_labeler"]
    placed = wheel["force-include"]
    assert any(to.startswith("tui_labeler/sample_projects") for to in placed.values())
    for source in placed:
        assert (CHECKOUT / source).exists(), source


@pytest.mark.slow
def test_demo_works_from_an_installed_wheel(tmp_path: Path, own_home: Path) -> None:
    """Builds the wheel (the package index is asked for hatchling) and installs it alone.

    The libraries come from the environment of the tests.
    """
    dist, env = tmp_path / "dist", tmp_path / "env"
    pip = [sys.executable, "-m", "pip", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "-w", str(dist), str(CHECKOUT)], check=True, timeout=600
    )
    (wheel,) = dist.glob("tui_labeler-*.whl")
    assert wheel.stat().st_size < 2_000_000
    venv.create(env, with_pip=False)
    python = env / "bin" / "python"
    subprocess.run(
        [*pip, "--python", str(python), "install", "--no-deps", str(wheel)], check=True, timeout=600
    )
    (site,) = env.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")

    with Terminal([str(env / "bin" / "tui-labeler"), "demo"], home=own_home, cwd=tmp_path) as shown:
        shown.wait_for("POSITIVE", timeout=FIRST_ITEM)
        shown.press("q")
        assert shown.wait_exit() == 0
        assert "next: tui-labeler tui-labeler-demo" in shown.text
    for sample in ("support_tickets", "spot_check"):
        words = [str(env / "bin" / "tui-labeler"), "demo", "--sample", sample]
        subprocess.run(words, cwd=tmp_path, check=True)
        assert (tmp_path / f"tui-labeler-demo-{sample}" / "gold.csv").is_file()
    demo = {path.name for path in (tmp_path / "tui-labeler-demo").iterdir()}
    assert {"project.toml", "reviews.csv", "guidelines.md"} <= demo
