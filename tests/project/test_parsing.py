"""Every mistake in project.toml becomes one sentence with the line it is on."""

from pathlib import Path

import pytest

from tui_labeler.errors import ConfigError
from tui_labeler.project.config import Config
from tui_labeler.project.parsing import parse

FILE = Path("project.toml")
HEAD = '[project]\nname = "x"\n[data]\nfile = "d.csv"\ntext = "text"\n'
LABELS = '[[labels]]\nname = "A"\n[[labels]]\nname = "B"\n'
GOOD = HEAD + LABELS
"""Nine lines: what is added begins on line 10."""


def config(text: str) -> Config:
    return parse(text.encode(), FILE)[0]


def failure(content: str | bytes) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse(content.encode() if isinstance(content, str) else content, FILE)
    assert caught.value.file == "project.toml"
    assert caught.value.__suppress_context__, "the cause could show a secret in a traceback"
    return caught.value


def test_defaults() -> None:
    found = config(GOOD)
    assert found.project.seed == 0
    assert found.data.encoding == "utf-8"
    assert found.model.estimator == "pool"
    assert found.model.features == ("words", "characters", "latent")
    assert found.active_learning.batch_size == 10
    assert found.active_learning.random_share == "auto"
    assert found.llm == ()


def test_byte_order_mark_and_windows_line_ends() -> None:
    text = ('[project]\ntask = """a\nb"""\n' + GOOD.removeprefix("[project]\n")).replace(
        "\n", "\r\n"
    )
    found, lines = parse(b"\xef\xbb\xbf" + text.encode(), FILE)
    assert found.project.task == "a\nb"
    assert lines["project", "name"] == 4


def test_a_warning_about_an_expression_is_not_shown() -> None:
    rule = "[[weak_supervision.rules]]\nname='r'\nlabel='A'\nregex='[[a]--[b]]'"
    assert config(GOOD + rule).weak_supervision.rules[0].regex == "[[a]--[b]]"


def test_many_wrong_keys_are_one_sentence() -> None:
    assert failure(GOOD + "[x]\n" + "".join(f"k{n} = 1\n" for n in range(20_000))).line == 10


def test_everything_of_the_design_is_read() -> None:
    found = config(
        GOOD + '[weak_supervision]\nfunctions = "f.py"\n[[weak_supervision.rules]]\nname = "r"\n'
        'keywords = ["a", "b"]\nlabel = "A"\n'
        '[llm]\nmodel = "m"\nthreshold = 1\nmax_cost = 5\n[costs]\nper_human_label = 0.3\n'
        '[keys]\nundo = "ctrl+z"\n'
    )
    assert found.weak_supervision.rules[0].keywords == ("a", "b")
    assert [one.model for one in found.llm] == ["m"]
    assert found.keys == {"undo": "ctrl+z"}


def test_several_llms() -> None:
    found = config(GOOD + '[[llm]]\nmodel = "a"\n[[llm]]\nmodel = "b"\n')
    assert [one.model for one in found.llm] == ["a", "b"]


@pytest.mark.fault("F069")
@pytest.mark.parametrize(
    ("added", "line", "message"),
    [
        ("[active_learning]\nstategy = 'x'", 11, 'no "stategy" in [active_learning]. Did you mean'),
        ("[active_lerning]\n", 10, 'no "active_lerning" in project.toml. Did you mean "active_'),
        ("[screen]\nqqq = 1", 11, "Known: theme, glyphs, hold_guard_ms"),
        ("[[labels]]\nname='C'\ncolour='red'", 12, 'no "colour" in [labels]'),
        ("[active_learning]\nbatch_size = 0", 11, '"batch_size" must be at least 1'),
        ("[active_learning]\nbatch_size = '1'", 11, '"batch_size" must be a whole number'),
        ("[active_learning]\nbatch_size = true", 11, '"batch_size" must be a whole number'),
        ("[active_learning]\nrandom_share = 1.1", 11, '"auto" or a number from 0 to 1'),
        ("[active_learning]\nrandom_share = nan", 11, '"auto" or a number from 0 to 1'),
        ("[costs]\nper_human_label = inf", 11, "must be a finite number"),
        ("[costs]\nper_human_label = -1", 11, "must be at least 0"),
        ("[model]\nfeatures = 'words'", 11, '"features" must be a list'),
        ("[model]\nfeatures = [1]", 11, 'every entry of "features" must be text in quotes'),
        ("[model]\nfeatures = []", 11, '"features" must not be empty'),
        ("[model]\nestimator = ''", 11, '"estimator" must not be empty'),
        ("[screen]\nglyphs = 'emoji'", 11, '"glyphs" must be "auto", "unicode", "safe" or "ascii"'),
        ("[screen]\nhold_guard_ms = 9999", 11, '"hold_guard_ms" must be at most 2000'),
        ("[[weak_supervision.rules]]\nlabel='A'\nregex='a'", 10, '"name" is missing'),
        ("[[weak_supervision.rules]]\nname='r'\nlabel=3", 12, '"label" must be text in quotes'),
        ("[[weak_supervision.rules]]\nname='r'\nlabel='C'\nregex='a'", 12, 'no label "C"'),
        ("[[weak_supervision.rules]]\nname='r'\nlabel='A'", 11, "a rule needs keywords, list"),
        ("[[weak_supervision.rules]]\nname='r'\nlabel='A'\nregex='('", 13, "no regular"),
        (f"[[weak_supervision.rules]]\nname='r'\nregex='{'a|' * 9999}'", 12, "at most 10,000"),
        ("[llm]\nmodel='m'\nconcurrency=1000000", 12, "at most 256"),
        (
            "[[weak_supervision.rules]]\nname='r'\nlabel='A'\nregex='a'\nlist='l'",
            14,
            "either list or regex",
        ),
        ("[[weak_supervision.rules]]\nname='r'\nlabel='A'\ncount='words'", 13, "at_least"),
        ("[[weak_supervision.rules]]\nname='r'\nlabel='A'\ncolumn='a'", 13, "equals, at_least"),
        (
            "[[weak_supervision.rules]]\nname='r'\nlabel='A'\nregex='a'\nat_most=1",
            14,
            '"at_most" says nothing about regex',
        ),
        (
            "[[weak_supervision.rules]]\nname='r'\nlabel='A'\nregex='a'\n"
            "[[weak_supervision.rules]]\nname='r'\nlabel='A'\nregex='a'",
            15,
            'two rules are called "r"',
        ),
        ("[llm]\nfew_shot = 1", 10, '"model" is missing in [llm]'),
        ("[llm]\nmodel='m'\nthreshold='high'", 12, '"auto" or a number'),
        ("[[llm]]\nmodel='m'\n[[llm]]\nmodel='n'\nmodle='o'", 14, 'Did you mean "model"'),
        ("llm = 3", 10, 'no "llm" in [labels]'),
    ],
)
def test_wrong_keys_and_values(added: str, line: int, message: str) -> None:
    error = failure(GOOD + added)
    assert (error.line, message in error.message) == (line, True), (error.line, error.message)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("separator = ';;'", "one character"),
        ("encoding = 'klingon'", "no encoding"),
        ("encoding = 'base64'", "no encoding"),
        ("id = 'text'", "the id cannot be the column of the text"),
        ('show = ["a", "text"]', 'the column "text" is shown anyway'),
        ("columns = { a = 'date' }", '"a" must be "number" or "text"'),
        ("show = 'a'", '"show" must be a list'),
    ],
)
def test_data_section(key: str, message: str) -> None:
    error = failure(HEAD + key + "\n" + LABELS)
    assert (error.line, message in error.message) == (6, True), (error.line, error.message)


def labels(*tables: str) -> str:
    return HEAD + "".join(f"[[labels]]\n{table}\n" for table in tables)


@pytest.mark.fault("F069")
@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (HEAD, None, "no labels"),
        ("labels = ['A', 'B']\n" + HEAD, 1, 'every entry of "labels" must be a table'),
        ("labels = []\n" + HEAD, 1, "no labels"),
        (labels("name='A'"), 6, "only one label"),
        (labels(*(f"name='{n}'" for n in range(501))), 1006, "501 labels"),
        (labels("name='A'", "name='B'", "name='A'"), 11, '"A" stands there twice'),
        (labels("name='A'", "name='a'"), 9, "differ only in case"),
        (labels("name='A'", 'name="B\\u001b[31m"'), 9, "has a character that is no text"),
        (labels('name="A\\nB"', "name='C'"), 7, "has a character that is no text"),
        (labels('name="A\\u202eB"', "name='C'"), 7, "has a character that is no text"),
        (labels("name='A b'", "name='A  b '"), 9, "differ only in case"),
        (labels('name="\\u00e9"', 'name="e\\u0301"'), 9, "differ only in case"),
        (labels("name='A'", "name=''"), 9, '"name" must not be empty'),
        (labels("name='A'", "name='  '"), 9, '"name" must not be empty'),
        (labels("name='A'\nkey='p'", "name='B'\nkey='p'"), 11, '"A" and "B" have the same key'),
        (labels("name='A'\nkey='u'", "name='B'"), 8, "a digit or one of the letters cdemoprstv"),
        (labels("name='A'\nkey='12'", "name='B'"), 8, "a digit or one of the letters cdemoprstv"),
        (labels("name='A'\nkey=''", "name='B'"), 8, "a digit or one of the letters cdemoprstv"),
        (labels("name=1", "name='B'"), 7, "must be text in quotes"),
    ],
)
def test_label_sets(text: str, line: int | None, message: str) -> None:
    error = failure(text)
    assert (error.line, message in error.message) == (line, True), (error.line, error.message)


def test_five_hundred_labels_are_allowed() -> None:
    assert len(config(labels(*(f"name='{n}'" for n in range(500)))).labels) == 500


@pytest.mark.fault("F070")
@pytest.mark.parametrize("table", ["[llm]\nmodel='m'\n", "[[llm]]\nmodel='m'\n"])
def test_a_literal_api_key_is_refused_and_never_shown(table: str) -> None:
    error = failure(GOOD + table + "api_key = 'hunter2'")
    assert error.line == 12
    assert "api_key_env" in str(error)
    assert "hunter2" not in str(error)


@pytest.mark.fault("F070")
@pytest.mark.parametrize(
    "key", ["api_key_env = 'sk-hunter2'", "api-key = 'hunter2'", "few_shot='hunter2'"]
)
def test_no_message_shows_a_value(key: str) -> None:
    assert "hunter2" not in str(failure(GOOD + "[llm]\nmodel='m'\n" + key))


@pytest.mark.fault("F069")
@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("[project]\nname = foo\n", 2, "not TOML"),
        ("[project]\nname = “x”\n", 2, "not TOML"),
        ("[project]\nname = 'x'\nname = 'y'\n", 3, "not TOML"),
        ('[project]\nname = "C:\\new"\npath = "C:\\data"', 3, "not TOML"),
        ("[project]\nname = [1,\n", 2, "not TOML"),
        ("x = " + "[" * 100_000, None, "nested too deep"),
        (b"[project]\nname = 'M\xfcller'\n", 2, "not UTF-8"),
        ("", None, '"project" is missing in project.toml'),
    ],
)
def test_what_is_no_toml(content: str | bytes, line: int | None, message: str) -> None:
    error = failure(content)
    assert (error.line, message in error.message) == (line, True), (error.line, error.message)


def test_the_first_of_several_errors_is_told() -> None:
    error = failure(GOOD + "[costs]\nfoo = 1\n[screen]\nbar = 2\n")
    assert error.line == 11
