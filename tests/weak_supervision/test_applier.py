"""Bad functions harm nobody: the others vote, and the bad one is named."""

from pathlib import Path

import pytest

from tests.weak_supervision.projects import GOOD, HEAD, applied, project_with, work
from tui_labeler.session.function_views import FunctionView

FAST = "seconds_per_item = 0.3\n"


def functions_of(folder: Path) -> dict[str, FunctionView]:
    with applied(folder) as session:
        return {one.name: one for one in session.functions.view().functions}


def bad(body: str, before: str = "") -> str:
    return f"{GOOD}\n\n{before}\n@labeling_function()\ndef lf_bad(x):\n    {body}\n"


@pytest.mark.fault("F076")
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("raise KeyError('no such thing')", "KeyError: 'no such thing'"),
        ("assert False", "AssertionError"),
        ("return 'goood'", 'BadReturn: returned "goood", which is no label; did you mean "good"?'),
        ("return True", "BadReturn: returned True: return a label, or None to abstain"),
        ("return 7", "BadReturn: returned 7, which is no label's number"),
        ("return ['good']", "BadReturn: returned ['good'], which is no label"),
        ("return 0.5", "BadReturn: returned 0.5, which is no label"),
        (
            "x.text = ''",
            "AttributeError: a row cannot be changed: text belongs into a preprocessor",
        ),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("input()", "EOFError: EOF when reading a line"),
        ("'x' * 10**12", "MemoryError"),
        ("return x.rating", "AttributeError: there is no column 'rating'"),
        ("return '\\x1b[31m'", 'BadReturn: returned "␛[31m", which is no label'),
    ],
)
def test_a_function_that_raises_abstains_and_is_counted(
    tmp_path: Path, body: str, fault: str
) -> None:
    found = functions_of(project_with(tmp_path / "p", bad(body)))
    assert found["lf_lovely"].coverage > 0.1
    one = found["lf_bad"]
    assert (one.state, one.faults, one.coverage) == ("on", 120, 0.0)
    assert one.fault.startswith(fault)
    at = bad(body).splitlines().index(f"    {body}") + 1
    assert one.line == (at - 2 if fault.startswith("BadReturn") else at)


@pytest.mark.fault("F077")
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("while x.id == 'r007': pass", "stopped: it took longer than 0.3 s for item r007"),
        ("import re; re.match('(a+)+$', 'a' * 40 + 'b')", "stopped: it took longer than 0.3 s"),
        ("import os; os._exit(4)", "stopped: its process ended (exit code 4) at item r000"),
        ("import os; os.abort()", "stopped: its process ended (SIGABRT) at item r000"),
        ("import os; os.kill(os.getpid(), 11)", "stopped: its process ended (SIGSEGV)"),
    ],
)
def test_a_function_that_does_not_come_back_is_stopped_and_named(
    tmp_path: Path, body: str, reason: str
) -> None:
    found = functions_of(project_with(tmp_path / "p", bad(body), FAST))
    assert found["lf_bad"].state == "failed"
    assert found["lf_bad"].fault.startswith(reason)
    assert found["lf_bad"].line == GOOD.count("\n") + 4
    assert [found[name].state for name in ("lf_lovely", "lf_dull")] == ["on", "on"]


@pytest.mark.fault("F076")
@pytest.mark.parametrize(
    ("code", "problem", "line"),
    [
        ("x = 1\nimport no_such_module\n", "ModuleNotFoundError", 2),
        ("def f(x:\n", "SyntaxError", 1),
        ("import sys\nsys.exit(1)\n", "SystemExit: 1", 2),
        ("import os\nos._exit(3)\n", "while it was imported, its process ended", None),
    ],
)
def test_a_file_that_cannot_be_imported_says_why(
    tmp_path: Path, code: str, problem: str, line: int | None
) -> None:
    rule = '[[weak_supervision.rules]]\nname="r"\nlabel="good"\nkeywords=["lovely"]'
    with applied(project_with(tmp_path / "p", code, rule)) as session:
        view = session.functions.view()
        assert view.problem.startswith(problem)
        assert view.problem_line == line
        assert [one.name for one in view.functions if one.state == "on"] == ["r"]


def test_integers_mean_places_unless_constants_are_named_like_labels(tmp_path: Path) -> None:
    code = HEAD + "def lf_one(text):\n    return 1\n"
    plain = functions_of(project_with(tmp_path / "a", code))["lf_one"]
    assert (plain.polarity, dict(plain.returns)) == (("bad",), {"1": "bad"})
    named = functions_of(project_with(tmp_path / "b", "ABSTAIN = 0\ngood = 1\nbad = 2\n" + code))
    assert (named["lf_one"].polarity, dict(named["lf_one"].returns)) == (("good",), {"1": "good"})


def test_preprocessors_run_once_per_row_for_all_functions(tmp_path: Path) -> None:
    code = HEAD + (
        "calls = []\n"
        "def low(x):\n    calls.append(1)\n    x.low = x.text.lower()\n    return x\n"
        "@labeling_function(pre=[low])\ndef lf_a(x):\n    return 'good' if x.low else None\n"
        "@labeling_function(pre=[low])\n"
        "def lf_b(x):\n    return 'good' if len(calls) <= 119 * 3 + 1 else 'bad'\n"
    )
    assert functions_of(project_with(tmp_path / "p", code))["lf_b"].polarity == ("good",)


def test_snorkels_own_functions_and_resources_work(tmp_path: Path) -> None:
    code = (
        "from tui_labeler import LabelingFunction\n"
        "class Theirs:\n"
        "    name = 'theirs'\n"
        "    def __call__(self, x):\n        return 0 if 'lovely' in x.text else -1\n"
        "their = Theirs()\n"
        "def has(x, words):\n    return 'bad' if any(w in x.text for w in words) else None\n"
        "made = [LabelingFunction(f'has_{w}', has, resources={'words': [w]}) for w in ('dull',)]\n"
    )
    found = functions_of(project_with(tmp_path / "p", code))
    assert {name: one.polarity for name, one in found.items()} == {
        "theirs": ("good",),
        "has_dull": ("bad",),
    }


@pytest.mark.fault("F080")
def test_a_function_that_is_not_sure_of_itself_is_noted(tmp_path: Path) -> None:
    code = HEAD + "import random\ndef lf_dice(text):\n    return random.choice(['good', 'bad'])\n"
    assert functions_of(project_with(tmp_path / "p", code))["lf_dice"].unstable > 10


def test_only_what_changed_runs_again(tmp_path: Path) -> None:
    code = (
        "from words import WORDS\n"
        + GOOD
        + (
            "\n\ndef helper(text):\n    open('ran', 'a').write('x')\n    return 'dull' in text\n"
            "@labeling_function()\ndef lf_helped(x):\n"
            "    return 'bad' if helper(x.text) else None\n"
            "@labeling_function()\n"
            "def lf_words(x):\n    return 'good' if x.text.split()[0] in WORDS else None\n"
        )
    )
    folder = project_with(tmp_path / "p", code.replace("'ran'", repr(str(tmp_path / "ran"))))
    (folder / "words.py").write_text("WORDS = {'lovely'}\nOTHER = 1\n")
    with applied(folder) as session:
        runs = (tmp_path / "ran").stat().st_size
        before = {one.name: one.coverage for one in session.functions.view().functions}
        (folder / "words.py").write_text("WORDS = {'dull', 'lovely'}\nOTHER = 2  # more\n")
        assert session.functions.poll()
        work(session)
        after = {one.name: one.coverage for one in session.functions.view().functions}
        assert (tmp_path / "ran").stat().st_size == runs
        assert after["lf_words"] > before.pop("lf_words")
        assert {name: after[name] for name in before} == before
        assert not session.functions.poll()
