"""Signs for terminals that cannot draw all of them."""

import pytest
from rich.cells import cell_len

from tests.robots.pilot import screen_text
from tests.tui.piloted import press, running
from tests.tui.scripted import ScriptedApp
from tui_labeler.tui.glyphs import glyphs


def test_auto_believes_the_locale_and_the_console() -> None:
    assert glyphs("auto", "UTF-8", {}) == {}
    assert glyphs("auto", "utf8", {"TERM": "linux"}) == glyphs("safe", "utf8", {})
    assert glyphs("auto", "ANSI_X3.4-1968", {}) == glyphs("ascii", "utf8", {})
    assert glyphs("unicode", "ascii", {}) == {}


def test_every_sign_keeps_its_width() -> None:
    for code, sign in glyphs("ascii", "", {}).items():
        assert len(sign) == 1 and sign.isascii() and cell_len(chr(code)) == 1
    assert glyphs("safe", "", {}).items() <= glyphs("ascii", "", {}).items()


@pytest.mark.fault("F038")
@pytest.mark.parametrize("key", ["", "l", "n", "question_mark", "h", "i", "I"])
@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_in_ascii_every_screen_is_ascii(key: str, size: tuple[int, int]) -> None:
    app = ScriptedApp()
    app.glyph_table = glyphs("ascii", "", {})
    async with running(app, size) as pilot:
        app.set_class(True, "-plain-borders")
        await press(pilot, *filter(None, [key]))
        text = screen_text(app).replace("␛", "")  # from the data
        assert [character for character in text if not character.isascii()] == []
