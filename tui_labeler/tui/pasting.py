"""What is pasted is text: no control character in it may become a key or reach the terminal.

Textual takes escape sequences inside a paste for keys, so a paste could label and quit. So could
one from a terminal that does not say where a paste begins: there a burst is taken for one.
"""

from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

from tui_labeler.text import printable

START, END = "\x1b[200~", "\x1b[201~"
"""What a terminal sends around a paste."""
BURST, SIGNS = 40, 12
"""So many characters at once, more than so many different ones: nobody has typed that, even when a
slow line brings the keys of some seconds together."""


class PasteFilter:
    """Cleans what a terminal sends between `START` and `END`, however it is cut into pieces."""

    def __init__(self) -> None:
        self._inside = False
        self._held = ""
        """Inside: the beginning of an `END`, perhaps. Outside: the last characters passed on."""

    def clean(self, data: str) -> str:
        """The same, with pasted text made printable."""
        return self._pasted(data) if self._inside else self._typed(data)

    def _typed(self, data: str) -> str:
        seen = self._held + data
        place = seen.find(START)
        if place < 0:
            self._held = seen[1 - len(START) :]
            return START + _as_text(data) + END if _is_burst(data) else data
        pasted = seen[place + len(START) :]
        self._inside, self._held = True, ""
        return data[: len(data) - len(pasted)] + self._pasted(pasted)

    def _pasted(self, data: str) -> str:
        text, end, rest = (self._held + data).partition(END)
        if end:
            self._inside, self._held = False, ""
            return _as_text(text) + END + self._typed(rest)
        held = next(size for size in range(len(END) - 1, -1, -1) if text.endswith(END[:size]))
        self._held = text[len(text) - held :]
        return _as_text(text[: len(text) - held])


def _is_burst(data: str) -> bool:
    return len(data) >= BURST and len(set(data)) > SIGNS and "\x1b" not in data


def _as_text(pasted: str) -> str:
    """Terminals send the line ends of a paste as carriage returns."""
    return printable(pasted.replace("\r\n", "\n").replace("\r", "\n"))


class PasteSafeParser(XTermParser):
    """Textual's parser of keys behind the filter."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._filter = PasteFilter()

    def feed(self, data: str) -> Iterable[Message]:
        """What `data` means; an empty string is the end."""
        clean = self._filter.clean(data)
        return super().feed(clean) if clean or not data else ()


def filter_pastes() -> None:
    """Let Textual's driver use it."""
    linux_driver.XTermParser = PasteSafeParser  # type: ignore[attr-defined]
