"""Every rule fires exactly where a plain look into each text says it should."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.robots.projects import write_project
from tui_labeler.project import open_pool, open_project
from tui_labeler.project.rules import Rule
from tui_labeler.registry import resolve
from tui_labeler.weak_supervision.corpus import TEXT, Corpus
from tui_labeler.weak_supervision.registry import RULES
from tui_labeler.weak_supervision.required import required_parts
from tui_labeler.weak_supervision.word_index import fold

TEXTS = [
    "The U.S. film was AWFUL!!! Really.",
    "awfully good, check it out now",
    "Prime Minister of the USA",
    "prime time, minister",
    "chec k ſpam İstanbul",
    "한국 영화 정말 좋다 😀😀",
    "costs $5 or 50%",
    "",
    "check this: out",
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    rows = [(str(at), text or " ", str(at - 2) if at else "") for at, text in enumerate(TEXTS)]
    folder = tmp_path_factory.mktemp("rules")
    project = open_project(
        write_project(folder / "p", rows, columns=("id", "text", "stars"), labels=("a", "b"))
    )
    found = Corpus(open_pool(project), "text", folder / "cache", folder)
    (folder / "list.txt").write_text("\ufeffawful\n\nprime minister\n", "utf-8")
    list(found.prepare(TEXT))
    return found


def fires(corpus: Corpus, **what: Any) -> list[int]:
    rule = Rule(name="r", label="a", **what)
    return list(resolve(RULES, rule.kind, "kind of rule")(rule, corpus).tolist())


@pytest.mark.parametrize(
    ("what", "rows"),
    [
        ({"keywords": ("awful",)}, [0]),
        ({"keywords": ("awful",), "whole_words": False}, [0, 1]),
        ({"keywords": ("U.S.", "prime minister")}, [0, 2]),
        ({"keywords": ("$",)}, []),
        ({"keywords": ("$",), "whole_words": False}, [6]),
        ({"keywords": ("50%",), "whole_words": False}, [6]),
        ({"keywords": ("영화",)}, [5]),
        ({"list": "list.txt"}, [0, 2]),
        ({"regex": r"check.*out"}, [1, 8]),
        ({"regex": r"(?i)SPAM"}, [4]),
        ({"regex": r"\$\d|AWFUL"}, [0, 6]),
        ({"regex": r"^$|\d%"}, [6]),
        ({"count": "words", "at_most": 3}, [3, 7, 8]),
        ({"count": "exclamations", "at_least": 3}, [0]),
        ({"count": "emoji", "above": 1}, [5]),
        ({"column": "stars", "at_least": 5}, [7, 8]),
        ({"column": "stars", "below": 0}, [1]),
        ({"column": "stars", "equals": 2}, [4]),
        ({"column": "stars", "equals": "2"}, [4]),
    ],
)
def test_kinds(corpus: Corpus, what: dict[str, Any], rows: list[int]) -> None:
    assert fires(corpus, **what) == rows


@settings(max_examples=60, deadline=None)
@given(phrase=st.text("abcdefuls.$ 한영화!", min_size=1, max_size=4), whole=st.booleans())
def test_keywords_fire_where_a_plain_search_finds_them(
    corpus: Corpus, phrase: str, whole: bool
) -> None:
    if not phrase.strip():
        return
    pattern = rf"(?<!\w){re.escape(fold(phrase))}(?!\w)" if whole else re.escape(fold(phrase))
    expected = [at for at, text in enumerate(corpus.texts(TEXT)) if re.search(pattern, fold(text))]
    assert fires(corpus, keywords=(phrase,), whole_words=whole) == expected


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        (r"check.*out", {"check"}),
        (r"(?i)(cat|dogs)s?", {"cat", "dogs"}),
        (r"(cat|x)s?", None),
        (r"colou?r", {"colo"}),
        (r"\d{4}", None),
        (r"(?:ab)+c", {"ab"}),
        (r"(?:ab)*c", None),
        (r"[ab]c", None),
    ],
)
def test_required_parts(pattern: str, parts: set[str] | None) -> None:
    assert required_parts(pattern) == parts
