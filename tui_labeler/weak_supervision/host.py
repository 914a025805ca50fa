"""The process in which project code runs: it may loop, leak, crash or exit, and only it ends.

`applier` forks it and watches. It tells what it does as lines of JSON on a pipe, and row by row
through a heartbeat in shared memory: which function, which row.
"""

import ctypes
import gc
import json
import os
import resource
import signal
import sys
import time
import traceback
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from tui_labeler import registry
from tui_labeler.errors import LabelerError
from tui_labeler.text import one_line
from tui_labeler.weak_supervision.corpus import Corpus
from tui_labeler.weak_supervision.loading import Loaded, load
from tui_labeler.weak_supervision.registry import RULES
from tui_labeler.weak_supervision.returned import ABSTAIN, Meanings, constants_of
from tui_labeler.weak_supervision.rows import Draft, Readers, Row, cells
from tui_labeler.weak_supervision.task import Task
from tui_labeler.weak_supervision.vote_files import Run, VoteFiles

_PR_SET_PDEATHSIG = 1
TWICE = 100
"""Rows on which a function is run again, to see whether it says the same."""
CHUNK = 4096
MESSAGE = 200
MANY = 1024
"""Open files that the fork may have got, and must not reach."""
Memo: TypeAlias = dict[tuple[int, ...], Any]
"""What preprocessors, by their identities, made of a row."""


@dataclass(frozen=True, eq=False)
class Host:
    """What the process works on."""

    task: Task
    corpus: Corpus
    kept: VoteFiles
    beat: memoryview
    """int64 [2]: the number of the function and of the row it is at."""
    pipe: int

    def main(self) -> None:
        """Load, list, and run what has no votes yet; never returns."""
        try:
            gc.freeze()
            _follow_parent()
            _only(self.pipe)
            _limit_memory(self.task.memory)
            self._rules()
            self._functions()
            self._tell(event="end")
        except BaseException as error:
            traceback.print_exc()
            self._tell(event="broken", reason=getattr(error, "strerror", None) or _sentence(error))
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)

    def _tell(self, **message: Any) -> None:
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(self.pipe, data) :]

    # --- rules -----------------------------------------------------------------------------

    def _rules(self) -> None:
        for rule in self.task.rules:
            try:
                depends = self.task.rule_depends(rule)
                if rule.column is not None and rule.column not in self.corpus.columns:
                    close = registry.nearest(rule.column, self.corpus.columns)
                    guess = f'; did you mean "{close}"?' if close else ""
                    raise LabelerError(f'there is no column "{rule.column}"{guess}')
            except LabelerError as error:
                self._tell(event="listed", name=rule.name, line=None, key=None, kind="rule")
                self._tell(event="failed", name=rule.name, reason=error.message)
                continue
            key = self.task.key(depends, self.corpus.pool.fingerprint)
            self._tell(event="listed", name=rule.name, line=None, key=key, kind="rule")
            if rule.name in self.task.off or self.kept.run(key) is not None:
                continue
            self._tell(event="start", names=[rule.name], keys=[key])
            started = time.perf_counter()
            votes = np.full(len(self.corpus), ABSTAIN, np.int16)
            found = registry.resolve(RULES, rule.kind, "kind of rule")(rule, self.corpus)
            votes[found] = self.task.labels.index(rule.label)
            self.kept.save(key, Run(seconds=time.perf_counter() - started), votes)
            self._tell(event="done")

    # --- functions -------------------------------------------------------------------------

    def _functions(self) -> None:
        if not self.task.files:
            return
        task, pool = self.task, self.corpus.pool
        readers = cells(pool, task.text, task.id)
        self._tell(event="importing")
        try:
            module, loaded = load(task.files, readers)
        except BaseException as error:
            traceback.print_exc()
            self._tell(event="unloadable", reason=_sentence(error), line=_line(error, task))
            return
        constants = constants_of(vars(module))
        due: list[tuple[Loaded, str]] = []
        for one in loaded:
            key = task.key(f"{one.depends} {sorted(constants.items())}", pool.fingerprint)
            self._tell(event="listed", name=one.name, line=one.line, key=key, kind="function")
            if one.problem:
                self._tell(event="failed", name=one.name, reason=one.problem)
            elif one.name not in task.off and self.kept.run(key) is None:
                due.append((one, key))
        if not due:
            return
        self.beat[0] = self.beat[1] = 0
        names = [one.name for one, _ in due]
        self._tell(event="start", names=names, keys=[key for _, key in due])
        for (_, key), (run, votes) in zip(
            due, self._apply([one for one, _ in due], readers, constants), strict=True
        ):
            self.kept.save(key, run, votes)
        self._tell(event="done")

    def _apply(
        self,
        group: Sequence[Loaded],
        readers: Readers,
        constants: Mapping[str, int],
    ) -> list[tuple[Run, Any]]:
        """Run functions over all rows, some rows at a time: their cells are read once for all."""
        size = len(self.corpus)
        ledgers = [
            _Ledger(number, one, Meanings(self.task.labels, constants), self)
            for number, one in enumerate(group)
        ]
        every = max(1, size // TWICE)
        for start in range(0, size, CHUNK):
            chunk = [Row(readers, row) for row in range(start, min(start + CHUNK, size))]
            memos: list[Memo] = [{} for _ in chunk]
            for ledger in ledgers:
                ledger.vote(start, chunk, memos)
                ledger.again(start, chunk, every)
        return [ledger.result() for ledger in ledgers]


class _Ledger:
    """The votes of one function, and what went wrong."""

    def __init__(self, number: int, loaded: Loaded, meanings: Meanings, host: Host) -> None:
        self._number = number
        self._loaded, self._meanings, self._host = loaded, meanings, host
        self._votes = array("h")
        self._faults, self._fault, self._fault_line = 0, "", loaded.line
        self._unstable = 0
        self._seconds = 0.0

    def vote(self, start: int, chunk: Sequence[Row], memos: Sequence[Memo]) -> None:
        """Vote on the rows from `start` on."""
        call, place, add = self._loaded.call, self._meanings.place, self._votes.append
        beat, pre = self._host.beat, bool(self._loaded.pre)
        beat[0] = self._number
        started = time.perf_counter()
        for row, x in enumerate(chunk, start):
            beat[1] = row
            try:
                value = call(self._prepared(x, memos[row - start]) if pre else x)
                vote = ABSTAIN if value is None else place(value)
            except BaseException as error:
                vote = ABSTAIN
                self._note(error)
            add(vote)
        self._seconds += time.perf_counter() - started

    def again(self, start: int, chunk: Sequence[Row], every: int) -> None:
        """Run once more on some of the rows: a function should say the same."""
        for at in range(-start % every, len(chunk), every):
            self._host.beat[1] = start + at
            x = chunk[at]
            try:
                value = self._loaded.call(self._prepared(x, {}) if self._loaded.pre else x)
                vote = self._meanings.place(value)
            except BaseException:
                vote = ABSTAIN
            self._unstable += vote != self._votes[start + at]

    def _prepared(self, x: Row, memo: Memo) -> Any:
        chain: tuple[int, ...] = ()
        value: Any = x
        for one in self._loaded.pre:
            chain += (id(one),)
            if chain not in memo:
                memo[chain] = one(Draft.of(value))
            value = memo[chain]
        return value

    def _note(self, error: BaseException) -> None:
        self._faults += 1
        if self._faults == 1:
            self._fault = _sentence(error)
            self._fault_line = _line(error, self._host.task) or self._loaded.line
            print(f"{self._loaded.name}, first fault:", file=sys.stderr)
            traceback.print_exception(error)

    def result(self) -> tuple[Run, Any]:
        used = {str(number): label for number, label in sorted(self._meanings.used.items())}
        run = Run(
            line=self._fault_line,
            faults=self._faults,
            fault=self._fault,
            unstable=self._unstable,
            seconds=self._seconds,
            returns=used,
        )
        return run, np.frombuffer(self._votes, np.int16)


def _sentence(error: BaseException) -> str:
    return one_line(f"{type(error).__name__}: {error}".removesuffix(": "), MESSAGE)


def _line(error: BaseException, task: Task) -> int | None:
    """The innermost line of the functions file that the traceback names."""
    file = str(next(iter(task.files.values()), ""))
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == file]
    return lines[-1] if lines else None


def _follow_parent() -> None:
    """A function that hangs must not outlive who would stop it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _only(pipe: int) -> None:
    """What the fork has open: nothing to read, the log to write to, and `pipe`."""
    os.closerange(3, pipe)
    os.closerange(pipe + 1, MANY)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 (for as long as the process lives)
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        log = open(descriptor, "w", 1, errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, log)


def _limit_memory(gigabytes: float) -> None:
    """On top of what is mapped already, where the system keeps such limits."""
    try:
        with open("/proc/self/statm") as file:
            mapped = int(file.read().split()[0]) * resource.getpagesize()
        limit = mapped + int(gigabytes * 1e9)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return
