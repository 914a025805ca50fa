"""A name finds its entry; a wrong name finds the nearest."""

import json

import pytest

from tui_labeler.errors import LabelerError
from tui_labeler.registry import UnknownName, check, load, nearest, resolve

STRATEGIES = {"margin": "json:dumps", "entropy": "nowhere.at_all:entropy", "random": "json:nothing"}


def test_an_entry_is_imported_when_it_is_resolved() -> None:
    assert resolve(STRATEGIES, "margin", "query strategy") is json.dumps
    assert load("json:dumps") is json.dumps


def test_checking_a_name_imports_nothing() -> None:
    check(STRATEGIES, "entropy", "query strategy")


def test_an_unknown_name_is_explained_with_the_nearest() -> None:
    with pytest.raises(UnknownName) as raised:
        check(STRATEGIES, "margn", "query strategy")
    assert raised.value.message == 'there is no query strategy "margn". Did you mean "margin"?'
    assert raised.value.hint == "Known: margin, entropy, random"
    assert isinstance(raised.value, LabelerError)


def test_an_unknown_name_like_no_other_gets_no_guess() -> None:
    with pytest.raises(UnknownName) as raised:
        resolve(STRATEGIES, "zzz", "query strategy")
    assert raised.value.message == 'there is no query strategy "zzz".'


def test_nearest() -> None:
    assert nearest("entropi", STRATEGIES) == "entropy"
    assert nearest("", STRATEGIES) is None
    assert nearest("margin", []) is None


def test_a_broken_entry_is_a_programming_error() -> None:
    with pytest.raises(ModuleNotFoundError):
        resolve(STRATEGIES, "entropy", "query strategy")
    with pytest.raises(AttributeError):
        resolve(STRATEGIES, "random", "query strategy")
