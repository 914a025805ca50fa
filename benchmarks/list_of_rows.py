"""A list of many rows on a screen of 80x24 beside Textual's DataTable:

    python -m benchmarks.list_of_rows [--rows 100000] [--runs 3]

Until the first frame, and one step down; CPU seconds, median of the runs, both in turn. The app
runs headless: what a terminal would be sent is made and thrown away.
"""

import argparse
import asyncio
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time

from textual.app import App, ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import DataTable

from benchmarks.rows import Row, tell
from tui_labeler.tui.widgets.rows import Found

STEPS = 20


class Items(Found[str]):
    """A list of the house."""

    def entry(self, one: str, width: int, *, marked: bool) -> Content:
        """A row as it stands."""
        return Content(one[:width])


class Listing(App[None]):
    """One list."""

    def __init__(self, made: Callable[[], Widget], down: Callable[[Widget], None]) -> None:
        super().__init__()
        self.made, self.down = made, down

    def compose(self) -> ComposeResult:
        """The list alone."""
        yield self.made()

    async def measured(self) -> tuple[float, float]:
        """CPU seconds to the first frame, and of a step down."""
        started = process_time()
        async with self.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            first = process_time() - started
            started = process_time()
            for _ in range(STEPS):
                self.down(self.screen.children[0])
                await pilot.pause()
            return first, (process_time() - started) / STEPS


def ours(texts: Sequence[str]) -> Listing:
    """With a list of the house."""

    def made() -> Widget:
        items = Items()
        items.found = texts
        return items

    def down(widget: Widget) -> None:
        if isinstance(widget, Items):
            widget.move(1)

    return Listing(made, down)


def theirs(texts: Sequence[str]) -> Listing:
    """With a DataTable."""

    def made() -> Widget:
        table: DataTable[str] = DataTable(cursor_type="row", show_header=False)
        table.add_column("text")
        table.add_rows((text,) for text in texts)
        return table

    def down(widget: Widget) -> None:
        if isinstance(widget, DataTable):
            widget.action_cursor_down()

    return Listing(made, down)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    texts = [f"Item {number}: the text of it" for number in range(asked.rows)]
    runs = [
        [asyncio.run(listing(texts).measured()) for listing in (theirs, ours)]
        for _ in range(asked.runs)
    ]
    for at, what in enumerate(("first frame", "a step down")):
        table, house = ([run[side][at] for run in runs] for side in (0, 1))
        beside, mine = median(table), median(house)
        name = f"a list of {asked.rows:,} rows, {what}"
        print(f"{name:42} DataTable {beside:8.4f} s   ours {mine:8.4f} s   {beside / mine:6.1f} x")
        goal = 30 if at == 0 else None
        tell(Row.of(name, "s", house, ("DataTable", table), times=goal))


if __name__ == "__main__":
    main()
