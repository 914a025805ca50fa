"""What the first item on screen must not wait for."""

import subprocess
import sys

NEEDLESS = (
    "numpy",
    "pandas",
    "scipy",
    "sklearn",
    "openai",
    "tui_labeler.session.agreement",
    "tui_labeler.session.browsing",
    "tui_labeler.session.functions",
    "tui_labeler.session.llm_run",
    "tui_labeler.session.progress",
    "tui_labeler.session.validation",
    "tui_labeler.tui.screens.validate",
)


def test_other_screens_are_imported_when_they_are_asked_for() -> None:
    program = (
        "import sys, tui_labeler.session, tui_labeler.tui.app, tui_labeler.tui.screens.label; "
        f"print(*[name for name in {NEEDLESS} if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []
