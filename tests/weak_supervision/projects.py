"""A project with a file of labeling functions, and its background work done in place."""

from pathlib import Path

from tests.robots.projects import review_rows, write_project
from tui_labeler.session import Session
from tui_labeler.worker.twin import InProcessRunner

HEAD = "from tui_labeler import labeling_function\n\n\n"
GOOD = (
    HEAD
    + """@labeling_function()
def lf_lovely(x):
    return "good" if "lovely" in x.text else None


@labeling_function()
def lf_dull(x):
    return "bad" if "dull" in x.text else -1
"""
)


def project_with(folder: Path, code: str | None = GOOD, toml: str = "", rows: int = 120) -> Path:
    """A project of reviews; `toml` is added to [weak_supervision]."""
    lines = toml if code is None else 'functions = "functions.py"\n' + toml
    path = write_project(folder, review_rows(rows), sections={"weak_supervision": lines})
    if code is not None:
        (path / "functions.py").write_text(code)
    return path


def work(session: Session) -> None:
    """Run the jobs of the functions that are due."""
    runner = InProcessRunner()
    while (job := session.functions.next_job()) is not None:
        runner.submit(job)
        for report in runner.poll():
            session.functions.install(report)


def applied(folder: Path) -> Session:
    """The project, trusted, after its functions were applied."""
    session = Session.open(folder)
    session.functions.trust()
    work(session)
    return session
