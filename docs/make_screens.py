"""Pictures of every screen and overlay:  python -m docs.make_screens

Opens the sample project, answers its first items from the gold labels, and draws what a person
would see at 80x24 and 160x45, dark and light, as SVG files in `docs/screens`.
"""

import asyncio
import csv
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from tui_labeler.project.preferences import Preferences
from tui_labeler.project.samples import copy_sample, sample_folder
from tui_labeler.project.screen import ScreenSection
from tui_labeler.session import Session
from tui_labeler.tui.app import LabelerApp
from tui_labeler.tui.modes import MODES
from tui_labeler.worker.runner import Runner
from tui_labeler.worker.twin import InProcessRunner

OUT = Path(__file__).parent / "screens"
SIZES = ((80, 24), (160, 45))
THEMES = ("dark", "light")
ANSWERS = 60
"""So many, and more until the item on screen has a suggestion and some lines of text."""
LONG_ENOUGH = 250
CLUTTER = re.compile(
    r"@font-face \{.*?\}\s*"
    r"|<clipPath id=\"terminal-\d+-line-\d+\">.*?</clipPath>\s*"
    r"| clip-path=\"url\(#terminal-\d+-line-\d+\)\""
    r"|<text [^>]*>(?:&#160;|\s)*</text>"
    r"|terminal-\d+-(?=r\d)",
    re.DOTALL,
)
"""Fonts from elsewhere, lines cut where nothing is too long, text that is not there."""


CELL = re.compile(r'<rect fill="(#\w+)" [^>]*shape-rendering="crispEdges"/>')
INSIDE = re.compile(r'clip-terminal">\s*<rect x="0" y="0" width="([\d.]+)" height="([\d.]+)"')


class Shot(NamedTuple):
    """A picture: its name, and the keys that lead from the Label screen to it."""

    name: str
    keys: Sequence[str] = ()


OVERLAYS = (
    Shot("label-help", ["question_mark"]),
    Shot("label-palette", ["colon", *"label"]),
    Shot("label-finder", ["l", *"ne"]),
    Shot("label-note", ["n", *"ask Kim"]),
    Shot("label-history", ["h"]),
    Shot("label-search", ["slash", *"music"]),
    Shot("label-details", ["i"]),
    Shot("label-guidelines", ["I"]),
    Shot("label-text-only", ["z"]),
    Shot("label-blind", ["b"]),
    Shot("label-earlier", ["left_square_bracket"]),
)


def shots() -> Iterator[Shot]:
    """Every screen of the tab bar, then what opens over the Label screen."""
    for mode in MODES:
        yield Shot(mode.name, [] if mode.name == "label" else [mode.key])
    yield from OVERLAYS


def prepare(folder: Path) -> None:
    """A project on which somebody has worked for ten minutes."""
    copy_sample(folder)
    with (sample_folder() / "gold.csv").open(encoding="utf-8", newline="") as file:
        gold = {row["id"]: row["label"] for row in csv.DictReader(file)}
    now = 1_700_000_000.0
    with Session.open(folder, clock=lambda: now) as session:
        runner = InProcessRunner()
        for number in count():
            work(session, runner)
            view = session.labelling.view()
            item = view.item
            assert item is not None
            if number >= ANSWERS and view.suggestion and len(item.text) > LONG_ENOUGH:
                break
            seconds = 3.0 + number % 7
            now += seconds + 1
            session.labelling.answer(gold[item.id], seconds=seconds)


def work(session: Session, runner: Runner) -> None:
    """Run every job that is due."""
    while (job := session.next_job()) is not None:
        runner.submit(job)
        for report in runner.poll():
            session.install(report)


async def take(folder: Path, shot: Shot, size: tuple[int, int], theme: str) -> str:
    """The picture, as SVG."""
    preferences = Preferences(ScreenSection(theme=theme, hold_guard_ms=0))
    session = Session.open(folder)
    app = LabelerApp(session, lambda notify: InProcessRunner(notify=notify), preferences)
    app.theme = f"labeler-{theme}"
    try:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            for key in shot.keys:
                await pilot.press(key)
                await settle(pilot)
            svg = app.export_screenshot(title="tui-labeler", simplify=True)
    finally:
        app.close()
    return slim(svg)


def slim(svg: str) -> str:
    """The same picture in fewer bytes: one ground under all cells without a colour of their own."""
    svg = CLUTTER.sub("", svg).replace("&#160;", "\N{NO-BREAK SPACE}")
    svg = svg.replace("<svg class", '<svg xml:space="preserve" class', 1)
    cells = CELL.findall(svg)
    ground = Counter(cells).most_common(1)[0][0]
    width, height = map(float, INSIDE.findall(svg)[0])
    whole = f'<rect fill="{ground}" x="0" y="1.5" width="{width}" height="{height}"/>'
    at = svg.index(f'<rect fill="{cells[0]}"')
    own = CELL.sub(lambda cell: "" if cell[1] == ground else cell[0], svg[at:])
    return svg[:at] + whole + own


async def settle(pilot: Pilot[None]) -> None:
    """Until nothing is under way."""
    while list(pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()


async def main() -> None:
    """Make all pictures."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "movie_reviews"
        prepare(folder)
        for shot in shots():
            for size in SIZES:
                for theme in THEMES:
                    svg = await take(folder, shot, size, theme)
                    path = OUT / f"{shot.name}-{size[0]}x{size[1]}-{theme}.svg"
                    path.write_text(svg, encoding="utf-8")
                    print(path.name, len(svg) // 1000, "kB")


if __name__ == "__main__":
    asyncio.run(main())
