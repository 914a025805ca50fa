"""A query strategy of one's own."""

from pathlib import Path

import numpy as np
import pytest

from tui_labeler.active_learning.own_strategy import strategy_called
from tui_labeler.active_learning.uncertainty import margin
from tui_labeler.errors import JobError
from tui_labeler.registry import UnknownName

LAST = """
import numpy as np

def last(classifier, X_pool, n_instances=1, **kw):
    rows = np.arange(X_pool.shape[0])[::-1][:n_instances]
    return rows, np.ones(len(rows))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A strategy that asks the last rows."""
    path = tmp_path / "asks.py"
    path.write_text(LAST)
    return path


def test_a_name_of_the_registry() -> None:
    assert strategy_called("margin") is margin
    assert strategy_called("margin", "anywhere.py") is margin


def test_a_function_of_a_file(file: Path) -> None:
    rows, scores = strategy_called("asks:last", str(file))(None, np.zeros((5, 1)), n_instances=2)
    assert rows.tolist() == [4, 3] and scores.tolist() == [1, 1]


def test_an_edit_counts_at_once(file: Path) -> None:
    strategy_called("asks:last", str(file))
    file.write_text(LAST.replace("[::-1]", ""))
    rows, _ = strategy_called("asks:last", str(file))(None, np.zeros((5, 1)), n_instances=2)
    assert rows.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        pytest.param("def last(:", "SyntaxError", id="no Python"),
        pytest.param("import surely_not_installed", "ModuleNotFoundError", id="a module is absent"),
        pytest.param("1 / 0", "ZeroDivisionError", id="fails"),
        pytest.param("first = 1", 'no function "last"', id="another name"),
        pytest.param("last = 1", 'no function "last"', id="no function"),
    ],
)
def test_a_file_at_fault_is_a_sentence(file: Path, code: str, says: str) -> None:
    file.write_text(code)
    with pytest.raises(JobError, match=says) as caught:
        strategy_called("asks:last", str(file))
    assert str(caught.value.file) == str(file)


def test_nothing_is_run_without_a_file() -> None:
    with pytest.raises(UnknownName):
        strategy_called("os:getcwd")
