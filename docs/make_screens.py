"""Pictures of every screen and overlay:  python -m docs.make_screens

Opens the sample of support tickets, answers its first items from the gold labels, and draws what
a person would see at 80x24 and 160x45, dark and light, as SVG files in `docs/screens`.
"""

import asyncio
import csv
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count, product
from pathlib import Path
from typing import Any, NamedTuple

from textual.pilot import Pilot

from tui_labeler.project.preferences import Preferences
from tui_labeler.project.samples import copy_sample, sample_folder
from tui_labeler.project.screen import ScreenSection
from tui_labeler.session import Session
from tui_labeler.session.exchange import import_labels
from tui_labeler.session.new_project import NewProject, Told
from tui_labeler.session.recent import RecentProject
from tui_labeler.session.views import Item
from tui_labeler.tui.app import LabelerApp
from tui_labeler.tui.modes import MODES
from tui_labeler.tui.screens.picker import PickerScreen
from tui_labeler.tui.screens.wizard import WizardScreen
from tui_labeler.tui.start_app import StartApp
from tui_labeler.tui.terminal_app import TerminalApp
from tui_labeler.tui.theme import PREFIX
from tui_labeler.worker.runner import Runner
from tui_labeler.worker.twin import InProcessRunner

OUT = Path(__file__).parent / "screens"
SIZES = ((80, 24), (160, 45))
THEMES = ("dark", "light")
SAMPLE = "support_tickets"
ANSWERS = 60
"""So many, and more until the item on screen has some lines of text with telling words."""
LONG_ENOUGH = 200
LEFT = 20
"""Items of the sample that are not yet validated."""
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
    """A picture: its name, and the keys that lead from the Label screen to it and back."""

    name: str
    keys: Sequence[str] = ()
    back: Sequence[str] = ("escape",)


OVERLAYS = (
    Shot("label-help", ["question_mark"]),
    Shot("label-palette", ["colon", *"label"]),
    Shot("label-finder", ["l", *"re"]),
    Shot("label-note", ["n", *"ask Kim"]),
    Shot("label-history", ["h"]),
    Shot("label-search", ["slash", *"refund"]),
    Shot("label-details", ["i"]),
    Shot("label-guidelines", ["I"]),
    Shot("label-text-only", ["z"], ["z"]),
    Shot("label-blind", ["b"], ["b"]),
    Shot("label-earlier", ["left_square_bracket"], ["right_square_bracket"]),
    Shot("label-new-label", ["colon", *"add a label", "enter"]),
    Shot("validate-group", ["V", "A"]),
    Shot("functions-items", ["F", "enter"], ["q"]),
    Shot("functions-suggested", ["F", "n"], ["q"]),
    Shot("errors-noise", ["E", "M"]),
    Shot("errors-filter", ["E", "slash"]),
    Shot("errors-data", ["E", "D"]),
    Shot("progress-costs", ["P", "c"], ["c"]),
    Shot("progress-worklist", ["P", "w"], ["w"]),
)
LIKED = Preferences(ScreenSection(hold_guard_ms=0))
AT_START = (
    Shot("picker", back=[]),
    Shot("wizard", back=[]),
    Shot("wizard-labels", ["enter"] * 3, ["escape"] * 3),
    Shot("wizard-check", ["enter"] * 4, ["escape"] * 4),
)


def shots() -> Iterator[Shot]:
    """Every screen of the tab bar, then what opens over each."""
    for mode in MODES:
        yield Shot(mode.name, [mode.key], [])
    yield from OVERLAYS


def prepare(folder: Path) -> None:
    """A project on which somebody has worked for half an hour."""
    copy_sample(folder, SAMPLE)
    with (sample_folder(SAMPLE) / "gold.csv").open(encoding="utf-8", newline="") as file:
        gold = {row["id"]: row["label"] for row in csv.DictReader(file)}
    now = 1_700_000_000.0
    with Session.open(folder, clock=lambda: now) as session:
        runner = InProcessRunner()
        import_labels(session, folder / "llm_labels.csv", source="llm", mapping={})
        session.validation.begin()
        while session.validation.view().left > LEFT or session.validation.view().blind:
            item = session.validation.view().item
            assert item is not None
            now += 5
            session.validation.answer(gold[item.id], seconds=4.0)
        for number in count():
            work(session, runner)
            view = session.labelling.view()
            item = view.item
            assert item is not None
            if number >= ANSWERS and len(item.text) > LONG_ENOUGH and telling(item):
                break
            seconds = 2.0 + number % 5
            now += seconds + 1
            session.labelling.answer(gold[item.id], seconds=seconds)
        session.suspects.watch()
        work(session, runner)


def telling(item: Item) -> bool:
    """Whether words of its text speak for the best label, and some for the second."""
    return item.speaking is not None and len(item.speaking.best) > 2 and bool(item.speaking.second)


def work(session: Session, runner: Runner) -> None:
    """Run every job that is due."""
    while (job := session.next_job()) is not None:
        runner.submit(job)
        for report in runner.poll():
            session.install(report)


def at_start(folder: Path, name: str) -> StartApp[Any]:
    """The picker, or the wizard, before a project is open."""
    if name.startswith("wizard"):
        told = Told(data=str(folder / "tickets.csv"), folder="tickets")
        return StartApp(WizardScreen(NewProject(told)), LIKED)
    now = datetime(2026, 11, 22, 16, 0)
    used = [
        RecentProject(str(folder), "support tickets", 84, 400, 0.842, now.timestamp() - 9_000),
        RecentProject(
            f"{folder.parent}/movie_reviews",
            "movie reviews",
            610,
            1000,
            0.789,
            now.timestamp() - 260_000,
        ),
        RecentProject("/mnt/usb/spam", "old spam", 40, 300, None, now.timestamp() - 9_000_000),
    ]
    return StartApp(PickerScreen(used, lambda _: None, now), LIKED)


async def take(app: TerminalApp[Any], shots: Sequence[Shot], home: Sequence[str] = ()) -> None:
    """All `shots` at every size in every theme; `home`: the keys to where each begins.

    Each is looked at once before: what it wakes in the background is there on every picture.
    """
    async with app.run_test(size=SIZES[0]) as pilot:
        for shot in shots:
            await press(pilot, [*home, *shot.keys])
            await press(pilot, shot.back)
        for size, theme in product(SIZES, THEMES):
            await pilot.resize_terminal(*size)
            app.theme = PREFIX + theme
            for shot in shots:
                await press(pilot, [*home, *shot.keys])
                svg = slim(app.export_screenshot(title="tui-labeler", simplify=True))
                path = OUT / f"{shot.name}-{size[0]}x{size[1]}-{theme}.svg"
                path.write_text(svg, encoding="utf-8")
                print(path.name, len(svg) // 1000, "kB", flush=True)
                await press(pilot, shot.back)


async def press(pilot: Pilot[Any], keys: Sequence[str]) -> None:
    """Each key carried out before the next."""
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


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


async def settle(pilot: Pilot[Any]) -> None:
    """Until nothing is under way."""
    while list(pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()


async def main() -> None:
    """Make all pictures."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"HOME": place, "XDG_STATE_HOME": place}
        folder = Path(place) / SAMPLE
        prepare(folder)
        copy_sample(folder.with_name("movie_reviews"))
        session = Session.open(folder)
        app = LabelerApp(session, lambda notify: InProcessRunner(notify=notify), LIKED)
        try:
            await take(app, list(shots()), home=["L"])
        finally:
            app.close()
        for shot in AT_START:
            await take(at_start(folder, shot.name), [shot])


if __name__ == "__main__":
    asyncio.run(main())
