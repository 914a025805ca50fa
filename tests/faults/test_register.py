"""The register is whole: every case has a test, or a reason in docs/reliability.md."""

import ast
import re
from collections import Counter

from tests.conftest import CHECKOUT
from tests.faults.cases import CASES

PAGE = CHECKOUT / "docs" / "reliability.md"


def marked() -> Counter[str]:
    """How many marks each case has, from the source of the tests."""
    found: Counter[str] = Counter()
    for path in (CHECKOUT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault":
                found.update(ast.literal_eval(argument) for argument in node.args)
    return found


def test_every_case_has_a_test_or_a_written_reason() -> None:
    reasons = set(re.findall(r"^- (F\d{3})\b.*:", PAGE.read_text(), re.MULTILINE))
    tests = marked()
    assert set(tests) <= set(CASES), "a mark that is no case"
    assert reasons <= set(CASES), "a reason for what is no case"
    assert set(CASES) - set(tests) - reasons == set()
