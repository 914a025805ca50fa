"""The helpers read what the app draws."""

from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from tests.robots.controls import stray_controls
from tests.robots.pilot import emitted, screen_text, styles_equal_fg_bg


class Demo(App[object]):
    """One line of text."""

    def __init__(self, text: str, style: str = "") -> None:
        super().__init__()
        self.content = Content.styled(text, style)

    def compose(self) -> ComposeResult:
        yield Static(self.content)


async def test_the_screen_is_a_grid_of_text() -> None:
    app = Demo("two\nlines")
    async with app.run_test(size=(20, 4)):
        assert screen_text(app) == "two\nlines\n\n"


async def test_text_in_its_own_colour_is_found() -> None:
    app = Demo("a b", "#112233 on #112233")
    async with app.run_test(size=(20, 4)):
        assert styles_equal_fg_bg(app) == [(0, 0, "a"), (2, 0, "b")]
    app = Demo("a b", "#112233 on #ffffff")
    async with app.run_test(size=(20, 4)):
        assert styles_equal_fg_bg(app) == []


async def test_what_would_be_sent_can_be_searched() -> None:
    async with (app := Demo("\x1b]0;title")).run_test(size=(20, 4)):
        assert stray_controls(emitted(app))
    async with (app := Demo("plain", "bold red")).run_test(size=(20, 4)):
        assert "\x1b[" in emitted(app)
        assert stray_controls(emitted(app)) == []
