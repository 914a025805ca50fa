"""What a Textual app shows, read from its compositor while a pilot drives it.

async with app.run_test(size=(80, 24)) as pilot:
    await pilot.press("p")
    assert "Item 17" in screen_text(app)
    assert not styles_equal_fg_bg(app)
    assert not stray_controls(emitted(app))
"""

from typing import Any

from rich.console import Console
from rich.style import Style
from textual.app import App
from textual.strip import Strip


def _strips(app: App[Any]) -> list[Strip]:
    return app.screen._compositor.render_strips()


def screen_text(app: App[Any]) -> str:
    """The screen as a grid of text: one line per row, without trailing blanks."""
    return "\n".join(strip.text.rstrip() for strip in _strips(app))


def styles_equal_fg_bg(app: App[Any]) -> list[tuple[int, int, str]]:
    """The cells (x, y, character) nobody can see: drawn in the colour they stand on."""
    hidden = []
    for y, strip in enumerate(_strips(app)):
        x = 0
        for segment in strip:
            if _hides(segment.style):
                hidden += [(x + at, y, c) for at, c in enumerate(segment.text) if not c.isspace()]
            x += segment.cell_length
    return hidden


def _hides(style: Style | None) -> bool:
    if style is None:
        return False
    # The terminal's own colours are one value for both, and two on the screen.
    given = style.color is not None and not style.color.is_default
    return bool(style.conceal) or (given and style.color == style.bgcolor)


def emitted(app: App[Any]) -> str:
    """What a terminal would be sent for the whole screen, to be searched for control bytes."""
    console = Console(color_system="truecolor", force_terminal=True)
    return "\n".join(strip.render(console) for strip in _strips(app))
