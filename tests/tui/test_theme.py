"""Colours that can be read, and that tell the sources apart."""

import pytest
from textual.color import Color
from textual.theme import Theme

from tui_labeler.tui.theme import (
    CONTRAST,
    DARK,
    LIGHT,
    TERMINAL,
    THEMES,
    remember,
    remembered,
    theme_for,
)

WORDS = ("text", "muted", "key", "model", "llm", "rules", "good", "bad")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    shares = [
        share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4
        for share in Color.parse(colour).normalized
    ]
    return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.1)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [theme for theme in THEMES if not theme.ansi])
def test_words_have_the_contrast_wcag_asks_for(theme: Theme) -> None:
    assert theme.background is not None
    for word in WORDS:
        for below in (theme.background, theme.variables["bar"]):
            assert contrast(theme.variables[word], below) >= 4.5, word
    assert contrast(theme.variables["tab-text"], theme.variables["tab"]) >= 4.5
    assert contrast(theme.variables["model"], theme.variables["best-word"]) >= 4.5


def test_the_themes_name_the_same_colours() -> None:
    assert DARK.keys() == LIGHT.keys() == CONTRAST.keys() == TERMINAL.keys()
    for colours in (DARK, LIGHT, CONTRAST, TERMINAL):
        assert len({colours[source] for source in ("model", "llm", "rules", "good", "bad")}) == 5


def test_few_colours_or_none_take_the_terminals_own() -> None:
    assert theme_for("standard", {}) == theme_for(None, {}) == "labeler-terminal"
    assert theme_for("truecolor", {"NO_COLOR": "1"}) == "labeler-terminal"
    assert theme_for("truecolor", {"NO_COLOR": ""}) == theme_for("256", {}) == "labeler-dark"
    assert theme_for("256", {"TEXTUAL_THEME": "labeler-light"}) == "labeler-light"
    assert theme_for("256", {"TEXTUAL_THEME": "nord"}) == "labeler-dark"


def test_high_contrast_is_high() -> None:
    for word in WORDS:
        assert contrast(CONTRAST[word], "#000000") >= 7, word


def test_the_last_theme_is_remembered_and_nonsense_is_not() -> None:
    assert remembered() is None
    remember("labeler-light")
    assert remembered() == "labeler-light"
    remember("nord")
    assert remembered() is None
