"""Applying functions and rules: a forked process runs them, this one keeps time.

Forking takes milliseconds, shares the pool and the imports, and starts from a clean state each
time. When the process dies or hangs, the function it was at is named and left out, and another
process goes on with the rest.
"""

import json
import mmap
import os
import select
import signal
import time
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tui_labeler.jobs import Progress
from tui_labeler.project.rules import Rule
from tui_labeler.weak_supervision.corpus import TEXT, Corpus
from tui_labeler.weak_supervision.host import Host
from tui_labeler.weak_supervision.task import Task
from tui_labeler.weak_supervision.vote_files import Run, VoteFiles

IMPORT_SECONDS = 60.0
RULE_SECONDS = 60.0
FUNCTION_SECONDS = 3600.0
"""One function on the whole pool."""
LOOK = 0.25
"""Seconds between two looks at the heartbeat."""


@dataclass(slots=True)
class Applied:
    """A function or rule after it was applied."""

    name: str
    kind: str
    """`function`, `rule` or `import`."""
    line: int | None
    key: str | None
    run: Run | None = None
    """None: switched off."""


@dataclass(slots=True)
class Application:
    """What became of all of them."""

    functions: list[Applied] = field(default_factory=list)
    problem: str = ""
    """Why the file of functions cannot be used."""
    line: int | None = None


Watching = Generator[Progress, None, Application]


def apply(task: Task, corpus: Corpus, kept: VoteFiles) -> Watching:
    """Run what has no votes yet; the votes are in `kept` then."""
    for column in sorted({rule.column or TEXT for rule in task.rules if _needs_words(rule)}):
        if column in corpus.columns:
            yield from corpus.prepare(column)
    while True:
        watch = _Watch(task, corpus, kept)
        try:
            finished = yield from watch.run()
        finally:
            watch.end()
        if finished:
            break
    for one in watch.application.functions:
        if one.run is None and one.key is not None and one.name not in task.off:
            one.run = kept.run(one.key)
    return watch.application


def _needs_words(rule: Rule) -> bool:
    return rule.kind in ("keywords", "list", "regex")


class _Watch:
    """One forked process, from its start to its end."""

    def __init__(self, task: Task, corpus: Corpus, kept: VoteFiles) -> None:
        self.application = Application()
        self._task, self._corpus, self._kept = task, corpus, kept
        self._shared = mmap.mmap(-1, 16)
        self._beat = memoryview(self._shared).cast("q")
        self._names: list[str] = []
        self._keys: list[str] = []
        self._phase = ""
        self._since = time.monotonic()
        self._last: tuple[int, int] = (0, 0)
        self._moved = self._since
        read, write = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(read)
            _calm_signals()
            Host(task, corpus, kept, self._beat, write).main()
        os.close(write)
        self._pipe = read

    def run(self) -> Generator[Progress, None, bool]:
        """Watch until the end. False: a function was stopped, and the others wait."""
        buffer = b""
        while True:
            readable, _, _ = select.select([self._pipe], [], [], LOOK)
            if readable:
                data = os.read(self._pipe, 1 << 16)
                if not data:
                    return self._blame(f"its process ended ({self._death()})")
                *lines, buffer = (buffer + data).split(b"\n")
                for line in lines:
                    if self._take(json.loads(line)):
                        return True
            elif late := self._late():
                return self._blame(late)
            if self._phase == "function":
                number, row = self._beat
                yield Progress(f"applying {self._names[number]}", row, len(self._corpus))

    def end(self) -> None:
        """Nothing of the process is left."""
        with suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._child, 0)
        os.close(self._pipe)

    def _death(self) -> str:
        _, status = os.waitpid(self._child, 0)
        code = os.waitstatus_to_exitcode(status)
        return f"exit code {code}" if code >= 0 else signal.Signals(-code).name

    def _take(self, message: dict[str, Any]) -> bool:
        """Note what the process tells; True at its end."""
        event = message["event"]
        if event == "listed":
            one = Applied(message["name"], message["kind"], message["line"], message["key"])
            self.application.functions.append(one)
        elif event == "failed":
            self.application.functions[-1].run = Run(failed=message["reason"])
        elif event in ("importing", "start"):
            self._names, self._keys = message.get("names", []), message.get("keys", [])
            last = self.application.functions[-1:]
            is_rule = bool(last) and last[0].kind == "rule" and event == "start"
            self._phase = "import" if event == "importing" else "rule" if is_rule else "function"
            self._since = self._moved = time.monotonic()
        elif event == "done":
            self._phase = ""
        elif event in ("unloadable", "broken"):
            self.application.problem = message["reason"]
            self.application.line = message.get("line")
        return bool(event in ("end", "broken"))

    def _late(self) -> str:
        """Why the process must be stopped; "" while it need not."""
        now = time.monotonic()
        limits = {"import": IMPORT_SECONDS, "rule": RULE_SECONDS, "function": FUNCTION_SECONDS}
        limit = limits.get(self._phase)
        if limit is not None and now - self._since > limit:
            return f"it took longer than {limit:g} s"
        number, row = self._beat
        if (number, row) != self._last:
            self._last, self._moved = (number, row), now
        seconds = self._task.seconds_per_item
        if self._phase == "function" and now - self._moved > seconds:
            return f"it took longer than {seconds:g} s for item {self._corpus.pool.ids[row]}"
        return ""

    def _blame(self, reason: str) -> bool:
        """Say whose fault it was. True where nothing is left to try."""
        if self._phase in ("", "import"):
            self.application.problem = f"while it was imported, {reason}"
            return True
        number, row = self._beat if self._phase == "function" else (0, 0)
        if "ended" in reason and self._phase == "function":
            reason = f"{reason} at item {self._corpus.pool.ids[row]}"
        line = next(
            (one.line for one in self.application.functions if one.name == self._names[number]),
            None,
        )
        self._kept.save(self._keys[number], Run(failed=f"stopped: {reason}", line=line))
        return False


def _calm_signals() -> None:
    """The fork must not run the handlers of the process it comes from."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
