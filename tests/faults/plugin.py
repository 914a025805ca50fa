"""The mark `fault` and, with --faults, the table of all cases with their results."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest

from tests.faults.cases import CASES

RESULTS = ("failed", "passed", "skipped", "slow")
"""The first that a case has is its result; `slow`: all its tests were left out as slow."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """--faults prints the table after the run."""
    parser.getgroup("faults").addoption(
        "--faults", action="store_true", help="print the table of fault cases with their results"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "fault(*ids): provokes cases of tests/faults/cases.py")
    if config.getoption("--faults"):
        config.pluginmanager.register(FaultTable())


def ids_of(item: pytest.Item) -> set[str]:
    """The cases a test provokes."""
    return {case for mark in item.iter_markers("fault") for case in mark.args}


class FaultTable:
    """Counts the results of each case's tests."""

    def __init__(self) -> None:
        self.cases: dict[str, set[str]] = {}
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Remember what a test is about."""
        self.cases[item.nodeid] = ids_of(item)

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """A test that is left out."""
        for item in items:
            if item.get_closest_marker("slow"):
                self._count(item.nodeid, "slow")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One step of a test: the call itself, or a set-up or tidying up that went wrong."""
        if report.when == "call" or report.outcome != "passed":
            self._count(report.nodeid, report.outcome)

    def _count(self, nodeid: str, result: str) -> None:
        for case in self.cases.get(nodeid, ()):
            self.counts[case][result] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table."""
        terminalreporter.section("fault cases")
        for id, case in CASES.items():
            count = self.counts[id]
            result = next((result for result in RESULTS if count[result]), "-")
            many = sum(count[result] for result in RESULTS)
            line = f"{id} {case.area:6} {case.provoked:43} {case.expected:45} {result:7} {many:3}"
            terminalreporter.line(line, red=result == "failed", yellow=result == "skipped")
        good = sum(bool(self.counts[id]["passed"]) for id in CASES)
        bad = sum(bool(self.counts[id]["failed"]) for id in CASES)
        terminalreporter.line(f"{len(CASES)} cases: {good} with tests that passed, {bad} failed")
