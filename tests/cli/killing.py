"""kill -9 in the middle of an LLM run."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.robots.llm_server import LLMServer


def run_and_kill(project: Path, server: LLMServer, *, paid: int, child_too: bool) -> None:
    """Start a run and kill it when `paid` answers are; `child_too`: the process that asks, too."""
    command = [sys.executable, "-m", "tui_labeler", "llm", str(project), "--yes"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=dict(os.environ)) as killed:
        while server.paid < paid:
            assert killed.poll() is None
        tasks = Path(f"/proc/{killed.pid}/task").glob("*/children")
        children = [int(pid) for found in tasks for pid in found.read_text().split()]
        assert children
        for pid in (*children, killed.pid) if child_too else (killed.pid,):
            os.kill(pid, signal.SIGKILL)


def billed(project: Path) -> int:
    """Paid requests in the ledger."""
    with sqlite3.connect(project / "labels.sqlite") as db:
        (count,) = db.execute("SELECT coalesce(sum(paid), 0) FROM llm_request").fetchone()
    db.close()
    return int(count)
